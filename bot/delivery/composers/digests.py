"""The weekly digest of a program, gathered when it is sent."""

from collections.abc import Sequence, Set
from datetime import date, datetime, timedelta

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.domain.calendar import local
from bot.domain.health import Health, PairStanding, health
from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.messages import Row
from bot.domain.pairs import PairEvent
from bot.domain.programs import Program
from bot.store import digests, ladders, members, obstacles, pairs, peer_feedback, programs
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
            tasks=tuple(_tasks(tx, program)),
            alone=tuple(_alone(tx, program.id, last)),
            unmet=tuple(_unmet(tx, program.id, known, last)),
            silent=tuple(_silent(tx, known, until)),
            unreached=tuple(_unreached(known)),
            counts=tuple(counts),
            challenges_alone=peer_feedback.alone(tx, program.id, until - NAMED_FOR, until),
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


def _tasks(tx: Tx, program: Program) -> list[views.OpenTask]:
    """Return the coordinators' open tasks by the pairs they are about, the oldest first, one a pair."""
    found = obstacles.open_of_program(tx, program.id)
    files = ladders.files(tx, {each.pair_id for each in found})
    takers = members.people_by_id(tx, {each.taken_by for each in found if each.taken_by is not None})
    first = {each.pair_id: each for each in reversed(found)}
    return [
        views.OpenTask(
            files[pair_id].mentor_person.name,
            files[pair_id].mentee_person.name,
            each.why,
            local(each.opened_at, program.timezone).date(),
            takers[each.taken_by].name if each.taken_by in takers else "",
        )
        for pair_id, each in sorted(first.items(), key=lambda item: item[1].id)
        if pair_id in files and files[pair_id].pair.ends is None
    ]


def _alone(tx: Tx, program_id: int, today: date) -> list[views.Alone]:
    """Return the mentees, enrolled and not away themselves, who had a mentor and have no active one now."""
    latest: dict[int, views.Alone] = {}
    cared_for: set[int] = set()
    for two in pairs.two_of_program(tx, program_id):
        (mentor_member, mentor), (member, mentee) = two.mentor, two.mentee
        if member.ended_at is not None or mentee.state is PersonState.DEACTIVATED or mentee.is_paused(today):
            continue
        event = _why_alone(mentor, today)
        if mentor_member.ended_at is not None or (two.pair.ends is not None and two.pair.ends < today):
            event = PairEvent.ENDED
        if event is None:
            cared_for.add(member.id)
        else:
            latest[member.id] = views.Alone(mentee.name, mentor.name, event, two.pair.ends or today)
    return [alone for member_id, alone in latest.items() if member_id not in cared_for]


def _why_alone(mentor: Person, today: date) -> PairEvent | None:
    if mentor.state is PersonState.DEACTIVATED:
        return PairEvent.GONE
    return PairEvent.PAUSED if mentor.is_paused(today) else None


def _unmet(tx: Tx, program_id: int, known: Sequence[tuple[Member, Person]], today: date) -> list[views.UnmetPair]:
    people = {member.id: person for member, person in known}
    waiting = {each.pair_id for each in obstacles.open_of_program(tx, program_id)}
    days_off = programs.days_off_of(tx, [program_id])[program_id]

    def needs_a_hand(pair: digests.OpenPair) -> bool:
        paused = pair.mentor.is_paused(today) or pair.mentee.is_paused(today)
        return health(PairStanding(0, pair.starts, pair.last_met, paused), today, days_off) is Health.NEEDS_A_HAND

    return [
        views.UnmetPair(pair.mentor.name, pair.mentee.name, pair.last_met)
        for pair in digests.open_pairs(tx, program_id, today, people)
        if pair.id not in waiting and needs_a_hand(pair)
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
