"""Two questions each term: what a term is, when its members are asked, and what answers say together."""

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import DAY, Rhythm, SchoolDays, local, next_prompt, reminder_at
from bot.domain.programs import DaysOff
from bot.domain.pulses import PulseAnswer, PulseTerm, asked_at, asking_terms, change, term_before, term_on, trend

STARTS = date(2026, 8, 17)
REMINDED = time(9)
lengths = st.one_of(st.none(), st.integers(1, 700))


@given(lengths, st.integers(0, 700))
def test_every_day_of_a_program_is_in_one_term_and_terms_follow_each_other(length: int | None, n: int) -> None:
    ends = STARTS + length * DAY if length is not None else None
    day = STARTS + n * DAY
    term = term_on(STARTS, ends, day)
    if ends is not None and day > ends:
        assert term is None
        return
    assert term is not None
    assert term.starts <= day <= term.ends
    assert term_on(STARTS, ends, term.starts) == term_on(STARTS, ends, term.ends) == term
    before = term_before(STARTS, ends, term)
    assert before is None if term.number == 1 else before is not None and before.ends == term.starts - DAY


@given(lengths, st.lists(st.integers(1, 40), min_size=1, max_size=60), st.integers(0, 300))
def test_each_term_asks_a_pair_once_however_the_digests_fall(length: int | None, steps: list[int], begins: int) -> None:
    ends = STARTS + length * DAY if length is not None else None
    joined = STARTS + begins * DAY
    since: date = STARTS
    asked: list[tuple[PulseTerm, date]] = []
    for step in steps:
        until = since + step * DAY
        terms = asking_terms(STARTS, ends, since, until)
        asked += [(term, day) for term in terms if (day := term.asks_from(joined)) is not None and since <= day < until]
        since = until
    numbers = [term.number for term, _ in asked]
    assert all(joined + timedelta(days=14) <= day <= term.ends for term, day in asked)
    assert numbers == sorted(set(numbers))
    if ends is not None and since > ends:
        all_terms = {term_on(STARTS, ends, STARTS + n * DAY) for n in range((ends - STARTS).days + 1)}
        assert numbers == sorted(term.number for term in all_terms if term is not None and term.asks_from(joined))


@given(st.integers(0, 4), st.integers(60, 400), st.sampled_from(["America/New_York", "Asia/Kolkata", "Pacific/Apia"]))
def test_it_comes_at_ten_on_a_school_day_without_prompt_or_reminder(weekday: int, length: int, zone: str) -> None:
    ends = STARTS + length * DAY
    term = term_on(STARTS, ends, ends)
    assert term is not None
    assert term.asked_on is not None
    days = SchoolDays((DaysOff(term.asked_on, term.asked_on + 2 * DAY),))
    rhythm = Rhythm(3, weekday, time(14, 30), zone, STARTS, ends)
    at = asked_at(term, term.asked_on, rhythm, REMINDED, days)
    assert at is not None
    here = local(at, zone)
    assert here.time() == time(10)
    assert here.date() in days
    assert term.asked_on <= here.date() <= term.asked_on + timedelta(days=14)
    prompt = next_prompt(at - timedelta(days=8), rhythm, days)
    while prompt is not None and prompt < at + timedelta(days=2):
        reminder = reminder_at(prompt, REMINDED, zone, days)
        assert here.date() not in {local(one, zone).date() for one in (prompt, reminder) if one is not None}
        prompt = next_prompt(prompt, rhythm, days)


def test_fewer_than_five_answers_are_no_trend_and_nothing_to_compare_with() -> None:
    four, five = [PulseAnswer(4, 2)] * 4, [PulseAnswer(5, 3)] * 5
    assert trend(four, five) is None
    found = trend(five, four)
    assert found is not None
    assert (found.worth, found.worth_before, found.fit, found.fit_before) == (5.0, None, 3.0, None)
    assert [change(4.0, before) for before in (None, 3.8, 3.7, 4.3)] == ["first", "same", "up", "down"]
