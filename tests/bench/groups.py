"""How long it takes to put everybody into groups again, and how far the number of people moved is from the bound."""

import time
from dataclasses import dataclass
from random import Random

from bot.domain.groups import Participant, regroup
from tests.bench.figures import middle, table

TIMES = 5


@dataclass(frozen=True, slots=True)
class Regrouped:
    """A regrouping: people who take part, seconds, people moved, and the number that nobody can go below."""

    people: int
    seconds: float
    moved: int
    bound: int


def measure(size: int) -> Regrouped:
    """Regroup a community of `size` in homes of three to five, of whom a tenth stay away and a twentieth are new."""
    random = Random(size)
    everyone = [
        Participant(f"p{n:05}", random.choice(("principal", "assistant", "coach")), f"d{random.randrange(40)}")
        for n in range(size)
    ]
    homes: dict[str, list[str]] = {}
    at = 0
    while at < size * 95 // 100:
        count = random.choice((3, 4, 4, 5))
        homes[f"h{at:05}"] = [one.id for one in everyone[at : min(at + count, size * 95 // 100)]]
        at += count
    here = [one for one in everyone if random.random() > 0.1]
    apart = [frozenset(one.id for one in random.sample(everyone, 2)) for _ in range(size // 4)]
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        result = regroup(homes, here, apart=apart)
        took.append(time.perf_counter() - began)
    return Regrouped(len(here), middle(took), result.moved, result.bound)


def report(found: list[Regrouped]) -> str:
    """Return the table."""
    rows = [[f"{each.people:,}", f"{each.seconds * 1000:,.1f} ms", f"{each.moved}", f"{each.bound}"] for each in found]
    return table(["People to group", "time", "moved", "at least"], rows)
