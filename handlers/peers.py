"""`/win`, `/challenge`, the shortcuts on messages, and the buttons with which somebody edits or takes back."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.peers import ShareForm, ShareKind, flaws
from bot.domain.refusals import Refusal
from bot.services import peer_edits, peers, suggestions
from bot.views import ids
from bot.views import peers as views
from bot.views import peers_form as forms
from bot.views.message import Message
from handlers.deps import Deps
from handlers.requests import asker, at_once, id_of, privately, reading, refused, refused_on_field, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to everything that shares a win or a challenge."""
    app.command("/win")(partial(share_command, deps, kind=ShareKind.WIN))
    app.command("/challenge")(partial(share_command, deps, kind=ShareKind.CHALLENGE))
    app.shortcut("win_message")(partial(win_shortcut, deps))
    app.shortcut("challenge_message")(partial(challenge_shortcut, deps))
    app.action(ids.SHARE_EDIT)(partial(edit_pressed, deps))
    app.action(ids.SHARE_TAKE_BACK)(partial(take_back_pressed, deps))
    app.action(ids.SUGGESTION_SHARE)(partial(suggestion_taken, deps))
    app.action(ids.SUGGESTION_DECLINE)(partial(suggestion_declined, deps))
    app.view(ids.SHARE_MODAL)(partial(submitted, deps))


async def share_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient, kind: ShareKind) -> None:
    """Open the form with what was typed in its first field, or say how the command is used."""
    text = command.get("text", "").strip()
    if text.casefold() == "help":
        await ack(**at_once(views.usage(wording(), kind)))
        return
    form = await deps.call(peers.open_form, *asker(command), kind, text, now=deps.now())
    await (ack() if isinstance(form, ShareForm) else ack(**at_once(refused(form))))
    if isinstance(form, ShareForm):
        _open(deps, command, client, form)


def _open(deps: Deps, body: Body, client: AsyncWebClient, form: ShareForm) -> None:
    modal = forms.share_modal(wording(form.locale), form)
    deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=modal))


async def show_form(
    deps: Deps, body: Body, client: AsyncWebClient, respond: AsyncRespond, form: ShareForm | Refusal
) -> None:
    """Open a form, or tell why not."""
    if isinstance(form, Refusal):
        deps.after_ack(tell(body, client, respond, refused(form)))
    else:
        _open(deps, body, client, form)


async def win_shortcut(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    """Open the form with one's own message, or have its author asked."""
    await ack()
    message, (_, slack_id) = body["message"], asker(body)
    if why := _unshareable(message):
        _answer(deps, respond, views.unshareable(wording(), why))
    elif message["user"] == slack_id:
        form = await deps.call(peers.open_form, *asker(body), ShareKind.WIN, message["text"], now=deps.now())
        await show_form(deps, body, client, respond, form)
    else:
        place = (str(body["channel"]["id"]), str(message["ts"]))
        done = await deps.change(
            suggestions.suggest, *asker(body), message["user"], place, message["text"], now=deps.now()
        )
        said = refused(done) if isinstance(done, Refusal) else views.asked(wording(), done.author, done.before)
        _answer(deps, respond, said)


async def challenge_shortcut(
    deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form of a challenge with one's own message; nobody opens somebody else's to peers."""
    await ack()
    message, (_, slack_id) = body["message"], asker(body)
    why = _unshareable(message) or (views.Unshareable.NOT_YOURS if message["user"] != slack_id else None)
    if why is not None:
        _answer(deps, respond, views.unshareable(wording(), why))
        return
    form = await deps.call(peers.open_form, *asker(body), ShareKind.CHALLENGE, message["text"], now=deps.now())
    await show_form(deps, body, client, respond, form)


def _unshareable(message: Body) -> views.Unshareable | None:
    """Say why a message cannot be taken up by anybody."""
    if message.get("bot_id") or not message.get("user"):
        return views.Unshareable.BOT
    return None if (message.get("text") or "").strip() else views.Unshareable.NO_WORDS


def _answer(deps: Deps, respond: AsyncRespond, message: Message) -> None:
    deps.after_ack(respond(**privately(message)))


async def submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Share or save the form, or show on the fields what keeps it from that."""
    with reading():
        read = forms.read_share(view, asker(body)[1])
    if found := flaws(read.wish):
        await ack(response_action="errors", errors=forms.share_errors(wording(), read.wish, found))
        return
    done = await _keep(deps, body, read)
    if isinstance(done, Refusal):
        await ack(response_action="errors", errors={ids.WORDS: refused_on_field(done)})
    else:
        await ack()


async def _keep(deps: Deps, body: Body, read: forms.ShareRead) -> int | Refusal | None:
    """Share what is new, move what goes to others now, or change the words where it stands."""
    if read.audience is None or read.member_id is None:
        return await deps.change(peer_edits.edit, *asker(body), read.share_id, read.wish, now=deps.now())
    to = (read.member_id, read.audience)
    if read.share_id:
        return await deps.change(peer_edits.move, *asker(body), read.share_id, read.wish, *to, now=deps.now())
    return await deps.change(peers.share, *asker(body), read.wish, *to, read.suggestion_id, now=deps.now())


async def edit_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form with what is shared."""
    form = await deps.call(peer_edits.open_edit, *asker(body), id_of(action), now=deps.now())
    await ack()
    await show_form(deps, body, client, respond, form)


async def take_back_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Take a win or challenge back; the message itself then says so."""
    done = await deps.change(peers.take_back, *asker(body), id_of(action), now=deps.now())
    await ack()
    if done is not None:
        deps.after_ack(tell(body, client, respond, refused(done)))


async def suggestion_taken(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form with the message that somebody suggested."""
    form = await deps.call(suggestions.open_suggestion, *asker(body), id_of(action), now=deps.now())
    await ack()
    await show_form(deps, body, client, respond, form)


async def suggestion_declined(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Leave the message where it is."""
    done = await deps.change(suggestions.decline, *asker(body), id_of(action), now=deps.now())
    await ack()
    if done is not None:
        deps.after_ack(tell(body, client, respond, refused(done)))
