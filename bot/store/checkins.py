"""Queries for weekly check-ins: answers, their readers, and notes written to the bot."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, insert, select, update

from bot.domain.checkins import Answers, Audience, CheckIn
from bot.domain.reciprocity import SHOWN as TOOK_SHOWN
from bot.domain.reciprocity import Took
from bot.store import rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.memory import remembered
from bot.store.schema import check_in_readers, check_ins, members, notes

# What a request reads is built once: SQLAlchemy takes longer to put a statement together than SQLite to answer it.
_LATEST_CHECK_IN = (
    select(*rows.CHECK_IN)
    .where(check_ins.c.member_id == bindparam("member_id"))
    .order_by(check_ins.c.week.desc())
    .limit(1)
)
_NEWEST = (
    select(check_ins.c.member_id, func.max(check_ins.c.week).label("week"))
    .where(any_of(check_ins.c.member_id, "member_ids"))
    .group_by(check_ins.c.member_id)
    .subquery()
)
_LATEST_CHECK_INS = select(*rows.CHECK_IN).join(
    _NEWEST, and_(_NEWEST.c.member_id == check_ins.c.member_id, _NEWEST.c.week == check_ins.c.week)
)
_TOOK = select(check_ins.c.week, func.substr(check_ins.c.own_school, 1, TOOK_SHOWN + 1).label("words")).where(
    any_of(check_ins.c.member_id, "member_ids"), check_ins.c.own_school != ""
)
_CHECK_INS = (
    select(*rows.CHECK_IN, check_in_readers.c.person_id.label("reader"))
    .join_from(check_ins, check_in_readers, isouter=True)
    .order_by(check_ins.c.id)
)
_CHECK_IN_OF_WEEK = _CHECK_INS.where(
    check_ins.c.member_id == bindparam("member_id"), check_ins.c.week == bindparam("week")
)
_CHECK_INS_BY_ID = _CHECK_INS.where(any_of(check_ins.c.id, "ids"))


def check_in_of_week(tx: Tx, member_id: int, week: date) -> CheckIn | None:
    """Return the member's check-in for the program week that begins on `week`."""
    return next(iter(_check_ins(tx, _CHECK_IN_OF_WEEK, {"member_id": member_id, "week": week})), None)


def check_in(tx: Tx, check_in_id: int) -> CheckIn | None:
    """Return the check-in with that id."""
    return next(iter(check_ins_by_id(tx, [check_in_id])), None)


def check_ins_by_id(tx: Tx, ids: Collection[int]) -> list[CheckIn]:
    """Return the check-ins with these ids, oldest first."""
    found = _by_id(tx, ids)
    return [found[id_] for id_ in sorted(found)]


@remembered
def _by_id(tx: Tx, ids: Collection[int]) -> dict[int, CheckIn]:
    return {found.id: found for found in _check_ins(tx, _CHECK_INS_BY_ID, {"ids": ids})} if ids else {}


def latest_check_in(tx: Tx, member_id: int) -> CheckIn | None:
    """Return the member's latest check-in, without its readers."""
    found = tx.execute(_LATEST_CHECK_IN, {"member_id": member_id}).first()
    return rows.check_in(found, frozenset()) if found else None


def took(tx: Tx, member_ids: Collection[int]) -> list[Took]:
    """Return what these members wrote that mentoring gave their own school, as much of each as is ever shown again."""
    if not member_ids:
        return []
    return [Took(row.week, row.words) for row in tx.execute(_TOOK, {"member_ids": list(member_ids)})]


@remembered
def latest_check_ins(tx: Tx, member_ids: Collection[int]) -> dict[int, CheckIn]:
    """Return each member's latest check-in, by member id."""
    found = tx.execute(_LATEST_CHECK_INS, {"member_ids": member_ids}).all()
    return {row.member_id: rows.check_in(row, frozenset()) for row in found}


def _check_ins(tx: Tx, statement: Select[*tuple[Any, ...]], params: dict[str, Any]) -> list[CheckIn]:
    found = tx.execute(statement, params).all()
    readers: dict[int, set[int]] = {}
    for row in found:
        readers.setdefault(row.id, set())
        if row.reader is not None:
            readers[row.id].add(row.reader)
    first = {row.id: row for row in reversed(found)}
    return [rows.check_in(first[key], frozenset(readers[key])) for key in readers]


