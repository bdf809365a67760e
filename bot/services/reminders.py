"""The one reminder of a prompt that was sent and is unanswered."""

from datetime import datetime

from bot.domain import messages
from bot.domain.calendar import local, reminder_at, school_days
from bot.domain.checkins import Prompt
from bot.domain.messages import Draft, RowState
from bot.domain.programs import DaysOff
from bot.services import rhythm
from bot.store import identity as identities
from bot.store import outbox, programs
from bot.store import prompts as prompt_store
from bot.store.database import Store
from bot.store.identity import Identity

BATCH = 500  # prompts a transaction, so that others get their turn to write


def remind_due(store: Store, *, now: datetime, limit: int = BATCH) -> int:
    """Remind of prompts that were sent, are unanswered, and whose reminder is due; return how many were looked at."""
    with store.read() as tx:
        if not prompt_store.prompts_to_remind(tx, now, 1):
            return 0
    with store.write() as tx:
        due = prompt_store.prompts_to_remind(tx, now, limit)
        known = identities.identities(tx, {prompt.person_id for prompt, _, _ in due})
        days_off = programs.days_off_of(tx, {p.id for who in known.values() for _, p in who.memberships})
        drafts: list[Draft] = []
        moments: list[tuple[int, datetime | None, str | None]] = []
        for prompt, state, sent_at in due:
            moment, draft = _remind(known[prompt.person_id], days_off, prompt, state, sent_at, now)
            moments.append((prompt.id, moment, draft.key if draft else prompt.reminder_key))
            drafts += [draft] if draft else []
        outbox.put(tx, drafts)
        prompt_store.set_reminders(tx, moments)
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
    today = local(now, timezone).date()
    if program.ends is not None and today > program.ends:
        return None, None
    if sent_at is None or (local(sent_at, timezone).date() == today and prompt.postponed_at is None):
        days = school_days(days_off.get(program.id, ()), member.school, member.district)
        return reminder_at(now, program.reminder_time, timezone, days), None
    latest = messages.CHECKIN_REMINDER.latest
    if latest is not None and now > prompt.remind_at + latest:
        return None, None
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
