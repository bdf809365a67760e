"""What a batch remembers of what it has read, on both engines."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from bot.store import members
from bot.store.database import Store
from bot.store.memory import remembering
from bot.store.schema import people, workspaces

NOW = datetime(2026, 9, 3, 14, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _people(store: Store) -> None:
    with store.write() as tx:
        tx.execute(workspaces.insert().values(id=1, team_id="T1", name="Northfield", created_at=NOW))
        for id_ in (1, 2, 3):
            person = {"id": id_, "workspace_id": 1, "email": f"p{id_}@example.org", "name": "P", "state": "active"}
            tx.execute(people.insert().values(**person, created_at=NOW))


@pytest.fixture
def asked(store: Store) -> Iterator[list[Any]]:
    """Return the parameters of every statement about people."""
    seen: list[Any] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "FROM people" in statement:
            seen.append(parameters)

    event.listen(store.engine, "before_cursor_execute", note)
    yield seen
    event.remove(store.engine, "before_cursor_execute", note)


def test_it_asks_only_for_what_it_was_not_asked_for_before(store: Store, asked: list[Any]) -> None:
    with store.read() as tx, remembering(tx):
        assert set(members.people_by_id(tx, [1, 2])) == {1, 2}
        assert set(members.people_by_id(tx, [2])) == {2}
        assert len(asked) == 1
        assert set(members.people_by_id(tx, [2, 3])) == {2, 3}
        assert len(asked) == 2
        assert "2" not in str(asked[1])


def test_it_remembers_that_there_is_nobody(store: Store, asked: list[Any]) -> None:
    with store.read() as tx, remembering(tx):
        assert [members.people_by_id(tx, [9]) for _ in range(2)] == [{}, {}]
    assert len(asked) == 1


def test_it_forgets_at_the_end(store: Store) -> None:
    with store.read() as tx, remembering(tx):
        assert members.people_by_id(tx, [1])[1].name == "P"
    with store.write() as tx:
        members.change_person(tx, 1, {"name": "Q"})
        assert members.people_by_id(tx, [1])[1].name == "Q"
    with store.read() as tx, remembering(tx):
        assert members.people_by_id(tx, [1])[1].name == "Q"
