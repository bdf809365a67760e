"""Queries for weekly prompts: who is due, what they were asked, what they answered."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Table, and_, bindparam, false, func, select, union_all, update

from bot.domain.checkins import Prompt
from bot.domain.messages import RowState
from bot.store import rows
from bot.store.bulk import insert_rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.memory import remembered
from bot.store.outbox import stands
from bot.store.schema import check_ins, members, outbox, people, prompts
from bot.store.schema_questions import question_draws

# What a request reads is built once: SQLAlchemy takes longer to put a statement together than SQLite to answer it.

_PROMPT = select(*rows.PROMPT).where(prompts.c.id == bindparam("prompt_id"))


def prompt(tx: Tx, prompt_id: int) -> Prompt | None:
    """Return the prompt with that id."""
    found = tx.execute(_PROMPT, {"prompt_id": prompt_id}).first()
    return rows.prompt(found) if found else None


_LATEST_PROMPT = (
    select(*rows.PROMPT).where(prompts.c.person_id == bindparam("person_id")).order_by(prompts.c.week.desc()).limit(1)
)
_PROMPTS_OF_MESSAGES = select(*rows.PROMPT).where(any_of(prompts.c.message_key, "keys"))


def _asked(table: Table) -> Select[Any]:
    asked = select(table.c.person_id, table.c.question_key, table.c.asked_at)
    return asked.where(any_of(table.c.person_id, "person_ids"))


_ASKED_QUESTIONS = union_all(_asked(prompts), _asked(question_draws)).order_by("person_id", "asked_at")


def latest_prompt(tx: Tx, person_id: int) -> Prompt | None:
    """Return the prompt that a person was given last."""
    found = tx.execute(_LATEST_PROMPT, {"person_id": person_id}).first()
    return rows.prompt(found) if found else None


@remembered
def prompts_of_messages(tx: Tx, keys: Collection[str]) -> dict[str, Prompt]:
    """Return the prompts that these outbox rows carry, by the row's key."""
    found = tx.execute(_PROMPTS_OF_MESSAGES, {"keys": list(keys)})
    return {one.message_key: one for one in map(rows.prompt, found)}


