"""What the check-in form carries along unseen, such as words typed for one program while another's are shown.

Slack forgets what was typed into fields that a form no longer has. A form may carry 3,000 characters that nobody sees
(docs.slack.dev/reference/views/modal-views, `private_metadata`), so the words go there, packed. Nothing here knows how
the form looks.
"""

import json
import zlib
from base64 import b85decode, b85encode
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field

from bot.domain.checkins import Answers

ROOM = 2700  # characters of the 3,000; the form keeps other things there, too
_MOST_BYTES = 100_000  # unpacked: more than every field of every program could hold in that room


@dataclass(frozen=True, slots=True)
class Carried:
    """What a form carries: `drafts` are words typed for other programs, by member id. `put_back` counts how often the
    choice of program had to name another than the one that was chosen: it then gets a new id, since Slack keeps what
    was chosen under the old one. `version` travels back unread.
    """

    version: str = ""
    put_back: int = 0
    drafts: Mapping[int, Answers] = field(default_factory=dict)


def fits(drafts: Mapping[int, Answers]) -> bool:
    """Say whether a form has room for these drafts."""
    return len(pack(drafts)) <= ROOM


def pack(drafts: Mapping[int, Answers]) -> str:
    """Return drafts by member id as text for a form to carry; "" for none at all."""
    if not drafts:
        return ""
    words = {str(member_id): astuple(answers) for member_id, answers in drafts.items()}
    return b85encode(zlib.compress(json.dumps(words, ensure_ascii=False).encode("utf-8", "replace"), 9)).decode()


def unpack(packed: str) -> dict[int, Answers]:
    """Return the drafts that `pack` made text of. Raises ValueError for any other text."""
    if not packed:
        return {}
    try:
        raw = zlib.decompressobj().decompress(b85decode(packed), _MOST_BYTES)
        return {int(member_id): Answers(*map(str, words)) for member_id, words in json.loads(raw).items()}
    except (zlib.error, TypeError, AttributeError) as error:
        raise ValueError("not the drafts of a form") from error
