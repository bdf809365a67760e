"""Finding channels in Slack by id or by name."""

import re
from collections.abc import Mapping
from typing import Any

from bot.delivery.gateway import SlackCalls, SlackRefused
from bot.delivery.patience import pages, read
from bot.domain.channels import Channel

PAGE = 200
_ID = re.compile(r"[CG][A-Z0-9]+")  # names of channels are lower case
_LINK = re.compile(r"<#([A-Z0-9]+)(\|[^>]*)?>")


def slack_channel(conversation: Mapping[str, Any]) -> Channel:
    """Read a conversation object of Slack's."""
    shared = ("is_ext_shared", "is_pending_ext_shared")
    return Channel(
        id=str(conversation["id"]),
        name=str(conversation.get("name", "")),
        is_private=bool(conversation.get("is_private")),
        # is_shared alone holds as well for channels shared between the workspaces of one organization.
        is_shared=any(conversation.get(name) for name in shared),
        is_member=bool(conversation.get("is_member")),
        is_archived=bool(conversation.get("is_archived")),
    )


async def find_channel(slack: SlackCalls, wanted: str) -> Channel | None:
    """Return the channel that `wanted` means: an id, or a name with or without `#`; None if the bot sees none such.

    A private channel is seen only by its members. Raises SlackRefused, SlackUnsure or SlackDown.
    """
    link = _LINK.fullmatch(wanted.strip())
    name = link.group(1) if link else wanted.strip().removeprefix("#")
    if _ID.fullmatch(name) and (known := await _by_id(slack, name)) is not None:
        return known
    found: Channel | None = None
    async for page in pages(slack, "conversations.list", types="public_channel,private_channel", limit=PAGE):
        for conversation in page.get("channels", ()):
            if conversation.get("name") == name.lower() and (found is None or found.is_archived):
                found = slack_channel(conversation)
    return found


async def enter(slack: SlackCalls, channel_id: str, *, shared_too: bool) -> Channel | None:
    """Return a channel as the bot sees it, which joins it if it is public; None if the bot sees none such.

    It joins neither an archived channel nor, without `shared_too`, one that another team can read. Raises SlackRefused,
    SlackUnsure or SlackDown.
    """
    channel = await _by_id(slack, channel_id)
    outside = channel is not None and not (channel.is_member or channel.is_private or channel.is_archived)
    if channel is None or not outside or (channel.is_shared and not shared_too):
        return channel
    return slack_channel((await read(slack, "conversations.join", channel=channel_id))["channel"])


async def _by_id(slack: SlackCalls, channel_id: str) -> Channel | None:
    try:
        answer = await read(slack, "conversations.info", channel=channel_id)
    except SlackRefused as refused:
        if refused.error == "channel_not_found":
            return None
        raise
    return slack_channel(answer["channel"])
