"""The weekly digest of a program, gathered when it is sent."""

from collections.abc import Sequence, Set
from datetime import date, datetime, timedelta

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.domain.calendar import local
from bot.domain.health import Health, PairStanding, health
from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.messages import Row
from bot.store import digests, programs
from bot.store.database import Tx
from bot.views import digests as views
from bot.views.message import Message

WEEK = timedelta(weeks=1)
NAMED_FOR = timedelta(weeks=4)  # how long somebody who fell silent is named
ROLES = (Role.MENTEE, Role.MENTOR, Role.EMERGING)


class DigestComposer(Defaults):
    """Composes the digest for the seven days before it was due."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the digest."""
        if row.program_id is None:
            return None
        program = digests.program(tx, row.program_id)
        until, since = row.due_at, row.due_at - WEEK
        last = local(until, program.timezone).date()
        first = last - WEEK
        known = digests.open_members(tx, program.id)
        before = digests.checked_in(tx, program.id, since - WEEK, since) if program.starts < first else None
        counts = _counts(known, digests.checked_in(tx, program.id, since, until), before, last)
        view = views.DigestView(
            program=program.name,
            first=first,
            last=last - timedelta(days=1),
            unmet=tuple(_unmet(tx, program.id, known, last)),
            silent=tuple(_silent(tx, known, until)),
            unreached=tuple(_unreached(known)),
            counts=tuple(counts),
            meetings=digests.meetings_held(tx, program.id, first, last),
            meetings_before=digests.meetings_held(tx, program.id, first - WEEK, first),
            wins=tuple(
                views.SharedWin(name, words) for name, words in digests.shared_wins(tx, program.id, since, until)
            ),
        )
        return views.digest(wording(), view)

    def channel(self, tx: Tx, row: Row) -> str | None:
        """Return the coordinators' channel."""
        return digests.program(tx, row.program_id).coordinator_channel if row.program_id is not None else None


def _counts(
    known: Sequence[tuple[Member, Person]], done: Set[int], before: Set[int] | None, day: date
) -> list[views.RoleCount]:
    """Count by role who checked in, of those who could have been asked or did so anyway."""
    found = []
    for role in ROLES:
        in_role = {member.id: person for member, person in known if role in member.roles}
        could = {id_ for id_, who in in_role.items() if who.state is PersonState.ACTIVE and not who.is_paused(day)}
        asked = could | (in_role.keys() & done)
        if asked:
            earlier = len(in_role.keys() & before) if before is not None else None
            found.append(views.RoleCount(role, len(asked & done), len(asked), earlier))
    return found


def _unmet(tx: Tx, program_id: int, known: Sequence[tuple[Member, Person]], today: date) -> list[views.UnmetPair]:
    people = {member.id: person for member, person in known}
    days_off = programs.days_off_of(tx, [program_id])[program_id]

    def needs_a_hand(pair: digests.OpenPair) -> bool:
        paused = pair.mentor.is_paused(today) or pair.mentee.is_paused(today)
        return health(PairStanding(0, pair.starts, pair.last_met, paused), today, days_off) is Health.NEEDS_A_HAND

    return [
        views.UnmetPair(pair.mentor.name, pair.mentee.name, pair.last_met)
        for pair in digests.open_pairs(tx, program_id, today, people)
        if needs_a_hand(pair)
    ]


def _silent(tx: Tx, known: Sequence[tuple[Member, Person]], until: datetime) -> list[str]:
    resting = {p.id: p for _, p in known if p.resting_since is not None and p.resting_since > until - NAMED_FOR}
    silent = digests.fallen_silent(tx, sorted(resting))
    return [person.name for person_id, person in resting.items() if person_id in silent]


def _unreached(known: Sequence[tuple[Member, Person]]) -> list[views.Unreached]:
    found = []
    for _, person in known:
        if person.state is PersonState.EXPECTED:
            found.append(views.Unreached(person.name, "not_in_slack"))
        elif person.state is PersonState.DEACTIVATED:
            found.append(views.Unreached(person.name, "deactivated"))
        elif person.unreachable_since is not None:
            found.append(views.Unreached(person.name, person.unreachable_reason or "other"))
    return found
