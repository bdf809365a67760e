"""What a person's Home tab shows, as facts; one part a field, so that a capability adds its own beside the others.

`Facts` is what the store gathers, `arrange` makes of it what holds for the person at a moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.calendar import WEEK, QuietHours, local, school_days, week_of
from bot.domain.checkins import CheckIn, Prompt, latest_step
from bot.domain.coach_home import SharedWithCoach
from bot.domain.desk_home import Desk, ProgramHealth, ProgramPairs, program_health
from bot.domain.goals import FullGoal
from bot.domain.hours import Standing
from bot.domain.members import Member, Person, Role
from bot.domain.own_quiet import quiet_hours
from bot.domain.pair_files import Hold
from bot.domain.pairs import Meeting, Partner
from bot.domain.peer_home import NOTHING, PeerPart
from bot.domain.programs import DaysOff, Program
from bot.domain.reciprocity import Took, remembered
from bot.domain.rhythms import Membership, lead
from bot.domain.sessions import SessionLine
from bot.domain.terms import Term

KEPT_FRESH_FOR = timedelta(days=30)  # after that without a look, Home is brought up to date when it is opened
LATEST_MEETINGS = 3  # shown of a pair
APART = 5  # pairs of one person that are shown each by itself; more become a list


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody whom a coach accompanies."""

    name: str
    slack_id: str | None
    school: str
    program: str
    minutes: int = 0  # logged with this coach in the present month
    target: int | None = None  # minutes a month that the program wants; None: it sets none


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody who was asked said about research in a program; None: nothing yet."""

    member_id: int
    program: str
    given: bool | None


@dataclass(frozen=True, slots=True)
class MyGroup:
    """A home group: its name, the others in it as (Slack id, name), and the channel of its conversation, empty while it
    has none. `waits`: it is to have one.
    """

    program: str
    name: str
    others: tuple[tuple[str | None, str], ...]
    team_id: str = ""
    channel: str = ""
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about somebody with at least one membership that lasts. Keys are member ids (`partners`,
    `check_ins` and `now_whats`: the latest), pair ids (`meetings`: newest first; `terms` of those with a schedule;
    `holds`) and program ids (`days_off`).
    """

    person: Person
    memberships: tuple[Membership, ...]
    partners: Mapping[int, Sequence[Partner]]
    meetings: Mapping[int, Sequence[Meeting]]
    check_ins: Mapping[int, CheckIn]
    prompt: Prompt | None
    days_off: Mapping[int, Sequence[DaysOff]]
    leaders: tuple[Leader, ...] = ()
    shared: tuple[SharedWithCoach, ...] = ()
    programs: tuple[ProgramPairs, ...] = ()
    terms: Mapping[int, Term] = field(default_factory=dict)
    holds: Mapping[int, Hold] = field(default_factory=dict)
    question: str = ""  # of the prompt
    goals: tuple[FullGoal, ...] = ()  # the person's own
    hours: tuple[Standing, ...] = ()  # over all programs
    consents: tuple[Consent, ...] = ()
    peers: PeerPart = NOTHING
    groups: tuple[MyGroup, ...] = ()
    desks: tuple[Desk, ...] = ()
    session: SessionLine | None = None  # the next network session
    took: tuple[Took, ...] = ()  # a mentor's own words
    now_whats: Mapping[int, tuple[str, datetime]] = field(default_factory=dict)  # what will be done about a challenge


class WeekState(StrEnum):
    """How somebody's check-in of the present program week stands."""

    OPEN = "open"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    NOT_ASKED = "not_asked"  # none has come in this program week, and none will: holidays, a first week, another rhythm
    RESTING = "resting"
    DAY_OFF = "day_off"  # open, and today nothing is asked of anybody
    TO_BEGIN = "to_begin"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Week:
    """The check-in of one program for the week that begins on the local day `week`. `answered_at` is UTC; `day` is the
    one that a state is about (the first, the last, the last day off); `next_step` is what they said last: in a
    check-in, or about a challenge.
    """

    program: str
    member_id: int
    week: date
    state: WeekState
    answered_at: datetime | None = None
    day: date | None = None
    day_off: str = ""
    question: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class MyPair:
    """A partner with the pair's latest meetings, newest first; `own_today` is one of today that the person logged.
    `term` is None without a schedule, `hold` while no coordinator has put the pair on hold.
    """

    partner: Partner
    meetings: tuple[Meeting, ...] = ()
    own_today: Meeting | None = None
    term: Term | None = None
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What somebody has chosen; day and time are their own wall clock's, Monday is 0. `next_prompt_at` is UTC."""

    weekday: int
    at: time
    every_weeks: int
    next_prompt_at: datetime | None
    full_text: bool
    quiet: QuietHours = field(default_factory=QuietHours)


