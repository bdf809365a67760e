"""The program of a community, by the services that `program create`, `roster import` and `resources import` use."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from bot.delivery.channels import find_channel
from bot.delivery.directory import find_people
from bot.delivery.gateway import SlackCalls
from bot.domain.import_report import problem_lines
from bot.domain.members import Role
from bot.domain.programs import DaysOff, Program
from bot.domain.roster import Roster
from bot.sandbox.community.residents import COMMUNITY, COORDINATORS
from bot.services.programs import ProgramWish, coordinator_name, create_program
from bot.services.resource_files import read_resources
from bot.services.resource_library import import_resources
from bot.services.roster import import_roster
from bot.store.database import Store
from bot.store.identity import workspace_of_team

PROGRAM = "Leading Together"
LIBRARY = Path(__file__).with_name("resources.yaml")


class CannotEnrol(Exception):
    """The roster does not make a program; the message says why, a line for each reason."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a program is made of: `roster` names a coordinator, `starts` is a day in `timezone`."""

    roster: Roster
    timezone: str
    starts: date
    days_off: tuple[DaysOff, ...] = ()


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The program, and what of the roster could not be used, in the importer's own words."""

    program: Program
    notes: tuple[str, ...]


async def enrol(store: Store, slack: SlackCalls, team_id: str, wish: Wish, now: datetime) -> Enrolled:
    """Make the program and import its roster, looking everybody up in Slack; `now` is UTC program time.

    Raises CannotEnrol if nobody can be enrolled, or SlackFailure if Slack does not answer.
    """
    found = await find_people(slack, team_id, wish.roster.emails)
    coordinator = next(line.email for line in wish.roster.lines if Role.COORDINATOR in line.roles)
    program_wish = ProgramWish(
        PROGRAM,
        coordinator,
        found.get(coordinator),
        wish.timezone,
        wish.starts,
        community_channel=await find_channel(slack, COMMUNITY),
        coordinator_channel=await find_channel(slack, COORDINATORS),
        days_off=wish.days_off,
    )
    with store.read() as tx:
        workspace = workspace_of_team(tx, team_id)
    if workspace is None:
        raise CannotEnrol("the bot is not installed in this workspace")
    made = create_program(store, workspace.id, program_wish, now)
    if made.program is None:
        raise CannotEnrol("\n".join(made.refused))
    program = made.program
    by = coordinator_name(store, program.id)
    report = import_roster(store, program.id, wish.roster, found, now, enrolled_by=by)
    notes = tuple(problem_lines(report))
    if not report.added and not report.changed:
        raise CannotEnrol("\n".join(notes))
    entries, _ = read_resources(LIBRARY.read_bytes())
    import_resources(store, program.id, entries, now)
    return Enrolled(program, notes)
