"""Mentors for those without one: proposed to coordinators, and made pairs only when one of them approves."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest

from bot.domain import matching
from bot.domain.calendar import local
from bot.domain.matching import Candidate, Match
from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.services import desk, home, introductions, people
from bot.services.people import Coordinating
from bot.store import apart, audit, members, pairs, programs
from bot.store import identity as identities
from bot.store.database import Store, Tx

BEGUN = "pair_begun"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Proposed pairs of a program; `waiting` people are without a mentor, these among them. `digest` names exactly
    these pairs.
    """

    program: Program
    matches: tuple[Match, ...]
    waiting: int
    digest: str
    locale: str


@dataclass(frozen=True, slots=True)
class _Scene:
    mentees: list[Candidate]
    mentors: dict[int, Candidate]
    by_member: dict[int, Candidate]


def propose(
    store: Store, team_id: str, slack_id: str, program_id: int | None = None, *, now: datetime
) -> Proposal | Refusal:
    """Return who might mentor whom in a program, for a coordinator of it; nothing is written."""
    with store.read() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        return found if isinstance(found, Refusal) else _proposal(tx, found, now)


def suited(tx: Tx, program: Program, mentee_id: int, now: datetime, most: int = 3) -> list[Match]:
    """Return the mentors who suit a member (id) best, at most `most`, in the caller's transaction: whom a proposal
    might name, with the same reasons.
    """
    scene = _scene(tx, program, now)
    mentee = scene.by_member.get(mentee_id)
    free = (mentor for mentor in scene.mentors.values() if mentor.load < matching.MOST_MENTEES)
    found = [matching.match(mentor, mentee) for mentor in free if mentee and matching.may_pair(mentor, mentee)]
    return nsmallest(most, found, key=lambda each: (-each.score, each.mentor.name, each.mentor.member_id))


def approve(
    store: Store, team_id: str, slack_id: str, program_id: int, two: tuple[int, int], *, now: datetime
) -> Proposal | Refusal:
    """Make one proposed pair, given as the member ids of mentor and mentee.

    Refused as done, naming who was first, when the mentee has a mentor by now; as outdated when the two may not be a
    pair any more.
    """
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        programs.lock_program(tx, program_id)
        scene = _scene(tx, found.program, now)
        mentor, mentee = scene.mentors.get(two[0]), scene.by_member.get(two[1])
        locale = found.identity.person.locale
        if mentee is not None and mentee not in scene.mentees:
            return Refusal(Reason.DONE, locale=locale, by=audit.last_actor(tx, program_id, BEGUN, mentee.person_id))
        if mentor is None or mentee is None or not matching.may_pair(mentor, mentee):
            return Refusal(Reason.OUTDATED, locale=locale)
        _make(tx, found, [matching.match(mentor, mentee)], now)
        return _proposal(tx, found, now)


def pair_with(
    store: Store, team_id: str, slack_id: str, mentee_id: int, mentor_slack_id: str, *, now: datetime
) -> Program | Refusal:
    """Make a pair of a member and a mentor (Slack id) whom the coordinator chose, and return its program.

    Refused as invalid when that is no mentor of the program, or the two are a pair or may not be one.
    """
    with store.write() as tx:
        program_id = members.program_of_member(tx, mentee_id)
        found = people.coordinating(tx, team_id, slack_id, program_id or 0)
        if isinstance(found, Refusal):
            return found
        programs.lock_program(tx, found.program.id)
        scene = _scene(tx, found.program, now)
        chosen = identities.identify(tx, team_id, mentor_slack_id)
        ids = {member.id for member, _ in chosen.open_memberships()} if chosen is not None else set()
        mentor = next((one for id_, one in scene.mentors.items() if id_ in ids), None)
        mentee = scene.by_member.get(mentee_id)
        held = {(pair.mentor_id, pair.mentee_id) for pair in pairs.open_pairs_of_program(tx, found.program.id)}
        if mentor is None or mentee is None or mentor.person_id == mentee.person_id:
            return Refusal(Reason.INVALID, locale=found.identity.person.locale)
        kept = {frozenset((each.one_id, each.other_id)) for each in apart.of_program(tx, found.program.id)}
        if frozenset((mentor.person_id, mentee.person_id)) in kept or (mentor.member_id, mentee_id) in held:
            return Refusal(Reason.INVALID, locale=found.identity.person.locale)
        _make(tx, found, [matching.match(mentor, mentee)], now)
        return found.program


