"""`/met`, the shortcut, and the buttons with which somebody logs a talk, answers about it, or takes it back."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.meeting_outcomes import MeetingForm, NotUnderstood, Outcome, Understood, WrongDay
from bot.domain.meetings import Sure, Talk
from bot.domain.pairs import Bond
from bot.domain.refusals import Reason, Refusal
from bot.services import meeting_edits, meeting_words, meetings
from bot.views import ids
from bot.views import meetings as views
from bot.views.button_values import read_bond_value, read_menu_value, read_met_value, read_talk_value
from bot.views.meeting_form import meeting_modal
from bot.views.message import Message
from handlers.deps import Deps
from handlers.requests import (
    asker,
    at_once,
    id_of,
    instead,
    is_in_modal,
    reading,
    refused,
    show,
    tell,
    tell_instead,
    typed,
)

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to everything that logs a talk, but for the form."""
    app.command("/met")(partial(met_command, deps))
    app.shortcut("met")(partial(met_shortcut, deps))
    app.action(ids.CHECKIN_MET)(partial(length_chosen, deps))
    app.action(ids.MEETING_UNDO)(partial(undo_pressed, deps))
    app.action(ids.MEETING_CORRECT)(partial(correct_pressed, deps))
    app.action(ids.MEETING_LOG)(partial(another_pressed, deps))
    app.action(ids.MEETING_MENU)(partial(menu_chosen, deps))
    app.action(ids.MEETING_SAME)(partial(answered, deps, Sure.SAME))
    app.action(ids.MEETING_ANOTHER)(partial(answered, deps, Sure.ANOTHER))
    app.action(ids.MEETING_WHICH)(partial(partner_chosen, deps))


async def met_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Log what was typed, ask what is unclear, or open the form; what cannot be is said at once."""
    text = typed(command)
    if text.casefold() == "help":
        await ack(**at_once(views.usage(wording())))
        return
    found = await deps.call(meeting_words.understand, *asker(command), text, now=deps.now())
    if isinstance(found, Understood) and found.text.minutes is None:
        chosen = tuple(contact.bond for contact in found.contacts) if found.is_clear else ()
        form = await deps.call(meeting_edits.open_form, *asker(command), chosen, found.text, now=deps.now())
        await _open_at_once(deps, ack, command, client, form)
    elif isinstance(found, Understood) and found.is_clear:
        bonds, day = tuple(contact.bond for contact in found.contacts), found.text.day or found.today
        talk = Talk(bonds, day, found.text.minutes or 0, found.text.kind)
        done = await deps.change(meetings.log, *asker(command), talk, now=deps.now())
        await ack(**at_once(said(done)))
    else:
        await ack(**at_once(_asked(found)))


def _asked(found: Understood | NotUnderstood | Refusal) -> Message:
    match found:
        case Understood():
            return views.which(wording(found.locale), found, found.text.day or found.today)
        case NotUnderstood():
            return views.not_understood(wording(found.locale), found)
        case Refusal():
            return refused(found)


def said(done: Outcome | WrongDay | Refusal) -> Message:
    """Return what became of a talk in words."""
    match done:
        case Outcome():
            return views.answer(wording(done.locale), done)
        case WrongDay():
            return views.wrong_day(wording(done.locale), done)
        case Refusal(reason=Reason.OUTDATED):
            return views.outdated(wording(done.locale))
        case Refusal():
            return refused(done)


async def met_shortcut(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Open the form from the shortcut, which has no place of its own for a refusal but the direct message."""
    await ack()
    team_id, slack_id = asker(body)
    form = await deps.call(meeting_edits.open_form, team_id, slack_id, now=deps.now())
    if isinstance(form, Refusal):
        message = refused(form)
        deps.after_ack(client.chat_postMessage(channel=slack_id, text=message.text, blocks=message.blocks))
    else:
        _open(deps, body, client, form)


