"""The weekly prompt: ask who is due, and what members answer with its buttons."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain import messages
from bot.domain.calendar import (
    DAY,
    PROMPT_LATEST,
    WEEK,
    SchoolDays,
    local,
    moment_of,
    reminder_at,
    school_days,
    week_of,
)
from bot.domain.checkins import UNANSWERED_BEFORE_REST, CheckIn, Prompt, RestChoice, is_silent, latest_step
from bot.domain.members import Member
from bot.domain.messages import Draft
from bot.domain.peers import LastShare
from bot.domain.programs import DaysOff, Program
from bot.domain.refusals import Reason, Refusal
from bot.services import home, people, posts, resting, rhythm
from bot.services.questions import choose_for, last_week, missed_a_meeting
from bot.store import checkins as stored
from bot.store import identity as identities
from bot.store import members, outbox, peer_feedback, programs
from bot.store import peers as peer_store
from bot.store import prompts as prompt_store
from bot.store import questions as question_store
from bot.store.database import Store, Tx
from bot.store.identity import Identity
from bot.store.questions import Bank

BATCH = 500  # people a transaction, so that others get their turn to write


@dataclass
class _Crowd:
    """What asking a batch of people needs, loaded in a few queries for all of them."""

    identities: dict[int, Identity]
    days_off: dict[int, list[DaysOff]]
    asked: dict[int, list[str]]
    latest: dict[int, CheckIn]
    now_whats: dict[tuple[int, int], tuple[str, datetime]]
    shared: dict[tuple[int, int], LastShare]
    recent: dict[int, list[Prompt]]
    prompted: dict[int, date]
    welcomed: set[str]
    unmet: set[int]
    banks: dict[int, Bank]

    def days(self, member: Member, program: Program) -> SchoolDays:
        """Return the school days of a member."""
        return school_days(self.days_off.get(program.id, ()), member.school, member.district)

    def has_had(self, identity: Identity, day: date, week: date) -> bool:
        """Say whether the week of the local `day` is done with: there was a prompt (one a week in all, though a change
        of program or of its weekday moves the weeks), or a check-in in any of the person's programs.
        """
        before = self.prompted.get(identity.person.id)
        if before is not None and abs(week - before) < WEEK:
            return True
        return any(
            self.latest[member.id].week >= week_of(day, program.prompt_weekday)
            for member, program in people.asked(identity)
            if member.id in self.latest
        )

    def last_heard(self, identity: Identity) -> datetime | None:
        """Return the UTC moment of the person's last check-in."""
        theirs = (self.latest.get(member.id) for member, _ in people.asked(identity))
        return max((found.updated_at for found in theirs if found), default=None)


@dataclass
class _Batch:
    """What a batch writes."""

    drafts: list[Draft] = field(default_factory=list)
    prompts: list[dict[str, Any]] = field(default_factory=list)
    welcomes: dict[date, list[int]] = field(default_factory=dict)
    resting: list[int] = field(default_factory=list)
    next_at: list[tuple[int, datetime | None]] = field(default_factory=list)


def ask_due(store: Store, *, now: datetime, limit: int = BATCH) -> int:
    """Give everybody whose prompt is due at `now` (at most `limit` people) their prompt; return how many were due."""
    with store.read() as tx:
        if not prompt_store.due_people(tx, now, 1):
            return 0
    with store.write() as tx:
        due = prompt_store.due_people(tx, now, limit)
        crowd = _load(tx, due, now)
        batch = _Batch()
        for person_id in due:
            _ask(crowd.identities[person_id], crowd, batch, now)
        outbox.put(tx, batch.drafts)
        prompt_store.forget_reminders(tx, [prompt["person_id"] for prompt in batch.prompts])
        prompt_store.add_prompts(tx, batch.prompts)
        prompt_store.set_resting(tx, batch.resting, now)
        for week, member_ids in batch.welcomes.items():
            prompt_store.set_welcomes(tx, member_ids, week)
        prompt_store.set_next_prompts(tx, batch.next_at)
        return len(due)