_NEW = insert(check_ins).returning(check_ins.c.id)
_AGAIN = update(check_ins).where(check_ins.c.id == bindparam("check_in_id"))
_NO_LONGER = delete(check_in_readers).where(
    check_in_readers.c.check_in_id == bindparam("of"), any_of(check_in_readers.c.person_id, "gone")
)
_READERS = insert(check_in_readers)
_THANK = (
    update(check_in_readers)
    .where(
        check_in_readers.c.check_in_id == bindparam("of"),
        check_in_readers.c.person_id == bindparam("reader"),
        check_in_readers.c.thanked_at.is_(None),
    )
    .values(thanked_at=bindparam("now"))
)


def save_check_in(
    tx: Tx,
    *,
    existing: CheckIn | None,
    member_id: int,
    week: date,
    answers: Answers,
    question_key: str | None,
    readers: Mapping[int, int | None],
    win_audience: Audience,
    challenge_audience: Audience,
    now: datetime,
) -> int:
    """Write the answers of a week, new or again, and who may read them (person id → pair id, None for the author's
    coach). Return the id.
    """
    values = {
        "went_well": answers.went_well,
        "hard": answers.hard,
        "next_step": answers.next_step,
        "answer": answers.answer,
        "looking_forward": answers.looking_forward,
        "own_school": answers.own_school,
        "question_key": question_key,
        "win_audience": win_audience.value,
        "challenge_audience": challenge_audience.value,
        "updated_at": now,
    }
    if existing is None:
        new = {"member_id": member_id, "week": week, "created_at": now, **values}
        check_in_id = int(tx.execute(_NEW, new).scalar_one())
    else:
        check_in_id = existing.id
        tx.execute(_AGAIN, {"check_in_id": check_in_id, **values})
    before = existing.readers if existing else frozenset()
    gone, come = before - readers.keys(), readers.keys() - before
    if gone:
        tx.execute(_NO_LONGER, {"of": check_in_id, "gone": gone})
    if come:
        added = [{"check_in_id": check_in_id, "person_id": p, "pair_id": readers[p]} for p in sorted(come)]
        tx.execute(_READERS, added)
    return check_in_id


def mark_thanked(tx: Tx, check_in_id: int, reader: int, now: datetime) -> bool:
    """Note that a reader thanked the author; return False if they had done so, or may not read it."""
    return tx.execute(_THANK, {"of": check_in_id, "reader": reader, "now": now}).rowcount == 1


_THANKED = select(check_in_readers.c.check_in_id).where(
    any_of(check_in_readers.c.check_in_id, "check_in_ids"),
    check_in_readers.c.person_id == bindparam("reader"),
    check_in_readers.c.thanked_at.is_not(None),
)


def thanked(tx: Tx, check_in_ids: Collection[int], reader: int) -> set[int]:
    """Return those of the check-ins for which `reader` has thanked the author."""
    return set(tx.execute(_THANKED, {"check_in_ids": check_in_ids, "reader": reader}).scalars())


def add_note(tx: Tx, person_id: int, text: str, now: datetime) -> int:
    """Keep what somebody wrote to the bot until they say what it is; return its id."""
    new = insert(notes).values(person_id=person_id, text=text, created_at=now)
    return int(tx.execute(new.returning(notes.c.id)).scalar_one())


def note(tx: Tx, note_id: int) -> tuple[int, str, str | None] | None:
    """Return (person id, text, what it was kept as) of a note."""
    found = tx.execute(select(notes.c.person_id, notes.c.text, notes.c.kept_as).where(notes.c.id == note_id)).first()
    return (found.person_id, found.text, found.kept_as) if found else None


def mark_note_kept(tx: Tx, note_id: int, kept_as: str) -> None:
    """Note in which field of the check-in a note went."""
    tx.execute(update(notes).where(notes.c.id == note_id).values(kept_as=kept_as))


def forget_notes(tx: Tx, before: datetime) -> int:
    """Delete notes written before the UTC moment `before`; return how many."""
    return tx.execute(delete(notes).where(notes.c.created_at < before)).rowcount


_AUTHORS = (
    select(check_ins.c.id, members.c.person_id, members.c.program_id)
    .join(members, members.c.id == check_ins.c.member_id)
    .where(any_of(check_ins.c.id, "check_in_ids"))
)


@remembered
def authors(tx: Tx, check_in_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return (person id, program id) of the author of each check-in, by check-in id."""
    found = tx.execute(_AUTHORS, {"check_in_ids": check_in_ids})
    return {row.id: (row.person_id, row.program_id) for row in found}
