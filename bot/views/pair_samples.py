"""Samples of what pairs that need help and their coordinators read: nudges, obstacles, observations."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.matching import Candidate, Match, match
from bot.domain.nudges import TELLABLE, Step, Why
from bot.domain.observations import Cover, ObservationKind
from bot.domain.obstacles import Told
from bot.views import nudges, observation_forms, observations, obstacle_forms, obstacles
from bot.views.message import Message

Sample = Message | dict[str, Any]
Said = Callable[[str], str]

ZONE = "America/New_York"
DAY = date(2026, 11, 23)
SUGGESTED = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
SLOTS = tuple(SUGGESTED + timedelta(days=each) for each in (0, 1, 6))


def pair_samples(w: Wording, said: Said) -> dict[str, Sample]:
    """Return the samples by name; `said` gives the words of a member in place of invented ones."""
    return _nudges(w) | _told(w, said) | _tasks(w) | _forms(w, said) | _observations(w, said)


def _nudges(w: Wording) -> dict[str, Sample]:
    note = nudges.Entry(1, "Ben Okafor", Step.NOTE)
    first = replace(note, never_met=True)
    ask = replace(note, step=Step.ASK)
    many = [replace(ask if n % 3 else first, pair_id=n + 1, name=f"Person {n}") for n in range(26)]
    entries = {
        "note": [note],
        "never met": [first],
        "never met, with a time": [replace(first, suggested=SUGGESTED)],
        "ask": [ask],
        "planned and not logged": [replace(note, planned=DAY)],
        "ask, planned and not logged": [replace(ask, planned=DAY)],
        "several": [first, replace(note, pair_id=2, name="Cleo Marsh"), replace(ask, pair_id=3, name="Devi Rao")],
        "several, planned": [replace(note, planned=DAY), replace(ask, pair_id=2, name="Devi Rao", planned=DAY)],
        "many": many,
        "times": [replace(note, times=nudges.Times(3, dict(enumerate(SLOTS))))],
        "times: first": [replace(note, never_met=True, times=nudges.Times(3, dict(enumerate(SLOTS)), frozenset({1})))],
        "times: planned": [replace(note, planned=DAY, times=nudges.Times(3, {2: SLOTS[2]}))],
        "no time": [replace(note, state=nudges.NoTime())],
        "met": [replace(note, state=nudges.Met(DAY))],
        "planned": [replace(note, state=nudges.Planned(DAY))],
        "snoozed": [replace(note, state=nudges.Snoozed(DAY))],
        "closed": [replace(note, state=nudges.Closed())],
        "several settled": [
            replace(note, state=nudges.Met(DAY)),
            replace(ask, pair_id=2, state=nudges.Told(Why.FIT)),
        ],
    }
    entries["told: fit, shared"] = [replace(ask, state=nudges.Told(Why.FIT, shared=True))]
    entries |= {f"told: {why.value}": [replace(ask, state=nudges.Told(why))] for why in TELLABLE}
    return {f"nudge: {name}": nudges.nudge(w, shown, ZONE) for name, shown in entries.items()}


def _told(w: Wording, said: Said) -> dict[str, Sample]:
    words = said("My third period is never free when his is.")
    message = said("Shall we look at your timetables together on Friday?")
    coordinator = Markup("<@U0SAMPLE09>")
    found: dict[str, Sample] = {
        "obstacle shared: with words": nudges.shared_obstacle(w, "Ana Lima", Why.SCHEDULE, words, 1),
        "obstacle shared: without words": nudges.shared_obstacle(w, "Ana Lima", Why.OTHER, "", 1),
        "obstacle shared: taken back": nudges.obstacle_taken_back(w),
        "coordinator writes: to one": nudges.coordinator_message(
            w, coordinator, "Maria Stone", "Harbor Leaders", "Ben Okafor", message
        ),
        "pair change: hold until": nudges.pair_change(w, "hold", "Ben Okafor", DAY),
    }
    return found | {
        f"pair change: {name}": nudges.pair_change(w, name, "Ben Okafor") for name in ("hold", "go_on", "end")
    }


def _tasks(w: Wording) -> dict[str, Sample]:
    told = obstacles.TaskView(5, "Ben Okafor", "Ana Lima", Why.COVER, DAY)
    views = {why.value: replace(told, why=why) for why in Why}
    views |= {
        "met since": replace(told, why=Why.NOT_SAID, met=DAY),
        "taken": replace(told, taken_by="Maria Stone"),
        "on hold": replace(told, taken_by="Maria Stone", held=True),
        "on hold until": replace(told, held=True, held_until=DAY),
        "ended, without a mentor": replace(
            told, taken_by="Maria Stone", closed_by="Maria Stone", closed_on=DAY, ended=True, unmatched=3
        ),
        "closed": replace(told, taken_by="Maria Stone", closed_by="Maria Stone", closed_on=DAY),
        "closed with the pair": replace(told, closed_by="Maria Stone", closed_on=DAY, ended=True),
    }
    found: dict[str, Sample] = {f"task: {name}": obstacles.task(w, view) for name, view in views.items()}
    found["answer: no coordinator"] = obstacles.refused(w, "not_coordinator")
    found["answer: done by somebody"] = obstacles.refused(w, "done")
    found["answer: done by a name"] = obstacles.refused(w, "done", "Maria Stone")
    return found


def _suited() -> list[Match]:
    ana = Candidate(12, 12, "Ana Lima", "North", "Elm", "Grade 3")
    ruth = Candidate(13, 13, "Ruth Adler", "North", "Oak", "Grade 3")
    return [match(ruth, ana), match(replace(ruth, name="Cleo Marsh", district="South", offset_hours=1.0, load=2), ana)]


def _forms(w: Wording, said: Said) -> dict[str, Sample]:
    names = obstacle_forms.PairNames("Ben Okafor", "Ana Lima", 11, 12)
    words = said("My third period is never free when his is.")
    told = Told(Why.SCHEDULE, words, shared=True)
    return {
        "obstacle form: new": obstacle_forms.obstacle_modal(w, 1, "Ben Okafor"),
        "obstacle form: change": obstacle_forms.obstacle_modal(w, 1, "Ben Okafor", told),
        "obstacle read: words": obstacle_forms.read_modal(w, "Ana Lima", "Ben Okafor", words),
        "obstacle read: shared": obstacle_forms.read_modal(w, "Ana Lima", "Ben Okafor", words, shared=True),
        "obstacle read: no words": obstacle_forms.read_modal(w, "Ana Lima", "Ben Okafor", ""),
        "obstacle read: nothing said": obstacle_forms.read_modal(w, "", "", ""),
        "obstacle write: form": obstacle_forms.write_modal(w, 5, names),
        "obstacle close: form": obstacle_forms.close_modal(w, 5),
        "pair hold: form": obstacle_forms.hold_modal(w, 1, names),
        "pair end: form": obstacle_forms.end_modal(w, 1, names),
        "pair match: form": obstacle_forms.match_modal(w, 1, names),
        "pair match: with mentors who suit": obstacle_forms.match_modal(w, 1, replace(names, suited=_suited())),
    }


def _observations(w: Wording, said: Said) -> dict[str, Sample]:
    plan = observations.ObservationView(
        *(7, 1, "Ben Okafor", ObservationKind.CLASSROOM, DAY, True), said("second period"), said("mathematics, grade 4")
    )
    seen = replace(plan, looked_back=True, works=said("Every table had a question of its own."))
    asked = replace(plan, cover=Cover.ASKED)
    request = observations.CoverView(
        *(7, "Ben Okafor", "Ana Lima", ObservationKind.CLASSROOM, DAY, said("second period"), ""), Cover.ASKED, 1
    )
    plans = {
        "own": plan,
        "theirs": replace(plan, own=False, kind=ObservationKind.WALKTHROUGH, period="", subject=""),
        "cover asked": asked,
        "cover approved": replace(asked, cover=Cover.APPROVED),
        "cover declined": replace(asked, cover=Cover.DECLINED),
        "called off": replace(asked, cancelled=True),
        "over": seen,
    }
    requests = {
        "asked": request,
        "first": replace(request, days=0),
        "approved": replace(request, cover=Cover.APPROVED, decided_by="Maria Stone", days=2),
        "declined": replace(request, cover=Cover.DECLINED, decided_by="Maria Stone"),
        "called off": replace(request, cancelled=True),
    }
    found: dict[str, Sample] = {f"visit: {name}": observations.planned(w, view) for name, view in plans.items()}
    found |= {f"cover request: {name}": observations.cover_request(w, view) for name, view in requests.items()}
    found["visit seen: own"] = observations.seen(w, replace(seen, wonder=said("How do you choose the questions?")))
    found["visit seen: theirs"] = observations.seen(w, replace(seen, own=False))
    found["visit answer: approved"] = observations.cover_answer(w, plans["cover approved"])
    found["visit answer: declined"] = observations.cover_answer(w, plans["cover declined"])
    found["visit answer: called off"] = observations.cover_answer(w, plans["called off"])
    found["visit look back: ask"] = observations.look_back(w, plan)
    found["visit look back: done"] = observations.look_back(w, seen)
    found["visit look back: called off"] = observations.look_back(w, plans["called off"])
    one, two = [(1, "Ben Okafor")], [(1, "Ben Okafor"), (2, "Cleo Marsh")]
    found["visit form: one pair"] = observation_forms.observe_modal(w, one, cover_on=True, done=1, target=3)
    found["visit form: several pairs"] = observation_forms.observe_modal(w, two, cover_on=False)
    found["visit notes form: new"] = observation_forms.reflect_modal(w, 7, "Ben Okafor")
    found["visit notes form: change"] = observation_forms.reflect_modal(w, 7, "Ben Okafor", said("Calm."), said("Why?"))
    return found
