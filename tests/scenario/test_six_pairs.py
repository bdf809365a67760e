"""Six pairs through twelve weeks, as issue 4 names them: each gets what is written there, and nothing else.

The week's check-in is answered by everybody, so that what is left is what concerns the pairs.
"""

from collections.abc import Callable
from datetime import date, time, timedelta

from bot.domain.nudges import Why
from bot.domain.observations import ObservationKind, Plan
from bot.domain.obstacles import Told
from bot.domain.pairs import Bond
from bot.domain.refusals import Refusal
from bot.domain.schedules import Cadence
from bot.services import choices, meetings, observations, obstacles, schedules, times
from bot.store import schedules as schedule_store
from bot.store.ladders import PairSettings, save_settings
from tests.scenario.test_nudges import pair_of
from tests.scenario.village import TEAM, Village, in_zone, village

BEGIN = in_zone((2026, 9, 7), 8)
STARTS = date(2026, 9, 7)  # a Monday
WEEKS = 12
LEAVES = 4  # the week in which a mentor leaves
MENTEES = ("meets", "silent", "busy", "covered", "left", "never")
ROUTINE = {"checkin_prompt", "checkin_reminder", "checkin_confirmation", "checkin_shared", "digest", "message_update"}


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
        got: dict[str, list[str]] = {}
        for each in place.got():
            if each.kind not in ROUTINE:
                got.setdefault(each.to, []).append(f"{each.here[4:]} {each.kind}")
        assert got == EXPECTED
        told = str([call.arguments for call in place.gateway.calls])
        assert "third period" not in "".join(place.texts("coveredm")[:3])
        assert "Nobody covers" not in told  # what is in the way stays its author's and the coordinators'


def each_week(first: date, last: date, what: str) -> list[str]:
    """Return what comes at the same hour every week from the day `first` to `last`."""
    return [f"{first + timedelta(weeks=n):%m-%d} {what}" for n in range((last - first).days // 7 + 1)]


INTRODUCED, NOTE, ASK = "09-07 09:00 pair_introduction", "09-16 10:00 nudge", "09-23 10:00 nudge"
# The pair that meets and does not log it has Fridays. They log on 25 September and 23 October, before the question.
FRIDAYS = [
    *("09-11 14:00 meeting_reminder", "09-11 15:30 meeting_asked", "09-14 10:00 nudge"),
    *("09-18 14:00 meeting_reminder", "09-18 15:30 meeting_asked", "09-21 10:00 nudge"),
    *("09-25 11:00 logged", "09-25 14:00 meeting_reminder"),
    *("10-02 14:00 meeting_reminder", "10-02 15:30 meeting_asked", "10-05 10:00 nudge"),
    *("10-09 14:00 meeting_reminder", "10-09 15:30 meeting_asked", "10-12 10:00 nudge"),
    *("10-16 14:00 meeting_reminder", "10-16 15:30 meeting_asked"),
    *("10-23 11:00 logged", "10-23 14:00 meeting_reminder"),
    *("10-30 14:00 meeting_reminder", "10-30 15:30 meeting_asked", "11-02 10:00 nudge"),
    *("11-06 14:00 meeting_reminder", "11-06 15:30 meeting_asked", "11-09 10:00 nudge"),
    *("11-13 14:00 meeting_reminder", "11-13 15:30 meeting_asked"),
    *("11-20 14:00 meeting_reminder", "11-20 15:30 meeting_asked"),
    *("11-27 14:00 meeting_reminder", "11-27 15:30 meeting_asked"),
]
SLOT = ["09-17 14:30 meeting_reminder", "09-17 16:00 meeting_asked"]
EXPECTED = {
    "(Leaders)": [
        *("09-23 11:00 obstacle", "09-23 11:00 cover_request"),
        "09-30 10:00 obstacle",  # never met
        "10-05 12:00 coordinator_notice",  # a mentor left
        "10-19 10:00 obstacle",  # does not log
    ],
    "meets": [INTRODUCED],
    "meetsm": each_week(date(2026, 9, 8), date(2026, 11, 24), "12:00 meeting_logged"),
    "silent": [INTRODUCED, "09-07 09:00 schedule_saved", *(each for each in FRIDAYS if "logged" not in each)],
    "silentm": ["09-07 09:00 schedule_shared", *(each.replace("logged", "meeting_logged") for each in FRIDAYS)],
    "busy": [INTRODUCED, NOTE, "09-16 11:00 times_offered", "09-16 11:00 schedule_shared", *SLOT],
    "busym": [NOTE, *SLOT, *each_week(date(2026, 9, 21), date(2026, 11, 23), "15:00 meeting_logged")],
    "covered": [
        *(INTRODUCED, NOTE, ASK, "09-23 11:00 observation_saved", "09-23 12:00 cover_answer"),
        *("09-29 15:30 observation_look_back", "09-29 16:00 observation_shared"),
    ],
    "coveredm": [
        *(NOTE, ASK, "09-23 11:00 observation_shared", "09-23 12:00 cover_answer"),
        *("09-29 15:30 observation_look_back", "09-29 16:00 observation_saved"),
        *each_week(date(2026, 10, 6), date(2026, 11, 24), "16:00 meeting_logged"),
    ],
    "left": [INTRODUCED, "10-05 12:00 partner_news"],
    "leftm": each_week(date(2026, 9, 7), date(2026, 9, 28), "16:00 meeting_logged"),
    "never": [INTRODUCED, NOTE, ASK],
    "neverm": [NOTE, ASK],
}


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
    """Let the pair that finds no time press the button of its note, and both tick what suits them."""
    pair_id = pair_of(place, "busy")
    assert not isinstance(times.find_time(place.store, TEAM, "UBUSY", pair_id, now=place.now), Refusal)
    with place.store.read() as tx:
        offer = schedule_store.last_offer(tx, pair_id)
    assert offer is not None
    for who in ("UBUSY", "UBUSYM"):
        assert times.pick(place.store, TEAM, who, offer.id, [0], now=place.now) is None


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
