"""Proposed pairs, who is kept apart, and the log: from Home and by `/mentoring matches`, `apart` and `log`."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.refusals import Reason, Refusal
from bot.services import change_log, keep_apart, matching
from bot.services.change_log import LogPage
from bot.services.keep_apart import ApartView
from bot.services.matching import Proposal
from bot.views import desk_ids
from bot.views import matches as views
from bot.views.button_values import read_id, read_menu_value
from bot.views.program_settings import read_program
from handlers.deps import Deps
from handlers.next_year import year_chosen
from handlers.requests import asker, at_once, id_of, reading, refused, refused_on_field, show, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to Home's buttons and to the three modals."""
    app.action(desk_ids.DESK_MATCHES)(partial(matches_pressed, deps))
    app.action(desk_ids.MATCH_PAIR)(partial(match_approved, deps))
    app.action(desk_ids.MATCH_ALL)(partial(all_approved, deps))
    app.action(desk_ids.DESK_MORE)(partial(more_chosen, deps))
    app.action(desk_ids.APART_LET)(partial(let_pressed, deps))
    app.view(desk_ids.APART_MODAL)(partial(apart_submitted, deps))
    for action in (desk_ids.LOG_TURN, f"{desk_ids.LOG_TURN}:back"):
        app.action(action)(partial(log_turned, deps))


Found = Proposal | ApartView | LogPage


def _modal(found: Found) -> Body:
    w = wording(found.locale)
    if isinstance(found, Proposal):
        return views.matches_modal(w, found.program, found.matches, found.waiting, found.digest)
    if isinstance(found, ApartView):
        lines = [views.ApartLine(each.id, each.one, each.other) for each in found.aparts]
        return views.apart_modal(w, found.program, lines)
    lines_of_log = [
        views.LogLine(each.actor, each.action, each.about or "", each.facts, each.at) for each in found.entries
    ]
    return views.log_modal(w, found.program, lines_of_log, found.number, found.pages, found.timezone)


async def matches_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Open the proposal."""
    found = await deps.aside(partial(matching.propose, deps.store, *asker(command), now=deps.now()))
    await _open(deps, ack, command, client, found)


async def apart_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Open who is kept apart."""
    await _open(deps, ack, command, client, await deps.call(keep_apart.shown, *asker(command)))


async def log_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Open the log."""
    await _open(deps, ack, command, client, await deps.call(change_log.page, *asker(command)))


async def _open(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient, found: Found | Refusal) -> None:
    if isinstance(found, Refusal):
        await ack(**at_once(refused(found)))
        return
    await ack()
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=_modal(found)))


async def matches_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the proposal from Home."""
    found = await deps.aside(partial(matching.propose, deps.store, *asker(body), id_of(action), now=deps.now()))
    await _answer(deps, ack, body, client, respond, found)


async def more_chosen(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open what the small menu on Home names: the log, who is kept apart, or the plan for the next year."""
    with reading():
        what, value = read_menu_value(action["selected_option"]["value"])
        program_id = read_id(value)
    if what == desk_ids.DESK_YEAR:
        await year_chosen(deps, ack, body, program_id, client, respond)
        return
    found: Found | Refusal = await deps.call(keep_apart.shown, *asker(body), program_id)
    if what == desk_ids.DESK_LOG:
        found = await deps.call(change_log.page, *asker(body), program_id)
    await _answer(deps, ack, body, client, respond, found)


async def match_approved(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Make one proposed pair; the others stay proposed."""
    with reading():
        program_id, key = read_program(body["view"]), str(action["value"])
        mentor_id, _, mentee_id = key.partition("-")
        two = read_id(mentor_id), read_id(mentee_id)
    found = await deps.change(matching.approve, *asker(body), program_id, two, now=deps.now())
    await _answer(deps, ack, body, client, respond, found)


async def all_approved(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Make all proposed pairs."""
    with reading():
        program_id, digest = read_program(body["view"]), str(action["value"])
    found = await deps.change(matching.approve_all, *asker(body), program_id, digest, now=deps.now())
    await _answer(deps, ack, body, client, respond, found)


async def let_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Keep two people apart no longer."""
    with reading():
        program_id, apart_id = read_program(body["view"]), id_of(action)
    found = await deps.change(keep_apart.let, *asker(body), program_id, apart_id, now=deps.now())
    await _answer(deps, ack, body, client, respond, found)


async def apart_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Keep two people apart, and show it in the same modal."""
    with reading():
        program_id, two = views.read_apart(view)
    found = await deps.change(keep_apart.keep, *asker(body), program_id, two, now=deps.now())
    if isinstance(found, ApartView):
        await ack(response_action="update", view=_modal(found))
    elif found.reason is Reason.INVALID:
        await ack(response_action="errors", errors=views.apart_invalid(wording(found.locale)))
    else:
        await ack(response_action="errors", errors={desk_ids.APART_OTHER: refused_on_field(found)})


async def log_turned(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Show another page of the log."""
    with reading():
        program_id, page = read_program(body["view"]), max(0, int(action["value"]))
    found = await deps.call(change_log.page, *asker(body), program_id, page)
    await _answer(deps, ack, body, client, respond, found)


async def _answer(
    deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond, found: Found | Refusal
) -> None:
    """Show what was found where somebody pressed: over Home, or in the place of the open modal."""
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
    elif (body.get("view") or {}).get("type") == "modal":
        deps.after_ack(client.views_update(view_id=body["view"]["id"], view=_modal(found)))
    else:
        deps.after_ack(show(body, client, _modal(found)))
