"""What is kept about a person: nothing is missing in their file without a reason, no word of theirs outlives them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Integer, Table, Text, Time, insert, select, update

from bot.services import personal as service
from bot.store import forgotten, personal
from bot.store import identity as identities
from bot.store.columns import Utc, metadata
from bot.store.database import Store, Tx
from bot.store.personal_map import LEFT_OUT, PARTS
from bot.store.schema import workspaces

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
MARK = "Zanzibarquokka"
MAPPED = {part.table.name for part in PARTS}


def test_every_table_is_in_a_persons_file_or_left_out_for_a_reason() -> None:
    assert MAPPED | set(LEFT_OUT) == set(metadata.tables)
    assert not MAPPED & set(LEFT_OUT)


def test_every_column_that_names_a_person_makes_the_row_theirs() -> None:
    for table in metadata.tables.values():
        naming = {
            column.name
            for column in table.columns
            if {key.column.table.name for key in column.foreign_keys} & {"people", "members"}
            or column.name == "slack_id"
        }
        if table.name in MAPPED:
            known = {name for part in PARTS if part.table is table for name in part.owners}
            assert naming - known <= {"slack_id"} if table.name == "people" else naming <= known, table.name
        else:
            assert not naming or table.name == "kept_apart", table.name


def test_every_column_of_text_is_erased_or_said_to_hold_no_words() -> None:
    for part in PARTS:
        if not part.delete:
            texts = {column.name for column in part.table.columns if isinstance(column.type, Text | JSON)}
            assert texts <= {*part.words, *part.keeps}, part.table.name


class Filled:
    """One row in each table: all that can name somebody names Mia, all that can hold words holds the mark."""

    def __init__(self, tx: Tx, mark: str = MARK, number: int = 1) -> None:
        self._tx = tx
        self._mark = mark
        self._number = number
        self.ids: dict[str, int] = {}
        for table in metadata.sorted_tables:
            self._fill(table)

    def _fill(self, table: Table) -> None:
        values = {column.name: self._value(table, column) for column in table.columns if column.name != "id"}
        if table.name == "meetings":
            values |= {"coach_id": None, "leader_id": None}
        if table.name in {"members", "home_group_members", "workspaces"}:
            values |= {name: None for name in ("ended_at", "left_at", "stopped_at") if name in table.c}
        made = self._tx.execute(insert(table).values(values))
        if "id" in table.c:
            self.ids[table.name] = made.inserted_primary_key[0]  # type: ignore[index]

    def _value(self, table: Table, column: Column[Any]) -> Any:
        for key in column.foreign_keys:
            return self.ids[key.column.table.name]
        fixed = {
            **{"people.email": f"{self._mark}@leaders.example".lower(), "members.roles": "mentee"},
            **{"programs.timezone": "UTC", "people.own_timezone": "UTC", "people.slack_timezone": "UTC"},
            **{"people.state": "active", "outbox.kind": "checkin_prompt", "outbox.state": "sent"},
            **{"shares.kind": "win", "shares.audience": "community", "shares.help": ""},
            **{"shares.taken_back_at": None, "pairs.ends": None, "members.end_reason": None},
            **{"workspaces.team_id": f"T{self._number}", "workspaces.address_key": "00"},
            **{"outbox.facts": {}, "audit.facts": {}},
        }
        if f"{table.name}.{column.name}" in fixed:
            return fixed[f"{table.name}.{column.name}"]
        if column.name == "slack_id":
            return f"U{self._number}"
        mine = [part for part in PARTS if part.table is table]
        if isinstance(column.type, Text):
            return self._mark if any(part.delete or column.name in part.words for part in mine) else "x"
        if isinstance(column.type, JSON):
            return {"m": self._mark} if any(column.name in part.words for part in mine) else {}
        plain = {Utc: NOW, DateTime: NOW, Date: date(2026, 11, 20), Time: time(9), Boolean: True, Integer: 1}
        return next((value for type_, value in plain.items() if isinstance(column.type, type_)), f"x{self._number}")


@pytest.fixture
def filled(store: Store) -> Iterator[Store]:
    with store.write() as tx:
        Filled(tx)
    return store


def everything(store: Store) -> dict[str, str]:
    with store.read() as tx:
        return {name: str([tuple(row) for row in tx.execute(select(table))]) for name, table in metadata.tables.items()}


def test_the_file_has_a_row_of_every_table(filled: Store) -> None:
    with filled.read() as tx:
        mia = identities.identify(tx, "T1", "U1")
        assert mia is not None
        kept = dict(personal.read(tx, personal.whose(mia)))
    assert set(kept) == MAPPED
    assert kept["check_ins"][0]["went_well"] == MARK
    assert "helped" not in kept["obstacles"][0] or "words" not in kept["obstacles"][0]


def test_after_forgetting_no_word_of_theirs_is_in_any_table(filled: Store) -> None:
    before = everything(filled)
    assert sum(MARK.lower() in rows.lower() for rows in before.values()) > 20
    assert service.forget(filled, "T1", "U1", now=NOW) is None
    after = everything(filled)
    assert [name for name, rows in after.items() if MARK.lower() in rows.lower()] == []
    assert [name for name, rows in after.items() if "U1" in rows] == []
    assert len(after["meetings"]) > 2, "what happened still counts"
    assert "leaders.example" not in after["forgotten"]
    assert service.forget(filled, "T1", "U1", now=NOW) is not None, "a second time they are unknown"


def test_only_an_address_that_asked_to_be_forgotten_is_known_as_such(filled: Store) -> None:
    filled.key = b"one"
    service.forget(filled, "T1", "U1", now=NOW)
    mine = f"{MARK}@leaders.example".lower()
    with filled.read() as tx:
        assert forgotten.among(tx, 1, [mine, "theo@leaders.example"], b"one") == {mine}
        assert forgotten.among(tx, 1, [mine], b"another") == frozenset()


def test_without_a_secret_key_the_hash_is_made_with_a_random_key_of_the_workspace(filled: Store) -> None:
    with filled.write() as tx:
        tx.execute(update(workspaces).values(address_key=None))
    filled.key = b""
    service.forget(filled, "T1", "U1", now=NOW)
    mine = f"{MARK}@leaders.example".lower()
    with filled.read() as tx:
        key = tx.scalar(select(workspaces.c.address_key))
        assert len(bytes.fromhex(key)) == 32
        for later in (b"", b"a SECRET_KEY that came later"):
            assert forgotten.among(tx, 1, [mine, "theo@leaders.example"], later) == {mine}
