"""The check-in form, through Slack and back."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.wording import wording
from bot.domain.checkins import LONG_ANSWER, Answers, Audience, is_blank
from bot.sandbox.slack.blockkit import check_view
from bot.views import ids
from bot.views.checkin_drafts import Carried
from bot.views.checkin_form import FormView, ProgramChoice, checkin_modal
from bot.views.checkin_input import FormMeeting, form_errors, read_form
from bot.views.samples import BEN, CLEO, DEVI, QUESTION, RUTH, WEEK

W = wording()
FORM = FormView(31, WEEK, partners=(BEN,), community="#leaders", question_key="story.one", question=QUESTION)
PROGRAMS = (ProgramChoice(31, "Harbor Leaders"), ProgramChoice(32, "Bay Mentors"))


def as_slack_sends(view: dict[str, Any], **entered: Any) -> dict[str, Any]:
    """Return the view with the state Slack would send: initial values, and over them what was `entered` by field."""
    values: dict[str, dict[str, Any]] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element, name = block["element"], block["block_id"].partition(":")[0]
        kind = element["type"]
        if kind == "plain_text_input":
            state = {"type": kind, "value": entered.get(name, element.get("initial_value"))}
        elif kind in {"checkboxes", "multi_static_select"}:
            ticked = entered.get(name, [option["value"] for option in element.get("initial_options", [])])
            state = {"type": kind, "selected_options": [o for o in element["options"] if o["value"] in ticked]}
        else:
            chosen = entered.get(name, (element.get("initial_option") or {}).get("value"))
            found = next((o for o in element["options"] if o["value"] == chosen), None)
            state = {"type": kind, "selected_option": found}
        values[block["block_id"]] = {element["action_id"]: state}
    return {**view, "state": {"values": values}}


def labels(view: dict[str, Any]) -> list[str]:
    return [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]


def options(view: dict[str, Any], name: str) -> list[str]:
    (block,) = [b for b in view["blocks"] if b.get("block_id", "").partition(":")[0] == name]
    return [option["text"]["text"] for option in block["element"]["options"]]


def test_what_went_well_comes_first_and_is_the_only_duty() -> None:
    inputs = [block for block in checkin_modal(W, replace(FORM, expanded=True))["blocks"] if block["type"] == "input"]
    assert [block["block_id"] for block in inputs[:3]] == [ids.WENT_WELL, ids.HARD, ids.NEXT_STEP]
    assert [block["optional"] for block in inputs] == [False] + [True] * (len(inputs) - 1)


def test_the_program_is_asked_for_only_when_there_are_several() -> None:
    assert ids.PROGRAM not in [block.get("block_id") for block in checkin_modal(W, FORM)["blocks"]]
    first = checkin_modal(W, replace(FORM, programs=PROGRAMS))["blocks"][0]
    assert first["block_id"] == ids.PROGRAM
    assert first["dispatch_action"] is True


def test_more_keeps_the_ids_of_what_was_typed() -> None:
    short, long = checkin_modal(W, FORM), checkin_modal(W, replace(FORM, expanded=True))
    before = [block["block_id"] for block in short["blocks"] if block["type"] == "input"]
    after = [block["block_id"] for block in long["blocks"] if block["type"] == "input"]
    assert after[: len(before)] == before
    assert QUESTION in labels(long)
    assert QUESTION not in labels(short)
    assert read_form(as_slack_sends(long)).expanded


def test_saved_words_under_more_are_shown_at_once_so_that_saving_keeps_them() -> None:
    answers = Answers(went_well="Yes.", looking_forward="Friday.")
    view = checkin_modal(W, replace(FORM, answers=answers, saved=True))
    assert read_form(as_slack_sends(view)).answers == answers


def test_words_typed_for_one_program_never_land_on_words_saved_in_another() -> None:
    fresh = {block.get("block_id") for block in checkin_modal(W, FORM)["blocks"] if block["type"] == "input"}
    saved = checkin_modal(W, replace(FORM, member_id=32, answers=Answers("Saved."), saved=True))
    assert not fresh & {block.get("block_id") for block in saved["blocks"] if block["type"] == "input"}


def test_every_reader_is_named_with_the_relation() -> None:
    view = checkin_modal(W, replace(FORM, partners=(BEN, RUTH, CLEO, DEVI)))
    shown = options(view, ids.READERS)
    assert shown[:2] == ["Ben Okafor, your mentor", "Ruth Adler, your mentor, who also supervises you"]
    assert "Devi Rao, whom you mentor, who also supervises you" in shown
    assert shown[-2:] == ["Everyone in #leaders: what went well", "Everyone in #leaders: what is hard"]


def test_supervision_is_said_whatever_the_length_of_the_name() -> None:
    long = replace(RUTH, name="Maximiliana " * 8)
    assert options(checkin_modal(W, replace(FORM, partners=(long,))), ids.READERS)[0].endswith("also supervises you")


def test_many_partners_fit() -> None:
    many = tuple(replace(CLEO, person_id=n, pair_id=n) for n in range(150))
    view = checkin_modal(W, replace(FORM, partners=many, expanded=True))
    assert check_view(view) == []
    assert read_form(as_slack_sends(view, readers=["partner:3", "win"])).readers == {3}


def test_without_partner_and_community_there_is_nothing_to_choose() -> None:
    view = checkin_modal(W, replace(FORM, partners=(), community="", expanded=True))
    found = read_form(as_slack_sends(view, went_well="Fine."))
    assert found.readers == frozenset()
    assert found.meeting is None
    assert not any(block.get("block_id", "").startswith((ids.READERS, ids.MINUTES)) for block in view["blocks"])


def test_everything_entered_comes_back() -> None:
    form = replace(FORM, partners=(BEN, CLEO), programs=PROGRAMS, is_mentor=True, expanded=True, carried=Carried("v3"))
    entered = {name: f"  about {name}\n" for name in ("went_well", "hard", "next_step", "answer", "own_school")}
    ticked = {"readers": ["partner:13", "win"], "minutes": "15", "met_with": str(CLEO.pair_id), "program": "32"}
    found = read_form(as_slack_sends(checkin_modal(W, form), **entered, **ticked))
    assert (found.member_id, found.week, found.carried.version, found.question_key) == (32, WEEK, "v3", "story.one")
    assert found.answers == Answers(
        "about went_well", "about hard", "about next_step", "about answer", "", "about own_school"
    )
    assert found.readers == {CLEO.person_id}
    assert (found.win_audience, found.challenge_audience) == (Audience.COMMUNITY, Audience.PAIR)
    assert found.meeting == FormMeeting(15, CLEO.pair_id)
    assert form_errors(W, found) == {}


def test_a_meeting_with_the_only_partner_needs_no_name() -> None:
    view = checkin_modal(W, replace(FORM, expanded=True))
    assert read_form(as_slack_sends(view, went_well="Fine.", minutes="5")).meeting == FormMeeting(5, BEN.pair_id)


def test_a_meeting_with_one_of_several_has_to_say_with_whom() -> None:
    view = checkin_modal(W, replace(FORM, partners=(BEN, CLEO), expanded=True))
    found = read_form(as_slack_sends(view, went_well="Fine.", minutes="5"))
    assert list(form_errors(W, found)) == ["met_with:31"]


@pytest.mark.parametrize("blank", [None, "", "   ", "\n\t", "\u200b\u200b", "\u3164", "\u00a0"])
def test_blank_is_no_answer(blank: str | None) -> None:
    errors = form_errors(W, read_form(as_slack_sends(checkin_modal(W, FORM), went_well=blank, hard="The bus.")))
    assert list(errors) == [ids.WENT_WELL]
    assert "one sentence" in errors[ids.WENT_WELL].lower()


def test_too_long_is_said_on_the_field_with_both_numbers() -> None:
    saved = replace(FORM, answers=Answers("Fine."), saved=True)
    found = read_form(as_slack_sends(checkin_modal(W, saved), hard="x" * (LONG_ANSWER + 1)))
    (error,) = form_errors(W, found).items()
    assert error[0] == "hard:31"
    assert "2001" in error[1]
    assert "2000" in error[1]


def test_the_longest_answer_is_not_too_long() -> None:
    found = read_form(as_slack_sends(checkin_modal(W, FORM), went_well="x" * LONG_ANSWER))
    assert form_errors(W, found) == {}


def test_a_kept_message_longer_than_its_field_can_be_shortened_there() -> None:
    words = "word " * 550
    view = checkin_modal(W, replace(FORM, answers=Answers(went_well=words), saved=True))
    assert check_view(view) == []
    found = read_form(as_slack_sends(view))
    assert found.answers.went_well == ("" if is_blank(words) else words.replace("\0", "").strip())
    assert list(form_errors(W, found)) == ["went_well:31"]


@pytest.mark.parametrize("words", ["x" * 40_000, "👩🏽‍🏫" * 5_000, "&<>" * 5_000])
def test_whatever_was_kept_the_form_opens(words: str) -> None:
    answers = Answers(*[words] * 6)
    assert check_view(checkin_modal(W, replace(FORM, answers=answers, saved=True, is_mentor=True))) == []


@given(st.text(max_size=1500))
def test_any_text_survives_the_form(words: str) -> None:
    view = checkin_modal(W, replace(FORM, answers=Answers(went_well=words), saved=True))
    found = read_form(as_slack_sends(view))
    assert found.answers.went_well == ("" if is_blank(words) else words.replace("\0", "").strip())
    assert bool(form_errors(W, found)) is is_blank(words)
