"""The form for a talk: its submission, new or corrected, and the question whether it is one that is logged."""

from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.content.wording import wording
from bot.domain.meeting_outcomes import MeetingForm, Outcome, WrongDay
from bot.domain.met_text import TalkText
from bot.domain.refusals import Refusal
from bot.services import meeting_edits, meetings
from bot.views import ids
from bot.views import meeting_form as views
from handlers.deps import Deps
from handlers.requests import asker, reading, refused_on_field

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the form's submission."""
    app.view(ids.MEETING_MODAL)(partial(submitted, deps))


async def submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Save the form, ask whether it is a talk that is logged already, or show on a field what is wrong."""
    with reading():
        form = views.read_meeting_form(view)
    if form.removes:
        gone = await deps.change(meeting_edits.remove, *asker(body), form.meeting_id, now=deps.now())
        await (ack() if gone is None else ack(**_on_field(gone)))
        return
    if errors := views.form_errors(wording(), form):
        await ack(response_action="errors", errors=errors)
        return
    done = await _save(deps, body, form)
    if isinstance(done, Outcome) and done.doubts:
        await _ask(deps, ack, body, form, done)
    elif isinstance(done, Outcome):
        await ack(response_action="update", view=views.saved_modal(wording(done.locale), done))
    else:
        await ack(**_on_field(done))


async def _save(deps: Deps, body: Body, form: views.FormTalk) -> Outcome | WrongDay | Refusal:
    if form.meeting_id:
        return await deps.change(meeting_edits.correct, *asker(body), form.meeting_id, form.talk(), now=deps.now())
    return await deps.change(meetings.log, *asker(body), form.talk(), form.answer, whole=True, now=deps.now())


def _on_field(wrong: WrongDay | Refusal) -> Body:
    errors = (
        views.day_error(wording(wrong.locale), wrong)
        if isinstance(wrong, WrongDay)
        else {ids.TALK_MINUTES: refused_on_field(wrong)}
    )
    return {"response_action": "errors", "errors": errors}


async def _ask(deps: Deps, ack: AsyncAck, body: Body, form: views.FormTalk, done: Outcome) -> None:
    """Show the same form with the question on top; what was typed stays in its fields."""
    text = TalkText(minutes=form.minutes, day=form.day, kind=form.kind)
    opened = await deps.call(meeting_edits.open_form, *asker(body), form.bonds, text, now=deps.now())
    if isinstance(opened, MeetingForm):
        shown = replace(opened, notes=form.notes)
        modal = views.meeting_modal(wording(done.locale), shown, done.doubts[0])
        await ack(response_action="update", view=modal)
    else:
        await ack(**_on_field(opened))
