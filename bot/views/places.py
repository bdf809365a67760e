"""Where something stands in Slack: channels, conversations and messages, as words that lead there."""

import re

from bot.content.wording import Markup, Wording

# Anything else would break out of Slack's markup for a link.
_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?/")


def conversation_address(team_id: str, channel: str) -> str:
    """Return the address at which Slack opens a conversation for who is in it."""
    return f"https://app.slack.com/client/{team_id}/{channel}"


def message_address(url: str, channel: str | None, ts: str | None) -> str:
    """Return the address of a message, as `chat.getPermalink` would; empty without the workspace's `url`, its channel
    and its time stamp.
    """
    if not (_ADDRESS.fullmatch(url) and channel and ts):
        return ""
    return f"{url}archives/{channel}/p{ts.replace('.', '')}"


def place(w: Wording, channel: str) -> Markup:
    """Return where something stands: a channel by its id, or the home group's conversation by its address."""
    if not channel.startswith("https:"):
        return Markup(f"<#{channel}>")
    return leading(w, "peers.home_group", channel)


def leading(w: Wording, key: str, address: str) -> Markup:
    """Return words as a link, or just the words where there is no address."""
    return Markup(f"<{address}|{w.mrkdwn(key)}>" if address else w.mrkdwn(key))
