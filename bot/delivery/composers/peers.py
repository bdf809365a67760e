"""Wins and challenges: the post, what partners get, the author's own message, thanks, suggestions."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import recipient
from bot.domain.checkins import Audience
from bot.domain.messages import Row, RowState
from bot.domain.peers import Share
from bot.store import home_groups, members, outbox, programs
from bot.store import peer_feedback as feedback
from bot.store import peers as stored
from bot.store.database import Tx
from bot.store.outbox import Found
from bot.views import peers as views
from bot.views.message import Message
from bot.views.peers import ShareView, Standing
from bot.views.places import conversation_address, message_address


def share_views(tx: Tx, found: Sequence[Share], closed: Collection[int] = ()) -> list[ShareView]:
    """Return wins and challenges as others read them; `closed` are ids of challenges that ask for nothing more."""
    authors = members.people_by_id(tx, {share.author_id for share in found})
    return [
        ShareView(
            share.id,
            share.kind,
            authors[share.author_id].name,
            share.words,
            share.so_what,
            share.help,
            share.thanked,
            authors[share.author_id].slack_id,
            share.id in closed,
        )
        for share in found
    ]


def community_channel(tx: Tx, program_id: int | None) -> str | None:
    """Return a program's community channel."""
    program = programs.program(tx, program_id) if program_id is not None else None
    return program.community_channel if program else None


def place_of(tx: Tx, row: Row) -> str | None:
    """Return where a post belongs: the conversation of the group that its facts name, else the community's channel."""
    if "group" not in row.facts:
        return community_channel(tx, row.program_id)
    group = home_groups.groups_by_id(tx, [row.facts["group"]]).get(row.facts["group"])
    return group.channel if group is not None else None


def group_place(tx: Tx, program_id: int, channel: str | None) -> str:
    """Return the address of a home group's conversation in a program, empty without a channel."""
    program = programs.program(tx, program_id)
    workspace = programs.workspace(tx, program.workspace_id) if program is not None else None
    return conversation_address(workspace.team_id, channel) if workspace is not None and channel else ""


def post_address(tx: Tx, posted: Found | None) -> str:
    """Return the address of what was posted, empty where it cannot be known."""
    workspace = programs.workspace(tx, posted.row.workspace_id) if posted is not None else None
    return message_address(workspace.url, posted.row.channel, posted.row.ts) if workspace and posted else ""


def _standing_share(tx: Tx, row: Row) -> Share | None:
    """Return the win or challenge that a row is about while its author has not taken it back."""
    found = stored.share(tx, row.facts["share"])
    return found if found is not None and found.taken_back_at is None else None


class PostComposer(Defaults):
    """Composes the post in the community's channel."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose author took it back, or never shared it with the community."""
        found = {row.id: _standing_share(tx, row) for row in rows}
        lost = {row.id for row in rows if row.ts is None and "group" in row.facts and self.channel(tx, row) is None}
        return lost | {id_ for id_, share in found.items() if share is None or not share.is_posted}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the post as its author has it now."""
        found = _standing_share(tx, row)
        if found is None:
            return None
        closed = [found.id] if feedback.standing(tx, found.id)[1] is not None else []
        return views.post(wording(), share_views(tx, [found], closed)[0])

    def channel(self, tx: Tx, row: Row) -> str | None:
        """Return the program's community channel, or the conversation of the home group it is shared with."""
        return place_of(tx, row)


