"""From table rows to the frozen dataclasses of the domain: one mapper a table, used by every query."""

from dataclasses import fields
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, Table

from bot.domain.checkins import Answers, Audience, CheckIn, Prompt
from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.pairs import Meeting, MeetingKind, Pair
from bot.domain.programs import DaysOff, Program, Workspace
from bot.store.schema import check_ins, days_off, meetings, members, pairs, people, programs, prompts, workspaces

SqlRow = Row[*tuple[Any, ...]]


def _columns(table: Table, kind: type) -> list[Any]:
    return [table.c[f.name] for f in fields(kind)]


WORKSPACE = _columns(workspaces, Workspace)
PROGRAM = _columns(programs, Program)
DAYS_OFF = _columns(days_off, DaysOff)
PERSON = _columns(people, Person)
MEMBER = _columns(members, Member)
PAIR = _columns(pairs, Pair)
MEETING = _columns(meetings, Meeting)
PROMPT = _columns(prompts, Prompt)
_ANSWERS = [f.name for f in fields(Answers)]
CHECK_IN = [
    check_ins.c[name]
    for name in (
        *("id", "member_id", "week", "question_key", "win_audience", "challenge_audience", "created_at", "updated_at"),
        *_ANSWERS,
    )
]


def workspace(row: SqlRow, at: int = 0) -> Workspace:
    """Map the columns `WORKSPACE`, which begin at position `at` of `row`."""
    return Workspace(*row[at : at + len(WORKSPACE)])


def program(row: SqlRow, at: int = 0) -> Program:
    """Map the columns `PROGRAM`, which begin at position `at` of `row`."""
    return Program(*row[at : at + len(PROGRAM)])


def days_off_span(row: SqlRow, at: int = 0) -> DaysOff:
    """Map the columns `DAYS_OFF`, which begin at position `at` of `row`."""
    return DaysOff(*row[at : at + len(DAYS_OFF)])


def person(row: SqlRow, at: int = 0) -> Person:
    """Map the columns `PERSON`, which begin at position `at` of `row`."""
    values = list(row[at : at + len(PERSON)])
    values[4] = PersonState(values[4])
    return Person(*values)


def member(row: SqlRow, at: int = 0) -> Member:
    """Map the columns `MEMBER`, which begin at position `at` of `row`."""
    values = list(row[at : at + len(MEMBER)])
    values[3] = roles(values[3])
    return Member(*values)


def pair(row: SqlRow, at: int = 0) -> Pair:
    """Map the columns `PAIR`, which begin at position `at` of `row`."""
    return Pair(*row[at : at + len(PAIR)])


def meeting(row: SqlRow, at: int = 0) -> Meeting:
    """Map the columns `MEETING`, which begin at position `at` of `row`."""
    values = list(row[at : at + len(MEETING)])
    values[4] = MeetingKind(values[4])
    return Meeting(*values)


def prompt(row: SqlRow, at: int = 0) -> Prompt:
    """Map the columns `PROMPT`, which begin at position `at` of `row`."""
    return Prompt(*row[at : at + len(PROMPT)])


def check_in(row: SqlRow, readers: frozenset[int]) -> CheckIn:
    """Map the columns `CHECK_IN`, which begin `row`, with the person ids of its `readers`."""
    id_, member_id, week, question_key, win_audience, challenge_audience, created_at, updated_at, *words = row[
        : len(CHECK_IN)
    ]
    return CheckIn(
        id=id_,
        member_id=member_id,
        week=week,
        answers=Answers(*words),
        question_key=question_key,
        readers=readers,
        win_audience=Audience(win_audience),
        challenge_audience=Audience(challenge_audience),
        created_at=created_at,
        updated_at=updated_at,
    )


@lru_cache(maxsize=256)
def roles(text: str) -> frozenset[Role]:
    """Read the roles of a member as they are stored."""
    return frozenset(Role(name) for name in text.split(";") if name)


def roles_text(value: frozenset[Role]) -> str:
    """Write the roles of a member as they are stored: names in alphabetical order, joined with a semicolon."""
    return ";".join(sorted(value))
