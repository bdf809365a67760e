"""Samples of what pairs that need help and their coordinators read: nudges, obstacles, observations."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.nudges import TELLABLE, Step, Why
from bot.domain.obstacles import Told
from bot.views import nudges, obstacle_forms, obstacles
from bot.views.message import Message

Sample = Message | dict[str, Any]
Said = Callable[[str], str]

ZONE = "America/New_York"
DAY = date(2026, 11, 23)
SUGGESTED = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def pair_samples(w: Wording, said: Said) -> dict[str, Sample]:
    """Return the samples by name; `said` gives the words of a member in place of invented ones."""
    return _nudges(w) | _told(w, said) | _tasks(w) | _forms(w, said)


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
        "several": [first, replace(note, pair_id=2, name="Cleo Marsh"), replace(ask, pair_id=3, name="Devi Rao")],
        "many": many,
        "met": [replace(note, state=nudges.Met(DAY))],
        "planned": [replace(note, state=nudges.Planned(DAY))],
        "snoozed": [replace(note, state=nudges.Snoozed(DAY))],
        "closed": [replace(note, state=nudges.Closed())],
        "several settled": [
            replace(note, state=nudges.Met(DAY)),
            replace(ask, pair_id=2, state=nudges.Told(Why.FIT)),
        ],
    }
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
        "taken": replace(told, taken_by="Maria Stone"),
        "on hold": replace(told, taken_by="Maria Stone", held=True),
        "on hold until": replace(told, held=True, held_until=DAY),
        "closed": replace(told, taken_by="Maria Stone", closed_by="Maria Stone", closed_on=DAY),
        "closed with the pair": replace(told, closed_by="Maria Stone", closed_on=DAY, ended=True),
    }
    found: dict[str, Sample] = {f"task: {name}": obstacles.task(w, view) for name, view in views.items()}
    found["answer: no coordinator"] = obstacles.refused(w, "not_coordinator")
    found["answer: done by somebody"] = obstacles.refused(w, "done")
    found["answer: done by a name"] = obstacles.refused(w, "done", "Maria Stone")
    return found


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
    }
