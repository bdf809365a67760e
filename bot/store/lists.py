"""The condition that a column holds one of many values, with the values as one parameter.

SQLAlchemy's `in_` gives each value a parameter of its own: the text of the statement is another one for every number of
values, and taking it apart cost psycopg a quarter of a tick over ten thousand people.
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Boolean, Column, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine


class _ListOf(TypeDecorator[Collection[Any]]):
    """A list as one parameter: an array for PostgreSQL, JSON text for SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, item: type[TypeEngine[Any]]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self.item) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        values = list(value or ())
        return values if dialect.name == "postgresql" else json.dumps(values)


class _IsAnyOf(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> "_IsAnyOf":
        return self  # it is a condition: compared with true, as functions are, no index would serve it


@compiles(_IsAnyOf)
def _in_json(element: _IsAnyOf, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  (a column of ours, a placeholder)


@compiles(_IsAnyOf, "postgresql")
def _in_array(element: _IsAnyOf, compiler: SQLCompiler, **kw: Any) -> str:
    column, values = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"{column} = ANY ({values})"


def any_of(column: Column[Any], values: Collection[Any] | str) -> _IsAnyOf:
    """Say that `column` holds one of `values` (numbers or texts; none of them holds for no row).

    A str names a parameter that is given the values when the statement runs.
    """
    item = type(column.type)
    named, given = (values, None) if isinstance(values, str) else (None, list(values))
    return _IsAnyOf(column, bindparam(named, given, _ListOf(item), required=given is None))
