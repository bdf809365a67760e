"""The check-in form: `/checkin`, the button, the shortcut; its growing; its submission."""

from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import Markup, wording
from bot.domain.checkins import Answers, Audience, Keep, Kept, Met, Submission, with_note
from bot.domain.members import Role
from bot.domain.refusals import Refusal
from bot.services import checkins, notes
from bot.services.checkins import Form
from bot.views import checkin_drafts, ids
from bot.views import checkin_form as views
from bot.views.button_values import read_id, read_week_value
from bot.views.checkin_drafts import Carried
from bot.views.checkin_input import FormInput, form_errors, read_form
from bot.views.members import checkin_help
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
        await ack(**at_once(checkin_help(wording(), "" if known else argument)))
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
        member_id, week = read_week_value(action["value"])
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
        deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=_with_note(form, note)))


async def more_pressed(deps: Deps, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the further questions; what was typed stays, since the fields keep their ids."""
    view = body["view"]
    with reading():
        entered = read_form(view)
    form = await deps.call(checkins.open_form, *asker(body), entered.shown, entered.week, now=deps.now())
    await ack()
    if not isinstance(form, Refusal):
        modal = _modal(form, entered.carried, expanded=True)
        deps.after_ack(client.views_update(view_id=view["id"], hash=view["hash"], view=modal))


async def program_chosen(deps: Deps, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Show the form of the chosen program, and set aside what was typed for the other."""
    view = body["view"]
    with reading():
        entered = read_form(view)
    left = await deps.call(checkins.open_form, *asker(body), entered.shown, entered.week, now=deps.now())
    form = await deps.call(checkins.open_form, *asker(body), entered.member_id, entered.week, now=deps.now())
    await ack()
    if not isinstance(form, Refusal) and not isinstance(left, Refusal):
        modal = _switched(entered, left, form)
        deps.after_ack(client.views_update(view_id=view["id"], hash=view["hash"], view=modal))


def _switched(entered: FormInput, left: Form, form: Form) -> dict[str, Any]:
    """Return the modal of `form` instead of that of `left`; the latter again if its words are too long to set aside."""
    carried = entered.carried
    if not entered.of_saved and form.existing is None:  # the fields stay, and with them what stands there
        return _modal(form, carried, expanded=entered.expanded)
    drafts = {**carried.drafts, left.member.id: entered.answers}
    if entered.answers == left.answers:
        del drafts[left.member.id]
    answers = drafts.pop(form.member.id, form.answers)
    if checkin_drafts.fits(drafts):
        return _modal(replace(form, answers=answers), replace(carried, drafts=drafts), expanded=entered.expanded)
    notice = wording(form.locale).mrkdwn("checkins.form.stayed", program=form.program.name)
    again = replace(carried, put_back=carried.put_back + 1)
    return _modal(replace(left, answers=entered.answers), again, expanded=entered.expanded, notice=notice)


async def submitted(deps: Deps, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Save the form, or show on the fields what keeps it from being saved."""
    with reading():
        form = read_form(view)
        note = _kept(form.carried.version)
    errors = form_errors(wording(), form)
    if errors:
        await ack(response_action="errors", errors=errors)
        return
    saved = await deps.change(checkins.submit, *asker(body), _submission(form, note), now=deps.now())
    if isinstance(saved, Refusal):
        field = form.block_ids.get(ids.WENT_WELL, ids.WENT_WELL)
        await ack(response_action="errors", errors={field: refused_on_field(saved)})
        return
    begun = {member_id: words for member_id, words in form.carried.drafts.items() if member_id != form.member_id}
    following = await _begun(deps, body, form, begun) if begun else None
    await ack(response_action="update", view=following) if following else await ack()


async def _begun(
    deps: Deps, body: dict[str, Any], saved: FormInput, begun: dict[int, Answers]
) -> dict[str, Any] | None:
    """Return the form of another program with what was typed for it, if it is still there to be filled in."""
    member_id = next(iter(begun))
    form = await deps.call(checkins.open_form, *asker(body), member_id, saved.week, now=deps.now())
    if isinstance(form, Refusal):
        return None
    names = {member.id: program.name for member, program in form.choices}
    notice = wording(form.locale).mrkdwn(
        "checkins.form.begun", saved=names.get(saved.member_id, ""), program=form.program.name
    )
    others = {other: words for other, words in begun.items() if other != member_id}
    carried = Carried(put_back=saved.carried.put_back + 1, drafts=others)
    return _modal(replace(form, answers=begun[member_id]), carried, notice=notice)


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


def _with_note(form: Form, note: notes.Note) -> dict[str, Any]:
    """Return the form as a modal, with a note in its place."""
    answers = with_note(form.answers, FIELD_OF[note.keep], note.text)
    return _modal(replace(form, answers=answers), Carried(f"{note.id}:{note.keep.value}"))


def _kept(version: str) -> Kept | None:
    """Return the note that a form carries. Raises ValueError."""
    note_id, _, keep = version.partition(":")
    return Kept(read_id(note_id), Keep(keep)) if version else None


def _modal(
    form: Form, carried: Carried | None = None, *, expanded: bool = False, notice: Markup | None = None
) -> dict[str, Any]:
    """Return the form as a modal with what it carries along."""
    w = wording(form.locale)
    existing = form.existing
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
        answers=form.answers,
        last_step=form.last_step,
        saved=existing is not None,
        readers=form.readers,
        win_audience=existing.win_audience if existing else Audience.PAIR,
        challenge_audience=existing.challenge_audience if existing else Audience.PAIR,
        expanded=expanded,
        notice=notice,
        carried=carried or Carried(),
    )
    return views.checkin_modal(w, view)
