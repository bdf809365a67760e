"""The file of breakout rooms, as a host has it from Slack and an operator from the command line: the same bytes."""

import asyncio
import csv
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alembic import command
from sqlalchemy import update

from bot.settings import HELP
from bot.store.schema import people
from bot.store.upgrade import alembic_config
from bot.views import session_ids
from tests.forked import Forked, Work, reciprocal
from tests.scenario import seating
from tests.scenario.test_session_day import roster
from tests.scenario.town import Town, town

# The command reads the real clock, so the session is far ahead.
START = datetime(2100, 1, 5, 20, 0, tzinfo=UTC)
ROOMS = {
    '=SUM("Harbor", 1)': ("ana", "ben", "cleo"),
    'Maple, "the old" & <new>': ("devi", "eli", "finn"),
    "Été; +1": ("gia", "hana", "ivo", "jo"),
}
NAMES = [who for there in ROOMS.values() for who in there]
ODD_NAMES = {"ana": "=Ana, O'Lane", "devi": 'Devi "D" Lane', "gia": "+Gia; Lane, Jr."}


def plan(place: Town) -> None:
    """Let a program with three home groups have a session, for which the first has only two people left."""
    place.move_in("Cora Vance")
    for name in NAMES:
        place.move_in(f"{name.title()} Lane")
    program = place.program(roster(tuple(NAMES)))
    for name, who in ROOMS.items():
        seating.home(place.store, program, name, who, START)
    said = dict.fromkeys(NAMES, None) | {"ben": "no"}
    seating.session(place.store, program, START, "cora", said, next_at=START - timedelta(days=3))
    with place.store.write() as tx:
        for name, odd in ODD_NAMES.items():
            tx.execute(update(people).where(people.c.email == f"{name}@leaders.example").values(name=odd))
        tx.execute(
            update(people).where(people.c.email == "jo@leaders.example").values(email='=jo+1,"x"@leaders.example')
        )


async def from_slack(place: Town) -> tuple[bytes, str]:
    """Return the file that comes when Cora presses for it, and what is said with it."""
    cora = place.people["cora"]
    [message, *_] = [each for each in cora.dms() if session_ids.SESSION_ZOOM in str(each.blocks)]
    await cora.press(message, session_ids.SESSION_ZOOM)
    await place.tick()
    [*_, sent] = [each for each in cora.dms() if each.files]
    return place.slack.workspace.files[sent.files[0]["id"]].content or b"", sent.text


async def from_the_command(place: Town, folder: Path, *more: str) -> tuple[bytes, str]:
    """Return what `reciprocal export zoom` writes to standard output, and what it says besides."""
    settings = {
        "SLACK_BOT_TOKEN": place.slack.bot_token,
        "SLACK_APP_TOKEN": place.slack.app_token,
        "SLACK_API_URL": place.slack.api_url,
        "DATABASE_URL": place.store.engine.url.render_as_string(hide_password=False),
    }
    environment = {name: value for name, value in os.environ.items() if name not in HELP} | settings
    out, err = folder / "out", folder / "err"
    work = Work(reciprocal, ("export", "zoom", "--program", "Leaders", *more), folder, environment, out, err)
    status = await asyncio.to_thread(Forked(work).join)
    assert status == 0, err.read_text("utf-8")
    return out.read_bytes(), err.read_text("utf-8")


async def test_slack_and_the_command_give_the_same_file_before_a_session_and_while_it_runs(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with town(sqlite_url, START - timedelta(days=4)) as place:
        plan(place)
        with place.store.write() as tx:  # as new as what migrations make; the command looks whether they have run
            command.stamp(alembic_config(tx), "head")
        await place.tick(START - timedelta(days=3))
        for moment, out in (START - timedelta(days=1), ()), (START + timedelta(minutes=1), ("--out", "rooms.csv")):
            await place.tick(moment)
            sent, said = await from_slack(place)
            written, told = await from_the_command(place, tmp_path, *out)
            assert ((tmp_path / "rooms.csv").read_bytes() if out else written) == sent
            header, *rows = csv.reader(sent.decode().splitlines())
            assert header == ["Pre-assign Room Name", "Email Address"]
            rooms = {room: {email.partition("@")[0] for name, email in rows if name == room} for room, _ in rows}
            assert rooms == {
                "Maple the old & new": {"ana", "cleo", "devi", "eli", "finn", *declined(moment)},
                "Été 1": {"gia", "hana", "ivo"},
            }
            assert "=jo+1" in told
            assert "=jo+1" in said


def declined(moment: datetime) -> set[str]:
    """Return who declined and is in the file all the same: beforehand, since they might come after all."""
    return {"ben"} if moment < START else set()
