"""Samples of everything that questions, goals and resources show; see `samples.py`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.content.wording import Wording
from bot.domain.goals import PARTS, FullGoal, Goal, GoalState, Mark, Reading, Step, Version
from bot.domain.own_questions import OwnQuestion, Purpose
from bot.domain.pairs import Partner
from bot.domain.programs import Program
from bot.domain.questions import Reason as Why
from bot.domain.refusals import Reason
from bot.domain.resources import Resource, ResourceKind, ResourceState
from bot.domain.shelves import Shelf
from bot.views import checkins, goal_form, goals, library, protocols, question_bank, questions, shelf_files
from bot.views.message import Message

Sample = Message | dict[str, Any]
Said = Callable[[str], str]

ZONE = "America/New_York"
AT = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
CLEO = Partner(3, 13, 23, "Cleo Marsh", None, ZONE, is_mentor=False, supervises=False)
DEVI = Partner(4, 14, 24, "Devi Rao", None, ZONE, is_mentor=False, supervises=False)
QUESTION = "Which strength of yours did you rely on most this week?"
BOOK = Resource(
    5,
    1,
    "Listening | first <of> all",
    "https://library.example/listening?a=1&b=2",
    ResourceKind.READ,
    10,
    frozenset({"listening"}),
    ResourceState.LISTED,
)


def question_samples(w: Wording, said: Said) -> dict[str, Sample]:
    """Return what somebody who asks for a question sees, and the community's post."""
    view = questions.QuestionView(7, Purpose.SELF, QUESTION, Why.ROTATION)
    for_mentee = replace(view, purpose=Purpose.MENTEE, mentees=(CLEO, DEVI), partner=CLEO, channel="C0SAMPLE01")
    views = {
        "for oneself": view,
        "for oneself, with all it could be": replace(view, mentees=(CLEO,), channel="C0SAMPLE01", resource=BOOK),
        "for a mentee": for_mentee,
        "for everyone": replace(for_mentee, purpose=Purpose.COMMUNITY, resource=replace(BOOK, minutes=None)),
    }
    views |= {f"because of {why.value}": replace(view, reason=why) for why in Why}
    found: dict[str, Sample] = {f"question: {name}": questions.question_modal(w, each) for name, each in views.items()}
    for purpose in Purpose:
        found[f"question: done, {purpose.value}"] = questions.done_modal(w, purpose, "Cleo Marsh", AT, ZONE)
    kept = questions.KeptView(7, QUESTION, said("Listening before I answer."))
    many = [kept, replace(kept, name="Cleo Marsh", answer=""), replace(kept, asked=True)]
    found["question: kept"] = questions.kept_modal(w, many, can_ask=True)
    found["question: kept ten"] = questions.kept_modal(w, [replace(kept, name="Cleo Marsh")] * 10, can_ask=False)
    found["question: nothing kept"] = questions.kept_modal(w, [], can_ask=True)
    found["community: question"] = questions.community_question(w, QUESTION)
    found["community: question of a member"] = questions.community_question(w, QUESTION, "Ana Lima", "U0SAMPLE01")
    found["help: question"] = questions.help_message(w)
    found["help: question, unknown argument"] = questions.help_message(w, "dance")
    for reason in (Reason.NO_MENTEE, Reason.NO_COMMUNITY):
        found[f"answer: {reason.value}"] = questions.refusal(w, reason)
    return found | _bank(w) | _goals(w, said) | _library(w) | _files(w) | _protocols(w)


def _bank(w: Wording) -> dict[str, Sample]:
    program = Program(1, 1, "Harbor Leaders", ZONE, date(2026, 8, 24))
    own = OwnQuestion(3, 1, "story.own-1", "What made you smile?", "story", frozenset({"mentee", "group"}), True, 5)
    retired = replace(own, retired_at=AT)
    view = question_bank.BankView(program, (program,), (own, retired))
    two = (program, replace(program, id=2, name="Bay Mentors"))
    return {
        "bank: none": question_bank.bank_modal(w, replace(view, questions=())),
        "bank: two": question_bank.bank_modal(w, replace(view, programs=two)),
        "bank: many": question_bank.bank_modal(w, replace(view, questions=(own,) * 35, page=1)),
        "bank: new": question_bank.form_modal(w, 1, 0, ()),
        "bank: edit": question_bank.form_modal(w, 1, 0, (BOOK,), own),
    }


