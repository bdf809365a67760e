"""Who is kept apart in a program: coordinators say so, and only they can read it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.services import people
from bot.services.people import Coordinating
from bot.store import apart, audit, programs
from bot.store import identity as identities
from bot.store.apart import Apart
from bot.store.database import Store, Tx

KEPT, LET = "kept_apart", "apart_no_more"


@dataclass(frozen=True, slots=True)
class ApartView:
    """Who is kept apart in a program."""

    program: Program
    aparts: tuple[Apart, ...]
    locale: str


def shown(store: Store, team_id: str, slack_id: str, program_id: int | None = None) -> ApartView | Refusal:
    """Return who is kept apart, for a coordinator of the program and nobody else."""
    with store.read() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        return found if isinstance(found, Refusal) else _view(tx, found)


def keep(
    store: Store, team_id: str, slack_id: str, program_id: int, two: tuple[str, str], *, now: datetime
) -> ApartView | Refusal:
    """Keep two members (Slack ids) apart. Refused as invalid when one of them is no member, or both are the same."""
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        programs.lock_program(tx, program_id)
        known = [identities.identify(tx, team_id, each) for each in two]
        ids = [one.person.id for one in known if one and any(p.id == program_id for _, p in one.open_memberships())]
        if len(set(ids)) < len(two):
            return Refusal(Reason.INVALID, locale=found.identity.person.locale)
        there = {(each.one_id, each.other_id) for each in apart.of_program(tx, program_id)}
        if tuple(sorted(ids)) not in there:
            apart.add(tx, program_id, ids, found.identity.person.id, now)
            facts = {"other": ids[1]}
            audit.add(tx, program_id, found.identity.person.id, KEPT, now, about_id=ids[0], facts=facts)
        return _view(tx, found)


def let(
    store: Store, team_id: str, slack_id: str, program_id: int, apart_id: int, *, now: datetime
) -> ApartView | Refusal:
    """Keep two people apart no longer. Refused as outdated when somebody has done so before."""
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        one = next((each for each in apart.of_program(tx, program_id) if each.id == apart_id), None)
        if one is None:
            return Refusal(Reason.OUTDATED, locale=found.identity.person.locale)
        apart.remove(tx, apart_id)
        facts = {"other": one.other_id}
        audit.add(tx, program_id, found.identity.person.id, LET, now, about_id=one.one_id, facts=facts)
        return _view(tx, found)


def _view(tx: Tx, found: Coordinating) -> ApartView:
    return ApartView(found.program, tuple(apart.of_program(tx, found.program.id)), found.identity.person.locale)
