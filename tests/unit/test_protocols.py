"""Protocols: the library, plans that add up, rounds that run, and parts that rotate."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.protocols import FRAME, ProtocolsError, ProtocolText, load_protocols, parse_protocols
from bot.domain.protocols import CLOSING, OPENING, PAIRS, DoesNotFit, Plan, Speaks, plan
from bot.domain.rota import Roles, next_roles
from bot.domain.rounds import MORE, Press, Pressed, running, spans

LIBRARY = load_protocols()
PROTOCOLS = list(LIBRARY.protocols.values())
MINUTE = timedelta(minutes=1)
BEGAN = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)

protocols = st.sampled_from(PROTOCOLS)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    protocol = draw(protocols)
    size = draw(st.integers(protocol.smallest, protocol.largest))
    pairs = draw(st.sampled_from([0, 10]))
    with pytest.raises(DoesNotFit) as refused:
        plan(protocol, size, 0, pairs_minutes=pairs)
    shortest, longest = refused.value.shortest, refused.value.longest
    assert shortest is not None
    assert longest is not None
    return plan(protocol, size, draw(st.integers(shortest, longest)), pairs_minutes=pairs)


class TestLibrary:
    def test_every_usual_group_has_several(self) -> None:
        assert len(PROTOCOLS) >= 6
        for size in (3, 4, 5):
            assert sum(p.smallest <= size <= p.largest for p in PROTOCOLS) >= 3
        for size in (2, 6, 7):
            assert any(p.smallest <= size <= p.largest for p in PROTOCOLS)

    @pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda p: p.key)
    def test_words_and_rules_agree(self, protocol: ProtocolText) -> None:
        assert {each.speaks for each in protocol.rounds} <= set(Speaks)
        for each in protocol.rounds:
            assert each.speaks in {Speaks.LISTENERS, Speaks.NOBODY} or not each.silent
            assert each.silent or each.speaks != Speaks.LISTENERS
            words = LIBRARY.words(protocol.key, each.key)
            assert 0 < len(words.title) <= 60
            assert re.search(r"[.?]$", words.say)
            assert len(words.say) <= 160
        assert 4 <= len(protocol.norms) <= 8

    def test_the_frame_has_words(self) -> None:
        assert [LIBRARY.words("consultancy", key).title for key in FRAME]
        with pytest.raises(KeyError):
            LIBRARY.words("consultancy", "nothing")

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("people: [3, 4]", "people: [4, 3]"),
            ("people: [3, 4]", "people: [1, 4]"),
            ("people: [3, 4]", "people: 3"),
            ("in_turn: true", "in_turn: false"),
            ("minutes: [3, 5, 8]", "minutes: [3, 5]"),
            ("minutes: [3, 5, 8]", "minutes: [6, 5, 8]"),
            ("minutes: [3, 5, 8]", "minutes: [0, 5, 8]"),
            ("speaks: nobody", "speaks: someone"),
            ("key: writing", "key: present"),
            ("key: writing", "key: closing"),
            ("key: writing", "name: writing"),
            ("purpose: Everybody", "aim: Everybody"),
            ("  pairs:\n", "  couples:\n"),
            ("norms:\n  - What", "rules:\n  - What"),
        ],
    )
    def test_what_cannot_be_used_is_refused(self, old: str, new: str) -> None:
        source = (
            "frame:\n  opening: {title: a, say: b}\n  break: {title: a, say: b}\n  talk: {title: a, say: b}\n"
            "  pairs:\n    {title: a, say: b}\n  closing: {title: a, say: b}\n"
            "norms:\n  - What is said here stays here.\n"
            "protocols:\n  x:\n    name: X\n    purpose: Everybody\n    people: [3, 4]\n"
            "    in_turn: true\n    norms: []\n"
            "    rounds:\n      - {key: writing, title: t, say: s, minutes: [3, 5, 8], speaks: nobody}\n"
            "      - {key: present, title: t, say: s, minutes: [3, 5, 8], speaks: presenter, each: true}\n"
        )
        assert parse_protocols(source).protocols["x"].rounds[1].each
        assert old in source
        with pytest.raises(ProtocolsError):
            parse_protocols(source.replace(old, new, 1))


class TestPlans:
    @given(plans())
    def test_a_plan_adds_up_and_everyone_has_the_same_time(self, made: Plan) -> None:
        protocol = LIBRARY.protocols[made.protocol]
        assert sum(each.minutes for each in made.rounds) == made.minutes
        assert (made.rounds[0].round, made.rounds[-1].round) == (OPENING, CLOSING)
        minutes = [Counter({e.round.key: e.minutes for e in made.rounds if e.presenter == n}) for n in range(made.size)]
        assert all(each == minutes[0] for each in minutes) == (protocol.in_turn or not minutes[0])
        assert {e.presenter for e in made.rounds if e.presenter is not None} == (
            set(range(made.size)) if protocol.in_turn else set()
        )
        for each in made.rounds[:-1]:
            assert each.round.shortest <= each.minutes <= each.round.longest
        assert made.rounds[-1].minutes >= CLOSING.shortest

    @given(plans())
    def test_presenters_come_in_turn_each_with_all_their_rounds(self, made: Plan) -> None:
        turns = [each.presenter for each in made.rounds if each.presenter is not None]
        assert turns == sorted(turns)
        wanted = [each.key for each in LIBRARY.protocols[made.protocol].rounds if each.each]
        for presenter in set(turns):
            assert [each.round.key for each in made.rounds if each.presenter == presenter] == wanted

    @given(protocols, st.integers(1, 12), st.integers(0, 200))
    def test_what_does_not_fit_is_refused_with_the_shortest_length_that_does(
        self, protocol: ProtocolText, size: int, minutes: int
    ) -> None:
        fits = protocol.smallest <= size <= protocol.largest
        with pytest.raises(DoesNotFit) as nothing:
            plan(protocol, size, 0)
        shortest, longest = nothing.value.shortest, nothing.value.longest
        assert (shortest is None) == (longest is None) == (not fits)
        if shortest is None or longest is None:
            return
        assert plan(protocol, size, shortest).minutes == shortest
        if shortest <= minutes <= longest:
            assert plan(protocol, size, minutes).minutes == minutes
        else:
            with pytest.raises(DoesNotFit):
                plan(protocol, size, minutes)

    def test_three_and_four_people_take_the_published_times(self) -> None:
        """50 and 65 minutes, without introduction and debrief."""
        protocol = LIBRARY.protocols["peer_what_so_what"]
        for size, minutes in ((3, 50), (4, 65)):
            made = plan(protocol, size, minutes + OPENING.usual + CLOSING.usual)
            assert all(each.minutes == each.round.usual for each in made.rounds)

    def test_time_for_pairs_is_held_before_the_end(self) -> None:
        made = plan(LIBRARY.protocols["consultancy"], 4, 90, pairs_minutes=20)
        assert (made.rounds[-2].round.key, made.rounds[-2].minutes) == (PAIRS, 20)

    @pytest.mark.parametrize(("size", "minutes", "pairs"), [(0, 60, 0), (3, -1, 0), (3, 60, -5), (10**9, 60, 0)])
    def test_nonsense_is_refused(self, size: int, minutes: int, pairs: int) -> None:
        with pytest.raises(ValueError, match="no plan"):
            plan(LIBRARY.protocols["consultancy"], size, minutes, pairs_minutes=pairs)


presses = st.lists(
    st.builds(
        Pressed,
        st.integers(-60, 9000).map(lambda seconds: BEGAN + timedelta(seconds=seconds)),
        st.sampled_from(list(Press)),
        st.integers(0, 25),
    ),
    max_size=8,
)


class TestRounds:
    @given(plans(), st.integers(-120, 12000))
    def test_without_a_press_the_clock_says_which_round_it_is(self, made: Plan, seconds: int) -> None:
        now = BEGAN + timedelta(seconds=seconds)
        found = running(made, BEGAN, [], now)
        at = BEGAN
        for number, each in enumerate(made.rounds):
            ends = at + each.minutes * MINUTE
            if at <= now < ends:
                assert found.now is not None
                assert (found.now.round, found.left(now)) == (number, ends - now)
            at = ends
        assert found.over == (now >= BEGAN + made.minutes * MINUTE)
        assert (found.now is None) == (found.over or now < BEGAN)

    @given(plans(), presses)
    def test_rounds_follow_one_another_whatever_is_pressed(self, made: Plan, pressed: list[Pressed]) -> None:
        found = spans(made, BEGAN, pressed)
        assert [span.round for span in found] == list(range(len(found)))
        assert found[0].begins == BEGAN
        assert all(one.ends == other.begins for one, other in pairwise(found))
        assert all(span.begins <= span.ends for span in found)
        assert len(found) == len(made.rounds) or any(p.press is Press.STOP and p.at == found[-1].ends for p in pressed)

    @given(plans(), presses, st.integers(0, 9000))
    def test_later_presses_do_not_change_what_was(self, made: Plan, pressed: list[Pressed], seconds: int) -> None:
        now = BEGAN + timedelta(seconds=seconds)
        before = running(made, BEGAN, pressed, now)
        assert before == running(made, BEGAN, [p for p in pressed if p.at <= now], now)
        assert before == running(made, BEGAN, list(reversed(pressed)), now)

    def test_more_next_and_stop(self) -> None:
        made = plan(LIBRARY.protocols["short_what_so_what"], 4, 34)  # 5, 8, 8, 8, 5
        at = BEGAN + MINUTE
        more = Pressed(at, Press.MORE, 0)
        assert spans(made, BEGAN, [more])[0].ends == BEGAN + 5 * MINUTE + MORE
        assert spans(made, BEGAN, [more, Pressed(BEGAN + 6 * MINUTE, Press.MORE, 0)])[0].ends == BEGAN + 9 * MINUTE
        both_hosts = [Pressed(at, Press.NEXT, 0), Pressed(at + timedelta(seconds=1), Press.NEXT, 0)]
        assert [span.begins for span in spans(made, BEGAN, both_hosts)][:3] == [BEGAN, at, at + 8 * MINUTE]
        stopped = running(made, BEGAN, [Pressed(at, Press.STOP, 0)], at)
        assert stopped.over
        assert stopped.left(at) == timedelta()


class TestRoles:
    @given(st.integers(1, 8), st.integers(1, 30))
    def test_everybody_gets_their_turn_over_the_year(self, size: int, sessions: int) -> None:
        people = [f"p{n}" for n in range(size)]
        history: list[Roles] = []
        for _ in range(sessions):
            history.append(next_roles(people, history))
        for parts in ([r.facilitator for r in history], [r.timekeeper for r in history]):
            counts = Counter({who: parts.count(who) for who in people})
            assert max(counts.values()) - min(counts.values()) <= 1
        assert all(r.facilitator != r.timekeeper for r in history) or size == 1

    @given(st.lists(st.sets(st.sampled_from("abcdef"), min_size=1), max_size=20))
    def test_whoever_was_away_is_next(self, present: list[set[str]]) -> None:
        history: list[Roles] = []
        for people in present:
            roles = next_roles(people, history)
            least = min(sum(r.facilitator == who for r in history) for who in people)
            assert sum(r.facilitator == roles.facilitator for r in history) == least
            history.append(roles)

    def test_somebody_new_does_not_go_before_those_who_wait_for_their_turn(self) -> None:
        """Five people and one session each: all have facilitated, although somebody joins for every session."""
        people, history = [f"p{n}" for n in range(5)], list[Roles]()
        for number in range(5):
            history.append(next_roles([*people, f"new{number}"] if number else people, history))
        led = [roles.facilitator for roles in history]
        assert sorted(led) == people

    def test_nobody_has_no_roles(self) -> None:
        with pytest.raises(ValueError, match="nobody"):
            next_roles([], [])
