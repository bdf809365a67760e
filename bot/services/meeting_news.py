"""Who hears of a meeting: the other of the two, in a message of its own, and both in their prompts."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain import messages
from bot.domain.checkins import share_at
from bot.domain.messages import Draft
from bot.domain.pairs import Contact, Meeting
from bot.services import home, nudges, obstacle_tasks, planning, posts
from bot.store import obstacles
from bot.store import prompts as prompt_store
from bot.store.database import Tx
from bot.store.identity import Identity, partner_counts

_PROMPT_LIVES = timedelta(weeks=1)  # an older prompt is history


def news_key(meeting_id: int, person_id: int) -> str:
    """Return the key of the message that tells somebody of a meeting, and follows it."""
    return f"met:{meeting_id}:{person_id}"


def tell(tx: Tx, identity: Identity, contact: Contact, meeting: Meeting, now: datetime) -> None:
    """Tell the other of what this person logged or corrected: at once, or at 17:00 if they have several partners."""
    counts = partner_counts(tx, [contact.member_id])
    draft = Draft(
        identity.workspace.id,
        messages.MEETING_LOGGED.name,
        news_key(meeting.id, contact.person_id),
        {"meetings": [meeting.id]},
        share_at(now, contact.timezone, counts.get(contact.member_id, 1)),
        person_id=contact.person_id,
        program_id=contact.program_id,
    )
    posts.announce(tx, [draft], now)
    refresh(tx, meeting, (identity.person.id, contact.person_id), now, besides=contact.person_id)


def refresh(tx: Tx, meeting: Meeting, person_ids: Iterable[int], now: datetime, *, besides: int | None = None) -> None:
    """Bring up to date what these people were told of the meeting, save for `besides`, their latest prompts, what was
    planned around that day, what coordinators read of what is in the way, their Home, and where the pair stands on the
    ladder of nudges.
    """
    keys = []
    for person_id in person_ids:
        if person_id != besides:
            keys.append(news_key(meeting.id, person_id))
        prompt = prompt_store.latest_prompt(tx, person_id)
        if prompt is not None and now - prompt.asked_at < _PROMPT_LIVES:
            keys.append(prompt.message_key)
    if meeting.pair_id is not None:
        keys += planning.keys_around(tx, meeting.pair_id, meeting.held_on)
        keys += [obstacle_tasks.task_key(each.id) for each in obstacles.open_of_pairs(tx, [meeting.pair_id])]
        home.pair_changed(tx, meeting.pair_id, now)
    posts.refresh(tx, keys, now)
    nudges.follow_meeting(tx, [meeting.pair_id], now)
