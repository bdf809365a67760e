"""What members wrote goes some months after their program's last day, all of it, and of no other program anything."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from bot.domain import retention as rules
from bot.domain.programs import Program
from bot.services import retention
from bot.store.columns import metadata
from bot.store.database import Store
from bot.store.personal_map import PARTS, STAYS
from bot.store.schema import members, outbox, programs
from tests.store.test_personal import Filled, everything

ENDED = date(2025, 11, 20)
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
OLD, RUNNING = "Zanzibarquokka", "Marrakeshlynx"


@pytest.fixture
def two(store: Store) -> Store:
    """Two programs full of words: the first ended a year ago, the second runs."""
    with store.write() as tx:
        for number, mark in ((1, OLD), (2, RUNNING)):
            Filled(tx, mark, number)
        rest = {"words_told_at": None, "words_erased_at": None, "words_next_at": None}
        tx.execute(update(programs).values(**rest, keep_words_months=12, ends=None, timezone="America/New_York"))
        tx.execute(update(programs).where(programs.c.id == 1).values(ends=ENDED))
        for program_id in (1, 2):
            retention.set_next(tx, program_id, NOW)
    return store


def sweep(store: Store, now: datetime, limit: int = 1) -> int:
    """Do what is due, a row at a time."""
    rounds = 0
    while retention.erase_due(store, now=now, limit=limit):
        rounds += 1
    return rounds


def test_every_word_passes_or_stays_for_a_reason() -> None:
    with_words = {part.table.name for part in PARTS if part.words or part.delete}
    passing = {part.table.name for part in PARTS if part.passes}
    assert with_words == passing | set(STAYS)
    assert not passing & set(STAYS)


def test_a_sweep_takes_every_word_of_the_old_program_and_none_of_the_running_one(two: Store) -> None:
    before = everything(two)
    assert sweep(two, NOW) == 1, "first the coordinators are told, and nothing goes"
    assert {name for name, rows in everything(two).items() if rows != before[name]} == {"programs", "outbox"}
    assert sweep(two, NOW + rules.TOLD_BEFORE - timedelta(minutes=1)) == 0
    assert sweep(two, NOW + rules.TOLD_BEFORE) > 20, "in slices"
    after = everything(two)
    deleted = {part.table.name for part in PARTS if part.passes and part.delete}
    assert {name for name, rows in after.items() if OLD.lower() in rows.lower()} <= set(STAYS)
    for table in metadata.sorted_tables:
        if table.name not in {"programs", "outbox"}:
            assert after[table.name].count(RUNNING) == before[table.name].count(RUNNING), table.name
            with two.read() as tx:
                assert len(tx.execute(select(table)).all()) == (1 if table.name in deleted else 2), table.name
    untouched = set(metadata.tables) - {part.table.name for part in PARTS if part.passes} - {"programs", "outbox"}
    assert all(after[name] == before[name] for name in untouched)
    with two.read() as tx:
        erased = {row[0]: row[1] for row in tx.execute(select(programs.c.id, programs.c.words_erased_at))}
        notices = [row.facts for row in tx.execute(select(outbox).where(outbox.c.kind == "coordinator_notice"))]
    assert (erased[1] is not None, erased[2]) == (True, None)
    assert len(notices) == 1
    assert sweep(two, NOW + timedelta(days=400)) == 0, "once"


def test_a_longer_time_saves_what_was_to_go_and_a_new_end_makes_it_due_anew(two: Store) -> None:
    sweep(two, NOW)
    with two.write() as tx:
        tx.execute(update(programs).where(programs.c.id == 1).values(keep_words_months=24))
        retention.set_next(tx, 1, NOW)
    assert sweep(two, NOW + timedelta(days=30)) == 0
    assert OLD in everything(two)["check_ins"]
    later = datetime(2027, 11, 20, 15, 0, tzinfo=UTC)
    sweep(two, later - rules.TOLD_BEFORE)
    sweep(two, later)
    assert OLD not in everything(two)["check_ins"]
    with two.write() as tx:
        retention.set_next(tx, 1, later)
    assert sweep(two, later + timedelta(days=400)) == 0, "what was erased is erased"


def test_a_suggestion_of_somebody_in_a_running_program_stays(two: Store) -> None:
    with two.write() as tx:
        row = dict(tx.execute(select(members).where(members.c.id == 1)).mappings().one())
        tx.execute(insert(members).values({**row, "id": 99, "program_id": 2}))
    for now in (NOW, NOW + rules.TOLD_BEFORE):
        sweep(two, now)
    after = everything(two)
    assert OLD in after["suggestions"]
    assert OLD not in after["shares"]


@given(
    ends=st.dates(date(2020, 1, 1), date(2100, 12, 31)),
    months=st.integers(*rules.MONTHS),
    zone=st.sampled_from(["America/New_York", "Pacific/Kiritimati", "UTC"]),
    late=st.integers(0, 4000),
)
def test_nothing_goes_early_nor_without_two_weeks_notice(ends: date, months: int, zone: str, late: int) -> None:
    program = Program(1, 1, "P", zone, date(2019, 1, 1), ends, keep_words_months=months)
    told, goes = rules.told_at(program), rules.erased_at(program)
    assert told is not None
    assert goes is not None
    assert timedelta(days=28 * months - 2) < goes.date() - ends <= timedelta(days=31 * months + 1)
    then = told + timedelta(hours=late)
    assert rules.erased_after_telling(program, then) >= max(goes, then + rules.TOLD_BEFORE)
