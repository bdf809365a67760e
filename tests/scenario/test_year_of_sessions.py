"""A year of six sessions for sixty people, with joiners, leavers and no-shows: groups, jobs, rounds, who was there,
what follows. The oracle for who has to move is an exact solver.
"""

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO

from icalendar import Calendar
from sqlalchemy import select, update

from bot.content.protocols import load_protocols
from bot.domain.programs import Program
from bot.domain.session_day import Reflection
from bot.domain.sessions import Answer
from bot.domain.zoom import zoom_file
from bot.services import home_groups, session_attendance, session_rounds
from bot.store import home_groups as homes
from bot.store import proposals, session_day
from bot.store import sessions as stored
from bot.store.schema import members
from bot.store.schema_sessions import home_groups as home_table
from bot.store.schema_sessions import session_groups, session_invitations
from bot.views.session_calendar import calendar
from tests.scenario import seating
from tests.scenario.village import TEAM, Village, village
from tests.unit.exact_groups import fewest

FIRST = datetime(2026, 9, 8, 20, 0, tzinfo=UTC)  # a Tuesday, 16:00 in New York
EVERY = timedelta(weeks=8)
DAY = timedelta(days=1)
LEAVE = {1: 4, 2: 1, 3: 5, 4: 2, 5: 3}  # how many leave before each session but the first
JOIN = {1: 2, 2: 3, 3: 1, 4: 6, 5: 0}
# Protocol and minutes of each session; the first goes minute by minute, with the word before the end of each round.
HELD = [
    ("short_what_so_what", 45),
    ("short_consultancy", 40),
    ("short_what_so_what", 90),  # twice, with a break
    ("shared_what_so_what", 45),  # for five; another takes its place in groups of three and four
    ("short_what_so_what", 30),
    ("listening_pair", 30),  # for three; those with four and five have others
]
Seating = dict[str, dict[str, str | None]]


class Year:
    """The program over its year, and what it should have come to by the tests' own book-keeping."""

    def __init__(self, place: Village, program: Program, names: list[str]) -> None:
        self.place = place
        self.program = program
        self.names = names
        self.there: Counter[str] = Counter()
        self.turns: Counter[tuple[str, str]] = Counter()

    def ids(self) -> dict[str, int]:
        return seating.member_ids(self.place.store, self.program)

    def plan(self, number: int) -> int:
        """Plan a session to which nobody is invited yet."""
        protocol, minutes = HELD[number]
        values = {"protocol": protocol, "minutes": minutes, "link": "https://a.example/j"}
        starts_at = FIRST + number * EVERY
        return seating.session(self.place.store, self.program, starts_at, "cora", {}, **values)

    def come_and_go(self, number: int) -> None:
        """Let people leave and join, as the roster would have it."""
        ids = self.ids()
        leaving = self.names[number::11][: LEAVE.get(number, 0)]
        with self.place.store.write() as tx:
            gone = [ids[name] for name in leaving]
            tx.execute(update(members).where(members.c.id.in_(gone)).values(ended_at=self.place.now))
            homes.leave(tx, gone, self.place.now)
        joining = [f"new{number}x{n}" for n in range(JOIN.get(number, 0))]
        if joining:
            self.place.enrol(self.program, *(f"{name},coach" for name in joining))
        self.names = [name for name in self.names if name not in leaving] + joining

    def settle(self) -> tuple[int, int]:
        """Settle the groups as proposed; return how many moved, and the fewest of the exact solver."""
        ids = self.ids()
        people = {str(ids[name]) for name in self.names}
        with self.place.store.write() as tx:
            before = {
                group.name: [str(id_) for id_ in group.member_ids] for group in homes.groups_of(tx, self.program.id)
            }
            proposal = home_groups.propose(tx, self.program.id, [int(id_) for id_ in people], now=self.place.now)
            home_groups.settle(tx, self.program.id, proposal, now=self.place.now)
            for group in homes.groups_of(tx, self.program.id):
                tx.execute(update(home_table).where(home_table.c.id == group.id).values(channel=f"C0H{group.id}"))
            after = homes.groups_of(tx, self.program.id)
        assert all(3 <= len(group.member_ids) <= 5 for group in after)
        assert {str(id_) for group in after for id_ in group.member_ids} == people
        was = {id_: name for name, there in before.items() for id_ in there}
        moved = sum(1 for group in after for id_ in group.member_ids if was.get(str(id_), group.name) != group.name)
        return moved, fewest(before, people, 3, 5, ())[1] if before else 0

    def homes(self) -> dict[str, frozenset[str]]:
        names = {id_: name for name, id_ in self.ids().items()}
        with self.place.store.read() as tx:
            found = homes.groups_of(tx, self.program.id)
        return {group.name: frozenset(names[id_] for id_ in group.member_ids) for group in found}

    def posts(self, group: str) -> list[str]:
        """Return what was posted in the conversation of a home group."""
        with self.place.store.read() as tx:
            channel = tx.execute(select(home_table.c.channel).where(home_table.c.name == group)).scalars().all()[-1]
        return self.place.texts(channel)