def asked_questions(tx: Tx, person_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the keys of the questions each person has been asked or has drawn, oldest first, by person id."""
    found = tx.execute(_ASKED_QUESTIONS, {"person_ids": list(person_ids)}).all()
    asked: dict[int, list[str]] = {}
    for person_id, key, _ in found:
        asked.setdefault(person_id, []).append(key)
    return asked


_UNANSWERED = (
    select(*rows.PROMPT)
    .join(outbox, outbox.c.key == prompts.c.message_key)
    .where(
        any_of(prompts.c.person_id, "person_ids"),
        prompts.c.week >= bindparam("since"),
        prompts.c.answered_at.is_(None),
        stands(RowState.SENT),
    )
    .order_by(prompts.c.week.desc())
)


def unanswered_prompts(tx: Tx, person_ids: Collection[int], since: date) -> dict[int, list[Prompt]]:
    """Return the prompts since the week `since` that reached each person and that they did not answer (skipped ones
    too), newest first, by person id.
    """
    latest: dict[int, list[Prompt]] = {}
    for row in tx.execute(_UNANSWERED, {"person_ids": person_ids, "since": since}):
        one = rows.prompt(row)
        latest.setdefault(one.person_id, []).append(one)
    return latest


def latest_prompt_weeks(tx: Tx, person_ids: Collection[int]) -> dict[int, date]:
    """Return the first day of the last week for which each person was given a prompt, sent or not, by person id."""
    newest = select(prompts.c.person_id, func.max(prompts.c.week)).where(any_of(prompts.c.person_id, person_ids))
    return {row[0]: row[1] for row in tx.execute(newest.group_by(prompts.c.person_id)).all()}


def forget_reminders(tx: Tx, person_ids: Collection[int]) -> None:
    """Remind these people of no earlier prompt any more."""
    if person_ids:
        # Worded so that no planner begins with all reminders to come, which a tick over thousands of people adds to.
        is_to_come = func.coalesce(prompts.c.remind_at.is_not(None), false())
        to_come = and_(any_of(prompts.c.person_id, person_ids), is_to_come)
        tx.execute(update(prompts).where(to_come).values(remind_at=None))


def add_prompts(tx: Tx, new: Sequence[dict[str, Any]]) -> None:
    """Insert prompts; each is a row of the table `prompts` without its id."""
    insert_rows(tx, prompts, new)


_CHANGED = update(prompts).where(prompts.c.id == bindparam("prompt_id"))
_DUE_PEOPLE = (
    select(people.c.id)
    .where(people.c.next_prompt_at <= bindparam("now"))
    .order_by(people.c.next_prompt_at)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
)
_TO_REMIND = (
    select(*rows.PROMPT, outbox.c.state, outbox.c.sent_at)
    .join(outbox, outbox.c.key == prompts.c.message_key)
    .where(prompts.c.remind_at <= bindparam("now"))
    .order_by(prompts.c.remind_at)
    .limit(bindparam("at_most"))
)


def change_prompt(tx: Tx, prompt_id: int, **values: datetime | str | None) -> None:
    """Change `answered_at`, `skipped_at`, `postponed_at`, `remind_at` or `reminder_key` of a prompt."""
    tx.execute(_CHANGED, {"prompt_id": prompt_id, **values})


def prompts_to_remind(tx: Tx, now: datetime, limit: int) -> list[tuple[Prompt, str, datetime | None]]:
    """Return prompts whose reminder is due, each with the state of its message and when that was sent."""
    found = tx.execute(_TO_REMIND, {"now": now, "at_most": limit})
    return [(rows.prompt(row), row.state, row.sent_at) for row in found]


def set_reminders(tx: Tx, moments: Iterable[tuple[int, datetime | None, str | None]]) -> None:
    """Set `remind_at` (UTC or None) and `reminder_key` of prompts, by prompt id."""
    values = [{"prompt_id": prompt_id, "at": at, "key": key} for prompt_id, at, key in moments]
    if values:
        tx.execute(_CHANGED.values(remind_at=bindparam("at"), reminder_key=bindparam("key")), values)


def skip_open_prompts(tx: Tx, person_id: int, now: datetime) -> None:
    """Take all unanswered prompts of a person as skipped: they have said how they want to go on."""
    tx.execute(
        update(prompts)
        .where(prompts.c.person_id == person_id, prompts.c.answered_at.is_(None), prompts.c.skipped_at.is_(None))
        .values(skipped_at=now, remind_at=None)
    )


def due_people(tx: Tx, now: datetime, limit: int) -> list[int]:
    """Return ids of people whose next prompt is due at the UTC moment `now`, earliest first.

    They are this transaction's until it ends: another process that asks at the same time gets the next ones.
    """
    return list(tx.execute(_DUE_PEOPLE, {"now": now, "at_most": limit}).scalars().all())


def set_next_prompts(tx: Tx, moments: Iterable[tuple[int, datetime | None]]) -> None:
    """Set `next_prompt_at` (UTC or None) of people, by person id."""
    together: dict[datetime | None, list[int]] = {}
    for person_id, at in moments:
        together.setdefault(at, []).append(person_id)
    for at, person_ids in together.items():  # far fewer than people: most share day, hour and zone with others
        tx.execute(update(people).where(any_of(people.c.id, person_ids)).values(next_prompt_at=at))


def checked_in(tx: Tx, member_weeks: Collection[tuple[int, date]]) -> set[int]:
    """Return the ids of those members who have checked in for the given week (member id, first day)."""
    found = tx.execute(
        select(check_ins.c.member_id, check_ins.c.week).where(
            check_ins.c.member_id.in_({m for m, _ in member_weeks}), check_ins.c.week.in_({w for _, w in member_weeks})
        )
    )
    return {member_id for member_id, week in found if (member_id, week) in member_weeks}


def set_resting(tx: Tx, person_ids: Collection[int], since: datetime | None) -> None:
    """Note that these people are left in peace since the UTC moment `since`, or (None) no longer."""
    if person_ids:
        tx.execute(update(people).where(any_of(people.c.id, person_ids)).values(resting_since=since))


def set_welcomes(tx: Tx, member_ids: Collection[int], week: date) -> None:
    """Note that each of these memberships is welcomed by the message of its person's prompt for `week`."""
    if member_ids:
        own = and_(prompts.c.person_id == members.c.person_id, prompts.c.week == week)
        key = select(prompts.c.message_key).where(own).scalar_subquery()
        tx.execute(update(members).where(any_of(members.c.id, member_ids)).values(welcome_key=key))
