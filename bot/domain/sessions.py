"""Network sessions: what one is, and what is wished for when it is planned.

Days and times of day are the wall clock of the session's time zone (its program's), moments are aware UTC. The days of
a series come from `bot.domain.series`, when something of one falls due from `bot.domain.session_moments`; who sits with
whom is `bot.domain.groups`'s matter.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from bot.domain.calendar import SchoolDays, moment_of
from bot.domain.members import Role
from bot.domain.series import (
    LAST,
    MOST_SESSIONS,
    AroundDaysOff,
    EveryMonths,
    EveryWeeks,
    Fate,
    Series,
)
from bot.domain.series import Session as Occasion
from bot.domain.series import sessions as occasions_of

SHORTEST, LONGEST = 15, 240  # minutes
TITLE_LENGTH = 150
LINK_LENGTH = 2000
AHEAD = timedelta(days=3 * 366)  # further ahead, a year is mistyped
INVITABLE = (Role.MENTEE, Role.MENTOR, Role.EMERGING, Role.COACH)


class Answer(StrEnum):
    """What somebody who is invited says."""

    YES = "yes"
    NO = "no"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Session:
    """A network session, once planned; see the table for what each part means."""

    id: int
    program_id: int
    series_id: int | None
    title: str
    day: date
    at: time
    timezone: str
    starts_at: datetime
    minutes: int
    pair_minutes: int
    link: str
    protocol: str
    invited_roles: frozenset[Role]
    uid: str
    sequence: int
    created_by: int
    created_at: datetime
    cancelled_at: datetime | None = None
    grouped_at: datetime | None = None
    approved_by: int | None = None
    approved_at: datetime | None = None
    opened_at: datetime | None = None
    begun_by: int | None = None
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    next_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """When it is over as planned, UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def has_begun(self, now: datetime) -> bool:
        """Say whether it can no longer be edited: it runs, or is over."""
        return self.begun_at is not None or self.starts_at <= now

    def is_over(self, now: datetime) -> bool:
        """Say whether there is nothing of it to come to any more."""
        return self.cancelled_at is not None or self.ended_at is not None or self.ends_at <= now


@dataclass(frozen=True, slots=True)
class Invitation:
    """What is known of one member and one session. `attended` is None while nobody has said."""

    session_id: int
    member_id: int
    answer: Answer | None = None
    answered_at: datetime | None = None
    pinned_group: str | None = None
    attended: bool | None = None
    attended_by: int | None = None
    attended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session as one person sees it. `hosts` are names; `manages` says that the person may change it; `counts`, how
    many invited people said what (None: nothing yet), is for coordinators and hosts alone.
    """

    session: Session
    program: str
    answer: Answer | None = None
    is_invited: bool = True
    hosts: tuple[str, ...] = ()
    manages: bool = False
    is_host: bool = False
    counts: Mapping[Answer | None, int] | None = None


class Every(StrEnum):
    """How a session repeats."""

    ONCE = "once"
    WEEKS = "weeks"  # every so many weeks
    MONTHS = "months"  # the same weekday of every so many months: "the second Tuesday"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a coordinator wants a session or a series to be. `hosts` are Slack ids. `every` and what follows it matter
    only when it is planned; `following` only when it is edited: all later sessions of the series change as well.
    """

    title: str
    first: date
    at: time
    minutes: int
    protocol: str
    roles: frozenset[Role]
    link: str = ""
    pair_minutes: int = 0
    hosts: tuple[str, ...] = ()
    every: Every = Every.ONCE
    interval: int = 1
    count: int | None = None
    until: date | None = None
    around: AroundDaysOff = AroundDaysOff.MOVE
    following: bool = False
    form_id: str = field(default="", compare=False)


