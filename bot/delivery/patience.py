"""Reading from Slack for a command that may take its time: waits as long as Slack asks, and asks again when cut off."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from bot.delivery.gateway import SlackBusy, SlackCalls, SlackDown, SlackUnsure

ATTEMPTS = 3  # of a read whose connection fails; waiting for a rate limit is no failure
PAUSE_S = 0.5


async def read(slack: SlackCalls, method: str, **arguments: Any) -> dict[str, Any]:
    """Call a method that changes nothing and return the answer. Raises SlackRefused, SlackUnsure or SlackDown."""
    failures = 0
    while True:
        try:
            return await slack.call(method, **arguments)
        except SlackBusy as busy:
            await asyncio.sleep(busy.retry_after_s)
        except (SlackUnsure, SlackDown):
            failures += 1
            if failures == ATTEMPTS:
                raise
            await asyncio.sleep(PAUSE_S * failures)


async def pages(slack: SlackCalls, method: str, **arguments: Any) -> AsyncIterator[dict[str, Any]]:
    """Yield every page of a listing. A page may be short or empty before the end; only the cursor tells."""
    cursor: str | None = None
    while cursor != "":
        answer = await read(slack, method, cursor=cursor, **arguments)
        yield answer
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
