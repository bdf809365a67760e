"""How far setting up a program in Slack has come, and how many are in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from bot.domain.program_settings import STEPS, Setup, Topic
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import members, pairs, people
from bot.store.schema_setup import setups


@dataclass(frozen=True, slots=True)
class Enrolled:
    """How many members a program has whose membership lasts, how many pairs without an end, where members are, and when
    the first of them is asked again (UTC; None: nobody is).
    """

    people: int
    pairs: int
    districts: tuple[str, ...]
    schools: tuple[str, ...]
    next_question: datetime | None


def setups_of(tx: Tx, program_ids: Collection[int]) -> dict[int, Setup]:
    """Return how far setting up each program has come, by program id."""
    found = tx.execute(select(setups).where(any_of(setups.c.program_id, program_ids)))
    begun = {row.program_id: Setup(_topics(row.done), row.finished_at is not None) for row in found}
    return {program_id: begun.get(program_id, Setup()) for program_id in program_ids}


def _topics(text: str) -> frozenset[Topic]:
    return frozenset(Topic(name) for name in text.split(";") if name)


def begin_setup(tx: Tx, program_id: int, now: datetime) -> None:
    """Begin to set up a program, whose name, dates and time zone are there."""
    tx.execute(insert(setups).values(program_id=program_id, done=Topic.PROGRAM.value, begun_at=now))


def step_done(tx: Tx, program_id: int, step: Topic, now: datetime) -> None:
    """Note that a step is done; after the last one the program is set up. Without a set-up nothing happens."""
    known = setups_of(tx, [program_id])[program_id]
    if known.finished:
        return
    done = known.done | {step}
    values = {"done": ";".join(sorted(done)), "finished_at": now if done >= set(STEPS) else None}
    tx.execute(update(setups).where(setups.c.program_id == program_id).values(values))


def enrolled(tx: Tx, program_id: int) -> Enrolled:
    """Return who is in a program, in numbers and names of places."""
    places = tx.execute(
        select(members.c.district, members.c.school, func.count())
        .where(members.c.program_id == program_id, members.c.ended_at.is_(None))
        .group_by(members.c.district, members.c.school)
    ).all()
    asked = select(func.min(people.c.next_prompt_at)).join(members, members.c.person_id == people.c.id)
    of_program = select(func.count()).select_from(pairs).where(pairs.c.program_id == program_id)
    return Enrolled(
        people=sum(number for _, _, number in places),
        pairs=int(tx.execute(of_program.where(pairs.c.ends.is_(None))).scalar_one()),
        districts=tuple(sorted({district for district, _, _ in places} - {""})),
        schools=tuple(sorted({school for _, school, _ in places} - {""})),
        next_question=tx.scalar(asked.where(members.c.program_id == program_id, members.c.ended_at.is_(None))),
    )
