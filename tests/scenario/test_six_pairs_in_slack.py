"""The six pairs again, through Slack itself for twelve weeks: they type and press, and get what `six_expected` says.

Nobody answers the week's check-in here, so what concerns it is left out; its rules have tests of their own.
"""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from bot.delivery.channels import slack_channel
from bot.domain.calendar import local
from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.person import Person
from bot.store.ladders import PairSettings, save_settings
from bot.store.schema import outbox, people
from tests.scenario.leaders import posts, shown
from tests.scenario.six_expected import CHANNEL, LEAVES, MENTEES, STARTS, WEEK, WEEKS, expected
from tests.scenario.town import Town, town
from tests.scenario.village import NEW_YORK, in_zone

LEFT_OUT = ("checkin", "digest", "message_update", "home_tab")
Deed = tuple[date, int, Callable[[Town], Awaitable[None]]]


async def test_twelve_weeks_in_slack(sqlite_url: str) -> None:
    async with town(sqlite_url, in_zone((2026, 9, 7), 8)) as place:
        populate(place)
        for day, hour, act in sorted(deeds(), key=lambda deed: deed[:2]):
            await place.live_until(in_zone((day.year, day.month, day.day), hour))
            await act(place)
            await place.tick()
        await place.live_until(in_zone((2026, 11, 29), 12))
        got, wanted = came(place), should_come()
        assert {name: set(got[name]) ^ set(lines) for name, lines in wanted.items() if got[name] != lines} == {}
        assert got.keys() == wanted.keys()


def populate(place: Town) -> None:
    """Move everybody in, make the pairs, and let the program offer cover."""
    cora = place.move_in("Cora")
    for name in MENTEES:
        place.move_in(f"{name.title()}m")
        place.move_in(name.title())
    workspace = place.slack.workspace
    desk = workspace.create_channel("coordinator", [cora.user, workspace.bot], private=True)
    place.channels["coordinator"] = desk
    mentors = [f"{name}m@leaders.example,mentor," for name in MENTEES]
    mentees = [f"{name}@leaders.example,mentee,{name}m@leaders.example" for name in MENTEES]
    wish = {"starts": STARTS, "coordinator_channel": slack_channel(desk.json(workspace.bot.id))}
    program = place.program([*mentors, *mentees], timezone=NEW_YORK, **wish)
    with place.store.write() as tx:
        save_settings(tx, program.id, PairSettings(cover_on=True, observations_target=2))


def came(place: Town) -> dict[str, list[tuple[str, str]]]:
    """Return when what came, by who got it."""
    query = (
        select(outbox.c.kind, outbox.c.sent_at, people.c.email)
        .join(people, people.c.id == outbox.c.person_id, isouter=True)
        .where(outbox.c.state == "sent")
    )
    found: dict[str, list[tuple[str, str]]] = {}
    with place.store.read() as tx:
        for row in tx.execute(query):
            if not row.kind.startswith(LEFT_OUT):
                to = row.email.partition("@")[0] if row.email else CHANNEL
                found.setdefault(to, []).append((f"{local(row.sent_at, NEW_YORK):%m-%d %H:%M}", row.kind))
    return {to: sorted(lines) for to, lines in found.items()}


def should_come() -> dict[str, list[tuple[str, str]]]:
    """Return what the twelve weeks expect, of what does not concern check-ins."""
    found = {
        name: [line[:2] for line in lines if not line[1].startswith(LEFT_OUT)] for name, lines in expected().items()
    }
    for name in ("silent", "silentm"):  # after three prompts without an answer they are left in peace
        found[name] = [line for line in found[name] if line[0] < "10-05" or line[1] != "nudge"]
    return {name: sorted(lines) for name, lines in found.items() if lines}


def last(person: Person, about: str) -> Message:
    """Return the bot's last direct message to somebody that says `about` something."""
    return [message for message in person.dms() if about in shown(message)][-1]


# --- who does what


def deeds() -> list[Deed]:
    """Return what people do: the day, the hour on the clocks of New York, and how."""
    monday = [STARTS + n * WEEK for n in range(WEEKS)]
    found: list[Deed] = [
        (monday[0], 9, set_fridays),
        (monday[1] + timedelta(days=2), 11, find_a_time),
        (monday[2] + timedelta(days=2), 11, ask_for_cover),
        (monday[2] + timedelta(days=2), 12, approve_cover),
        *((monday[n] + timedelta(days=4), 11, met("silent")) for n in (2, 6)),
        (monday[3] + timedelta(days=1), 16, look_back),
        (monday[LEAVES], 12, leave),
    ]
    found += [(day + timedelta(days=1), 12, met("meets")) for day in monday]
    found += [(day, 15, met("busy")) for day in monday[2:]]
    found += [(day + timedelta(days=1), 16, met("covered")) for day in monday[LEAVES:]]
    found += [(day, 16, met("left")) for day in monday[:LEAVES]]
    return found


def met(name: str) -> Callable[[Town], Awaitable[None]]:
    async def act(place: Town) -> None:
        answer = await (await place.people[name].command("/met", "15")).reply()
        assert answer.text.startswith("Logged: 15 minutes"), answer.text

    return act


async def form(person: Person, values: dict[str, Any]) -> None:
    """Fill in and send off the form in front of somebody."""
    response = await person.submit(values)
    assert response.ok, response.errors
    assert not response.errors


async def set_fridays(place: Town) -> None:
    """Let the pair that does not log set its Fridays."""
    silent = place.people["silent"]
    await (await silent.command("/mentoring", "schedule")).modal()
    await form(silent, {"On which day first?": "2026-09-11", "At what time?": "15:00"})


async def find_a_time(place: Town) -> None:
    """Let both of the pair that finds no time tap, in their note, the first time that it offers."""
    for name in ("busy", "busym"):
        person = place.people[name]
        await person.press(last(person, "have not met yet"), "Thursday 17 September, 15:30")


async def ask_for_cover(place: Town) -> None:
    """Let the pair that needs cover say so, and plan a visit with cover from the way forward."""
    covered = place.people["covered"]
    await (await covered.press(last(covered, "What is in the way"), "Say what is in the way")).modal()
    said = {"What is it most of all?": "I can't leave my classes"}
    await form(covered, {**said, "Would you like to say more?": "Nobody covers my third period."})
    await place.tick()
    await (await covered.press(last(covered, "saying what is in the way"), "Plan a visit")).modal()
    plan = {"On which day?": "2026-09-29", "Is substitute cover needed?": ["ask"]}
    await form(covered, plan)


async def approve_cover(place: Town) -> None:
    """Let the coordinator say yes to the cover, and close the task."""
    cora, desk = place.people["cora"], place.channels["coordinator"]
    [request] = [one for one in posts(desk, place) if "ask for substitute cover" in one.text]
    await cora.press(request, "Approve cover")
    [task] = [one for one in posts(desk, place) if "take the class" in one.text and "week in" not in one.text]
    await (await cora.press(task, "Close it")).modal()
    await form(cora, {"What helped?": "Cover for one period."})


async def look_back(place: Town) -> None:
    """Let the mentor write down what they saw."""
    mentor = place.people["coveredm"]
    await (await mentor.press(last(mentor, "How was the visit"), "Write what I saw")).modal()
    await form(mentor, {"What did you see that works?": "Calm voices."})


async def leave(place: Town) -> None:
    """Let the mentor of the fifth pair leave."""
    mentor = place.people["leftm"]
    await (await mentor.command("/mentoring", "leave")).modal()
    await form(mentor, {})
