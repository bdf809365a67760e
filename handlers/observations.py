"""Observations: `/mentoring observe`, the buttons of their messages, and both forms."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.observations import WORDS_LENGTH
from bot.domain.refusals import Reason, Refusal
from bot.services import observations
from bot.views import ids, obstacle_forms
from bot.views import observation_forms as forms
from bot.views.message import Message
from handlers.deps import Deps
from handlers.desk import follow
from handlers.requests import asker, id_of, privately, reading, refused, refused_on_field

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to what plans, covers, calls off and looks back on observations."""
    app.action(ids.OBSERVE)(partial(observe_pressed, deps))
    app.action(ids.OBSERVATION_CANCEL)(partial(cancel_pressed, deps))
    app.action(ids.OBSERVATION_BACK)(partial(back_pressed, deps))
    app.action(ids.COVER_APPROVE)(partial(cover_pressed, deps, True))
    app.action(ids.COVER_DECLINE)(partial(cover_pressed, deps, False))
    app.view(ids.OBSERVE_MODAL)(partial(plan_submitted, deps))
    app.view(ids.REFLECT_MODAL)(partial(reflect_submitted, deps))


async def open_plan(deps: Deps, body: Body, client: AsyncWebClient, pair_id: int | None = None) -> Message | None:
    """Have the form opened once the request is acknowledged, or return why it is not."""
    found = await deps.call(observations.open_form, *asker(body), pair_id, now=deps.now())
    if isinstance(found, Refusal):
        return refused(found)
    w = wording(found.identity.person.locale)
    form = forms.observe_modal(w, found.pairs, cover_on=found.cover_on, done=found.done, target=found.target)
    deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=form))
    return None


async def observe_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form from a button, for the pair it names."""
    refusal = await open_plan(deps, body, client, id_of(action))
    await ack()
    if refusal is not None:
        deps.after_ack(respond(**privately(refusal)))


async def plan_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Save a plan; what is wrong with it stands on its field."""
    with reading():
        pair_id, plan = forms.read_observe(view)
    done = await deps.change(observations.plan, *asker(body), pair_id, plan, now=deps.now())
    if done is None:
        await ack()
    elif isinstance(done, Refusal):
        await ack(response_action="errors", errors={ids.DAY: refused_on_field(done)})
    else:
        await ack(response_action="errors", errors=forms.observe_error(wording(), done))


async def cancel_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, respond: AsyncRespond) -> None:
    """Call an observation off."""
    done = await deps.change(observations.cancel, *asker(body), id_of(action), now=deps.now())
    await ack()
    if done is not None:
        deps.after_ack(respond(**privately(refused(done))))


async def cover_pressed(
    deps: Deps,
    approve: bool,
    ack: AsyncAck,
    body: Body,
    action: Body,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    """Approve or decline cover."""
    observation_id = id_of(action)
    done = await deps.change(observations.decide_cover, *asker(body), observation_id, approve=approve, now=deps.now())
    await ack()
    deps.after_ack(follow(deps, body, client, respond, done))


async def back_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form to look back."""
    found = await deps.call(observations.look_back, *asker(body), id_of(action))
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(respond(**privately(refused(found))))
        return
    seen, w = found.observation, wording(found.identity.person.locale)
    form = forms.reflect_modal(w, seen.id, found.partner, seen.works, seen.wonder)
    deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=form))


async def reflect_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Save what was seen."""
    with reading():
        observation_id, works, wonder, minutes = forms.read_reflect(view)
    done = await deps.change(observations.reflect, *asker(body), observation_id, works, wonder, minutes, now=deps.now())
    if done is None:
        await ack()
    elif done.reason is Reason.INVALID:
        longest = max((ids.WORKS, works), (ids.WONDER, wonder), key=lambda each: len(each[1]))
        await ack(response_action="errors", errors=obstacle_forms.too_long(wording(), *longest, WORDS_LENGTH))
    else:
        await ack(response_action="errors", errors={ids.WORKS: refused_on_field(done)})