@dataclass(frozen=True, slots=True)
class Home:
    """All that the Home tab of one person shows. `paused_until` is the first local day back, None for an open end."""

    name: str
    locale: str
    timezone: str
    today: date
    settings: Settings
    paused: bool = False
    paused_until: date | None = None
    weeks: tuple[Week, ...] = ()
    pairs: tuple[MyPair, ...] = ()
    is_asked: bool = False
    leaders: tuple[Leader, ...] | None = None  # None for who is no coach
    shared: tuple[SharedWithCoach, ...] = ()  # with them as a coach
    programs: tuple[ProgramHealth, ...] = ()
    goals: tuple[FullGoal, ...] = ()
    hours: tuple[Standing, ...] = ()
    consents: tuple[Consent, ...] = ()
    peers: PeerPart = NOTHING
    groups: tuple[MyGroup, ...] = ()
    desks: tuple[Desk, ...] = ()
    session: SessionLine | None = None
    took: Took | None = None


def arrange(facts: Facts, now: datetime) -> Home:
    """Return what Home shows at the UTC moment `now`."""
    person, first = facts.person, facts.memberships[0][1]
    timezone = person.timezone(first.timezone)
    today = local(now, timezone).date()
    roles = frozenset(role for member, _ in facts.memberships for role in member.roles)
    asked = [each for each in facts.memberships if each[0].is_asked]
    return Home(
        name=person.name,
        locale=person.locale,
        timezone=timezone,
        today=today,
        settings=_settings(facts, now),
        paused=person.is_paused(today),
        paused_until=person.paused_until if person.is_paused(today) else None,
        weeks=tuple(_week(facts, member, program, now) for member, program in asked),
        pairs=tuple(_pairs(facts, today)),
        is_asked=bool(asked),
        leaders=facts.leaders if Role.COACH in roles else None,
        shared=facts.shared,
        programs=tuple(program_health(of) for of in facts.programs),
        goals=facts.goals,
        hours=facts.hours,
        consents=facts.consents,
        peers=facts.peers,
        groups=facts.groups,
        desks=facts.desks,
        session=facts.session,
        took=remembered(facts.took, today),
    )


def _settings(facts: Facts, now: datetime) -> Settings:
    person = facts.person
    program = (lead(person, facts.memberships, now) or facts.memberships[0])[1]
    return Settings(
        weekday=program.prompt_weekday if person.prompt_weekday is None else person.prompt_weekday,
        at=person.prompt_time or program.prompt_time,
        every_weeks=person.every_weeks,
        next_prompt_at=person.next_prompt_at,
        full_text=person.full_text,
        quiet=quiet_hours(person, program),
    )


def _week(facts: Facts, member: Member, program: Program, now: datetime) -> Week:
    person = facts.person
    today = local(now, person.timezone(program.timezone)).date()
    week = week_of(today, program.prompt_weekday)
    latest = facts.check_ins.get(member.id)
    answered = latest if latest is not None and latest.week == week else None
    prompt = facts.prompt if facts.prompt is not None and abs(facts.prompt.week - week) < WEEK else None
    state, day, title = _state(facts, member, program, today, prompt)
    if answered is not None:
        state, day, title = WeekState.ANSWERED, None, ""
    return Week(
        program=program.name,
        member_id=member.id,
        week=week,
        state=state,
        answered_at=answered.updated_at if answered else None,
        day=day,
        day_off=title,
        question=facts.question if prompt is not None and prompt.member_id == member.id else "",
        next_step=latest_step(latest, facts.now_whats.get(member.id)),
    )


def _state(
    facts: Facts, member: Member, program: Program, today: date, prompt: Prompt | None
) -> tuple[WeekState, date | None, str]:
    """Return how an unanswered week stands, with the day and the words that belong to it."""
    person = facts.person
    starts = max(program.starts, member.starts or program.starts)
    if program.ends is not None and today > program.ends:
        return WeekState.OVER, program.ends, ""
    if today < starts:
        return WeekState.TO_BEGIN, starts, ""
    if person.resting_since is not None:
        return WeekState.RESTING, None, ""
    if prompt is not None and prompt.skipped_at is not None:
        return WeekState.SKIPPED, None, ""
    if off := _off_today(facts, member, program, today):
        return WeekState.DAY_OFF, off.ends, off.title
    if prompt is None and not _asked_by(person, program, week_of(today, program.prompt_weekday)):
        return WeekState.NOT_ASKED, None, ""
    return WeekState.OPEN, None, ""


def _off_today(facts: Facts, member: Member, program: Program, today: date) -> DaysOff | None:
    days = school_days(facts.days_off.get(program.id, ()), member.school, member.district)
    return next((span for span in days.days_off if span.starts <= today <= span.ends), None)


def _asked_by(person: Person, program: Program, week: date) -> bool:
    """Say whether the next question still comes in the program week that begins on `week`."""
    if person.next_prompt_at is None:
        return False
    day = local(person.next_prompt_at, person.timezone(program.timezone)).date()
    return week <= day < week + WEEK


def _pairs(facts: Facts, today: date) -> list[MyPair]:
    found = []
    for member, _ in facts.memberships:
        for partner in facts.partners.get(member.id, ()):
            met = tuple(facts.meetings.get(partner.pair_id, ()))[:LATEST_MEETINGS]
            own = (one for one in met if one.held_on == today and one.logged_by == facts.person.id)
            term, hold = facts.terms.get(partner.pair_id), facts.holds.get(partner.pair_id)
            found.append(MyPair(partner, met, next(own, None), term, hold))
    return found
