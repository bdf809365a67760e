"""The groups of a coming session: what hosts see, approve, change and download."""

import asyncio
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.content.wording import Wording, wording
from bot.domain.refusals import Refusal
from bot.services import session_groups
from bot.views import home_settings, session_ids
from bot.views import session_groups as views
from bot.views import sessions as session_views
from bot.views.members import failed
from bot.views.message import Message
from bot.views.session_plans import Expected
from handlers.deps import Deps
from handlers.requests import asker, id_of, is_in_modal, reading, refused, refused_on_field, show, tell

log = structlog.get_logger()
Body = dict[str, Any]
PATIENCE_S = 0.8  # for groups that are being worked out; with the database's two seconds it stays below Slack's three


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to what hosts do about groups before a session."""
    app.action(session_ids.SESSION_GROUPS)(partial(look_pressed, deps, views.groups_modal))
    app.action(session_ids.GROUPS_CHANGE)(partial(look_pressed, deps, views.pin_modal))
    app.action(session_ids.GROUPS_BACK)(partial(page_turned, deps))
    app.action(session_ids.GROUPS_NEXT)(partial(page_turned, deps))
    app.action(session_ids.GROUPS_APPROVE)(partial(approve_pressed, deps))
    app.action(session_ids.SESSION_ZOOM)(partial(zoom_pressed, deps))
    app.view(session_ids.SESSION_PIN_MODAL)(partial(pin_submitted, deps))


def _view(found: session_groups.Groups, page: int = 0) -> views.GroupsView:
    expected = Expected.of(found.expected)
    return views.GroupsView(found.session, found.proposal, found.names, found.pinned, found.timezone, page, expected)


async def look_pressed(
    deps: Deps, modal: Any, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Show the groups, or the form to change them."""
    session_id = id_of(action)
    await ack()
    deps.after_ack(_look(deps, modal, session_id, body, client, respond))


async def _look(
    deps: Deps, modal: Any, session_id: int, body: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Show groups as soon as they are worked out; that they are being worked out before the trigger is gone."""
    look = partial(session_groups.look, deps.store, *asker(body), session_id, now=deps.now())
    looking = await deps.begun(look, PATIENCE_S)
    working = "" if looking.done() else await show(body, client, views.working_modal(wording()))
    found = await _found(looking)
    view = home_settings.notice_modal(wording(), found) if isinstance(found, Message) else modal(*found)
    if working:
        await _replace(client, working, view)
    elif isinstance(found, Message):
        await tell(body, client, respond, found)
    else:
        await show(body, client, view)


async def _found(looking: asyncio.Task[session_groups.Groups | Refusal]) -> tuple[Wording, views.GroupsView] | Message:
    """Return what was looked for, or why it is not there, in words."""
    try:
        found = await looking
    except SQLAlchemyError as error:
        log.error("groups could not be looked at", error=type(error).__name__)
        return failed(wording(), "unavailable")
    return refused(found) if isinstance(found, Refusal) else (wording(found.locale), _view(found))


async def _replace(client: AsyncWebClient, view_id: str, view: Body) -> None:
    """Show a modal in the place of another, unless that has been closed meanwhile."""
    try:
        await client.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        if error.response.get("error") != "not_found":
            raise


async def page_turned(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Turn the page of the list of groups."""
    with reading():
        page, session_id = session_ids.read_more_value(action["value"])
        number = int(page)
    await ack()
    deps.after_ack(_turn(deps, session_id, number, body, client))


async def _turn(deps: Deps, session_id: int, page: int, body: Body, client: AsyncWebClient) -> None:
    found = await deps.aside(partial(session_groups.look, deps.store, *asker(body), session_id, now=deps.now()))
    if not isinstance(found, Refusal):
        await _replace(client, body["view"]["id"], views.groups_modal(wording(found.locale), _view(found, page)))


async def _worked_out(deps: Deps, body: Body, session_id: int) -> bool:
    """Say whether the groups are there; if not, they are being worked out, and whoever asks again will find them."""
    ahead = partial(session_groups.look_ahead, deps.store, *asker(body), session_id, now=deps.now())
    looking = await deps.begun(ahead, PATIENCE_S)
    if looking.done():
        looking.result()  # raises what went wrong; a refusal comes again from what is asked next
    return looking.done()


async def approve_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Settle the groups; the message itself then says so."""
    session_id = id_of(action)
    if not await _worked_out(deps, body, session_id):
        await ack()
        deps.after_ack(tell(body, client, respond, views.not_approved(wording())))
        return
    done = await deps.change(session_groups.approve, *asker(body), session_id, now=deps.now())
    await ack()
    if done is not None:
        deps.after_ack(tell(body, client, respond, refused(done)))


async def zoom_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Send the file of breakout rooms."""
    done = await deps.change(session_groups.send_zoom, *asker(body), id_of(action), now=deps.now())
    await ack()
    if done is not None:
        deps.after_ack(tell(body, client, respond, refused(done)))
    elif is_in_modal(body):
        said = home_settings.notice_modal(wording(), session_views.file_sent(wording()))
        deps.after_ack(show(body, client, said))


async def pin_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Place people, or say on the field why not."""
    with reading():
        session_id, who, group = views.read_pin(view)
    if not await _worked_out(deps, body, session_id):
        await ack(response_action="errors", errors=views.not_placed(wording()))
        return
    done = await deps.change(session_groups.pin, *asker(body), session_id, who, group, now=deps.now())
    if isinstance(done, Refusal):
        await ack(response_action="errors", errors={session_ids.PIN_WHO: refused_on_field(done)})
    elif done is not None:
        await ack(response_action="errors", errors=views.not_taking(wording(), done))
    else:
        await ack(response_action="clear")
