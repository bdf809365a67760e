"""When people of the sandbox do what they do: at which hours, and when the two of a pair talk.

Everything is drawn from the occasion alone, as in `reactions`.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from bot.domain.programs import DaysOff
from bot.sandbox.community import acts
from bot.sandbox.community.cast import MEETING, Couple, Story, draw
from bot.sandbox.community.residents import Resident
from bot.sandbox.slack.person import Person

GRID = timedelta(hours=1)  # people act at full hours, so that a move has few stops
BY_PROMPT = 0.4  # of the pairs log with a tap in their prompt, the others with the command after their talk
MORNING, EVENING = time(7, 30), time(20, 30)  # between them people write to their peers
TALKS_END = (time(8, 0), time(12, 30), time(15, 30), time(16, 0), time(16, 30))
LENGTHS = {Story.BRIEF: (5, 10, 15)}
USUAL_LENGTHS = (20, 30, 30, 45, 60)
INTRODUCED = timedelta(days=1)  # before that, new pairs only write to each other
LOOKED_AHEAD = 20  # weeks: longer than any holidays
TALKS = 0.9  # of the weeks in which a pair that meets has time

Act = Callable[[Person], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk that `who` logs at the UTC `moment`."""

    moment: datetime
    who: Resident
    act: Act


def moment(now: datetime, after: timedelta) -> datetime:
    """Return when something happens that takes `after` from `now` on: later than now, on the grid, UTC."""
    wanted = now + max(after, timedelta(seconds=1))
    return datetime.min.replace(tzinfo=UTC) + -(-(wanted - datetime.min.replace(tzinfo=UTC)) // GRID) * GRID


def hours(chance: Random, least: float, most: float) -> timedelta:
    """Return a span of hours, more often a short one."""
    return timedelta(hours=least + (most - least) * chance.betavariate(1, 2.5))


def awake(now: datetime, after: timedelta, timezone: str) -> timedelta:
    """Return how long after the UTC moment `now` somebody does what they would do `after` it, if that is no night for
    them, or else next morning.
    """
    wanted = (now + after).astimezone(ZoneInfo(timezone))
    if MORNING <= wanted.time() < EVENING:
        return after
    day = wanted.date() + timedelta(days=wanted.time() >= EVENING)
    return datetime.combine(day, MORNING, ZoneInfo(timezone)).astimezone(UTC) - now


def next_talk(couple: Couple, after: datetime, begin: datetime, days_off: Sequence[DaysOff]) -> Talk | None:
    """Return the first talk after a UTC moment that one of a pair logs with the command, None if there is none.

    `begin` is when the program began: from it fortnights are counted.
    """
    if couple.story not in MEETING or logs_by_prompt(couple):
        return None
    habit = draw("talk", couple.name)
    weekday, ends = habit.randrange(5), habit.choice(TALKS_END)
    who, partner = (couple.mentor, couple.mentee) if habit.random() < 0.6 else (couple.mentee, couple.mentor)
    zone = ZoneInfo(who.person.user.tz)
    monday = after.astimezone(zone).date() - timedelta(days=after.astimezone(zone).weekday())
    first_monday = begin.astimezone(zone).date() - timedelta(days=begin.astimezone(zone).weekday())
    for number in range(LOOKED_AHEAD):
        day = monday + timedelta(weeks=number, days=weekday)
        chance = draw("week", couple.name, day)
        fortnight = couple.story is Story.FORTNIGHTLY and (day - first_monday).days // 7 % 2
        if fortnight or chance.random() > TALKS or _is_off(day, couple, days_off):
            continue
        logged = datetime.combine(day, ends, zone).astimezone(UTC) + hours(chance, 0.1, 2)
        if (at := moment(logged, timedelta())) > max(after, begin + INTRODUCED):
            return Talk(at, who, _command(partner, minutes_of(couple, chance)))
    return None


def logs_by_prompt(couple: Couple) -> bool:
    """Say whether a pair logs its talks with a tap in a prompt, not with the command."""
    return couple.story in MEETING and draw("logs", couple.name).random() < BY_PROMPT


def minutes_of(couple: Couple, chance: Random) -> int:
    """Return how long they talk."""
    return chance.choice(LENGTHS.get(couple.story, USUAL_LENGTHS))


def _is_off(day: date, couple: Couple, days_off: Sequence[DaysOff]) -> bool:
    lines = (couple.mentor.line, couple.mentee.line)
    return any(
        day in span and any(span.concerns(line.school or "", line.district or "") for line in lines)
        for span in days_off
    )


def _command(partner: Resident, minutes: int) -> Act:
    return lambda person: acts.log_talk(person, partner.person.user.name, minutes)
