"""Six pairs through twelve weeks: one that meets, one that meets but does not log, one that finds no time, one that
needs cover, one whose mentor leaves, one that never meets. Each gets what `six_expected` says, and nothing else.

Everybody answers the week's check-in within the half hour.
"""

from collections.abc import Callable
from datetime import date, time, timedelta
from itertools import zip_longest

from sqlalchemy import select

from bot.domain.calendar import local
from bot.domain.nudges import Why
from bot.domain.observations import ObservationKind, Plan
from bot.domain.obstacles import Told
from bot.domain.pairs import Bond
from bot.domain.refusals import Refusal
from bot.domain.schedules import Cadence
from bot.services import choices, meetings, observations, obstacles, schedules, times
from bot.store import time_offers
from bot.store.ladders import PairSettings, save_settings
from bot.store.schema import outbox, people
from tests.scenario.six_expected import CHANNEL, LEAVES, MENTEES, STARTS, WEEKS, Line, expected
from tests.scenario.test_nudges import pair_of
from tests.scenario.village import NEW_YORK, TEAM, Village, in_zone, village

BEGIN = in_zone((2026, 9, 7), 8)


async def test_twelve_weeks(sqlite_url: str) -> None:
    async with village(sqlite_url, BEGIN) as place:
        roster = [f"{name}m,mentor" for name in MENTEES] + [f"{name},mentee,{name}m" for name in MENTEES]
        program = place.program(*roster, starts=STARTS)
        with place.store.write() as tx:
            save_settings(tx, program.id, PairSettings(cover_on=True, observations_target=2))
        for week in range(WEEKS):
            monday = STARTS + timedelta(weeks=week)
            for day, hour, act in deeds(place, week):
                on = monday + timedelta(days=day)
                await place.live_until(in_zone((on.year, on.month, on.day), hour))
                act()
        await place.live_until(in_zone((2026, 11, 30), 6))
        got, wanted = messages(place), expected()
        assert got.keys() == wanted.keys()
        differences = {name: differing(got[name], wanted[name]) for name in wanted}
        assert not any(differences.values()), differences
        told = str([call.arguments for call in place.gateway.calls])
        assert "Nobody covers" not in told  # what is in the way stays its author's and the coordinators'


def messages(place: Village) -> dict[str, list[Line]]:
    """Return every message that went out, with its text, by who got it."""
    texts: dict[str, str] = {}
    for call in place.gateway.calls:
        if call.method == "chat.postMessage":
            key = call.arguments["metadata"]["event_payload"]["key"]
            assert key not in texts, "sent twice"
            texts[key] = call.arguments["text"]
    with place.store.read() as tx:
        rows = tx.execute(
            select(outbox.c.key, outbox.c.kind, outbox.c.sent_at, people.c.email)
            .join(people, people.c.id == outbox.c.person_id, isouter=True)
            .where(outbox.c.key.in_(texts))
        ).all()
    assert len(rows) == len(texts)
    found: dict[str, list[Line]] = {}
    for row in rows:
        here = f"{local(row.sent_at, NEW_YORK):%m-%d %H:%M}"
        to = row.email.partition("@")[0] if row.email else CHANNEL
        found.setdefault(to, []).append((here, row.kind, texts[row.key]))
    return {to: sorted(lines) for to, lines in found.items()}


def differing(got: list[Line], wanted: list[Line]) -> list[tuple[Line | None, Line | None]]:
    """Return what came beside what should have come, where they differ. A text that ends in … may go on anyhow."""

    def agree(one: Line | None, other: Line | None) -> bool:
        if one is None or other is None or one[:2] != other[:2]:
            return False
        return one[2].startswith(other[2][:-1]) if other[2].endswith("…") else one[2] == other[2]

    return [pair for pair in zip_longest(got, sorted(wanted)) if not agree(*pair)]


def deeds(place: Village, week: int) -> list[tuple[int, int, Callable[[], None]]]:
    """Return what people do in a week: day, hour on the clocks of New York, deed; in order."""

    def everybody_checks_in() -> None:
        for name in [*MENTEES, *(f"{name}m" for name in MENTEES)]:
            if not (name == "leftm" and week >= LEAVES):
                place.check_in(name, readers=frozenset())

    found: list[tuple[int, int, Callable[[], None]]] = [(1, 12, met(place, "meets")), (3, 15, everybody_checks_in)]
    if week == 0:
        found.append((0, 9, lambda: set_schedule(place)))
    if week in (2, 6):  # they met all along, and say so now and then
        found.append((4, 11, met(place, "silent")))
    if week == 1:
        found.append((2, 11, lambda: find_a_time(place)))
    if week == 2:
        found += [(2, 11, lambda: ask_for_cover(place)), (2, 12, lambda: approve_cover(place))]
    if week == 3:
        found.append((1, 16, lambda: look_back(place)))
    if week >= 2:
        found.append((0, 15, met(place, "busy")))
    if week >= 4:
        found.append((1, 16, met(place, "covered")))
    if week < LEAVES:
        found.append((0, 16, met(place, "left")))
    if week == LEAVES:
        found.append((0, 12, lambda: leave(place)))
    return sorted(found, key=lambda deed: deed[:2])


def met(place: Village, mentee: str) -> Callable[[], None]:
    def act() -> None:
        done = meetings.tap(place.store, TEAM, f"U{mentee.upper()}", Bond(pair_of(place, mentee)), 15, now=place.now)
        assert not isinstance(done, Refusal), done

    return act


def set_schedule(place: Village) -> None:
    """Let the pair that does not log have a slot: Fridays at 15:00."""
    friday = STARTS + timedelta(days=4)
    wish = schedules.Wish(pair_of(place, "silent"), Cadence.WEEKLY, friday, time(15), 30)
    assert schedules.save(place.store, TEAM, "USILENT", wish, now=place.now) is None


def find_a_time(place: Village) -> None:
    """Let both of the pair that finds no time tap, in their note, the first time that it offers."""
    with place.store.read() as tx:
        offer = time_offers.last_offer(tx, pair_of(place, "busy"))
    assert offer is not None
    for who in ("UBUSY", "UBUSYM"):
        assert times.tap(place.store, TEAM, who, offer.id, 0, now=place.now) is None


def ask_for_cover(place: Village) -> None:
    """Let the pair that needs cover say so, and plan a visit with cover."""
    pair_id, told = pair_of(place, "covered"), Told(Why.COVER, "Nobody covers my third period.")
    assert not isinstance(obstacles.tell(place.store, TEAM, "UCOVERED", pair_id, told, now=place.now), Refusal)
    wish = Plan(ObservationKind.CLASSROOM, date(2026, 9, 29), "third period", "maths", cover=True)
    assert observations.plan(place.store, TEAM, "UCOVERED", pair_id, wish, now=place.now) is None


def approve_cover(place: Village) -> None:
    """Let the coordinator say yes to the cover, and close the task."""
    assert observations.decide_cover(place.store, TEAM, "UCORA", 1, approve=True, now=place.now) is None
    assert obstacles.close(place.store, TEAM, "UCORA", 1, "Cover for one period.", now=place.now) is None


def look_back(place: Village) -> None:
    """Let the observer write down what they saw."""
    done = observations.reflect(place.store, TEAM, "UCOVEREDM", 1, "Calm voices.", "", 45, now=place.now)
    assert done is None


def leave(place: Village) -> None:
    """Let the mentor of the fifth pair leave."""
    member_id = place.form("leftm").member.id
    assert not isinstance(choices.leave(place.store, TEAM, "ULEFTM", member_id, now=place.now), Refusal)