def approve_all(
    store: Store, team_id: str, slack_id: str, program_id: int, digest: str, *, now: datetime
) -> Proposal | Refusal:
    """Make all proposed pairs, if they are still exactly those that were shown; else refused as outdated."""
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        programs.lock_program(tx, program_id)
        proposal = _proposal(tx, found, now)
        if not proposal.matches or proposal.digest != digest:
            return Refusal(Reason.OUTDATED, locale=found.identity.person.locale)
        _make(tx, found, proposal.matches, now)
        return _proposal(tx, found, now)


def _make(tx: Tx, found: Coordinating, matches: Sequence[Match], now: datetime) -> None:
    program, actor = found.program, found.identity.person
    starts = max(local(now, program.timezone).date(), program.starts)
    new = [(each.mentor.member_id, each.mentee.member_id) for each in matches]
    pairs.add_pairs(tx, program.id, new, starts, now)
    introductions.introduce(tx, program, new, now, is_first_roster=False)
    for each in matches:
        facts = {"mentor": each.mentor.person_id}
        audit.add(tx, program.id, actor.id, BEGUN, now, about_id=each.mentee.person_id, facts=facts)
    desk.matched(tx, program.id, [each.mentee.member_id for each in matches], actor.id, now)
    home.changed(tx, [one.person_id for each in matches for one in (each.mentor, each.mentee)], now)
    home.program_changed(tx, [program.id], now)


def _proposal(tx: Tx, found: Coordinating, now: datetime) -> Proposal:
    scene = _scene(tx, found.program, now)
    matches = tuple(matching.propose(scene.mentees, scene.mentors.values()))
    digest = hashlib.sha256(" ".join(each.key for each in matches).encode()).hexdigest()[:16]
    return Proposal(found.program, matches, len(scene.mentees), digest, found.identity.person.locale)


def _scene(tx: Tx, program: Program, now: datetime) -> _Scene:
    """Return who needs a mentor and who may be one: people in Slack who are not paused today."""
    ever = apart.pairs_ever(tx, program.id)
    barred: defaultdict[int, set[int]] = defaultdict(set)
    for two in [
        *((pair.mentor_person_id, pair.mentee_person_id) for pair in ever),
        *apart.partners_elsewhere(tx, program.id),
        *((each.one_id, each.other_id) for each in apart.of_program(tx, program.id)),
    ]:
        barred[two[0]].add(two[1])
        barred[two[1]].add(two[0])
    held = [pair for pair in ever if pair.ends is None]
    load, has_one = Counter(pair.mentor_id for pair in held), {pair.mentee_id for pair in held}
    enrolled = members.open_members_of_program(tx, program.id)
    by_email = {person.email: person.id for _, person in enrolled}
    candidates = {}
    for member, person in enrolled:
        theirs = barred[person.id] | {by_email.get(member.supervisor_email, 0)}
        candidates[member.id] = _candidate(member, person, program, load[member.id], frozenset(theirs), now)
    here = {member.id for member, person in enrolled if _is_here(person, program, now)}
    asking = {member.id for member, _ in enrolled if member.roles & {Role.MENTEE, Role.EMERGING}}
    mentoring = {member.id for member, _ in enrolled if Role.MENTOR in member.roles}
    return _Scene(
        [candidates[id_] for id_ in sorted((asking & here) - has_one)],
        {id_: candidates[id_] for id_ in sorted(mentoring & here)},
        candidates,
    )


def _is_here(person: Person, program: Program, now: datetime) -> bool:
    today = local(now, person.timezone(program.timezone)).date()
    return person.state is not PersonState.DEACTIVATED and not person.is_paused(today)


def _candidate(
    member: Member, person: Person, program: Program, load: int, barred: frozenset[int], now: datetime
) -> Candidate:
    offset = local(now, person.timezone(program.timezone)).utcoffset()
    hours = offset.total_seconds() / 3600 if offset is not None else 0.0
    words = (member.district, member.school, member.position)
    return Candidate(member.id, person.id, person.name, *words, hours, load, barred)
