"""The check-in form: `/checkin`, the button, the shortcut; its growing; its submission."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.checkins import Audience, Keep, Kept, Met, Submission, with_note
from bot.domain.members import Role
from bot.domain.refusals import Refusal
from bot.services import checkins, notes
from bot.services.checkins import Form
from bot.views import checkin_form as views
from bot.views import ids
from bot.views.checkin_input import FormInput, form_errors, read_form
from bot.views.members import help_message
from handlers.deps import Deps
from handlers.requests import asker, at_once, id_of, privately, reading, refused, refused_on_field, tell, typed

# As what the buttons keep a message written to the bot, and where the form puts it.
KEEPS = {ids.NOTE_ANSWER: Keep.ANSWER, ids.NOTE_WIN: Keep.WIN, ids.NOTE_CHALLENGE: Keep.CHALLENGE}
FIELD_OF = {Keep.ANSWER: "answer", Keep.WIN: "went_well", Keep.CHALLENGE: "hard"}


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to everything that has to do with the form."""
    app.command("/checkin")(partial(checkin_command, deps))
    app.shortcut("checkin")(partial(checkin_shortcut, deps))
    app.action(ids.CHECKIN_OPEN)(partial(open_pressed, deps))
    for action, keep in KEEPS.items():
        app.action(action)(partial(keep_pressed, deps, keep))
    app.action(ids.FORM_MORE)(partial(more_pressed, deps))
    app.action(ids.FORM_PROGRAM)(partial(program_chosen, deps))
    app.view(ids.CHECKIN_MODAL)(partial(submitted, deps))


async def checkin_command(deps: Deps, ack: AsyncAck, command: dict[str, Any], client: AsyncWebClient) -> None:
    """Open this week's form, or say how the command is used."""
    argument = typed(command)
    if argument:
        known = argument.casefold() == "help"
        await ack(**at_once(help_message(wording(), "checkin", "" if known else argument)))
        return
    form = await deps.call(checkins.open_form, *asker(command), now=deps.now())
    if isinstance(form, Refusal):
        await ack(**at_once(refused(form)))
        return
    await ack()
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=_modal(form)))


async def checkin_shortcut(deps: Deps, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open this week's form from the shortcut, which has no place of its own for a refusal but the direct message."""
    await ack()
    team_id, slack_id = asker(body)
    form = await deps.call(checkins.open_form, team_id, slack_id, now=deps.now())
    if isinstance(form, Refusal):
        message = refused(form)
        deps.after_ack(client.chat_postMessage(channel=slack_id, text=message.text, blocks=message.blocks))
    else:
        deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=_modal(form)))


async def open_pressed(
    deps: Deps,
    ack: AsyncAck,
    body: dict[str, Any],
    action: dict[str, Any],
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    """Open the form of the check-in that a button names."""
    with reading():
        member_id, week = ids.read_week_value(action["value"])
    form = await deps.call(checkins.open_form, *asker(body), member_id, week, now=deps.now())
    await ack()
    if isinstance(form, Refusal):
        deps.after_ack(tell(body, client, respond, refused(form)))
    else:
        deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=_modal(form)))


async def keep_pressed(
    deps: Deps,
    keep: Keep,
    ack: AsyncAck,
    body: dict[str, Any],
    action: dict[str, Any],
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    """Open the form with what somebody wrote to the bot already in its place."""
    note_id = id_of(action)
    form = await deps.call(checkins.open_form, *asker(body), now=deps.now())
    note = await deps.call(notes.take, *asker(body), note_id, keep, now=deps.now())
    await ack()
    if isinstance(form, Refusal):
        deps.after_ack(respond(**privately(refused(form))))
    elif isinstance(note, Refusal):
        deps.after_ack(respond(**privately(refused(note))))
    else:
        deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=_modal(form, note=note)))


async def more_pressed(deps: Deps, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the further questions; what was typed stays, since the fields keep their ids."""
    await _rebuild(deps, ack, body, client, expanded=True)


async def program_chosen(deps: Deps, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the form of the chosen program."""
    await _rebuild(deps, ack, body, client, expanded=None)


async def _rebuild(
    deps: Deps, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, *, expanded: bool | None
) -> None:
    """Compose the open form anew; without `expanded` it stays as long as it is."""
    view = body["view"]
    with reading():
        typed = read_form(view)
    form = await deps.call(checkins.open_form, *asker(body), typed.member_id, typed.week, now=deps.now())
    await ack()
    if not isinstance(form, Refusal):
        modal = _modal(form, expanded=typed.expanded if expanded is None else expanded, version=typed.version)
        deps.after_ack(client.views_update(view_id=view["id"], hash=view["hash"], view=modal))


async def submitted(deps: Deps, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Save the form, or show on the fields what keeps it from being saved."""
    with reading():
        form = read_form(view)
        note = _kept(form.version)
    errors = form_errors(wording(), form)
    if errors:
        await ack(response_action="errors", errors=errors)
        return
    saved = await deps.change(checkins.submit, *asker(body), _submission(form, note), now=deps.now())
    if isinstance(saved, Refusal):
        field = form.block_ids.get(ids.WENT_WELL, ids.WENT_WELL)
        await ack(response_action="errors", errors={field: refused_on_field(saved)})
        return
    await ack()


def _submission(form: FormInput, note: Kept | None) -> Submission:
    """Return what a form says, as the service takes it."""
    return Submission(
        member_id=form.member_id,
        week=form.week,
        answers=form.answers,
        readers=form.readers,
        win_audience=form.win_audience,
        challenge_audience=form.challenge_audience,
        met=Met(form.meeting.pair_id, form.meeting.minutes) if form.meeting and form.meeting.pair_id else None,
        question_key=form.question_key,
        note=note,
    )


def _kept(version: str) -> Kept | None:
    """Return the note that a form carries. Raises ValueError."""
    note_id, _, keep = version.partition(":")
    return Kept(ids.read_id(note_id), Keep(keep)) if version else None


def _modal(form: Form, *, expanded: bool = False, version: str = "", note: notes.Note | None = None) -> dict[str, Any]:
    """Return the form as a modal, with a note in its place if there is one."""
    w = wording(form.locale)
    existing = form.existing
    answers = with_note(form.answers, FIELD_OF[note.keep], note.text) if note else form.answers
    view = views.FormView(
        member_id=form.member.id,
        week=form.week,
        programs=tuple(views.ProgramChoice(m.id, program.name) for m, program in form.choices)
        if len(form.choices) > 1
        else (),
        partners=form.partners,
        coach=form.coach,
        away=tuple(partner.name for partner in form.away),
        community=w.plain("checkins.form.community") if form.program.community_channel else "",
        group=form.group,
        question_key=form.question_key,
        question=form.question,
        is_mentor=Role.MENTOR in form.member.roles,
        answers=answers,
        last_step=form.last_step,
        saved=existing is not None,
        readers=form.readers,
        win_audience=existing.win_audience if existing else Audience.PAIR,
        challenge_audience=existing.challenge_audience if existing else Audience.PAIR,
        expanded=expanded,
        version=f"{note.id}:{note.keep.value}" if note else version,
    )
    return views.checkin_modal(w, view)
