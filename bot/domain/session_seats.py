"""The breakout groups of one session, and who sits in them. All UTC."""

from dataclasses import dataclass

from bot.domain.members import Person
from bot.domain.session_day import GroupPlan, Job, Run


@dataclass(frozen=True, slots=True)
class SessionGroup:
    """A breakout group of one session. `channel` is where its rounds are posted, None: to each directly."""

    id: int
    session_id: int
    home_group_id: int | None
    name: str
    channel: str | None
    plan: GroupPlan
    run: Run


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits in a group. `home_group_id` is the home they have now, None for none."""

    group_id: int
    member_id: int
    job: Job | None
    person: Person
    home_group_id: int | None = None
