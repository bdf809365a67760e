"""A mentee begins anew with another mentor: as their pair ends (`pair_care`), or later, once they are in none.

A pair that ended is never reopened, so that the new one sees nothing of it.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.calendar import local
from bot.domain.matching import Match
from bot.domain.members import Role
from bot.domain.pair_files import PairFile
from bot.domain.refusals import Reason, Refusal
from bot.services import desk, home, introductions, matching, partner_news, people, posts
from bot.services.obstacle_tasks import task_key
from bot.store import apart, audit, ladders, obstacles, pairs
from bot.store import identity as identities
from bot.store import members as member_store
from bot.store.database import Store, Tx
from bot.store.identity import Identity

MATCHED = "pair_matched"  # in the audit log


@dataclass(frozen=True, slots=True)
class OpenPair:
    """A pair as one of its program's coordinators sees it."""

    file: PairFile
    identity: Identity  # the coordinator's
    suited: tuple[Match, ...] = ()  # mentors for a mentee who is alone, those who suit best first


def open_match(store: Store, team_id: str, slack_id: str, pair_id: int, *, now: datetime) -> OpenPair | Refusal:
    """Return a pair that ended and whose mentee is in none now, with the mentors who would suit, for a coordinator of
    its program and nobody else.

    Refused as matched if the mentee has a mentor, and as outdated if the pair lasts or the mentee left the program.
    """
    with store.read() as tx:
        found = _unmatched(tx, team_id, slack_id, pair_id)
        if isinstance(found, Refusal):
            return found
        return replace(found, suited=tuple(matching.suited(tx, found.file.program, found.file.mentee.id, now)))


def match(
    store: Store, team_id: str, slack_id: str, pair_id: int, mentor_slack_id: str, *, now: datetime
) -> Refusal | None:
    """Match the mentee of a pair that ended with a mentor of the program, from today; both are introduced.

    Refused like `open_match`, and as invalid when the mentor is none of the program's, or kept apart from the mentee.
    """
    with store.write() as tx:
        found = _unmatched(tx, team_id, slack_id, pair_id, lock=True)
        if isinstance(found, Refusal):
            return found
        file, coordinator = found.file, found.identity.person
        mentor = mentor_id(tx, team_id, mentor_slack_id, file, besides=[])
        if mentor is None:
            return Refusal(Reason.INVALID, locale=coordinator.locale)
        begin(tx, file, mentor, local(now, file.program.timezone).date(), now)
        facts = {"mentor": mentor, "after": pair_id}
        audit.add(tx, file.program.id, coordinator.id, MATCHED, now, file.mentee_person.id, facts)
        desk.matched(tx, file.program.id, [file.mentee.id], coordinator.id, now)
        notices = partner_news.notice_keys(tx, file.program.id, pair_id)
        tasks = [task_key(id_) for id_ in obstacles.ids_of_pair(tx, pair_id)]
        posts.refresh(tx, [*notices, *tasks, partner_news.left_key(file.mentor.id)], now)
        return None


def mentor_id(tx: Tx, team_id: str, slack_id: str, file: PairFile, *, besides: Collection[int]) -> int | None:
    """Return the membership of whoever is to be the next mentor of a pair's mentee, None if they cannot be: no mentor
    of the program, the mentee, kept apart from the mentee, or one of the member ids `besides`.
    """
    identity = identities.identify(tx, team_id, slack_id)
    if identity is None or _are_apart(tx, file, identity.person.id):
        return None
    for member, program in identity.open_memberships():
        mentors = member.roles & {Role.MENTOR, Role.EMERGING}
        if program.id == file.program.id and mentors and member.id not in {file.mentee.id, *besides}:
            return member.id
    return None


def _are_apart(tx: Tx, file: PairFile, person_id: int) -> bool:
    two = {person_id, file.mentee_person.id}
    return any({each.one_id, each.other_id} == two for each in apart.of_program(tx, file.program.id))


def begin(tx: Tx, file: PairFile, mentor: int, today: date, now: datetime) -> None:
    """Have the mentee of a pair begin anew with the mentor of that member id, from the program's local day `today`."""
    new = [(mentor, file.mentee.id)]
    pairs.add_pairs(tx, file.program.id, new, today, now)
    introductions.introduce(tx, file.program, new, now, is_first_roster=False)
    for two in pairs.two_of_members(tx, [file.mentee.id]):
        if two.pair.mentor_id == mentor:
            home.pair_changed(tx, two.pair.id, now)


def _unmatched(tx: Tx, team_id: str, slack_id: str, pair_id: int, *, lock: bool = False) -> OpenPair | Refusal:
    """Return the pair and the coordinator, or why its mentee cannot be matched; `lock` keeps others from it."""
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    file = ladders.files(tx, [pair_id]).get(pair_id)
    if file is None:
        return Refusal(Reason.OUTDATED)
    locale = identity.person.locale
    if not people.coordinates(identity, file.program.id):
        return Refusal(Reason.NOT_COORDINATOR, locale=locale)
    if file.pair.ends is None or file.mentee.ended_at is not None:
        return Refusal(Reason.OUTDATED, locale=locale)
    if lock:
        member_store.lock(tx, file.mentee.id)
    mentees = [two for two in pairs.two_of_members(tx, [file.mentee.id]) if two.pair.mentee_id == file.mentee.id]
    if mentees:
        return Refusal(Reason.MATCHED, by=mentees[0].mentor[1].name, locale=locale)
    return OpenPair(file, identity)
