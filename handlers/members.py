"""`/mentoring`, and what members change for themselves: their day, a pause, to come back, to leave."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.calendar import QuietHours, local
from bot.domain.own_quiet import QuietObjection, quiet_hours
from bot.domain.peers import ShareKind
from bot.domain.refusals import Reason, Refusal
from bot.services import choices
from bot.services.choices import Standing
from bot.views import ids
from bot.views import member_forms as forms
from bot.views import members as views
from bot.views.checkin_form import ProgramChoice
from bot.views.message import Message
from handlers import home, hours, personal, pulses, reports
from handlers.checkin_form import checkin_command
from handlers.deps import Deps
from handlers.directory import people_command
from handlers.goals import goal_command
from handlers.library import library_command
from handlers.matches import apart_command, log_command, matches_command
from handlers.meetings import met_command
from handlers.next_year import year_command
from handlers.observations import open_plan
from handlers.peers import share_command
from handlers.program_settings import settings_command
from handlers.protocols import protocols_command
from handlers.question_bank import bank_command
from handlers.questions import question_command
from handlers.requests import asker, at_once, reading, refused, refused_on_field, tell, typed
from handlers.schedules import schedule_command, time_command
from handlers.sessions import session_command
from handlers.setup import setup_command

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to `/mentoring`, and to buttons and forms of one's own settings."""
    app.command("/mentoring")(partial(mentoring_command, deps))
    for action, modal in MODALS.items():
        app.action(action)(partial(modal_pressed, deps, modal))
    app.action(ids.OVERFLOW)(partial(overflow_chosen, deps))
    app.action(ids.MEMBER_RESUME)(partial(resume_pressed, deps))
    app.view(ids.SETTINGS_MODAL)(partial(day_submitted, deps))
    app.view(ids.QUIET_MODAL)(partial(quiet_submitted, deps))
    app.view(ids.PAUSE_MODAL)(partial(pause_submitted, deps))
    app.view(ids.LEAVE_MODAL)(partial(leave_submitted, deps))


def day_modal(standing: Standing) -> Body:
    """Return the form for day, hour and rhythm as they hold now."""
    person, program = standing.person, standing.lead
    weekday = program.prompt_weekday if person.prompt_weekday is None else person.prompt_weekday
    now = forms.Settings(weekday, person.prompt_time or program.prompt_time, person.every_weeks)
    quiet = quiet_hours(person, program)
    return forms.settings_modal(wording(person.locale), now, person.timezone(program.timezone), quiet)


def quiet_modal(standing: Standing) -> Body:
    """Return the form for quiet hours."""
    person, program = standing.person, standing.lead
    usual, timezone = QuietHours(program.quiet_from, program.quiet_to), person.timezone(program.timezone)
    return forms.quiet_modal(wording(person.locale), quiet_hours(person, program), usual, timezone)


def pause_modal(standing: Standing) -> Body:
    """Return the form to pause."""
    return forms.pause_modal(wording(standing.person.locale), standing.person.paused_until)


def leave_modal(standing: Standing) -> Body:
    """Return the form to leave a program."""
    programs = [ProgramChoice(member.id, program.name) for member, program in standing.memberships]
    return forms.leave_modal(wording(standing.person.locale), programs)


MODALS: dict[str, Callable[[Standing], Body]] = {
    ids.MEMBER_CHANGE_DAY: day_modal,
    ids.MEMBER_QUIET: quiet_modal,
    ids.MEMBER_PAUSE: pause_modal,
    ids.MEMBER_LEAVE: leave_modal,
}
# What else can be reached with a word, and takes words of its own.
COMMANDS: dict[str, Callable[..., Awaitable[None]]] = {
    "met": met_command,
    "schedule": schedule_command,
    "time": time_command,
    "question": question_command,
    "questions": bank_command,
    "goal": goal_command,
    "settings": settings_command,
    "people": people_command,
    "matches": matches_command,
    "apart": apart_command,
    "log": log_command,
    "setup": setup_command,
    "year": year_command,
    "resources": library_command,
    "protocols": protocols_command,
    "win": partial(share_command, kind=ShareKind.WIN),
    "session": session_command,
    "challenge": partial(share_command, kind=ShareKind.CHALLENGE),
}
WORDS = {"day": day_modal, "quiet": quiet_modal, "pause": pause_modal, "leave": leave_modal}
HOME_WORDS = {
    "home": home.home_word,
    "privacy": home.privacy_word,
    "notifications": home.notifications_word,
    "pairs": home.pairs_word,
    "hours": hours.hours_word,
    "reports": reports.reports_word,
    "data": personal.data_word,
    "forget me": personal.forget_word,
    "forget": personal.forget_word,
    "pulse": pulses.pulse_word,
}


