"""Who did not answer three prompts is left in peace, until they come back in whatever way."""

from datetime import datetime

from bot.domain.members import Person
from bot.services import posts
from bot.store import prompts as prompt_store
from bot.store.database import Tx


def rest_key(prompt_id: int) -> str:
    """Return the key of the message that offers somebody to rest after that last unanswered prompt."""
    return f"rest:{prompt_id}"


def wake(tx: Tx, person: Person, now: datetime) -> None:
    """End the rest of somebody who is resting: what they did not answer before is settled, and does not count again.

    The caller recomputes their rhythm. `now` is UTC.
    """
    if person.resting_since is None:
        return
    last = prompt_store.latest_prompt(tx, person.id)
    prompt_store.set_resting(tx, [person.id], None)
    prompt_store.skip_open_prompts(tx, person.id, now)
    if last is not None:
        posts.refresh(tx, [rest_key(last.id)], now)
