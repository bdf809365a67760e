"""Migrations lead to exactly the tables of `schema.py`, on both engines."""

import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.store.columns import metadata
from bot.store.creation import create_tables
from bot.store.database import BUSY_TIMEOUT_S, Store, create_store
from bot.store.upgrade import CannotUpgrade, DatabaseState, database_state, is_current, upgrade


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store on a database with no tables at all."""
    sqlite = request.param == "sqlite"
    store = create_store(f"sqlite:///{tmp_path}/empty.db" if sqlite else request.getfixturevalue("empty_postgres_url"))
    yield store
    store.close()


def test_migrations_lead_to_the_schema(empty: Store) -> None:
    upgrade(empty)
    with empty.read() as tx:
        context = MigrationContext.configure(tx, opts={"compare_server_default": not empty.is_sqlite})
        assert compare_metadata(context, metadata) == []


def test_indexes_are_those_of_the_schema_with_their_conditions(tmp_path: Path) -> None:
    def indexes(store: Store) -> set[str]:
        with store.read() as tx:
            found = tx.execute(text("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))
            return {re.sub(r"\s+", " ", sql) for sql in found.scalars()}

    migrated, created = (create_store(f"sqlite:///{tmp_path}/{name}.db") for name in ("migrated", "created"))
    upgrade(migrated)
    metadata.create_all(created.engine)
    assert indexes(migrated) == indexes(created)
    assert sum("WHERE" in sql for sql in indexes(migrated)) >= 3
    migrated.close()
    created.close()


def test_a_new_database_is_the_same_without_migrations(tmp_path: Path) -> None:
    store = create_store(f"sqlite:///{tmp_path}/new.db")
    create_tables(store)
    assert is_current(store)
    with store.read() as tx:
        assert compare_metadata(MigrationContext.configure(tx), metadata) == []
    store.close()


def test_states(empty: Store) -> None:
    assert database_state(empty) is DatabaseState.EMPTY
    assert not is_current(empty)
    upgrade(empty)
    assert is_current(empty)
    upgrade(empty)
    assert is_current(empty)


def test_a_newer_database_is_left_alone(empty: Store) -> None:
    upgrade(empty)
    with empty.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert database_state(empty) is DatabaseState.AHEAD
    with pytest.raises(CannotUpgrade, match="newer version"):
        upgrade(empty)


def test_a_database_of_another_program_is_left_alone(empty: Store) -> None:
    with empty.write() as tx:
        tx.execute(text("CREATE TABLE theirs (id INTEGER PRIMARY KEY)"))
    assert database_state(empty) is DatabaseState.FOREIGN
    with pytest.raises(CannotUpgrade, match="another program"):
        upgrade(empty)
    assert inspect(empty.engine).get_table_names() == ["theirs"]


def test_it_waits_longer_than_a_request_would_for_another_that_upgrades(tmp_path: Path) -> None:
    path = tmp_path / "busy.db"
    store, other = create_store(f"sqlite:///{path}"), sqlite3.connect(path, check_same_thread=False)
    with store.read():
        other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(BUSY_TIMEOUT_S + 0.5, other.rollback)
    timer.start()
    upgrade(store)
    timer.join()
    other.close()
    assert is_current(store)
    with store.read() as tx:
        assert tx.exec_driver_sql("PRAGMA busy_timeout").scalar() == BUSY_TIMEOUT_S * 1000
    store.close()


def test_two_processes_may_upgrade_at_once(empty: Store) -> None:
    url = empty.engine.url.render_as_string(hide_password=False)
    names = "from bot.store.database import create_store; from bot.store.upgrade import upgrade"
    code = f"import sys; {names}; upgrade(create_store(sys.argv[1]))"
    running = [subprocess.Popen([sys.executable, "-c", code, url]) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    assert is_current(empty)
