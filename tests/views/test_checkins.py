"""Messages around a check-in: names, dates, partners, and what fits."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.wording import wording
from bot.domain.checkins import Answers
from bot.domain.pairs import Partner
from bot.sandbox.slack.blockkit import check_message
from bot.views import ids
from bot.views.button_values import read_met_value, read_week_value
from bot.views.checkin_prompts import Answered, LoggedMeeting, PromptView, Skipped, Welcome, prompt
from bot.views.checkins import (
    CommunityPost,
    ConfirmationView,
    SharedPart,
    community_post,
    confirmation,
    how_many_fit,
    shared_checkins,
    thanks,
)
from bot.views.samples import BEN, CLEO, QUESTION, WEEK, ZONE

W = wording()
VIEW = PromptView(7, 31, WEEK, "Ana Lima", ZONE, QUESTION, partners=(BEN, CLEO))
LONG_WORDS = st.text(max_size=2000)
PARTS = st.lists(
    st.builds(
        SharedPart,
        st.integers(1, 10**9),
        st.text(min_size=1, max_size=80).filter(str.strip),
        st.builds(Answers, *[LONG_WORDS] * 6),
        st.none(),
        st.just(QUESTION),
        st.booleans(),
    ),
    min_size=1,
    max_size=20,
)


def elements(message_blocks: list[dict], action_id: str) -> list[dict]:
    found = [e for block in message_blocks if block["type"] == "actions" for e in block["elements"]]
    return [element for element in found if element["action_id"] == action_id]


def test_a_meeting_takes_one_tap_and_says_with_whom() -> None:
    (menu,) = elements(prompt(W, VIEW).blocks, ids.CHECKIN_MET)
    assert [group["label"]["text"] for group in menu["option_groups"]] == ["Ben Okafor", "Cleo Marsh"]
    values = [option["value"] for group in menu["option_groups"] for option in group["options"]]
    assert read_met_value(values[0]) == (BEN.pair_id, 5)
    assert read_met_value(values[-1]) == (CLEO.pair_id, 60)


def test_a_pair_whose_meeting_is_logged_is_offered_no_more() -> None:
    met = LoggedMeeting(5, BEN.pair_id, 15, BEN.name, WEEK)
    (menu,) = elements(prompt(W, replace(VIEW, meetings=(met,))).blocks, ids.CHECKIN_MET)
    assert [group["label"]["text"] for group in menu["option_groups"]] == ["Cleo Marsh"]
    both = (met, LoggedMeeting(6, CLEO.pair_id, 5, CLEO.name, WEEK))
    assert elements(prompt(W, replace(VIEW, meetings=both)).blocks, ids.CHECKIN_MET) == []


def test_week_values_survive_the_way_through_slack() -> None:
    (button,) = elements(prompt(W, VIEW).blocks, ids.CHECKIN_OPEN)
    assert read_week_value(button["value"]) == (31, WEEK)


def test_a_welcome_shows_its_three_ways_out_as_buttons() -> None:
    welcome = Welcome("Harbor Leaders", "Maria Stone", (BEN,), 3, time(14, 30), time(9))
    message = prompt(W, replace(VIEW, welcomes=(welcome,)))
    for action_id in (ids.MEMBER_CHANGE_DAY, ids.MEMBER_PAUSE, ids.MEMBER_LEAVE):
        assert len(elements(message.blocks, action_id)) == 1
    assert "Maria Stone enrolled you" in message.blocks[0]["text"]["text"]
    assert "14:30" in message.text


def test_times_are_the_readers_own() -> None:
    at = datetime(2026, 11, 27, 3, 30, tzinfo=UTC)
    message = prompt(W, replace(VIEW, state=Answered(at)))
    assert "Thursday 26 November, 22:30" in message.text
    assert f"<!date^{int(at.timestamp())}^" in message.blocks[0]["text"]["text"]
    assert "Thursday 26 November, 22:30>" in message.blocks[0]["text"]["text"]


def test_a_skipped_week_can_be_taken_back_and_asks_nothing_else() -> None:
    message = prompt(W, replace(VIEW, state=Skipped(date(2026, 12, 3))))
    assert len(elements(message.blocks, ids.CHECKIN_SKIP_UNDO)) == 1
    assert elements(message.blocks, ids.CHECKIN_OPEN) == []
    assert elements(message.blocks, ids.CHECKIN_SKIP) == []


def test_a_confirmation_names_every_reader() -> None:
    message = confirmation(W, ConfirmationView(31, WEEK, ("Ben Okafor", "Cleo Marsh"), win_to_community=True))
    assert "Ben Okafor and Cleo Marsh can read it" in message.text
    assert "community" in message.text
    assert "Only you" not in message.text
    assert "Only you" in confirmation(W, ConfirmationView(31, WEEK)).text


def test_a_confirmation_says_from_when_on_a_reader_can_read_it() -> None:
    five = datetime(2026, 11, 26, 23, 0, tzinfo=UTC)
    view = ConfirmationView(31, WEEK, ("Ben Okafor",), ((five, ("Cleo Marsh",)),), "America/Chicago")
    text = confirmation(W, view).text
    assert "Ben Okafor can read it. From <!date^" in text
    assert "|Thursday 26 November, 17:00> on, Cleo Marsh can read it." in text
    later = confirmation(W, replace(view, readers=())).text
    assert later.startswith("Your check-in is saved. From <!date^")
    assert "Only you" not in later


def test_full_text_gives_the_words_and_nothing_else_changes() -> None:
    part = SharedPart(41, "Ana Lima", Answers(went_well="A *calm* <!channel> day.", hard="The bus."))
    usual, full = shared_checkins(W, [part]), shared_checkins(W, [part], full_text=True)
    assert "calm" not in usual.text
    assert "calm" in full.text
    assert "The bus." in full.text
    assert "<!channel>" not in full.text
    assert usual.blocks == full.blocks


@given(parts=PARTS, full_text=st.booleans())
@settings(max_examples=40)
def test_shared_check_ins_always_fit(parts: list[SharedPart], full_text: bool) -> None:
    fitting = how_many_fit(W, parts)
    assert 1 <= fitting <= len(parts)
    message = shared_checkins(W, parts[:fitting], full_text=full_text)
    assert check_message(message.blocks, message.text) == []
    assert len(message.text.encode()) <= 4000


def test_short_parts_travel_together_and_long_ones_apart() -> None:
    short = [SharedPart(n, f"Person {n}", Answers(went_well="A calm day.")) for n in range(30)]
    assert 10 <= how_many_fit(W, short) < 30
    long = [SharedPart(n, f"Person {n}", Answers(*["word " * 380] * 3)) for n in range(3)]
    assert how_many_fit(W, long) == 1


@pytest.mark.parametrize("words", ["word " * 400, "👩🏽‍🏫" * 400, "&<>" * 600])
def test_the_longest_text_can_still_be_updated(words: str) -> None:
    part = SharedPart(1, "Ana Lima", Answers(*[words] * 6))
    text = shared_checkins(W, [part], full_text=True).text
    assert 3000 < len(text.encode()) <= 4000  # chat.update refuses more
    assert not re.search(r"&[a-z]*…$", text)


def test_whole_words_are_kept_where_they_fit() -> None:
    words = "word " * 380
    message = shared_checkins(W, [SharedPart(1, "Ana Lima", Answers(went_well=words, hard=words))])
    assert str(message.blocks).count(words) == 2
    assert "shortened" not in str(message.blocks)


@given(name=st.text(min_size=1, max_size=80).filter(str.strip))
@settings(max_examples=60)
def test_a_name_is_only_a_name(name: str) -> None:
    hostile = f"{name}<!channel>*x*_y_"
    partner = Partner(1, 11, 21, hostile, None, None, is_mentor=True, supervises=False)
    messages = [
        prompt(W, replace(VIEW, name=hostile, partners=(partner,), meetings=(LoggedMeeting(1, 9, 5, hostile, WEEK),))),
        community_post(W, CommunityPost(hostile, "Fine.")),
        thanks(W, [hostile, hostile]),
        confirmation(W, ConfirmationView(31, WEEK, (hostile,))),
    ]
    for message in messages:
        assert check_message(message.blocks, message.text) == []
        shown = str([block for block in message.blocks if block["type"] == "section"]) + message.text
        assert "<!channel>" not in shown
        assert "*x*" not in shown
        assert "_y_" not in shown
