"""The buttons of a nudge, and the form that asks what is in the way of meeting."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.obstacles import WORDS_LENGTH, Told
from bot.domain.refusals import Reason, Refusal
from bot.services import nudges, obstacles, times
from bot.views import ids
from bot.views import obstacle_forms as forms
from bot.views.button_values import read_slot_value
from handlers.deps import Deps
from handlers.members import overflow_chosen
from handlers.requests import asker, id_of, privately, reading, refused, refused_on_field
from handlers.schedules import none_pressed

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the buttons of a nudge and to its form."""
    app.action(ids.NUDGE_SNOOZE)(partial(snooze_pressed, deps))
    app.action(ids.NUDGE_MORE)(partial(more_chosen, deps))
    for tap in ids.TIMES_TAPS:
        app.action(tap)(partial(time_tapped, deps))
    app.action(ids.NUDGE_SAY)(partial(say_pressed, deps))
    app.view(ids.OBSTACLE_MODAL)(partial(obstacle_submitted, deps))


async def snooze_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, respond: AsyncRespond) -> None:
    """Leave the pair in peace for two weeks."""
    done = await deps.change(nudges.snooze, *asker(body), id_of(action), now=deps.now())
    await ack()
    if done is not None:
        deps.after_ack(respond(**privately(refused(done))))


async def time_tapped(deps: Deps, ack: AsyncAck, body: Body, action: Body, respond: AsyncRespond) -> None:
    """Note that the person can at one of the offered times, or cannot after all."""
    with reading():
        offer_id, number = read_slot_value(action["value"])
    done = await deps.change(times.tap, *asker(body), offer_id, number, now=deps.now())
    await ack()
    if done is not None:
        deps.after_ack(respond(**privately(refused(done))))


async def more_chosen(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Do what was chosen behind the three dots of a note: none of its times, quiet, or the person's own settings."""
    with reading():
        what, _, of_id = action["selected_option"]["value"].partition(":")
    match what:
        case ids.TIMES_NONE:
            await none_pressed(deps, ack, body, {"value": of_id}, client, respond)
        case ids.NUDGE_SNOOZE:
            await snooze_pressed(deps, ack, body, {"value": of_id}, respond)
        case _:
            await overflow_chosen(deps, ack, body, action, client, respond)


async def say_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form that asks what is in the way."""
    found = await deps.call(obstacles.own_pair, *asker(body), id_of(action), now=deps.now())
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(respond(**privately(refused(found))))
        return
    _, partner = found.file.partner_of(found.identity.person.id)
    told = found.told
    before = Told(told.why, told.words, told.shared) if told is not None else None
    form = forms.obstacle_modal(wording(found.identity.person.locale), found.file.pair.id, partner.name, before)
    deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=form))


async def obstacle_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Keep the answer; the message that asked then shows a way forward that fits it."""
    with reading():
        pair_id, told = forms.read_obstacle(view)
    answer = await deps.change(obstacles.tell, *asker(body), pair_id, told, now=deps.now())
    if isinstance(answer, Refusal):
        errors = {ids.WORDS: refused_on_field(answer)}
        if answer.reason is Reason.INVALID:
            errors = forms.too_long(wording(answer.locale), ids.WORDS, told.words, WORDS_LENGTH)
        await ack(response_action="errors", errors=errors)
        return
    await ack()
