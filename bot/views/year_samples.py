"""Samples of planning the next year: see `samples.py`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from bot.content.wording import Wording
from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.next_year import Rule, Standing, Wish, plan, usual
from bot.domain.programs import Program
from bot.views import next_year

PROGRAM = Program(1, 1, "Harbor Leaders 2026", "America/New_York", date(2026, 8, 31), date(2027, 6, 11))
WISH = Wish("Harbor Leaders 2027", date(2027, 8, 30), date(2028, 6, 9))


def year_samples(w: Wording, said: Callable[[str], str]) -> dict[str, Any]:
    """Return every sample by name."""
    many = [_standing(number) for number in range(1, 118)]
    few = [_standing(3, Role.COORDINATOR), _standing(5, Role.MENTOR)]
    early = replace(WISH, starts=date(2027, 5, 31), ends=None, leaving=frozenset(range(2, 60)))
    other = replace(WISH, rule=Rule.ONLY, carries_hours=True, carries_goals=False)
    endless = replace(PROGRAM, ends=None)
    into = replace(PROGRAM, id=2, name=WISH.name, starts=date(2027, 8, 30))
    runs = {
        "usual": next_year.dry_run(w, PROGRAM, plan(PROGRAM, WISH, many)),
        "in the middle": next_year.dry_run(w, PROGRAM, plan(PROGRAM, WISH, many), 2),
        "both run, many stay": next_year.dry_run(w, PROGRAM, plan(PROGRAM, early, many)),
        "few": next_year.dry_run(w, endless, plan(endless, other, few), changed=True),
    }
    return {
        "year form: begun": next_year.year_form(w, PROGRAM, usual(PROGRAM), (), ()),
        "year form: planned": next_year.year_form(w, PROGRAM, other, ("U0SAMPLE01",), ("U0SAMPLE02",)),
        **{f"year run: {name}": view for name, view in runs.items()},
        "year done: working": next_year.working(w),
        "year done: now": next_year.done(w, into, 116, "Maria Stone", is_new=True),
        "year done: before": next_year.done(w, into, 116, "Maria Stone", is_new=False),
        "year done: before, by somebody forgotten": next_year.done(w, into, 116, "", is_new=False),
    }


def _standing(number: int, role: Role | None = None) -> Standing:
    own = role or (Role.MENTEE if number % 2 else Role.MENTOR)
    state = PersonState.DEACTIVATED if number % 40 == 0 else PersonState.ACTIVE
    person = Person(number, 1, f"p{number}@x.example", f"Ana Lima {number:03}", state, f"U{number:010}")
    return Standing(Member(number, 1, number, frozenset({own})), person, str(1 + number // 5) if number % 3 else None)