async def test_a_year_of_six_sessions(sqlite_url: str) -> None:
    async with village(sqlite_url, FIRST - timedelta(days=3)) as place:
        names = [f"p{n:02}" for n in range(60)]
        program = place.program(*(f"{name},coach" for name in names))
        with place.store.write() as tx:
            homes.change_settings(tx, program.id, {"conversation": "none"})
        year = Year(place, program, names)
        planned = [year.plan(number) for number in range(6)]
        for number, session_id in enumerate(planned):
            await one_session(year, number, session_id)
        # Whoever was there four times or more has facilitated and kept time, and nobody much more often than others.
        for name in (name for name, times in year.there.items() if times >= 4):
            assert 1 <= year.turns[name, "facilitator"] <= 2, name
            assert 1 <= year.turns[name, "timekeeper"] <= 2, name


async def one_session(year: Year, number: int, session_id: int) -> None:
    """Hold a session: the day before, the start, the rounds, and what follows."""
    place, store = year.place, year.place.store
    starts_at = FIRST + number * EVERY
    place.clock.move_to(starts_at - DAY)
    year.come_and_go(number)
    moved, least = year.settle()
    assert moved == least
    # Every seventh says no, every ninth comes late, every tenth does not say.
    said: dict[str, str | None] = dict.fromkeys(year.names, "yes")
    said |= dict.fromkeys(year.names[number::10], None)
    said |= dict.fromkeys(year.names[number::9], "late")
    declined = set(year.names[number::7])
    said |= dict.fromkeys(declined, "no")
    seating.invite(store, year.program, session_id, said, place.now)
    await place.tick(starts_at)
    expected = year.homes()
    there = seating.seating(store, session_id)
    _as_expected(expected, there, declined)
    _jobs(year, there)
    _files(year, session_id, there)
    assert session_rounds.begin(store, TEAM, "UCORA", session_id, now=place.now) is None
    ends_at = starts_at + timedelta(minutes=HELD[number][1])
    await _rounds(year, number, session_id, starts_at)
    with store.read() as tx:
        ended = tx.execute(select(session_groups.c.ended_at).where(session_groups.c.session_id == session_id)).scalars()
        assert set(ended) == {ends_at}
        session = stored.get(tx, session_id)
        assert session is not None
        assert session.ended_at is not None
    await _afterwards(year, number, session_id, starts_at, there)


async def _rounds(year: Year, number: int, session_id: int, starts_at: datetime) -> None:
    """Live through the rounds: each group hears of each of its own as it begins, with its end and who presents."""
    place = year.place
    with place.store.read() as tx:
        groups = [group for group in session_day.groups_of(tx, session_id) if group.plan.steps]
        seats = session_day.seats(tx, [group.id for group in groups])
    due: dict[datetime, list[tuple[str, str]]] = {}
    for group in groups:
        names = {seat.member_id: seat.person.name for seat in seats[group.id]}
        assert {step.presenter for step in group.plan.steps} - {None} in ({*names}, set())
        assert group.plan.minutes == HELD[number][1]
        wanted = load_protocols().protocols[HELD[number][0]]
        fits = wanted.smallest <= len(names) <= wanted.largest
        assert (group.plan.protocol == wanted.key) is fits
        for step, at in group.plan.begins(starts_at):
            title = load_protocols().words(group.plan.protocol, step.key).title
            end = f"until <!date^{int((at + timedelta(minutes=step.minutes)).timestamp())}^"
            who = end
            if step.presenter is not None:
                does = "only listens" if step.silent and step.speaks == "listeners" else "presents"
                who = f"{names[step.presenter]} {does}, {end}"
            due.setdefault(at, []).append((group.channel or "", f"*{title}*{':' if step.presenter else ','} {who}"))
    for moment, posts in sorted(due.items()):
        await (place.live_until(moment) if number == 0 else place.tick(moment))
        for channel, said in posts:
            assert said in place.texts(channel)[-1]
    await (place.live_until if number == 0 else place.tick)(starts_at + timedelta(minutes=HELD[number][1]))
    warned = [text for group in groups for text in place.texts(group.channel or "") if "One minute left" in text]
    assert number > 0 or len(warned) == sum(len(group.plan.steps) for group in groups)


