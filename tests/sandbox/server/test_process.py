"""The server in a process of its own, driven through its control endpoint."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

PROGRAM = "from bot.sandbox.slack.process import Config, serve_forever; serve_forever(Config('secret'))"


@pytest.fixture
def address() -> Iterator[str]:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


async def ask(address: str, verb: str, token: str = "secret", **body: Any) -> tuple[int, Any]:
    """Return status and answer of one control request."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    sent = io.BytesIO(json.dumps(body).encode())  # aiohttp warns of large bodies given as bytes
    url = f"{address}/control/{verb}"
    async with aiohttp.ClientSession() as session, session.post(url, data=sent, headers=headers) as response:
        return response.status, await response.json(content_type=None)


async def test_another_process_drives_the_server(address: str) -> None:
    status, info = await ask(address, "info")
    assert status == 200
    people = [{"name": f"p{number}", "real_name": "x" * 100} for number in range(10_000)]
    people.append({"name": "ada", "real_name": "Ada", "email": "ada@example.org"})
    _, ids = await ask(address, "users", add=people)
    _, channels = await ask(address, "channels", add=[{"name": "digest", "members": [info["bot_user_id"]]}])
    client = AsyncWebClient(info["bot_token"], base_url=info["api_url"])
    metadata = {"event_type": "kind", "event_payload": {"key": "1"}}
    await client.chat_postMessage(channel=ids["ada"], text="hello", metadata=metadata)
    await client.chat_postMessage(channel=channels["digest"], text="digest")
    await ask(address, "faults", add=[{"kind": "rate_limit", "method": "auth.test", "seconds": 3}])
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {info['bot_token']}"}
        async with session.post(info["api_url"] + "auth.test", headers=headers) as response:
            assert (response.status, response.headers["Retry-After"]) == (429, "3")
    _, posted = await ask(address, "messages")
    shown = [(one["to"], one["text"], one["metadata"]) for one in posted["messages"]]
    assert shown == [(None, "digest", None), (ids["ada"], "hello", metadata)]
    _, counters = await ask(address, "counters")
    assert counters == {"calls": {"chat.postMessage": 2, "auth.test": 1}, "limited": {"auth.test": 1}}
    _, answer = await ask(address, "command", user=ids["ada"], command="/checkin")
    assert answer["error"] == "connection_failed"


async def test_control_is_guarded_and_says_what_it_does_not_understand(address: str) -> None:
    assert (await ask(address, "info", token="guess"))[0] == 403
    assert (await ask(address, "dance"))[0] == 404
    assert (await ask(address, "limits", speed=3))[0] == 400
    assert (await ask(address, "command", user="U0", command="/checkin"))[0] == 400
    assert (await ask(address, "limits", slack=True))[1]["tiers"] is True


async def test_it_tells_when_a_trigger_was_used(address: str) -> None:
    _, info = await ask(address, "info")
    _, ids = await ask(address, "users", add=[{"name": "ada", "real_name": "Ada"}])
    _, made = await ask(address, "triggers", users=[ids["ada"]] * 2, life=30)
    client = AsyncWebClient(info["bot_token"], base_url=info["api_url"])
    plain = {"type": "plain_text", "text": "Hello"}
    view = {"type": "modal", "title": plain, "blocks": [{"type": "section", "text": plain}]}
    before = time.monotonic()
    await client.views_open(trigger_id=made["triggers"][0], view=view)
    _, used = await ask(address, "used", triggers=[*made["triggers"], "unknown"])
    assert before < used["used"][0] < time.monotonic()
    assert used["used"][1:] == [None, None]