class Flaw(StrEnum):
    """What keeps a session from being planned, to be said on its field."""

    NO_TITLE = "no_title"
    PAST = "past"
    FAR = "far"
    AFTER_END = "after_end"  # the program is over by then
    MINUTES = "minutes"
    NO_LINK = "no_link"
    PROTOCOL = "protocol"  # one that does not exist
    NOBODY = "nobody"  # no role is invited
    PAIR_MINUTES = "pair_minutes"
    ENDLESS = "endless"
    COUNT = "count"
    UNTIL = "until"  # the series would end before it starts, or much too late
    NO_DAY = "no_day"  # all its days are off
    HOSTS = "hosts"  # somebody who is not in the program, or cannot be reached


def flaws(wish: Wish, timezone: str, ends: date | None, now: datetime) -> tuple[Flaw, ...]:
    """Return everything that is wrong with a wish at the UTC moment `now`, but for what only the store knows (hosts,
    protocols) and days off. `ends` is the program's last day.
    """
    return tuple(name for name, wrong in _wrong(wish, timezone, ends, now) if wrong)


def _wrong(wish: Wish, timezone: str, ends: date | None, now: datetime) -> Iterator[tuple[Flaw, bool]]:
    yield Flaw.NO_TITLE, not 0 < len(wish.title.strip()) <= TITLE_LENGTH
    far = not 2000 <= wish.first.year <= (now + AHEAD).year
    yield Flaw.FAR, far
    yield Flaw.PAST, not far and moment_of(wish.first, wish.at, timezone) <= now
    yield Flaw.AFTER_END, not far and ends is not None and wish.first > ends
    yield Flaw.MINUTES, not SHORTEST <= wish.minutes <= LONGEST
    yield Flaw.NO_LINK, bool(wish.link) and not is_link(wish.link)
    yield Flaw.NOBODY, not wish.roles or not wish.roles <= frozenset(INVITABLE)
    yield Flaw.PAIR_MINUTES, not 0 <= wish.pair_minutes < wish.minutes
    if wish.every is not Every.ONCE:
        yield Flaw.ENDLESS, wish.count is None and wish.until is None
        yield Flaw.COUNT, wish.count is not None and not 1 <= wish.count <= MOST_SESSIONS
        yield Flaw.UNTIL, wish.until is not None and not wish.first <= wish.until <= wish.first + AHEAD


def is_link(text: str) -> bool:
    """Say whether `text` is an address that a browser can open, and nothing that Slack would read as markup."""
    if len(text) > LINK_LENGTH or any(sign.isspace() or sign in '<>|"' or not sign.isprintable() for sign in text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme.casefold() in {"https", "http"} and "." in (parts.hostname or "") and parts.port != 0
    except ValueError:
        return False


def occasions(wish: Wish, timezone: str, days: SchoolDays, ends: date | None) -> tuple[Occasion, ...]:
    """Return the days of a wish without flaws, around days off, none after the program's last day `ends`; skipped ones
    are among them. Raises series.SeriesError for a series that cannot be.
    """
    if wish.every is Every.ONCE:
        starts_at = moment_of(wish.first, wish.at, timezone)
        return (Occasion(wish.first, Fate.HELD, starts_at, starts_at + timedelta(minutes=wish.minutes)),)
    until = min((day for day in (wish.until, ends) if day is not None), default=None)
    rule = EveryWeeks(wish.interval) if wish.every is Every.WEEKS else same_weekday(wish.first, wish.interval)
    found = Series(wish.first, wish.at, wish.minutes, timezone, rule, wish.count, until, wish.around)
    return occasions_of(found, days)


def same_weekday(first: date, months: int) -> EveryMonths:
    """Return the rule for the weekday of `first` in every so many months: the first to fourth, else the last."""
    nth = (first.day - 1) // 7 + 1
    return EveryMonths(nth if nth < 5 else LAST, first.weekday(), months)


def shifted(session: Session, by: timedelta, days: SchoolDays) -> date:
    """Return the day of a later session of a series when an earlier one moves `by` whole days: around days off."""
    day = session.day + by
    off = any(day in span for span in days.days_off)
    return (days.first_from(day, within=6) or day) if off else day
