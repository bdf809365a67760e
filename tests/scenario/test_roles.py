"""Every coordinator action, tried as everybody else: refused, and nothing is changed. As the coordinator it works, and
what it changes is in the log.

What can be asked of the services is read from the services themselves. A function that is neither tried here nor known
to be for members fails the test.
"""

import ast
import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import insert, select

import bot.services
from bot.content.wording import wording
from bot.domain.channels import Channel
from bot.domain.digests import MatterKind, NewMatter
from bot.domain.hours import Category, Report
from bot.domain.members import Role
from bot.domain.next_year import Wish as NextYear
from bot.domain.nudges import Why
from bot.domain.obstacles import Told
from bot.domain.own_questions import QuestionWish
from bot.domain.program_settings import Topic
from bot.domain.programs import DaysOff
from bot.domain.refusals import Reason, Refusal
from bot.domain.resources import ResourceKind, ResourceState, ResourceWish
from bot.domain.roster import parse_roster
from bot.domain.sessions import Wish
from bot.domain.shelves import Shelf
from bot.reports.exports import Export
from bot.services import directory, hours, keep_apart, matching, next_year, pair_care, question_bank, resource_library
from bot.services.calendars import Whose
from bot.services.hours import Correction
from bot.services.programs import ProgramWish, create_program
from bot.services.session_rounds import Denied
from bot.services.session_rounds import Why as Why_
from bot.services.shelf_files import read_shelf
from bot.store import matters, obstacles
from bot.store.columns import metadata
from bot.store.database import Store, create_store
from bot.store.schema_desk import audit
from bot.store.schema_nudges import observations
from tests.scenario.seating import member_ids, session
from tests.scenario.village import TEAM, Village

NOW = datetime(2026, 11, 17, 15, 0, tzinfo=UTC)
OTHERS = (
    "UMIA",
    "UTHEO",
    "UINES",
    "UDAN",
    "UNOBODY",
    "UZOE",
)  # mentee, mentor, coach, another's coordinator, outsiders
ROSTER = parse_roster(b"email,role\nnew@x.example,mentee\n")
SHELF = read_shelf(Shelf.QUESTIONS, b"story: [{key: rest, for: [mentor], text: 'Where did you rest?'}]")
WISH = Wish(
    "Network session", date(2026, 12, 9), time(15), 90, "peer_what_so_what", frozenset({Role.MENTEE}), hosts=("UCORA",)
)


class Digest(StrEnum):
    """Stands for the digest of what a coordinator sees at that moment."""

    MATCHES = "matches"
    YEAR = "year"


NEXT_YEAR = NextYear("Leaders 2027", date(2027, 11, 15), date(2028, 6, 16))

