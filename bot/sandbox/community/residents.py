"""Who lives in the workspace: the sample roster as users of the local Slack, with their channels."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.members import Role
from bot.domain.roster import Roster, RosterLine, parse_roster
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.server import SlackServer

ROSTER = Path(__file__).with_name("roster.csv")
GENERAL = "general"
COMMUNITY = "leaders-community"
COORDINATORS = "mentoring-coordinators"
ROLE_ORDER = (Role.MENTEE, Role.MENTOR, Role.EMERGING, Role.COACH, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody of the sample community. `handle` names them in addresses; `partners` are handles of the people on the
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
        mentors = [one for one in self.by_handle.values() if one.role is Role.MENTOR and one.partners]
        mentor = max(mentors, key=lambda one: len(one.partners))
        mentee = self.by_handle[mentor.partners[0][0]]
        return [mentee, mentor, *self.with_role(Role.COACH)[:1], *self.with_role(Role.COORDINATOR)[:1]]


def read_roster() -> Roster:
    """Return the sample roster."""
    return parse_roster(ROSTER.read_bytes())


def move_in(slack: SlackServer, roster: Roster) -> Residents:
    """Add the roster's people and their channels to the workspace, as if they had always been there."""
    partners = _partners(roster.lines)
    residents = Residents(
        [
            Resident(_handle(line.email), line.name, _role(line), line, _add(slack, line), tuple(partners[line.email]))
            for line in roster.lines
        ]
    )
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


def _add(slack: SlackServer, line: RosterLine) -> Person:
    details = {"tz": line.timezone} if line.timezone else {}
    return slack.add_person(_handle(line.email), line.name, line.email, title=line.position or "", **details)


def _handle(email: str) -> str:
    return email.partition("@")[0]


def _role(line: RosterLine) -> Role:
    return next(role for role in ROLE_ORDER if role in line.roles)


def _partners(lines: Sequence[RosterLine]) -> Mapping[str, list[tuple[str, Role]]]:
    """Return by address the partners of each person: handle, and which role the partner has."""
    partners: defaultdict[str, list[tuple[str, Role]]] = defaultdict(list)
    for line in lines:
        for mentor in line.mentors or ():
            partners[line.email].append((_handle(mentor), Role.MENTOR))
            partners[mentor].append((_handle(line.email), Role.MENTEE))
    return partners
