"""What Slack has of one person's words, and how that is taken back when they are forgotten."""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum

from sqlalchemy import or_, select

from bot.domain.messages import Draft, Row, RowState
from bot.store import outbox as rows_to_send
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.personal import Whose, written_by
from bot.store.personal_map import PARTS
from bot.store.schema import members, outbox, people
from bot.store.schema_sessions import session_groups, session_seats

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


class _Share(Enum):
    """Whose words a message holds."""

    ALONE = 1  # the person's and nobody else's
    MIXED = 2  # others' too


def quoting(tx: Tx, one: Whose) -> tuple[list[Row], list[Row]]:
    """Return the messages that Slack has or is about to have with words of the person: those with theirs alone, their
    own direct messages too, and those with words of others as well.
    """
    query = select(*rows_to_send.ROW).where(
        outbox.c.state.in_((RowState.SENT, RowState.LEASED)),
        outbox.c.kind != "message_update",
        outbox.c.workspace_id == select(people.c.workspace_id).where(people.c.id == one.person_id).scalar_subquery(),
        or_(
            any_of(outbox.c.kind, [*_KINDS_WITH_WORDS, *_KINDS_OF_GROUPS]),
            outbox.c.person_id == one.person_id,
            outbox.c.kind.in_(_KINDS_OF_FILES),
        ),
    )
    theirs = _Theirs(tx, one)
    found: dict[_Share | None, list[Row]] = {_Share.ALONE: [], _Share.MIXED: [], None: []}
    for each in tx.execute(query):
        row = Row(*each)
        found[theirs.share_of(row)].append(row)
    return found[_Share.ALONE], found[_Share.MIXED]


class _Theirs:
    """What is a person's: rows that quote them, groups in which they sat, programs in which they were."""

    def __init__(self, tx: Tx, one: Whose) -> None:
        self._one = one
        self._quoted = {name: _ids(tx, name, one) for name in set(_QUOTED.values())}
        self._groups = _groups(tx, one)
        self._programs = _programs(tx, one)

    def share_of(self, row: Row) -> _Share | None:
        """Return how much of a message is the person's, None if nothing is."""
        if row.person_id == self._one.person_id:
            return _Share.ALONE
        if row.kind in _KINDS_OF_FILES:
            return _Share.ALONE if self._is_named_in_file(row) else None
        if row.kind in _KINDS_OF_GROUPS:
            return _Share.MIXED if row.facts["group"] in self._groups else None
        if row.kind == "session_shared":
            return _Share.ALONE if row.facts["member"] in self._one.member_ids else None
        return self._share_of_quotes(row)

    def _is_named_in_file(self, row: Row) -> bool:
        if row.kind == "hours_statement":
            return row.facts["member"] in self._one.member_ids
        return row.program_id in self._programs and row.facts["export"] not in _WITHOUT_NAMES

    def _share_of_quotes(self, row: Row) -> _Share | None:
        theirs = [number in self._quoted[table] for table, number in _shown(row)]
        if not any(theirs):
            return None
        # A digest says more than the wins it quotes.
        return _Share.ALONE if all(theirs) and row.kind != "digest" else _Share.MIXED


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


def _shown(row: Row) -> Iterator[tuple[str, int]]:
    """Yield the rows whose words a message shows: table and id."""
    for fact, table in _QUOTED.items():
        value = row.facts.get(fact)
        if value is not None and not (fact == "question" and row.kind != "challenge_question"):
            yield from ((table, number) for number in (value if isinstance(value, list) else [value]))


def _ids(tx: Tx, name: str, one: Whose) -> set[int]:
    found: set[int] = set()
    for part in PARTS:
        if part.table.name == name:
            found.update(tx.execute(select(part.table.c.id).where(written_by(part, one))).scalars())
    return found


def removal(row: Row, now: datetime) -> Draft:
    """Return the draft that takes a message out of Slack, whatever it says by then."""
    facts = {"of": row.id, "remove": True}
    return Draft(row.workspace_id, "message_update", f"forget:{row.id}", facts, now, program_id=row.program_id)


def emptied(row: Row, now: datetime) -> Draft:
    """Return the draft that brings a message up to date which still shows words of others."""
    facts = {"of": row.id}
    return Draft(row.workspace_id, "message_update", f"forget:{row.id}", facts, now, row.person_id, row.program_id)
