"""The groups of a coming session: what hosts see, approve, change and download."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.refusals import Refusal
from bot.services import session_groups
from bot.views import home_settings, session_ids
from bot.views import session_groups as views
from bot.views import sessions as session_views
from bot.views.session_plans import Expected
from handlers.deps import Deps
from handlers.requests import asker, id_of, is_in_modal, reading, refused, refused_on_field, show, tell

Body = dict[str, Any]


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
    await ack()
    found = await deps.aside(partial(session_groups.look, deps.store, *asker(body), id_of(action), now=deps.now()))
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
    else:
        deps.after_ack(show(body, client, modal(wording(found.locale), _view(found))))


async def page_turned(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Turn the page of the list of groups."""
    with reading():
        page, session_id = session_ids.read_more_value(action["value"])
        number = int(page)
    await ack()
    found = await deps.aside(partial(session_groups.look, deps.store, *asker(body), session_id, now=deps.now()))
    if not isinstance(found, Refusal):
        modal = views.groups_modal(wording(found.locale), _view(found, number))
        deps.after_ack(client.views_update(view_id=body["view"]["id"], view=modal))


async def approve_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Settle the groups; the message itself then says so."""
    done = await deps.change(session_groups.approve, *asker(body), id_of(action), now=deps.now())
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
    done = await deps.change(session_groups.pin, *asker(body), session_id, who, group, now=deps.now())
    if isinstance(done, Refusal):
        await ack(response_action="errors", errors={session_ids.PIN_WHO: refused_on_field(done)})
    elif done is not None:
        await ack(response_action="errors", errors=views.not_taking(wording(), done))
    else:
        await ack(response_action="clear")
