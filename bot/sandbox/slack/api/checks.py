"""Checks that several methods share: Block Kit, views, metadata. They raise SlackError and change nothing."""

from typing import Any

from bot.sandbox.slack import blockkit, wire
from bot.sandbox.slack.call import Call
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.ids import Ids

VIEW_BYTES = 250_000  # views.open: view_too_large
METADATA_BYTES = 8_000
ATTACHMENTS = 100


def with_ids(blocks: list[dict[str, Any]], ids: Ids) -> list[dict[str, Any]]:
    """Return blocks as Slack keeps them: a block_id on each, an action_id on each interactive element."""
    kept = [_with_block_id(block, ids) for block in blocks]
    for _, element in blockkit.interactive(kept):
        if not element.get("action_id"):
            element["action_id"] = ids.secret(8)
    return kept


def _with_block_id(block: dict[str, Any], ids: Ids) -> dict[str, Any]:
    kept = block if block.get("block_id") else {**block, "block_id": ids.secret(8)}
    inner = {"container": "child_blocks", "carousel": "elements"}.get(str(kept.get("type")))
    return {**kept, inner: [_with_block_id(one, ids) for one in kept[inner]]} if inner else kept


def blocks_of(call: Call, text: str) -> list[dict[str, Any]] | None:
    """Return the call's `blocks` checked and with ids, None when absent. Raises as `message_blocks`."""
    return message_blocks(call.args.parsed("blocks", "invalid_blocks_format"), text, call.app.ids)


def message_blocks(given: Any, text: str, ids: Ids) -> list[dict[str, Any]] | None:
    """Return decoded blocks of a message checked and with ids, None for None.

    Raises `invalid_blocks_format`, `invalid_blocks`, `msg_blocks_too_long`.
    """
    if given is None:
        return None
    if not isinstance(given, list):
        raise SlackError("invalid_blocks_format")
    if not given:
        return []
    problems = blockkit.check_message(given, text)
    if problems:
        code = "msg_blocks_too_long" if any(one.code == "msg_blocks_too_long" for one in problems) else "invalid_blocks"
        raise refusal(code, problems)
    return with_ids(given, ids)


def attachments_of(call: Call) -> list[dict[str, Any]] | None:
    """Return the call's `attachments`. Raises `too_many_attachments`, `invalid_attachments`."""
    given = call.args.parsed("attachments", "invalid_attachments")
    if given is None:
        return None
    if not isinstance(given, list):
        raise SlackError("invalid_attachments")
    if len(given) > ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return given


def view_of(call: Call, kind: str) -> dict[str, Any]:
    """Return the call's `view` checked, with ids. Raises `invalid_arguments`, `view_too_large`."""
    return checked_view(call.args.parsed("view"), kind, call.app.ids)


def checked_view(view: Any, kind: str, ids: Ids) -> dict[str, Any]:
    """Return a view definition checked to be a sound view of type `kind`, with ids."""
    if not isinstance(view, dict):
        raise SlackError("invalid_arguments", "must provide an object [json-pointer:/view]")
    if len(wire.encoded(view)) > VIEW_BYTES:
        raise SlackError("view_too_large")
    if view.get("type") != kind:
        raise SlackError("invalid_arguments", f"must be of type {kind} [json-pointer:/view/type]")
    problems = blockkit.check_view(view)
    if problems:
        raise refusal("invalid_arguments", problems, "/view")
    return {**view, "blocks": with_ids(view["blocks"], ids)}


def refusal(code: str, problems: list[blockkit.Problem], prefix: str = "") -> SlackError:
    """Return the error for what is wrong with blocks or a view, each problem with its JSON pointer."""
    details = [f"{one.message} [json-pointer:{prefix}{one.pointer}]" for one in problems]
    return SlackError(code, *details, errors=[one.as_dict() for one in problems])


def metadata_of(call: Call) -> dict[str, Any] | None:
    """Return the call's message metadata, `{}` to clear it, None when absent.

    Raises `invalid_metadata_format` unless it is a name and a payload of scalars with one level of lists or objects,
    `metadata_too_large` over 8 kB.
    """
    metadata = call.args.parsed("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if metadata == {}:
        return {}
    if not isinstance(metadata, dict) or not _well_formed(metadata):
        raise SlackError("invalid_metadata_format")
    if len(wire.encoded(metadata)) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}


def _well_formed(metadata: dict[str, Any]) -> bool:
    name, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(name, str) or not name or not isinstance(payload, dict):
        return False
    return all(_scalar(value) or _flat(value) for value in payload.values())


def _scalar(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float, bool))


def _flat(value: Any) -> bool:
    items = value.values() if isinstance(value, dict) else value
    return all(_scalar(item) for item in items)


def direct_with(call: Call, user_id: str) -> Conversation:
    """Return the bot's DM with a user, made if need be, if Slack allows it.

    Raises `user_not_found`, `user_not_visible` for people of other teams, `user_disabled`, `cannot_dm_bot`.
    """
    check_reachable(call, user_id)
    return call.workspace.dm(user_id)


def check_reachable(call: Call, user_id: str) -> None:
    """Refuse a user that a bot cannot write to; see `direct_with`."""
    user = call.user(user_id)
    if user.is_stranger or user.team_id != call.workspace.id:
        raise SlackError("user_not_visible")
    if user.deleted:
        raise SlackError("user_disabled")
    if user.is_bot or user.id == "USLACKBOT":
        raise SlackError("cannot_dm_bot")


def check_writable(call: Call, conversation: Conversation) -> None:
    """Refuse a conversation that the bot may see and not write to: `is_archived`, `not_in_channel` and for DMs."""
    if conversation.is_archived:
        raise SlackError("is_archived")
    if conversation.refusal is not None:
        raise SlackError(conversation.refusal)
    if conversation.kind == "im":
        if not call.app.manifest.messages_tab_enabled:
            raise SlackError("messages_tab_disabled")
        if any(call.workspace.users[user].deleted for user in conversation.members):
            raise SlackError("user_disabled")
    elif call.bot.id not in conversation.members and not call.may("chat:write.public"):
        raise SlackError("not_in_channel")
