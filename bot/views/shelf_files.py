"""A program's own questions and its library as files: the buttons, the form, what a file did, and the file itself."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.content.wording import Wording
from bot.content.yaml_files import MAX_BYTES
from bot.domain.shelves import Shelf
from bot.views import question_ids
from bot.views.blocks import Element, button, clip, context, modal, section, spoken
from bot.views.button_values import read_id
from bot.views.desk_files import Upload, file_field, read_file
from bot.views.message import Block, File, Message
from bot.views.peers import say

LINES = 30  # refused entries that are shown
Modal = dict[str, Any]


def shelf_buttons(w: Wording, shelf: Shelf, program_id: int) -> list[Element]:
    """Return the buttons that send the file and bring one in."""
    value = f"{shelf.value}:{program_id}"
    return [
        button(w.plain("shelf_files.button.send"), question_ids.SHELF_SEND, value),
        button(w.plain("shelf_files.button.bring_in"), question_ids.SHELF_OPEN, value),
    ]


def read_shelf_value(value: str) -> tuple[Shelf, int]:
    """Return shelf and program id of such a button. Raises ValueError for anything else."""
    shelf, _, program_id = value.partition(":")
    return Shelf(shelf), read_id(program_id)


def file_form(w: Wording, shelf: Shelf, program_id: int, program: str) -> Modal:
    """Compose the form for a file of the program called `program`."""
    about = section(w.mrkdwn(f"shelf_files.form.{shelf.value}", program=clip(program, 80)))
    label, hint = w.plain("shelf_files.form.file"), w.plain("shelf_files.form.file_hint")
    blocks = [about, file_field(question_ids.SHELF_FILE, label, hint, optional=False)]
    title, close, submit = (w.plain(f"shelf_files.form.{part}") for part in ("title", "close", "submit"))
    metadata = json.dumps({"shelf": shelf.value, "program": program_id})
    return modal(question_ids.SHELF_FORM_MODAL, title, blocks, close, submit, metadata)


def read_file_form(view: Mapping[str, Any]) -> tuple[Shelf, int, Upload | None]:
    """Read shelf, program id and file of the form. Raises KeyError, TypeError or ValueError for anything else."""
    held = json.loads(view["private_metadata"])
    return Shelf(held["shelf"]), read_id(held["program"]), read_file(view, question_ids.SHELF_FILE)


def is_large(file: Upload | None) -> bool:
    """Say whether a file is missing, or larger than what is read."""
    return file is None or file.size > MAX_BYTES


def large(w: Wording) -> dict[str, str]:
    """Return what stands on the field of such a file."""
    return {question_ids.SHELF_FILE: w.plain("shelf_files.large")}


def brought_in(w: Wording, added: int, changed: int, unchanged: int, refused: Sequence[tuple[str, str]]) -> Modal:
    """Compose what a file did; `refused` are entries that were not used, each with where it is and why."""
    blocks = [section(w.mrkdwn("shelf_files.done.counts", added=added, changed=changed, unchanged=unchanged))]
    if refused:
        blocks.append(section(w.mrkdwn("shelf_files.done.refused")))
    for where, reason in refused[:LINES]:
        line = w.mrkdwn("shelf_files.done.line", where=clip(where, 150), reason=clip(reason, 300))
        blocks.append(context(line))
    if len(refused) > LINES:
        blocks.append(context(w.mrkdwn("shelf_files.done.more", count=len(refused) - LINES)))
    return _done(w, blocks)


def unusable(w: Wording, reason: str) -> Modal:
    """Say why the file as a whole cannot be used."""
    return _done(w, [section(w.mrkdwn("shelf_files.done.unusable", reason=clip(reason, 300)))])


def not_there(w: Wording) -> Modal:
    """Say that Slack does not hand out the file."""
    return _done(w, [section(w.mrkdwn("shelf_files.done.gone"))])


def _done(w: Wording, blocks: list[Block]) -> Modal:
    title, close = w.plain("shelf_files.done.title"), w.plain("shelf_files.done.close")
    return modal(question_ids.SHELF_DONE_MODAL, title, blocks, close)


def sent(w: Wording) -> Message:
    """Say where the file comes."""
    return say(w.mrkdwn("shelf_files.sent"))


def file_message(w: Wording, shelf: Shelf, number: int, program: str, content: str) -> Message:
    """Compose the file, or say that there is nothing to write down; `number` makes its name a new one."""
    name = clip(program, 80)
    if not content:
        return say(w.mrkdwn(f"shelf_files.file.nothing_{shelf.value}", program=name))
    title = w.plain(f"shelf_files.file.title_{shelf.value}", program=name)
    comment = w.mrkdwn("shelf_files.file.comment", title=title)
    file = File(f"{w.plain(f'shelf_files.file.name_{shelf.value}')}-{number}.yaml", title, content.encode())
    return Message(spoken(comment), [], file)
