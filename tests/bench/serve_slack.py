"""A Slack server in a process of its own for benchmarks: prints its API URL, its token and its people's ids.

Arguments: how many people, how many messages a second it takes, and the share of posts whose connection is cut after
the effect. On a line of input it prints its counts.
"""

import asyncio
import json
import sys
from collections import Counter
from datetime import UTC, datetime

from bot.clock import Clock
from bot.sandbox.slack.limits import Limits
from bot.sandbox.slack.server import SlackServer


async def main(people: int, per_second: float, cut: float) -> None:
    """Serve until the input ends."""
    server = SlackServer(
        Clock.fixed(datetime(2026, 9, 3, 16, 0, tzinfo=UTC)),
        limits=Limits.messages_per_second(per_second, burst=max(5.0, per_second / 20)),
    )
    if cut:
        server.faults.add("drop_after", "chat.postMessage", probability=cut)
    await server.start()
    ids = [server.workspace.add_user(f"p{n}", f"P {n}").id for n in range(people)]
    print(json.dumps({"api": server.api_url, "token": server.bot_token, "people": ids}), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        keys = Counter(
            message.metadata["event_payload"]["key"]
            for conversation in server.workspace.conversations.values()
            for message in conversation.messages
            if message.metadata
        )
        counts = {
            "calls": dict(server.limiter.calls),
            "limited": dict(server.limiter.limited),
            "messages": keys.total(),
            "twice": sum(1 for times in keys.values() if times > 1),
        }
        print(json.dumps(counts), flush=True)
    await server.stop()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
