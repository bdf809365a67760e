"""What a transaction has read already, so that a batch of messages about the same people and pairs reads them once.

Only for transactions that read, and only while `remembering` lasts: what was read is what it was for all of them.
"""

from collections.abc import Callable, Collection, Hashable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from bot.store.database import Tx

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_MEMORY = "read already"  # among what SQLAlchemy lets one keep with a connection
_NOTHING: Any = object()


@contextmanager
def remembering(tx: Tx) -> Iterator[None]:
    """Remember what is read in the transaction by what `remembered` marks, until the end of the block."""
    tx.info[_MEMORY] = {}
    try:
        yield
    finally:
        del tx.info[_MEMORY]


def remembered(read: Callable[[Tx, Collection[K]], dict[K, V]]) -> Callable[[Tx, Collection[K]], dict[K, V]]:
    """Mark a function that returns by key what it finds for some keys: in a transaction that remembers, it is asked
    only for those that it was not asked for before. What it returns must not be changed by whoever asks.
    """

    @wraps(read)
    def asked(tx: Tx, keys: Collection[K]) -> dict[K, V]:
        memory = tx.info.get(_MEMORY)
        if memory is None:
            return read(tx, keys)
        known = memory.setdefault(read, {})
        missing = [key for key in dict.fromkeys(keys) if key not in known]
        if missing:
            found = read(tx, missing)
            known.update((key, found.get(key, _NOTHING)) for key in missing)
        return {key: known[key] for key in keys if known[key] is not _NOTHING}

    return asked
