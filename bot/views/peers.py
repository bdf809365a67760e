"""Wins and challenges as they are read: the post, what partners get, the author's own, thanks, suggestions, answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.content.wording import Markup, Wording
from bot.domain.peers import LONGEST, Help, ShareKind
from bot.views import ids
from bot.views.blocks import Element, actions, button, clip, context, mention, plain, quote, section, spoken, units
from bot.views.message import Block, Message
from bot.views.places import leading, place

HEADINGS = 6  # wordings of a win's heading, in `peers.yaml`
MESSAGE_BLOCKS, MESSAGE_UNITS = 50, 12_000  # Slack takes a little more in all
SHORTEST = 100  # to which words are cut at most


@dataclass(frozen=True, slots=True)
class ShareView:
    """A win or challenge as others read it. `thanked` are Slack ids."""

    id: int
    kind: ShareKind
    author: str
    words: str
    so_what: str = ""
    help: frozenset[Help] = frozenset()
    thanked: tuple[str, ...] = ()
    author_slack_id: str | None = None
    closed: bool = False


class Standing(StrEnum):
    """How what somebody shared stands."""

    THERE = "there"
    WAITS = "waits"  # Slack does not let the bot write in the channel
    NO_CHANNEL = "no_channel"
    CLOSED = "closed"  # a challenge whose author said what comes now
    TAKEN_BACK = "taken_back"
    MOVED = "moved"  # shared with another audience instead


@dataclass(frozen=True, slots=True)
class SavedView:
    """What its author is told. `channel` is a channel's id, or the address of a home group's conversation (`group`);
    `readers` are names, empty for what is posted.
    """

    id: int
    kind: ShareKind
    standing: Standing = Standing.THERE
    channel: str = ""
    readers: tuple[str, ...] = ()
    group: bool = False


def say(line: str) -> Message:
    """Return one line of ours as a message."""
    return Message(spoken(line), [section(line)])


def post(w: Wording, view: ShareView) -> Message:
    """Compose the post in the community's channel."""
    heading = section(_heading(w, view, mention(view.author_slack_id, view.author)))
    end: list[Block] = []
    if view.kind is ShareKind.CHALLENGE and not view.closed:
        end.append(actions([button(w.plain("peers.post.ask"), ids.QUESTION_ASK, str(view.id))]))
    blocks = _fitting([view], lambda views: [heading, *_words(w, views[0]), *end])
    return Message(spoken(_heading(w, view, view.author), *_aside(w, view)), blocks)


def _heading(w: Wording, view: ShareView, name: str) -> str:
    """Return the first line of a post: a win's varies from one to the next, and stays the same when it is edited."""
    if view.kind is ShareKind.WIN:
        return w.mrkdwn(f"peers.post.win.{view.id % HEADINGS}", name=name)
    return w.mrkdwn("peers.post.challenge", name=name)


def _fitting(views: Sequence[ShareView], compose: Callable[[Sequence[ShareView]], list[Block]]) -> list[Block]:
    """Return the blocks, with words that are full of signs which Slack counts several times cut until they fit."""
    blocks, limit = compose(views), LONGEST
    while not _fits(blocks) and limit > SHORTEST:
        limit //= 2
        views = [replace(view, words=clip(view.words, limit), so_what=clip(view.so_what, limit)) for view in views]
        blocks = compose(views)
    return blocks


def _words(w: Wording, view: ShareView) -> list[Block]:
    blocks = [quote(view.words)]
    if view.kind is ShareKind.CHALLENGE:
        happened, so_what = w.mrkdwn("peers.post.happened"), w.mrkdwn("peers.post.so_what")
        blocks = [context(f"*{happened}*"), *blocks, context(f"*{so_what}*"), quote(view.so_what)]
    return [*blocks, *(context(line) for line in _aside(w, view))]


def _aside(w: Wording, view: ShareView) -> list[str]:
    """Return whom it thanks and what would help, as far as there is something to say."""
    lines: list[str] = []
    if view.thanked:
        names = [Markup(f"<@{slack_id}>") for slack_id in view.thanked]
        lines.append(w.mrkdwn("peers.post.thanks", names=w.listing(names)))
    if view.help:
        lines.append(w.mrkdwn("peers.post.wanted", kinds=wanted(w, view.help)))
    return lines


def wanted(w: Wording, kinds: frozenset[Help]) -> Markup:
    """Return the kinds of help in words."""
    return w.listing([w.plain(f"peers.post.{kind.value}") for kind in Help if kind in kinds])


def how_many_fit(w: Wording, views: Sequence[ShareView]) -> int:
    """Return how many of `views`, from the first, fit in one message; at least one."""
    fitting = 1
    while fitting < len(views) and _fits(_direct_blocks(w, views[: fitting + 1])):
        fitting += 1
    return fitting


def direct(w: Wording, views: Sequence[ShareView]) -> Message:
    """Compose what a partner is given to read; none stands where all of it was taken back."""
    if not views:
        return say(w.mrkdwn("peers.direct.taken_back"))
    blocks = _fitting(views, lambda shown: _direct_blocks(w, shown))
    return Message(spoken(_intro(w, views, with_mentions=False)), blocks)


