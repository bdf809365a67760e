"""Many rows at once into a table: what a tick over thousands of people writes.

PostgreSQL takes them as one parameter of JSON: ten thousand prompts as statements of their own cost the driver longer
than the server. SQLite is in the process and takes them one by one just as fast.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, Insert, Table, TextClause, insert, text

from bot.store.database import Tx
from bot.store.inserting import insert_for


def insert_rows(tx: Tx, table: Table, new: Sequence[Mapping[str, Any]], only_new: str | None = None) -> int:
    """Insert rows, each with the same columns, and return how many there were; with `only_new`, a row whose value in
    that unique column is there already changes nothing. Moments are aware.
    """
    if not new:
        return 0
    if tx.dialect.name == "postgresql":
        return tx.execute(_from_json(tx.dialect, table, tuple(new[0]), only_new), {"new": _json(new)}).rowcount
    # The rows as parameters, not in the statement, so that it is compiled once and for all.
    options = {"preserve_rowcount": True}
    return tx.execute(_one_by_one(table, only_new), list(new), execution_options=options).rowcount


@lru_cache(maxsize=64)
def _one_by_one(table: Table, only_new: str | None) -> Insert:
    if only_new is None:
        return insert(table)
    return insert_for("sqlite", table).on_conflict_do_nothing(index_elements=[only_new])


@lru_cache(maxsize=64)
def _from_json(dialect: Dialect, table: Table, columns: tuple[str, ...], only_new: str | None) -> TextClause:
    record = ", ".join(f"{name} {table.c[name].type.compile(dialect)}" for name in columns)
    names = ", ".join(columns)
    otherwise = f"ON CONFLICT ({only_new}) DO NOTHING" if only_new else ""
    return text(
        f"INSERT INTO {table.name} ({names}) "  # noqa: S608  (names of our own schema)
        f"SELECT {names} FROM json_to_recordset(CAST(:new AS JSON)) AS given({record}) {otherwise}"
    )


def _json(new: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps([dict(row) for row in new], default=lambda moment: moment.isoformat(), separators=(",", ":"))
