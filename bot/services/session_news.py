"""What people are told of planned sessions: the keys of the messages, and who gets them. The words are the views'."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from bot.domain.kinds.sessions import (
    SESSION_CANCELLED,
    SESSION_CHANGED,
    SESSION_DAY_BEFORE,
    SESSION_HOUR_BEFORE,
    SESSION_INVITED,
    SESSION_SAVED,
)
from bot.domain.members import Member, Person
from bot.domain.messages import Draft, RowState
from bot.domain.sessions import Answer, Session
from bot.services import home, posts
from bot.store import members, outbox
from bot.store import sessions as stored
from bot.store.database import Tx
from bot.store.identity import Identity

Someone = tuple[Member, Person]


def invited_key(session: Session, person_id: int) -> str:
    """Return the key of somebody's invitation: one for a series."""
    which = f"series-{session.series_id}" if session.series_id is not None else str(session.id)
    return f"{SESSION_INVITED.name}:{which}:{person_id}"


def changed_key(session: Session, sequence: int, person_id: int) -> str:
    """Return the key of the news that a session moved and got the number `sequence`."""
    return f"{SESSION_CHANGED.name}:{session.id}:{sequence}:{person_id}"


def reminder_key(kind: str, session: Session, person_id: int) -> str:
    """Return the key of a reminder: another one if the session is at another time."""
    return f"{kind}:{session.id}:{int(session.starts_at.timestamp())}:{person_id}"


def people_of(tx: Tx, session: Session) -> list[Someone]:
    """Return everybody whom a session concerns, by name: who is invited by role or otherwise, and the hosts."""
    asked = {each.member_id for each in stored.invitations(tx, session.id)}
    hosting = set(stored.hosts(tx, [session.id])[session.id])
    everybody = members.open_members_of_program(tx, session.program_id)
    found = [each for each in everybody if each[0].id in asked | hosting or each[0].roles & session.invited_roles]
    return sorted(found, key=lambda each: (each[1].name.casefold(), each[0].id))


def invited_ids(session: Session, someone: Sequence[Someone]) -> list[int]:
    """Return the member ids of those among `someone` whose role is invited: who joined later is invited with it."""
    return [member.id for member, _ in someone if member.roles & session.invited_roles]


def invite(tx: Tx, planned: Sequence[Session], now: datetime) -> int:
    """Note who is invited to sessions that belong together, and tell those who are new to it; return how many."""
    invited = stored.invitable(tx, planned[0].program_id, planned[0].invited_roles)
    for session in planned:
        stored.invite(tx, session.id, [member.id for member, _ in invited])
    _put(tx, SESSION_INVITED.name, planned, invited, now, lambda person_id: invited_key(planned[0], person_id))
    home.changed(tx, [person.id for _, person in people_of(tx, planned[0])], now)
    return len(invited)


def _put(
    tx: Tx, kind: str, planned: Sequence[Session], to: Sequence[Someone], now: datetime, key: Callable[[int], str]
) -> None:
    facts = {"sessions": [session.id for session in planned]}
    drafts = [
        Draft(person.workspace_id, kind, key(person.id), facts, now, person.id, planned[0].program_id)
        for _, person in to
    ]
    outbox.put(tx, drafts)


def tell_changed(tx: Tx, changed: Sequence[Session], by_id: int, now: datetime) -> None:
    """Tell everybody whom these sessions concern that they are at another time now; the first leads.

    Whose invitation is still to go out gets the new time with it. The person `by_id` did it and is told so already.
    """
    first = changed[0]
    told = _not_waiting(tx, first, _concerned(tx, first, by_id))
    _put(tx, SESSION_CHANGED.name, changed, told, now, lambda id_: changed_key(first, first.sequence, id_))


def tell_cancelled(tx: Tx, cancelled: Sequence[Session], by_id: int, now: datetime) -> int:
    """Tell everybody who had not declined all of these sessions that they are not held; return how many are told. The
    person `by_id` did it and is told so already.
    """
    first = cancelled[0]
    found = _not_waiting(tx, first, _concerned(tx, first, by_id))
    said = stored.invitations_of(tx, [each.id for each in cancelled], [member.id for member, _ in found])

    def declined(member: Member) -> bool:
        given = (said.get((each.id, member.id)) for each in cancelled)
        return all(one is not None and one.answer is Answer.NO for one in given)

    told = [each for each in found if not declined(each[0])]
    _put(tx, SESSION_CANCELLED.name, cancelled, told, now, lambda id_: f"{SESSION_CANCELLED.name}:{first.id}:{id_}")
    return len(told)


def _concerned(tx: Tx, session: Session, by_id: int) -> list[Someone]:
    """Return whom news of a session concerns; of whoever made it only if they are invited and may have to answer."""
    found = people_of(tx, session)
    asked = {*invited_ids(session, found), *(each.member_id for each in stored.invitations(tx, session.id))}
    return [each for each in found if each[1].id != by_id or each[0].id in asked]


def _not_waiting(tx: Tx, session: Session, someone: Sequence[Someone]) -> list[Someone]:
    """Return those whose invitation is not about to go out anyway."""
    keys = outbox.find_many(tx, [invited_key(session, person.id) for _, person in someone])
    waiting = {key for key, found in keys.items() if found.state is RowState.WAITING}
    return [each for each in someone if invited_key(session, each[1].id) not in waiting]


def follow(tx: Tx, changed: Iterable[Session], person_ids: Collection[int], now: datetime) -> None:
    """Bring the messages about sessions up to date that these people have, and their Home."""
    keys = [key for session in changed for person_id in person_ids for key in _keys(session, person_id)]
    posts.refresh(tx, dict.fromkeys(keys), now)
    home.changed(tx, person_ids, now)


def _keys(session: Session, person_id: int) -> list[str]:
    changes = [changed_key(session, sequence, person_id) for sequence in range(1, session.sequence + 1)]
    reminders = [reminder_key(kind.name, session, person_id) for kind in (SESSION_DAY_BEFORE, SESSION_HOUR_BEFORE)]
    return [invited_key(session, person_id), *changes, *reminders]


def tell_saved(
    tx: Tx, identity: Identity, what: str, saved: Sequence[Session], skipped: Sequence[str], now: datetime
) -> None:
    """Show whoever planned, changed or cancelled sessions what holds now; `skipped` are days, as ISO dates."""
    first, person = saved[0], identity.person
    facts = {"sessions": [each.id for each in saved], "what": what, "skipped": list(skipped)}
    key = f"{SESSION_SAVED.name}:{what}:{first.id}:{first.sequence}:{person.id}"
    outbox.put(tx, [Draft(person.workspace_id, SESSION_SAVED.name, key, facts, now, person.id, first.program_id)])
