"""Obstacles and what coordinators do about them: who may, who reads what, and what happens to two at once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.nudges import Why
from bot.domain.observations import ObservationKind, Plan
from bot.domain.obstacles import Told, quotes
from bot.domain.refusals import Reason, Refusal
from bot.services import observations, obstacles, pair_care
from bot.store import obstacles as stored
from bot.store.ladders import PairSettings, files, save_settings
from tests.scenario.test_nudges import ASK, BEGIN, STARTS, leave_unasked, nudges_to, pair_of
from tests.scenario.village import TEAM, Village, village

WORDS = "My third period is never free when his is."
EVERYBODY_ELSE = ["ben", "ana", "ida", "coach", "other", "nobody"]


async def told(place: Village, *, shared: bool = False) -> int:
    """Let Ana say what is in the way of meeting Ben; return the obstacle's id."""
    place.program(
        "ben,mentor", "ana,mentee,ben", "ida,mentee,ben", "coach,coach", "carl,coordinator", "max,mentor", starts=STARTS
    )
    place.move_in("nobody")
    place.program("other,coordinator", name="Another")
    await place.live_until(ASK)
    answer = Told(Why.COVER, WORDS, shared)
    said = obstacles.tell(place.store, TEAM, "UANA", pair_of(place, "ana"), answer, now=place.now)
    assert not isinstance(said, Refusal)
    await place.tick()
    with place.store.read() as tx:
        return next(each.id for each in stored.open_of_pairs(tx, [pair_of(place, "ana")]))


def obstacle(place: Village, obstacle_id: int) -> Any:
    with place.store.read() as tx:
        return stored.obstacle(tx, obstacle_id)


async def test_every_action_of_a_coordinator_is_refused_to_everybody_else(store_url: str) -> None:
    async with village(store_url, BEGIN) as place:
        obstacle_id, pair_id, now, store = await told(place), pair_of(place, "ana"), place.now, place.store
        with store.write() as tx:
            program_id = files(tx, [pair_id])[pair_id].program.id
            save_settings(tx, program_id, PairSettings(cover_on=True))
        visit = Plan(ObservationKind.CLASSROOM, now.date() + timedelta(days=5), "2nd", "maths", cover=True)
        assert observations.plan(store, TEAM, "UANA", pair_id, visit, now=now) is None
        both = [place.person("ana").id, place.person("ben").id]
        acts: dict[str, Callable[[str], Any]] = {
            "read": lambda who: obstacles.task(store, TEAM, who, obstacle_id),
            "take": lambda who: obstacles.take(store, TEAM, who, obstacle_id, now=now),
            "write": lambda who: obstacles.write(store, TEAM, who, obstacle_id, both, "Hello.", now=now),
            "close": lambda who: obstacles.close(store, TEAM, who, obstacle_id, "Talking.", now=now),
            "hold": lambda who: pair_care.hold(store, TEAM, who, pair_id, None, now=now),
            "go on": lambda who: pair_care.go_on(store, TEAM, who, pair_id, now=now),
            "end": lambda who: pair_care.end(store, TEAM, who, pair_id, "Over.", None, now=now),
            "cover": lambda who: observations.decide_cover(store, TEAM, who, 1, approve=True, now=now),
        }
        for name in EVERYBODY_ELSE:
            for act in acts.values():
                refused = act(f"U{name.upper()}")
                assert isinstance(refused, Refusal)
                assert refused.reason in {Reason.NOT_COORDINATOR, Reason.NOT_ENROLLED}
        found = obstacle(place, obstacle_id)
        assert (found.taken_by, found.closed_at) == (None, None)
        for act in ("read", "take", "write", "hold", "go on", "cover", "close", "end"):
            assert not isinstance(acts[act]("UCORA"), Refusal), act


async def test_words_reach_the_coordinators_button_and_nobody_else(store_url: str) -> None:
    async with village(store_url, BEGIN) as place:
        obstacle_id = await told(place)
        await place.live_until(place.now + timedelta(days=30))
        everywhere = str(place.gateway.calls)
        assert WORDS not in everywhere
        assert "third period" not in everywhere
        found = obstacles.task(place.store, TEAM, "UCARL", obstacle_id)
        assert isinstance(found, obstacles.Task)
        assert found.obstacle.words == WORDS


async def test_the_partner_reads_it_only_while_its_author_says_so(store_url: str) -> None:
    async with village(store_url, BEGIN) as place:
        await told(place, shared=True)
        assert WORDS in place.texts("ben")[-1]
        assert WORDS not in str(place.texts("C0COORD"))
        assert all(WORDS not in call.arguments["text"] for call in place.gateway.calls if "text" in call.arguments)
        back = Told(Why.COVER, WORDS, shared=False)
        obstacles.tell(place.store, TEAM, "UANA", pair_of(place, "ana"), back, now=place.now)
        await place.tick()
        assert any("taken back" in text for text in place.updates("ben"))


