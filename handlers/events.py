"""What Slack tells on its own of people: messages to the bot, somebody joins or changes."""

from collections.abc import Mapping
from functools import partial
from html import unescape
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.directory import slack_person
from bot.domain.refusals import Refusal
from bot.services import members, notes
from handlers.deps import Deps
from handlers.peer_feedback import message_deleted, reply_written
from handlers.requests import refused

Body = dict[str, Any]
# What people write themselves: plain, with a file, out of a thread. Other subtypes are edits, removals, Slack's own.
WRITTEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the events of `app.yaml`. A failure answers Slack with an error, and Slack repeats the event."""
    app.event("message")(partial(message_written, deps))
    app.event("team_join")(partial(person_joined, deps))
    app.event("user_change")(partial(person_changed, deps))


def is_idle(body: Mapping[str, Any]) -> bool:
    """Say whether a request brings a message that nothing is done about: the bot's own, another app's, an edit."""
    event = body.get("event")
    if body.get("type") != "event_callback" or not isinstance(event, dict) or event.get("type") != "message":
        return False
    subtype = event.get("subtype")
    if not isinstance(subtype, str | None):
        return False
    return not is_removal(event) and (subtype not in WRITTEN or bool(event.get("bot_id")))


def is_removal(event: Mapping[str, Any]) -> bool:
    """Say whether a message is gone. Of one with a thread under it Slack says that it has become a tombstone."""
    changed = event.get("message") if event.get("subtype") == "message_changed" else None
    tombstone = isinstance(changed, dict) and changed.get("subtype") == "tombstone"
    return tombstone or event.get("subtype") == "message_deleted"


async def message_written(
    deps: Deps, event: Body, body: Body, client: AsyncWebClient, context: AsyncBoltContext
) -> None:
    """Keep what somebody wrote in their direct message with the bot, and answer it; count replies to challenges."""
    if event.get("user") is not None and event["user"] == context.bot_user_id:
        return  # what the bot itself has posted, a file without a bot's id too
    if event.get("channel_type") in {"channel", "group", "mpim"}:
        await _in_channel(deps, event, body["team_id"])
        return
    theirs = event.get("channel_type") == "im" and event.get("subtype") in WRITTEN and not event.get("bot_id")
    if not theirs or not event.get("user"):
        return
    text = unescape(event.get("text") or "")
    team_id = event.get("user_team") or event.get("team") or body["team_id"]
    thread = event.get("thread_ts")
    answer = await deps.change(notes.receive, team_id, event["user"], text, body["event_id"], thread, now=deps.now())
    if isinstance(answer, Refusal):
        message = refused(answer)
        said = client.chat_postMessage(
            channel=event["channel"], text=message.text, blocks=message.blocks, thread_ts=thread
        )
        deps.after_ack(said)


async def _in_channel(deps: Deps, event: Body, team_id: str) -> None:
    """Look at a message in a channel as far as a thread of ours may be concerned; its words are none of ours."""
    if is_removal(event):
        await message_deleted(deps, event, team_id)
    elif event.get("subtype") in WRITTEN and event.get("user") and not event.get("bot_id"):
        await reply_written(deps, event, team_id)


async def person_joined(deps: Deps, event: Body, body: Body) -> None:
    """Take in somebody whose address was on a roster before they joined."""
    found = slack_person(event["user"], body["team_id"])
    await deps.change(members.joined, body["team_id"], found, now=deps.now())


async def person_changed(deps: Deps, event: Body, body: Body) -> None:
    """Follow a person's time zone, name, language and deactivation."""
    found = slack_person(event["user"], body["team_id"])
    await deps.change(members.changed, body["team_id"], found, now=deps.now())
