"""The outbox's statements, on both engines."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.messages import CHECKIN_PROMPT, CHECKIN_SHARED, NOTE_REPLY, Draft, RowState
from bot.store import budget, leasing, outbox, problems, recipients
from bot.store.database import Store, create_store
from bot.store.leasing import Claim, Retry
from bot.store.schema import outbox as table
from bot.store.schema import people, workspaces

NOW = datetime(2026, 9, 3, 14, 30, tzinfo=UTC)
MACHINE = datetime(2026, 11, 1, tzinfo=UTC)
LEASE = timedelta(seconds=60)


@pytest.fixture(autouse=True)
def _workspaces(request: pytest.FixtureRequest) -> None:
    if "store" in request.fixturenames:
        _workspaces_of(request.getfixturevalue("store"))


def _workspaces_of(store: Store) -> None:
    with store.write() as tx:
        for id_ in (1, 2):
            tx.execute(workspaces.insert().values(id=id_, team_id=f"T{id_}", name="Northfield", created_at=NOW))
        for id_ in (1, 2, 3):
            person = {"id": id_, "workspace_id": 1, "email": f"p{id_}@example.org", "name": "P", "state": "active"}
            tx.execute(people.insert().values(**person, created_at=NOW))


def draft(key: str, kind: str = CHECKIN_PROMPT.name, **more: Any) -> Draft:
    values: dict[str, Any] = {"workspace_id": 1, "facts": {}, "due_at": NOW, "person_id": 1}
    return Draft(kind=kind, key=key, **(values | more))


def put(store: Store, *drafts: Draft) -> int:
    with store.write() as tx:
        return outbox.put(tx, drafts)


def by(machine_now: datetime = MACHINE, owner: str = "a", **more: Any) -> Claim:
    values: dict[str, Any] = {"now": NOW, "lease": LEASE, "workspace_ids": (1, 2), "besides": {}}
    return Claim(machine_now=machine_now, owner=owner, **(values | more))


def claim(store: Store, limit: int = 100, unsure: int = 100, **more: Any) -> list[str]:
    with store.write() as tx:
        return [row.key for row in leasing.claim(tx, by(**more), limit, unsure)]


def change(store: Store, work: Callable[..., Any], *arguments: Any) -> Any:
    with store.write() as tx:
        return work(tx, *arguments)


def found(store: Store, key: str) -> outbox.Found:
    with store.read() as tx:
        row = outbox.find(tx, key)
    assert row is not None
    return row


def test_the_same_key_comes_once(store: Store) -> None:
    assert put(store, *(draft(f"k{n}") for n in range(1200))) == 1200
    assert put(store, draft("k7", facts={"other": 1}), draft("new")) == 1
    assert found(store, "k7").row.facts == {}


def test_a_key_twice_in_one_call_comes_once(store: Store) -> None:
    assert put(store, draft("k"), draft("k")) == 1


def test_an_unknown_kind_is_refused(store: Store) -> None:
    with pytest.raises(KeyError):
        put(store, draft("k", kind="no_such_kind"))


def test_the_most_urgent_is_claimed_first_then_the_oldest(store: Store) -> None:
    older = NOW - timedelta(hours=1)
    put(store, draft("late"), draft("early", due_at=older), draft("answer", kind=NOTE_REPLY.name))
    assert claim(store) == ["answer", "early", "late"]


def test_what_is_not_due_or_held_or_put_back_stays(store: Store) -> None:
    later, soon = NOW + timedelta(seconds=1), MACHINE + timedelta(seconds=1)
    put(store, draft("later", due_at=later), draft("held"), draft("retry"), draft("again"))
    keys = {key: found(store, key).row.id for key in ("held", "retry", "again")}
    change(store, leasing.hold, {keys["held"]: later})
    change(store, leasing.release, [Retry(keys["retry"], soon, "r"), Retry(keys["again"], MACHINE, "r")])
    assert claim(store) == ["again"]
    assert set(claim(store, machine_now=soon, now=later)) == {"retry", "held", "later"}


def test_held_rows_come_when_their_moment_has(store: Store) -> None:
    put(store, draft("k"))
    change(store, leasing.hold, {found(store, "k").row.id: NOW + timedelta(hours=2)})
    assert claim(store) == []
    assert claim(store, now=NOW + timedelta(hours=2)) == ["k"]


def test_a_leased_row_is_taken_over_only_after_its_lease_and_then_with_an_attempt(store: Store) -> None:
    put(store, draft("k"))
    assert claim(store) == ["k"]
    assert claim(store, machine_now=MACHINE + LEASE - timedelta(seconds=1), owner="b") == []
    with store.write() as tx:
        (row,) = leasing.claim(tx, by(machine_now=MACHINE + LEASE, owner="b"), 10, 10)
    assert (row.key, row.attempts) == ("k", 1)
    assert claim(store, machine_now=MACHINE + LEASE, owner="c") == []


def test_whoever_lost_the_lease_cannot_put_the_row_back_but_can_say_that_it_was_sent(store: Store) -> None:
    put(store, draft("k"))
    claim(store, owner="slow")
    claim(store, owner="quick", machine_now=MACHINE + LEASE)
    id_ = found(store, "k").row.id
    for work, values in (
        (leasing.release, [Retry(id_, None, "x")]),
        (leasing.hold, {id_: NOW}),
        (leasing.mark_dropped, {id_: "late"}),
        (leasing.mark_failed, {id_: "x"}),
    ):
        change(store, work, values, "slow")
    assert found(store, "k").state is RowState.LEASED
    change(store, leasing.mark_sent, [(id_, "D1", "1.2", NOW)])
    assert found(store, "k").state is RowState.SENT


def test_a_row_put_back_unsure_has_an_attempt_and_one_put_back_otherwise_has_none(store: Store) -> None:
    put(store, draft("sure"), draft("unsure"))
    claim(store)
    ids = {key: found(store, key).row.id for key in ("sure", "unsure")}
    change(store, leasing.release, [Retry(ids["sure"], None, "x"), Retry(ids["unsure"], None, "x", unsure=True)])
    assert (found(store, "sure").row.attempts, found(store, "unsure").row.attempts) == (0, 1)


def test_rows_to_be_looked_for_have_a_limit_of_their_own(store: Store) -> None:
    put(store, *(draft(f"k{n}") for n in range(6)))
    claim(store, limit=4)
    change(store, leasing.release, [Retry(found(store, "k0").row.id, None, "x", unsure=True)])
    with store.write() as tx:
        rows = leasing.claim(tx, by(machine_now=MACHINE + LEASE), 1, 2)
    assert [(row.key, row.attempts) for row in rows] == [("k1", 1), ("k2", 1), ("k4", 0)]
    with store.write() as tx:
        assert [row.key for row in leasing.claim(tx, by(machine_now=MACHINE + LEASE), 9, 0)] == ["k5"]


@pytest.mark.parametrize(
    "kept_off", ["hashjoin", "hashjoin, mergejoin", "hashjoin, mergejoin, hashagg, sort, material"]
)
def test_however_postgresql_goes_about_it_no_more_are_claimed_than_asked_for(postgres_url: str, kept_off: str) -> None:
    store = create_store(postgres_url)
    _workspaces_of(store)
    put(store, *(draft(f"k{n}") for n in range(6)))
    with store.write() as tx:
        for step in kept_off.split(", "):
            tx.exec_driver_sql(f"SET LOCAL enable_{step} = off")
        assert [row.key for row in leasing.claim(tx, by(), 1, 1)] == ["k0"]
    store.close()


def test_stopped_and_foreign_workspaces_and_resting_kinds_stay(store: Store) -> None:
    put(store, draft("k1"), draft("k2", workspace_id=2), draft("r1", kind=NOTE_REPLY.name))
    assert claim(store, workspace_ids=(2,), besides={2: {CHECKIN_PROMPT.name}}) == []
    change(store, recipients.stop_workspace, 1, "token_revoked", NOW)
    assert claim(store) == ["k2"]
    change(store, recipients.start_workspace, 1)
    assert claim(store, besides={1: {CHECKIN_PROMPT.name}}) == ["r1"]


def test_companions_are_of_the_kind_and_for_the_recipient(store: Store) -> None:
    shared = {"kind": CHECKIN_SHARED.name}
    put(store, draft("a", **shared), draft("b", **shared), draft("c", person_id=2, **shared), draft("prompt"))
    with store.write() as tx:
        first = leasing.claim(tx, by(), 1, 1)
        companions = leasing.claim_companions(tx, first, by(), 10)
    assert ([row.key for row in first], [row.key for row in companions]) == (["a"], ["b"])


def test_a_sent_row_keeps_where_it_is_and_is_never_claimed_again(store: Store) -> None:
    put(store, draft("k"))
    claim(store)
    change(store, leasing.mark_sent, [(found(store, "k").row.id, "D1", "1.2", NOW)])
    change(store, leasing.release, [Retry(found(store, "k").row.id, None, "too late")])
    row = found(store, "k")
    assert (row.state, row.row.channel, row.row.ts, row.sent_at) == (RowState.SENT, "D1", "1.2", NOW)
    assert claim(store, machine_now=MACHINE + 2 * LEASE) == []


def test_combined_rows_end_and_their_carrier_has_the_facts(store: Store) -> None:
    put(store, draft("a", facts={"n": [1]}), draft("b", facts={"n": [2]}))
    a, b = found(store, "a").row, found(store, "b").row
    merged = outbox.Row(**{name: getattr(a, name) for name in a.__slots__} | {"facts": {"n": [1, 2]}})
    change(store, leasing.mark_combined, {a.id: [b.id]}, [merged])
    assert found(store, "a").row.facts == {"n": [1, 2]}
    assert (found(store, "b").state, found(store, "b").into_id) == (RowState.COMBINED, a.id)
    assert claim(store) == ["a"]


def test_counted_messages_are_those_sent_since(store: Store) -> None:
    put(store, draft("a"), draft("b", person_id=2), draft("c", kind=CHECKIN_SHARED.name), draft("d", person_id=3))
    for key, moment in (("a", NOW), ("b", NOW - timedelta(days=9)), ("c", NOW)):
        change(store, leasing.mark_sent, [(found(store, key).row.id, "D", "1", moment)])
    with store.read() as tx:
        assert budget.counted(tx, [1, 2, 3], NOW - timedelta(days=8)) == [(1, NOW)]


def test_somebody_is_busy_while_a_counted_message_of_theirs_may_be_going_out(store: Store) -> None:
    put(store, draft("a"), draft("b", person_id=2), draft("c", kind=CHECKIN_SHARED.name, person_id=3), draft("d"))
    ids = [found(store, key).row.id for key in "abcd"]
    claim(store, limit=1)  # the row that is no counted kind
    change(store, leasing.release, [Retry(ids[1], None, "x", unsure=True)])
    with store.read() as tx:
        assert budget.in_hand(tx, [1, 2, 3], []) == {2}
    assert claim(store, limit=1, unsure=0) == ["a"]
    with store.read() as tx:
        assert budget.in_hand(tx, [1, 2, 3], [ids[1]]) == {1}
        assert budget.in_hand(tx, [1, 2, 3], ids) == set()


def test_next_due_next_retry_and_counts(store: Store) -> None:
    with store.read() as tx:
        assert (outbox.next_due(tx), outbox.next_retry(tx, NOW), outbox.counts(tx)) == (None, None, {})
    put(store, draft("a", due_at=NOW + timedelta(days=1)), draft("b", due_at=NOW + timedelta(days=2)), draft("c"))
    change(store, leasing.release, [Retry(found(store, "c").row.id, MACHINE, "x")])
    claim(store, limit=0)
    with store.read() as tx:
        assert outbox.next_due(tx) == NOW
        assert outbox.next_retry(tx, NOW) == MACHINE
        assert outbox.counts(tx) == {"waiting": 3}


def test_old_rows_that_ended_are_erased(store: Store) -> None:
    put(store, draft("open"), draft("ended"), draft("young", due_at=NOW + timedelta(days=1)))
    change(store, leasing.mark_dropped, {found(store, key).row.id: "late" for key in ("ended", "young")})
    assert change(store, outbox.erase_before, NOW + timedelta(hours=1)) == 1
    with store.read() as tx:
        assert (outbox.find(tx, "ended"), outbox.counts(tx)) == (None, {"waiting": 1, "dropped": 1})


def test_many_claimers_never_get_the_same_row(store: Store) -> None:
    put(store, *(draft(f"k{n}") for n in range(400)))

    def take_all(owner: str) -> list[str]:
        keys: list[str] = []
        while got := claim(store, limit=7, owner=owner):
            keys += got
        return keys

    with ThreadPoolExecutor(4) as pool:
        taken = [key for keys in pool.map(take_all, "abcd") for key in keys]
    assert len(taken) == len(set(taken)) == 400


def test_a_problem_is_recorded_once_while_it_is_open(store: Store) -> None:
    def record(subject: str) -> int | None:
        got: int | None = change(store, problems.record, 1, problems.UNREACHABLE, subject, NOW)
        return got

    first = record("1")
    assert first is not None
    assert record("1") is None
    assert record("2") not in (None, first)
    assert change(store, problems.resolve, 1, problems.UNREACHABLE, "1", NOW) is True
    assert change(store, problems.resolve, 1, problems.UNREACHABLE, "1", NOW) is False
    with store.read() as tx:
        assert [problem.subject for problem in problems.open_problems(tx, 1)] == ["2"]
    assert record("1") not in (None, first)


def test_the_first_moment_somebody_was_unreachable_stays_until_they_are_reached(store: Store) -> None:
    with store.write() as tx:
        recipients.mark_unreachable(tx, 1, "user_disabled", NOW)
        recipients.mark_unreachable(tx, 1, "cannot_dm_bot", NOW + timedelta(days=1))
        person = tx.execute(people.select().where(people.c.id == 1)).one()
        assert (person.unreachable_since, person.unreachable_reason) == (NOW, "user_disabled")
        recipients.mark_reachable(tx, [1])
        assert tx.scalar(people.select().with_only_columns(people.c.unreachable_since).where(people.c.id == 1)) is None


def test_every_time_is_kept_as_it_was_given(store: Store) -> None:
    put(store, draft("k"))
    with store.read() as tx:
        assert tx.execute(table.select().with_only_columns(table.c.due_at)).scalar_one() == NOW
