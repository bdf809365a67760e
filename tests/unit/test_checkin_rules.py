"""Who may read a check-in, when it reaches them, when somebody is left in peace, and what can be saved."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import local
from bot.domain.checkins import (
    LONG_ANSWER,
    SHORT_ANSWER,
    Answers,
    Problem,
    Prompt,
    allowed_readers,
    is_blank,
    is_silent,
    preselected_readers,
    problems,
    share_at,
    with_note,
)
from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.pairs import MEETING_MINUTES, MeetingKind, Partner, kind_for
from tests.unit.calendars import moments, zones

WEEK = timedelta(weeks=1)
FIRST = datetime(2026, 9, 3, 18, 30, tzinfo=UTC)


def partner(person_id: int, *, supervises: bool = False) -> Partner:
    return Partner(person_id, person_id, person_id, "Ben", "U1", None, is_mentor=True, supervises=supervises)


class TestReaders:
    @given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), unique_by=lambda each: each[0], max_size=4))
    def test_only_a_single_partner_who_does_not_supervise_is_preselected(self, drawn: list[tuple[int, bool]]) -> None:
        chosen = preselected_readers([partner(person_id, supervises=over) for person_id, over in drawn])
        if len(drawn) == 1 and not drawn[0][1]:
            assert chosen == {drawn[0][0]}
        else:
            assert chosen == frozenset()

    @given(st.frozensets(st.integers(1, 9)), st.sets(st.integers(1, 9)))
    def test_nobody_reads_who_is_not_both_wanted_and_a_partner(self, wanted: frozenset[int], now: set[int]) -> None:
        for reader in allowed_readers(wanted, [partner(person_id) for person_id in now]):
            assert reader in wanted
            assert reader in now

    @given(moments, zones, st.integers(1, 5))
    def test_a_reader_gets_it_the_same_day_at_once_or_with_the_others_at_five(
        self, now: datetime, timezone: str, partners: int
    ) -> None:
        at, today = share_at(now, timezone, partners), local(now, timezone).date()
        assert at >= now
        assert local(at, timezone).date() == today
        if at != now:
            assert partners > 1
            assert (local(at, timezone).hour, local(at, timezone).minute) == (17, 0)
        elif partners > 1:
            assert local(now, timezone).hour >= 17


class TestSilence:
    @given(st.lists(st.sampled_from(["open", "answered", "skipped"]), max_size=6), st.none() | st.integers(-1, 6))
    def test_three_unanswered_prompts_in_a_row_since_they_were_last_heard_of(
        self, ends: list[str], heard: int | None
    ) -> None:
        prompts = [
            Prompt(
                n,
                1,
                1,
                (FIRST + n * WEEK).date(),
                FIRST + n * WEEK,
                "q",
                "r",
                f"k{n}",
                answered_at=FIRST if end == "answered" else None,
                skipped_at=FIRST if end == "skipped" else None,
            )
            for n, end in enumerate(ends)
        ]
        last_heard = FIRST + heard * WEEK + timedelta(days=1) if heard is not None else None
        run = 0
        for n, end in enumerate(ends):
            run = run + 1 if end == "open" else 0
            run = 0 if heard is not None and n <= heard else run
        assert is_silent(prompts[::-1], last_heard) == (run >= 3)


class TestWhatCanBeSaved:
    @given(st.text(alphabet="a\n \u200b\u3164\u2800\u00ad\t", max_size=10))
    def test_what_shows_nothing_is_empty(self, text: str) -> None:
        assert is_blank(text) == ("a" not in text)
        assert (problems(Answers(text)) == {}) == ("a" in text)

    @given(st.sampled_from(["went_well", "hard", "next_step", "answer", "looking_forward", "own_school"]))
    def test_every_field_has_its_limit(self, name: str) -> None:
        longest = LONG_ANSWER if name in {"went_well", "hard", "next_step"} else SHORT_ANSWER
        fits = replace(Answers("fine"), **{name: "x" * longest})
        assert problems(fits) == {}
        assert problems(replace(fits, **{name: "x" * (longest + 1)})) == {name: Problem.TOO_LONG}

    @given(st.text(max_size=2100), st.text(min_size=1, max_size=2100))
    def test_a_kept_note_stands_below_what_was_written(self, before: str, note: str) -> None:
        kept = with_note(Answers(before), "went_well", note).went_well
        assert kept == (f"{before}\n{note}" if before else note)  # whole, however long: the form asks to shorten it


class TestPeopleAndPairs:
    def test_brief_counts(self) -> None:
        assert [kind_for(minutes) for minutes in MEETING_MINUTES[:3]] == [
            MeetingKind.BRIEF,
            MeetingKind.BRIEF,
            MeetingKind.WEEKLY,
        ]

    def test_who_is_asked(self) -> None:
        for role in Role:
            asked = Member(1, 1, 1, frozenset({role})).is_asked
            assert asked == (role in {Role.MENTEE, Role.MENTOR, Role.EMERGING})
        assert Member(1, 1, 1, frozenset({Role.COORDINATOR, Role.MENTOR})).is_asked

    @given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)))
    def test_a_pause_ends_on_its_day_or_not_by_itself(self, day: date, until: date | None) -> None:
        person = Person(1, 1, "a@x.example", "Ana", PersonState.ACTIVE, paused_at=FIRST, paused_until=until)
        assert person.is_paused(day) == (until is None or day < until)
        assert not replace(person, paused_at=None, paused_until=until).is_paused(day)

    def test_ones_own_time_zone_goes_before_slacks_and_the_programs(self) -> None:
        person = Person(1, 1, "a@x.example", "Ana", PersonState.ACTIVE, None, "Asia/Kolkata", "Asia/Tokyo")
        assert person.timezone("UTC") == "Asia/Kolkata"
        assert replace(person, own_timezone=None).timezone("UTC") == "Asia/Tokyo"
        assert replace(person, own_timezone=None, slack_timezone=None).timezone("UTC") == "UTC"
