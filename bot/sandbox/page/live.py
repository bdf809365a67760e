"""Telling open pages what has changed, as server-sent events. A page then fetches the part that it shows."""

import asyncio
import json
from collections.abc import AsyncIterator

from bot.sandbox.community.residents import Resident
from bot.sandbox.slack.changes import Change, Changes
from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.state import Workspace

ALIVE_S = 15.0  # a line now and then tells that the connection stands


class Live:
    """The streams of all open pages; `close` ends them so that the server can stop."""

    def __init__(self, changes: Changes, workspace: Workspace) -> None:
        self._changes = changes
        self._workspace = workspace
        self._streams: set[asyncio.Queue[dict[str, str] | None]] = set()

    async def stream(self, resident: Resident) -> AsyncIterator[str]:
        """Yield what concerns a person, for as long as the page is open."""
        queue: asyncio.Queue[dict[str, str] | None] = asyncio.Queue()
        self._streams.add(queue)

        def hear(change: Change) -> None:
            if (news := self._news(change, resident)) is not None:
                queue.put_nowait(news)

        stop = self._changes.listen(hear)
        try:
            yield "retry: 1000\n\n"
            while True:
                try:
                    async with asyncio.timeout(ALIVE_S):
                        news = await queue.get()
                except TimeoutError:
                    yield ": alive\n\n"
                    continue
                if news is None:
                    return
                yield f"data: {json.dumps(news)}\n\n"
        finally:
            stop()
            self._streams.discard(queue)

    def close(self, news: str | None = None) -> None:
        """End every stream, after `news` if there is any."""
        for queue in self._streams:
            if news is not None:
                queue.put_nowait({"part": news})
            queue.put_nowait(None)

    def _news(self, change: Change, resident: Resident) -> dict[str, str] | None:
        """Return what the page of `resident` has to fetch anew after a change, if anything."""
        if change.kind == "time":
            return {"part": "time"}
        subject, person_id = change.subject, resident.person.id
        if isinstance(subject, View):
            return {"part": "modal"} if subject.user_id == person_id else None
        if not isinstance(subject, Message) or subject.seen_by not in (None, person_id):
            return None
        conversation = self._workspace.conversations.get(subject.channel)
        if conversation is None:
            return None
        if person_id in conversation.members:
            return {"part": "messages", "channel": conversation.id}
        return {"part": "people"} if conversation.kind == "im" else None
