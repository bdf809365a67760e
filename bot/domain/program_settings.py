"""What a program may be set to, by topic, and which topics setting one up leads through. Reads and writes nothing.

A setting is named as its column is, in `Program`, `PairSettings` or `GroupSettings`; no name stands in two of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from bot.domain.calendar import is_plausible, is_timezone
from bot.domain.community import RHYTHMS
from bot.domain.home_groups import Conversation, GroupSettings
from bot.domain.hours import Category
from bot.domain.nudges import LONGEST_DAYS, USUAL_DAYS
from bot.domain.pair_files import MOST_OBSERVATIONS, PairSettings
from bot.domain.programs import DaysOff, Program
from bot.domain.resources import tags_of
from bot.domain.retention import MONTHS

NAME_LENGTH = 80
MOST_COACHING = 600  # minutes a month
GROUP_SIZES = (2, 12)
CONVERSATIONS = tuple(one.value for one in Conversation)
LAST_SCHOOL_DAY = 4  # Friday


class Topic(StrEnum):
    """What belongs together, in a form of its own."""

    PROGRAM = "program"
    CHANNELS = "channels"
    RHYTHM = "rhythm"
    PAIRS = "pairs"
    DAYS_OFF = "days_off"
    ROSTER = "roster"
    QUESTIONS = "questions"
    GROUPS = "groups"
    GOALS = "goals"
    HOURS = "hours"
    TEXTS = "texts"


STEPS = (Topic.PROGRAM, Topic.CHANNELS, Topic.RHYTHM, Topic.PAIRS, Topic.DAYS_OFF, Topic.ROSTER)
HAS_USUAL = frozenset({Topic.RHYTHM, Topic.PAIRS, Topic.DAYS_OFF})  # steps that can be left as they are


@dataclass(frozen=True, slots=True)
class Setup:
    """How far setting up a program in Slack has come. One that was made on the command line counts as set up."""

    done: frozenset[Topic] = frozenset(STEPS)
    finished: bool = True

    @property
    def next_step(self) -> Topic | None:
        """The first step that is still to do; None when there is none."""
        return next((step for step in STEPS if step not in self.done), None)


class Problem(StrEnum):
    """Why a value cannot be."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TAKEN = "taken"  # another program of the workspace has the name
    NO_ZONE = "no_zone"
    FAR = "far"  # a day that cannot be meant
    ENDS_FIRST = "ends_first"
    WEEKEND = "weekend"
    QUIET = "quiet"  # in the quiet hours
    ALL_DAY = "all_day"  # quiet hours that begin when they end
    RANGE = "range"
    TAGS = "tags"  # too many names, or too long ones
    SIZES = "sizes"  # groups whose largest is smaller than the smallest, or leaves people over


@dataclass(frozen=True, slots=True)
class Overview:
    """A program as its coordinator sets it: every setting by name, and in short what the other topics hold.

    `districts` and `schools` are those of its members; `next_question` is when the first of them is asked again (UTC).
    """

    program: Program
    programs: tuple[Program, ...]  # that the coordinator may choose from
    values: Mapping[str, Any]
    setup: Setup
    days_off: tuple[DaysOff, ...] = ()
    people: int = 0
    pairs: int = 0
    districts: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    targets: Mapping[Category, int] = field(default_factory=dict)  # of hours, in minutes over the whole program
    next_question: datetime | None = None
    locale: str = "en-US"


@dataclass(frozen=True, slots=True)
class Objections:
    """What is wrong with settings that somebody wants, by name; nothing was written."""

    problems: Mapping[str, Problem]


NAMES: Mapping[Topic, tuple[str, ...]] = {
    Topic.PROGRAM: ("name", "starts", "ends", "timezone"),
    Topic.RHYTHM: (
        *("prompt_weekday", "prompt_time", "reminder_time"),
        *("digest_weekday", "digest_time", "quiet_from", "quiet_to"),
    ),
    Topic.PAIRS: (
        *("nudges_on", "grace_days", "step_days"),
        *("coaching_minutes", "observations_target", "cover_on"),
    ),
    Topic.QUESTIONS: ("question_every_weeks",),
    Topic.GOALS: ("goal_framework",),
    Topic.GROUPS: ("smallest", "largest", "conversation", "day_before", "hour_before"),
    Topic.TEXTS: ("keep_words_months",),
}
OF_PAIRS = frozenset(field.name for field in fields(PairSettings))
OF_GROUPS = frozenset(field.name for field in fields(GroupSettings))
# What decides when people are asked, when the digest comes, when everyone gets a question, and what comes at the end.
MOVES_PROMPTS = frozenset({"timezone", "starts", "ends", "prompt_weekday", "prompt_time"})
MOVES_DIGEST = frozenset({"timezone", "starts", "ends", "digest_weekday", "digest_time"})
TAGS, TAG_LENGTH = 50, 60  # of a goal framework
MOVES_QUESTIONS = frozenset({"timezone", "starts", "ends", "question_every_weeks"})
MOVES_END = frozenset({"timezone", "ends", "keep_words_months"})

