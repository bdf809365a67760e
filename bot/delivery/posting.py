"""One message's calls to Slack, and what their end means for its row."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from bot.clock import Clock
from bot.delivery import metrics, recovery, rooms
from bot.delivery.errors import Verdict, verdict_of
from bot.delivery.gateway import Gateways, SlackBusy, SlackCalls, SlackDown, SlackRefused, SlackUnsure
from bot.delivery.items import Dropped, Held, Item, Outcome, PutBack, Refused, Sent
from bot.delivery.pace import Pace
from bot.delivery.tempo import Tempo
from bot.domain.messages import KINDS, Effect
from bot.domain.sending import Wait
from bot.views.home import home_tab

log = structlog.get_logger(__name__)

METHODS = {
    Effect.DIRECT: "chat.postMessage",
    Effect.GROUP: "chat.postMessage",
    Effect.CHANNEL: "chat.postMessage",
    Effect.THREAD: "chat.postMessage",
    Effect.CONVERSATION: "chat.postMessage",
    Effect.ARCHIVE: "conversations.archive",
    Effect.UPDATE: "chat.update",
    Effect.HOME: "views.publish",
    Effect.UPLOAD: "files.completeUploadExternal",
}
LATER = 5  # the attempt whose backoff is taken for what passes by itself: up to half a minute


class _OutOfTime(Exception):
    """So little of the lease is left that a call begun now could outlive it."""


class Poster:
    """Sends items, and remembers which methods of which workspaces Slack wants left alone."""

    def __init__(self, gateways: Gateways, pace: Pace, tempo: Tempo, clock: Clock, rng: random.Random) -> None:
        self._gateways = gateways
        self._pace = pace
        self._tempo = tempo
        self._clock = clock
        self._rng = rng
        # By method, so that what waits for a slow method's turn holds up no other.
        self._slots: defaultdict[str, asyncio.Semaphore] = defaultdict(partial(asyncio.Semaphore, tempo.concurrency))
        self._rests: dict[tuple[int, str], float] = {}
        self._downs: dict[int, int] = {}
        self._plain: set[int] = set()  # workspaces whose Slack takes no charts and tables

    def resting(self) -> Mapping[int, frozenset[str]]:
        """Return by workspace the kinds of messages whose method is not to be called now."""
        now = self._clock.monotonic()
        self._rests = {key: until for key, until in self._rests.items() if until > now}
        kinds: dict[int, frozenset[str]] = {}
        for workspace_id, method in self._rests:
            held = frozenset(kind.name for kind in KINDS.values() if METHODS[kind.effect] == method)
            kinds[workspace_id] = kinds.get(workspace_id, frozenset()) | held
        return kinds

    def rests_for_s(self) -> float | None:
        """Return the seconds until the first resting method may be called again, or None if none rests."""
        now = self._clock.monotonic()
        return min((max(0.0, until - now) for until in self._rests.values()), default=None)

    async def send(self, item: Item) -> Outcome:
        """Send a message, or find that Slack has it already, and say what became of its row. Raises nothing."""
        row = item.row
        try:
            outcome = await self._attempt(item)
        except SlackBusy as busy:
            metrics.RATE_LIMITED.labels(busy.method).inc()
            self._rest(row.workspace_id, busy.method, busy.retry_after_s)
            self._pace.put_off(row.workspace_id, busy.method, busy.retry_after_s)
            return PutBack(row, busy.retry_after_s, "ratelimited")
        except SlackDown:
            downs = self._downs[row.workspace_id] = self._downs.get(row.workspace_id, 0) + 1
            delay = self._tempo.backoff(downs // self._tempo.concurrency, self._rng)  # those in hand all fail at once
            for method in METHODS.values():
                self._rest(row.workspace_id, method, delay)
            return PutBack(row, delay, "slack_down")
        except SlackUnsure:
            delay = self._tempo.settle_s + self._tempo.backoff(row.attempts, self._rng)
            return PutBack(row, delay, "unsure", unsure=True)
        except SlackRefused as refused:
            return self._refused(item, refused)
        except _OutOfTime:
            return PutBack(row, 0.0, "lease")
        except Exception as error:
            log.error("sending_failed", row=row.id, kind=row.kind, error=type(error).__name__)
            return PutBack(
                row, self._tempo.settle_s + self._tempo.backoff(LATER, self._rng), type(error).__name__, unsure=True
            )
        self._downs.pop(row.workspace_id, None)
        return outcome

    async def _attempt(self, item: Item) -> Outcome:
        if item.removes is not None and item.is_file:
            return await self._remove_file(item)
        if item.removes is not None:
            await self._call(item, "chat.delete", channel=item.target, ts=item.ts)
            return self._sent(item, item.target, item.ts)
        if item.kind.effect is Effect.UPDATE:
            return await self._update(item)
        if item.kind.effect is Effect.HOME:
            return await self._publish(item)
        if item.kind.effect is Effect.ARCHIVE:
            await self._call(item, "conversations.archive", channel=item.target)
            return Sent(item.row, None, None, item.now)
        if item.kind.effect is Effect.CONVERSATION:
            item = replace(item, target=await self._room(item))
        if item.row.attempts and item.target:
            channel = await self._channel(item)
            ts = await self._find(item, channel)
            if ts is not None:
                return self._sent(item, channel, ts)
        if item.unless_found is not None:
            wait = item.unless_found
            return Held(item.row, wait.until) if isinstance(wait, Wait) else Dropped(item.row, wait.reason)
        has_file = item.message is not None and item.message.file is not None
        return await (self._upload(item) if has_file else self._post(item))

    async def _room(self, item: Item) -> str:
        """Return the conversation that the item makes, with its members in it; empty if it is not to be made."""
        call = partial(self._call, item)
        if item.message is None:
            return await rooms.known(call, item.target) or ""
        return await rooms.made(call, item.target, item.message.members)

    async def _find(self, item: Item, channel: str) -> str | None:
        """Return the ts of the item's message if Slack has it, known by its key, or the id of its file, by its name."""

        def call(method: str, **given: Any) -> Awaitable[dict[str, Any]]:
            return self._call(item, method, **given)

        if item.message is not None and item.message.file is not None:
            return await recovery.find_file(call, channel, item.message.file.name)
        return await recovery.find(call, channel, item.row.key, item.thread)

    async def _post(self, item: Item) -> Outcome:
        is_public = item.kind.confidential and not _is_person(item.target) and await self._is_public(item)
        together = item.kind.effect is Effect.GROUP
        answer = await self._say(
            item,
            "chat.postMessage",
            channel=await self._open(item) if together else item.target,
            thread_ts=item.thread,
            metadata=recovery.metadata(item.row.key),
            unfurl_links=False,
            unfurl_media=False,
        )
        return replace(self._sent(item, str(answer["channel"]), str(answer["ts"])), is_public=is_public)

    async def _is_public(self, item: Item) -> bool:
        """Say whether everybody in the workspace can read the channel. Raises SlackRefused if another team can."""
        channel = (await self._call(item, "conversations.info", channel=item.target))["channel"]
        if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
            raise SlackRefused("channel_shared", {})
        return not channel.get("is_private")

    async def _update(self, item: Item) -> Outcome:
        await self._say(item, "chat.update", channel=item.target, ts=item.ts)
        return self._sent(item, item.target, item.ts)

    async def _say(self, item: Item, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method with the item's message. A Slack that refuses its charts and tables gets its plain form, once
        and from then on: `invalid_blocks` is what some answer who do not know these blocks yet.
        """
        message, workspace_id = item.message, item.row.workspace_id
        text = message.text if message else ""
        plain = message.plain if message else None
        blocks = message.blocks if message else []
        if plain is None:
            return await self._call(item, method, **arguments, text=text, blocks=blocks)
        if workspace_id not in self._plain:
            try:
                return await self._call(item, method, **arguments, text=text, blocks=blocks)
            except SlackRefused as refused:
                if refused.error != "invalid_blocks":
                    raise
                self._plain.add(workspace_id)
                log.warning("slack_takes_no_charts", workspace=workspace_id)
        return await self._call(item, method, **arguments, text=text, blocks=plain)

    async def _publish(self, item: Item) -> Outcome:
        """Publish a Home tab. A second time does no harm, so it is never looked for; and nobody is reached by it."""
        view = home_tab(item.message.blocks if item.message else [])
        await self._call(item, "views.publish", user_id=item.target, view=view)
        return Sent(item.row, None, None, item.now)

    async def _upload(self, item: Item) -> Outcome:
        """Send a file in Slack's three steps; only with the last does anybody see it."""
        message = item.message
        assert message is not None and message.file is not None  # noqa: S101, PT018  (mypy: the kind has a file)
        file, channel = message.file, await self._channel(item)
        place = await self._call(item, "files.getUploadURLExternal", filename=file.name, length=len(file.content))
        await self._send_content(item, str(place["upload_url"]), file.content)
        files = [{"id": str(place["file_id"]), "title": file.title}]
        complete = {"channel_id": channel, "initial_comment": message.text, "files": files}
        await self._call(item, "files.completeUploadExternal", **complete)
        return self._sent(item, channel, str(place["file_id"]))

    async def _remove_file(self, item: Item) -> Outcome:
        """Take a file out of Slack, and the message that brought it, as far back as a message is looked for."""
        ts = await recovery.find_bringer(partial(self._call, item), item.target, str(item.ts))
        if ts is not None:
            await self._call(item, "chat.delete", channel=item.target, ts=ts)
        await self._call(item, "files.delete", file=item.ts)
        return self._sent(item, item.target, item.ts)

    async def _channel(self, item: Item) -> str:
        """Return the conversation a message goes to, opened where only the person is known."""
        return await self._open(item) if _is_person(item.target) else item.target

    async def _open(self, item: Item) -> str:
        answer = await self._call(item, "conversations.open", users=item.target)
        return str(answer["channel"]["id"])

    async def _call(self, item: Item, method: str, **arguments: Any) -> dict[str, Any]:
        """Call Slack in its turn. Whatever its end, nobody looks for the row before the call has settled: its lease,
        or the time until it is tried again, is longer than the call's timeout and the span to settle.
        """
        gateway = self._gateway(item)
        async with self._slots[method]:
            if not await self._pace.turn(item.row.workspace_id, method, item.deadline):
                raise _OutOfTime
            try:
                async with asyncio.timeout(self._tempo.call_timeout_s):
                    return await gateway.call(method, **arguments)
            except TimeoutError:
                raise SlackUnsure(f"{method}: no answer in time") from None

    async def _send_content(self, item: Item, url: str, content: bytes) -> None:
        try:
            async with asyncio.timeout(self._tempo.call_timeout_s):
                await self._gateway(item).send_content(url, content)
        except TimeoutError:
            raise SlackUnsure("upload: no answer in time") from None

    def _gateway(self, item: Item) -> SlackCalls:
        gateway = self._gateways.for_workspace(item.row.workspace_id)
        if gateway is None:
            raise SlackDown("no token for this workspace")
        return gateway

    def _refused(self, item: Item, refused: SlackRefused) -> Outcome:
        row, verdict = item.row, verdict_of(refused.error, item.kind.effect)
        if verdict is Verdict.RETRY:
            return PutBack(row, self._tempo.backoff(LATER, self._rng), refused.error)
        if verdict is Verdict.NOTHING_LEFT:
            if item.removes is not None:
                return self._sent(item, item.target, item.ts)
            return Dropped(row, refused.error)
        if verdict is Verdict.STOP_WORKSPACE:
            log.error("workspace_stopped", workspace=row.workspace_id, error=refused.error)
        return Refused(row, refused.error, verdict, item.now, item.target)

    def _sent(self, item: Item, channel: str, ts: str | None) -> Sent:
        new_dm = item.kind.effect in {Effect.DIRECT, Effect.UPLOAD} and channel != item.target
        return Sent(item.row, channel, ts, item.now, new_dm, item.was_unreachable, item.removes)

    def _rest(self, workspace_id: int, method: str, seconds: float) -> None:
        until = self._clock.monotonic() + seconds
        self._rests[workspace_id, method] = max(until, self._rests.get((workspace_id, method), until))


def _is_person(target: str) -> bool:
    return target[:1] in {"U", "W"}
