"""What coordinators do about an obstacle, from its post in their channel. Every service checks the role itself."""

from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.obstacles import HELPED_LENGTH, WORDS_LENGTH
from bot.domain.refusals import Reason, Refusal
from bot.services import obstacles, pair_care
from bot.services.obstacles import Task
from bot.views import ids
from bot.views import obstacle_forms as forms
from bot.views.button_values import read_task_value
from bot.views.obstacle_forms import Modal, PairNames
from handlers.deps import Deps
from handlers.desk import follow, follow_form, over_list
from handlers.requests import asker, id_of, reading, refused, refused_on_field, show, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the buttons and forms of the queue."""
    app.action(ids.OBSTACLE_TAKE)(partial(take_pressed, deps))
    app.action(ids.OBSTACLE_READ)(partial(form_pressed, deps, read_form))
    app.action(ids.OBSTACLE_CLOSE)(partial(form_pressed, deps, close_form))
    app.action(ids.OBSTACLE_MORE)(partial(more_chosen, deps))
    app.view(ids.OBSTACLE_WRITE_MODAL)(partial(write_submitted, deps))
    app.view(ids.OBSTACLE_CLOSE_MODAL)(partial(close_submitted, deps))
    app.view(ids.PAIR_HOLD_MODAL)(partial(hold_submitted, deps))
    app.view(ids.PAIR_END_MODAL)(partial(end_submitted, deps))


async def take_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Take an obstacle on."""
    done = await deps.change(obstacles.take, *asker(body), id_of(action), now=deps.now())
    await ack()
    deps.after_ack(follow(deps, body, client, respond, done))


async def form_pressed(
    deps: Deps,
    form: Callable[[Task], Modal],
    ack: AsyncAck,
    body: Body,
    action: Body,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    """Open what a button leads to."""
    await _open(deps, form, id_of(action), ack, body, client, respond)


async def more_chosen(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open what the menu offers, or let a pair go on at once."""
    with reading():
        task, obstacle_id = read_task_value(action["selected_option"]["value"])
    if task != "go_on":
        await _open(deps, FORMS[task], obstacle_id, ack, body, client, respond)
        return
    found = await deps.call(obstacles.task, *asker(body), obstacle_id)
    if isinstance(found, Task):
        done = await deps.change(pair_care.go_on, *asker(body), found.file.pair.id, now=deps.now())
    else:
        done = found
    await ack()
    deps.after_ack(follow(deps, body, client, respond, done))


async def _open(
    deps: Deps,
    form: Callable[[Task], Modal],
    obstacle_id: int,
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    found = await deps.call(obstacles.task, *asker(body), obstacle_id)
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
    else:
        deps.after_ack(show(body, client, over_list(body, form(found))))


def _names(found: Task) -> PairNames:
    file = found.file
    mentor, mentee = file.mentor_person, file.mentee_person
    return PairNames(mentor.name, mentee.name, mentor.id, mentee.id)


def read_form(found: Task) -> Modal:
    """Return the words of an obstacle, which stand behind this button alone."""
    names = {person.id: person.name for _, person in found.file.sides}
    author = found.obstacle.author_id
    partner = found.file.partner_of(author)[1].name if author is not None else ""
    w = wording(found.identity.person.locale)
    shown = found.obstacle
    return forms.read_modal(w, names.get(author or 0, ""), partner, shown.words, shared=shown.shared)


def write_form(found: Task) -> Modal:
    """Return the form to write to the pair."""
    return forms.write_modal(wording(found.identity.person.locale), found.obstacle.id, _names(found))


def close_form(found: Task) -> Modal:
    """Return the form to close the obstacle."""
    return forms.close_modal(wording(found.identity.person.locale), found.obstacle.id)


def hold_form(found: Task) -> Modal:
    """Return the form to put the pair on hold."""
    return forms.hold_modal(wording(found.identity.person.locale), found.file.pair.id, _names(found))


def end_form(found: Task) -> Modal:
    """Return the form to end the pair."""
    return forms.end_modal(wording(found.identity.person.locale), found.file.pair.id, _names(found))


FORMS: dict[str, Callable[[Task], Modal]] = {
    "read": read_form,
    "write": write_form,
    "hold": hold_form,
    "end": end_form,
}


async def write_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Bring a coordinator's message to the pair; one that repeats what was told in confidence stays in the form."""
    with reading():
        obstacle_id, to, words = forms.read_write(view)
    done = await deps.change(obstacles.write, *asker(body), obstacle_id, to, words, now=deps.now())
    long = len(words) > WORDS_LENGTH
    await _saved(ack, done, ids.WORDS, "obstacles.write.quoted", (words, WORDS_LENGTH) if long else None)


async def close_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Close an obstacle with what helped."""
    with reading():
        obstacle_id, helped = forms.read_close(view)
    done = await deps.change(obstacles.close, *asker(body), obstacle_id, helped, now=deps.now())
    await _saved(ack, done, ids.HELPED, "", (helped, HELPED_LENGTH))
    deps.after_ack(follow_form(deps, body, client))


async def hold_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Put a pair on hold."""
    with reading():
        pair_id, until = forms.read_hold(view)
    done = await deps.change(pair_care.hold, *asker(body), pair_id, until, now=deps.now())
    await _saved(ack, done, ids.UNTIL, "obstacles.hold.past")
    deps.after_ack(follow_form(deps, body, client))


async def end_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """End a pair, and match its mentee anew if a mentor was chosen."""
    with reading():
        pair_id, reason, mentor = forms.read_end(view)
    done = await deps.change(pair_care.end, *asker(body), pair_id, reason, mentor, now=deps.now())
    long = len(reason) > HELPED_LENGTH
    block_id = ids.WORDS if long or mentor is None else ids.NEW_MENTOR
    await _saved(ack, done, block_id, "obstacles.end.not_mentor", (reason, HELPED_LENGTH) if long else None)
    deps.after_ack(follow_form(deps, body, client))


async def _saved(
    ack: AsyncAck, done: Refusal | None, block_id: str, invalid: str, too_long: tuple[str, int] | None = None
) -> None:
    """Close the form, or say on the field what keeps it from being saved; `invalid` is the key of that sentence."""
    if done is None:
        await ack()
        return
    w = wording(done.locale)
    if done.reason is not Reason.INVALID:
        errors = {block_id: refused_on_field(done)}
    else:
        errors = forms.too_long(w, block_id, *too_long) if too_long else {block_id: w.plain(invalid)}
    await ack(response_action="errors", errors=errors)
