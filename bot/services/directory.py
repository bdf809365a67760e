"""The people of a program, as its coordinators find and change them: roles, a pause, an end, a return."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.calendar import local
from bot.domain.members import EndReason, Member, Person, Role
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.services import choices, home, people, rhythm
from bot.services.people import Coordinating
from bot.store import audit, directory, ladders, members, pairs, programs
from bot.store import identity as identities
from bot.store.database import Store, Tx
from bot.store.directory import Listed
from bot.store.pairs import Two

PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of a program's people whose name or address holds `words`; `count` are all of them, `page` is from 0."""

    program: Program
    lines: tuple[Listed, ...]
    words: str
    count: int
    page: int
    pages: int
    locale: str


@dataclass(frozen=True, slots=True)
class OnePerson:
    """A member as their coordinators see them; `today` is a day of theirs. A membership that has ended has no pairs.
    `on_hold` are those of the pairs that are, by id, each with the first day on which that is over (None: none is set).
    """

    program: Program
    member: Member
    person: Person
    twos: tuple[Two, ...]
    today: date
    locale: str
    on_hold: Mapping[int, date | None] = field(default_factory=dict)


def find(
    store: Store, team_id: str, slack_id: str, program_id: int | None = None, words: str = "", page: int = 0
) -> PeoplePage | Refusal:
    """Return a page of those whose name or address holds `words`, in whatever case, for a coordinator."""
    with store.read() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        wanted = words.casefold()
        there = [
            one
            for one in directory.everybody(tx, found.program.id)
            if wanted in one.name.casefold() or wanted in one.email
        ]
        pages = max(1, -(-len(there) // PER_PAGE))
        page = min(max(0, page), pages - 1)
        lines = tuple(there[page * PER_PAGE : (page + 1) * PER_PAGE])
        return PeoplePage(found.program, lines, words, len(there), page, pages, found.identity.person.locale)


def look(store: Store, team_id: str, slack_id: str, member_id: int, *, now: datetime) -> OnePerson | Refusal:
    """Return somebody who is or was in a program, for a coordinator of that program."""
    with store.read() as tx:
        found = _found(tx, team_id, slack_id, member_id)
        return found if isinstance(found, Refusal) else _one(tx, *found, now)


def set_roles(
    store: Store, team_id: str, slack_id: str, member_id: int, roles: Collection[Role], *, now: datetime
) -> OnePerson | Refusal:
    """Give a member these roles, at least one. The last coordinator stays one."""

    def change(tx: Tx, at: Coordinating, member: Member, person: Person) -> Refusal | None:
        if not roles or member.ended_at is not None:
            return Refusal(Reason.INVALID)
        if Role.COORDINATOR not in roles and people.is_last_coordinator(tx, member):
            return Refusal(Reason.LAST_COORDINATOR, program=at.program.name)
        if frozenset(roles) != member.roles:
            members.change_member(tx, member_id, {"roles": frozenset(roles)})
            rhythm.recompute(tx, [person.id], now)
            facts = {"changes": {"roles": [_names(member.roles), _names(roles)]}}
            _log(tx, at, person, "roles_changed", now, facts)
        return None

    return _change(store, team_id, slack_id, member_id, change, now)


def pause(
    store: Store, team_id: str, slack_id: str, member_id: int, until: date | None, *, now: datetime
) -> OnePerson | Refusal:
    """Pause somebody's messages, all of them, until the local day `until` or until they come back."""

    def change(tx: Tx, at: Coordinating, member: Member, person: Person) -> Refusal | None:
        identity = identities.identities(tx, [person.id])[person.id]
        if member.ended_at is not None:
            return Refusal(Reason.OUTDATED)
        if until is not None and not choices.may_end(until, local(now, people.timezone_of(identity)).date()):
            return Refusal(Reason.INVALID)
        choices.pause_in(tx, identity, until, now)
        _log(tx, at, person, "paused", now, {"until": until.isoformat() if until else ""})
        return None

    return _change(store, team_id, slack_id, member_id, change, now)


def resume(store: Store, team_id: str, slack_id: str, member_id: int, *, now: datetime) -> OnePerson | Refusal:
    """End somebody's pause. Refused as done when it is over already."""

    def change(tx: Tx, at: Coordinating, member: Member, person: Person) -> Refusal | None:
        if person.paused_at is None or member.ended_at is not None:
            return Refusal(Reason.DONE, by=audit.last_actor(tx, at.program.id, "resumed", person.id))
        choices.resume_in(tx, identities.identities(tx, [person.id])[person.id], now)
        _log(tx, at, person, "resumed", now)
        return None

    return _change(store, team_id, slack_id, member_id, change, now)


def end(store: Store, team_id: str, slack_id: str, member_id: int, *, now: datetime) -> OnePerson | Refusal:
    """End somebody's membership; their pairs end with it. Refused as done when it has ended, and for the last
    coordinator.
    """

    def change(tx: Tx, at: Coordinating, member: Member, person: Person) -> Refusal | None:
        if member.ended_at is not None:
            return Refusal(Reason.DONE, by=audit.last_actor(tx, at.program.id, "membership_ended", person.id))
        if people.is_last_coordinator(tx, member):
            return Refusal(Reason.LAST_COORDINATOR, program=at.program.name)
        identity = identities.identities(tx, [person.id])[person.id]
        choices.end_in(tx, identity, (member, at.program), EndReason.COORDINATOR, now)
        _log(tx, at, person, "membership_ended", now)
        return None

    return _change(store, team_id, slack_id, member_id, change, now)


def bring_back(store: Store, team_id: str, slack_id: str, member_id: int, *, now: datetime) -> OnePerson | Refusal:
    """Begin a new membership for somebody whose last one has ended, as it was, without the pairs."""

    def change(tx: Tx, at: Coordinating, member: Member, person: Person) -> Refusal | None:
        if member.ended_at is None:
            return Refusal(Reason.DONE, by=audit.last_actor(tx, at.program.id, "brought_back", person.id))
        names = ("program_id", "person_id", "roles", "school", "district", "position", "coach_email")
        row = {name: getattr(member, name) for name in (*names, "supervisor_email")}
        members.add_members(tx, [{**row, "enrolled_by": at.identity.person.name}], now)
        rhythm.recompute(tx, [person.id], now)
        _log(tx, at, person, "brought_back", now)
        return None

    return _change(store, team_id, slack_id, member_id, change, now)


_Deed = Callable[[Tx, Coordinating, Member, Person], Refusal | None]


def _change(
    store: Store, team_id: str, slack_id: str, member_id: int, deed: _Deed, now: datetime
) -> OnePerson | Refusal:
    """Do something to a member as a coordinator of their program, and return how they stand then."""
    with store.write() as tx:
        found = _found(tx, team_id, slack_id, member_id)
        if isinstance(found, Refusal):
            return found
        at, member, person = found
        programs.lock_program(tx, at.program.id)
        refusal = deed(tx, at, member, person)
        if refusal is not None:
            return refusal
        home.changed(tx, [person.id], now)
        home.program_changed(tx, [at.program.id], now)
        theirs = members.members_of_people(tx, [person.id])[person.id]
        latest = [one for one in theirs if one.program_id == at.program.id][-1]
        return _one(tx, at, latest, members.person(tx, person.id) or person, now)


def _found(tx: Tx, team_id: str, slack_id: str, member_id: int) -> tuple[Coordinating, Member, Person] | Refusal:
    """Return the coordinator and the member, by the latest membership in that program, or why not."""
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    person = members.person_of_member(tx, member_id)
    theirs = members.members_of_people(tx, [person.id])[person.id] if person is not None else []
    named = next((one for one in theirs if one.id == member_id), None)
    if person is None or named is None:
        return Refusal(Reason.NOT_COORDINATOR, locale=identity.person.locale)
    at = people.coordinating(tx, team_id, slack_id, named.program_id)
    if isinstance(at, Refusal):
        return at
    return at, [one for one in theirs if one.program_id == named.program_id][-1], person


def _one(tx: Tx, at: Coordinating, member: Member, person: Person, now: datetime) -> OnePerson:
    twos = () if member.ended_at is not None else tuple(pairs.two_of_members(tx, [member.id]))
    today = local(now, person.timezone(at.program.timezone)).date()
    here = local(now, at.program.timezone).date()
    on_hold = ladders.on_hold(tx, [two.pair.id for two in twos], here)
    return OnePerson(at.program, member, person, twos, today, at.identity.person.locale, on_hold)


def _names(roles: Collection[Role]) -> str:
    return ", ".join(sorted(roles))


def _log(
    tx: Tx, at: Coordinating, person: Person, action: str, now: datetime, facts: Mapping[str, object] | None = None
) -> None:
    audit.add(tx, at.program.id, at.identity.person.id, action, now, about_id=person.id, facts=facts)
