"""`/mentoring protocols`: ways to structure a conversation, and the outline that a team runs by."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.refusals import Refusal
from bot.services import protocols
from bot.views import protocols as views
from bot.views import question_ids as ids
from handlers.deps import Deps
from handlers.requests import asker, at_once, reading, refused, refused_on_field, say_directly, show, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the library of protocols."""
    app.action(ids.PROTOCOLS_OPEN)(partial(open_pressed, deps))
    app.action(ids.PROTOCOL_LOOK)(partial(look_pressed, deps))
    app.action(ids.PROTOCOL_SIZE)(partial(choice_changed, deps))
    app.action(ids.PROTOCOL_MINUTES)(partial(choice_changed, deps))
    app.view(ids.PROTOCOL_MODAL)(partial(submitted, deps))


async def protocols_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Open the library, or say how the word is used."""
    if command.get("text", "").strip():
        await ack(**at_once(views.help_message(wording())))
        return
    reader = await deps.call(protocols.reader, *asker(command))
    if isinstance(reader, Refusal):
        await ack(**at_once(refused(reader)))
        return
    await ack()
    deps.after_ack(show(command, client, views.protocols_modal(wording(reader.locale))))


async def open_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    """Open the library from its button."""
    reader = await deps.call(protocols.reader, *asker(body))
    await ack()
    if isinstance(reader, Refusal):
        deps.after_ack(tell(body, client, respond, refused(reader)))
    else:
        deps.after_ack(show(body, client, views.protocols_modal(wording(reader.locale))))


async def look_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Show the steps of one protocol."""
    with reading():
        view = views.protocol_modal(wording(), views.chosen(action["value"]))
    await ack()
    deps.after_ack(show(body, client, view))


async def choice_changed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Show the steps for another size or length."""
    with reading():
        view = views.protocol_modal(wording(), views.read_change(body["view"], action))
    await ack()
    shown = body["view"]
    deps.after_ack(client.views_update(view_id=shown["id"], hash=shown["hash"], view=view))


async def submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Post the outline where it was asked for: in the chosen conversation, else to the person."""
    with reading():
        choice = views.read_choice(view)
    reader = await deps.call(protocols.reader, *asker(body))
    if isinstance(reader, Refusal):
        await ack(response_action="errors", errors={ids.PROTOCOL_WHERE: refused_on_field(reader)})
        return
    await ack(response_action="clear")
    w = wording(reader.locale)
    if urls := body.get("response_urls"):
        post, message = AsyncRespond(response_url=urls[0]["response_url"]), views.outline(w, choice, reader.name)
        deps.after_ack(post(text=message.text, blocks=message.blocks, response_type="in_channel"))
    else:
        say_directly(deps, client, body, views.outline(w, choice))
