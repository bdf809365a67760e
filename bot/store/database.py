"""The engine and its transactions, for SQLite and PostgreSQL alike."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import PoolProxiedConnection
from sqlalchemy.exc import TimeoutError
from sqlalchemy.pool import StaticPool

from bot.store.columns import metadata
from bot.store.prepared import PreparingConnection

BUSY_TIMEOUT_S = 2  # Slack waits three seconds for an answer; an honest one must fit in
TURN_TIMEOUT_S = 0.7  # with the former it stays below those three seconds
COPIED_AT_ONCE = 1000  # rows
_WRITES = "writes"  # among what SQLAlchemy lets one keep with a connection: its next transaction will write

Tx = Connection


def database_url(url: str) -> URL:
    """Return `url` as SQLAlchemy needs it; `postgres://` and `postgresql://` mean psycopg 3. Raises ArgumentError."""
    parsed = make_url(url)
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed


def create_store(url: str) -> "Store":
    """Return a store on the database at `url`. Connects to nothing yet.

    What was written, often a member's words, stays out of the text of errors.
    """
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database not in (None, "", ":memory:"):
            Path(str(parsed.database)).expanduser().parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            parsed,
            connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False, "isolation_level": None},
            hide_parameters=True,
        )
        event.listen(engine, "connect", _prepare_sqlite)
        _begin_as_we_do(engine)
    else:
        connecting = {"connect_timeout": BUSY_TIMEOUT_S}
        engine = create_engine(parsed, pool_pre_ping=True, connect_args=connecting, hide_parameters=True)
        event.listen(engine, "connect", _prepare_postgresql)
    return Store(engine)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    connection.execute(f"SET lock_timeout = '{BUSY_TIMEOUT_S}s'")
    connection.commit()


def _begin_as_we_do(engine: Engine) -> None:
    """Have transactions of SQLite begin as whoever opens them wants it.

    The dialect is told, not a listener: an engine with a listener for anything looks for listeners of everything, which
    was an eighth of all that the bot did.
    """
    engine.dialect.do_begin = _begin_sqlite  # type: ignore[assignment, method-assign]


def _begin_sqlite(connection: PoolProxiedConnection) -> None:
    # A deferred transaction that reads and then writes fails at once with SQLITE_BUSY_SNAPSHOT, whatever the timeout.
    connection.cursor().execute("BEGIN IMMEDIATE" if connection.info.pop(_WRITES, False) else "BEGIN")


class _Turn:
    """A lock that is given up on after a moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=TURN_TIMEOUT_S):
            raise TimeoutError("other writers of this process took too long")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


class Store:
    """Hands out transactions. A use case that writes takes one `write()`, one that only reads one `read()`.

    `key` is behind what stands for the addresses of people who asked to be forgotten; empty where none is set.
    """

    key: bytes = b""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # PostgreSQL shows each statement what is committed by then, in a transaction or not; without one, the two ways
        # to begin and end it are saved.
        self._reader = engine if self.is_sqlite else engine.execution_options(isolation_level="AUTOCOMMIT")
        # SQLite has whoever finds it locked ask again now and then, so that of many writers some starve. Those of this
        # process queue here instead.
        self._turn: AbstractContextManager[Any] = _Turn() if self.is_sqlite else nullcontext()

    @property
    def is_sqlite(self) -> bool:
        """Say whether this is the embedded default."""
        return self.engine.dialect.name == "sqlite"

    @property
    def is_to_be_made(self) -> bool:
        """Say whether this is a file that does not exist yet: to read it would make it."""
        name = self.engine.url.database
        return self.is_sqlite and name not in (None, "", ":memory:") and not Path(str(name)).expanduser().exists()

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Open a transaction that only reads. Raises sqlalchemy.exc.OperationalError if the database is gone."""
        with self._connect(self._reader) as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self, patience_s: int = BUSY_TIMEOUT_S) -> Iterator[Tx]:
        """Open a transaction that may write; it commits at the end, or rolls back on an exception.

        Raises sqlalchemy.exc.OperationalError if the database is gone, or locked for over `patience_s`, and
        sqlalchemy.exc.TimeoutError if its turn among this process's writers does not come in time.
        """
        with self._turn, self._connect(self.engine) as connection, self._patience(connection, patience_s):
            connection.info[_WRITES] = True
            with connection.begin():
                yield connection

    @contextmanager
    def _patience(self, connection: Connection, seconds: int) -> Iterator[None]:
        """Have a connection wait longer for a locked database than it usually does, and then as usual again."""
        if seconds == BUSY_TIMEOUT_S:
            yield
            return
        setting = "PRAGMA busy_timeout = {}" if self.is_sqlite else "SET lock_timeout = {}"
        connection.exec_driver_sql(setting.format(seconds * 1000))
        connection.commit()
        try:
            yield
        finally:
            connection.exec_driver_sql(setting.format(BUSY_TIMEOUT_S * 1000))
            connection.commit()

    def _connect(self, engine: Engine) -> Connection:
        return PreparingConnection(engine)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


class OneTransaction(Store):
    """A store in which everything happens inside one open transaction: a rehearsal, or what the sender reads."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection.engine)
        self._connection = connection

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """Read inside the transaction."""
        yield self._connection

    @contextmanager
    def write(self, patience_s: int = BUSY_TIMEOUT_S) -> Iterator[Tx]:
        """Write inside the transaction, up to a savepoint; nobody else has it, so there is nothing to wait for."""
        with self._connection.begin_nested():
            yield self._connection


@contextmanager
def rehearsal(store: Store) -> Iterator[OneTransaction]:
    """Give a store whose writes are undone at the end: a copy in memory, taken at one moment, so that a long rehearsal
    holds no lock that the running bot needs.
    """
    copy = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
    _begin_as_we_do(engine)
    if store.is_sqlite:
        _back_up(store, copy)
    else:
        _copy_rows(store, engine)
    with PreparingConnection(engine) as connection:
        transaction = connection.begin()
        try:
            rehearsed = OneTransaction(connection)
            rehearsed.key = store.key
            yield rehearsed
        finally:
            transaction.rollback()
    engine.dispose()


def _back_up(store: Store, copy: sqlite3.Connection) -> None:
    with store.engine.connect() as connection:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)  # noqa: S101  (mypy: the driver is known here)
        source.backup(copy)


def _copy_rows(store: Store, engine: Engine) -> None:
    """Copy every row of a PostgreSQL database, as all of them stand at one moment."""
    metadata.create_all(engine)
    snapshot = store.engine.execution_options(isolation_level="REPEATABLE READ", stream_results=True)
    with snapshot.connect() as source, engine.begin() as target:
        for table in metadata.sorted_tables:
            for rows in source.execute(select(table)).mappings().partitions(COPIED_AT_ONCE):
                target.execute(insert(table), [dict(row) for row in rows])
