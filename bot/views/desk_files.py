"""A field in which a coordinator puts a file, and what Slack says of that file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.views import ids
from bot.views.blocks import Element, field
from bot.views.message import Block

MOST_BYTES = 1_000_000  # said in the forms; a roster of 6,000 lines, a calendar of forty years


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as Slack describes it: where its bytes are, and how many."""

    url: str
    size: int


def file_field(block_id: str, label: str, hint: str, filetypes: Sequence[str] = (), *, optional: bool = True) -> Block:
    """Return a field for one file. Slack lets people choose any where no `filetypes` are named."""
    element: Element = {"type": "file_input", "action_id": ids.FORM_VALUE, "max_files": 1}
    if filetypes:
        element["filetypes"] = list(filetypes)
    return field(block_id, label, element, hint, optional)


def read_file(view: Mapping[str, Any], block_id: str) -> Upload | None:
    """Read the file of a field, None if there is none. Raises KeyError, TypeError or ValueError."""
    files = view["state"]["values"][block_id][ids.FORM_VALUE].get("files") or []
    if not files:
        return None
    return Upload(str(files[0]["url_private_download"]), int(files[0]["size"]))
