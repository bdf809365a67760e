"""The weekly prompt: ask who is due, remind once, and what members answer with its buttons."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain import messages
from bot.domain.calendar import DAY, PROMPT_LATEST, SchoolDays, local, moment_of, reminder_at, school_days, week_of
from bot.domain.checkins import UNANSWERED_BEFORE_REST, CheckIn, Prompt, RestChoice, is_silent
from bot.domain.members import Member
from bot.domain.messages import Draft, RowState
from bot.domain.programs import DaysOff, Program
from bot.domain.refusals import Reason, Refusal
from bot.services import people, posts, rhythm
from bot.services.questions import choose_for
from bot.store import checkins as stored
from bot.store import identity as identities
from bot.store import members, outbox, programs
from bot.store.database import Store, Tx
from bot.store.identity import Identity

BATCH = 500  # people a transaction, so that others get their turn to write


@dataclass
class _Crowd:
    """What asking a batch of people needs, loaded in a few queries for all of them."""

    identities: dict[int, Identity]
    days_off: dict[int, list[DaysOff]]
    asked: dict[int, list[str]]
    latest: dict[int, CheckIn]
    recent: dict[int, list[Prompt]]
    done: set[int] = field(default_factory=set)
    welcomed: set[str] = field(default_factory=set)

    def days(self, member: Member, program: Program) -> SchoolDays:
        """Return the school days of a member."""
        return school_days(self.days_off.get(program.id, ()), member.school, member.district)


@dataclass
class _Batch:
    """What a batch writes."""

    drafts: list[Draft] = field(default_factory=list)
    prompts: list[dict[str, Any]] = field(default_factory=list)
    welcomes: list[tuple[int, str]] = field(default_factory=list)
    resting: list[int] = field(default_factory=list)
    next_at: list[tuple[int, datetime | None]] = field(default_factory=list)


def ask_due(store: Store, *, now: datetime, limit: int = BATCH) -> int:
    """Give everybody whose prompt is due at `now` (at most `limit` people) their prompt; return how many were due."""
    with store.read() as tx:
        if not stored.due_people(tx, now, 1):
            return 0
    with store.write() as tx:
        due = stored.due_people(tx, now, limit)
        crowd = _load(tx, due, now)
        batch = _Batch()
        for person_id in due:
            _ask(crowd.identities[person_id], crowd, batch, now)
        outbox.put(tx, batch.drafts)
        stored.add_prompts(tx, batch.prompts)
        stored.set_resting(tx, batch.resting, now)
        stored.set_welcomes(tx, batch.welcomes)
        stored.set_next_prompts(tx, batch.next_at)
        return len(due)


def _load(tx: Tx, person_ids: list[int], now: datetime) -> _Crowd:
    known = identities.identities(tx, person_ids)
    leads = [lead for who in known.values() if (lead := rhythm.lead(who, who.person.next_prompt_at or now))]
    member_ids = [member.id for member, _ in leads]
    since = now.date() - timedelta(weeks=8 * UNANSWERED_BEFORE_REST)
    welcome_keys = [m.welcome_key for who in known.values() for m, _ in who.memberships if m.welcome_key]
    return _Crowd(
        identities=known,
        days_off=programs.days_off_of(tx, {program.id for who in known.values() for _, program in who.memberships}),
        asked=stored.asked_questions(tx, person_ids),
        latest=stored.latest_check_ins(tx, member_ids),
        recent=stored.latest_sent_prompts(tx, person_ids, since),
        welcomed={key for key, row in outbox.find_many(tx, welcome_keys).items() if row.state is RowState.SENT},
    )


def _ask(identity: Identity, crowd: _Crowd, batch: _Batch, now: datetime) -> None:
    """Decide what one person gets, and when their next prompt is due."""
    person, due = identity.person, identity.person.next_prompt_at
    lead = rhythm.lead(identity, due) if due is not None else None
    if lead is None or due is None:
        batch.next_at.append((person.id, None))
        return
    member, program = lead
    timezone = person.timezone(program.timezone)
    days = crowd.days(member, program)
    day = local(due, timezone).date()
    week = week_of(day, program.prompt_weekday)
    latest, recent = crowd.latest.get(member.id), crowd.recent.get(person.id, [])
    answered = latest is not None and latest.week >= week
    in_time = now <= due + PROMPT_LATEST and day in days and not person.is_paused(day)
    if in_time and not answered and person.resting_since is None:
        if is_silent(recent):
            _leave_in_peace(identity, recent[0], due, batch)
            return
        if not any(prompt.week == week for prompt in recent[:1]):
            _put_prompt(identity, lead, week, due, days, crowd, batch)
    batch.next_at.append((person.id, rhythm.next_prompt_for(identity, crowd.days_off, after=max(now, due))))


def _leave_in_peace(identity: Identity, last: Prompt, due: datetime, batch: _Batch) -> None:
    person = identity.person
    batch.drafts.append(
        Draft(
            person.workspace_id,
            messages.CHECKIN_REST.name,
            rest_key(last.id),
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
    choice = choose_for(person.id, member, crowd.asked.get(person.id, []), latest, week)
    new = [m for m, _ in identity.open_memberships() if m.welcome_key not in crowd.welcomed]
    batch.welcomes += [(m.id, key) for m in new]
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
            "last_next_step": latest.answers.next_step if latest else "",
            "message_key": key,
            "remind_at": reminder_at(due, program.reminder_time, person.timezone(program.timezone), days),
        }
    )


def rest_key(prompt_id: int) -> str:
    """Return the key of the message that offers somebody to rest after that last unanswered prompt."""
    return f"rest:{prompt_id}"


# --- the one reminder


def remind_due(store: Store, *, now: datetime, limit: int = BATCH) -> int:
    """Remind of prompts that were sent, are unanswered, and whose reminder is due; return how many were looked at."""
    with store.read() as tx:
        if not stored.prompts_to_remind(tx, now, 1):
            return 0
    with store.write() as tx:
        due = stored.prompts_to_remind(tx, now, limit)
        known = identities.identities(tx, {prompt.person_id for prompt, _, _ in due})
        days_off = programs.days_off_of(tx, {p.id for who in known.values() for _, p in who.memberships})
        drafts: list[Draft] = []
        moments: list[tuple[int, datetime | None, str | None]] = []
        for prompt, state, sent_at in due:
            moment, draft = _remind(known[prompt.person_id], days_off, prompt, state, sent_at, now)
            moments.append((prompt.id, moment, draft.key if draft else prompt.reminder_key))
            drafts += [draft] if draft else []
        outbox.put(tx, drafts)
        stored.set_reminders(tx, moments)
        return len(due)


def _remind(
    identity: Identity,
    days_off: dict[int, list[DaysOff]],
    prompt: Prompt,
    state: str,
    sent_at: datetime | None,
    now: datetime,
) -> tuple[datetime | None, Draft | None]:
    """Return when to look again (or None) and the reminder (or None)."""
    lead = rhythm.lead(identity, now)
    if not prompt.is_open or lead is None or state in {RowState.DROPPED, RowState.FAILED} or prompt.remind_at is None:
        return None, None
    member, program = lead
    timezone = identity.person.timezone(program.timezone)
    days = school_days(days_off.get(program.id, ()), member.school, member.district)
    latest = messages.CHECKIN_REMINDER.latest
    if latest is not None and now > prompt.remind_at + latest:
        return None, None
    today = local(now, timezone).date()
    if sent_at is None or (local(sent_at, timezone).date() == today and prompt.postponed_at is None):
        return reminder_at(now, program.reminder_time, timezone, days), None
    draft = Draft(
        identity.workspace.id,
        messages.CHECKIN_REMINDER.name,
        f"reminder:{prompt.id}:{today.isoformat()}",
        {"prompt": prompt.id},
        prompt.remind_at,
        person_id=prompt.person_id,
        program_id=program.id,
    )
    return None, draft


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
            stored.change_prompt(tx, prompt.id, skipped_at=None if undo else now, remind_at=None)
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
        stored.change_prompt(tx, prompt.id, postponed_at=now, remind_at=moment)
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
        stored.skip_open_prompts(tx, person.id, now)
        if choice is not RestChoice.STOP:
            stored.set_resting(tx, [person.id], None)
            members.change_person(tx, person.id, {"every_weeks": 1 if choice is RestChoice.KEEP else 2})
            rhythm.recompute(tx, [person.id], now)
        posts.refresh(tx, [rest_key(prompt.id)], now)
        return None


def _own_prompt(tx: Tx, team_id: str, slack_id: str, prompt_id: int) -> tuple[Identity, Prompt] | Refusal:
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    prompt = stored.prompt(tx, prompt_id)
    if prompt is None or prompt.person_id != identity.person.id:
        return Refusal(Reason.OUTDATED)
    return identity, prompt
