"""One's own data: the file, and being forgotten."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.refusals import Refusal
from bot.services import personal
from bot.views import personal as views
from bot.views import personal_ids as ids
from bot.views.message import Message
from bot.views.peers import say
from handlers.deps import Deps
from handlers.requests import asker, at_once, refused, show, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to everything about one's own data."""
    app.action(ids.DATA_OPEN)(partial(data_pressed, deps))
    app.action(ids.DATA_SEND)(partial(send_pressed, deps))
    app.action(ids.FORGET_OPEN)(partial(forget_pressed, deps))
    app.view(ids.FORGET_MODAL)(partial(forget_submitted, deps))
    app.view(ids.FORGET_SURE_MODAL)(partial(sure_submitted, deps))


async def data_word(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Answer `/mentoring data`: the file is on its way."""
    await ack(**at_once(await _ask(deps, command)))


async def forget_word(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Answer `/mentoring forget me`: what that means."""
    found = await deps.call(personal.farewell, *asker(command), now=deps.now())
    if isinstance(found, Refusal):
        await ack(**at_once(refused(found)))
        return
    await ack()
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=_form(found)))


async def data_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Show what one can do about one's own data."""
    await ack()
    deps.after_ack(show(body, client, views.data_modal(wording())))


async def send_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    """Have the file sent."""
    message = await _ask(deps, body)
    await ack()
    deps.after_ack(tell(body, client, respond, message))


async def _ask(deps: Deps, body: Body) -> Message:
    refusal = await deps.change(personal.ask_data, *asker(body), now=deps.now())
    return refused(refusal) if refusal is not None else say(wording().mrkdwn("personal.sent"))


async def forget_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    """Show what being forgotten means."""
    found = await deps.call(personal.farewell, *asker(body), now=deps.now())
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
    else:
        deps.after_ack(show(body, client, _form(found)))


def _form(found: personal.Farewell) -> Body:
    return views.forget_modal(wording(found.locale), found.goes, found.stays, found.programs)


async def forget_submitted(deps: Deps, ack: AsyncAck) -> None:
    """Ask once more."""
    await ack(response_action="push", view=views.sure_modal(wording()))


async def sure_submitted(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Forget whoever asks, and say so."""
    person = asker(body)
    refusal = await deps.change(personal.forget, *person, now=deps.now())
    await ack(response_action="clear")
    message = refused(refusal) if refusal is not None else say(wording().mrkdwn("personal.done"))
    deps.after_ack(client.chat_postMessage(channel=person[1], text=message.text, blocks=message.blocks))
