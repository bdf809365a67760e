"""The chat.* methods: posting, changing and deleting messages."""

from typing import Any

from bot.sandbox.slack.api import checks
from bot.sandbox.slack.call import Call
from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.errors import SlackError

MARKDOWN_CHARACTERS = 12_000
UPDATE_BYTES = 4_000  # chat.update: msg_too_long


def post_message(call: Call) -> dict[str, Any]:
    """chat.postMessage: a user id as channel opens the DM."""
    content = _content(call)
    conversation = _target(call)
    checks.check_writable(call, conversation)
    content |= _thread(call, conversation)
    metadata = checks.metadata_of(call)
    if metadata:
        content["metadata"] = metadata
    text = content.pop("text")
    message = call.workspace.post(conversation, call.bot, text, **content)
    answer = {"ok": True, "channel": conversation.id, "ts": message.ts, "message": message.json()}
    if len(call.args.text("text")) > len(message.text):
        answer["warning"] = "message_truncated"
    return answer


def post_ephemeral(call: Call) -> dict[str, Any]:
    """chat.postEphemeral: only to members of the conversation."""
    content = _content(call)
    conversation = call.conversation()
    checks.check_writable(call, conversation)
    user = call.args.text("user")
    if user not in conversation.members:
        raise SlackError("user_not_in_channel")
    text = content.pop("text")
    thread = _thread(call, conversation)
    message = call.workspace.post_ephemeral(conversation, user, text, **content, **thread)
    return {"ok": True, "message_ts": message.ts}


def update(call: Call) -> dict[str, Any]:
    """chat.update: only the bot's own messages; text without blocks drops the blocks, blocks leave no edited mark."""
    conversation = call.conversation()
    message = _own(call, conversation, "cant_update_message")
    if conversation.is_archived:
        raise SlackError("is_archived")
    text = call.args.text("text")
    blocks, attachments = checks.blocks_of(call, text), checks.attachments_of(call)
    metadata = checks.metadata_of(call)
    if not text and blocks is None and attachments is None and metadata is None:
        raise SlackError("no_text")
    if len(text.encode()) > UPDATE_BYTES:
        raise SlackError("msg_too_long")
    fields: dict[str, Any] = {}
    if text or blocks is not None or attachments is not None:
        keep = blocks is None and not text
        fields |= {"text": text or message.text, "blocks": message.blocks if keep else blocks or None}
        fields["attachments"] = message.attachments if attachments is None else attachments or None
    if metadata is not None:
        fields["metadata"] = metadata or None
    if text and blocks is None:
        fields["edited"] = {"user": call.bot.id, "ts": call.workspace.stamps.next()}
    call.workspace.edit(message, **fields)
    return {
        "ok": True,
        "channel": conversation.id,
        "ts": message.ts,
        "text": message.text,
        "message": message.json(),
    }


def delete(call: Call) -> dict[str, Any]:
    """chat.delete: only the bot's own messages."""
    conversation = call.conversation()
    message = _own(call, conversation, "cant_delete_message")
    call.workspace.delete(message)
    return {"ok": True, "channel": conversation.id, "ts": message.ts}


def get_permalink(call: Call) -> dict[str, Any]:
    """chat.getPermalink."""
    conversation = call.conversation()
    message = conversation.by_ts.get(call.args.text("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    place = f"{conversation.id}/p{message.ts.replace('.', '')}"
    link = f"https://{call.workspace.domain}.slack.com/archives/{place}"
    if message.thread_ts and message.thread_ts != message.ts:
        link += f"?thread_ts={message.thread_ts}&cid={conversation.id}"
    return {"ok": True, "channel": conversation.id, "permalink": link}


def _content(call: Call) -> dict[str, Any]:
    text, markdown = call.args.text("text"), call.args.text("markdown_text")
    blocks, attachments = checks.blocks_of(call, text), checks.attachments_of(call)
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if len(markdown) > MARKDOWN_CHARACTERS:
        raise SlackError("msg_too_long")
    if not (text.strip() or markdown.strip() or blocks or attachments):
        raise SlackError("no_text")
    if markdown:
        blocks = checks.with_ids([{"type": "markdown", "text": markdown}], call.app.ids)
    return {"text": text or markdown, "blocks": blocks or None, "attachments": attachments or None}


def _target(call: Call) -> Conversation:
    name = call.args.text("channel")
    if name in call.workspace.users:
        return checks.direct_with(call, name)
    return call.conversation()


def _thread(call: Call, conversation: Conversation) -> dict[str, Any]:
    thread_ts = call.args.text("thread_ts")
    if not thread_ts:
        return {}
    parent = conversation.by_ts.get(thread_ts)
    if parent is None:
        raise SlackError("thread_not_found")
    fields: dict[str, Any] = {"thread_ts": parent.thread_ts or parent.ts}
    if call.args.flag("reply_broadcast"):
        fields["subtype"] = "thread_broadcast"
    return fields


def _own(call: Call, conversation: Conversation, error: str) -> Message:
    message = conversation.by_ts.get(call.args.text("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if message.user != call.bot.id:
        raise SlackError(error)
    return message


HANDLERS = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
}
