"""Setting up a program in Slack: who may begin, and who may go on where somebody else stopped."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain import enrolment
from bot.domain import program_settings as rules
from bot.domain.members import SlackPerson
from bot.domain.program_settings import Objections, Overview, Problem, Topic
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.domain.roster import is_address
from bot.services import home, people, program_settings, programs
from bot.services.people import Coordinating
from bot.services.programs import ProgramWish
from bot.store import audit
from bot.store import identity as identities
from bot.store import program_settings as stored
from bot.store import programs as program_store
from bot.store.database import Store, Tx

BEGUN, JOINED = "program_created", "coordinator_added"


@dataclass(frozen=True, slots=True)
class Door:
    """What Home offers somebody who is in no program: a workspace `is_empty` while nobody has begun; `unfinished` are
    the programs whose set-up has begun and not ended. `coordinators` are Slack ids of people to ask.
    """

    is_empty: bool
    unfinished: tuple[Program, ...] = ()
    coordinators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the first form says. Dates are days of the program's time zone."""

    name: str
    starts: date | None
    ends: date | None
    timezone: str


def door(store: Store, team_id: str) -> Door | None:
    """Return how a workspace stands with programs; None where the app is not installed."""
    with store.read() as tx:
        workspace = identities.workspace_of_team(tx, team_id)
        if workspace is None:
            return None
        there = program_store.programs_of(tx, workspace.id)
        setups = stored.setups_of(tx, [program.id for program in there])
        return Door(
            is_empty=not there,
            unfinished=tuple(program for program in there if not setups[program.id].finished),
            coordinators=identities.coordinators_of_workspace(tx, workspace.id),
        )


def objections(beginning: Beginning) -> Objections | None:
    """Return what is wrong with a first form, as far as can be said without asking anybody."""
    values = {
        "name": beginning.name,
        "starts": beginning.starts,
        "ends": beginning.ends,
        "timezone": beginning.timezone,
    }
    found = rules.problems(Topic.PROGRAM, values)
    return Objections(found) if found else None


def begin(
    store: Store, team_id: str, who: SlackPerson, beginning: Beginning, *, now: datetime
) -> Overview | Refusal | Objections:
    """Make a program whose coordinator is the workspace admin, or coordinator of another program, who asks for it.

    `who` is what Slack says of them at this moment. Refused for anybody else, and, as an objection, when the workspace
    has a program of that name.
    """
    if objected := objections(beginning):
        return objected
    with store.write() as tx:
        workspace = identities.workspace_of_team(tx, team_id)
        if workspace is None:
            return Refusal(Reason.OTHER_TEAM)
        if not _may_begin(tx, team_id, who):
            return Refusal(Reason.NOT_ADMIN, identities.coordinators_of_workspace(tx, workspace.id))
        if not is_address(who.email):
            return Refusal(Reason.NO_ADDRESS)
        if program_store.program_named(tx, workspace.id, beginning.name) is not None:
            return Objections({"name": Problem.TAKEN})
        wish = ProgramWish(beginning.name, who.email, who, beginning.timezone, beginning.starts, beginning.ends)
        made = programs.create_in(tx, workspace.id, wish, now).program
        if made is None:
            return Refusal(Reason.INVALID)
        stored.begin_setup(tx, made.id, now)
        return _at_work(tx, team_id, who, made.id, BEGUN, now)


def join(store: Store, team_id: str, who: SlackPerson, program_id: int, *, now: datetime) -> Overview | Refusal:
    """Let another workspace admin go on with a set-up that has begun and not ended; they coordinate the program too."""
    with store.write() as tx:
        workspace = identities.workspace_of_team(tx, team_id)
        program = program_store.program(tx, program_id)
        if workspace is None or program is None or program.workspace_id != workspace.id:
            return Refusal(Reason.OUTDATED)
        if not who.is_admin or enrolment.slack_problem(who) or not is_address(who.email):
            return Refusal(Reason.NOT_ADMIN, identities.coordinators_of_program(tx, program_id))
        if stored.setups_of(tx, [program_id])[program_id].finished:
            return Refusal(Reason.OUTDATED)
        programs.enrol_coordinator(tx, program, ProgramWish(program.name, who.email, who), now)
        return _at_work(tx, team_id, who, program_id, JOINED, now)


def _may_begin(tx: Tx, team_id: str, who: SlackPerson) -> bool:
    if enrolment.slack_problem(who):
        return False
    return who.is_admin or isinstance(people.coordinating(tx, team_id, who.id), Coordinating)


def _at_work(tx: Tx, team_id: str, who: SlackPerson, program_id: int, action: str, now: datetime) -> Overview | Refusal:
    found = people.coordinating(tx, team_id, who.id, program_id)
    if isinstance(found, Refusal):
        return found
    person = found.identity.person
    audit.add(tx, program_id, person.id, action, now, about_id=person.id)
    home.first_shown(tx, person.id, now)
    return program_settings.overview_of(tx, found)
