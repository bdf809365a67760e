"""What members write to the bot: kept until they say what it is, so that nothing typed is lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import messages
from bot.domain.checkins import Keep, Kept, written
from bot.domain.messages import Draft
from bot.domain.refusals import Reason, Refusal
from bot.services import people, posts
from bot.store import checkins, events, outbox
from bot.store.database import Store, Tx

LONGEST = 3000  # characters kept; the message itself stays in Slack, whole
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Note:
    """A note to be kept as something."""

    id: int
    text: str
    keep: Keep


def receive(
    store: Store, team_id: str, slack_id: str, text: str, event_id: str, thread: str | None = None, *, now: datetime
) -> Refusal | None:
    """Keep what somebody wrote in their direct message and answer it, in the `thread` (its first message's ts) where
    they wrote in one; the same event again changes nothing.

    A message that shows nothing, say one that only carries a file, is nothing to keep.
    """
    text = written(text)
    if not text:
        return None
    with store.write() as tx:
        if not events.first_time(tx, event_id, now):
            return None
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        note_id = checkins.add_note(tx, identity.person.id, text[:LONGEST], now)
        draft = Draft(
            identity.workspace.id,
            messages.NOTE_REPLY.name,
            note_key(note_id),
            {"note": note_id} | ({"thread": thread} if thread else {}),
            now,
            person_id=identity.person.id,
        )
        outbox.put(tx, [draft])
        return None


def note_key(note_id: int) -> str:
    """Return the key of the answer to a note."""
    return f"note:{note_id}"


def take(store: Store, team_id: str, slack_id: str, note_id: int, keep: Keep, *, now: datetime) -> Note | Refusal:
    """Return a note of this person, to begin a check-in with it."""
    with store.read() as tx:
        identity = people.active(tx, team_id, slack_id, now)
        if isinstance(identity, Refusal):
            return identity
        found = checkins.note(tx, note_id)
        if found is None or found[0] != identity.person.id:
            return Refusal(Reason.OUTDATED)
        return Note(note_id, found[1], keep)


def mark_kept(tx: Tx, person_id: int, kept: Kept, now: datetime) -> None:
    """Note that a check-in of the person holds the note now, and say so in the answer to it; others' notes stay."""
    found = checkins.note(tx, kept.note_id)
    if found is not None and found[0] == person_id:
        checkins.mark_note_kept(tx, kept.note_id, kept.keep.value)
        posts.refresh(tx, [note_key(kept.note_id)], now)


def forget_old(store: Store, *, now: datetime) -> int:
    """Delete notes older than thirty days and event ids older than a week; return how many went."""
    with store.write() as tx:
        return checkins.forget_notes(tx, now - KEPT_FOR) + events.forget(tx, now - timedelta(days=7))
