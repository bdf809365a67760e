"""`tick` and `preview` as an operator runs them, in a process of their own."""

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from bot.sandbox.slack.server import SlackServer
from bot.store.columns import metadata
from bot.store.database import database_url
from tests.commands.conftest import CommandLine

PROMPT_AT = "2026-11-05T14:30-05:00"


async def found(slack: SlackServer, command: CommandLine) -> None:
    """Make a program in New York with a mentee and a mentor, two days before their first prompt."""
    people = {
        name: slack.workspace.add_user(name, name.title(), f"{name}@x.example") for name in ("cora", "mia", "theo")
    }
    assert people["mia"].id
    (command.directory / "r.csv").write_text(
        "email,role,mentor_email\nmia@x.example,mentee,theo@x.example\ntheo@x.example,mentor,\n"
    )
    coordinator = ("--coordinator", "cora@x.example", "--timezone", "America/New_York")
    made = await command("program", "create", "Leaders", *coordinator, "--starts", "2026-08-24")
    assert (made.status, made.err) == (0, "")
    assert (await command("roster", "import", "r.csv", "--program", "Leaders")).status == 0
    # The import takes the day of the machine as its own; the test's days are in 2026.
    with sqlite3.connect(command.directory / "reciprocal.db") as database:
        database.execute(
            "UPDATE people SET own_timezone = 'America/New_York', next_prompt_at = '2026-11-05 19:30:00'"
            " WHERE email NOT LIKE 'cora%'"
        )
        database.execute("UPDATE programs SET next_digest_at = NULL")
        database.execute("UPDATE pairs SET starts = '2026-08-24'")


def tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table."""
    engine = create_engine(database_url(f"sqlite:///{path}"))
    with engine.connect() as connection:
        rows = {t.name: [tuple(row) for row in connection.execute(select(t))] for t in metadata.sorted_tables}
    engine.dispose()
    return rows


def dms(slack: SlackServer) -> int:
    return sum(len([m for m in c.messages if m.bot_id]) for c in slack.workspace.conversations.values())


async def test_a_tick_does_what_is_due_once_and_prints_a_line_of_json(slack: SlackServer, command: CommandLine) -> None:
    await found(slack, command)
    first = await command("tick", "--at", PROMPT_AT)
    assert first.status == 0, first.err
    assert "Traceback" not in first.err
    assert json.loads(first.out) == {
        "at": "2026-11-05T19:30:00+00:00",
        "due": 2,
        "sent": 2,
        "dropped": 0,
        "failed": 0,
        "waiting": 0,
    }
    assert first.out.count("\n") == 1
    again = json.loads((await command("tick", "--at", PROMPT_AT)).out)
    assert (again["due"], again["sent"]) == (0, 0)
    naive = json.loads((await command("tick", "--at", "2026-11-05T19:31:00")).out)
    assert naive["at"] == "2026-11-05T19:31:00+00:00"
    assert dms(slack) == 2


@pytest.mark.parametrize("at", ["2026-13-01", ""])
async def test_a_moment_that_is_none_is_one_line(command: CommandLine, at: str) -> None:
    for verb in (("tick",), ("preview", "--days", "3")):
        done = await command(*verb, "--at", at)
        assert done.status == 2
        assert done.out == ""
        assert "2026-11-26T14:30-05:00" in done.err
        assert done.err.count("\n") == 1


async def test_preview_tells_what_will_come_and_changes_nothing_while_others_write(
    slack: SlackServer, command: CommandLine
) -> None:
    await found(slack, command)
    path = command.directory / "reciprocal.db"
    before = tables(path)
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE programs SET name = 'Written meanwhile'")
    done = await command("preview", "--days", "8", "--at", "2026-11-03T12:00Z")
    writer.execute("ROLLBACK")
    writer.close()
    assert (done.status, done.err) == (0, "")
    assert [line.split()[:3] + line.split()[-1:] for line in done.lines[:4]] == [
        ["Thu", "2026-11-05", "14:30", "checkin_prompt"],
        ["Thu", "2026-11-05", "14:30", "checkin_prompt"],
        ["Fri", "2026-11-06", "09:00", "checkin_reminder"],
        ["Fri", "2026-11-06", "09:00", "checkin_reminder"],
    ]
    assert "4 messages" in done.lines
    assert "mentee: 2.0 messages a person (1 people)" in done.lines
    assert await asyncio.to_thread(tables, path) == before
    assert dms(slack) == 0


async def test_a_preview_of_nobody_says_what_comes_first(command: CommandLine) -> None:
    done = await command("preview", "--days", "8", "--at", "2026-11-03T12:00Z")
    assert (done.status, done.err) == (0, "")
    assert done.lines[0] == "0 messages"
    assert "`reciprocal program create`" in done.lines[1]
