"""Rules that hold for every input: timestamps, pages, rates, escaping, and what a form remembers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.clock import Clock
from bot.sandbox.slack import inputs
from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.call import page
from bot.sandbox.slack.conversations import MENTION, number
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.ids import EPOCH, Ids, Stamps, moment_of
from bot.sandbox.slack.limits import Limits, RateLimiter
from bot.sandbox.slack.payloads import escaped

MOMENTS = st.integers(1, 4_000_000_000_000_000).map(lambda count: EPOCH + timedelta(microseconds=count))


@given(st.lists(MOMENTS, min_size=2))
def test_timestamps_only_grow_wherever_the_clock_goes(moments: list[datetime]) -> None:
    clock = Clock.fixed(moments[0])
    stamps = Stamps(clock)
    made = []
    for moment in moments:
        clock.move_to(moment)
        made.append(number(stamps.next()))
    assert made == sorted(set(made))


@given(MOMENTS)
def test_a_timestamp_is_the_clocks_time(moment: datetime) -> None:
    assert moment_of(Stamps(Clock.fixed(moment)).next()) == moment


@given(st.integers(0, 60), st.integers(1, 20))
def test_pages_give_everything_once_in_order(count: int, limit: int) -> None:
    items, found, cursor = list(range(count)), [], ""
    while True:
        shown, metadata = page(items, Arguments(limit=limit, cursor=cursor), 10, 20)
        assert len(shown) <= limit
        found += shown
        cursor = metadata["next_cursor"]
        if not cursor:
            break
    assert found == items


@given(st.text())
def test_a_cursor_that_was_not_given_out_is_refused(cursor: str) -> None:
    assume(cursor not in ("", "bmV4dDow"))
    with pytest.raises(SlackError, match="invalid_cursor"):
        page([], Arguments(cursor=cursor), 10, 20)


def test_a_cursor_past_the_end_is_refused() -> None:
    cursor = page(list(range(9)), Arguments(limit=8), 10, 20)[1]["next_cursor"]
    with pytest.raises(SlackError, match="invalid_cursor"):
        page([], Arguments(cursor=cursor), 10, 20)


@given(st.floats(0.5, 50), st.integers(1, 20), st.lists(st.floats(0, 2), max_size=200))
def test_no_more_messages_pass_than_burst_and_rate_allow(rate: float, burst: int, pauses: list[float]) -> None:
    now = 0.0
    limiter = RateLimiter(Limits(workspace_rate=rate, workspace_burst=burst), lambda: now)
    passed = 0
    for pause in pauses:
        now += pause
        if limiter.check("T", "chat.postMessage", None, "D") is None:
            passed += 1
        assert passed <= burst + rate * now + 1e-6


@given(st.floats(0.5, 50), st.integers(1, 20))
def test_waiting_as_long_as_told_is_enough(rate: float, burst: int) -> None:
    now = 0.0
    limiter = RateLimiter(Limits(workspace_rate=rate, workspace_burst=burst), lambda: now)
    wait = None
    while wait is None:
        wait = limiter.check("T", "chat.postMessage", None)
    now += wait
    assert limiter.check("T", "chat.postMessage", None) is None


@given(st.text(alphabet="<>@!#&UC019|channel"))
def test_escaped_text_never_rings(text: str) -> None:
    assert MENTION.search(escaped(text)) is None


@given(st.sets(st.text("UD", min_size=1)))
def test_ids_are_never_the_same_twice(prefixes: set[str]) -> None:
    ids = Ids()
    made = [ids.new(prefix) for prefix in prefixes for _ in range(3)]
    assert len(set(made)) == len(made)


OPTION = {"text": {"type": "plain_text", "text": "Pair"}, "value": "pair"}
OTHER = {"text": {"type": "plain_text", "text": "Group"}, "value": "group"}


@pytest.mark.parametrize(
    ("element", "value", "untouched", "filled"),
    [
        ({"type": "plain_text_input"}, "x", {"value": None}, {"value": "x"}),
        ({"type": "plain_text_input", "initial_value": "i"}, "", {"value": "i"}, {"value": None}),
        ({"type": "number_input"}, 30, {"value": None}, {"value": "30"}),
        ({"type": "static_select", "options": [OPTION]}, "pair",
         {"selected_option": None}, {"selected_option": OPTION}),
        ({"type": "radio_buttons", "options": [OPTION, OTHER], "initial_option": OPTION}, "Group",
         {"selected_option": OPTION}, {"selected_option": OTHER}),
        ({"type": "checkboxes", "options": [OPTION]}, ["pair"],
         {"selected_options": []}, {"selected_options": [OPTION]}),
        ({"type": "multi_static_select", "option_groups": [{"options": [OTHER]}]}, ["group"],
         {"selected_options": []}, {"selected_options": [OTHER]}),
        ({"type": "users_select"}, "U1", {"selected_user": None}, {"selected_user": "U1"}),
        ({"type": "multi_users_select"}, ["U1"], {"selected_users": []}, {"selected_users": ["U1"]}),
        ({"type": "datepicker"}, "2026-09-03", {"selected_date": None}, {"selected_date": "2026-09-03"}),
        ({"type": "timepicker"}, "14:30", {"selected_time": None}, {"selected_time": "14:30"}),
        ({"type": "file_input"}, None, {"files": []}, {"files": []}),
    ],
)  # fmt: skip
def test_the_state_of_each_element(
    element: dict[str, Any], value: Any, untouched: dict[str, Any], filled: dict[str, Any]
) -> None:
    kind = {"type": element["type"]}
    assert inputs.untouched(element) == kind | untouched
    assert inputs.filled(element, value) == kind | filled


def test_an_option_that_is_not_offered_cannot_be_chosen() -> None:
    with pytest.raises(ValueError, match="Group"):
        inputs.filled({"type": "static_select", "options": [OTHER]}, "pair")


def test_what_the_client_itself_refuses() -> None:
    text = {"type": "plain_text_input", "min_length": 2, "max_length": 3}
    number_input = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "9"}

    def refused(element: dict[str, Any], value: Any, optional: bool = False) -> bool:
        return inputs.complaint(element, inputs.filled(element, value), optional) is not None

    assert [refused(text, value) for value in ("", "a", "ab", "abcd")] == [True, True, False, True]
    assert not refused(text, "", optional=True)
    assert [refused(number_input, value) for value in ("0", "1", "9", "10", "1.5", "x")] == [
        True, False, False, True, True, True
    ]  # fmt: skip


def test_moving_back_a_year_keeps_the_order() -> None:
    clock = Clock.fixed(datetime(2026, 9, 3, tzinfo=UTC))
    stamps = Stamps(clock)
    first = stamps.next()
    clock.move_to(clock.now() - timedelta(days=365))
    assert number(stamps.next()) == number(first) + 1