def _goals(w: Wording, said: Said) -> dict[str, Sample]:
    goal = Goal(
        8,
        31,
        GoalState.ACTIVE,
        said("Visit every classroom once before the break."),
        date(2026, 12, 18),
        {name: said("Something that can be seen.") for name in PARTS},
        frozenset({"instruction"}),
        AT,
        AT,
    )
    steps = (Step(1, 8, said("Ask for a timetable."), AT), Step(2, 8, said("Begin with the maths wing.")))
    readings = tuple(Reading(8, date(2026, 11, n), said(str(n))) for n in (2, 9, 16))
    full = FullGoal(goal, steps, (Version(8, said("Visit everybody."), date(2026, 12, 1), AT),), readings)
    bare = FullGoal(replace(goal, parts={}, tags=frozenset()))
    done = replace(full, goal=replace(goal, state=GoalState.ACHIEVED))
    view = goals.GoalsView((full, done), (("Cleo Marsh", bare),))
    found: dict[str, Sample] = {
        "goal: list": goals.goals_modal(w, view),
        "goal: none": goals.goals_modal(w, goals.GoalsView(())),
        "goal: very many": goals.goals_modal(w, goals.GoalsView((full, done) * 30, (("Cleo Marsh", full),) * 30)),
        "goal: counts": goals.goals_modal(w, goals.GoalsView((), (), "Harbor Leaders", {GoalState.ACTIVE: 3})),
        "goal: look": goals.look_modal(w, full),
        "goal: look at an achieved one": goals.look_modal(w, done),
        "goal: new": goal_form.form_modal(w, ()),
        "goal: rework": goal_form.form_modal(w, ("instruction", "equity"), full),
        "goal: rework, many tags": goal_form.form_modal(w, [f"tag {n}" for n in range(30)], bare, expanded=True),
        "help: goal": goals.help_message(w),
        "help: goal, unknown argument": goals.help_message(w, "dance"),
        "answer: goal tags": goals.tags_saved(w, "Harbor Leaders", ["equity", "instruction"]),
        "answer: no goal tags": goals.tags_saved(w, "Harbor Leaders", []),
    }
    for state in (GoalState.ACHIEVED, GoalState.DROPPED, GoalState.ACTIVE):
        found[f"goal: {state.value}"] = goals.done_modal(w, state, 8)
    for mark in (None, *Mark):
        asked = checkins.ConfirmationView(31, date(2026, 11, 19), goal=goals.TapView(8, 5, goal.what, mark))
        found[f"confirmation: goal {mark.value if mark else 'asked about'}"] = checkins.confirmation(w, asked)
    return found


def _library(w: Wording) -> dict[str, Sample]:
    suggested = replace(BOOK, id=6, state=ResourceState.SUGGESTED, minutes=None, tags=frozenset())
    view = library.LibraryView(1, (BOOK,), {})
    many = tuple(replace(BOOK, id=n) for n in range(1, 36))
    views = {
        "empty": replace(view, found=()),
        "thanks": replace(view, suggested=True),
        "nothing found": replace(view, found=(), words="<calm>"),
        "found": replace(view, words="listening"),
        "kept": replace(view, kept={5: None}),
        "done": replace(view, kept={5: AT}),
        "of a coordinator": replace(view, found=(suggested, BOOK), coordinates=True),
        "many": replace(view, found=many, page=1),
    }
    found: dict[str, Sample] = {f"library: {name}": library.library_modal(w, each) for name, each in views.items()}
    found["library: suggest"] = library.form_modal(w, 1, coordinates=False)
    found["library: done"] = library.done_modal(w, BOOK, library.Place(1, "", 0))
    found["library: add"] = library.form_modal(w, 1, coordinates=True)
    found["help: resources"] = library.help_message(w)
    return found


def _files(w: Wording) -> dict[str, Sample]:
    refused = [(f"story, entry {n}", "it does not end with a question mark") for n in range(1, 33)]
    found: dict[str, Sample] = {}
    for shelf in Shelf:
        found[f"file: form, {shelf.value}"] = shelf_files.file_form(w, shelf, 1, "Harbor Leaders")
        found[f"file: {shelf.value}"] = shelf_files.file_message(w, shelf, 7, "Harbor Leaders", "story: []")
        found[f"file: no {shelf.value}"] = shelf_files.file_message(w, shelf, 7, "Harbor Leaders", "")
    return found | {
        "file: sent": shelf_files.sent(w),
        "file: brought in": shelf_files.brought_in(w, 3, 1, 12, ()),
        "file: brought in, some refused": shelf_files.brought_in(w, 3, 1, 0, refused),
        "file: unusable": shelf_files.unusable(w, "it is not YAML in UTF-8 (line 3)"),
        "file: gone": shelf_files.not_there(w),
    }


def _protocols(w: Wording) -> dict[str, Sample]:
    in_turn, short = protocols.chosen("peer_what_so_what", 4, 90), protocols.chosen("short_consultancy")
    return {
        "protocols: list": protocols.protocols_modal(w),
        "protocols: one, in turn": protocols.protocol_modal(w, in_turn),
        "protocols: one": protocols.protocol_modal(w, short),
        "protocols: outline for a team": protocols.outline(w, in_turn, "Ana Lima"),
        "protocols: own outline": protocols.outline(w, short),
        "help: protocols": protocols.help_message(w),
    }
