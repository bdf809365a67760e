"""People, their memberships in programs, and what their state allows."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Role(StrEnum):
    """What a member does in a program; somebody may have several."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    EMERGING = "emerging"
    COACH = "coach"
    COORDINATOR = "coordinator"


# Who is asked for a weekly check-in. Coaches and coordinators read; they are not asked.
ASKED_ROLES = frozenset({Role.MENTEE, Role.MENTOR, Role.EMERGING})


class PersonState(StrEnum):
    """Whether Slack knows a person and the bot may write to them."""

    EXPECTED = "expected"  # on the roster, not found in Slack yet
    ACTIVE = "active"
    DEACTIVATED = "deactivated"


class EndReason(StrEnum):
    """Why a membership ended."""

    LEFT = "left"  # by their own choice: an import does not bring them back
    ROSTER = "roster"  # a complete roster did not name them
    COORDINATOR = "coordinator"  # a coordinator ended it


@dataclass(frozen=True, slots=True)
class SlackPerson:
    """Somebody as Slack describes them. `email` is lower case, empty where Slack does not tell it; `timezone` is an
    IANA name, None where Slack does not tell one that this machine knows; `locale` None where Slack was not asked.
    """

    id: str
    email: str
    name: str
    timezone: str | None = None
    locale: str | None = None
    is_bot: bool = False
    is_deactivated: bool = False
    is_guest: bool = False
    is_stranger: bool = False  # belongs to another Slack team
    is_admin: bool = False  # or owner of the workspace


ERASED = "erased.invalid"  # the domain of addresses of people who were forgotten; RFC 2606 keeps it from anybody


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a workspace, known by email over all programs; `slack_id` is None until Slack knows them.

    Times of day are the person's own wall clock; `next_prompt_at` is UTC.
    """

    id: int
    workspace_id: int
    email: str
    name: str
    state: PersonState
    slack_id: str | None = None
    own_timezone: str | None = None  # from the roster or chosen; goes before Slack's
    slack_timezone: str | None = None
    locale: str = "en-US"
    prompt_weekday: int | None = None  # 0 is Monday; None follows the program
    prompt_time: time | None = None
    every_weeks: int = 1
    resting_since: datetime | None = None  # no prompts until they say so
    quiet_from: time | None = None  # both or neither; None follows the program
    quiet_to: time | None = None
    full_text: bool = False  # wants members' words in notifications, for a screen reader
    paused_at: datetime | None = None
    paused_until: date | None = None  # the first local day on which the pause is over; None with paused_at: open end
    unreachable_since: datetime | None = None
    unreachable_reason: str | None = None
    dm_channel: str | None = None
    next_prompt_at: datetime | None = None
    slack_name: str | None = None  # as Slack last gave it; the roster may have another

    def timezone(self, fallback: str) -> str:
        """Return the IANA name of the person's time zone, else `fallback` (the program's)."""
        return self.own_timezone or self.slack_timezone or fallback

    @property
    def is_erased(self) -> bool:
        """Say whether the person was forgotten, so that there is no name to call them by."""
        return self.email.endswith(f"@{ERASED}")

    def is_paused(self, local_day: date) -> bool:
        """Say whether the person is paused on `local_day` (in their own time zone)."""
        return self.paused_at is not None and (self.paused_until is None or local_day < self.paused_until)


@dataclass(frozen=True, slots=True)
class Member:
    """A person's membership of one program. `ended_at` is UTC; None while it lasts."""

    id: int
    program_id: int
    person_id: int
    roles: frozenset[Role]
    school: str = ""
    district: str = ""
    position: str = ""
    coach_email: str = ""
    supervisor_email: str = ""
    starts: date | None = None
    enrolled_by: str = ""
    welcome_key: str | None = None  # of the message that welcomed, or will welcome, them
    ended_at: datetime | None = None
    end_reason: str | None = None

    @property
    def is_asked(self) -> bool:
        """Say whether this member is asked for a weekly check-in."""
        return bool(self.roles & ASKED_ROLES)
