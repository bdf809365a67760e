"""Pairs of mentors and mentees."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, insert, or_, select, update

from bot.domain.desk_home import PairNames
from bot.domain.members import Member, Person
from bot.domain.pairs import Pair
from bot.store import ladders, rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import members, pairs, people


def open_pairs_of_program(tx: Tx, program_id: int) -> list[Pair]:
    """Return the pairs of a program that have no end, oldest first."""
    query = select(*rows.PAIR).where(pairs.c.program_id == program_id, pairs.c.ends.is_(None)).order_by(pairs.c.id)
    return [rows.pair(row) for row in tx.execute(query)]


def add_pairs(tx: Tx, program_id: int, new: Iterable[tuple[int, int]], starts: date, now: datetime) -> None:
    """Add pairs of (mentor's member id, mentee's member id) that begin on `starts`, each at the foot of its ladder."""
    values = [
        {"program_id": program_id, "mentor_id": mentor, "mentee_id": mentee, "starts": starts} for mentor, mentee in new
    ]
    if values:
        tx.execute(insert(pairs), values)
        ladders.add(tx, program_id, now)


def end_pairs(tx: Tx, pair_ids: Collection[int], last_day: date) -> None:
    """Close pairs; `last_day` is the last on which they held."""
    tx.execute(update(pairs).where(any_of(pairs.c.id, pair_ids)).values(ends=last_day))


def end_pairs_of_member(tx: Tx, member_id: int, last_day: date) -> None:
    """Close the open pairs of a member whose membership ends."""
    mine = (pairs.c.mentor_id == member_id) | (pairs.c.mentee_id == member_id)
    tx.execute(update(pairs).where(mine, pairs.c.ends.is_(None)).values(ends=last_day))


@dataclass(frozen=True, slots=True)
class Two:
    """A pair with who the two are."""

    pair: Pair
    mentor: tuple[Member, Person]
    mentee: tuple[Member, Person]

    def side_of(self, person_id: int) -> tuple[Member, Person]:
        """Return the side of one of the two."""
        return self.mentor if self.mentor[1].id == person_id else self.mentee

    def partner_of(self, person_id: int) -> tuple[Member, Person]:
        """Return the side of the other."""
        return self.mentee if self.mentor[1].id == person_id else self.mentor


_MENTOR, _MENTEE = members.alias("mentor"), members.alias("mentee")
_MENTOR_PERSON, _MENTEE_PERSON = people.alias("mentor_person"), people.alias("mentee_person")


def _two() -> Select[*tuple[Any, ...]]:
    def columns(own: list[Any], alias: Any) -> list[Any]:
        return [alias.c[column.name] for column in own]

    return (
        select(
            *rows.PAIR,
            *columns(rows.MEMBER, _MENTOR),
            *columns(rows.PERSON, _MENTOR_PERSON),
            *columns(rows.MEMBER, _MENTEE),
            *columns(rows.PERSON, _MENTEE_PERSON),
        )
        .select_from(pairs)
        .join(_MENTOR, _MENTOR.c.id == pairs.c.mentor_id)
        .join(_MENTOR_PERSON, _MENTOR_PERSON.c.id == _MENTOR.c.person_id)
        .join(_MENTEE, _MENTEE.c.id == pairs.c.mentee_id)
        .join(_MENTEE_PERSON, _MENTEE_PERSON.c.id == _MENTEE.c.person_id)
        .order_by(pairs.c.id)
    )


# Built once: SQLAlchemy takes longer to put a statement together than SQLite takes to answer it.
_TWO_BY_ID = _two().where(any_of(pairs.c.id, "pair_ids"))
_TWO_OF_MEMBERS = _two().where(
    or_(any_of(pairs.c.mentor_id, "member_ids"), any_of(pairs.c.mentee_id, "member_ids")), pairs.c.ends.is_(None)
)


def _read(tx: Tx, query: Select[*tuple[Any, ...]], given: dict[str, Any]) -> list[Two]:
    found = []
    for row in tx.execute(query, given):
        at = len(rows.PAIR)
        sides = []
        for _ in range(2):
            sides.append((rows.member(row, at), rows.person(row, at + len(rows.MEMBER))))
            at += len(rows.MEMBER) + len(rows.PERSON)
        found.append(Two(rows.pair(row), sides[0], sides[1]))
    return found


def two_of_pairs(tx: Tx, pair_ids: Collection[int]) -> list[Two]:
    """Return pairs with who the two are, oldest pair first, ended ones too."""
    return _read(tx, _TWO_BY_ID, {"pair_ids": pair_ids}) if pair_ids else []


def two_of_members(tx: Tx, member_ids: Collection[int]) -> list[Two]:
    """Return the pairs without an end that these members are in, with who the two are, oldest pair first."""
    return _read(tx, _TWO_OF_MEMBERS, {"member_ids": member_ids}) if member_ids else []


def without_mentor(tx: Tx, member_ids: Collection[int]) -> set[int]:
    """Return those of these members who are in the program still, and in no pair without an end as its mentee."""
    matched = select(pairs.c.mentee_id).where(any_of(pairs.c.mentee_id, member_ids), pairs.c.ends.is_(None))
    query = select(members.c.id).where(any_of(members.c.id, member_ids), members.c.ended_at.is_(None))
    return set(tx.execute(query).scalars()) - set(tx.execute(matched).scalars())


def two_of_program(tx: Tx, program_id: int, known: Iterable[tuple[Member, Person]] = ()) -> list[Two]:
    """Return every pair a program has had, with who the two are, oldest pair first.

    Who is `known` is not read again.
    """
    people_of = {member.id: (member, person) for member, person in known}
    query = select(*rows.PAIR).where(pairs.c.program_id == program_id).order_by(pairs.c.id)
    found = [rows.pair(row) for row in tx.execute(query)]
    people_of |= _sides(tx, {id_ for pair in found for id_ in (pair.mentor_id, pair.mentee_id)} - people_of.keys())
    return [Two(pair, people_of[pair.mentor_id], people_of[pair.mentee_id]) for pair in found]


def _sides(tx: Tx, member_ids: Collection[int]) -> dict[int, tuple[Member, Person]]:
    if not member_ids:
        return {}
    joined = select(*rows.MEMBER, *rows.PERSON).join(people, people.c.id == members.c.person_id)
    read = tx.execute(joined.where(any_of(members.c.id, member_ids)))
    return {row[0]: (rows.member(row), rows.person(row, len(rows.MEMBER))) for row in read}


_MENTOR, _MENTEE = members.alias("mentor"), members.alias("mentee")
_MENTORS, _MENTEES = people.alias("mentors"), people.alias("mentees")
_NAMES = (
    select(pairs.c.id, _MENTORS.c.name, _MENTEES.c.name)
    .join(_MENTOR, _MENTOR.c.id == pairs.c.mentor_id)
    .join(_MENTEE, _MENTEE.c.id == pairs.c.mentee_id)
    .join(_MENTORS, _MENTORS.c.id == _MENTOR.c.person_id)
    .join(_MENTEES, _MENTEES.c.id == _MENTEE.c.person_id)
    .where(any_of(pairs.c.id, "pair_ids"))
)


def pair_names(tx: Tx, pair_ids: Collection[int]) -> Mapping[int, PairNames]:
    """Return who the two of each pair are, by pair id."""
    found = tx.execute(_NAMES, {"pair_ids": list(pair_ids)}) if pair_ids else ()
    return {row[0]: PairNames(row[1], row[2]) for row in found}
