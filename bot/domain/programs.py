"""Programs: their span, rhythm, channels and days off."""

from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Workspace:
    """A Slack team that has the app installed; `stopped_at` (UTC) is set while its token does not work. `url` is its
    address with a slash at the end, empty where Slack has not told it.
    """

    id: int
    team_id: str
    name: str
    bot_user_id: str = ""
    stopped_at: datetime | None = None
    stopped_reason: str | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """One run of a mentoring program. Times of day: prompt, reminder and quiet hours are the member's wall clock,
    the digest's is the program's. Weekdays count from Monday as 0. Defaults: README, "When things happen".
    """

    id: int
    workspace_id: int
    name: str
    timezone: str
    starts: date
    ends: date | None = None  # the last day
    community_channel: str | None = None
    coordinator_channel: str | None = None
    prompt_weekday: int = 3
    prompt_time: time = time(14, 30)
    reminder_time: time = time(9, 0)
    digest_weekday: int = 0
    digest_time: time = time(7, 0)
    quiet_from: time = time(19, 0)
    quiet_to: time = time(7, 0)
    next_digest_at: datetime | None = None
    coaching_minutes: int | None = None  # a month, of a coach with each leader; None: the program sets no target
    questions_version: str = ""  # another one after each change of its own questions; empty while it has none
    question_every_weeks: int = 2  # how often the community gets a question; 0: not at all
    next_question_at: datetime | None = None
    goal_framework: str = ""  # what goals may be tagged with, joined with ;
    turned_at: datetime | None = None  # when its pairs ended and the program of the next year took its place
    keep_words_months: int = 12  # how long members' texts are kept after its last day


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a calendar, first and last day included. `scope` is program, district or school; `scope_name` is the
    district's or school's name, empty for the program's.
    """

    starts: date
    ends: date
    title: str = ""
    scope: str = "program"
    scope_name: str = ""

    def concerns(self, school: str, district: str) -> bool:
        """Say whether these days hold for a member of that school and district (compared without case)."""
        if self.scope == "program":
            return True
        own = school if self.scope == "school" else district
        return own.casefold() == self.scope_name.casefold()

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends


@dataclass(frozen=True, slots=True)
class DaysOff(Span):
    """Days without messages and meetings."""


@dataclass(frozen=True, slots=True)
class GoodDays(Span):
    """Days on which there is time to meet: early release, professional development."""
