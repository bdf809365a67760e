"""The part of Home about wins and challenges: what is open of one's own, and the wins of a community's last week."""

from bot.content.wording import Markup, Wording
from bot.domain.home import Home
from bot.domain.peer_home import OpenChallenge
from bot.views import ids
from bot.views.blocks import button, clip, context, quote, section, when
from bot.views.message import Block
from bot.views.places import leading, message_address

WORDS = 150  # characters shown of a challenge
COMMUNITIES = 3
NAMES = 4


def peers(w: Wording, home: Home) -> list[Block]:
    """Return one's open challenges, and who shared a win of late; nothing where there is neither."""
    part = home.peers
    blocks: list[Block] = []
    for challenge in part.challenges:
        blocks += _challenge(w, home, challenge)
    if part.more:
        blocks.append(context(w.mrkdwn("peers.home.more", count=part.more)))
    for wins in part.wins[:COMMUNITIES]:
        names = w.listing([clip(name, 60) for name in wins.names], NAMES)
        blocks.append(section(w.mrkdwn("peers.home.wins", names=names, channel=Markup(f"<#{wins.channel}>"))))
    return [section(w.mrkdwn("peers.home.title")), *blocks] if blocks else []


def _challenge(w: Wording, home: Home, challenge: OpenChallenge) -> list[Block]:
    key = "asked" if challenge.asked and challenge.replies else "open" if challenge.replies else "alone"
    opened = when(w, challenge.opened_at, home.timezone)
    thread = message_address(challenge.url, challenge.channel, challenge.ts)
    own = leading(w, "peers.challenge.own", thread)
    line = w.mrkdwn(f"peers.home.{key}", challenge=own, count=challenge.replies, when=opened)
    pressed = button(w.plain("peers.now_what.button"), ids.NOW_WHAT, str(challenge.share_id))
    return [section(line, pressed), quote(clip(challenge.words, WORDS))]
