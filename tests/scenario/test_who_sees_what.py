"""The README's table of who sees what, row by row: everybody looks everywhere they can, and finds what the table says.

A row that is in the table and not here fails the test, as does one that is here and not in the table.
"""

import json
import re
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import insert, select, update

from bot.domain.nudges import Why
from bot.domain.obstacles import Told
from bot.reports.exports import Export
from bot.sandbox.slack.person import Person
from bot.services import reports
from bot.store import obstacles
from bot.store.schema import meetings, people
from bot.store.schema_desk import hours, pulses
from bot.store.schema_nudges import observations
from bot.store.schema_questions import goal_steps, goals, question_draws
from bot.store.schema_sessions import home_group_members, home_groups, kept_apart
from handlers.members import COMMANDS, HOME_WORDS, WORDS
from tests.scenario.leaders import HARD, MONDAY, THURSDAY, WELL, check_in, settle
from tests.scenario.test_desk import member_of
from tests.scenario.town import Town, town

READERS = {
    "author": ("mia",), "pair partner": ("theo",), "home group": ("ana",), "community": ("zoe",),
    "coordinator": ("cora",),
}  # fmt: skip
# What Mia's row of each kind holds, by the beginning of the table's row.
SAID = {
    "check-in answers": "Sentinel-hard",
    "meeting: date": "347",
    "meeting: notes": "Sentinel-notes",
    "an obstacle": "Sentinel-obstacle",
    "observation": "Sentinel-observed",
    "goals and their steps": "Sentinel-goal",
    "what somebody writes to a question": "Sentinel-kept",
    "hours": "Sentinel-hours",
    "the two questions of a term": "Sentinel-pulse",
    "messages written to the bot": "Sentinel-message",
    "who is kept apart": "Mia Sol and Fred Olsen",
    "a changed day": "11:11",
}
ELSEWHERE = {  # rows without words: where they are tried
    "whether one's counts may be part of research": "tests/store/test_exports.py",
    "a pause, leaving": "tests/scenario/test_home.py",
}
IDS = re.compile(r"""['"](block_id|id|root_view_id|hash)['"]: ['"][^'"]*['"]""")  # any of them may hold a number
BEHIND_A_BUTTON = {"an obstacle"}  # tests/scenario/test_obstacles_in_slack.py presses it


def table() -> dict[str, dict[str, str]]:
    """Return the README's cells by row and column."""
    text = Path(__file__).parents[2].joinpath("README.md").read_text("utf-8")
    lines = text.partition("## Who sees what")[2].split("\n\n")[1].splitlines()
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def key_of(row: str) -> str:
    """Return the beginning by which a row of the table is known here."""
    [key] = [key for key in (*SAID, *ELSEWHERE) if row.startswith(key)]
    return key


def test_every_row_of_the_table_is_tried() -> None:
    assert {key_of(row) for row in table()} == {*SAID, *ELSEWHERE}
    assert all(Path(__file__).parents[2].joinpath(room).exists() for room in ELSEWHERE.values())


