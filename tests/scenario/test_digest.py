"""The digest: Monday at seven in the program's zone, once, late rather than never, with numbers that are true."""

import random
import re
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import insert, select, update

from bot.domain.calendar import local
from bot.domain.checkins import Audience
from bot.domain.health import Health
from bot.domain.meeting_outcomes import Outcome
from bot.domain.members import Role
from bot.domain.pairs import Bond
from bot.domain.peers import Help, ShareKind, Wish
from bot.reports.exports import Export, Source, rows_of
from bot.services import checkins, choices, home
from bot.services.meetings import tap
from bot.store import peers
from bot.store import programs as program_store
from bot.store.schema import check_ins, meetings, members, pairs, people, programs
from bot.store.schema_peers import shares
from bot.store.schema_schedules import seasons
from tests.scenario.village import NEW_YORK, TEAM, Village, in_zone, village

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
            digest = [text for text in place.texts("C0COORD") if text.startswith("The week in")][-1]
            assert printed(digest) == expected
            assert exported(place, MONDAYS[week].date()) == (expected["meetings"], expected["check-ins"])
            for sentinel in SENTINELS:  # small numbers or not: what was not shared stands nowhere
                assert sentinel not in digest


async def test_a_week_off_says_that_nobody_was_asked_and_is_no_drop(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        program = place.program("ruth,mentor", "nina,mentee,ruth", starts=date(2026, 11, 2))
        place.take_off(program, date(2026, 11, 12), date(2026, 11, 13))
        await place.live_until(in_zone((2026, 11, 5), 16))
        for name in ("nina", "ruth"):
            place.check_in(name)
        await place.live_until(in_zone((2026, 11, 12), 16))
        place.check_in("nina")  # of her own accord
        await place.live_until(in_zone((2026, 11, 19), 16))
        place.check_in("ruth")
        await place.live_until(MONDAYS[2])
        before, off, after = [text for text in place.texts("C0COORD") if text.startswith("The week in")]
        assert "Mentees: 1 of 1 checked in" in before
        assert "Nobody was asked to check in this week. Meetings logged: 0. People who checked in: 1" in off
        assert "Mentees:" not in off
        assert "the week before" not in off.replace("in the week before", "")
        assert (
            "Mentees: 0 of 1 checked in. Mentors: 1 of 1 checked in. Nobody was asked to check in the week before."
            in after
        )
        assert "People who checked in: 1 (3 weeks: 2, 1 unasked, 1)" in after
        assert exported(place, MONDAYS[2].date())[1] == "0, 2, 1, 1"


async def test_a_break_of_the_program_is_no_time_without_a_meeting(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        program = place.program("ruth,mentor", "nina,mentee,ruth", starts=date(2026, 11, 2))
        with place.store.write() as tx:
            span = {"starts": date(2026, 11, 9), "ends": date(2026, 11, 20), "title": "Harvest", "scope_name": ""}
            values = {**span, "program_id": program.id, "scope": "program", "cadence": "none"}
            tx.execute(insert(seasons).values(values))
        for monday, needs_a_hand in ((MONDAYS[2], 0), (MONDAYS[3], 1)):
            await place.live_until(monday)
            assert ("Who could use a hand" in place.texts("C0COORD")[-1]) is bool(needs_a_hand)
            page = home.pairs_page(place.store, TEAM, "UCORA", now=place.now)
            assert isinstance(page, home.PairsPage)
            assert page.program.counts[Health.NEEDS_A_HAND] == needs_a_hand


async def test_days_off_and_breaks_of_either_side_are_no_time_without_a_meeting(store_url: str) -> None:
    off = (date(2026, 11, 9), date(2026, 11, 20))
    async with village(store_url, NOVEMBER) as place:
        program = place.program(
            *("ruth,mentor,,Lake,North", "ben,mentor,,Oak,South", "nina,mentee,ruth,Elm,North"),
            *("ida,mentee,ben,Fir,West", "kai,mentee,ben,Ash,South"),
            starts=date(2026, 11, 2),
        )
        place.take_off(program, *off, scope="school", of="ELM")
        with place.store.write() as tx:
            span = {"starts": off[0], "ends": off[1], "title": "Harvest", "scope": "district", "scope_name": "West"}
            tx.execute(insert(seasons).values(program_id=program.id, cadence="none", **span))
        for monday, needing in ((MONDAYS[2], {"Kai"}), (MONDAYS[3], {"Kai", "Nina", "Ida"})):
            await place.live_until(monday)
            digest = [text for text in place.texts("C0COORD") if text.startswith("The week in")][-1]
            assert {name for name in ("Kai", "Nina", "Ida") if f" and {name}: " in digest} == needing
            page = home.pairs_page(place.store, TEAM, "UCORA", now=place.now)
            assert isinstance(page, home.PairsPage)
            assert {line.mentee for line in page.lines} == needing


async def test_who_is_asked_less_often_is_not_counted_in_a_week_without_a_question(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.program("nina,mentee", "ben,mentee", starts=date(2026, 11, 2))
        choices.change_day(place.store, TEAM, "UBEN", 3, time(14, 30), 2, now=place.now)
        await place.live_until(MONDAYS[1])
        counts = [re.search(r"Mentees: (\d of \d)", text) for text in place.texts("C0COORD")]
        assert [found[1] for found in counts if found] == ["0 of 1", "0 of 2"]


def exported(place: Village, today: date) -> tuple[str, str]:
    """Count what the digest of a day has to say of the last four weeks from the files that coordinators export."""
    with place.store.read() as tx:
        program = program_store.program(tx, tx.execute(select(programs.c.id)).scalar_one())
    assert program is not None
    spans = [(today - timedelta(days=7 * n), today - timedelta(days=7 * n - 6)) for n in range(4, 0, -1)]
    _, *done = rows_of(Export.CHECK_INS, Source(place.store, program, (None, None), today, b""))
    meetings = [list(rows_of(Export.MEETINGS, Source(place.store, program, span, today, b"")))[1:] for span in spans]
    check_ins = [{row[1] for row in done if a.isoformat() <= row[4] <= b.isoformat()} for a, b in spans]
    return ", ".join(str(len(each)) for each in meetings), ", ".join(str(len(each)) for each in check_ins)


SENTINELS = ("It went well.", "It is hard to say", "So that is why")


def report(place: Village, name: str, dice: random.Random) -> None:
    """Check in, share a challenge or log a meeting, whichever the dice say."""
    if dice.random() < 0.5:
        place.check_in(name, win_audience=dice.choice([Audience.PAIR, Audience.COMMUNITY]))
        return
    if dice.random() < 0.3:
        share_something(place, name, dice)
        return
    form = checkins.open_form(place.store, TEAM, f"U{name.upper()}", now=place.now)
    assert isinstance(form, checkins.Form)
    done = tap(place.store, TEAM, f"U{name.upper()}", Bond(form.partners[0].pair_id), 15, now=place.now)
    assert isinstance(done, Outcome)


def share_something(place: Village, name: str, dice: random.Random) -> None:
    """Keep a win or a challenge with an audience, as `/win` and `/challenge` do."""
    with place.store.write() as tx:
        author = place.person(name).id
        program_id = tx.execute(select(programs.c.id)).scalar_one()
        kind = dice.choice([ShareKind.WIN, ShareKind.CHALLENGE])
        asked = frozenset(dice.sample(list(Help), 2)) if kind is ShareKind.CHALLENGE else frozenset()
        wish = Wish(kind, SENTINELS[1], SENTINELS[2], asked)
        audience = dice.choice([Audience.PAIR, Audience.COMMUNITY])
        share_id = peers.add(tx, program_id, author, wish, audience, place.now)
        if share_id is not None and dice.random() < 0.3:
            peers.take_back(tx, share_id, place.now)


def numbers(place: Village, until: datetime) -> dict[str, str]:
    """Count from the raw tables what the digest of that moment has to say."""
    today = until.date()
    since, until = (in_zone((day.year, day.month, day.day), 0) for day in (today - timedelta(days=7), today))
    with place.store.read() as tx:
        everybody = tx.execute(select(members.c.id, members.c.roles, people.c.paused_at).join(people)).all()
        written = tx.execute(select(check_ins)).all()
        done = {row.member_id for row in written if since <= row.created_at < until}
        shared = tx.execute(select(shares)).all()
        held = [(row.pair_id, row.held_on) for row in tx.execute(select(meetings))]
        paired = tx.execute(select(pairs)).all()
    paused = {row.id for row in everybody if row.paused_at}
    found = {}
    for role in (Role.MENTEE, Role.MENTOR):
        of_role = {row.id for row in everybody if row.roles == role}
        asked = {id_ for id_ in of_role if id_ not in paused or id_ in done}
        found[role.value] = f"{len(of_role & done)} of {len(asked)}"
    spans = [(today - timedelta(days=7 * n), today - timedelta(days=7 * (n - 1))) for n in range(4, 0, -1)]
    found["meetings"] = ", ".join(str(sum(a <= day < b for _, day in held)) for a, b in spans)
    made = [(row.member_id, local(row.created_at, NEW_YORK).date()) for row in written]
    found["check-ins"] = ", ".join(str(len({who for who, day in made if a <= day < b})) for a, b in spans)
    last = {row.id: max([row.starts, *(day for pair, day in held if pair == row.id)]) for row in paired}
    unmet = [row for row in paired if last[row.id] < today - timedelta(days=14)]
    found["unmet"] = str(sum(not {row.mentor_id, row.mentee_id} & paused for row in unmet))
    ages = [[(today - day).days for pair, day in held if pair == row.id and day < today] for row in paired]
    found["never"] = str(sum(not each for each in ages))
    found["this week"] = str(sum(bool(each) and min(each) <= 7 for each in ages))
    public = [
        row
        for row in shared
        if row.audience == "community" and row.taken_back_at is None and since <= row.created_at < until
    ]
    wins = sum(row.win_audience == "community" and since <= row.created_at < until for row in written)
    found["wins"] = str(wins + sum(row.kind == "win" for row in public))
    challenges = [row.help.split(";") for row in public if row.kind == "challenge"]
    found["challenges"] = str(len(challenges))
    found["ideas"] = str(sum("ideas" in kinds for kinds in challenges))
    return found


def printed(digest: str) -> dict[str, str]:
    """Read the same numbers out of the posted digest."""
    found = {}
    for role, heading in ((Role.MENTEE, "Mentees"), (Role.MENTOR, "Mentors")):
        match = re.search(rf"{heading}: (\d+ of \d+) checked in", digest)
        found[role.value] = match[1] if match else "none"
    patterns = {
        "meetings": r"Meetings logged: .*?4 weeks: ([\d, ]+)\)",
        "check-ins": r"People who checked in: .*?4 weeks: ([\d, a-z]+)\)",
        "unmet": r"(One|\d+) pairs? ha\w+ logged no meeting",
        "never": r"(\d+) ha(?:s|ve) not met yet",
        "this week": r"(\d+) met in the last seven days",
        "wins": r"(One|\d+) wins? w",
        "challenges": r"(One|\d+) challenges? w\w+ put to the community",
        "ideas": r"ideas and advice \((\d+)\)",
    }
    for name, pattern in patterns.items():
        number = re.search(pattern, digest)
        nothing = "0, 0, 0, 0" if name in {"meetings", "check-ins"} else "0"
        found[name] = {"One": "1"}.get(number[1], number[1]) if number else nothing
    found["check-ins"] = found["check-ins"].replace("not asked", "0").replace(" unasked", "")
    return found
