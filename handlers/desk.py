"""What coordinators do about what needs a person, where it stands: in the digest, on Home, in the list behind it. The
services check the role.
"""

import json
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.refusals import Refusal
from bot.services import desk, home
from bot.views import desk_ids, home_settings, home_waiting, ids
from handlers.deps import Deps
from handlers.directory import person_again
from handlers.home import list_again
from handlers.requests import asker, id_of, is_in_modal, reading, refused, tell

Body = dict[str, Any]
UNDER = "under"  # in the metadata of a form: the modal over which it was opened


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the button of matters and to the list of what waits; other buttons are those of obstacles and pairs."""
    app.action(desk_ids.MATTER_DONE)(partial(matter_pressed, deps))
    app.action(desk_ids.WAITING_OPEN)(partial(waiting_pressed, deps))
    for turn in desk_ids.WAITING_TURNS:
        app.action(turn)(partial(page_turned, deps))


async def matter_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """See to a matter; the digests and Homes then show it to everybody."""
    with reading():
        value = desk_ids.read_matter(action["value"])
    if isinstance(value, int):
        done = await deps.change(desk.see_to, *asker(body), value, now=deps.now())
    else:
        program_id, kind, subject_id = value
        done = await deps.change(desk.see_to_at_once, *asker(body), program_id, kind, subject_id, now=deps.now())
    await ack()
    deps.after_ack(follow(deps, body, client, respond, done))


async def follow(deps: Deps, body: Body, client: AsyncWebClient, respond: AsyncRespond, done: Refusal | None) -> None:
    """Bring the modal in which somebody pressed up to date, and say why if nothing was done. Digests and Homes follow
    by themselves.
    """
    if is_in_modal(body) and body["view"].get("callback_id") in AGAIN:
        modal = await _again(deps, body, body["view"])
        await client.views_update(view_id=body["view"]["id"], view=modal)
    if done is not None:
        await tell(body, client, respond, refused(done))


def over_list(body: Body, form: Body) -> Body:
    """Return a form that remembers the list or the person over which it is opened, for `follow_form`."""
    view = body.get("view") or {}
    if view.get("callback_id") not in AGAIN:
        return form
    under = {name: view[name] for name in ("callback_id", "private_metadata")}
    return {**form, "private_metadata": json.dumps(json.loads(form["private_metadata"]) | {UNDER: under})}


async def follow_form(deps: Deps, body: Body, client: AsyncWebClient) -> None:
    """Bring the list or the person up to date over which a form was opened that has been sent off."""
    view = body["view"]
    under = json.loads(view["private_metadata"]).get(UNDER)
    if under is not None and view.get("previous_view_id"):
        modal = await _again(deps, body, under)
        await client.views_update(view_id=view["previous_view_id"], view=modal)


async def _again(deps: Deps, body: Body, view: Body) -> Body:
    with reading():
        again = AGAIN[view["callback_id"]]
    return await again(deps, asker(body), view)


async def waiting_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the list of what waits."""
    found = await deps.call(home.waiting_page, *asker(body), id_of(action), now=deps.now())
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
    else:
        modal = home_waiting.waiting_modal(wording(found.locale), found)
        deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=modal))


async def page_turned(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Show the page before or after."""
    with reading():
        program_id, _ = desk_ids.read_waiting(body["view"]["private_metadata"])
        page = int(action["value"])
    modal = await _list(deps, asker(body), program_id, page)
    await ack()
    deps.after_ack(client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=modal))


async def _waiting_again(deps: Deps, who: tuple[str, str], view: Body) -> Body:
    with reading():
        program_id, page = desk_ids.read_waiting(view["private_metadata"])
    return await _list(deps, who, program_id, page)


async def _list(deps: Deps, who: tuple[str, str], program_id: int, page: int) -> Body:
    found = await deps.call(home.waiting_page, *who, program_id, page, now=deps.now())
    if isinstance(found, Refusal):
        return home_settings.notice_modal(wording(found.locale), refused(found))
    return home_waiting.waiting_modal(wording(found.locale), found)


AGAIN = {
    desk_ids.WAITING_MODAL: _waiting_again,
    desk_ids.PERSON_MODAL: person_again,
    ids.PAIRS_MODAL: list_again,
}  # the modals that follow what is done over them