# What only coordinators may do, with what they ask for.
TRIED: dict[str, tuple[Any, ...]] = {
    "change_log.page": (1,),
    "desk.see_to": (1,),
    "desk.see_to_at_once": (1, MatterKind.UNMET, 1),
    "directory.find": (1,),
    "directory.look": (2,),
    "directory.set_roles": (2, [Role.MENTEE, Role.EMERGING]),
    "directory.pause": (2, None),
    "directory.resume": (6,),
    "directory.end": (2,),
    "directory.bring_back": (7,),
    "goals.set_framework": (("Equity",),),
    "home.pairs_page": (1,),
    "home.waiting_page": (1,),
    "hours.decide": (1, True),
    "hours.correct": (Correction(1, "UMIA", Report(Category.OWN, date(2026, 11, 3), 30, "A course"), "Forgotten"),),
    "hours.set_targets": (1, {Category.COACHING: 600}),
    "hours.ask_statement": (1, "UPIA"),
    "keep_apart.shown": (1,),
    "keep_apart.keep": (1, ("UMIA", "UIDA")),
    "keep_apart.let": (1, 1),
    "matching.propose": (1,),
    "matching.approve": (1, (8, 5)),
    "matching.pair_with": (5, "URAY"),
    "matching.approve_all": (1, Digest.MATCHES),
    "next_year.begin": (1,),
    "next_year.plan": (1, NEXT_YEAR, next_year.Chosen()),
    "next_year.shown": (1,),
    "next_year.carry_out": (1, Digest.YEAR),
    "observations.decide_cover": (1,),
    "obstacles.task": (1,),
    "obstacles.take": (1,),
    "obstacles.write": (1, [2], "How can I help?"),
    "obstacles.close": (1, "They talked."),
    "pair_care.open_pair": (1,),
    "pair_care.hold": (1, None),
    "pair_care.go_on": (3,),
    "pair_care.end": (1, "They wished so."),
    "pair_matching.open_match": (2,),
    "pair_matching.match": (2, "URAY"),
    "program_channels.choose": (1, {"community": Channel("C0NEW", "new")}),
    "program_days.change": (1, Whose(), [DaysOff(date(2026, 12, 1), date(2026, 12, 1), "Storm")]),
    "program_settings.overview": (1,),
    "program_settings.change": (1, Topic.PAIRS, {"grace_days": 5}),
    "program_settings.keep": (1, Topic.RHYTHM),
    "program_settings.set_targets": (1, {Category.COACHING: 600}),
    "pulses.desk": (),
    "question_bank.open_bank": (1,),
    "question_bank.save": (1, None, QuestionWish("What would a first step look like?", "story", frozenset({"mentee"}))),
    "question_bank.retire": (1, 1),
    "question_bank.set_rhythm": (1, 4),
    "reports.choice": (),
    "reports.ask": (1, Export.HOURS, (None, None)),
    "reports.begin_research": (1,),
    "resource_library.set_state": (1, ResourceState.LISTED, ""),
    "roster_uploads.check": (1, ROSTER, {}),
    "roster_uploads.bring_in": (1, ROSTER, {}),
    "session_groups.look": (1,),
    "session_groups.look_ahead": (1,),
    "session_groups.pin": (1, ["UMIA"], None),
    "session_groups.approve": (1,),
    "session_groups.send_zoom": (1,),
    "session_placing.board": (1,),
    "session_rounds.begin": (1,),
    "session_rounds.call": (1, "Five minutes to go."),
    "shelf_files.open_form": (1,),
    "shelf_files.send": (1, Shelf.QUESTIONS, "1.0"),
    "shelf_files.bring_in": (1, SHELF),
    "sessions.open_form": (1,),
    "sessions.open_edit": (1,),
    "sessions.plan": (1, WISH),
    "sessions.edit": (1, WISH),
    "sessions.cancel": (1,),
}
NAMED: dict[str, dict[str, Any]] = {
    "observations.decide_cover": {"approve": True},
    "roster_uploads.check": {"complete": False},
    "roster_uploads.bring_in": {"complete": False, "confirmed": False},
}
# What everybody may do, though it shows coordinators more or asks whether somebody is one.
ALSO_MEMBERS = {
    *("goals.board", "goals.save", "goals.set_state", "goals.open_win", "goals.record", "goals.mark"),
    *("home.opened", "home.mark", "home.change_notifications"),
    *("hours.board", "hours.report", "obstacles.own_pair", "obstacles.tell"),
    *("observations.open_form", "observations.plan", "observations.cancel", "observations.look_back"),
    *("observations.reflect", "pulses.form", "pulses.answer", "reports.consent"),
    *("resource_library.search", "resource_library.keep", "resource_library.open_done", "resource_library.finish"),
    *("resource_library.let_go", "resource_library.suggest", "session_answers.coming", "session_answers.answer"),
    "session_answers.rounds",
    *("session_answers.send_file", "session_rounds.begin_group", "session_rounds.press", "session_placing.place"),
    "usage.usage",
}
OF_MEMBERS = {  # rooms in which everybody acts for themselves
    *("asking", "checkins", "choices", "meeting_edits", "meeting_words", "meetings", "notes", "nudges"),
    *("peer_edits", "peer_feedback", "peers", "personal", "planned_meetings", "prompts", "protocols", "schedules"),
    *("session_attendance", "suggestions", "times"),
}
ASKS_THE_ROLE = {"coordinating", "coordinates", "COORDINATOR"}
READS = {
    "look_ahead",
    *("look", "find", "page", "shown", "propose", "open_pair", "open_match", "overview", "desk", "open_bank"),
    *("choice", "check", "open_form", "open_edit", "pairs_page", "waiting_page", "task", "board"),
}
# What is asked of one's own programs: who coordinates another one gets that.
OWN = {"goals.set_framework", "pulses.desk", "reports.choice"}
# What the log need not hold: it is in the records with who did it, or changes nothing that lasts.
UNLOGGED = {
    *("next_year.begin", "next_year.plan"),
    "program_settings.keep",
    "hours.ask_statement",
    *("session_groups.send_zoom", "shelf_files.send"),
    "session_rounds.begin",
    "session_rounds.call",
}


