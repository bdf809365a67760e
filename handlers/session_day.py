"""A running session: the buttons of hosts and groups, the board, the forms to place people and to speak to all."""

from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import Wording, wording
from bot.domain.refusals import Refusal
from bot.domain.rounds import Press
from bot.services import session_placing, session_rounds
from bot.services.session_rounds import Denied, Done
from bot.views import session_board as forms
from bot.views import session_day as views
from bot.views import session_day_ids as ids
from bot.views.message import Message
from handlers.deps import Deps
from handlers.requests import asker, id_of, is_in_modal, reading, refused, refused_on_field, show, tell
from handlers.session_boards import board_view

Body = dict[str, Any]
_PRESSES = {ids.DAY_MORE: Press.MORE, ids.DAY_NEXT: Press.NEXT, ids.DAY_STOP: Press.STOP}
_DEEDS = {ids.MORE: Press.MORE, ids.NEXT: Press.NEXT, ids.STOP: Press.STOP}


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to everything that runs a session."""
    app.action(ids.DAY_BEGIN)(partial(begin_pressed, deps))
    app.action(ids.DAY_BEGIN_GROUP)(partial(begin_group_pressed, deps))
    for action_id, press in _PRESSES.items():
        app.action(action_id)(partial(round_pressed, deps, press=press))
    app.action(ids.DAY_BOARD)(partial(board_pressed, deps))
    app.action(ids.DAY_BOARD_PAGE)(partial(page_pressed, deps))
    app.action(ids.DAY_DO)(partial(deed_chosen, deps))
    app.action(ids.DAY_PLACE)(partial(place_pressed, deps))
    app.action(ids.DAY_CALL)(partial(call_pressed, deps))
    app.view(ids.DAY_PLACE_MODAL)(partial(placed, deps))
    app.view(ids.DAY_CALL_MODAL)(partial(called, deps))


def denial(done: Denied | Refusal) -> Message:
    """Return in words why something was not done."""
    if isinstance(done, Refusal):
        return refused(done)
    return views.denied(wording(done.locale), done.why.value, done.by, done.at, done.timezone)


def _on_field(done: Denied | Refusal) -> str:
    """Return the same for a field of a form."""
    return refused_on_field(done) if isinstance(done, Refusal) else denial(done).text


async def _answer(deps: Deps, done: Done, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    """Tell why something was not done; show the board anew where it was done from there."""
    if is_in_modal(body):
        session_id, page = ids.read_round(body["view"]["private_metadata"])
        await _update(deps, body, client, body["view"]["id"], session_id, page)
    if done is not None:
        deps.after_ack(tell(body, client, respond, denial(done)))


async def _update(deps: Deps, body: Body, client: AsyncWebClient, view_id: str, session_id: int, page: int) -> None:
    found = await deps.call(session_placing.board, *asker(body), session_id, now=deps.now())
    if isinstance(found, session_placing.Board):
        view = forms.board_modal(wording(found.locale), board_view(found, page))
        deps.after_ack(client.views_update(view_id=view_id, view=view))


async def begin_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Begin the rounds of all groups."""
    done = await deps.change(session_rounds.begin, *asker(body), id_of(action), now=deps.now())
    await ack()
    await _answer(deps, done, body, client, respond)


async def begin_group_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Begin the rounds of one group."""
    done = await deps.change(session_rounds.begin_group, *asker(body), id_of(action), now=deps.now())
    await ack()
    await _answer(deps, done, body, client, respond)


async def round_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond, press: Press
) -> None:
    """Lengthen or end a round, or end all."""
    with reading():
        which = ids.read_round(action["value"])
    group_id, number = which
    done = await deps.change(session_rounds.press, *asker(body), group_id, press, number, now=deps.now())
    await ack()
    await _answer(deps, done, body, client, respond)


async def deed_chosen(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Do for a group what a host chose from its menu on the board."""
    with reading():
        what, group_id, number = ids.read_do(action["selected_option"]["value"])
    if what == ids.BEGIN:
        done = await deps.change(session_rounds.begin_group, *asker(body), group_id, now=deps.now())
    else:
        done = await deps.change(session_rounds.press, *asker(body), group_id, _DEEDS[what], number, now=deps.now())
    await ack()
    await _answer(deps, done, body, client, respond)


async def board_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Show all groups to a host."""
    await _open(deps, ack, body, action, client, respond, forms.board_modal)


async def _open(
    deps: Deps,
    ack: AsyncAck,
    body: Body,
    action: Body,
    client: AsyncWebClient,
    respond: AsyncRespond,
    modal: Callable[[Wording, forms.BoardView], Body],
) -> None:
    found = await deps.call(session_placing.board, *asker(body), id_of(action), now=deps.now())
    await ack()
    if isinstance(found, session_placing.Board):
        deps.after_ack(show(body, client, modal(wording(found.locale), board_view(found, 0))))
    else:
        deps.after_ack(tell(body, client, respond, denial(found)))


async def page_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Show another page of the groups."""
    with reading():
        session_id, page = ids.read_round(action["value"])
    await ack()
    await _update(deps, body, client, body["view"]["id"], session_id, page)


async def place_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form that places people."""
    await _open(deps, ack, body, action, client, respond, forms.place_modal)


async def placed(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Place people, and show the board below as it is then."""
    with reading():
        read = forms.read_place(view)
    blocks = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    if not read.missing and not read.came:
        await ack(response_action="errors", errors=forms.errors(wording(), blocks, "session_day.place.choose"))
        return
    who = session_placing.Placing(read.missing, read.came, read.into)
    done = await deps.change(session_placing.place, *asker(body), read.session_id, who, now=deps.now())
    if done is not None:
        await ack(response_action="errors", errors={blocks[0]: _on_field(done)})
        return
    await ack()
    if view.get("previous_view_id"):
        await _update(deps, body, client, view["previous_view_id"], read.session_id, read.page)


async def call_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Open the form to say something to all groups."""
    await ack()
    deps.after_ack(show(body, client, forms.call_modal(wording(), id_of(action))))


async def called(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Say to all groups what a host wrote."""
    with reading():
        session_id, words = forms.read_call(view)
    if not words:
        await ack(response_action="errors", errors={ids.CALL_WORDS: wording().plain("session_day.call_form.empty")})
        return
    done = await deps.change(session_rounds.call, *asker(body), session_id, words, now=deps.now())
    await (ack() if done is None else ack(response_action="errors", errors={ids.CALL_WORDS: _on_field(done)}))
