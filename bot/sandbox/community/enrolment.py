"""The program of the sample community, by the services that `program create` and `roster import` use."""

from datetime import date, datetime

from bot.delivery.channels import find_channel
from bot.delivery.directory import find_people
from bot.delivery.gateway import SlackCalls
from bot.domain.members import Role
from bot.domain.programs import Program
from bot.domain.roster import Roster
from bot.sandbox.community.residents import COMMUNITY, COORDINATORS
from bot.services.programs import ProgramWish, coordinator_name, create_program
from bot.services.roster import import_roster
from bot.store.database import Store
from bot.store.identity import workspace_of_team

PROGRAM = "Leading Together"
TIMEZONE = "America/New_York"


class CannotEnrol(Exception):
    """The roster does not make a program; the message says why, a line for each reason."""


async def enrol(store: Store, slack: SlackCalls, team_id: str, roster: Roster, starts: date, now: datetime) -> Program:
    """Make the program and import its roster, looking everybody up in Slack; `now` is UTC program time.

    Raises CannotEnrol, or SlackFailure if Slack does not answer.
    """
    found = await find_people(slack, team_id, roster.emails)
    coordinator = next(line.email for line in roster.lines if Role.COORDINATOR in line.roles)
    wish = ProgramWish(
        PROGRAM,
        coordinator,
        found.get(coordinator),
        TIMEZONE,
        starts,
        community_channel=await find_channel(slack, COMMUNITY),
        coordinator_channel=await find_channel(slack, COORDINATORS),
    )
    with store.read() as tx:
        workspace = workspace_of_team(tx, team_id)
    if workspace is None:
        raise CannotEnrol("the bot is not installed in this workspace")
    report = create_program(store, workspace.id, wish, now)
    if report.program is None:
        raise CannotEnrol("\n".join(report.refused))
    program = report.program
    imported = import_roster(store, program.id, roster, found, now, enrolled_by=coordinator_name(store, program.id))
    if not imported.is_clean:
        raise CannotEnrol("\n".join(f"line {one.number}: {'; '.join(one.reasons)}" for one in imported.refused))
    return program