def asked_of() -> Iterator[tuple[str, bool]]:
    """Yield what requests can ask of the services, and whether it looks at the role of coordinators."""
    for info in pkgutil.iter_modules(bot.services.__path__):
        room = importlib.import_module(f"bot.services.{info.name}")
        functions = {one.name: one for one in _tree(room).body if isinstance(one, ast.FunctionDef)}
        asking = {name for name, one in functions.items() if _names(one) & ASKS_THE_ROLE}
        while more := {name for name, one in functions.items() if _names(one) & asking} - asking:
            asking |= more
        for name in functions:
            arguments = list(inspect.signature(getattr(room, name)).parameters)
            if not name.startswith("_") and arguments[:3] == ["store", "team_id", "slack_id"]:
                yield f"{info.name}.{name}", name in asking


def _tree(room: ModuleType) -> ast.Module:
    return ast.parse(Path(str(room.__file__)).read_text("utf-8"))


def _names(function: ast.FunctionDef) -> set[str]:
    found = (getattr(one, "attr", None) or getattr(one, "id", None) for one in ast.walk(function))
    return {name for name in found if isinstance(name, str)}


def test_nothing_that_can_be_asked_is_forgotten_here() -> None:
    known = dict(asked_of())
    assert TRIED.keys() <= known.keys()
    assert known.keys() >= ALSO_MEMBERS
    for name, asks_the_role in known.items():
        if name.partition(".")[0] in OF_MEMBERS and name not in TRIED:
            assert not asks_the_role, f"{name} is for coordinators: try it"
        else:
            assert (name in TRIED) != (name in ALSO_MEMBERS), f"{name} is new: say whether it is for coordinators alone"


@pytest.fixture(scope="module")
def settled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database in which everything of `settle` is."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("roles") / "settled.db"))
    store = create_store(f"sqlite:///{path}")
    settle(store)
    store.close()
    return path


@pytest.fixture
def place(settled: Path, tmp_path: Path) -> Iterator[Store]:
    store = create_store(f"sqlite:///{shutil.copy(settled, tmp_path / 'own.db')}")
    yield store
    store.close()


def settle(store: Store) -> None:
    """Make two programs with a coordinator each, and in the first something of everything that waits for them."""
    village = Village(store, NOW)
    village.move_in("zoe", "ray", "dan")
    program = village.program(
        *(
            "mia,mentee,theo",
            "theo,mentor",
            "ines,coach",
            "ida,mentee,theo",
            "pia,mentee,ray",
            "zoe,mentee",
            "ray,mentor",
        ),
        name="Leaders",
    )
    assert member_ids(store, program) == {
        **{"cora": 1, "mia": 2, "theo": 3, "ines": 4, "ida": 5, "pia": 6, "zoe": 7, "ray": 8}
    }
    dan = village.directory["dan@x.example"]
    assert create_program(store, program.workspace_id, ProgramWish("Others", dan.email, dan), NOW).program is not None
    _let_things_wait(store)
    session(store, program, NOW + timedelta(days=2, hours=5), "cora", {"mia": "yes", "theo": "yes"})


def _let_things_wait(store: Store) -> None:
    """Have something wait for a coordinator in every queue of the first program: each has the id 1."""
    resource = ResourceWish("A book", "https://books.example/1", ResourceKind.READ)
    question = QuestionWish("What is new for you?", "story", frozenset({"mentee"}))
    report = Report(Category.OWN, date(2026, 11, 3), 30, "A course")
    for made in (
        directory.pause(store, TEAM, "UCORA", 6, None, now=NOW),
        directory.end(store, TEAM, "UCORA", 7, now=NOW),
        keep_apart.keep(store, TEAM, "UCORA", 1, ("UMIA", "UPIA"), now=NOW),
        question_bank.save(store, TEAM, "UCORA", 1, None, question, now=NOW),
        resource_library.suggest(store, TEAM, "UMIA", 1, resource, now=NOW),
        hours.report(store, TEAM, "UMIA", 2, report, now=NOW),
        pair_care.end(store, TEAM, "UCORA", 2, "They wished so.", now=NOW),
        pair_care.hold(store, TEAM, "UCORA", 3, None, now=NOW),
        next_year.plan(store, TEAM, "UCORA", 1, NEXT_YEAR, next_year.Chosen(), now=NOW),
    ):
        assert not isinstance(made, Refusal | dict | StrEnum), made
    with store.write() as tx:
        obstacles.add(tx, 1, 1, 2, Told(Why.SCHEDULE, "Too many meetings"), NOW)
        matters.add_missing(tx, 1, NOW.date(), [NewMatter(MatterKind.UNMET, 1, 1)])
        planned = {"pair_id": 1, "planned_by": 2, "planned_at": NOW, "kind": "classroom", "cover": "asked"}
        tx.execute(insert(observations).values(day=date(2026, 12, 3), **planned))