def _as_expected(expected: dict[str, frozenset[str]], there: Seating, declined: set[str]) -> None:
    """Everybody who has not declined has one seat, at home unless home is too small today; then all of it sits with
    one other.
    """
    seated = [name for people in there.values() for name in people]
    assert sorted(seated) == sorted(name for home in expected.values() for name in home if name not in declined)
    for name, home in expected.items():
        present = home - declined
        if not present:
            continue
        [where] = {group for group, people in there.items() if present & people.keys()}
        assert where == name or len(present) < 3
        assert len(there[where]) >= 3


def _jobs(year: Year, there: Seating) -> None:
    for people in there.values():
        jobs = [job for job in people.values() if job is not None]
        assert sorted(jobs) == ["facilitator", "timekeeper"]
        for name, job in people.items():
            year.there[name] += 1
            year.turns[name, job or ""] += 1


def _files(year: Year, session_id: int, there: Seating) -> None:
    """The calendar file is read by another's parser, and Zoom's has everybody in the room they sit in."""
    with year.place.store.read() as tx:
        session = stored.get(tx, session_id)
        assert session is not None
        rooms = proposals.rooms_of(tx, session)
    [event] = Calendar.from_ical(calendar([session], year.place.now)).walk("VEVENT")
    assert event.decoded("DTSTART") == session.starts_at
    assert str(event["LOCATION"]) == "https://a.example/j"
    header, *rows = csv.reader(StringIO(zoom_file(rooms).text))
    assert header == ["Pre-assign Room Name", "Email Address"]
    seated = [(name, f"{who}@x.example") for name, people in there.items() for who in people]
    assert sorted(map(tuple, rows)) == sorted(seated)


async def _afterwards(year: Year, number: int, session_id: int, starts_at: datetime, there: Seating) -> None:
    """One facilitator forgets the list, and two people did not come; some reflect, and some of them share."""
    place, store, ids = year.place, year.place.store, year.ids()
    forgetful, *others = sorted(there)
    absent = {sorted(there[name])[0] for name in others[:2]}
    with store.read() as tx:
        groups = {
            row.name: row.id
            for row in tx.execute(select(session_groups).where(session_groups.c.session_id == session_id))
        }
    for name in others:
        facilitator = next(who for who, job in there[name].items() if job == "facilitator")
        came = [ids[who] for who in there[name] if who not in absent]
        slack_id = f"U{facilitator.upper()}"
        assert session_attendance.mark(store, TEAM, slack_id, groups[name], came, now=place.now) is None
    sharing = others[2]
    author, other = sorted(there[sharing])[:2]
    for who, words, shares in ((author, "Sentinel step", True), (other, "Kept step", False)):
        written = Reflection("Sentinel kept", words, 5, for_group=shares)
        assert session_attendance.reflect(store, TEAM, f"U{who.upper()}", session_id, written, now=place.now) is None
    for days in (1, 3):
        await place.tick(starts_at + days * DAY)
    asked = {each.to for each in place.got("session_self_report") if each.at > starts_at}
    assert asked == set(there[forgetful])
    reflected = {each.to for each in place.got("session_reflection") if each.at > starts_at}
    assert reflected == {who for name in others for who in there[name]} - absent - {author, other}
    posted = [text for text in year.posts(sharing) if "chose to share" in text]
    assert "Sentinel step" in posted[-1]
    everything = str(place.gateway.calls)
    assert "Kept step" not in everything
    assert "Sentinel kept" not in everything
    with store.read() as tx:
        said = tx.execute(select(session_invitations).where(session_invitations.c.session_id == session_id)).all()
    names = {id_: name for name, id_ in ids.items()}
    attended = {names[row.member_id]: row.attended for row in said if row.attended is not None}
    assert attended == {who: who not in absent for name in others for who in there[name]}
    assert {row.answer for row in said} >= {Answer.YES.value, Answer.NO.value}
    await place.tick(starts_at + EVERY / 2 + DAY)
    halfway = [text for text in year.posts(sharing) if "halfway to the next session" in text]
    assert bool(halfway) is (number < 5)  # after the last there is no next
    assert all("Sentinel step" in text for text in halfway)
    place.gateway.calls.clear()
