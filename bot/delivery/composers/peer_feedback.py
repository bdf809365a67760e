"""The thread of a challenge: how it begins and ends, questions in it, and what its author, peers and mentors hear."""

from collections.abc import Sequence
from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.peers import community_channel, group_place, post_address
from bot.delivery.composers.recipients import recipient
from bot.domain.checkins import Audience
from bot.domain.messages import Row
from bot.domain.peers import Help, Share
from bot.store import identity as identities
from bot.store import members, outbox, thread_questions
from bot.store import peer_feedback as stored
from bot.store import peers as peer_store
from bot.store.database import Tx
from bot.store.outbox import Found
from bot.views import peer_feedback as views
from bot.views.message import Message
from bot.views.peer_feedback import Where, Who


def _author(tx: Tx, person_id: int) -> Who:
    person = members.people_by_id(tx, [person_id])[person_id]
    return Who(person.name, person.slack_id)


def _standing(tx: Tx, share_id: int) -> Share | None:
    """Return a challenge while its author has not taken it back."""
    found = peer_store.share(tx, share_id)
    return found if found is not None and found.taken_back_at is None else None


def _where(tx: Tx, shares: Sequence[Share]) -> Where:
    """Return where challenges stand, and the thread if it is only one's."""
    posted = outbox.find(tx, f"share:{shares[0].id}")
    return Where(_channel(tx, shares[0], posted), post_address(tx, posted) if len(shares) == 1 else "")


def _channel(tx: Tx, share: Share, posted: Found | None) -> str:
    """Return the channel where a challenge stands, or the address of the home group's conversation."""
    if share.audience is Audience.GROUP:
        return group_place(tx, share.program_id, posted.row.channel if posted is not None else None)
    return (posted.row.channel if posted is not None else None) or community_channel(tx, share.program_id) or ""


class BeginComposer(Defaults):
    """Composes the first message in a thread."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose challenge was taken back."""
        return {row.id for row in rows if _standing(tx, row.facts["share"]) is None}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return what the author would find helpful now."""
        share = _standing(tx, row.facts["share"])
        return views.thread_begin(wording(), _author(tx, share.author_id), share.help) if share is not None else None


class QuestionComposer(Defaults):
    """Composes a question that a peer asks with the button."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose challenge was taken back, or whose words are forgotten."""
        found = {row.id: thread_questions.question(tx, row.facts["question"]) for row in rows}
        return {id_ for id_, each in found.items() if not each or not each.words or not _standing(tx, each.share_id)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the question."""
        asked = thread_questions.question(tx, row.facts["question"])
        return views.question(wording(), _author(tx, asked.author_id), asked.words) if asked and asked.words else None


class EndComposer(Defaults):
    """Composes the message that closes a thread."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose challenge was taken back."""
        return {row.id for row in rows if _standing(tx, row.facts["share"]) is None}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the author's Now What as it stands, with thanks to everyone who took part."""
        share = _standing(tx, row.facts["share"])
        if share is None:
            return None
        words, _ = stored.standing(tx, share.id)
        return views.thread_end(wording(), _author(tx, share.author_id), words, stored.repliers(tx, share.id))


class RepliesComposer(Defaults):
    """Composes what an author hears of replies, several challenges as one message."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose challenges are closed, or have no reply (any more)."""
        return {row.id for row in rows if not _answered(tx, row)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return who replied so far."""
        found = _answered(tx, row)
        w = wording(recipient(tx, row).person.locale)
        took_part = [slack_id for share in found for slack_id in stored.repliers(tx, share.id)]
        where = _where(tx, found) if found else Where("")
        return views.replies(w, [share.id for share in found], list(dict.fromkeys(took_part)), where)

    def fits(self, rows: Sequence[Row]) -> int:
        """Ten challenges of one author at once are more than there will be."""
        return min(10, len(rows))


def _open(tx: Tx, row: Row) -> list[Share]:
    """Return the challenges of a row that stand and are not closed."""
    found = [_standing(tx, share_id) for share_id in row.facts["shares"]]
    return [share for share in found if share is not None and stored.standing(tx, share.id)[1] is None]


def _answered(tx: Tx, row: Row) -> list[Share]:
    return [share for share in _open(tx, row) if stored.repliers(tx, share.id)]


class NowWhatComposer(Defaults):
    """Composes the question for the Now What."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose thread is closed or gone."""
        return {row.id for row in rows if not _open(tx, row)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the question, or that it is answered, or that there is nothing to ask any more."""
        share, w = _standing(tx, row.facts["shares"][0]), wording(recipient(tx, row).person.locale)
        if share is None:
            return views.heard(w)
        closed = stored.standing(tx, share.id)[1] is not None
        return views.ask_now_what(w, share.id, stored.repliers(tx, share.id), _where(tx, [share]), closed=closed)


class AloneComposer(Defaults):
    """Composes the request to look at challenges that nobody has replied to."""

    def __init__(self, *, mentor: bool) -> None:
        self._mentor = mentor

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose challenges got a reply meanwhile, or whose authors have left."""
        return {row.id for row in rows if not self._lonely(tx, row)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return whose challenges they are."""
        found = self._lonely(tx, row)
        w = wording(recipient(tx, row).person.locale)
        who = list(dict.fromkeys(_author(tx, share.author_id) for share in found))
        where = _where(tx, found) if found else Where("")
        listening = all(share.help == {Help.LISTENING} for share in found)
        return views.alone(w, who, [share.id for share in found], where, mentor=self._mentor, listening=listening)

    def fits(self, rows: Sequence[Row]) -> int:
        """Five names make a sentence that can still be read."""
        return min(5, len(rows))

    def _lonely(self, tx: Tx, row: Row) -> list[Share]:
        found = _open(tx, row)
        authors = identities.identities(tx, {share.author_id for share in found})
        return [
            share
            for share in found
            if not stored.repliers(tx, share.id)
            and any(program.id == share.program_id for _, program in authors[share.author_id].open_memberships())
        ]


class UnheardComposer(Defaults):
    """Composes what an author hears whose challenge has drawn no reply, and whom nobody else could be asked for."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose challenge got a reply meanwhile, is closed or gone."""
        return {row.id for row in rows if not _open(tx, row) or _answered(tx, row)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return what they can do, or that there is nothing to do."""
        found = _open(tx, row)
        w = wording(recipient(tx, row).person.locale)
        if not found or _answered(tx, row):
            return views.heard(w)
        return views.unheard(w, found[0].id, _where(tx, found[:1]))


class FollowUpComposer(Defaults):
    """Composes the question what came of a Now What."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose challenge was taken back."""
        return {row.id for row in rows if _standing(tx, row.facts["shares"][0]) is None}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the question with the author's own words, or what they wrote came of it."""
        share = _standing(tx, row.facts["shares"][0])
        if share is None:
            return None
        words, _ = stored.standing(tx, share.id)
        w = wording(recipient(tx, row).person.locale)
        return views.follow_up(w, share.id, words, stored.outcome(tx, share.id))
