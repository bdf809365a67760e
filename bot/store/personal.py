"""All that is kept about one person: read it, and erase what is theirs. Callers hold the transaction.

Which tables and columns that is says `personal_map.py`; what of it Slack has, `personal_messages.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, false, func, or_, select, update

from bot.domain.members import ERASED
from bot.domain.messages import RowState
from bot.store.database import Tx
from bot.store.identity import Identity
from bot.store.lists import any_of
from bot.store.personal_map import PARTS, Part, empty
from bot.store.schema import check_ins, members, outbox, pairs, people, programs
from bot.store.schema_sessions import (
    home_group_members,
    home_groups,
    kept_apart,
    session_groups,
    sessions,
)

Answers = list[tuple[str, list[dict[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose rows are looked for: a person with their memberships, and how Slack calls them."""

    person_id: int
    member_ids: tuple[int, ...]
    slack_id: str


def whose(identity: Identity) -> Whose:
    """Return the ids by which the tables name somebody."""
    person = identity.person
    return Whose(person.id, tuple(member.id for member, _ in identity.memberships), person.slack_id or "")


def names(table: Table, column: str, one: Whose) -> ColumnElement[bool]:
    """Return the condition that a column names the person."""
    found = table.c[column]
    targets = {key.column.table.name for key in found.foreign_keys}
    if "members" in targets:
        return any_of(found, one.member_ids)
    if column == "slack_id":
        return found == one.slack_id if one.slack_id else false()
    return found == one.person_id


def mine(part: Part, one: Whose) -> ColumnElement[bool]:
    """Return the condition that a row is about the person."""
    conditions = [names(part.table, column, one) for column in part.owners]
    if part.via is not None:
        column, parent = part.via
        owner = next(each for each in PARTS if each.table is parent)
        conditions.append(part.table.c[column].in_(select(parent.c.id).where(mine(owner, one))))
    return or_(*conditions)


def written_by(part: Part, one: Whose) -> ColumnElement[bool]:
    """Return the condition that the words in a row are the person's."""
    if part.authors is None:
        return mine(part, one)
    return or_(*(names(part.table, column, one) for column in part.authors))


def read(tx: Tx, one: Whose) -> Answers:
    """Return all that is kept about the person, by table: rows with their columns, ids of people as their names."""
    known = _Names(tx, one)
    return [
        (part.table.name, [known.spelled(part, row) for row in found])
        for part in PARTS
        if (found := tx.execute(select(part.table).where(mine(part, one))).mappings().all())
    ]


# What a column that refers to it is shown as: its name, or what stands for one.
_NAMED = {
    **{"people": people, "members": members, "programs": programs, "pairs": pairs, "sessions": sessions},
    **{"home_groups": home_groups, "session_groups": session_groups},
}


class _Names:
    """Turns ids into names that say something to a reader."""

    def __init__(self, tx: Tx, one: Whose) -> None:
        self._tx = tx
        self._own = {"person_id": {one.person_id}, "member_id": set(one.member_ids)}
        self._known: dict[tuple[str, int], str] = {}

    def spelled(self, part: Part, row: Mapping[Any, Any]) -> dict[str, Any]:
        """Return what a row says, without empty columns, ids of rows, others' words, and that it is their own."""
        shown = {}
        for column in part.table.columns:
            value = row[column.name]
            if value in (None, "", {}, []) or column.name in part.hides or column.name == "id":
                continue
            if value in self._own.get(column.name, ()) and part.table is not members:
                continue
            target = next((key.column.table.name for key in column.foreign_keys), None)
            if target in _NAMED:
                value = self._name(str(target), value)
            elif target is not None:
                continue
            shown[column.name] = value
        return shown

    def _name(self, table: str, number: int) -> str:
        if (table, number) not in self._known:
            self._known[table, number] = self._look_up(table, number)
        return self._known[table, number]

    def _look_up(self, table: str, number: int) -> str:
        if table == "pairs":
            two = self._tx.execute(select(pairs.c.mentor_id, pairs.c.mentee_id).where(pairs.c.id == number)).one()
            return " & ".join(self._name("members", member_id) for member_id in two)
        if table == "members":
            person_id = self._tx.scalar(select(members.c.person_id).where(members.c.id == number))
            return self._name("people", int(person_id or 0))
        if table == "sessions":
            row = self._tx.execute(select(sessions.c.title, sessions.c.day).where(sessions.c.id == number)).one()
            return f"{row.title}, {row.day}"
        named = _NAMED[table]
        return str(self._tx.scalar(select(named.c.name).where(named.c.id == number)))


def counts(tx: Tx, one: Whose) -> tuple[int, int]:
    """Return how many rows with words of the person go or are emptied, and how many rows stay as counts."""
    goes = stays = 0
    for part in PARTS:
        number = int(tx.execute(select(func.count()).select_from(part.table).where(mine(part, one))).scalar_one())
        if part.delete or part.words:
            goes += number
        else:
            stays += number
    return goes, stays


# --- forgetting


def erase(tx: Tx, identity: Identity, now: datetime) -> None:
    """Erase the words of a person everywhere, and what tells who they are. What stays are ids, days and counts.

    Their memberships must have ended, and their messages in Slack be on the way out. `now` is UTC program time.
    """
    one = whose(identity)
    waiting = and_(outbox.c.person_id == one.person_id, outbox.c.state == RowState.WAITING)
    tx.execute(delete(outbox).where(waiting))
    for part in reversed(PARTS):
        if part.table is not people:
            _erase_part(tx, part, one)
    tx.execute(
        update(check_ins)
        .where(any_of(check_ins.c.member_id, one.member_ids))
        .values(win_audience="pair", challenge_audience="pair")
    )
    leaves = and_(any_of(home_group_members.c.member_id, one.member_ids), home_group_members.c.left_at.is_(None))
    tx.execute(update(home_group_members).where(leaves).values(left_at=now))
    tx.execute(
        delete(kept_apart).where(or_(kept_apart.c.one_id == one.person_id, kept_apart.c.other_id == one.person_id))
    )
    _erase_address(tx, identity)


def _erase_part(tx: Tx, part: Part, one: Whose) -> None:
    if part.delete:
        tx.execute(delete(part.table).where(mine(part, one)))
    elif part.words:
        values = {name: empty(part.table, name) for name in part.words}
        tx.execute(update(part.table).where(written_by(part, one)).values(values))


def _erase_address(tx: Tx, identity: Identity) -> None:
    """Take name and address from the person, and the address from what names it elsewhere."""
    person = identity.person
    values = {
        **{"email": f"forgotten-{person.id}@{ERASED}", "name": "A former member", "slack_id": None},
        **{"own_timezone": None, "slack_timezone": None, "slack_name": None, "dm_channel": None},
        **{"state": "deactivated", "unreachable_since": None, "unreachable_reason": None, "next_prompt_at": None},
        **{"paused_at": None, "paused_until": None, "prompt_weekday": None, "prompt_time": None, "full_text": False},
        **{"resting_since": None, "home_opened_at": None, "locale": "en-US", "quiet_from": None, "quiet_to": None},
    }
    tx.execute(update(people).where(people.c.id == person.id).values(values))
    for column in (members.c.coach_email, members.c.supervisor_email):
        tx.execute(update(members).where(column == person.email).values({column.name: ""}))
    by_them = members.c.enrolled_by.in_([person.name, person.email])
    tx.execute(update(members).where(by_them).values(enrolled_by=""))
