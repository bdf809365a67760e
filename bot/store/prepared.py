"""SELECTs that are run over and over: SQLAlchemy puts them together, and what it does at every run is done once.

That took four fifths of the time of a small read (measured on SQLite: 45 µs with it, 8 without, of which 2 are
SQLite's own), and a request makes half a dozen. Rows, types and errors
stay SQLAlchemy's. Nothing here knows a table. Whatever is out of the ordinary goes SQLAlchemy's own way.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect, Executable, Result, Select
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.selectable import CompoundSelect

_Convert = Callable[[Any], Any]
_Query = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]


class PreparingConnection(Connection):
    """A connection on which a SELECT that is run a second time, being the same object, is prepared."""

    def execute(self, statement: Executable, parameters: Any = None, *, execution_options: Any = None) -> Any:
        """Run a statement as SQLAlchemy does, and return its result. Raises what SQLAlchemy raises."""
        plain = execution_options is None and isinstance(statement, Select | CompoundSelect)
        plan = _plan_of(statement, self.dialect) if plain else None
        given = parameters or {}
        # Without a transaction SQLAlchemy has to begin one.
        if plan is None or not plan.takes(given) or not self.in_transaction() or self._is_listened_to():
            return super().execute(statement, parameters, execution_options=execution_options)
        values = plan.values(given)
        try:
            return plan.run(self.connection.driver_connection, values)
        except self.dialect.loaded_dbapi.Error as error:
            raise self._worded(error, plan.sql) from error

    def _is_listened_to(self) -> bool:
        """Say whether somebody wants to hear of statements."""
        heard = self.engine.dispatch
        return bool(heard.before_cursor_execute or heard.after_cursor_execute)

    def _worded(self, error: Any, sql: str) -> Exception:
        """Return the driver's error as SQLAlchemy's, without what was asked for; let go of a connection that is lost.

        As SQLAlchemy does in `Connection._handle_dbapi_exception`.
        """
        lost = self.dialect.is_disconnect(error, self.connection, None)
        if lost:
            self.invalidate(error)
        dbapi_error = self.dialect.loaded_dbapi.Error
        worded: Exception = DBAPIError.instance(
            sql, None, error, dbapi_error, hide_parameters=True, connection_invalidated=lost, dialect=self.dialect
        )
        return worded


class _Plan:
    """A SELECT with all that is known of it before it runs."""

    def __init__(self, statement: _Query, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101  (mypy: a SELECT has no other)
        self.is_ordinary = not (
            compiled.literal_execute_params
            or compiled.post_compile_params
            or compiled.escaped_bind_names
            or statement.get_execution_options()
        )
        self.sql = compiled.string
        self._dialect = dialect
        self._positional = compiled.positional
        names = compiled.positiontup or () if compiled.positional else tuple(compiled.binds)
        self._asked = [(name, *self._parameter(compiled, name, dialect)) for name in names]
        self._names = {given for _, given, _, _ in self._asked if given is not None}
        first = statement if isinstance(statement, Select) else statement.selects[0]
        assert isinstance(first, Select)  # noqa: S101  (mypy: none of ours is nested)
        self._types = [column["type"] for column in first.column_descriptions]
        self._converted: list[tuple[int, _Convert]] = []
        self._metadata: SimpleResultMetaData | None = None

    @staticmethod
    def _parameter(compiled: SQLCompiler, name: str, dialect: Dialect) -> tuple[str | None, _Convert | None, Any]:
        """Return the name under which a value is given and what converts it, or None and the value, which is fixed."""
        bind = compiled.binds[name]
        convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if bind.required:
            return bind.key, convert, None
        return None, None, convert(bind.effective_value) if convert else bind.effective_value

    def takes(self, given: Any) -> bool:
        """Say whether these are the parameters that it asks for."""
        return isinstance(given, dict) and given.keys() == self._names

    def values(self, given: Mapping[str, Any]) -> list[Any] | dict[str, Any]:
        """Return the values as the driver takes them."""
        found = [
            (asked, fixed if name is None else convert(given[name]) if convert is not None else given[name])
            for asked, name, convert, fixed in self._asked
        ]
        return [value for _, value in found] if self._positional else dict(found)

    def run(self, driver: Any, values: list[Any] | dict[str, Any]) -> Result[*tuple[Any, ...]]:
        """Run it on the driver's connection. Raises the driver's errors."""
        cursor = driver.execute(self.sql, values)
        if self._metadata is None:
            self._metadata = self._look_at(cursor.description)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
        if self._converted and rows:
            rows = [self._convert(row) for row in rows]
        return IteratorResult(self._metadata, iter(rows))

    def _look_at(self, description: Sequence[Sequence[Any]]) -> SimpleResultMetaData:
        """Learn from the first answer how its columns are called and what turns its values into ours."""
        assert len(description) == len(self._types)  # noqa: S101
        found = [
            type_.dialect_impl(self._dialect).result_processor(self._dialect, column[1])
            for type_, column in zip(self._types, description, strict=True)
        ]
        self._converted = [(at, convert) for at, convert in enumerate(found) if convert is not None]
        return SimpleResultMetaData([column[0] for column in description])

    def _convert(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for at, convert in self._converted:
            if values[at] is not None:  # which every type of ours reads as None
                values[at] = convert(values[at])
        return tuple(values)


_Kind = tuple[type[Dialect], tuple[Any, ...] | None]
# By the kind of database and its version, so that what one engine has learnt another of the kind knows; None: run once.
_plans: dict[_Kind, WeakKeyDictionary[Executable, _Plan | None]] = defaultdict(WeakKeyDictionary)


def _plan_of(statement: Any, dialect: Dialect) -> _Plan | None:
    """Return the plan of a statement that is run a second time, None for others: most of those are built anew."""
    plans = _plans[type(dialect), dialect.server_version_info]
    if statement not in plans:
        plans[statement] = None
        return None
    plan = plans[statement]
    if plan is None:
        plan = plans[statement] = _Plan(statement, dialect)
    return plan if plan.is_ordinary else None