async def test_two_coordinators_press_the_same_button(store_url: str) -> None:
    async with village(store_url, BEGIN) as place:
        obstacle_id = await told(place)
        assert obstacles.take(place.store, TEAM, "UCORA", obstacle_id, now=place.now) is None
        second = obstacles.take(place.store, TEAM, "UCARL", obstacle_id, now=place.now)
        assert second == Refusal(Reason.DONE, by="Cora")
        await place.tick()
        assert "Cora has taken it" in place.updates("C0COORD")[-1]
        assert obstacles.close(place.store, TEAM, "UCARL", obstacle_id, "A free period.", now=place.now) is None
        assert obstacles.close(place.store, TEAM, "UCORA", obstacle_id, "", now=place.now) == Refusal(
            Reason.DONE, by="Carl"
        )
        await place.tick()
        assert "Carl closed it" in place.updates("C0COORD")[-1]
        assert "A free period" not in str(place.gateway.calls)


async def test_a_coordinators_message_goes_to_whom_it_is_for_and_never_quotes(store_url: str) -> None:
    async with village(store_url, BEGIN) as place:
        obstacle_id, now = await told(place), place.now
        ana, ben, ida = (place.person(name).id for name in ("ana", "ben", "ida"))

        def write(to: list[int], words: str) -> Refusal | None:
            return obstacles.write(place.store, TEAM, "UCORA", obstacle_id, to, words, now=now)

        for to, words in (
            ([ana], "As you say, my third period is never free."),
            ([ana], ""),
            ([], "Hello."),
            ([ida], "Hello."),
        ):
            assert write(to, words) == Refusal(Reason.INVALID)
        assert write([ana, ben], "Shall we three talk on Friday?") is None
        await place.tick()
        for name, partner in (("ana", "Ben"), ("ben", "Ana")):
            message = place.texts(name)[-1]
            assert "Shall we three talk" in message
            assert f"your meetings with {partner}" in message
            assert "Shall we three" not in message.partition(" [{")[0]  # what a notification shows
        assert obstacle(place, obstacle_id).taken_by == place.person("cora").id


async def test_a_hold_and_an_end_are_told_to_both_and_history_stays(store_url: str) -> None:
    async with village(store_url, BEGIN) as place:
        obstacle_id, pair_id = await told(place), pair_of(place, "ana")
        past = pair_care.hold(place.store, TEAM, "UCORA", pair_id, date(2026, 9, 1), now=place.now)
        assert past == Refusal(Reason.INVALID)
        assert pair_care.hold(place.store, TEAM, "UCORA", pair_id, date(2026, 10, 12), now=place.now) is None
        await place.tick()
        assert "on hold until Monday 12 October" in place.texts("ben")[-1]
        assert "on hold until Monday 12 October" in place.updates("C0COORD")[-1]
        await place.live_until(place.now + timedelta(days=14))
        assert nudges_to(place, "ana") == ["Wed 09-16 10:00", "Wed 09-23 10:00"]
        for mentor in ("UIDA", "UBEN", "UNOBODY"):
            wrong = pair_care.end(place.store, TEAM, "UCORA", pair_id, "No time.", mentor, now=place.now)
            assert wrong == Refusal(Reason.INVALID)
        assert pair_care.end(place.store, TEAM, "UCORA", pair_id, "", None, now=place.now) == Refusal(Reason.INVALID)
        assert pair_care.end(place.store, TEAM, "UCORA", pair_id, "No time.", "UMAX", now=place.now) is None
        again = pair_care.end(place.store, TEAM, "UCARL", pair_id, "No time.", "UMAX", now=place.now)
        assert again == Refusal(Reason.DONE, by="Cora")
        await place.tick()
        assert "Your pair with Ana has ended" in str(place.texts("ben"))
        assert "No time" not in str(place.gateway.calls)
        assert obstacle(place, obstacle_id).words == WORDS
        assert obstacle(place, obstacle_id).closed_at is not None
        with place.store.read() as tx:
            old, new = files(tx, [pair_id])[pair_id], files(tx, [pair_of(place, "ana")])[pair_of(place, "ana")]
        assert old.pair.ends is not None
        assert new.mentor_person.name == "Max"
        assert new.ladder.step == 0


async def test_a_closed_task_lets_the_ladder_begin_anew(sqlite_url: str) -> None:
    async with village(sqlite_url, BEGIN) as place:
        obstacle_id = await told(place)
        leave_unasked(place, "ana", "ben")
        assert obstacles.close(place.store, TEAM, "UCORA", obstacle_id, "A free period.", now=place.now) is None
        await place.live_until(place.now + timedelta(days=12))
        assert len(nudges_to(place, "ana")) == 3  # note, question, and a note of the new round


@pytest.mark.parametrize(
    ("message", "repeats"),
    [
        ("Shall we talk about your third period?", False),
        ("I hear that My third period, is NEVER free.", True),
        ("", False),
        ("Period.", False),
    ],
)
def test_what_counts_as_a_quotation(message: str, repeats: bool) -> None:
    assert quotes(message, WORDS) is repeats
    assert quotes("No time at all", "no time")
    assert not quotes("Time?", "Time")
