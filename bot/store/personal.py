"""All that is kept about one person: read it, and erase what is theirs. Callers hold the transaction.

Which tables and columns that is says `personal_map.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, false, func, or_, select, update

from bot.domain.members import ERASED
from bot.domain.messages import Draft, Row, RowState
from bot.store import outbox as rows_to_send
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
    session_seats,
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


def _names(table: Table, column: str, one: Whose) -> ColumnElement[bool]:
    """Return the condition that a column names the person."""
    found = table.c[column]
    targets = {key.column.table.name for key in found.foreign_keys}
    if "members" in targets:
        return any_of(found, one.member_ids)
    if column == "slack_id":
        return found == one.slack_id if one.slack_id else false()
    return found == one.person_id


def _mine(part: Part, one: Whose) -> ColumnElement[bool]:
    conditions = [_names(part.table, column, one) for column in part.owners]
    if part.via is not None:
        column, parent = part.via
        owner = next(each for each in PARTS if each.table is parent)
        conditions.append(part.table.c[column].in_(select(parent.c.id).where(_mine(owner, one))))
    return or_(*conditions)


def read(tx: Tx, one: Whose) -> Answers:
    """Return all that is kept about the person, by table: rows with their columns, ids of people as their names."""
    known = _Names(tx, one)
    return [
        (part.table.name, [known.spelled(part, row) for row in found])
        for part in PARTS
        if (found := tx.execute(select(part.table).where(_mine(part, one))).mappings().all())
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
        number = int(tx.execute(select(func.count()).select_from(part.table).where(_mine(part, one))).scalar_one())
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
        tx.execute(delete(part.table).where(_mine(part, one)))
    elif part.words:
        mine = _mine(part, one)
        if part.authors is not None:
            mine = or_(*(_names(part.table, column, one) for column in part.authors))
        tx.execute(update(part.table).where(mine).values({name: empty(part.table, name) for name in part.words}))


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


# --- their messages in Slack

# What a message's facts name whose words it shows: the fact, and the table with the column that says whose that is.
_QUOTED = {
    **{"check_in": "check_ins", "check_ins": "check_ins", "share": "shares", "shares": "shares"},
    **{"question": "thread_questions", "suggestion": "suggestions", "obstacle": "obstacles"},
    **{"message": "coordinator_messages", "observation": "observations", "meetings": "meetings"},
    **{"call": "session_calls", "hours": "hours"},
}
_KINDS_WITH_WORDS = (
    *("checkin_shared", "community_post", "share_post", "share_direct", "challenge_thread", "challenge_question"),
    *("challenge_closed", "challenge_alone", "challenge_to_mentor", "win_suggested", "obstacle_shared"),
    *("coordinator_message", "observation_shared", "observation_look_back", "meeting_logged"),
    *("session_call", "session_call_direct", "session_shared", "digest", "hours_corrected"),
)
# What a group of a session reads may hold words of everybody who has sat in it.
_KINDS_OF_GROUPS = ("session_opened", "session_opened_direct", "session_now_whats", "session_now_whats_direct")


# Files that others asked for and that may name the person: statements of their hours, and reports of their programs.
_KINDS_OF_FILES = ("hours_statement", "report_file")
_WITHOUT_NAMES = ("district", "research")  # reports that are counts alone


def quoting(tx: Tx, one: Whose) -> tuple[list[Row], list[Row]]:
    """Return the messages that Slack has or is about to have with words of the person: those with theirs alone, their
    own direct messages too, and those with words of others as well.
    """
    mine = {name: _ids(tx, name, one) for name in set(_QUOTED.values())}
    under_way = (RowState.SENT, RowState.LEASED)
    query = select(*rows_to_send.ROW).where(
        outbox.c.state.in_(under_way),
        outbox.c.kind != "message_update",
        outbox.c.workspace_id == select(people.c.workspace_id).where(people.c.id == one.person_id).scalar_subquery(),
        or_(
            any_of(outbox.c.kind, [*_KINDS_WITH_WORDS, *_KINDS_OF_GROUPS]),
            outbox.c.person_id == one.person_id,
            outbox.c.kind.in_(_KINDS_OF_FILES),
        ),
    )
    groups, mine_programs = _groups(tx, one), _programs(tx, one)
    alone, mixed = [], []
    for found in tx.execute(query):
        row = Row(*found)
        if row.person_id == one.person_id:
            alone.append(row)
            continue
        if row.kind in _KINDS_OF_FILES:
            alone += [row] if _names_in_file(row, one, mine_programs) else []
            continue
        if row.kind in _KINDS_OF_GROUPS:
            mixed += [row] if row.facts["group"] in groups else []
            continue
        if row.kind == "session_shared":
            alone += [row] if row.facts["member"] in one.member_ids else []
            continue
        shown = [(name, number) for name, number in _shown(row)]
        theirs = [number in mine[name] for name, number in shown]
        if theirs and all(theirs) and row.kind != "digest":  # which says more than the wins it quotes
            alone.append(row)
        elif any(theirs):
            mixed.append(row)
    return alone, mixed


def _names_in_file(row: Row, one: Whose, program_ids: set[int]) -> bool:
    if row.kind == "hours_statement":
        return row.facts["member"] in one.member_ids
    return row.program_id in program_ids and row.facts["export"] not in _WITHOUT_NAMES


def _programs(tx: Tx, one: Whose) -> set[int]:
    return set(tx.execute(select(members.c.program_id).where(any_of(members.c.id, one.member_ids))).scalars())


def _groups(tx: Tx, one: Whose) -> set[int]:
    """Return the groups of sessions in which the person sat, and those of the same home groups."""
    sat = (
        select(session_groups.c.id, session_groups.c.home_group_id)
        .join(session_seats, session_seats.c.group_id == session_groups.c.id)
        .where(any_of(session_seats.c.member_id, one.member_ids))
    )
    found = tx.execute(sat).all()
    homes = [row[1] for row in found if row[1] is not None]
    alike = select(session_groups.c.id).where(any_of(session_groups.c.home_group_id, homes))
    return {*(row[0] for row in found), *tx.execute(alike).scalars()}


def _shown(row: Row) -> list[tuple[str, int]]:
    found = []
    for fact, table in _QUOTED.items():
        value = row.facts.get(fact)
        if value is not None and not (fact == "question" and row.kind != "challenge_question"):
            found += [(table, number) for number in (value if isinstance(value, list) else [value])]
    return found


def _ids(tx: Tx, name: str, one: Whose) -> set[int]:
    found: set[int] = set()
    for part in PARTS:
        if part.table.name == name:
            mine = _mine(part, one)
            if part.authors is not None:
                mine = or_(*(_names(part.table, column, one) for column in part.authors))
            found.update(tx.execute(select(part.table.c.id).where(mine)).scalars())
    return found


def removal(row: Row, now: datetime) -> Draft:
    """Return the draft that takes a message out of Slack, whatever it says by then."""
    facts = {"of": row.id, "remove": True}
    return Draft(row.workspace_id, "message_update", f"forget:{row.id}", facts, now, program_id=row.program_id)


def emptied(row: Row, now: datetime) -> Draft:
    """Return the draft that brings a message up to date which still shows words of others."""
    facts = {"of": row.id}
    return Draft(row.workspace_id, "message_update", f"forget:{row.id}", facts, now, row.person_id, row.program_id)