def _load(tx: Tx, person_ids: list[int], now: datetime) -> _Crowd:
    known = identities.identities(tx, person_ids)
    asked = [each for who in known.values() for each in people.asked(who)]
    since = now.date() - timedelta(weeks=8 * UNANSWERED_BEFORE_REST)
    welcome_keys = [m.welcome_key for who in known.values() for m, _ in who.memberships if m.welcome_key]
    return _Crowd(
        identities=known,
        days_off=programs.days_off_of(tx, {program.id for _, program in asked}),
        asked=prompt_store.asked_questions(tx, person_ids),
        now_whats=peer_feedback.now_whats(tx, person_ids),
        shared=peer_store.last_shares(tx, person_ids),
        latest=stored.latest_check_ins(tx, [member.id for member, _ in asked]),
        recent=prompt_store.unanswered_prompts(tx, person_ids, since),
        prompted=prompt_store.latest_prompt_weeks(tx, person_ids),
        welcomed=outbox.sent(tx, welcome_keys),
        unmet=missed_a_meeting(tx, [member.id for member, _ in asked], now.date()),
        banks={program.id: question_store.bank_of(tx, program) for program in {p.id: p for _, p in asked}.values()},
    )


def _ask(identity: Identity, crowd: _Crowd, batch: _Batch, now: datetime) -> None:
    """Decide what one person gets, and when their next prompt is due."""
    person = identity.person
    due = _due(identity, crowd, now)
    lead = rhythm.lead(identity, due) if due is not None else None
    if due is None or due > now or lead is None:
        batch.next_at.append((person.id, due if lead else None))
        return
    member, program = lead
    days = crowd.days(member, program)
    day = local(due, person.timezone(program.timezone)).date()
    week = week_of(day, program.prompt_weekday)
    wanted = day in days and not person.is_paused(day) and person.resting_since is None
    if wanted and not crowd.has_had(identity, day, week):
        recent = crowd.recent.get(person.id, [])
        if is_silent(recent, crowd.last_heard(identity)):
            _leave_in_peace(identity, recent[0], due, batch)
            return
        _put_prompt(identity, lead, week, due, days, crowd, batch)
    batch.next_at.append((person.id, rhythm.next_prompt_for(identity, crowd.days_off, after=now)))


def _due(identity: Identity, crowd: _Crowd, now: datetime) -> datetime | None:
    """Return when the person's prompt was due: after a long stop the one that is late, not too late; else the next."""
    due = identity.person.next_prompt_at
    if due is not None and now > due + PROMPT_LATEST:
        return rhythm.next_prompt_for(identity, crowd.days_off, after=now - PROMPT_LATEST)
    return due


def _leave_in_peace(identity: Identity, last: Prompt, due: datetime, batch: _Batch) -> None:
    person = identity.person
    batch.drafts.append(
        Draft(
            person.workspace_id,
            messages.CHECKIN_REST.name,
            resting.rest_key(last.id),
            {"prompt": last.id},
            due,
            person_id=person.id,
        )
    )
    batch.resting.append(person.id)
    batch.next_at.append((person.id, None))


