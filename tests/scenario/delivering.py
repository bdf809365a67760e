"""A small community whose messages are delivered: its rows in the database, its people in the Slack server."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.clock import Clock
from bot.delivery.composing import Composer
from bot.delivery.gateway import Gateway, Gateways
from bot.delivery.sender import Sender
from bot.delivery.tempo import Tempo
from bot.domain.messages import CHECKIN_PROMPT, KINDS, Draft, Effect, Row
from bot.sandbox.slack.server import SlackServer
from bot.store import outbox
from bot.store.database import Store, Tx
from bot.store.schema import members, people, programs, workspaces
from bot.views.message import File, Message

NOON = datetime(2026, 9, 3, 16, 0, tzinfo=UTC)  # a Thursday, 12:00 in New York
QUICK = Tempo(
    lease_s=2.0,
    call_timeout_s=1.0,
    settle_s=0.1,
    messages_per_second=2000,
    channel_per_second=500,
    edits_per_second=2000,
    backoff_s=0.02,
    backoff_cap_s=0.2,
    mark_every_s=0.005,
    poll_s=0.02,
    patience_s=20,
)


class Words:
    """Composes every kind from its facts: `settled` and `silent` by name, the channel from `channel`."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        return {row.id for row in rows if row.facts.get("settled")}

    def read_ahead(self, tx: Tx, rows: Sequence[Row]) -> None:
        pass

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        if row.facts.get("silent"):
            return None
        if row.facts.get("broken"):
            raise RuntimeError("a composer with a mistake")
        text = f"{row.facts.get('text', row.key)} {row.facts.get('items', '')}".strip()
        if KINDS[row.kind].effect is Effect.UPLOAD:
            return Message(text, [], File(f"file-{row.id}.txt", "A file", b"content"))
        return Message(text, [{"type": "section", "text": {"type": "plain_text", "text": text}}])

    def channel(self, tx: Tx, row: Row) -> str | None:
        channel: str | None = row.facts.get("channel")
        return channel

    def fits(self, rows: Sequence[Row]) -> int:
        return 3


COMPOSERS: dict[str, Composer] = {name: Words() for name in KINDS}


class World:
    """The rows and the people; person n of the database is the n-th user."""

    def __init__(self, store: Store, server: SlackServer, people_count: int = 3) -> None:
        self.store = store
        self.server = server
        self.slack_ids = [
            server.workspace.add_user(f"person{n}", f"Person {n}", f"person{n}@example.org").id
            for n in range(1, people_count + 1)
        ]
        with store.write() as tx:
            tx.execute(workspaces.insert().values(id=1, team_id=server.workspace.id, name="N", created_at=NOON))
            tx.execute(
                programs.insert().values(
                    id=1,
                    workspace_id=1,
                    name="Northfield",
                    name_key="northfield",
                    timezone="America/New_York",
                    starts=date(2026, 8, 1),
                    prompt_weekday=3,
                    prompt_time=NOON.time(),
                    reminder_time=NOON.time(),
                    digest_weekday=0,
                    digest_time=NOON.time(),
                    quiet_from=NOON.time().replace(hour=19),
                    quiet_to=NOON.time().replace(hour=7),
                    created_at=NOON,
                )
            )
            tx.execute(people.insert(), [self._person(n, slack_id) for n, slack_id in enumerate(self.slack_ids, 1)])
            tx.execute(
                members.insert(),
                [
                    {"program_id": 1, "person_id": n, "roles": "mentee", "created_at": NOON}
                    for n in range(1, people_count + 1)
                ],
            )

    def _person(self, n: int, slack_id: str) -> dict[str, Any]:
        person = {"id": n, "workspace_id": 1, "email": f"person{n}@example.org", "name": f"Person {n}"}
        return person | {"state": "active", "slack_id": slack_id, "created_at": NOON}

    def put(self, *drafts: Draft) -> None:
        with self.store.write() as tx:
            outbox.put(tx, drafts)

    def found(self, key: str) -> outbox.Found:
        with self.store.read() as tx:
            row = outbox.find(tx, key)
        assert row is not None
        return row

    def counts(self) -> dict[str, int]:
        with self.store.read() as tx:
            return outbox.counts(tx)

    def change_person(self, person_id: int, **values: Any) -> None:
        with self.store.write() as tx:
            tx.execute(people.update().where(people.c.id == person_id).values(**values))

    def person(self, person_id: int) -> Any:
        with self.store.read() as tx:
            return tx.execute(people.select().where(people.c.id == person_id)).one()

    def texts(self, person_id: int) -> list[str]:
        """Return what the bot has written to a person."""
        return [message.text for message in self.server.workspace.dm(self.slack_ids[person_id - 1]).messages]

    def posted(self) -> Counter[str]:
        """Return how often each key is in Slack."""
        return posted(self.server)

    def sender(self, tempo: Tempo = QUICK, clock: Clock | None = None, **more: Any) -> tuple[Sender, Gateway]:
        clock = clock or Clock.fixed(NOON)
        gateway = Gateway(self.server.bot_token, clock=clock, base_url=self.server.api_url, timeout_s=1.0)
        return Sender(self.store, Gateways({1: gateway}), COMPOSERS, clock, tempo, **more), gateway

    async def deliver(self, now: datetime = NOON, tempo: Tempo = QUICK) -> Any:
        """Deliver what is due at `now` with a sender of its own."""
        sender, gateway = self.sender(tempo)
        try:
            return await sender.deliver_due(now)
        finally:
            await sender.close()
            await gateway.close()


def posted(server: SlackServer) -> Counter[str]:
    """Return how often each key is in Slack."""
    return Counter(
        message.metadata["event_payload"]["key"]
        for conversation in server.workspace.conversations.values()
        for message in conversation.messages
        if message.metadata
    )


async def until(holds: Callable[[], bool]) -> None:
    """Return once the condition holds; the test's own timeout ends it if it never does."""
    while not holds():  # noqa: ASYNC110  (another process or thread makes it true)
        await asyncio.sleep(0.005)


def draft(key: str, kind: str = CHECKIN_PROMPT.name, **more: Any) -> Draft:
    """Return a draft to person 1, or with `person_id` and `facts` of one's own."""
    values: dict[str, Any] = {"workspace_id": 1, "facts": {}, "due_at": NOON, "person_id": 1}
    made = Draft(kind=kind, key=key, **(values | more))
    return replace(made, person_id=None, program_id=1) if "channel" in made.facts else made