async def mentoring_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Do what the word after the command says; without one, or with one that means nothing, say the usage."""
    word = command.get("text", "").strip().casefold()
    if word == "checkin":
        await checkin_command(deps, ack, {**command, "text": ""}, client)
    elif (first := word.partition(" ")[0]) in COMMANDS:
        await COMMANDS[first](deps, ack, {**command, "text": command["text"].strip()[len(first) :]}, client)
    elif word == "resume":
        answer = await deps.change(choices.resume, *asker(command), now=deps.now())
        await ack(**at_once(_resumed(answer)))
    elif word in HOME_WORDS:
        await HOME_WORDS[word](deps, ack, command, client)
    elif word == "observe":
        refusal = await open_plan(deps, command, client)
        await (ack() if refusal is None else ack(**at_once(refusal)))
    elif word in WORDS:
        refusal = await _open(deps, command, client, WORDS[word])
        await (ack() if refusal is None else ack(**at_once(refusal)))
    else:
        unknown = "" if word in {"", "help"} else typed(command)
        await ack(**at_once(await home.usage_of(deps, asker(command), unknown)))


async def modal_pressed(
    deps: Deps,
    modal: Callable[[Standing], Body],
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    """Open one of the forms from its button."""
    refusal = await _open(deps, body, client, modal)
    await ack()
    if refusal is not None:
        deps.after_ack(tell(body, client, respond, refusal))


async def overflow_chosen(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open one of the forms from the small menu of a recurring message."""
    with reading():
        modal = MODALS[action["selected_option"]["value"]]
    await modal_pressed(deps, modal, ack, body, client, respond)


async def _open(deps: Deps, body: Body, client: AsyncWebClient, modal: Callable[[Standing], Body]) -> Message | None:
    """Have the form opened once the request is acknowledged, or return why it is not."""
    standing = await deps.call(choices.standing, *asker(body), now=deps.now())
    if isinstance(standing, Refusal):
        return refused(standing)
    deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=modal(standing)))
    return None


async def resume_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    """End a pause from its button. Home shows by itself that it is over."""
    answer = await deps.change(choices.resume, *asker(body), now=deps.now())
    await ack()
    if isinstance(answer, Refusal) or body.get("response_url"):
        deps.after_ack(tell(body, client, respond, _resumed(answer)))


def _resumed(answer: Standing | Refusal) -> Message:
    if isinstance(answer, Refusal):
        return refused(answer)
    person = answer.person
    day = local(person.next_prompt_at, person.timezone(answer.lead.timezone)).date() if person.next_prompt_at else None
    return views.resumed(wording(person.locale), day)


async def day_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Save day, hour and rhythm, and confirm it in the direct message; what cannot be is said on the field."""
    with reading():
        wanted = forms.read_settings(view)
    person = asker(body)
    answer = await deps.change(
        choices.change_day, *person, wanted.weekday, wanted.at, wanted.every_weeks, now=deps.now()
    )
    if answer is not None:
        await ack(response_action="errors", errors={ids.TIME: _on_field(answer, "members.settings.quiet")})
        return
    await ack()
    _confirm(deps, client, person[1], views.settings_saved(wording(), wanted.weekday, wanted.at))


async def quiet_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Save quiet hours, and confirm them in the direct message; what cannot be is said on the field."""
    with reading():
        wanted = forms.read_quiet(view)
    person = asker(body)
    answer = await deps.change(choices.change_quiet, *person, wanted, now=deps.now())
    if isinstance(answer, QuietObjection):
        at = wording().time(answer.question_at)
        error = wording().plain(f"members.quiet.{answer.flaw.value}", time=at)
        await ack(response_action="errors", errors={ids.QUIET_TO: error})
    elif answer is not None:
        await ack(response_action="errors", errors={ids.QUIET_TO: refused_on_field(answer)})
    else:
        await ack()
        _confirm(deps, client, person[1], views.quiet_saved(wording(), wanted.begins, wanted.ends))


async def pause_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Pause, and confirm it in the direct message; a day that is not ahead is shown on its field."""
    with reading():
        until = forms.read_pause(view)
    person = asker(body)
    answer = await deps.change(choices.pause, *person, until, now=deps.now())
    if answer is not None:
        await ack(response_action="errors", errors={ids.UNTIL: _on_field(answer, "members.pause.past")})
        return
    await ack()
    _confirm(deps, client, person[1], views.pause_saved(wording(), until))


def _on_field(answer: Refusal, invalid: str) -> str:
    """Return what keeps a form from being saved; `invalid` is the key of what to say of the value itself."""
    return wording(answer.locale).plain(invalid) if answer.reason is Reason.INVALID else refused_on_field(answer)


async def leave_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Leave a program, without a reason, and confirm it in the direct message."""
    person = asker(body)
    with reading():
        member_id = forms.read_leave(view)
    answer = await deps.change(choices.leave, *person, member_id, now=deps.now())
    await ack()
    message = refused(answer) if isinstance(answer, Refusal) else views.left(wording(), answer.name)
    _confirm(deps, client, person[1], message)


def _confirm(deps: Deps, client: AsyncWebClient, slack_id: str, message: Message) -> None:
    deps.after_ack(client.chat_postMessage(channel=slack_id, text=message.text, blocks=message.blocks))
