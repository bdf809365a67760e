"""files.getUploadURLExternal, files.completeUploadExternal, files.delete, files.info and reactions.add."""

from typing import Any

from bot.sandbox.slack.api import checks
from bot.sandbox.slack.call import Call
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.state import Upload


def get_upload_url(call: Call) -> dict[str, Any]:
    """files.getUploadURLExternal: announces a file and says where its bytes go."""
    try:
        length = int(call.args.text("length"))
    except ValueError:
        raise SlackError("invalid_arguments", "must be a number [json-pointer:/length]") from None
    if length <= 0:
        raise SlackError("invalid_arguments", "must be greater than 0 [json-pointer:/length]")
    upload = call.workspace.announce_file(call.args.text("filename"), length, call.bot.id, call.app.base_url)
    url = f"{call.app.base_url}/upload/{call.workspace.id}/{upload.id}"
    return {"ok": True, "upload_url": url, "file_id": upload.id}


def complete_upload(call: Call) -> dict[str, Any]:
    """files.completeUploadExternal: shares uploaded files in one message."""
    uploads = _uploads(call)
    shared = [{"id": upload.id, "title": upload.title} for upload in uploads]
    channel_id = call.args.text("channel_id")
    if not channel_id:
        return {"ok": True, "files": shared}
    conversation = call.conversation("channel_id")
    checks.check_writable(call, conversation)
    fields: dict[str, Any] = {"files": []}
    thread_ts = call.args.text("thread_ts")
    if thread_ts:
        if thread_ts not in conversation.by_ts:
            raise SlackError("thread_not_found")
        fields["thread_ts"] = thread_ts
    for upload in uploads:
        upload.shared_in.append(conversation.id)
        fields["files"].append(upload.json())
    call.workspace.post(conversation, call.bot, call.args.text("initial_comment"), **fields)
    return {"ok": True, "files": shared}


def info(call: Call) -> dict[str, Any]:
    """files.info: a file that is there, with where its bytes are; those take the bot's token once more."""
    upload = call.workspace.files.get(call.args.text("file"))
    if upload is None or upload.content is None:
        raise SlackError("file_not_found")
    return {"ok": True, "file": upload.json(), "comments": [], "response_metadata": {"next_cursor": ""}}


def delete(call: Call) -> dict[str, Any]:
    """files.delete: takes a file of the bot's own away; messages that brought it keep a mark that it is gone."""
    upload = call.workspace.files.get(call.args.text("file"))
    if upload is None or upload.content is None:
        raise SlackError("file_not_found")
    if upload.user != call.bot.id:
        raise SlackError("cant_delete_file")
    del call.workspace.files[upload.id]
    for conversation in (call.workspace.conversations[id_] for id_ in upload.shared_in):
        for message in conversation.messages:
            message.files = [
                {"id": upload.id, "mode": "tombstone"} if file["id"] == upload.id else file for file in message.files
            ]
    return {"ok": True}


def _uploads(call: Call) -> list[Upload]:
    given = call.args.parsed("files")
    if not isinstance(given, list) or not given:
        raise SlackError("invalid_arguments", "must provide a list of files [json-pointer:/files]")
    uploads = []
    for item in given:
        upload = call.workspace.files.get(str(item.get("id"))) if isinstance(item, dict) else None
        if upload is None or upload.content is None:
            raise SlackError("file_not_found")
        upload.title = str(item.get("title") or upload.name)
        uploads.append(upload)
    return uploads


def add_reaction(call: Call) -> dict[str, Any]:
    """reactions.add."""
    conversation = call.conversation()
    message = conversation.by_ts.get(call.args.text("timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    if call.bot.id not in conversation.members:
        raise SlackError("not_in_channel")
    if not call.workspace.react(message, call.bot.id, call.args.text("name").strip(":")):
        raise SlackError("already_reacted")
    return {"ok": True}


HANDLERS = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.delete": delete,
    "files.info": info,
    "reactions.add": add_reaction,
}
