"""A coordinator plans the year after a program's, sees what would happen, and has it done: all of it or nothing.

What follows once this year's program is over is `year_turn`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.domain import next_year as rules
from bot.domain.calendar import moment_of
from bot.domain.home_groups import Proposal
from bot.domain.next_year import Flaw, Standing, Wish, YearPlan
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.services import community_questions, home, home_groups, people, retention, rhythm, year_turn
from bot.services.people import Coordinating
from bot.services.programs import next_digest
from bot.store import audit, carrying, members, programs
from bot.store import next_year as stored
from bot.store.database import Store, Tx

BEGAN = "next_year_begun"  # in the log of this year's program
BEGUN_FROM = "begun_from"  # in the log of the next year's
MORNING = time(9)  # of the first day, when home groups get their conversations; the program's time


@dataclass(frozen=True, slots=True)
class YearForm:
    """What the form begins with; `chosen` and `leaving` are Slack ids."""

    program: Program
    wish: Wish
    chosen: tuple[str, ...]
    leaving: tuple[str, ...]
    locale: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """What would happen if the plan were carried out now."""

    program: Program
    plan: YearPlan
    locale: str


@dataclass(frozen=True, slots=True)
class YearDone:
    """The next year's program is there: `by` saw to it, `people` are in it; `is_new` as of this request."""

    program: Program
    into: Program
    by: str
    people: int
    is_new: bool
    locale: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom a coordinator chose in the form, as Slack ids; the rest is in the wish."""

    mentees: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()


def begin(store: Store, team_id: str, slack_id: str, program_id: int | None = None) -> YearForm | YearDone | Refusal:
    """Return the form for the year after a program's, with the plan that is there, or what was done."""
    with store.read() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        known = stored.find(tx, found.program.id)
        if known is not None and known.into_id is not None:
            return _done(tx, found, known, is_new=False)
        wish = known.wish if known is not None else rules.usual(found.program)
        slack_ids = {each.member.id: each.person.slack_id for each in stored.standings(tx, found.program.id)}

        def named(ids: Collection[int]) -> tuple[str, ...]:
            return tuple(slack_id for id_ in sorted(ids) if (slack_id := slack_ids.get(id_)))

        return YearForm(found.program, wish, named(wish.chosen), named(wish.leaving), found.identity.person.locale)


def plan(
    store: Store, team_id: str, slack_id: str, program_id: int, wish: Wish, chosen: Chosen, *, now: datetime
) -> DryRun | YearDone | Refusal | Mapping[str, Flaw]:
    """Write down what a coordinator wants of the next year, and return what it would do, or what cannot be by field."""
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        programs.lock_program(tx, program_id)
        known = stored.find(tx, program_id)
        if known is not None and known.into_id is not None:
            return _done(tx, found, known, is_new=False)
        there = stored.standings(tx, program_id)
        wish = replace(wish, chosen=_members(there, chosen.mentees), leaving=_members(there, chosen.leaving))
        wrong = _flaws(tx, found.program, wish, there)
        if wrong:
            return wrong
        stored.save_plan(tx, program_id, wish, found.identity.person.id, now)
        return DryRun(found.program, rules.plan(found.program, wish, there), found.identity.person.locale)


def shown(store: Store, team_id: str, slack_id: str, program_id: int) -> DryRun | YearDone | Refusal:
    """Return what the plan that is written down would do now; refused as outdated when it cannot be any more."""
    with store.read() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        return found if isinstance(found, Refusal) else _shown(tx, found)


def _shown(tx: Tx, found: Coordinating) -> DryRun | YearDone | Refusal:
    locale = found.identity.person.locale
    known = stored.find(tx, found.program.id)
    if known is None:
        return Refusal(Reason.OUTDATED, locale=locale)
    if known.into_id is not None:
        return _done(tx, found, known, is_new=False)
    there = stored.standings(tx, found.program.id)
    wish = _still(known.wish, there)
    if _flaws(tx, found.program, wish, there):
        return Refusal(Reason.OUTDATED, locale=locale)
    return DryRun(found.program, rules.plan(found.program, wish, there), locale)


def _still(wish: Wish, there: Collection[Standing]) -> Wish:
    """Return a wish without those who have left since."""
    ids = frozenset(each.member.id for each in there)
    learning = frozenset(each.member.id for each in there if rules.learns(each.member))
    return replace(wish, chosen=wish.chosen & learning, leaving=wish.leaving & ids)


def _members(there: Collection[Standing], slack_ids: Collection[str]) -> frozenset[int]:
    """Return the members whom Slack calls so; whoever is none becomes 0, which no member is."""
    known = {each.person.slack_id: each.member.id for each in there}
    return frozenset(known.get(slack_id, 0) for slack_id in slack_ids)


def _flaws(tx: Tx, program: Program, wish: Wish, there: list[Standing]) -> dict[str, Flaw]:
    wrong = rules.flaws(program, wish, there)
    if "name" not in wrong and programs.program_named(tx, program.workspace_id, wish.name) is not None:
        wrong["name"] = Flaw.TAKEN
    return wrong