def ask(store: Store, name: str, slack_id: str, given: Sequence[Any] | None = None) -> Any:
    """Ask the services for something as somebody; `given` is what was seen before, else what is seen now."""
    room, _, what = name.partition(".")
    function: Callable[..., Any] = getattr(importlib.import_module(f"bot.services.{room}"), what)
    named = dict(NAMED.get(name, {}))
    if "now" in inspect.signature(function).parameters:
        named["now"] = NOW
    return function(store, TEAM, slack_id, *(given or seen(store, name)), **named)


def seen(store: Store, name: str) -> list[Any]:
    """Return what an action is given by whoever looks at this moment."""
    return [_digest(store, one) if isinstance(one, Digest) else one for one in TRIED[name]]


def _digest(store: Store, of: Digest) -> str:
    if of is Digest.YEAR:
        planned = next_year.shown(store, TEAM, "UCORA", 1)
        assert isinstance(planned, next_year.DryRun)
        return planned.plan.digest
    proposed = matching.propose(store, TEAM, "UCORA", 1, now=NOW)
    assert isinstance(proposed, matching.Proposal)
    return proposed.digest


def everything(store: Store) -> list[tuple[Any, ...]]:
    with store.read() as tx:
        return [tuple(row) for table in metadata.sorted_tables for row in tx.execute(select(table))]


def is_kept_out(answer: Any) -> bool:
    """Say whether somebody is refused because of who they are."""
    if isinstance(answer, Denied):
        return answer.why is Why_.NOT_HOST
    return isinstance(answer, Refusal) and answer.reason in {
        *(Reason.NOT_COORDINATOR, Reason.NOT_ENROLLED, Reason.ENDED, Reason.OUTDATED, Reason.NOT_THERE),
    }


def test_whoever_is_no_coordinator_of_the_program_is_refused_and_changes_nothing(place: Store) -> None:
    before = everything(place)
    let_in = [
        (name, who) for name in TRIED for who in OTHERS if name not in OWN and not is_kept_out(ask(place, name, who))
    ]
    assert let_in == []
    assert everything(place) == before


@pytest.mark.parametrize("name", sorted(TRIED))
def test_the_coordinator_is_let_in_and_the_log_has_what_they_change(place: Store, name: str) -> None:
    with place.read() as tx:
        logged = len(tx.execute(select(audit.c.id)).all())
    answer = ask(place, name, "UCORA")
    assert not is_kept_out(answer), answer
    if name.partition(".")[2] not in READS and name not in UNLOGGED and not isinstance(answer, Denied):
        with place.read() as tx:
            written = tx.execute(select(audit.c.action).order_by(audit.c.id)).scalars().all()
        assert len(written) > logged, answer
        assert all(f"desk.log.action.{action}" in wording() for action in written), "the log has words for it"


# What waits in a digest, a queue or a list for any of several coordinators, and is done by one press.
ONE_PRESS = (
    *(
        "desk.see_to",
        "desk.see_to_at_once",
        "hours.decide",
        "matching.approve",
        "matching.approve_all",
        "next_year.carry_out",
    ),
    *("observations.decide_cover", "obstacles.take", "obstacles.close", "pair_care.end", "pair_care.hold"),
    *("pair_care.go_on", "pair_matching.match", "directory.end", "directory.bring_back", "session_groups.approve"),
    *("sessions.cancel", "question_bank.retire", "resource_library.set_state", "keep_apart.let"),
)


NAMES_THE_MENTOR = {"pair_matching.match"}  # whom the mentee has by now


@pytest.mark.parametrize("name", ONE_PRESS)
def test_of_two_coordinators_one_acts_and_the_other_changes_nothing(place: Store, name: str) -> None:
    made = directory.set_roles(place, TEAM, "UCORA", 8, [Role.MENTOR, Role.COORDINATOR], now=NOW)
    assert not isinstance(made, Refusal)
    given = seen(place, name)
    before = everything(place)
    first = ask(place, name, "UCORA", given)
    done = everything(place)
    assert done != before, first
    second = ask(place, name, "URAY", given)
    assert everything(place) == done
    if isinstance(second, Refusal):
        assert second.reason in {Reason.DONE, Reason.MATCHED, Reason.OUTDATED}
        assert second.by == ("" if second.reason is Reason.OUTDATED else "Ray" if name in NAMES_THE_MENTOR else "Cora")
