"""The conversations that the bot makes for people, and who is in them.

Every step can be taken again: Slack gives the same group conversation for the same people, a channel that was made
before a crash is found by its name, and who is in it is compared with who should be.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.delivery.gateway import SlackRefused

PAGE = 200
NEW = "#"  # what the target of a channel begins with that is still to be made; its name follows

Call = Callable[..., Awaitable[dict[str, Any]]]


async def made(call: Call, target: str, members: Sequence[str]) -> str:
    """Return the id of the conversation that `target` means: a channel, one to be made, or people's ids joined with a
    comma. A channel then has exactly these members. Raises SlackFailure.
    """
    if not target.startswith(NEW):
        if not _is_channel(target):
            return await known(call, target) or ""
        await _keep_in_step(call, target, members)
        return target
    try:
        created = await call("conversations.create", name=target.removeprefix(NEW), is_private=True)
        channel = str(created["channel"]["id"])
    except SlackRefused as refused:
        found = await known(call, target) if refused.error == "name_taken" else None
        if found is None:
            raise
        channel = found
    try:
        await _keep_in_step(call, channel, members)
    except SlackRefused:
        await _leave_nothing(call, channel)
        raise
    return channel


async def known(call: Call, target: str) -> str | None:
    """Return the id of the conversation that `target` means; no channel is made, None if there is none.

    Raises SlackFailure.
    """
    if _is_channel(target):
        return target
    if not target.startswith(NEW):
        return str((await call("conversations.open", users=target))["channel"]["id"])
    name, cursor = target.removeprefix(NEW), None
    while cursor != "":
        page = await call(
            "conversations.list", types="private_channel", exclude_archived=True, limit=PAGE, cursor=cursor
        )
        for channel in page.get("channels", ()):
            if channel.get("name") == name:
                return str(channel["id"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
    return None


def _is_channel(target: str) -> bool:
    return target[:1] in {"C", "G"} and "," not in target


async def _keep_in_step(call: Call, channel: str, members: Sequence[str]) -> None:
    """Invite who is missing, and remove who does not belong there."""
    there = await _members(call, channel)
    missing = [who for who in members if who not in there]
    if missing:
        await call("conversations.invite", channel=channel, users=",".join(missing))
    for who in sorted(there - set(members)):
        try:
            await call("conversations.kick", channel=channel, user=who)
        except SlackRefused as refused:
            if refused.error not in {"cant_kick_self", "not_in_channel", "user_not_found"}:
                raise


async def _members(call: Call, channel: str) -> set[str]:
    there: set[str] = set()
    cursor: str | None = None
    while cursor != "":
        page = await call("conversations.members", channel=channel, limit=PAGE, cursor=cursor)
        there |= {str(who) for who in page.get("members", ())}
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
    return there


async def _leave_nothing(call: Call, channel: str) -> None:
    """Archive a channel that cannot get its members."""
    try:
        await call("conversations.archive", channel=channel)
    except SlackRefused as refused:
        if refused.error not in {"already_archived", "restricted_action", "not_in_channel"}:
            raise
