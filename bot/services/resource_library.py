"""A program's library: members search it, keep, finish and suggest; coordinators add, take in and retire."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.calendar import local
from bot.domain.members import Member, Role
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.domain.resources import MOST_MINUTES, Resource, ResourceProblem, ResourceState, ResourceWish, matches, problem
from bot.domain.shelves import Shelf
from bot.reports.shelves import shelf_file
from bot.services import people, rhythm
from bot.services.question_bank import ImportReport
from bot.services.question_files import BadEntry
from bot.services.resource_files import ResourceEntry
from bot.store import audit, programs
from bot.store import resources as stored
from bot.store.database import Store, Tx
from bot.store.identity import Identity

MOST_RESOURCES = 2000


@dataclass(frozen=True, slots=True)
class Library:
    """What somebody sees of a program's library, what they keep first. `kept` says when each kept one was done."""

    locale: str
    program: Program
    words: str
    found: tuple[Resource, ...]
    kept: dict[int, datetime | None]
    coordinates: bool


@dataclass(frozen=True, slots=True)
class _Reader:
    identity: Identity
    member: Member
    program: Program

    @property
    def coordinates(self) -> bool:
        return Role.COORDINATOR in self.member.roles


def _reader(tx: Tx, team_id: str, slack_id: str, now: datetime, program_id: int | None = None) -> _Reader | Refusal:
    identity = people.active(tx, team_id, slack_id, now)
    if isinstance(identity, Refusal):
        return identity
    first = rhythm.lead(identity, now) or identity.open_memberships()[0]
    wanted = [each for each in identity.open_memberships() if each[1].id == program_id]
    if program_id is not None and not wanted:
        return Refusal(Reason.OUTDATED, locale=identity.person.locale)
    return _Reader(identity, *(wanted[0] if wanted else first))


def search(store: Store, team_id: str, slack_id: str, words: str = "", *, now: datetime) -> Library | Refusal:
    """Return what a member finds for `words` in title, tags and kind; for no words the whole library."""
    with store.read() as tx:
        reader = _reader(tx, team_id, slack_id, now)
        return reader if isinstance(reader, Refusal) else _library(tx, reader, words)


def _library(tx: Tx, reader: _Reader, words: str) -> Library:
    kept = stored.kept_by(tx, reader.member.id)
    visible = {ResourceState.LISTED, ResourceState.SUGGESTED} if reader.coordinates else {ResourceState.LISTED}
    everything = stored.resources_of(tx, reader.program.id)
    found = [each for each in everything if each.state in visible and matches(each, words)]

    def rank(resource: Resource) -> tuple[bool, bool]:
        return (resource.state is not ResourceState.SUGGESTED, resource.id not in kept)

    locale = reader.identity.person.locale
    return Library(locale, reader.program, words, tuple(sorted(found, key=rank)), kept, reader.coordinates)


def keep(
    store: Store, team_id: str, slack_id: str, resource_id: int, words: str, *, now: datetime
) -> Library | Refusal:
    """Keep a resource; a second press changes nothing."""
    with store.write() as tx:
        found = _visible(tx, team_id, slack_id, resource_id, now)
        if isinstance(found, Refusal):
            return found
        reader, resource = found
        before = stored.kept_by(tx, reader.member.id).get(resource.id)
        stored.keep(tx, reader.member.id, resource.id, before, now)
        return _library(tx, reader, words)


@dataclass(frozen=True, slots=True)
class DoneForm:
    """What the form shows in which somebody says that they have done a resource."""

    locale: str
    resource: Resource


def open_done(store: Store, team_id: str, slack_id: str, resource_id: int, *, now: datetime) -> DoneForm | Refusal:
    """Return the form in which a member confirms the minutes of a resource that they have done."""
    with store.read() as tx:
        found = _visible(tx, team_id, slack_id, resource_id, now)
        return found if isinstance(found, Refusal) else DoneForm(found[0].identity.person.locale, found[1])


def finish(
    store: Store, team_id: str, slack_id: str, resource_id: int, minutes: int | None, words: str, *, now: datetime
) -> Library | Refusal:
    """Mark a resource as done and, with `minutes`, propose them for a coordinator to count; once, however often."""
    with store.write() as tx:
        found = _visible(tx, team_id, slack_id, resource_id, now)
        if isinstance(found, Refusal):
            return found
        reader, resource = found
        person = reader.identity.person
        if minutes is not None and not 0 < minutes <= MOST_MINUTES:
            return Refusal(Reason.INVALID, locale=person.locale)
        before = stored.kept_by(tx, reader.member.id).get(resource.id)
        stored.keep(tx, reader.member.id, resource.id, before or now, now)
        if minutes is not None:
            day = local(now, person.timezone(reader.program.timezone)).date()
            stored.propose_hours(tx, reader.member.id, resource, day, minutes, person.id, now)
        return _library(tx, reader, words)


