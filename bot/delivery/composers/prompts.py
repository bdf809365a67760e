"""The weekly prompt, its reminder, and the offer to rest."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import Recipient, recipient
from bot.domain.calendar import local
from bot.domain.checkins import Prompt, RestChoice
from bot.domain.members import Member
from bot.domain.messages import Row
from bot.domain.pairs import Partner
from bot.store import meetings, questions
from bot.store import prompts as prompt_store
from bot.store.database import Tx
from bot.store.identity import partners_of, read_partners
from bot.views import checkin_prompts as views
from bot.views.message import Message


class PromptComposer(Defaults):
    """Composes the weekly prompt, with the welcome when it is the first of a membership."""

    def read_ahead(self, tx: Tx, rows: Sequence[Row]) -> None:
        """Read all prompts, and the partners of whom they are for, in one go."""
        prompts = prompt_store.prompts_of_messages(tx, [row.key for row in rows])
        read_partners(tx, [prompt.member_id for prompt in prompts.values()])

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose prompt is answered or skipped."""
        prompts = prompt_store.prompts_of_messages(tx, [row.key for row in rows])
        return {row.id for row in rows if row.key not in prompts or not prompts[row.key].is_open}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the prompt in its present state."""
        prompt = prompt_store.prompts_of_messages(tx, [row.key]).get(row.key)
        if prompt is None:
            return None
        to = recipient(tx, row)
        member, program = to.membership(prompt.member_id)
        partners = partners_of(tx, member, to.day(now)) if member.ended_at is None else []
        view = views.PromptView(
            prompt_id=prompt.id,
            member_id=member.id,
            week=prompt.week,
            name=to.first_name,
            timezone=to.timezone,
            question=questions.bank_of(tx, program).text(prompt.question_key),
            last_next_step=prompt.last_next_step,
            partners=tuple(partners),
            welcomes=tuple(_welcome(tx, to, member_id, now) for member_id in row.facts["welcome"])
            if member.ended_at is None
            else (),
            meetings=tuple(_logged(tx, to, prompt, partners, now)),
            state=_state(to, prompt, member, now),
        )
        return views.prompt(wording(to.person.locale), view)


def _welcome(tx: Tx, to: Recipient, member_id: int, now: datetime) -> views.Welcome:
    member, program = to.membership(member_id)
    person = to.person
    return views.Welcome(
        program=program.name,
        enrolled_by=member.enrolled_by,
        partners=tuple(partners_of(tx, member, to.day(now))),
        prompt_weekday=program.prompt_weekday if person.prompt_weekday is None else person.prompt_weekday,
        prompt_time=person.prompt_time or program.prompt_time,
        reminder_time=program.reminder_time,
    )


def _logged(
    tx: Tx, to: Recipient, prompt: Prompt, partners: Sequence[Partner], now: datetime
) -> list[views.LoggedMeeting]:
    """Return what was logged since the prompt, and what was held today and logged before it."""
    names = {partner.pair_id: partner.name for partner in partners}
    found = meetings.logged_or_held(tx, names, prompt.asked_at, to.day(now))
    return [
        views.LoggedMeeting(
            meeting.id,
            meeting.pair_id,
            meeting.minutes,
            names[meeting.pair_id],
            meeting.held_on,
            meeting.logged_by == to.person.id,
        )
        for meeting in found
        if meeting.pair_id is not None
    ]


def _state(to: Recipient, prompt: Prompt, member: Member, now: datetime) -> views.State:
    if prompt.answered_at is not None:
        return views.Answered(prompt.answered_at)
    if member.ended_at is not None:
        return views.Closed()
    if prompt.skipped_at is not None:
        return views.Skipped(_next_day(to))
    if to.person.is_paused(to.day(now)):
        return views.Closed(paused=True)
    if prompt.postponed_at is not None and prompt.remind_at is not None:
        return views.Postponed(prompt.remind_at)
    return views.Open()


def _next_day(to: Recipient) -> date | None:
    return local(to.person.next_prompt_at, to.timezone).date() if to.person.next_prompt_at else None


class ReminderComposer(Defaults):
    """Composes the one reminder."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose prompt is answered or skipped."""
        prompts = {row.id: prompt_store.prompt(tx, row.facts["prompt"]) for row in rows}
        return {row_id for row_id, prompt in prompts.items() if prompt is None or not prompt.is_open}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the reminder in its present state."""
        prompt = prompt_store.prompt(tx, row.facts["prompt"])
        if prompt is None:
            return None
        to = recipient(tx, row)
        member, _ = to.membership(prompt.member_id)
        state = _state(to, prompt, member, now)
        view = views.ReminderView(prompt.id, member.id, prompt.week, to.first_name, to.timezone, state)
        return views.reminder(wording(to.person.locale), view)


class RestComposer(Defaults):
    """Composes the offer to get prompts weekly, less often or not for now."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose recipient has come back by themselves."""
        return {row.id for row in rows if recipient(tx, row).person.resting_since is None}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the offer, or what was chosen."""
        prompt = prompt_store.prompt(tx, row.facts["prompt"])
        if prompt is None:
            return None
        to = recipient(tx, row)
        chosen = None
        if to.person.resting_since is None:
            chosen = RestChoice.KEEP if to.person.every_weeks == 1 else RestChoice.LESS
        elif prompt.skipped_at is not None:
            chosen = RestChoice.STOP
        view = views.RestView(prompt.id, to.first_name, chosen, _next_day(to))
        return views.rest_offer(wording(to.person.locale), view)
