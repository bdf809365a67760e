"""The grammar of `/met`: what people write, what they get wrong, and rules that hold for any text."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.met_text import LONGEST, LONGEST_TEXT, Problem, TalkText, Unreadable, read_met
from bot.domain.pairs import MeetingKind

FRIDAY = date(2026, 11, 20)
YESTERDAY = FRIDAY - timedelta(days=1)
TUESDAY = date(2026, 11, 17)
KINDS = MeetingKind
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
minutes = st.integers(1, LONGEST)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", TalkText()),
        ("15", TalkText(minutes=15)),
        ("<@U1|theo> 30 yesterday", TalkText(("U1",), minutes=30, day=YESTERDAY)),
        ("<@U1> <@W2|x> 45", TalkText(("U1", "W2"), minutes=45)),
        ("<@U1> and <@U1> 45", TalkText(("U1",), minutes=45)),
        ("talked for 10 minutes on tuesday", TalkText(minutes=10, day=TUESDAY)),
        ("1h", TalkText(minutes=60)),
        ("1.5 hours", TalkText(minutes=90)),
        ("1,5 h", TalkText(minutes=90)),
        ("1h30 yesterday", TalkText(minutes=90, day=YESTERDAY)),
        ("1 hour and 30 minutes", TalkText(minutes=90)),
        ("an hour and a half", TalkText(minutes=90)),
        ("half an hour this morning", TalkText(minutes=30, day=FRIDAY)),
        ("1:15", TalkText(minutes=75)),
        ("45 Min.", TalkText(minutes=45)),
        ("30 2026-11-19", TalkText(minutes=30, day=YESTERDAY)),
        ("30 19.11.", TalkText(minutes=30, day=YESTERDAY)),
        ("30 19.11.2026", TalkText(minutes=30, day=YESTERDAY)),
        ("30 11/19", TalkText(minutes=30, day=YESTERDAY)),
        ("30 19/11/26", TalkText(minutes=30, day=YESTERDAY)),
        ("Nov 19th, 20 min", TalkText(minutes=20, day=YESTERDAY)),
        ("20 min on the 19th of November 2026", TalkText(minutes=20, day=YESTERDAY)),
        ("20 min on the 19th", TalkText(minutes=20, day=YESTERDAY)),
        ("1h 19 nov", TalkText(minutes=60, day=YESTERDAY)),
        ("30 friday", TalkText(minutes=30, day=FRIDAY)),
        ("30 last friday", TalkText(minutes=30, day=FRIDAY - timedelta(days=7))),
        ("3 days ago 20", TalkText(minutes=20, day=TUESDAY)),
        ("a week ago, an hour", TalkText(minutes=60, day=FRIDAY - timedelta(days=7))),
        ("the day before yesterday 5m", TalkText(minutes=5, day=FRIDAY - timedelta(days=2))),
        ("observed for 45 minutes", TalkText(minutes=45, kind=KINDS.OBSERVATION)),
        ("talked with Theo Park 20", TalkText(names=("Theo", "Park"), minutes=20)),
        ("@theo.park 20", TalkText(names=("theo.park",), minutes=20)),
        ("banana", TalkText(names=("banana",))),
        ("\u200b\u2060\ufeff\u3164\u00a0", TalkText()),
        ("\u200e30\u200f yes\u00adterday", TalkText(minutes=30, day=YESTERDAY)),
        ("5 may 10", TalkText(minutes=10, day=date(2026, 5, 5))),
        ("ten minutes on the phone", TalkText(minutes=10)),
        ("Forty-five minutes, two days ago", TalkText(minutes=45, day=FRIDAY - timedelta(days=2))),
        ("twenty five at nine o'clock", TalkText(minutes=25)),
        ("one on one, thirty", TalkText(names=("one", "one"), minutes=30)),
        ("one hour and thirty minutes", TalkText(minutes=90)),
        ("two weeks ago for a quarter of an hour", TalkText(minutes=15, day=FRIDAY - timedelta(days=14))),
        ("three quarters of an hour", TalkText(minutes=45)),
        ("15 minutes at 3pm yesterday", TalkText(minutes=15, day=YESTERDAY)),
        ("at 10:30 for 15", TalkText(minutes=15)),
        ("30 min today at 9", TalkText(minutes=30, day=FRIDAY)),
        ("20 at 3 p.m.", TalkText(minutes=20)),
        ("at 15", TalkText(minutes=15)),
        ("at 9 on the 19th for ten minutes", TalkText(minutes=10, day=YESTERDAY)),
        ("met in the hallway before school, 5 min", TalkText(minutes=5)),
        ("٣٠ yesterday", TalkText(minutes=30, day=YESTERDAY)),
        ("１５", TalkText(minutes=15)),
    ],
)  # fmt: skip
def test_what_people_write(text: str, read: TalkText) -> None:
    assert read_met(text, FRIDAY) == read


@pytest.mark.parametrize(
    ("text", "problem", "word"),
    [
        ("0", Problem.TOO_SHORT, "0"),
        ("0.001h", Problem.TOO_SHORT, "0.001"),
        ("9000", Problem.TOO_LONG, "9000"),
        ("9 hours", Problem.TOO_LONG, "9"),
        ("9" * 60, Problem.TOO_LONG, "9" * 60),
        ("30 tomorrow", Problem.AHEAD, "tomorrow"),
        ("30 next tuesday", Problem.AHEAD, "next"),
        ("30 2026-11-21", Problem.AHEAD, "2026-11-21"),
        ("30 31.02.", Problem.NO_SUCH_DAY, "31.02."),
        ("30 2026-13-45", Problem.NO_SUCH_DAY, "2026-13-45"),
        ("30 the 32nd", Problem.NO_SUCH_DAY, "32"),
        ("15 30", Problem.TWO_LENGTHS, "30"),
        ("15 monday tuesday", Problem.TWO_DAYS, "tuesday"),
        ("-5", Problem.NOT_A_LENGTH, "-5"),
        ("1.5", Problem.NOT_A_LENGTH, "1.5"),
        ("1:75", Problem.NOT_A_LENGTH, "1:75"),
        ("<!channel> 15", Problem.NOT_A_LENGTH, "<!channel>"),
        ("a " * LONGEST_TEXT, Problem.TOO_MUCH, ""),
    ],
)
def test_what_cannot_be_is_named(text: str, problem: Problem, word: str) -> None:
    with pytest.raises(Unreadable) as found:
        read_met(text, FRIDAY)
    assert (found.value.problem, found.value.word) == (problem, word)


@given(st.text(max_size=LONGEST_TEXT + 5), days)
def test_any_text_is_read_or_refused_and_never_means_the_future(text: str, today: date) -> None:
    try:
        read = read_met(text, today)
    except Unreadable:
        return
    assert read.day is None or read.day <= today
    assert read.minutes is None or 1 <= read.minutes <= LONGEST


WORDS = """15 1h 1.5 hours and a half an minutes yesterday last tuesday the 19th of nov may 31.02. 11/19 ago days 2
    <@U1> @theo 1:30 h30 week , . 0 - ten twenty two three quarters quarter of at pm p m o'clock forty-five minute"""