def _fits(blocks: list[Block]) -> bool:
    return len(blocks) <= MESSAGE_BLOCKS and units(str(blocks)) <= MESSAGE_UNITS


def _direct_blocks(w: Wording, views: Sequence[ShareView]) -> list[Block]:
    blocks = [section(_intro(w, views, with_mentions=True))]
    for view in views:
        if len(views) > 1:
            name = mention(view.author_slack_id, view.author)
            blocks.append(section(w.mrkdwn(f"peers.direct.{view.kind.value}", name=name)))
        blocks += _words(w, view)
    return blocks


def _intro(w: Wording, views: Sequence[ShareView], *, with_mentions: bool) -> str:
    names = [mention(view.author_slack_id if with_mentions else None, view.author) for view in views]
    if len(views) == 1:
        return w.mrkdwn(f"peers.direct.{views[0].kind.value}", name=names[0])
    return w.mrkdwn("peers.direct.several", names=w.listing(list(dict.fromkeys(names))))


def saved(w: Wording, view: SavedView) -> Message:
    """Compose what the author is told, with what they can do about it."""
    kind = view.kind.value
    if view.standing in {Standing.TAKEN_BACK, Standing.MOVED}:
        return say(w.mrkdwn(f"peers.saved.{view.standing.value}_{kind}"))
    channel, where = place(w, view.channel), "group" if view.group else "community"
    if view.readers:
        line = w.mrkdwn(f"peers.saved.{kind}_pair", names=w.listing(view.readers))
    elif view.standing is Standing.NO_CHANNEL:
        line = w.mrkdwn("peers.saved.no_group" if view.group else "peers.saved.no_channel")
    elif view.standing is Standing.WAITS:
        line = w.mrkdwn("peers.saved.waits", channel=channel)
    elif view.standing is Standing.CLOSED:
        line = w.mrkdwn("peers.saved.closed")
    else:
        line = w.mrkdwn(f"peers.saved.{kind}_{where}", channel=channel)
    buttons = [button(w.plain("peers.saved.edit"), ids.SHARE_EDIT, str(view.id)), _take_back(w, view)]
    if view.kind is ShareKind.CHALLENGE and not view.readers:
        buttons.append(button(w.plain("peers.saved.now_what"), ids.NOW_WHAT, str(view.id)))
    return Message(spoken(line), [section(line), actions(buttons)])


def _take_back(w: Wording, view: SavedView) -> Element:
    confirm = {
        "title": plain(w.plain("peers.saved.confirm_title")),
        "text": plain(w.plain("peers.saved.confirm_text")),
        "confirm": plain(w.plain("peers.saved.confirm_yes")),
        "deny": plain(w.plain("peers.saved.confirm_no")),
    }
    return {**button(w.plain("peers.saved.take_back"), ids.SHARE_TAKE_BACK, str(view.id)), "confirm": confirm}


def thanked(w: Wording, names: Sequence[str], channel: str = "", post: str = "") -> Message:
    """Compose what somebody hears whom others (`names`, not empty) thanked; `channel` is where that can be read, `post`
    the address of what can be read there.
    """
    if not channel:
        return say(w.mrkdwn("peers.thanked.pair", names=w.listing(names)))
    shown, plain = (
        w.mrkdwn("peers.thanked.community", names=w.listing(names), win=win, channel=place(w, channel))
        for win in (leading(w, "peers.thanked.win", post), leading(w, "peers.thanked.win", ""))
    )
    return Message(spoken(plain), [section(shown)])


class Answered(StrEnum):
    """What became of a suggestion."""

    SHARED = "shared"
    DECLINED = "declined"


def suggested(w: Wording, suggestion_id: int, name: str, words: str, answered: Answered | None = None) -> Message:
    """Compose the question to the author of a message whether they would share it; `name` is who suggests it."""
    if answered is not None:
        return say(w.mrkdwn(f"peers.suggested.{answered.value}"))
    line, value = w.mrkdwn("peers.suggested.ask", name=name), str(suggestion_id)
    buttons = [
        button(w.plain("peers.suggested.share"), ids.SUGGESTION_SHARE, value),
        button(w.plain("peers.suggested.decline"), ids.SUGGESTION_DECLINE, value),
    ]
    return Message(spoken(line), [section(line), quote(words), actions(buttons)])


def usage(w: Wording, kind: ShareKind) -> Message:
    """Compose the help of `/win` or `/challenge`."""
    return say(w.mrkdwn(f"peers.usage.{kind.value}"))


def asked(w: Wording, name: str, before: bool) -> Message:
    """Say that the author of a message is asked, or was before."""
    return say(w.mrkdwn("peers.shortcut.asked_before" if before else "peers.shortcut.asked", name=name))


class Unshareable(StrEnum):
    """Why a message cannot be taken up from its shortcut."""

    BOT = "bot"
    NO_WORDS = "no_words"
    NOT_YOURS = "not_yours"
    NOT_THERE = "not_there"


def unshareable(w: Wording, why: Unshareable) -> Message:
    """Say why a message cannot be taken up."""
    return say(w.mrkdwn(f"peers.shortcut.{why.value}"))


def nobody(w: Wording) -> Message:
    """Say that there is nobody to share with."""
    return say(w.mrkdwn("peers.answer.nobody"))
