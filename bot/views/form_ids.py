"""What tells one form that was sent off from another, so that the same one is taken once."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any


def form_id(view: Mapping[str, Any], slack_id: str) -> str:
    """Return what a form is known by: the opened form, whose it is, and what stands in it. Whoever sends a form again
    because it seemed to be lost is taken once, and what they changed before they did so is not lost.

    Raises KeyError or TypeError for what is no form that was sent off.
    """
    filled_in = [view["id"], slack_id, view["private_metadata"], view["state"]["values"]]
    return sha256(json.dumps(filled_in, sort_keys=True).encode()).hexdigest()
