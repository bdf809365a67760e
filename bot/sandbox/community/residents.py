"""Who lives in the workspace: a roster as users of the local Slack, with their channels."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from bot.domain.enrolment import first_roles, stopgap_name
from bot.domain.members import Role
from bot.domain.roster import Roster, RosterLine, parse_roster
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.server import SlackServer

ROSTER = Path(__file__).with_name("roster.csv")
NEWCOMERS = Path(__file__).with_name("newcomers.csv")  # of a workspace in which nothing is set up yet
GENERAL = "general"
COMMUNITY = "leaders-community"
COORDINATORS = "mentoring-coordinators"
LEADERS, DESK = "leaders", "mentoring-desk"  # what the workspace of the newcomers has for a program to come
TIMEZONE = "America/New_York"  # where a roster does not say otherwise
STAND_IN = RosterLine(0, "cora.lindqvist@sandbox.example", "Cora Lindqvist", frozenset({Role.COORDINATOR}))
ROLE_ORDER = (Role.MENTEE, Role.MENTOR, Role.EMERGING, Role.COACH, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody of the community. `handle` names them in addresses; `partners` are handles of the people on the
    other side of their pairs, each with the role that person has in it.
    """

    handle: str
    name: str
    role: Role
    line: RosterLine
    person: Person
    partners: tuple[tuple[str, Role], ...] = ()

    @property
    def initials(self) -> str:
        """Return what stands in the picture."""
        return "".join(part[0] for part in self.name.split()[:2]).upper()

    @property
    def hue(self) -> int:
        """Return the colour of the picture in degrees, the same on every run."""
        return sum(ord(letter) * (number + 7) for number, letter in enumerate(self.handle)) * 47 % 360


class Residents:
    """Everybody by handle and by Slack id, in the order of the roster."""

    def __init__(self, people: Sequence[Resident]) -> None:
        self.by_handle: Mapping[str, Resident] = {one.handle: one for one in people}
        self.by_id: Mapping[str, Resident] = {one.person.id: one for one in people}

    def with_role(self, role: Role) -> list[Resident]:
        """Return the people of a role by name."""
        return sorted((one for one in self.by_handle.values() if one.role is role), key=lambda one: one.name)

    def featured(self) -> list[Resident]:
        """Return a pair, a coach and a coordinator to begin with; the mentor has two mentees where one does."""
        everybody = self.by_handle.values()
        mentors = [one for one in everybody if any(role is Role.MENTEE for _, role in one.partners)]
        pair = []
        if mentors:
            mentor = max(mentors, key=lambda one: len(one.partners))
            handle = next(handle for handle, role in mentor.partners if role is Role.MENTEE)
            pair = [self.by_handle[handle], mentor]
        return [*pair, *self.with_role(Role.COACH)[:1], *self.with_role(Role.COORDINATOR)[:1]]


def read_roster(file: Path = ROSTER) -> Roster:
    """Return a roster that lies here, the sample community's unless `file` is another."""
    return parse_roster(file.read_bytes())


def with_coordinator(roster: Roster) -> Roster:
    """Return the roster as it is if somebody in it coordinates, else with an invented coordinator."""
    if any(Role.COORDINATOR in line.roles for line in roster.lines):
        return roster
    return replace(roster, lines=(*(line for line in roster.lines if line.email != STAND_IN.email), STAND_IN))


def timezone_of(roster: Roster) -> str:
    """Return the zone of the roster's first coordinator, in which the program keeps its times."""
    coordinator = next(line for line in roster.lines if Role.COORDINATOR in line.roles)
    return coordinator.timezone or TIMEZONE


def move_in(slack: SlackServer, roster: Roster) -> Residents:
    """Add the roster's people and their channels to the workspace, as if they had always been there."""
    residents = _residents(slack, roster)
    everybody = [one.person.user for one in residents.by_handle.values()]
    coordinators = [one.person.user for one in residents.with_role(Role.COORDINATOR)]
    workspace = slack.workspace
    workspace.create_channel(GENERAL, [*everybody], is_general=True, topic="For everyone in the workspace")
    workspace.create_channel(
        COMMUNITY, [*everybody, workspace.bot], topic="What goes well, what is hard, and what we learn from it"
    )
    workspace.create_channel(
        COORDINATORS, [*coordinators, workspace.bot], private=True, topic="For the program’s coordinators"
    )
    return residents


def move_in_unprepared(slack: SlackServer, roster: Roster) -> Residents:
    """Add the roster's people to a workspace in which the bot has just been installed, and is in no channel.

    The first coordinator of the roster owns the workspace; two channels lie ready for a program to come.
    """
    residents = _residents(slack, roster)
    everybody = [one.person.user for one in residents.by_handle.values()]
    owner = next(one.person.user for one in residents.by_handle.values() if one.role is Role.COORDINATOR)
    owner.is_admin = owner.is_owner = True
    workspace = slack.workspace
    workspace.create_channel(GENERAL, [*everybody], is_general=True, topic="For everyone in the workspace")
    workspace.create_channel(LEADERS, [*everybody], topic="For those who lead schools")
    workspace.create_channel(DESK, [owner], private=True, topic="For whoever looks after mentoring")
    return residents


def _residents(slack: SlackServer, roster: Roster) -> Residents:
    """Add the roster's people to the workspace."""
    handles = _handles(roster.lines)
    partners = _partners(roster.lines, handles)
    named = {mentor for line in roster.lines for mentor in line.mentors or ()}
    return Residents(
        [
            Resident(
                handles[line.email],
                line.name or stopgap_name(line.email),
                _role(line, line.email in named),
                line,
                _add(slack, line, handles[line.email]),
                tuple(partners[line.email]),
            )
            for line in roster.lines
        ]
    )


def _add(slack: SlackServer, line: RosterLine, handle: str) -> Person:
    name = line.name or stopgap_name(line.email)
    return slack.add_person(handle, name, line.email, title=line.position or "", tz=line.timezone or TIMEZONE)


def _handles(lines: Sequence[RosterLine]) -> dict[str, str]:
    """Return a name for addresses of the page by email: what stands before its @, made unlike any other's."""
    handles: dict[str, str] = {}
    taken: set[str] = set()
    for line in lines:
        stem = re.sub(r"[^a-z0-9._-]+", "-", line.email.partition("@")[0].lower()).strip(".") or "person"
        names = chain([stem], (f"{stem}-{number}" for number in count(2)))
        handles[line.email] = next(name for name in names if name not in taken)
        taken.add(handles[line.email])
    return handles


def _role(line: RosterLine, is_named_as_mentor: bool) -> Role:
    return next(role for role in ROLE_ORDER if role in first_roles(line, is_named_as_mentor))


def _partners(lines: Sequence[RosterLine], handles: Mapping[str, str]) -> Mapping[str, list[tuple[str, Role]]]:
    """Return by address the partners of each person: handle, and which role the partner has. As in the importer, nobody
    is a mentor whose own line says otherwise.
    """
    mentors = {line.email for line in lines if Role.MENTOR in first_roles(line, is_named_as_mentor=True)}
    partners: defaultdict[str, list[tuple[str, Role]]] = defaultdict(list)
    for line in lines:
        for mentor in line.mentors or ():
            if mentor in mentors:
                partners[line.email].append((handles[mentor], Role.MENTOR))
                partners[mentor].append((handles[line.email], Role.MENTEE))
    return partners
