"""What somebody typed for one program while the check-in form shows another one's: it travels with the form.

Slack forgets what was typed into fields that a form no longer has. A form may carry 3,000 characters that nobody sees
(docs.slack.dev/reference/views/modal-views, `private_metadata`), so the words go there, packed. Nothing here knows how
the form looks.
"""

import json
import zlib
from base64 import b85decode, b85encode
from collections.abc import Mapping
from dataclasses import astuple

from bot.domain.checkins import Answers

ROOM = 2700  # characters of the 3,000; the form keeps other things there, too
_MOST_BYTES = 100_000  # unpacked: more than every field of every program could hold in that room


def pack(drafts: Mapping[int, Answers]) -> str | None:
    """Return drafts by member id as text for a form to carry, or None if they don't fit; "" for none at all."""
    if not drafts:
        return ""
    words = {str(member_id): astuple(answers) for member_id, answers in drafts.items()}
    packed = b85encode(zlib.compress(json.dumps(words, ensure_ascii=False).encode("utf-8", "replace"), 9)).decode()
    return packed if len(packed) <= ROOM else None


def unpack(packed: str) -> dict[int, Answers]:
    """Return the drafts that `pack` made text of. Raises ValueError for any other text."""
    if not packed:
        return {}
    try:
        raw = zlib.decompressobj().decompress(b85decode(packed), _MOST_BYTES)
        return {int(member_id): Answers(*map(str, words)) for member_id, words in json.loads(raw).items()}
    except (zlib.error, TypeError, AttributeError) as error:
        raise ValueError("not the drafts of a form") from error