@given(st.lists(st.sampled_from(WORDS.split()), max_size=20), days)
def test_any_heap_of_its_own_words_is_read_or_refused(words: list[str], today: date) -> None:
    try:
        read = read_met(" ".join(words), today)
    except Unreadable:
        return
    assert read.day is None or read.day <= today


@given(days, st.integers(0, 400), minutes)
def test_a_day_means_the_same_however_it_is_written(today: date, back: int, length: int) -> None:
    day = today - timedelta(days=back)
    written = [day.isoformat(), f"{day.day}.{day.month}.{day.year}", f"{day.month}/{day.day}/{day.year}"]
    written += [f"{day:%B} {day.day} {day.year}", f"{day.day} {day:%b} {day.year}", f"{back} days ago"]
    for text in written:
        for order in (f"{length} {text}", f"{length} minutes {text}", f"{text}, {length} minutes"):
            assert read_met(order, today) == TalkText(minutes=length, day=day), order


@given(days, st.integers(0, 6))
def test_a_weekday_is_the_latest_one(today: date, back: int) -> None:
    day = today - timedelta(days=back)
    assert read_met(f"{day:%A} 15", today).day == day
    assert read_met(f"15 last {day:%a}", today).day == (day if back else day - timedelta(days=7))


@given(minutes)
def test_a_length_means_the_same_however_it_is_written(length: int) -> None:
    hours, rest = divmod(length, 60)
    written = [f"{length}", f"{length}m", f"{length} min", f"{length}minutes", f"{hours}:{rest:02}"]
    written += [f"{hours}h{rest}", f"{hours} hours and {rest} minutes"] if length >= 60 else []
    for text in written:
        assert read_met(text, FRIDAY).minutes == length, text


def test_where_days_come_first_in_a_date() -> None:
    assert read_met("30 5/11", FRIDAY, month_first=False).day == date(2026, 11, 5)
    assert read_met("30 5/11", FRIDAY, month_first=True).day == date(2026, 5, 11)
    assert read_met("30 11/19", FRIDAY, month_first=False).day == YESTERDAY


def test_a_text_is_read_in_less_than_a_millisecond() -> None:
    texts = [
        "talked with <@U0123ABCDE|theo> for 1 hour and 30 minutes on the 19th of november 2026",
        "an " * 130,
        "at 9am " * 57,
    ]
    for text in texts:
        best = min(_timed(text) for _ in range(20))
        assert best < 0.001


def _timed(text: str) -> float:
    begin = time.perf_counter()
    read_met(text, FRIDAY)
    return time.perf_counter() - begin