def _put_prompt(
    identity: Identity,
    lead: tuple[Member, Program],
    week: date,
    due: datetime,
    days: SchoolDays,
    crowd: _Crowd,
    batch: _Batch,
) -> None:
    person, (member, program) = identity.person, lead
    key = f"checkin:{person.id}:{week.isoformat()}"
    latest = crowd.latest.get(member.id)
    last = last_week(latest, crowd.shared.get((person.id, program.id)), missed_meeting=member.id in crowd.unmet)
    asked = crowd.asked.get(person.id, [])
    choice = choose_for(person.id, member, crowd.banks[program.id], asked, last, week)
    day = local(due, person.timezone(program.timezone)).date()
    here = [m for m, p in identity.open_memberships() if m == member or (p.starts <= day and p.turned_at is None)]
    new = [m for m in here if m.welcome_key not in crowd.welcomed]
    batch.welcomes.setdefault(week, []).extend(m.id for m in new)
    batch.drafts.append(
        Draft(
            person.workspace_id,
            messages.CHECKIN_PROMPT.name,
            key,
            {"week": week.isoformat(), "welcome": [m.id for m in new]},
            due,
            person_id=person.id,
            program_id=program.id,
        )
    )
    batch.prompts.append(
        {
            "person_id": person.id,
            "member_id": member.id,
            "week": week,
            "asked_at": due,
            "question_key": choice.key,
            "question_reason": choice.reason,
            "last_next_step": latest_step(latest, crowd.now_whats.get((person.id, program.id))),
            "message_key": key,
            "remind_at": reminder_at(due, program.reminder_time, person.timezone(program.timezone), days),
        }
    )


# --- what members answer


def skip(
    store: Store, team_id: str, slack_id: str, prompt_id: int, *, now: datetime, undo: bool = False
) -> Refusal | None:
    """Leave the prompt of a week unanswered on purpose, or (with `undo`) take that back."""
    with store.write() as tx:
        found = _own_prompt(tx, team_id, slack_id, prompt_id)
        if isinstance(found, Refusal):
            return found
        _, prompt = found
        if prompt.answered_at is None:
            prompt_store.change_prompt(tx, prompt.id, skipped_at=None if undo else now, remind_at=None)
            home.changed(tx, [prompt.person_id], now)
        posts.refresh(tx, [key for key in (prompt.message_key, prompt.reminder_key) if key], now)
        return None


def postpone(store: Store, team_id: str, slack_id: str, prompt_id: int, *, now: datetime) -> Refusal | None:
    """Move the reminder to the next school day at the hour at which the person is asked."""
    with store.write() as tx:
        found = _own_prompt(tx, team_id, slack_id, prompt_id)
        if isinstance(found, Refusal):
            return found
        identity, prompt = found
        lead = rhythm.lead(identity, now)
        if lead is None or not prompt.is_open:
            return Refusal(Reason.OUTDATED)
        member, program = lead
        timezone = identity.person.timezone(program.timezone)
        days = school_days(programs.days_off_of(tx, [program.id]).get(program.id, ()), member.school, member.district)
        day = days.first_from(local(now, timezone).date() + DAY)
        at = identity.person.prompt_time or program.prompt_time
        moment = moment_of(day, at, timezone) if day is not None else None
        prompt_store.change_prompt(tx, prompt.id, postponed_at=now, remind_at=moment)
        posts.refresh(tx, [key for key in (prompt.message_key, prompt.reminder_key) if key], now)
        return None


def choose_rest(
    store: Store, team_id: str, slack_id: str, prompt_id: int, choice: RestChoice, *, now: datetime
) -> Refusal | None:
    """Go on as the person says: weekly, every second week, or not for now (until they come back by themselves)."""
    with store.write() as tx:
        found = _own_prompt(tx, team_id, slack_id, prompt_id)
        if isinstance(found, Refusal):
            return found
        identity, prompt = found
        person = identity.person
        prompt_store.skip_open_prompts(tx, person.id, now)
        if choice is RestChoice.STOP:
            prompt_store.set_resting(tx, [person.id], person.resting_since or now)
        else:
            prompt_store.set_resting(tx, [person.id], None)
            members.change_person(tx, person.id, {"every_weeks": 1 if choice is RestChoice.KEEP else 2})
        rhythm.recompute(tx, [person.id], now)
        home.changed(tx, [person.id], now)
        posts.refresh(tx, [resting.rest_key(prompt.id)], now)
        return None


def _own_prompt(tx: Tx, team_id: str, slack_id: str, prompt_id: int) -> tuple[Identity, Prompt] | Refusal:
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    prompt = prompt_store.prompt(tx, prompt_id)
    if prompt is None or prompt.person_id != identity.person.id:
        return Refusal(Reason.OUTDATED)
    return identity, prompt