def write_down(place: Town, program_id: int) -> None:
    """Keep of Mia what the table names, beside what she says in Slack."""
    mia, ana, now = member_of(place, "mia"), member_of(place, "ana"), place.clock.now()
    with place.store.write() as tx:
        ids = {row.name: row.id for row in tx.execute(select(people))}
        person = ids["Mia Sol"]
        group = {"program_id": program_id, "name": "1", "conversation": "none", "created_at": now}
        group_id = tx.execute(insert(home_groups).values(group).returning(home_groups.c.id)).scalar_one()
        for member in (mia, ana):
            tx.execute(insert(home_group_members).values(group_id=group_id, member_id=member, joined_at=now))
        talk = {
            "pair_id": 1,
            "held_on": date(2026, 11, 17),
            "minutes": 347,
            "kind": "weekly",
            "notes": "Sentinel-notes",
        }
        tx.execute(insert(meetings).values(**talk, logged_by=person, logged_at=now))
        obstacles.add(tx, program_id, 1, person, Told(Why.SCHEDULE, "Sentinel-obstacle"), now)
        visit = {"pair_id": 1, "planned_by": mia, "planned_at": now, "kind": "classroom", "day": date(2026, 12, 3)}
        tx.execute(insert(observations).values(**visit, cover="asked", subject="Sentinel-observed"))
        goal = {"member_id": mia, "state": "active", "what": "Sentinel-goal", "by_when": date(2027, 6, 1), "parts": {}}
        made = tx.execute(insert(goals).values(**goal, tags="", created_at=now, changed_at=now).returning(goals.c.id))
        tx.execute(insert(goal_steps).values(goal_id=made.scalar_one(), text="Sentinel-goal, the step"))
        draw = {"person_id": person, "member_id": mia, "purpose": "self", "question_key": "story-1", "reason": "x"}
        tx.execute(insert(question_draws).values(**draw, asked_at=now, answer="Sentinel-kept", kept_at=now))
        entry = {"member_id": mia, "category": "own", "held_on": date(2026, 11, 17), "minutes": 30}
        tx.execute(insert(hours).values(**entry, topic="Sentinel-hours", entered_by=person, entered_at=now))
        answer = {"member_id": mia, "term": "1", "worth": 2, "fit": 2, "line": "Sentinel-pulse"}
        tx.execute(insert(pulses).values(**answer, answered_at=now))
        two = {"one_id": person, "other_id": ids["Fred Olsen"], "by_id": ids["Cora Vance"], "since": now}
        tx.execute(insert(kept_apart).values(program_id=program_id, **two))
        tx.execute(
            update(people).where(people.c.id == person).values(prompt_time=place.clock.now().time().replace(11, 11))
        )


async def looks_everywhere(place: Town, person: Person) -> str:
    """Return all that somebody finds who opens Home, says every word there is, and asks for every file."""
    found: list[str] = []
    await person.open_home()
    for word in ("", "help", "checkin", "observe", *COMMANDS, *WORDS, *HOME_WORDS):
        answer = await person.command("/mentoring", word)
        await place.bot.deps.settled()
        found.append(json.dumps([answer.body, person.modal and person.modal.definition], ensure_ascii=False))
        await person.close_modal(everything=True) if person.modal else None
    for kind in Export:
        reports.ask(place.store, person.workspace.id, person.id, 1, kind, (None, None), now=place.clock.now())
    await place.tick()
    found.append(str(person.home and person.home.definition))
    files = place.slack.workspace.files
    channels = [channel for channel in place.channels.values() if person.id in channel.members]
    for message in [*person.dms(), *person.ephemerals(), *(one for channel in channels for one in channel.messages)]:
        found.append(f"{message.text} {message.blocks}")
        found += [(files[file["id"]].content or b"").decode(errors="ignore") for file in message.files]
    return IDS.sub("", "\n".join(found))


async def test_everybody_finds_what_the_table_says_and_nothing_else(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        program = settle(place, channels=True)
        for name in ("Ana Lund", "Fred Olsen", "Zoe Lin"):
            place.move_in(name)
        community = place.channels["community"]
        community.members |= {person.id: None for person in place.people.values()}
        roster = ("ana@leaders.example,mentee,fred@leaders.example", "fred@leaders.example,mentor,")
        place.enrol(program, [*roster, "zoe@leaders.example,mentee,"])
        await place.tick(THURSDAY)
        mia = place.people["mia"]
        await check_in(place, mia, {WELL: "It went well", HARD: "Sentinel-hard"})
        await mia.dm("Sentinel-message")
        await place.slack.events.drain()
        write_down(place, program.id)
        await place.live_until(MONDAY + timedelta(days=7))
        seen = {name: await looks_everywhere(place, place.people[name]) for of in READERS.values() for name in of}
        wrong = [(row, reader, name) for row, cells in table().items() for reader, names in READERS.items()
                 for name in names if is_wrong(key_of(row), reader, cells[reader], seen[name])]  # fmt: skip
        assert not wrong, str(wrong)


def is_wrong(key: str, reader: str, cell: str, seen: str) -> bool:
    """Say whether what somebody found is not what a cell says. Words that a cell leaves to the author were not shared,
    but with the partner.
    """
    if key not in SAID:
        return False
    is_there = SAID[key] in seen
    if cell.startswith(("no", "that it", "how many", "the date")) or (cell == "likewise" and key != "check-in answers"):
        return is_there
    certain = reader == "author" or (reader == "coordinator" and key not in BEHIND_A_BUTTON)
    return certain and cell.startswith("yes") and not is_there
