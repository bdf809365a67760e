"""The outbox on its way to Slack, against the real client and a strict server."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.clock import Clock
from bot.delivery.gateway import Gateway, Gateways, SlackBusy, SlackDown, SlackRefused, SlackUnsure
from bot.delivery.recording import RecordingGateway
from bot.delivery.sender import Sender
from bot.domain.kinds.home import HOME_TAB
from bot.domain.messages import (
    CHECKIN_CONFIRMATION,
    CHECKIN_REMINDER,
    CHECKIN_SHARED,
    COMMUNITY_POST,
    COORDINATOR_NOTICE,
    DIGEST,
    MESSAGE_UPDATE,
    NOTE_REPLY,
    RowState,
)
from bot.sandbox.slack.server import SlackServer
from bot.store import leasing, outbox, problems, recipients
from bot.store.database import Store, create_store, rehearsal
from bot.store.leasing import Claim
from bot.store.schema import people, workspaces
from tests.scenario.delivering import COMPOSERS, NOON, QUICK, World, draft, until


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    made = SlackServer(Clock.fixed(NOON))
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def world(store: Store, server: SlackServer) -> World:
    return World(store, server)


@pytest.fixture
async def gateway(server: SlackServer) -> AsyncIterator[Gateway]:
    made = Gateway(server.bot_token, clock=Clock(), base_url=server.api_url, timeout_s=0.3)
    yield made
    await made.close()


class TestGateway:
    async def test_an_error_of_slacks_is_a_refusal_that_names_it(self, gateway: Gateway) -> None:
        with pytest.raises(SlackRefused) as refused:
            await gateway.call("chat.postMessage", channel="C0", text="hello")
        assert refused.value.error == "channel_not_found"

    async def test_a_rate_limit_holds_for_that_method_without_asking_again(
        self, gateway: Gateway, server: SlackServer
    ) -> None:
        server.faults.add("rate_limit", "auth.test", count=1, seconds=7)
        for _ in range(2):
            with pytest.raises(SlackBusy) as busy:
                await gateway.call("auth.test")
            assert 6 < busy.value.retry_after_s <= 7
        assert server.limiter.calls["auth.test"] == 1
        assert (await gateway.call("users.list", limit=2))["ok"] is True

    @pytest.mark.parametrize("kind", ["server_error", "drop_before", "drop_after"])
    async def test_when_the_end_was_not_seen_the_effect_is_unsure_and_the_call_is_not_repeated(
        self, gateway: Gateway, server: SlackServer, kind: Any
    ) -> None:
        server.faults.add(kind, "auth.test", count=1)
        with pytest.raises(SlackUnsure):
            await gateway.call("auth.test")
        assert server.limiter.calls["auth.test"] == 1

    async def test_an_answer_that_does_not_come_in_time_is_unsure(self, gateway: Gateway, server: SlackServer) -> None:
        server.faults.add("delay", "auth.test", seconds=0.6)
        with pytest.raises(SlackUnsure):
            await gateway.call("auth.test")

    async def test_where_nobody_listens_nothing_has_happened(self) -> None:
        gateway = Gateway("xoxb-1", clock=Clock(), base_url="http://127.0.0.1:9/api/")
        with pytest.raises(SlackDown):
            await gateway.call("auth.test")
        await gateway.close()


async def test_a_message_goes_to_the_person_and_its_channel_is_kept(world: World) -> None:
    world.put(draft("k", facts={"text": "How was your week?"}))
    counts = await world.deliver()
    row = world.found("k")
    assert counts.sent == 1
    assert world.texts(1) == ["How was your week?"]
    assert (row.state, row.sent_at) == (RowState.SENT, NOON)
    assert row.row.channel == world.person(1).dm_channel == world.server.workspace.dm(world.slack_ids[0]).id
    assert row.row.ts == world.server.workspace.dm(world.slack_ids[0]).messages[0].ts


async def test_a_second_pass_sends_nothing(world: World) -> None:
    world.put(draft("k"))
    await world.deliver()
    assert (await world.deliver(NOON + timedelta(hours=1))).sent == 0
    assert world.posted() == {"k": 1}


async def test_rules_decide_at_the_moment_of_sending(world: World) -> None:
    world.change_person(2, paused_at=NOON)
    world.change_person(3, state="deactivated")
    world.put(draft("settled", facts={"settled": True}), draft("paused", person_id=2), draft("gone", person_id=3))
    world.put(draft("silent", kind=NOTE_REPLY.name, facts={"silent": True}))
    assert (await world.deliver()).dropped == 4
    assert [world.found(key).reason for key in ("settled", "paused", "gone", "silent")] == [
        "settled",
        "paused",
        "gone",
        "settled",
    ]
    assert world.posted() == {}


async def test_in_quiet_hours_a_message_waits_until_they_are_over(world: World) -> None:
    night = NOON.replace(hour=2)  # 22:00 in New York
    world.put(draft("k", kind=CHECKIN_SHARED.name, due_at=night))
    await world.deliver(night)
    morning = NOON.replace(hour=11)
    assert (world.posted(), world.found("k").not_before) == ({}, morning)
    await world.deliver(morning)
    assert world.posted() == {"k": 1}


async def test_one_unasked_message_a_day_even_when_two_are_due_at_once(world: World) -> None:
    world.put(draft("a"), draft("b", kind=CHECKIN_REMINDER.name), draft("other", person_id=2))
    await world.deliver()
    assert world.posted() == {"a": 1, "other": 1}
    # The next day it would be too late for a reminder.
    assert (world.found("b").state, world.found("b").reason) == (RowState.DROPPED, "late")


async def test_what_combines_becomes_one_message_of_as_many_as_fit(world: World) -> None:
    world.put(*(draft(f"s{n}", kind=CHECKIN_SHARED.name, facts={"text": "T", "items": [n]}) for n in range(4)))
    await world.deliver()
    assert world.texts(1) == ["T [0, 1, 2]", "T [3]"]
    assert world.found("s1").state is RowState.COMBINED
    assert world.found("s1").into_id == world.found("s0").row.id


async def test_combining_reaches_beyond_the_batch(world: World) -> None:
    tempo = replace(QUICK, messages_per_second=0.5)
    assert tempo.rows_at_once == 1
    world.put(*(draft(f"s{n}", kind=CHECKIN_SHARED.name, facts={"text": "T", "items": [n]}) for n in range(3)))
    await world.deliver(tempo=tempo)
    assert world.texts(1) == ["T [0, 1, 2]"]


async def test_messages_to_one_person_come_in_their_order(world: World) -> None:
    world.put(*(draft(f"c{n}", kind=CHECKIN_CONFIRMATION.name) for n in range(20)))
    await world.deliver()
    assert world.texts(1) == [f"c{n}" for n in range(20)]


async def test_a_home_is_not_composed_while_another_process_publishes_it(world: World) -> None:
    world.put(draft("first", HOME_TAB.name), draft("other", HOME_TAB.name, person_id=2))
    hands = Claim(NOON, datetime.now(UTC), "another process", timedelta(seconds=60), (1,), {})
    with world.store.write() as tx:
        first, other = leasing.claim(tx, hands, 10, 0)
        leasing.release(tx, [leasing.Retry(other.id, None, "given back")])
    world.put(draft("second", HOME_TAB.name))
    sender, gateway = world.sender()
    sending = asyncio.create_task(sender.run())
    await until(lambda: world.found("other").state is RowState.SENT and world.found("second").reason is not None)
    assert world.found("second").state is not RowState.SENT
    with world.store.write() as tx:
        leasing.mark_sent(tx, [(first.id, None, None, NOON)])
    await until(lambda: world.found("second").state is RowState.SENT)
    await sender.stop()
    await sending
    await gateway.close()


async def test_a_channel_message_goes_where_its_composer_says(world: World) -> None:
    channel = world.server.workspace.create_channel("community", [world.server.workspace.bot])
    world.put(draft("w", kind=COMMUNITY_POST.name, facts={"channel": channel.id, "text": "A win"}))
    await world.deliver()
    assert [message.text for message in channel.messages] == ["A win"]


async def test_an_update_changes_the_message(world: World) -> None:
    world.put(draft("k", facts={"text": "before"}))
    await world.deliver()
    row = world.found("k").row
    with world.store.write() as tx:
        tx.execute(outbox.outbox.update().where(outbox.outbox.c.id == row.id).values(facts={"text": "after"}))
    world.put(draft("u", kind=MESSAGE_UPDATE.name, facts={"of": row.id}))
    await world.deliver()
    assert world.texts(1) == ["after"]


async def test_a_message_that_several_things_changed_is_brought_up_to_date_once(world: World) -> None:
    world.put(draft("k", facts={"text": "before"}))
    await world.deliver()
    of = {"of": world.found("k").row.id}
    world.put(*(draft(key, kind=MESSAGE_UPDATE.name, facts=of) for key in ("u", "v")))
    await world.deliver()
    assert [call.method for call in world.server.app.calls].count("chat.update") == 1
    assert (world.found("u").state, world.found("v").state) == (RowState.SENT, RowState.DROPPED)


async def test_an_update_waits_for_its_message_and_goes_with_it_if_that_is_never_sent(world: World) -> None:
    later = NOON + timedelta(hours=1)
    world.put(draft("k", due_at=later), draft("never", person_id=2, facts={"settled": True}))
    for key, of in (("u", "k"), ("u-never", "never")):
        world.put(draft(key, kind=MESSAGE_UPDATE.name, facts={"of": world.found(of).row.id}))
    await world.deliver()
    assert (world.found("u").state, world.found("u").not_before) == (RowState.WAITING, later)
    await world.deliver(later)
    assert world.found("u").state is RowState.SENT
    assert world.found("u-never").state is RowState.DROPPED


async def test_somebody_who_cannot_be_reached_is_told_of_once_and_cleared_by_a_success(world: World) -> None:
    world.server.faults.add("slack_error", "chat.postMessage", count=2, error="cannot_dm_bot")
    world.put(draft("a", kind=NOTE_REPLY.name), draft("b", kind=NOTE_REPLY.name))
    await world.deliver()
    assert world.found("a").state is RowState.FAILED
    assert world.person(1).unreachable_reason == "cannot_dm_bot"
    with world.store.read() as tx:
        (problem,) = [p for p in problems.open_problems(tx, 1) if p.kind == problems.UNREACHABLE]
    notice = world.found(f"notice:problem:{problem.id}").row
    assert (problem.kind, problem.person_id, problem.program_id) == ("unreachable", 1, 1)
    assert (notice.kind, notice.facts) == (COORDINATOR_NOTICE.name, {"notices": [{"problem": problem.id}]})
    world.put(draft("c", kind=NOTE_REPLY.name))
    await world.deliver()
    assert world.person(1).unreachable_since is None
    with world.store.read() as tx:
        assert [p for p in problems.open_problems(tx, 1) if p.kind == "unreachable"] == []


async def test_a_channel_that_cannot_be_used_is_recorded_and_everything_else_goes_on(world: World) -> None:
    channel = world.server.workspace.create_channel("private", private=True)
    world.put(draft("d", kind=DIGEST.name, facts={"channel": channel.id}), draft("k"))
    await world.deliver()
    assert (world.found("d").state, world.found("d").sent_at) == (RowState.WAITING, None)  # until it is mended
    assert world.posted() == {"k": 1}
    with world.store.read() as tx:
        assert ("channel", channel.id) in {(p.kind, p.subject) for p in problems.open_problems(tx, 1)}


async def test_a_channel_that_is_not_set_is_a_problem_too(world: World) -> None:
    world.put(draft("d", kind=DIGEST.name, person_id=None, program_id=1))
    await world.deliver()
    assert world.found("d").reason == "no_channel"


async def test_a_defect_fails_its_row_alone(world: World) -> None:
    world.server.faults.add("slack_error", "chat.postMessage", count=1, error="invalid_blocks")
    world.put(draft("a"))
    await world.deliver()
    world.put(draft("b", person_id=2, facts={"broken": True}), draft("c", person_id=3))
    await world.deliver()
    assert [world.found(key).reason for key in ("a", "b")] == ["invalid_blocks", "RuntimeError"]
    assert world.posted() == {"c": 1}
    with world.store.read() as tx:
        assert {p.kind for p in problems.open_problems(tx, 1)} == {"defect"}


async def test_a_dead_token_stops_the_workspace_and_nothing_is_lost(world: World) -> None:
    world.put(*(draft(f"k{n}", person_id=n) for n in (1, 2, 3)))
    token = world.server.app.tokens[world.server.bot_token]
    token.problem = "token_revoked"
    await world.deliver()
    assert world.counts() == {"waiting": 3}
    with world.store.read() as tx:
        assert tx.scalar(select(workspaces.c.stopped_reason)) == "token_revoked"
    token.problem = None
    assert (await world.deliver()).sent == 0
    with world.store.write() as tx:
        recipients.start_workspace(tx, 1)
    await world.deliver()
    assert set(world.posted().values()) == {1}
    assert len(world.posted()) == 3


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "server_error"])
async def test_when_the_end_of_a_post_was_not_seen_the_message_is_looked_for(world: World, kind: Any) -> None:
    channel = world.server.workspace.create_channel("c", [world.server.workspace.bot])
    world.server.faults.add(kind, "chat.postMessage", count=2)
    world.put(draft("k"), draft("w", kind=COMMUNITY_POST.name, facts={"channel": channel.id}))
    await world.deliver()
    assert world.posted() == {"k": 1, "w": 1}
    assert world.server.limiter.calls["conversations.history"] == 2
    assert world.found("k").row.ts == world.server.workspace.dm(world.slack_ids[0]).messages[0].ts


async def test_a_message_that_slack_takes_after_we_gave_up_waiting_comes_once(world: World) -> None:
    """The rule behind `settle_s`: nobody looks for a message while its request may still be under way."""
    world.server.faults.add("delay", "chat.postMessage", count=3, seconds=0.4)
    world.put(draft("a"), draft("b", person_id=2), draft("c", person_id=3))
    patient = replace(QUICK, lease_s=2.0, call_timeout_s=0.2, settle_s=0.6)
    sender, gateway = world.sender(patient)
    await sender.deliver_due(NOON)
    await sender.close()
    await gateway.close()
    assert world.posted() == {"a": 1, "b": 1, "c": 1}
    assert world.server.limiter.calls["chat.postMessage"] == 3


async def test_a_message_that_arrived_is_marked_even_if_it_is_settled_by_now(world: World) -> None:
    world.server.faults.add("drop_after", "chat.postMessage", count=1)
    world.put(draft("k"))
    sender, gateway = world.sender(replace(QUICK, patience_s=0.0))
    await sender.deliver_due(NOON)
    await sender.close()
    row = world.found("k").row
    assert row.attempts == 1
    with world.store.write() as tx:
        tx.execute(outbox.outbox.update().where(outbox.outbox.c.id == row.id).values(facts={"settled": True}))
    await world.deliver()
    await gateway.close()
    assert world.found("k").state is RowState.SENT
    assert world.posted() == {"k": 1}


async def test_a_rate_limit_delays_its_method_and_no_other(world: World) -> None:
    world.put(draft("k"))
    await world.deliver()
    world.server.faults.add("rate_limit", "chat.postMessage", count=1, seconds=1)
    world.put(draft("r", kind=NOTE_REPLY.name), draft("r2", kind=NOTE_REPLY.name, person_id=2))
    world.put(draft("u", kind=MESSAGE_UPDATE.name, facts={"of": world.found("k").row.id}))
    await world.deliver()
    methods = [call.method for call in world.server.app.calls]
    assert methods.index("chat.update") < len(methods) - 1 - methods[::-1].index("chat.postMessage")
    assert world.posted() == {"k": 1, "r": 1, "r2": 1}
    assert world.server.limiter.limited["chat.postMessage"] == 1


@pytest.mark.parametrize("seed", range(4))
async def test_under_random_faults_everybody_has_everything_once(world: World, seed: int) -> None:
    rng = random.Random(seed)
    world.server.faults._random.seed(seed)
    for kind in ("server_error", "drop_before", "drop_after"):
        world.server.faults.add(kind, probability=rng.uniform(0.05, 0.25), count=40)  # type: ignore[arg-type]
    world.server.faults.add("rate_limit", probability=0.05, count=2, seconds=1)
    keys = {f"{kind}-{n}": (kind, n) for kind in (NOTE_REPLY.name, CHECKIN_CONFIRMATION.name) for n in range(1, 4)}
    world.put(*(draft(f"{key}-{m}", kind=kind, person_id=n) for key, (kind, n) in keys.items() for m in range(10)))
    sender, gateway = world.sender(rng=rng)
    async with asyncio.timeout(60):
        while world.counts().keys() != {"sent"}:
            await sender.deliver_due(NOON)
    await sender.close()
    await gateway.close()
    assert set(world.posted().values()) == {1}
    assert len(world.posted()) == 60


async def test_two_senders_at_once_send_nothing_twice(world: World) -> None:
    world.put(*(draft(f"c{n}", kind=CHECKIN_CONFIRMATION.name, person_id=n % 3 + 1) for n in range(300)))
    await asyncio.gather(world.deliver(), world.deliver())
    assert len(world.posted()) == 300
    assert set(world.posted().values()) == {1}
    assert world.counts() == {"sent": 300}


async def test_two_senders_at_once_keep_to_one_unasked_message_a_day(store: Store, server: SlackServer) -> None:
    world = World(store, server, 12)
    for n in range(1, 13):
        world.put(draft(f"a{n}", person_id=n), draft(f"b{n}", kind=CHECKIN_REMINDER.name, person_id=n))
    one_by_one = replace(QUICK, batch=1)
    await asyncio.gather(*(world.deliver(tempo=one_by_one) for _ in range(3)))
    assert [len(world.texts(n)) for n in range(1, 13)] == [1] * 12


async def test_a_running_sender_sends_when_woken_and_finishes_what_is_in_hand(world: World) -> None:
    tempo = replace(QUICK, lease_s=60, poll_s=60)
    sender, gateway = world.sender(tempo)
    running = asyncio.create_task(sender.run())
    async with asyncio.timeout(10):
        for n in range(3):
            world.put(draft(f"n{n}", kind=NOTE_REPLY.name))
            sender.wake()
            await until(lambda n=n: len(world.texts(1)) > n)  # type: ignore[misc]
        world.server.faults.add("delay", "chat.postMessage", seconds=0.2)
        world.put(draft("last", kind=NOTE_REPLY.name))
        sender.wake()
        await until(lambda: world.found("last").state is RowState.LEASED)
        await sender.stop()
    assert running.done()
    assert world.counts() == {"sent": 4}
    await gateway.close()


async def test_a_rehearsal_shows_one_moment_and_holds_nobody_up(world: World) -> None:
    world.put(draft("due", facts={"note": 1, "deep": {"none": None}}))
    with rehearsal(world.store) as store, store.write() as tx:
        tx.execute(update(people).values(name="Rehearsed"))
        world.change_person(1, name="Written meanwhile")
        assert set(tx.execute(select(people.c.name)).scalars()) == {"Rehearsed"}
        copied = outbox.find(tx, "due")
        assert copied is not None
        assert copied == world.found("due")
        assert outbox.put(tx, [draft("more")]) == 1
    assert world.person(1).name == "Written meanwhile"


async def test_a_rehearsal_sends_nothing_and_leaves_no_trace(world: World) -> None:
    world.put(draft("k"), draft("k2", person_id=2))
    recording = RecordingGateway()
    with rehearsal(world.store) as store:
        sender = Sender(store, Gateways({1: recording}), COMPOSERS, Clock.fixed(NOON), QUICK)
        counts = await sender.deliver_due(NOON)
        await sender.close()
    assert counts.sent == 2
    assert [call.arguments["text"] for call in recording.calls] == ["k", "k2"]
    assert world.counts() == {"waiting": 2}
    assert world.posted() == {}


async def test_while_the_database_is_locked_the_outbox_waits_and_then_goes_on(
    sqlite_url: str, server: SlackServer
) -> None:
    store = create_store(sqlite_url)
    world = World(store, server)
    sender, gateway = world.sender()
    running = asyncio.create_task(sender.run())
    async with asyncio.timeout(20):
        server.faults.add("delay", "chat.postMessage", seconds=0.1, count=1)
        world.put(draft("in-hand", kind=NOTE_REPLY.name))
        await until(lambda: server.limiter.calls["chat.postMessage"] == 1)
        with store.write() as tx:
            outbox.put(tx, [draft("next", kind=NOTE_REPLY.name)])
            await asyncio.sleep(2.5)  # longer than a statement waits for the lock
        await until(lambda: world.counts() == {"sent": 2})
        await sender.stop()
    await running
    await gateway.close()
    store.close()
    assert world.posted() == {"in-hand": 1, "next": 1}


async def test_while_slack_cannot_be_reached_everything_waits_without_a_look_and_then_goes(store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = SlackServer(Clock.fixed(NOON))
    server.app.base_url = f"http://127.0.0.1:{port}"
    world = World(store, server)
    sender, gateway = world.sender()
    world.put(*(draft(f"k{n}", person_id=n) for n in (1, 2, 3)))
    running = asyncio.create_task(sender.run())
    async with asyncio.timeout(20):
        await until(lambda: sender.counts.put_back >= 6)
        await server.start(port)
        await until(lambda: world.counts() == {"sent": 3})
        await sender.stop()
    await running
    await gateway.close()
    await server.stop()
    assert world.posted() == {"k1": 1, "k2": 1, "k3": 1}
    assert server.limiter.calls["conversations.history"] == 0
