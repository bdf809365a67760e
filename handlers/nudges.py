"""The buttons of a nudge, and the form that asks what is in the way of meeting."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.obstacles import WORDS_LENGTH, Told
from bot.domain.refusals import Reason, Refusal
from bot.services import nudges, obstacles
from bot.views import ids
from bot.views import obstacle_forms as forms
from handlers.deps import Deps
from handlers.requests import asker, id_of, privately, reading, refused, refused_on_field

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the buttons of a nudge and to its form."""
    app.action(ids.NUDGE_SNOOZE)(partial(snooze_pressed, deps))
    app.action(ids.NUDGE_SAY)(partial(say_pressed, deps))
    app.view(ids.OBSTACLE_MODAL)(partial(obstacle_submitted, deps))


async def snooze_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, respond: AsyncRespond) -> None:
    """Leave the pair in peace for two weeks."""
    done = await deps.change(nudges.snooze, *asker(body), id_of(action), now=deps.now())
    await ack()
    if done is not None:
        deps.after_ack(respond(**privately(refused(done))))


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
