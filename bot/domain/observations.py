"""Observations: a visit to a classroom or a walk through the school, planned by a pair and looked back on."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

DETAIL_LENGTH = 60  # of period and subject
WORDS_LENGTH = 2000
LOOK_BACK_TIME = time(15, 30)  # of the day itself, after school
VISIT_MINUTES = (15, 30, 45, 60)  # a classroom period or less


class ObservationKind(StrEnum):
    """What is observed."""

    CLASSROOM = "classroom"
    WALKTHROUGH = "walkthrough"


class Cover(StrEnum):
    """Where a request for substitute cover stands."""

    NONE = "none"  # not asked for
    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a pair plans: a local day, the period and the subject or grade in their words, never a name."""

    kind: ObservationKind
    day: date
    period: str = ""
    subject: str = ""
    cover: bool = False


@dataclass(frozen=True, slots=True)
class Observation:
    """A planned observation. `planned_by`, `decided_by` and `reflected_by` are person ids, times are UTC. `works` is
    what was seen that works, `wonder` what the observer wonders about; both are the pair's alone.
    """

    id: int
    pair_id: int
    planned_by: int
    planned_at: datetime
    kind: ObservationKind
    day: date
    period: str
    subject: str
    cover: Cover
    decided_by: int | None = None
    decided_at: datetime | None = None
    cancelled_at: datetime | None = None
    reflect_at: datetime | None = None
    works: str = ""
    wonder: str = ""
    reflected_by: int | None = None
    reflected_at: datetime | None = None


class Flaw(StrEnum):
    """What keeps a plan from being saved."""

    PAST = "past"
    OUTSIDE = "outside"  # before the program begins, or after its last day
    LONG = "long"


def flaw(plan: Plan, today: date, starts: date, ends: date | None) -> Flaw | None:
    """Return what is wrong with a plan on the local day `today` in a program of that span, None if nothing is."""
    if plan.day < today:
        return Flaw.PAST
    if plan.day < starts or (ends is not None and plan.day > ends):
        return Flaw.OUTSIDE
    return Flaw.LONG if max(len(plan.period), len(plan.subject)) > DETAIL_LENGTH else None