_RANGES = {
    "grace_days": (0, LONGEST_DAYS),
    "step_days": (USUAL_DAYS, LONGEST_DAYS),
    "observations_target": (0, MOST_OBSERVATIONS),
    "coaching_minutes": (0, MOST_COACHING),
    "smallest": GROUP_SIZES,
    "largest": GROUP_SIZES,
    "digest_weekday": (0, 6),
    "keep_words_months": MONTHS,
}


def settings_of(program: Program, pairs: PairSettings, groups: GroupSettings) -> dict[str, Any]:
    """Return all settings of a program by name."""
    sources = dict.fromkeys(OF_PAIRS, pairs) | dict.fromkeys(OF_GROUPS, groups)
    return {name: getattr(sources.get(name, program), name) for names in NAMES.values() for name in names}


def problems(topic: Topic, values: Mapping[str, Any]) -> dict[str, Problem]:
    """Return what is wrong with the settings of a topic, by name; `values` holds every setting of it."""
    found = {name: Problem.RANGE for name in _RANGES if name in values and not _fits(name, values[name])}
    match topic:
        case Topic.PROGRAM:
            found |= _program(values)
        case Topic.RHYTHM:
            found |= _rhythm(values)
        case Topic.GOALS if not _tags_fit(values["goal_framework"]):
            found["goal_framework"] = Problem.TAGS
        case Topic.QUESTIONS if values["question_every_weeks"] not in RHYTHMS:
            found["question_every_weeks"] = Problem.RANGE
        case Topic.GROUPS if not found:
            found |= _groups(values)
    return found


def framework_of(text: str) -> str:
    """Return what goals may be tagged with, as it is kept, of names that commas, semicolons or lines separate."""
    return ";".join(sorted(tags_of(text.replace("\n", ","))))


def _tags_fit(framework: str) -> bool:
    tags = framework.split(";")
    return len(tags) <= TAGS and all(len(tag) <= TAG_LENGTH for tag in tags)


def _fits(name: str, value: Any) -> bool:
    if value is None:
        return name == "coaching_minutes"  # no target
    low, high = _RANGES[name]
    return isinstance(value, int) and low <= value <= high


def _program(values: Mapping[str, Any]) -> dict[str, Problem]:
    found = {}
    if not values["name"]:
        found["name"] = Problem.EMPTY
    elif len(values["name"]) > NAME_LENGTH:
        found["name"] = Problem.TOO_LONG
    if not is_timezone(values["timezone"]):
        found["timezone"] = Problem.NO_ZONE
    starts, ends = values["starts"], values["ends"]
    if not isinstance(starts, date):
        found["starts"] = Problem.EMPTY
    elif not is_plausible(starts):
        found["starts"] = Problem.FAR
    elif ends is not None and not is_plausible(ends):
        found["ends"] = Problem.FAR
    elif ends is not None and ends < starts:
        found["ends"] = Problem.ENDS_FIRST
    return found


def _rhythm(values: Mapping[str, Any]) -> dict[str, Problem]:
    if values["quiet_from"] == values["quiet_to"]:
        return {"quiet_to": Problem.ALL_DAY}
    found = {}
    if not 0 <= values["prompt_weekday"] <= LAST_SCHOOL_DAY:
        found["prompt_weekday"] = Problem.WEEKEND
    for name in ("prompt_time", "reminder_time"):
        if in_quiet(values[name], values["quiet_from"], values["quiet_to"]):
            found[name] = Problem.QUIET
    return found


def in_quiet(at: time, begins: time, ends: time) -> bool:
    """Say whether a time of day falls into quiet hours, which may pass midnight."""
    return begins <= at < ends if begins <= ends else at >= begins or at < ends


def _groups(values: Mapping[str, Any]) -> dict[str, Problem]:
    if values["conversation"] not in CONVERSATIONS:
        return {"conversation": Problem.RANGE}
    # From twice the smallest less one on every number of people can be parted into groups of these sizes.
    return {"largest": Problem.SIZES} if values["largest"] < 2 * values["smallest"] - 1 else {}
