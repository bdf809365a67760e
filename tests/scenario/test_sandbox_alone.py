"""The sandbox stays on this machine: it never talks to the real Slack, nor to anybody else."""

import os
import socket
from pathlib import Path

import psutil
import pytest

from tests.scenario.loopback import Refused, only_loopback
from tests.scenario.visiting import visited_sandbox

MENTEE = "mia.sol"


def test_the_guard_refuses_and_remembers() -> None:
    with only_loopback() as tried:
        with pytest.raises(Refused):
            socket.create_connection(("192.0.2.1", 443), timeout=0.1)
        with pytest.raises(Refused):
            socket.getaddrinfo("slack.com", 443)
    assert tried == ["socket.getaddrinfo 192.0.2.1", "socket.getaddrinfo slack.com"]


async def test_two_weeks_reach_nothing_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SLACK_BOT_TOKEN": "xoxb-real", "SLACK_API_URL": "https://slack.com/api/"}.items():
        monkeypatch.setitem(os.environ, name, value)  # as on the machine of somebody who runs the real bot too
    with only_loopback() as tried:
        async with visited_sandbox(tmp_path) as page:
            await page.leap("prompt")
            assert await page.do(MENTEE, "say", text="/checkin") == {}
            await page.until_modal(MENTEE)
            assert await page.do(MENTEE, "modal-submit", **await page.typed(MENTEE, went_well="A calm week.")) == {}
            await page.until(MENTEE, "Your check-in is saved.")
            await page.post("/trouble", {"mode": "failing"})
            await page.leap("week")
            await page.post("/trouble", {"mode": "off"})
            await page.post("/start-over", {})
            await page.leap("week")
    assert tried == []


async def test_its_ports_are_for_this_machine_only(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        listening = {
            one.laddr.port: one.laddr.ip
            for one in psutil.Process().net_connections("tcp")
            if one.status == psutil.CONN_LISTEN
        }
        assert page.running.port in listening
        assert len(listening) >= 2  # the page and the local Slack
        assert set(listening.values()) == {"127.0.0.1"}
