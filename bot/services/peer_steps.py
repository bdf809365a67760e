"""What the bot asks about challenges on its own: tells of replies, looks for peers, asks for the Now What, once each.

When and what is `bot.domain.peer_feedback`'s rule; here it is looked up and written down.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.domain.calendar import local, next_waking_moment, school_days
from bot.domain.kinds import peers as kinds
from bot.domain.members import ASKED_ROLES, Member, Person, PersonState, Role
from bot.domain.messages import Draft, Kind
from bot.domain.own_quiet import quiet_hours
from bot.domain.peer_feedback import DAY, LATELY, Peer, Step, Thread, choose_peers, next_step
from bot.domain.peers import Share
from bot.domain.programs import Program
from bot.services import home, posts
from bot.services.peer_feedback import follow_up_key, group_readers
from bot.services.peers import asked_key, saved_key, unheard_key
from bot.store import identity as identities
from bot.store import members, outbox, programs
from bot.store import peer_feedback as stored
from bot.store import peers as peer_store
from bot.store.coaching import coaching_contacts
from bot.store.database import Store, Tx
from bot.store.identity import Identity, partners_of

BATCH = 100  # a transaction, so that others get their turn to write
WAIT_FOR_POST = 7  # days


def feedback_due(store: Store, *, now: datetime, limit: int = BATCH) -> int:
    """Look at what is due by `now` (at most `limit`), take the steps that are, and return how many were looked at."""
    with store.read() as tx:
        if not stored.due(tx, now, 1):
            return 0
    with store.write() as tx:
        due = stored.due(tx, now, limit)
        shares, threads = peer_store.shares_by_id(tx, due), stored.threads(tx, due)
        authors = identities.identities(tx, {share.author_id for share in shares.values()})
        for share_id in due:
            share = shares[share_id]
            look_at = _look(tx, share, threads.get(share_id), authors[share.author_id], now)
            stored.look_next(tx, share_id, look_at)
        return len(due)


def _look(tx: Tx, share: Share, thread: Thread | None, author: Identity, now: datetime) -> datetime | None:
    """Take the next step about one win or challenge if its moment has come, and return when to look again."""
    mine = next((each for each in author.open_memberships() if each[1].id == share.program_id), None)
    if share.taken_back_at is not None or mine is None or author.person.state is not PersonState.ACTIVE:
        return None
    if thread is None:
        return _see_whether_posted(tx, share, now)
    if (waking := _waking(tx, author.person, mine, now)) > now:
        return waking
    step = next_step(thread)
    if step is not None and step[0] <= now:
        _take(tx, share, step[1], author, mine, now)
        step = next_step(stored.threads(tx, [share.id])[share.id])
    return max(step[0], now) if step is not None else None


def _waking(tx: Tx, author: Person, mine: tuple[Member, Program], now: datetime) -> datetime:
    """Return the first moment from `now` on at which the author is there, on a school day outside quiet hours.

    Steps are taken only then: otherwise a weekend would bring those of several days at once.
    """
    member, program = mine
    timezone, days = author.timezone(program.timezone), programs.days_off_of(tx, [program.id]).get(program.id, ())
    school = school_days(days, member.school, member.district)
    quiet = quiet_hours(author, program)
    if author.is_paused(local(now, timezone).date()):
        now += DAY
    return next_waking_moment(now, timezone, quiet, lambda day: day in school)


def _see_whether_posted(tx: Tx, share: Share, now: datetime) -> datetime | None:
    """Tell the author, in the message they have, if Slack does not take the post yet; a win that is posted is done."""
    posted = outbox.find(tx, f"share:{share.id}")
    if posted is None or posted.sent_at is not None:
        return None
    posts.refresh(tx, [saved_key(share.id)], now)
    return now + DAY if now < share.created_at + WAIT_FOR_POST * DAY else None


def _take(tx: Tx, share: Share, step: Step, author: Identity, mine: tuple[Member, Program], now: datetime) -> None:
    home.changed(tx, [author.person.id], now)
    match step:
        case Step.TELL:
            stored.mark(tx, share.id, told_at=now)
            key = f"replies:{share.id}:{int(now.timestamp())}"
            _put(tx, share, kinds.CHALLENGE_REPLIES, key, [author.person], now)
        case Step.ASK:
            stored.mark(tx, share.id, asked_at=now, told_at=now)
            _put(tx, share, kinds.CHALLENGE_NOW_WHAT, asked_key(share.id), [author.person], now)
        case Step.PEERS:
            stored.mark(tx, share.id, peers_at=now)
            helpers = _helpers(tx, share, author, mine, now)
            stored.add_helpers(tx, share.id, [person.id for person in helpers], now)
            _put(tx, share, kinds.CHALLENGE_ALONE, f"alone:{share.id}", helpers, now)
        case Step.MENTOR:
            stored.mark(tx, share.id, mentor_at=now)
            found = _mentors(tx, author, mine, now) if share.to_community else []
            _put(tx, share, kinds.CHALLENGE_TO_MENTOR, f"to-mentor:{share.id}", found, now)
            if not found:
                _take(tx, share, Step.UNHEARD, author, mine, now)
        case Step.UNHEARD:
            stored.mark(tx, share.id, told_at=now)
            _put(tx, share, kinds.CHALLENGE_UNHEARD, unheard_key(share.id), [author.person], now)
        case Step.FOLLOW_UP:
            stored.mark(tx, share.id, followed_up_at=now)
            _put(tx, share, kinds.CHALLENGE_FOLLOW_UP, follow_up_key(share.id), [author.person], now)


def _put(tx: Tx, share: Share, kind: Kind, key: str, to: Iterable[Person], now: datetime) -> None:
    facts = {"shares": [share.id]}
    drafts = [
        Draft(
            person.workspace_id,
            kind.name,
            key if person.id == share.author_id else f"{key}:{person.id}",
            facts,
            now,
            person_id=person.id,
            program_id=share.program_id,
        )
        for person in to
    ]
    outbox.put(tx, drafts)


def _helpers(tx: Tx, share: Share, author: Identity, mine: tuple[Member, Program], now: datetime) -> list[Person]:
    """Return the two peers who are asked: not the author, not their partners, nobody who is away or left in peace."""
    member, program = mine
    today = local(now, author.person.timezone(program.timezone)).date()
    besides = {author.person.id, *(partner.person_id for partner in partners_of(tx, member, today))}
    lately = stored.lately(tx, program.id, now - LATELY)
    readers = group_readers(tx, share)
    known = {
        person.id: (theirs, person)
        for theirs, person in members.open_members_of_program(tx, program.id)
        if person.id not in besides and theirs.is_asked and _is_there(person, program, now)
        if readers is None or theirs.id in readers
    }
    peers = [
        Peer(
            id_,
            bool(member.position) and theirs.position.casefold() == member.position.casefold(),
            bool(theirs.roles & member.roles & ASKED_ROLES),
            lately[id_],
        )
        for id_, (theirs, _) in known.items()
    ]
    return [known[id_][1] for id_ in choose_peers(peers, share.id)]


def _is_there(person: Person, program: Program, now: datetime) -> bool:
    away = person.is_paused(local(now, person.timezone(program.timezone)).date())
    return person.state is PersonState.ACTIVE and not away and person.resting_since is None


def _mentors(tx: Tx, author: Identity, mine: tuple[Member, Program], now: datetime) -> list[Person]:
    """Return the author's mentors in that program, else their coach; nobody where there is neither."""
    member, program = mine
    today = local(now, author.person.timezone(program.timezone)).date()
    found = [each.person_id for each in partners_of(tx, member, today) if each.is_mentor and not each.is_away]
    if not found and Role.COACH not in member.roles:
        contacts = coaching_contacts(tx, author.person, member, program)
        found = [contact.person_id for contact in contacts if contact.is_my_coach]
    return [person for person in members.people_by_id(tx, found).values() if _is_there(person, program, now)]
