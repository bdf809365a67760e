"""One session's groups: who is there today, with groups that are too small as guests of others. Homes stay as they are.

Whoever takes part changes one at a time; nobody who has a seat is asked to change it for that.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.groups import in_order

Apart = frozenset[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Today:
    """The groups of a session by name, and which home is whose guest (`joined`: home -> group), for this time only.
    Nobody is in two groups, and no group is empty. `smallest`, `largest` and `apart` are as in `regroup`.
    """

    groups: Mapping[str, frozenset[str]]
    joined: Mapping[str, str] = field(default_factory=dict)
    smallest: int = 3
    largest: int = 5
    apart: Apart = frozenset()

    def group_of(self, person: str) -> str | None:
        """Return the group a person is in today, None if they are in none."""
        return next((name for name, there in self.groups.items() if person in there), None)


def for_today(
    homes: Mapping[str, Collection[str]],
    present: Collection[str],
    *,
    smallest: int = 3,
    largest: int = 5,
    apart: Iterable[Collection[str]] = (),
) -> Today:
    """Return the groups of those who are `present`: everyone at home, but a home with fewer than `smallest` people
    joins another group as a whole, the smallest home first. It goes where the fewest are too many, where the fewest
    apart pairs meet, rather to another that is too small, then to the smallest. Whoever has no home is placed as by
    `arrive`.

    Raises ValueError unless 1 <= smallest <= largest, and for someone in two homes.
    """
    if not 1 <= smallest <= largest:
        raise ValueError(f"groups of {smallest} to {largest} people cannot be")
    here = frozenset(present)
    groups = {name: here & frozenset(homes[name]) for name in sorted(homes, key=in_order)}
    seen: set[str] = set()
    for there in groups.values():
        if not seen.isdisjoint(there):
            raise ValueError(f"{min(seen & there)!r} is in two homes")
        seen |= there
    pairs = frozenset(frozenset(pair) for pair in apart)
    today = Today({name: there for name, there in groups.items() if there}, {}, smallest, largest, pairs)
    for person in sorted(here - seen):
        today = arrive(today, person)
    return _without_small(today, set(today.groups))


def arrive(today: Today, person: str, home: str | None = None) -> Today:
    """Return the groups with someone who comes late: in their home or where it is a guest, even if that is full;
    otherwise where there is room and the fewest enemies are, in the smallest. The only one to come opens a group. Who
    is there already stays.
    """
    if today.group_of(person) is not None:
        return today
    name = today.joined.get(home, home) if home is not None else None
    if name not in today.groups:
        ranked = sorted((_rank(today, other, frozenset({person})), other) for other in today.groups)
        name = ranked[0][1] if ranked else home or "1"
    return _with(today, {**today.groups, str(name): today.groups.get(str(name), frozenset()) | {person}})


def leave(today: Today, person: str) -> Today:
    """Return the groups without someone who does not come. If their group is too small now, it joins another."""
    name = today.group_of(person)
    if name is None:
        return today
    rest = today.groups[name] - {person}
    groups = {other: there for other, there in today.groups.items() if other != name or rest}
    if not rest:
        return _with(today, groups)
    return _without_small(_with(today, {**groups, name: rest}), {name})


def _without_small(today: Today, names: set[str]) -> Today:
    """Let those of the named groups that are too small join others, one at a time."""
    while len(today.groups) > 1:
        small = [name for name in names & today.groups.keys() if len(today.groups[name]) < today.smallest]
        if not small:
            break
        guest = min(small, key=lambda name: (len(today.groups[name]), name))
        people = today.groups[guest]
        host = min((_rank(today, name, people), name) for name in today.groups if name != guest)[1]
        if len(today.groups[host]) < len(people):
            guest, host = host, guest
        groups = {name: there for name, there in today.groups.items() if name != guest}
        groups[host] = today.groups[host] | today.groups[guest]
        joined = {home: host if group == guest else group for home, group in today.joined.items()}
        today = _with(today, groups, {**joined, guest: host})
        names = names | {host}
    return today


def _rank(today: Today, name: str, guests: frozenset[str]) -> tuple[int, int, bool, int]:
    """Return how well guests would fit into a group, the best being the least."""
    there = today.groups[name]
    together = there | guests
    meeting = sum(len(pair & there) == 1 == len(pair & guests) for pair in today.apart)
    return max(0, len(together) - today.largest), meeting, len(there) >= today.smallest, len(there)


def _with(today: Today, groups: Mapping[str, frozenset[str]], joined: Mapping[str, str] | None = None) -> Today:
    return Today(
        {name: groups[name] for name in sorted(groups, key=in_order)},
        today.joined if joined is None else joined,
        today.smallest,
        today.largest,
        today.apart,
    )