def let_go(
    store: Store, team_id: str, slack_id: str, resource_id: int, words: str, *, now: datetime
) -> Library | Refusal:
    """Keep a resource no longer, nor that it was done."""
    with store.write() as tx:
        found = _visible(tx, team_id, slack_id, resource_id, now)
        if isinstance(found, Refusal):
            return found
        stored.let_go(tx, found[0].member.id, resource_id)
        stored.withdraw_hours(tx, found[0].member.id, resource_id)
        return _library(tx, found[0], words)


def _visible(
    tx: Tx, team_id: str, slack_id: str, resource_id: int, now: datetime
) -> tuple[_Reader, Resource] | Refusal:
    reader = _reader(tx, team_id, slack_id, now)
    if isinstance(reader, Refusal):
        return reader
    for _, program in reader.identity.open_memberships():
        resource = stored.listed(tx, program.id, resource_id)
        if resource is not None:
            own = _reader(tx, team_id, slack_id, now, program.id)
            return own if isinstance(own, Refusal) else (own, resource)
    return Refusal(Reason.OUTDATED, locale=reader.identity.person.locale)


def suggest(
    store: Store, team_id: str, slack_id: str, program_id: int, wish: ResourceWish, *, now: datetime
) -> Library | Refusal | ResourceProblem:
    """Add a resource: what a coordinator adds is there at once, what a member suggests waits for one.

    One whose link is there already is not added again; a coordinator's words replace what was there.
    """
    with store.write() as tx:
        reader = _reader(tx, team_id, slack_id, now, program_id)
        if isinstance(reader, Refusal):
            return reader
        wrong = problem(wish)
        if wrong is not None:
            return wrong
        programs.lock_program(tx, program_id)
        known = stored.resource_with_link(tx, program_id, wish.link)
        state = ResourceState.LISTED if reader.coordinates else ResourceState.SUGGESTED
        if known is None and len(stored.resources_of(tx, program_id)) >= MOST_RESOURCES:
            return Refusal(Reason.INVALID, locale=reader.identity.person.locale)
        if known is None:
            stored.add_resource(tx, program_id, _values(wish, state) | {"suggested_by": reader.member.id}, now)
        elif reader.coordinates:
            stored.change_resource(tx, known.id, _values(wish, state))
        return _library(tx, reader, "")


def _values(wish: ResourceWish, state: ResourceState) -> dict[str, object]:
    return {
        "title": wish.title,
        "link": wish.link,
        "kind": wish.kind,
        "minutes": wish.minutes,
        "tags": wish.tags,
        "state": state,
    }


def set_state(
    store: Store, team_id: str, slack_id: str, resource_id: int, state: ResourceState, words: str, *, now: datetime
) -> Library | Refusal:
    """Take in what was suggested, or retire a resource, as a coordinator of its program."""
    with store.write() as tx:
        reader = _reader(tx, team_id, slack_id, now)
        if isinstance(reader, Refusal):
            return reader
        for member, program in reader.identity.open_memberships():
            resource = stored.resource(tx, program.id, resource_id)
            if resource is None:
                continue
            if Role.COORDINATOR not in member.roles:
                return Refusal(Reason.NOT_COORDINATOR, locale=reader.identity.person.locale)
            if resource.state is not state:  # else another coordinator has done it
                stored.change_resource(tx, resource_id, {"state": state})
                facts = {"resource": resource_id}
                audit.add(tx, program.id, reader.identity.person.id, f"resource_{state.value}", now, facts=facts)
            return _library(tx, _Reader(reader.identity, member, program), words)
        return Refusal(Reason.OUTDATED, locale=reader.identity.person.locale)


def import_resources(store: Store, program_id: int, entries: Sequence[ResourceEntry], now: datetime) -> ImportReport:
    """Bring a program's library to what a file says, by link; what is not in it is left alone."""
    with store.write() as tx:
        return import_in(tx, program_id, entries, now)


def import_in(tx: Tx, program_id: int, entries: Sequence[ResourceEntry], now: datetime) -> ImportReport:
    """Do so in the caller's transaction."""
    programs.lock_program(tx, program_id)
    known = {resource.link: resource for resource in stored.resources_of(tx, program_id)}
    added: list[str] = []
    changed: list[str] = []
    unchanged = 0
    refused: list[BadEntry] = []
    for entry in entries:
        before, values = known.get(entry.wish.link), _values(entry.wish, entry.state)
        if before is None and len(known) + len(added) >= MOST_RESOURCES:
            refused.append(BadEntry(entry.where, f"a program has room for {MOST_RESOURCES} resources"))
        elif before is None:
            stored.add_resource(tx, program_id, values, now)
            added.append(entry.wish.title)
        elif any(getattr(before, name) != value for name, value in values.items()):
            stored.change_resource(tx, before.id, values)
            changed.append(entry.wish.title)
        else:
            unchanged += 1
    return ImportReport(tuple(added), tuple(changed), unchanged, tuple(refused))


def export_resources(store: Store, program_id: int) -> str:
    """Return a program's library as YAML; importing it again changes nothing."""
    with store.read() as tx:
        return shelf_file(tx, program_id, Shelf.RESOURCES)
