"""Prepared SELECTs: SQLAlchemy's rows, SQLAlchemy's errors, and nothing hidden from listeners."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis.strategies import datetimes, timezones
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    MetaData,
    Row,
    Select,
    Table,
    Text,
    Time,
    bindparam,
    event,
    exists,
    func,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError, ProgrammingError, StatementError
from sqlalchemy.sql.selectable import CompoundSelect

from bot.store.columns import Utc
from bot.store.database import Store, create_store
from bot.store.lists import any_of
from bot.store.schema import people

NOW = datetime(2026, 11, 5, 14, 30, tzinfo=UTC)
METADATA = MetaData()
TALKS = Table(
    "talks",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("day", Date),
    Column("at", Time),
    Column("held", Utc),
    Column("seen", Boolean),
    Column("facts", JSON),
)
ROWS = [
    {"id": 1, "name": "North", "day": date(2026, 8, 24), "at": time(14, 30), "held": NOW, "seen": True, "facts": [1]},
    {"id": 2, "name": "South", "day": None, "at": None, "held": NOW, "seen": False, "facts": {"ü": None}},
    {"id": 3, "name": "West", "day": None, "at": None, "held": None, "seen": None, "facts": None},
]
OTHER = TALKS.alias()
BY_ID = select(TALKS).where(TALKS.c.id == bindparam("id"))
HELD = select(TALKS.c.name.label("called"), TALKS.c.at).where(TALKS.c.held <= bindparam("now")).order_by(TALKS.c.id)
SELECTS: list[tuple[Select[Any] | CompoundSelect[Any], dict[str, Any]]] = [
    (select(TALKS).order_by(TALKS.c.id), {}),
    (BY_ID, {"id": 7}),
    (select(TALKS.c.id).where(any_of(TALKS.c.id, "ids")).limit(bindparam("most")), {"ids": {1, 2}, "most": 1}),
    (HELD, {"now": NOW}),
    (select(exists().where(TALKS.c.day > bindparam("day")), func.max(TALKS.c.held)), {"day": date.min}),
    (union_all(select(TALKS.c.id, TALKS.c.held), select(TALKS.c.id, TALKS.c.held)), {}),
    (select(TALKS.c.id, OTHER.c.id, TALKS.c.day).join_from(TALKS, OTHER, literal(value=True)), {}),
    (select(TALKS.c.facts).where(TALKS.c.name != "West"), {}),
    (select(TALKS.c.id).where(TALKS.c.name.in_(["North", "South"])), {}),
    (HELD, {"now": NOW, "besides": 1}),
    (select(TALKS.c.name).where(TALKS.c.id == bindparam("id", 2)), {"id": 1}),
]


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    made = create_store("sqlite://" if request.param == "sqlite" else request.getfixturevalue("empty_postgres_url"))
    METADATA.create_all(made.engine)
    with made.write() as tx:
        tx.execute(TALKS.insert(), ROWS)
    yield made
    made.close()


@pytest.mark.parametrize(("query", "given"), SELECTS)
def test_rows_are_what_sqlalchemy_reads(
    store: Store, query: Select[Any] | CompoundSelect[Any], given: dict[str, Any]
) -> None:
    with store.read() as tx:
        expected = Connection.execute(tx, query, given)
        keys, rows = list(expected.keys()), expected.all()
        for _ in range(3):  # the first time is SQLAlchemy's own, then it is prepared
            found = tx.execute(query, given)
            assert list(found.keys()) == keys
            assert [(tuple(row), kinds(row)) for row in found] == [(tuple(row), kinds(row)) for row in rows]


def kinds(row: Row[Any]) -> list[type]:
    return [type(value) for value in row]


def test_a_prepared_select_sees_what_was_written_just_now(store: Store) -> None:
    with store.write() as tx:
        for name in ("East", "Southwest", "Centre"):
            tx.execute(update(TALKS).where(TALKS.c.id == 1).values(name=name))
            row = tx.execute(BY_ID, {"id": 1}).one()
            assert (row.name, row.held) == (name, NOW)
            assert tx.execute(HELD, {"now": NOW}).scalars().all() == [name, "South"]


def test_what_is_built_from_a_prepared_select_is_another_one(store: Store) -> None:
    with store.read() as tx:
        assert [len(tx.execute(HELD, {"now": NOW}).all()) for _ in range(3)] == [2, 2, 2]
        narrower = HELD.where(TALKS.c.id == 2)
        assert [tx.execute(narrower, {"now": NOW}).scalars().all() for _ in range(3)] == [["South"]] * 3


def test_wrong_parameters_are_refused_in_the_same_words(store: Store) -> None:
    with store.read() as tx:
        for given in ({"id": 1}, {"id": 1}, {"id": object()}, {}):
            if given.get("id") == 1:
                assert tx.execute(BY_ID, given).one().name == "North"
            else:
                with pytest.raises(StatementError):
                    tx.execute(BY_ID, given)


def drop_and_ask(store: Store) -> None:
    with store.write() as tx:
        for _ in range(2):
            tx.execute(BY_ID, {"id": 1}).one()
        tx.exec_driver_sql("DROP TABLE talks")
        tx.execute(BY_ID, {"id": 1})


def test_what_the_database_refuses_is_told_as_sqlalchemy_tells_it(store: Store) -> None:
    expected = OperationalError if store.is_sqlite else ProgrammingError
    with pytest.raises(expected, match="talks"):
        drop_and_ask(store)


def test_a_listener_hears_of_prepared_selects_too(store: Store) -> None:
    heard: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        heard.append(statement)

    with store.read() as tx:
        for _ in range(3):
            tx.execute(BY_ID, {"id": 1}).one()
    event.listen(store.engine, "before_cursor_execute", note)
    with store.read() as tx:
        tx.execute(BY_ID, {"id": 1}).one()
    assert len(heard) == 1


class Wrong:
    """A value that no database takes."""

    def __repr__(self) -> str:
        return "what a member wrote"


def test_an_error_is_sqlalchemys_and_says_nothing_of_what_was_asked(store: Store) -> None:
    with store.read() as tx:
        for _ in range(3):
            assert tx.execute(BY_ID, {"id": 1}).one().name == "North"
        with pytest.raises(StatementError) as caught:
            tx.execute(BY_ID, {"id": Wrong()})
    assert caught.value.hide_parameters
    assert "what a member wrote" not in str(caught.value)
    with store.read() as tx:
        assert tx.execute(BY_ID, {"id": 2}).one().name == "South"


def lose_the_connection(store: Store) -> None:
    with store.read() as tx:
        own = tx.execute(select(func.pg_backend_pid())).scalar_one()
        for _ in range(3):
            assert tx.execute(BY_ID, {"id": 1}).all() == []
        with store.read() as other:
            other.execute(select(func.pg_terminate_backend(own)))
        tx.execute(BY_ID, {"id": 1})


def test_a_connection_that_is_lost_is_let_go_of(empty_postgres_url: str) -> None:
    store = create_store(empty_postgres_url)
    METADATA.create_all(store.engine)
    with pytest.raises(OperationalError) as caught:
        lose_the_connection(store)
    assert caught.value.connection_invalidated
    with store.read() as tx:
        assert tx.execute(BY_ID, {"id": 1}).all() == []
    store.close()


@given(datetimes(timezones=timezones()))
def test_moments_are_written_to_sqlite_as_sqlalchemy_writes_them_and_read_back_the_same(moment: datetime) -> None:
    assume(date(1, 1, 2) < moment.date() < date(9999, 12, 30))  # which are in range in UTC too
    kind, dialect = Utc(), sqlite.dialect()
    write, read = kind.bind_processor(dialect), kind.result_processor(dialect, None)
    usual = DateTime().dialect_impl(dialect).bind_processor(dialect)
    assert write is not None
    assert read is not None
    assert usual is not None
    assert write(moment) == usual(moment.astimezone(UTC).replace(tzinfo=None))
    found = read(write(moment))
    assert (found, found and found.tzinfo) == (moment.astimezone(UTC), UTC)


def test_a_moment_without_a_time_zone_does_not_reach_the_database(store: Store) -> None:
    with store.read() as tx, pytest.raises(StatementError, match="without a time zone"):
        tx.execute(select(people.c.id).where(people.c.next_prompt_at <= datetime(2026, 8, 24)))  # noqa: DTZ001
