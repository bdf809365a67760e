"""Samples of a session that runs and of what follows it; part of `bot.views.samples`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.content.protocols import load_protocols
from bot.content.wording import Wording
from bot.domain.session_day import GroupPlan, Job, Reflection, Said, Step
from bot.domain.session_plans import OPEN_TALK, fitting
from bot.views import session_after as after
from bot.views import session_board as board
from bot.views import session_day as views
from bot.views.message import Message

Sample = Message | dict[str, Any]
Said_ = Callable[[str], str]

AT = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
ZONE, TITLE = "America/New_York", "November session"
PEOPLE = (
    views.Someone(1, "Ana Lima", "U0SAMPLE01", Job.FACILITATOR),
    views.Someone(2, "Ben Okafor", "U0SAMPLE02", Job.TIMEKEEPER),
    views.Someone(3, "Cleo Marsh", None),
    views.Someone(4, "Devi Rao", "U0SAMPLE04", guest=True),
)


def session_day_samples(w: Wording, said: Said_) -> dict[str, Sample]:
    """Return the samples by name; `said` gives a member's words."""
    return _opened(w, said) | _rounds(w, said) | _hosts(w) | _denied(w) | _after(w, said) | _reflections(w, said)


def _group(people: int = 4) -> views.GroupView:
    protocols = load_protocols().protocols
    plan = fitting(protocols, "peer_what_so_what", [each.id for each in PEOPLE[:people]], 90, 10)
    link = "https://meet.example/j/1?a=b&c=d"
    return views.GroupView(7, TITLE, "Maple", PEOPLE[:people], plan, AT, ZONE, link=link)


def _opened(w: Wording, said: Said_) -> dict[str, Sample]:
    last = views.NowWhat("Ana Lima", said("Ask two teachers to draft it with me."))
    two = replace(_group(2), plan=fitting(load_protocols().protocols, "consultancy", [1, 2], 30))
    twice = replace(_group(), plan=fitting(load_protocols().protocols, "consultancy", [1, 2, 3, 4], 120))
    talk = GroupPlan(OPEN_TALK, (Step("opening", 5), Step(OPEN_TALK, 20), Step("closing", 5)))
    other = replace(_group(), plan=fitting(load_protocols().protocols, "tuning", [1, 2, 3, 4], 90), wanted="tuning")
    return {
        "session opened: another protocol": views.opened(w, other),
        "session opened: four": views.opened(w, _group()),
        "session opened: three": views.opened(w, _group(3)),
        "session opened: two": views.opened(w, two),
        "session opened: alone": views.opened(w, replace(_group(1), plan=GroupPlan("consultancy"))),
        "session opened: open talk": views.opened(w, replace(_group(), plan=talk)),
        "session opened: two hours": views.opened(w, twice),
        "session opened: with last time": views.opened(w, replace(_group(), last_time=(last, last), waits=False)),
        "session opened: elsewhere": views.opened(w, replace(_group(), people=())),
    }


def _rounds(w: Wording, said: Said_) -> dict[str, Sample]:
    silent = Step("say_back", 3, 1, "listeners", silent=True)
    view = views.RoundView(7, Said.ROUND, 3, silent, "peer_what_so_what", AT, ZONE, "Ana Lima")
    clarifying = replace(view, step=Step("clarify", 2, 1, clarifying_only=True))
    unnamed = replace(view, step=Step("discuss", 8, speaks="listeners", silent=True), protocol="consultancy", name="")
    found: dict[str, Sample] = {
        "session round: silent presenter": views.round_post(w, view),
        "session round: quiet": views.round_post(w, replace(view, step=Step("now_what", 2, 1, "nobody", silent=True))),
        "session round: break": views.round_post(w, replace(view, step=Step("break", 5, speaks="nobody"), name="")),
        "session round: clarifying only": views.round_post(w, clarifying),
        "session round: what works": views.round_post(w, replace(view, step=Step("opening", 5), name="")),
        "session round: pairs": views.round_post(w, replace(view, step=Step("pairs", 10), name="")),
        "session round: silent, nobody named": views.round_post(w, unnamed),
        "session round: over": views.round_post(w, replace(view, is_on=False)),
        "session call": views.call(w, TITLE, "Cora Vance", said("We meet in the big room at four."), hosts=True),
        "session call: coordinator": views.call(w, TITLE, "Dana Reed", said("We go on without Cora."), hosts=False),
    }
    for what in (Said.WARNING, Said.MORE, Said.END):
        found[f"session round: {what.value}"] = views.round_post(w, replace(view, said=what))
    return found


