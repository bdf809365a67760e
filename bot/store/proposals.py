"""Who would be in which group: from the homes as they are stored, who takes part, and whom hosts have pinned."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from threading import Lock

from bot.domain.group_day import Today, for_today
from bot.domain.groups import Participant, Regrouping, regroup
from bot.domain.home_groups import MemberChange, Proposal
from bot.domain.session_groups import pinned
from bot.domain.sessions import Answer, Session
from bot.store import apart, home_groups, members, session_day
from bot.store import sessions as stored
from bot.store.database import Tx
from bot.store.memory import remembered

# Homes, who takes part, the smallest and the largest group, and whom to keep apart.
Asked = tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[Participant, ...], int, int, frozenset[frozenset[str]]]
KEPT = 16  # groupings that were asked for last; a host looks, changes and approves what was worked out once
_guard = Lock()
_working: dict[Asked, Lock] = {}  # what is being worked out


def proposed(tx: Tx, program_id: int, member_ids: Collection[int]) -> Proposal:
    """Return who of these members would be in which group, so that the fewest leave the home they have.

    Members whose membership has ended are left out.
    """
    settings = home_groups.settings_of(tx, program_id)
    found = _grouped(
        tuple((group.name, tuple(map(str, group.member_ids))) for group in home_groups.groups_of(tx, program_id)),
        tuple(home_groups.participants(tx, program_id, member_ids)),
        settings.smallest,
        settings.largest,
        frozenset(frozenset(map(str, pair)) for pair in apart.in_groups(tx, program_id)),
    )
    return Proposal(
        {name: frozenset(map(int, there)) for name, there in found.groups.items()},
        tuple(MemberChange(int(each.id), each.before, each.after, each.why) for each in found.changes),
        tuple((int(one), int(other)) for one, other in found.broken),
        found.broken_bound,
        found.bound,
    )


def _grouped(*roster: *Asked) -> Regrouping:
    """Return what `regroup` does; it may take seconds where many are to be kept apart. Who asks for the same meanwhile
    waits for that, instead of having it worked out beside it.
    """
    with _guard:
        turn = _working.setdefault(roster, Lock())
    with turn:
        try:
            return _regrouped(*roster)
        finally:
            with _guard:
                _working.pop(roster, None)


@lru_cache(maxsize=KEPT)
def _regrouped(
    homes: tuple[tuple[str, tuple[str, ...]], ...],
    participants: tuple[Participant, ...],
    smallest: int,
    largest: int,
    apart: frozenset[frozenset[str]],
) -> Regrouping:
    return regroup(dict(homes), participants, smallest=smallest, largest=largest, apart=apart)


def taking_part(tx: Tx, session: Session) -> list[int]:
    """Return the member ids of those who are invited to a session; whoever declined has a group all the same, since it
    is their home.
    """
    return [each.member_id for each in stored.invitations(tx, session.id)]


def pins_of(tx: Tx, session: Session) -> dict[int, str]:
    """Return the groups in which hosts want people, by member id."""
    invited = stored.invitations(tx, session.id)
    return {each.member_id: each.pinned_group for each in invited if each.pinned_group is not None}


def proposal_of(tx: Tx, session: Session) -> Proposal:
    """Return the groups of a session as they would be now, with what its hosts want."""
    proposal = proposed(tx, session.program_id, taking_part(tx, session))
    return pinned(proposal, pins_of(tx, session))


def expected_on_the_day(tx: Tx, session: Session, proposal: Proposal) -> Today:
    """Return who of the proposed groups would sit where if nobody said anything else of the session, with member ids as
    text: without whoever declined, and with homes that are too small as guests of others.
    """
    return _today(tx, session, proposal.groups)


def _today(tx: Tx, session: Session, homes: Mapping[str, Collection[int]]) -> Today:
    said = {each.member_id: each.answer for each in stored.invitations(tx, session.id)}
    coming = session_day.active_people(tx, [id_ for id_, answer in said.items() if answer is not Answer.NO])
    settings = home_groups.settings_of(tx, session.program_id)
    return for_today(
        {name: list(map(str, there)) for name, there in homes.items()},
        [str(member_id) for member_id in coming],
        smallest=settings.smallest,
        largest=settings.largest,
        apart=[{str(id_) for id_ in pair} for pair in apart.in_groups(tx, session.program_id)],
    )


@remembered
def _as_settled(tx: Tx, session_ids: Collection[int]) -> dict[int, Today]:
    """Return who would sit where in sessions whose groups are settled, by session id."""
    return {
        session.id: _today(
            tx, session, {each.name: each.member_ids for each in home_groups.groups_of(tx, session.program_id)}
        )
        for session in stored.get_many(tx, session_ids)
    }


def expected_sizes(tx: Tx, session: Session, member_id: int) -> tuple[int, ...]:
    """Return how many people may sit in a member's group in a session that is ahead: the number as answers are now,
    guests and hosts counted together; or all that the program's groups can have, while they are not settled.
    """
    if session.approved_at is not None:
        today = _as_settled(tx, [session.id])[session.id]
        if (name := today.group_of(str(member_id))) is not None:
            return (len(today.groups[name]),)
    settings = home_groups.settings_of(tx, session.program_id)
    return tuple(range(settings.smallest, settings.largest + 1))


def names_of(tx: Tx, program_id: int) -> dict[int, str]:
    """Return the names of a program's members, by member id."""
    return {member.id: person.name for member, person in members.open_members_of_program(tx, program_id)}


def rooms_of(tx: Tx, session: Session) -> dict[str, list[str]]:
    """Return the addresses of those who sit together in a session, by the name of their group: as they do, once it is
    open, and before as they would, so that a home with too few people this time is in the room of its hosts.
    """
    if session.opened_at is not None:
        groups = {group.id: group.name for group in session_day.groups_of(tx, session.id)}
        seats = session_day.seats(tx, list(groups))
        return {
            name: sorted(seat.person.email for seat in seats[id_]) for id_, name in groups.items() if seats.get(id_)
        }
    emails = {member.id: person.email for member, person in members.open_members_of_program(tx, session.program_id)}
    proposal = proposal_of(tx, session)
    joined = expected_on_the_day(tx, session, proposal).joined
    rooms: dict[str, list[str]] = {}
    for name, there in proposal.groups.items():
        rooms.setdefault(joined.get(name, name), []).extend(emails[who] for who in sorted(there))
    return rooms