class DirectComposer(Defaults):
    """Composes what authors shared with a partner, several as one message."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows of which the recipient may read nothing (any more)."""
        return {row.id for row in rows if not _readable(tx, row)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return what the recipient may read now; what was taken back is gone from the message."""
        shown = share_views(tx, _readable(tx, row))
        return views.direct(wording(recipient(tx, row).person.locale), shown)

    def fits(self, rows: Sequence[Row]) -> int:
        """Two of the longest are what Slack takes in one message."""
        return min(2, len(rows))


def _readable(tx: Tx, row: Row) -> list[Share]:
    found = stored.shares_by_id(tx, row.facts["shares"])
    standing = [share for share in found.values() if share.taken_back_at is None and row.person_id in share.readers]
    return sorted(standing, key=lambda share: share.id)


class SavedComposer(Defaults):
    """Composes what an author is told of their own win or challenge."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return who can read it as it stands now."""
        found = stored.share(tx, row.facts["share"])
        if found is None:
            return None
        readers = members.people_by_id(tx, found.readers)
        channel, standing = _where(tx, found)
        names = tuple(sorted(person.name for person in readers.values()))
        group = found.audience is Audience.GROUP
        view = views.SavedView(found.id, found.kind, standing, channel, names, group)
        return views.saved(wording(recipient(tx, row).person.locale), view)


def _where(tx: Tx, share: Share) -> tuple[str, Standing]:
    """Return the channel of what was shared with the community, and how it stands there."""
    if share.taken_back_at is not None:
        return "", Standing.MOVED if share.moved_to is not None else Standing.TAKEN_BACK
    channel = community_channel(tx, share.program_id)
    if not share.is_posted:
        return "", Standing.THERE
    posted = outbox.find(tx, f"share:{share.id}")
    if posted is not None and posted.state is RowState.SENT:
        closed = feedback.standing(tx, share.id)[1] is not None
        if share.audience is Audience.GROUP:
            channel = group_place(tx, share.program_id, posted.row.channel)
        else:
            channel = posted.row.channel or channel
        return channel or "", Standing.CLOSED if closed else Standing.THERE
    if share.audience is Audience.GROUP:
        channel = group_place(tx, share.program_id, place_of(tx, posted.row) if posted is not None else None)
    if not channel or (posted is not None and posted.state in {RowState.DROPPED, RowState.FAILED}):
        return "", Standing.NO_CHANNEL
    # A reason beside a row that waits is Slack's refusal.
    return channel, Standing.WAITS if posted is not None and posted.reason else Standing.THERE


class ThankedComposer(Defaults):
    """Composes the thanks of wins."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose win was taken back, or thanks the recipient no longer."""
        return {row.id for row in rows if not _thanking(tx, row)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return who thanks the recipient; of a pair's win they learn that they are thanked, not what it says."""
        found = _thanking(tx, row)
        if not found:
            return None
        names = [view.author for view in share_views(tx, found)]
        shown = [share for share in found if share.to_community]
        channels = [community_channel(tx, share.program_id) for share in shown]
        post = post_address(tx, outbox.find(tx, f"share:{shown[0].id}")) if len(shown) == 1 else ""
        w = wording(recipient(tx, row).person.locale)
        return views.thanked(w, list(dict.fromkeys(names)), next((each for each in channels if each), ""), post)

    def fits(self, rows: Sequence[Row]) -> int:
        """Twenty names make a sentence that can still be read."""
        return min(20, len(rows))


def _thanking(tx: Tx, row: Row) -> list[Share]:
    me = recipient(tx, row).person.slack_id
    found = stored.latest(tx, row.facts["thanks"])
    return [share for share in found if share.taken_back_at is None and me in share.thanked]


class SuggestedComposer(Defaults):
    """Composes the question whether somebody would share their message as a win."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose question is answered."""
        found = {row.id: stored.suggestion(tx, row.facts["suggestion"]) for row in rows}
        return {id_ for id_, asked in found.items() if asked is None or asked.answered_at is not None}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the question, or what was answered."""
        asked = stored.suggestion(tx, row.facts["suggestion"])
        if asked is None:
            return None
        by = members.people_by_id(tx, [asked.by_id])[asked.by_id]
        answered = None
        if asked.answered_at is not None:
            answered = views.Answered.SHARED if asked.share_id is not None else views.Answered.DECLINED
        return views.suggested(wording(recipient(tx, row).person.locale), asked.id, by.name, asked.words, answered)
