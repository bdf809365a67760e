"""What people share after a session is never posted where somebody reads who has left their group since."""

from datetime import timedelta

import pytest

from bot.domain.programs import Program
from bot.domain.session_day import Reflection
from bot.services import home_groups, session_attendance, session_rounds
from bot.store import home_groups as homes
from tests.scenario import seating
from tests.scenario.test_session_day import MINUTE, START
from tests.scenario.village import TEAM, Village, village

OLD, STEP = "C0OLD", "Sentinel step"
MAPLE = ("ana", "ben", "cleo", "devi")
DAY = timedelta(days=1)


async def founded(place: Village) -> tuple[Program, int]:
    """Let a program with one home group, in a conversation of its own, begin the rounds of a session."""
    program = place.program(*(f"{name},mentee" for name in MAPLE))
    seating.home(place.store, program, "Maple", MAPLE, START, OLD)
    session_id = seating.session(place.store, program, START, "cora", dict.fromkeys(MAPLE, "yes"))
    await place.tick(START)
    assert session_rounds.begin(place.store, TEAM, "UCORA", session_id, now=place.now) is None
    return program, session_id


def share(place: Village, session_id: int, name: str) -> None:
    said = Reflection(now_what=STEP, for_group=True)
    assert session_attendance.reflect(place.store, TEAM, f"U{name.upper()}", session_id, said, now=place.now) is None


def leave(place: Village, name: str) -> None:
    """Let somebody leave the program: their group is to go on in a conversation without them."""
    with place.store.write() as tx:
        [group] = homes.groups_of(tx, 1)
        [gone] = [m.id for m, p in homes.people_of(tx, [group.id])[group.id] if p.name.casefold().startswith(name)]
    seating.end_membership(place.store, gone, place.now)
    with place.store.write() as tx:
        home_groups.left(tx, [gone], place.now)


def refuse_conversation(place: Village) -> None:
    """Let no new conversation open: Slack refuses it."""
    seating.forget_what_waits(place.store)


@pytest.mark.parametrize("opens", [True, False])
@pytest.mark.parametrize("when", ["while rounds run", "before it is due"])
async def test_what_is_shared_goes_where_only_the_group_reads(sqlite_url: str, when: str, opens: bool) -> None:
    async with village(sqlite_url, START - DAY) as place:
        _, session_id = await founded(place)
        if when == "while rounds run":
            await place.live_until(START + 30 * MINUTE)
            leave(place, "devi")
            if not opens:
                refuse_conversation(place)
        await place.live_until(START + 95 * MINUTE)
        share(place, session_id, "ana")
        await place.tick()
        if when == "before it is due":
            await place.live_until(START + DAY)
            leave(place, "devi")
            if not opens:
                refuse_conversation(place)
        await place.live_until(START + 5 * DAY)
        assert not any(STEP in text for text in place.texts(OLD))
        assert not any(STEP in text for text in place.texts("devi"))
        posted = place.got("session_now_whats", "session_now_whats_direct")
        assert [each.kind for each in posted] == (["session_now_whats"] if opens else ["session_now_whats_direct"] * 3)


async def test_a_group_that_is_dissolved_has_its_now_whats_directly(sqlite_url: str) -> None:
    async with village(sqlite_url, START - DAY) as place:
        _, session_id = await founded(place)
        await place.live_until(START + 95 * MINUTE)
        share(place, session_id, "ana")
        with place.store.write() as tx:
            [group] = homes.groups_of(tx, 1)
            homes.leave(tx, group.member_ids, place.now)
            homes.close(tx, [group.id], place.now)
        await place.live_until(START + 5 * DAY)
        assert not any(STEP in text for text in place.texts(OLD))
        assert len(place.got("session_now_whats_direct")) == 4


async def test_a_post_that_waited_is_dropped_when_its_conversation_is_gone(sqlite_url: str) -> None:
    async with village(sqlite_url, START - DAY) as place:
        _, session_id = await founded(place)
        await place.live_until(START + 95 * MINUTE)
        share(place, session_id, "ana")
        await place.live_until(START + 2 * DAY - MINUTE)
        place.clock.move_to(START + 2 * DAY)
        assert session_rounds.look(place.store, now=place.now) == 1  # it is in the outbox, for the old conversation
        leave(place, "devi")
        await place.live_until(START + 5 * DAY)
        assert not any(STEP in text for text in place.texts(OLD))
        assert place.outcomes("session_now_whats") == [("dropped", "settled")]


async def test_guests_do_not_read_what_their_hosts_shared_among_themselves(sqlite_url: str) -> None:
    async with village(sqlite_url, START - DAY) as place:
        program, session_id = await founded(place)
        await place.live_until(START + 95 * MINUTE)
        share(place, session_id, "ana")
        place.enrol(program, "eli,mentee")
        seating.home(place.store, program, "Oak", ["eli"], place.now)
        again = START + 14 * DAY
        seating.session(place.store, program, again, "cora", dict.fromkeys((*MAPLE, "eli"), "yes"))
        await place.live_until(again)
        [told] = [text for text in place.texts("eli") if "In Maple today" in text]
        assert STEP not in told
        assert STEP in next(text for text in place.texts(OLD) if "In Maple today" in text and "Eli" in text)