def _open(deps: Deps, body: Body, client: AsyncWebClient, form: MeetingForm) -> None:
    modal = meeting_modal(wording(form.locale), form)
    deps.after_ack(show(body, client, modal))


async def _open_at_once(
    deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, form: MeetingForm | Refusal
) -> None:
    if isinstance(form, Refusal):
        await ack(**at_once(refused(form)))
        return
    await ack()
    _open(deps, body, client, form)


async def length_chosen(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Log a talk of today in one tap. The message itself then shows it; only what is unclear is said besides."""
    with reading():
        pair_id, minutes = read_met_value(action["selected_option"]["value"])
    done = await deps.change(meetings.tap, *asker(body), Bond(pair_id), minutes, now=deps.now())
    await ack()
    if not isinstance(done, Outcome) or done.doubts or any(each.was_known for each in done.logged):
        deps.after_ack(tell(body, client, respond, said(done)))


async def answered(
    deps: Deps, sure: Sure, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Do what was answered to the question whether it is the same talk, in place of the question."""
    with reading():
        talk, answer = read_talk_value(action["value"], sure)
    done = await deps.change(meetings.log, *asker(body), talk, answer, now=deps.now())
    await ack()
    deps.after_ack(tell_instead(body, client, respond, said(done)))


async def partner_chosen(deps: Deps, ack: AsyncAck, body: Body, action: Body, respond: AsyncRespond) -> None:
    """Log a talk with whom was chosen, in place of the question."""
    with reading():
        talk, _ = read_talk_value(action["selected_option"]["value"])
    done = await deps.change(meetings.log, *asker(body), talk, now=deps.now())
    await ack()
    deps.after_ack(respond(**instead(said(done))))


async def undo_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Take a meeting back."""
    await _undo(deps, ack, body, id_of(action), client, respond)


async def _undo(
    deps: Deps, ack: AsyncAck, body: Body, meeting_id: int, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    done = await deps.change(meeting_edits.undo, *asker(body), meeting_id, now=deps.now())
    await ack()
    if isinstance(done, Refusal):
        deps.after_ack(tell(body, client, respond, said(done)))
    elif body.get("container", {}).get("is_ephemeral") or is_in_modal(body):
        deps.after_ack(tell_instead(body, client, respond, views.undone(wording(done.locale), done)))
    elif done.stays:
        deps.after_ack(tell(body, client, respond, views.undone(wording(done.locale), done)))


async def correct_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form of a meeting that is logged."""
    await _correct(deps, ack, body, id_of(action), client, respond)


async def _correct(
    deps: Deps, ack: AsyncAck, body: Body, meeting_id: int, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    form = await deps.call(meeting_edits.open_correction, *asker(body), meeting_id, now=deps.now())
    await _open_or_say(deps, ack, body, client, respond, form)


async def another_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form for another talk with the same person."""
    with reading():
        bond = read_bond_value(action["value"])
    form = await deps.call(meeting_edits.open_form, *asker(body), (bond,), now=deps.now())
    await _open_or_say(deps, ack, body, client, respond, form)


async def _open_or_say(
    deps: Deps,
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    respond: AsyncRespond,
    form: MeetingForm | Refusal,
) -> None:
    await ack()
    if isinstance(form, Refusal):
        deps.after_ack(tell(body, client, respond, said(form)))
    else:
        _open(deps, body, client, form)


async def menu_chosen(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Do what the small menu beside a meeting says."""
    with reading():
        wanted, value = read_menu_value(action["selected_option"]["value"])
        doing = {"value": value}
        listener = {
            ids.MEETING_UNDO: partial(undo_pressed, deps, ack, body, doing, client, respond),
            ids.MEETING_CORRECT: partial(correct_pressed, deps, ack, body, doing, client, respond),
            ids.MEETING_LOG: partial(another_pressed, deps, ack, body, doing, client, respond),
        }[wanted]
    await listener()
