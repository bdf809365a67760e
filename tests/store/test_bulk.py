"""Many rows in one go: they come back as they were written, on both engines."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import select

from bot.store.bulk import insert_rows
from bot.store.database import Store
from bot.store.schema import outbox, problems, workspaces

NOW = datetime(2026, 9, 3, 14, 30, 0, 123456, tzinfo=UTC)
ELSEWHERE = NOW.astimezone(timezone(timedelta(hours=-4)))


def a_problem(subject: str, **more: Any) -> dict[str, Any]:
    given = {"kind": "refused", "subject": subject, "detail": "", "first_at": NOW, "resolved_at": NOW}
    return {"workspace_id": 1, "program_id": None, **given, **more}


def a_row(key: str, facts: dict[str, Any]) -> dict[str, Any]:
    when = {"due_at": ELSEWHERE, "not_before": ELSEWHERE}
    return {"workspace_id": 1, "kind": "k", "key": key, "facts": facts, "priority": 1, "state": "waiting", **when}


def test_rows_come_back_as_they_were_written(store: Store) -> None:
    texts = ["", "null", 'She said: "it\'s fine" \\ :new %(new)s', "ligne\nzwei\t三 😀", "NULL"]
    with store.write() as tx:
        tx.execute(workspaces.insert().values(id=1, team_id="T1", name="N", created_at=NOW))
        assert insert_rows(tx, problems, [a_problem(text) for text in texts]) == len(texts)
        facts = {"week": "2026-09-03", "welcome": [1, 2], "none": None, "deep": {"a": ["é"]}}
        assert insert_rows(tx, outbox, [a_row("a", facts), a_row("b", {})], only_new="key") == 2
    with store.read() as tx:
        written = tx.execute(
            select(problems.c.subject, problems.c.program_id, problems.c.first_at).order_by("id")
        ).all()
        kept = tx.execute(select(outbox.c.facts, outbox.c.due_at, outbox.c.attempts).order_by("id")).all()
    assert [tuple(row) for row in written] == [(text, None, NOW) for text in texts]
    assert [tuple(row) for row in kept] == [(facts, NOW, 0), ({}, NOW, 0)]


def test_what_is_there_already_stays_and_is_not_counted(store: Store) -> None:
    with store.write() as tx:
        tx.execute(workspaces.insert().values(id=1, team_id="T1", name="N", created_at=NOW))
        assert insert_rows(tx, outbox, [], only_new="key") == 0
        insert_rows(tx, outbox, [a_row("a", {"n": 1})], only_new="key")
        assert insert_rows(tx, outbox, [a_row("a", {"n": 2}), a_row("b", {}), a_row("b", {})], only_new="key") == 1
    with store.read() as tx:
        assert tx.execute(select(outbox.c.facts).where(outbox.c.key == "a")).scalar_one() == {"n": 1}
