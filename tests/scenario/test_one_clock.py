"""The same messages at the same times, however the clock moves: event by event, in steps, or foreseen by `preview`."""

import random
import shutil
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.operations.previewing import look_ahead
from bot.services import choices
from bot.store.columns import metadata
from bot.store.database import Store
from tests.scenario.village import TEAM, Got, Village, village

BEGIN = datetime(2026, 10, 24, 12, tzinfo=UTC)  # Europe and America set their clocks back in the days that follow
STEP = timedelta(minutes=30)
ZONES = [
    "America/New_York",
    "America/Chicago",
    "Pacific/Honolulu",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "Europe/Lisbon",
    "Africa/Casablanca",
]


def settle(place: Village, seed: int) -> None:
    """Found a community as the dice say: zones, roles, own days, pauses, days off, two programs."""
    dice = random.Random(seed)
    names = [f"p{n}" for n in range(9)]
    for name in names:
        place.move_in(name, timezone=dice.choice(ZONES))
    mentors = names[:3]
    lines = [f"{name},mentor" for name in mentors]
    lines += [f"{name},mentee,{dice.choice(mentors)}" for name in names[3:]]
    first = place.program(*lines, name="First", starts=date(2026, 10, dice.randrange(12, 28)))
    place.program(
        *dice.sample(lines[:3], 2), name="Second", ends=date(2026, 11, dice.randrange(1, 9)), timezone="Europe/Lisbon"
    )
    for _ in range(3):
        day = BEGIN.date() + timedelta(days=dice.randrange(20))
        place.take_off(first, day, day + timedelta(days=dice.randrange(3)))
    for name in dice.sample(names, 4):
        choices.change_day(
            place.store,
            TEAM,
            f"U{name.upper()}",
            dice.randrange(5),
            time(dice.randrange(7, 19), dice.choice([0, 30])),
            dice.choice([1, 2]),
            now=place.now,
        )
    for name in dice.sample(names, 2):
        until = BEGIN.date() + timedelta(days=dice.randrange(1, 20))
        choices.pause(place.store, TEAM, f"U{name.upper()}", until, now=place.now)


async def by_events(place: Village, end: datetime) -> None:
    await place.live_until(end)


async def in_steps(place: Village, end: datetime) -> None:
    await place.tick(place.now)
    while place.now < end:
        await place.tick(place.now + STEP)


def tables(store: Store) -> list[list[tuple[object, ...]]]:
    with store.read() as tx:
        return [[tuple(row) for row in tx.execute(select(table))] for table in metadata.sorted_tables]


@pytest.mark.parametrize("seed", [1, 2])
async def test_steps_events_and_preview_agree(tmp_path: Path, sqlite_template: Path, seed: int) -> None:
    end = BEGIN + timedelta(days=15)
    lived: list[list[Got]] = []
    for move in (by_events, in_steps):
        path = shutil.copy(sqlite_template, tmp_path / f"{move.__name__}.db")
        async with village(f"sqlite:///{path}", BEGIN) as place:
            settle(place, seed)
            before = tables(place.store)
            foreseen = await look_ahead(place.store, BEGIN, end)
            assert tables(place.store) == before
            await move(place, end)
            lived.append(place.got())
    assert lived[0] == lived[1]
    assert len(lived[0]) > 12
    told = sorted((sent.at, sent.kind, sent.to.lower()) for sent in foreseen.sent)
    assert told == sorted((got.at, got.kind, got.to.lower()) for got in lived[0])


async def test_a_preview_leaves_the_database_alone(store_url: str) -> None:
    async with village(store_url, BEGIN) as place:
        settle(place, 4)
        before = tables(place.store)
        assert (await look_ahead(place.store, BEGIN, BEGIN + timedelta(days=14))).sent
        assert tables(place.store) == before