def _hosts(w: Wording) -> dict[str, Sample]:
    hosted = views.HostedView(5, TITLE, 12, 47, ZONE)
    on = board.BoardGroup(7, "Maple", PEOPLE, "What we heard", AT, 3)
    groups = (on, replace(on, id=8, name="Oak", number=None, ends_at=None, reached=False), replace(on, is_over=True))
    counts = {"yes": 40, "late": 3, "no": 9, "open": 8}
    shown = board.BoardView(5, ZONE, groups, counts, ((9, "Noor Lane"), (10, "Theo Park")))
    many = replace(shown, groups=tuple(replace(on, id=n, name=f"Group {n}") for n in range(1, 95)), begun=True, page=1)
    empty = replace(shown, groups=(), absent=())
    crowd = replace(shown, absent=tuple((n, f"Person {n}") for n in range(400)))
    return {
        "session hosted: open": views.hosted(w, hosted),
        "session hosted: nobody": views.hosted(w, replace(hosted, groups=0, people=0)),
        "session hosted: running": views.hosted(w, replace(hosted, begun_at=AT, begun_by="Cora Vance")),
        "session hosted: over": views.hosted(w, replace(hosted, is_over=True)),
        "session hosted: over, nobody": views.hosted(w, replace(hosted, people=0, is_over=True)),
        "session board: three groups": board.board_modal(w, shown),
        "session board: many": board.board_modal(w, many),
        "session board: empty": board.board_modal(w, empty),
        "session place: usual": board.place_modal(w, shown),
        "session place: four hundred": board.place_modal(w, crowd),
        "session place: nobody": board.place_modal(w, empty),
        "session call form": board.call_modal(w, 5),
    }


def _denied(w: Wording) -> dict[str, Sample]:
    whys = ("not_host", "not_yours", "not_open", "round_over", "ended", "alone", "gone")
    found: dict[str, Sample] = {f"session denied: {why}": views.denied(w, why) for why in whys}
    found["session denied: begun"] = views.denied(w, "begun", "Cora Vance", AT, ZONE)
    found["session denied: begun, group"] = views.denied(w, "begun", at=AT, timezone=ZONE)
    return found


def _after(w: Wording, said: Said_) -> dict[str, Sample]:
    people = tuple((each.id, each.name) for each in PEOPLE)
    asked = after.AttendanceView(7, "Maple", people, frozenset({1, 2, 4}))
    crowd = replace(asked, people=tuple((n, f"Person {n}") for n in range(1, 13)))
    words = [views.NowWhat(name, said("Ask two teachers to draft it with me.")) for name in ("Ana Lima", "Cleo Marsh")]
    return {
        "attendance: ask": after.attendance(w, asked),
        "attendance: twelve": after.attendance(w, crowd),
        "attendance: saved": after.attendance(w, replace(asked, is_saved=True)),
        "attendance: nobody": after.attendance(w, replace(asked, is_saved=True, ticked=frozenset())),
        "session report: ask": after.report(w, 5, TITLE, AT, ZONE),
        "session report: there": after.report(w, 5, TITLE, AT, ZONE, was_there=True),
        "session report: away": after.report(w, 5, TITLE, AT, ZONE, was_there=False),
        "session now whats: after": after.now_whats(w, TITLE, "now_whats", words),
        "session now whats: halfway": after.now_whats(w, TITLE, "brought_up", words),
        "session now whats: none": after.now_whats(w, TITLE, "now_whats", []),
        "session shared: now what": after.shared(w, "Ana Lima", TITLE, words[0].words),
        "session shared: gone": after.shared(w, "Ana Lima", TITLE, ""),
    }


def _reflections(w: Wording, said: Said_) -> dict[str, Sample]:
    written = Reflection(said("Listening first."), said("Ask two teachers."), 4, for_group=True, for_mentor=True)
    return {
        "reflection: ask": after.reflection(w, 5, TITLE, written=False),
        "reflection: written": after.reflection(w, 5, TITLE, written=True),
        "reflection form: new": after.reflection_modal(w, 5, Reflection(), ["Ben Okafor"]),
        "reflection form: no mentor": after.reflection_modal(w, 5, Reflection(), []),
        "reflection form: written": after.reflection_modal(w, 5, written, ["Ben Okafor", "Ruth Adler"]),
    }
