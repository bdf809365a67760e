"""What a line of the roster changes about a person, their membership and their pairs. Reads and writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from bot.domain.members import Member, Person, PersonState, Role, SlackPerson
from bot.domain.roster import RefusedLine, RefusedPair, RosterLine

# Changes that people are told of, by column; the others follow from these.
_PERSON_WORDS = {
    "email": "email",
    "name": "name",
    "own_timezone": "timezone",
    "state": "found in Slack",
    "slack_id": "Slack account",
    "slack_timezone": "Slack's time zone",
    "slack_name": "Slack's name",
    "locale": "Slack's language",
}
_MEMBER_WORDS = {"roles": "role", "starts": "start_date"}


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person in the report; `number` is their row in the file, None if they have none. `note` says what changed, or
    why something did not happen.
    """

    number: int | None
    email: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PairNames:
    """A pair in the report, by addresses."""

    mentor: str
    mentee: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or, with `dry_run` or `needs_confirmation`, would do.

    `unchanged` counts people on whom the file says nothing new. `needs_confirmation` is set when more than a tenth of
    the pairs would end; then nothing was written.
    """

    added: tuple[Somebody, ...] = ()
    changed: tuple[Somebody, ...] = ()
    unchanged: int = 0
    left_alone: tuple[Somebody, ...] = ()
    refused: tuple[RefusedLine, ...] = ()
    refused_pairs: tuple[RefusedPair, ...] = ()
    pairs_added: tuple[PairNames, ...] = ()
    pairs_ended: tuple[PairNames, ...] = ()
    not_found: tuple[Somebody, ...] = ()
    not_in_file: tuple[Somebody, ...] = ()
    ended: tuple[Somebody, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    needs_confirmation: bool = False
    dry_run: bool = False

    @property
    def is_clean(self) -> bool:
        """Say whether nothing was refused."""
        return not (self.refused or self.refused_pairs or self.needs_confirmation)


def slack_problem(found: SlackPerson) -> str | None:
    """Return why this Slack account cannot be a member, or None. Guests can."""
    if found.is_stranger:
        return "they belong to another Slack workspace (Slack Connect); invite them to this one as a member or guest"
    if found.is_bot:
        return "this is an app or bot in Slack, not a person"
    if found.is_deactivated:
        return "their Slack account is deactivated"
    return None


def newcomer(workspace_id: int, email: str) -> Person:
    """Return a person of whom nothing but the address is known yet; id 0 means not in the database."""
    return Person(0, workspace_id, email, "", PersonState.EXPECTED)


def person_changes(person: Person, line: RosterLine, found: SlackPerson | None) -> dict[str, Any]:
    """Return the columns of a person that the line, and what Slack says of them, set to something new.

    The file's name goes before Slack's; without one, the name follows Slack's when it changes there.
    """
    wanted: dict[str, Any] = {"email": line.email}
    if line.timezone:
        wanted["own_timezone"] = line.timezone
    if found is not None:
        wanted |= slack_values(person, found)
    if line.name:
        wanted["name"] = line.name
    elif not person.name:
        wanted.setdefault("name", stopgap_name(line.email))
    return differing(person, wanted)


def stopgap_name(email: str) -> str:
    """Return what somebody is called until file or Slack say more."""
    return email.partition("@")[0]


def slack_values(person: Person, found: SlackPerson) -> dict[str, Any]:
    """Return the columns of a person that follow Slack, as Slack has them now."""
    values: dict[str, Any] = {
        "state": PersonState.DEACTIVATED if found.is_deactivated else PersonState.ACTIVE,
        "slack_id": found.id,
        "slack_name": found.name,
    }
    if found.timezone:
        values["slack_timezone"] = found.timezone
    if found.locale:
        values["locale"] = found.locale
    if found.name and found.name != person.slack_name:
        values["name"] = found.name
    if found.id != person.slack_id:
        values |= {"dm_channel": None, "unreachable_since": None, "unreachable_reason": None}
    return values


def member_values(line: RosterLine) -> dict[str, Any]:
    """Return the columns of a membership that the line decides. An empty role leaves the roles as they are."""
    names = ("school", "district", "position", "coach_email", "supervisor_email")
    values: dict[str, Any] = {name: getattr(line, name) for name in names if getattr(line, name) is not None}
    if line.roles:
        values["roles"] = line.roles
    if line.has_starts:
        values["starts"] = line.starts
    return values


def differing(known: Person | Member, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of `wanted` is not so yet."""
    return {name: value for name, value in wanted.items() if getattr(known, name) != value}


def first_roles(line: RosterLine, is_named_as_mentor: bool) -> frozenset[Role]:
    """Return the roles of a newcomer. Without any on their line they are a mentor if another line names them as one,
    else a mentee: the address is all that a file has to say.
    """
    return line.roles or frozenset({Role.MENTOR if is_named_as_mentor else Role.MENTEE})


def words_for(person: Mapping[str, Any], member: Mapping[str, Any]) -> str:
    """Return what changed, for the report: columns of the person and of the membership."""
    words = [_PERSON_WORDS[name] for name in person if name in _PERSON_WORDS]
    words += [_MEMBER_WORDS.get(f.name, f.name) for f in fields(Member) if f.name in member]
    return ", ".join(words)
