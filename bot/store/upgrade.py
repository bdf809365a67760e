"""Brings a database to the state of `schema.py` with Alembic's migrations, and says where it stands."""

from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.store.database import Store

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 72_730_001  # any number; two processes that upgrade PostgreSQL at once queue at it


class DatabaseState(StrEnum):
    """How a database compares with this version of the program."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    AHEAD = "ahead"  # upgraded by a newer version
    FOREIGN = "foreign"  # holds tables, but not ours


PATIENCE_S = 60  # another process may be at it, and all migrations take longer than a request would wait


class CannotUpgrade(Exception):
    """The database was made by a newer version, or by another program."""


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(store: Store) -> None:
    """Run all migrations that are due, in one transaction. Raises CannotUpgrade."""
    with store.write(PATIENCE_S) as tx:
        if not store.is_sqlite:
            tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        state = _state(tx)
        if state is DatabaseState.AHEAD:
            raise CannotUpgrade("the database was upgraded by a newer version of Reciprocal: install that version")
        if state is DatabaseState.FOREIGN:
            raise CannotUpgrade("the database belongs to another program: point DATABASE_URL to one of its own")
        command.upgrade(alembic_config(tx), "head")


def database_state(store: Store) -> DatabaseState:
    """Say how the database compares with this version. Raises sqlalchemy.exc.OperationalError if it is gone."""
    with store.read() as tx:
        return _state(tx)


def is_current(store: Store) -> bool:
    """Say whether all migrations have run."""
    return database_state(store) is DatabaseState.CURRENT


def _state(tx: Connection) -> DatabaseState:
    script = ScriptDirectory.from_config(alembic_config())
    revision = MigrationContext.configure(tx).get_current_revision()
    if revision is None:
        tables = set(inspect(tx).get_table_names()) - {"alembic_version"}
        return DatabaseState.FOREIGN if tables else DatabaseState.EMPTY
    if revision == script.get_current_head():
        return DatabaseState.CURRENT
    known = {step.revision for step in script.walk_revisions()}
    return DatabaseState.BEHIND if revision in known else DatabaseState.AHEAD
