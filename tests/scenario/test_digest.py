"""The digest: Monday at seven in the program's zone, once, late rather than never, with numbers that are true."""

import random
import re
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, update

from bot.domain.checkins import Audience
from bot.domain.meeting_outcomes import Outcome
from bot.domain.members import Role
from bot.domain.pairs import Bond
from bot.services import checkins, choices
from bot.services.meetings import tap
from bot.store.schema import check_ins, meetings, members, pairs, people, programs
from tests.scenario.village import TEAM, Village, in_zone, village

NOVEMBER = datetime(2026, 11, 2, 12, 30, tzinfo=UTC)  # Monday, 7:30 in New York
MONDAYS = [in_zone((2026, 11, day), 7) for day in (9, 16, 23, 30)]


async def test_it_comes_on_monday_at_seven_over_the_change_of_clocks(store_url: str) -> None:
    async with village(store_url, in_zone((2027, 3, 1), 8)) as place:
        place.program("nina,mentee", timezone="America/Chicago")
        await place.live_until(in_zone((2027, 3, 24), 12))
        assert [each.at for each in place.got("digest")] == [
            in_zone((2027, 3, day), 7, timezone="America/Chicago") for day in (8, 15, 22)
        ]


async def test_it_is_late_by_six_days_at_the_most_and_comes_once(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.program("nina,mentee")
        await place.tick(MONDAYS[0] + timedelta(days=6))
        await place.tick(MONDAYS[0] + timedelta(days=6, hours=1))
        assert [each.at for each in place.got("digest")] == [MONDAYS[0] + timedelta(days=6)]
        await place.tick(MONDAYS[2] - timedelta(minutes=1))  # the second Monday's is nearly a week late
        assert len(place.got("digest")) == 1
        await place.tick(MONDAYS[3] + timedelta(days=1))  # and now the third is too late, the fourth is not
        assert [each.at for each in place.got("digest")][1:] == [MONDAYS[3] + timedelta(days=1)]
        assert "Monday 23 November" in place.texts("C0COORD")[-1]


async def test_the_last_one_follows_the_end_of_the_program(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.program("nina,mentee", ends=date(2026, 11, 13))
        await place.live_until(MONDAYS[3] + timedelta(days=30))
        assert [each.at for each in place.got("digest")] == MONDAYS[:2]


async def test_without_a_coordinators_channel_it_waits_for_one(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        program = place.program("nina,mentee", coordinator_channel=None)
        await place.live_until(MONDAYS[1] + timedelta(hours=1))
        assert place.got("digest") == []
        with place.store.write() as tx:
            tx.execute(update(programs).where(programs.c.id == program.id).values(coordinator_channel="C0COORD"))
        await place.live_until(MONDAYS[2])
        assert [each.at for each in place.got("digest")] == MONDAYS[2:3]


async def test_its_numbers_are_those_of_the_tables(sqlite_url: str) -> None:
    dice = random.Random(7)
    async with village(sqlite_url, NOVEMBER) as place:
        mentees, mentors = [f"mentee{n}" for n in range(8)], [f"mentor{n}" for n in range(4)]
        place.program(
            *(f"{name},mentor" for name in mentors),
            *(f"{name},mentee,{mentors[n % 4]}" for n, name in enumerate(mentees)),
            starts=date(2026, 10, 1),
        )
        for week in range(3):
            active = [name for name in mentees + mentors if place.person(name).paused_at is None]
            for name in dice.sample(active, 7):
                await place.live_until(place.now + timedelta(hours=dice.randrange(3, 20)))
                report(place, name, dice)
            await place.live_until(MONDAYS[week] - timedelta(minutes=1))
            if week == 1:
                choices.pause(place.store, TEAM, "UMENTEE3", None, now=place.now)
            expected = numbers(place, MONDAYS[week])
            await place.live_until(MONDAYS[week])
            assert printed(place.texts("C0COORD")[-1]) == expected


def report(place: Village, name: str, dice: random.Random) -> None:
    """Check in or log a meeting, whichever the dice say."""
    if dice.random() < 0.6:
        place.check_in(name, win_audience=dice.choice([Audience.PAIR, Audience.COMMUNITY]))
        return
    form = checkins.open_form(place.store, TEAM, f"U{name.upper()}", now=place.now)
    assert isinstance(form, checkins.Form)
    done = tap(place.store, TEAM, f"U{name.upper()}", Bond(form.partners[0].pair_id), 15, now=place.now)
    assert isinstance(done, Outcome)


def numbers(place: Village, until: datetime) -> dict[str, str]:
    """Count from the raw tables what the digest of that moment has to say."""
    since, today = until - timedelta(days=7), until.date()
    with place.store.read() as tx:
        everybody = tx.execute(select(members.c.id, members.c.roles, people.c.paused_at).join(people)).all()
        done = {row.member_id for row in tx.execute(select(check_ins)) if since <= row.created_at < until}
        held = [(row.pair_id, row.held_on) for row in tx.execute(select(meetings))]
        paired = tx.execute(select(pairs)).all()
    paused = {row.id for row in everybody if row.paused_at}
    found = {}
    for role in (Role.MENTEE, Role.MENTOR):
        of_role = {row.id for row in everybody if row.roles == role}
        asked = {id_ for id_ in of_role if id_ not in paused or id_ in done}
        found[role.value] = f"{len(of_role & done)} of {len(asked)}"
    found["meetings"] = str(sum(today - timedelta(days=7) <= day < today for _, day in held))
    last = {row.id: max([row.starts, *(day for pair, day in held if pair == row.id)]) for row in paired}
    unmet = [row for row in paired if last[row.id] < today - timedelta(days=14)]
    found["unmet"] = str(sum(not {row.mentor_id, row.mentee_id} & paused for row in unmet))
    return found


def printed(digest: str) -> dict[str, str]:
    """Read the same numbers out of the posted digest."""
    found = {}
    for role, heading in ((Role.MENTEE, "Mentees"), (Role.MENTOR, "Mentors")):
        match = re.search(rf"{heading}: (\d+ of \d+) checked in", digest)
        found[role.value] = match[1] if match else "none"
    meetings_line = re.search(r"Meetings logged: (\d+)", digest)
    found["meetings"] = meetings_line[1] if meetings_line else "none"
    unmet = re.search(r"(One|\d+) pairs? ha", digest)
    found["unmet"] = {"One": "1"}.get(unmet[1], unmet[1]) if unmet else "0"
    return found
