"""The buttons of a prompt, a reminder, the offer to rest, and of what a partner shared."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.checkins import Met, RestChoice
from bot.domain.refusals import Refusal
from bot.services import checkins, pairs, prompts
from bot.views import ids
from handlers.deps import Deps
from handlers.requests import asker, id_of, reading, refused, tell

RESTS = {ids.REST_KEEP: RestChoice.KEEP, ids.REST_LESS: RestChoice.LESS, ids.REST_STOP: RestChoice.STOP}


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the buttons; each changes its own message once it is done."""
    app.action(ids.CHECKIN_SKIP)(partial(skip_pressed, deps, False))
    app.action(ids.CHECKIN_SKIP_UNDO)(partial(skip_pressed, deps, True))
    app.action(ids.CHECKIN_POSTPONE)(partial(postpone_pressed, deps))
    app.action(ids.CHECKIN_MET)(partial(met_chosen, deps))
    app.action(ids.CHECKIN_MET_UNDO)(partial(met_undone, deps))
    app.action(ids.CHECKIN_THANK)(partial(thank_pressed, deps))
    for action, choice in RESTS.items():
        app.action(action)(partial(rest_chosen, deps, choice))


Body = dict[str, Any]


async def skip_pressed(
    deps: Deps, undo: bool, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Skip this week, or take that back."""
    done = await deps.change(prompts.skip, *asker(body), id_of(action), now=deps.now(), undo=undo)
    await _answer(deps, ack, body, client, respond, done)


async def postpone_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Ask again on the next school day."""
    done = await deps.change(prompts.postpone, *asker(body), id_of(action), now=deps.now())
    await _answer(deps, ack, body, client, respond, done)


async def met_chosen(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Log today's meeting in one tap."""
    with reading():
        pair_id, minutes = ids.read_met_value(action["selected_option"]["value"])
    done = await deps.change(pairs.we_met, *asker(body), Met(pair_id, minutes), now=deps.now())
    await _answer(deps, ack, body, client, respond, done)


async def met_undone(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Take a logged meeting back."""
    done = await deps.change(pairs.undo_met, *asker(body), id_of(action), now=deps.now())
    await _answer(deps, ack, body, client, respond, done)


async def thank_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Thank the author of a check-in."""
    done = await deps.change(checkins.thank, *asker(body), id_of(action), now=deps.now())
    await _answer(deps, ack, body, client, respond, done)


async def rest_chosen(
    deps: Deps,
    choice: RestChoice,
    ack: AsyncAck,
    body: Body,
    action: Body,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    """Go on weekly, less often, or not for now."""
    done = await deps.change(prompts.choose_rest, *asker(body), id_of(action), choice, now=deps.now())
    await _answer(deps, ack, body, client, respond, done)


async def _answer(
    deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond, done: Refusal | None
) -> None:
    await ack()
    if done is not None:
        deps.after_ack(tell(body, client, respond, refused(done)))
