"""Who of the community is like what: fixed by the roster alone, so that every sandbox of it tells the same story.

Most people answer and most pairs meet. A few have a story of their own, so that a coordinator sees what a real program
shows: somebody silent, a pair that never meets, one that meets and does not say so, one without a time, one without
cover, and a mentor who leaves. Small communities have no such stories, and those whom a visitor meets first neither.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from bot.domain.members import Role
from bot.sandbox.community.residents import Resident, Residents

SEED = "reciprocal"
ENOUGH_PAIRS = 12  # a smaller community has no stories: each would be a large part of it
SILENT_SHARE = 0.06
BRIEF_SHARE = 0.2
FORTNIGHTLY_SHARE = 0.15


class Story(StrEnum):
    """How a pair fares."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    BRIEF = "brief"  # every week, between two doors
    NEVER = "never"
    UNLOGGED = "unlogged"  # they meet, and log it only when the bot asks
    NO_TIME = "no time"
    NO_COVER = "no cover"
    PARTING = "parting"  # they meet until the mentor leaves


STORIES = (Story.NEVER, Story.UNLOGGED, Story.NO_TIME, Story.NO_COVER, Story.PARTING)
MEETING = frozenset({Story.WEEKLY, Story.FORTNIGHTLY, Story.BRIEF, Story.PARTING})  # those who also log it


@dataclass(frozen=True, slots=True)
class Couple:
    """A pair, and how it fares."""

    mentor: Resident
    mentee: Resident
    story: Story

    @property
    def name(self) -> str:
        """What names it in draws."""
        return f"{self.mentor.handle}+{self.mentee.handle}"


@dataclass(frozen=True, slots=True)
class Cast:
    """The couples by the handle of either, and the handles of those who never answer."""

    couples: Mapping[str, Sequence[Couple]]
    silent: frozenset[str]

    def each(self) -> Iterator[Couple]:
        """Yield every couple once."""
        for handle, couples in self.couples.items():
            yield from (one for one in couples if one.mentor.handle == handle)

    def story_of(self, handle: str) -> Story | None:
        """Return how the first pair of somebody fares, None for who has no pair."""
        return self.couples[handle][0].story if handle in self.couples else None


def draw(*what: object) -> Random:
    """Return a source of chance for one occasion: named the same, it yields the same on every machine."""
    return Random("|".join(str(one) for one in (SEED, *what)))


def cast_of(residents: Residents) -> Cast:
    """Return how everybody of a community is."""
    by_handle = residents.by_handle
    known = {one.handle for one in residents.featured()}
    twos = [
        (by_handle[handle], mentee)
        for mentee in by_handle.values()
        for handle, role in mentee.partners
        if role is Role.MENTOR
    ]
    plain = [two for two in twos if all(len(one.partners) == 1 and one.handle not in known for one in two)]
    draw("stories").shuffle(plain)
    told = dict(zip([_name(two) for two in plain], STORIES, strict=False)) if len(plain) >= ENOUGH_PAIRS else {}
    couples: dict[str, list[Couple]] = {}
    for mentor, mentee in twos:
        couple = Couple(mentor, mentee, told.get(_name((mentor, mentee))) or _usual(mentor, mentee))
        couples.setdefault(mentor.handle, []).append(couple)
        couples.setdefault(mentee.handle, []).append(couple)
    in_stories = {one.handle for two in plain if _name(two) in told for one in two}
    quiet = {one for one in by_handle if one not in known | in_stories and draw("silent", one).random() < SILENT_SHARE}
    return Cast(couples, frozenset(quiet if told else ()))


def _name(two: tuple[Resident, Resident]) -> tuple[str, str]:
    return two[0].handle, two[1].handle


def _usual(mentor: Resident, mentee: Resident) -> Story:
    chance = draw("story", mentor.handle, mentee.handle).random()
    if chance < BRIEF_SHARE:
        return Story.BRIEF
    return Story.FORTNIGHTLY if chance < BRIEF_SHARE + FORTNIGHTLY_SHARE else Story.WEEKLY
