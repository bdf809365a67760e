"""Telling open pages what has changed, as server-sent events. A page then fetches the part that it shows."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

from bot.sandbox.community.residents import Resident
from bot.sandbox.page.clockface import clock_words
from bot.sandbox.page.inspector import VIEW_METHODS, problem_of
from bot.sandbox.page.markup import Reader
from bot.sandbox.slack.app import CallRecord
from bot.sandbox.slack.changes import Change, Changes
from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.state import Workspace
from bot.sandbox.timeline import Way

ALIVE_S = 15.0  # a line now and then tells that the connection stands
MOMENT_S = 0.02  # what changes within it is told together
LONGEST_S = 0.5  # the moments grow up to it while one change follows another, as in a jump of a week
AT_ONCE = frozenset({"modal", "refused", "time"})
MOVING = "moving"  # of which only the latest counts, and nothing once time stands still again
News = dict[str, str]


class Live:
    """The streams of all open pages; `close` ends them so that the server can stop."""

    def __init__(self, changes: Changes, workspace: Workspace) -> None:
        self._changes = changes
        self._workspace = workspace
        self._streams: set[asyncio.Queue[News | None]] = set()

    async def stream(self, resident: Resident) -> AsyncIterator[str]:
        """Yield what concerns a person, for as long as the page is open."""
        queue: asyncio.Queue[News | None] = asyncio.Queue()
        self._streams.add(queue)

        def hear(change: Change) -> None:
            if (news := self._news(change, resident)) is not None:
                queue.put_nowait(news)

        stop = self._changes.listen(hear)
        try:
            yield "retry: 1000\n\n"
            moment = MOMENT_S
            while True:
                came = await _comes(queue, moment)
                moment = min(2 * moment, LONGEST_S) if came else MOMENT_S
                came = came or await _comes(queue, ALIVE_S)
                if not came:
                    yield ": alive\n\n"
                    continue
                for news in await _together(came[0], queue, moment):
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

    def _news(self, change: Change, resident: Resident) -> News | None:
        """Return what the page of `resident` has to fetch anew after a change, if anything."""
        subject, person_id = change.subject, resident.person.id
        match change.kind:
            case "time":
                return {"part": "time"}
            case "moving":
                return self._moving(subject, resident)
            case "home":
                return {"part": "home"} if subject.user_id == person_id else None
            case "call":
                return self._called(subject, person_id)
            case "request" | "answer_refused":
                return {"part": "inspector"}
            case "conversation":
                return {"part": "places"} if person_id in subject.members else None
            case "member_joined_channel" | "member_left_channel":
                return {"part": "places"} if subject[1] == person_id else None
            case "reaction_added" | "reaction_removed":
                return self._about(subject[0], person_id)
        if isinstance(subject, View):
            return {"part": "modal"} if subject.user_id == person_id else None
        return self._about(subject, person_id) if isinstance(subject, Message) else None

    def _moving(self, way: Way, resident: Resident) -> News:
        """Return what the clock of `resident` shows on the way, and how much of it lies behind if that is known."""
        reader = Reader(self._workspace, resident.person.user.tz, way.reached)
        share = "" if way.share is None else f"{way.share:.3f}"
        return {"part": MOVING, "share": share, **clock_words(reader, way.reached)}

    def _about(self, message: Message, person_id: str) -> News | None:
        conversation: Conversation | None = self._workspace.conversations.get(message.channel)
        if conversation is None or message.seen_by not in (None, person_id):
            return None
        if person_id in conversation.members:
            return {"part": "messages", "channel": conversation.id}
        return {"part": "people"} if conversation.kind == "im" else None

    def _called(self, record: CallRecord, person_id: str) -> News:
        """Return the news of a call: a modal that Slack refused is told to whoever waits for it."""
        problem = problem_of(record) if record.method in VIEW_METHODS else ""
        trigger = str(record.arguments.get("trigger_id") or "")
        if problem and self._workspace.triggers.owner(trigger) == person_id:
            return {"part": "refused", "text": f"Slack refused {record.method}: {problem}"}
        return {"part": "inspector"}


async def _comes(queue: asyncio.Queue[News | None], within_s: float) -> list[News | None]:
    """Return the next news in a list, which is empty if none come in time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            return [await queue.get()]
    return []


async def _together(first: News | None, queue: asyncio.Queue[News | None], moment_s: float) -> list[News | None]:
    """Return what comes within a moment, each thing once; somebody waits for a form, so that is told at once."""
    found = [first]
    with suppress(TimeoutError):
        async with asyncio.timeout(moment_s):
            while found[-1] is not None and found[-1]["part"] not in AT_ONCE:
                news = await queue.get()
                if news is None or news not in found:
                    found.append(news)
    return _without_outdated(found)


def _without_outdated(found: list[News | None]) -> list[News | None]:
    """Leave out how far time had come, save for the latest; all of it where time stands still again."""
    if any(news is not None and news["part"] == "time" for news in found):
        return [news for news in found if news is None or news["part"] != MOVING]
    ways = [news for news in found if news is not None and news["part"] == MOVING]
    return [news for news in found if news not in ways[:-1]]