def carry_out(
    store: Store, team_id: str, slack_id: str, program_id: int, digest: str, *, now: datetime
) -> YearDone | DryRun | Refusal:
    """Have the plan done that a coordinator has seen, in one transaction; a second time it is known to be done.

    Where it would do anything else by now (`digest` names what was seen), nothing is written and that is returned.
    """
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        programs.lock_program(tx, program_id)
        seen = _shown(tx, found)
        if not isinstance(seen, DryRun) or seen.plan.digest != digest:
            return seen
        _carry_out(tx, found, seen.plan, now)
        known = stored.find(tx, program_id)
        assert known is not None  # noqa: S101  (mypy: it was read above)
        return _done(tx, found, known, is_new=True)


def _done(tx: Tx, found: Coordinating, known: stored.NextYear, *, is_new: bool) -> YearDone:
    into = programs.program(tx, known.into_id or 0)
    assert into is not None  # noqa: S101  (mypy: nothing deletes programs)
    by = members.person(tx, known.done_by or 0)
    there = members.open_members_of_program(tx, into.id)
    return YearDone(found.program, into, by.name if by else "", len(there), is_new, found.identity.person.locale)


def _carry_out(tx: Tx, found: Coordinating, made: YearPlan, now: datetime) -> None:
    """Write everything that a plan says."""
    before, wish, actor = found.program, made.wish, found.identity.person
    starts = wish.starts
    assert starts is not None  # noqa: S101  (mypy: a plan has one)
    into_id = carrying.add_program(tx, before, wish.name, starts, wish.ends, now)
    carrying.settings(tx, before.id, into_id, starts)
    carrying.library(tx, before.id, into_id, now)
    carrying.apart(tx, before.id, into_id, [each.person.id for each in made.going])
    _enrol(tx, made, into_id, actor.name, now)
    _end(tx, before, made, now)
    turns_at = moment_of(made.last_day + timedelta(days=1), time(0), before.timezone)
    stored.done(tx, before.id, into_id, actor.id, now, turns_at)
    _set_out(tx, into_id, made, now)
    audit.add(tx, before.id, actor.id, BEGAN, now, facts=_facts(made) | {"into": into_id, "name": wish.name})
    audit.add(tx, into_id, actor.id, BEGUN_FROM, now, facts=_facts(made) | {"from": before.id, "name": before.name})
    if turns_at <= now:
        year_turn.turn_all(tx, before.id, now)
    home.program_changed(tx, [before.id, into_id], now)


def _facts(made: YearPlan) -> dict[str, int | str]:
    return {"people": len(made.going), "mentors": made.new_mentors, "staying": len(made.staying)}


def _enrol(tx: Tx, made: YearPlan, into_id: int, by: str, now: datetime) -> None:
    """Make those who go on members, in the home groups that they keep."""
    names = ("person_id", "school", "district", "position", "coach_email", "supervisor_email")
    rows = [
        {**{name: getattr(each.member, name) for name in names}, "roles": each.roles}
        | {"program_id": into_id, "enrolled_by": by}
        for each in made.going
    ]
    members.add_members(tx, rows, now)
    new = {person.id: member.id for member, person in members.open_members_of_program(tx, into_id)}
    then = {each.member.id: new[each.person.id] for each in made.going}
    groups = {name: frozenset(then[who] for who in there) for name, there in made.groups.items()}
    program = programs.program(tx, into_id)
    assert program is not None  # noqa: S101  (mypy: it was written above)
    opens_at = max(now, moment_of(program.starts, MORNING, program.timezone))
    home_groups.settle(tx, into_id, Proposal(groups), now=now, opens_at=opens_at)


def _end(tx: Tx, before: Program, made: YearPlan, now: datetime) -> None:
    """Give this year's program its last day where it has none."""
    if before.ends is not None:
        return
    programs.change_program(tx, before.id, {"ends": made.last_day})
    ended = replace(before, ends=made.last_day)
    community_questions.set_next(tx, ended, now)
    home_groups.ends_changed(tx, ended)
    retention.set_next(tx, before.id, now)


def _set_out(tx: Tx, into_id: int, made: YearPlan, now: datetime) -> None:
    """Compute what falls due in the new program, and for its people."""
    program = programs.program(tx, into_id)
    assert program is not None  # noqa: S101  (mypy: it was written above)
    programs.change_program(tx, into_id, {"next_digest_at": next_digest(program, now)})
    community_questions.set_next(tx, program, now)
    retention.set_next(tx, into_id, now)
    going = [each.person.id for each in made.going] + [each.person.id for each in made.staying]
    for at in range(0, len(going), rhythm.AT_ONCE):
        rhythm.recompute(tx, going[at : at + rhythm.AT_ONCE], now)
    home.changed(tx, going, now)
