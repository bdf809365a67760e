"""`reciprocal run` as a process: start it, ask it how it is, stop it or kill it."""

import asyncio
import os
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import aiohttp

from bot.settings import HELP
from tests.forked import Forked, Work

COMMAND = ("-W", "error", "-m", "bot", "run")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@dataclass
class Running:
    """One process, which serves `address` and writes its standard error to the file `err`."""

    process: Process | Forked
    address: str
    err: Path

    async def get(self, path: str) -> tuple[int, str]:
        """Return the status and the text of one of its pages."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.address}{path}") as answer:
            return answer.status, await answer.text()

    async def ready(self) -> None:
        """Wait until it says that nothing is wrong. Raises TimeoutError."""
        await self.says(lambda wrong: not wrong)

    async def says(self, expected: Callable[[dict[str, str]], object]) -> None:
        """Wait until what it says is wrong is as expected. Raises TimeoutError, or AssertionError if it has ended."""
        async with asyncio.timeout(20):
            while True:
                assert self.process.returncode is None, self.err.read_text("utf-8")
                try:
                    async with aiohttp.ClientSession() as session:
                        answer = await session.get(f"{self.address}/readyz")
                        said: dict[str, Any] = await answer.json()
                    assert (answer.status == 200) is said["ready"] is (not said["wrong"])
                    if expected(said["wrong"]):
                        return
                except aiohttp.ClientConnectionError:
                    pass  # it does not listen yet
                await asyncio.sleep(0.02)

    async def end(self) -> tuple[int, str]:
        """Return its exit status and what it wrote to standard error, once it has ended."""
        async with asyncio.timeout(20):
            status = await self.process.wait()
        return status, self.err.read_text("utf-8")

    async def stop(self) -> tuple[int, str]:
        """Send SIGTERM and return the same."""
        self.process.send_signal(signal.SIGTERM)
        return await self.end()


def _written(path: Path) -> BinaryIO:
    return path.open("wb")


@asynccontextmanager
async def running(
    directory: Path, settings: dict[str, str], target: Callable[..., None] | None = None, *arguments: str
) -> AsyncIterator[Running]:
    """Run `reciprocal run` as an operator starts it, or else `target` in a forked process, with nothing but these
    settings in the environment.
    """
    port = settings.get("PORT") or str(free_port())
    environment = {name: value for name, value in os.environ.items() if name not in HELP} | {"PORT": port} | settings
    with tempfile.TemporaryDirectory(prefix="reciprocal-run-") as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process: Process | Forked
        if target is None:
            with _written(out) as stdout, _written(err) as stderr:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, *COMMAND, cwd=directory, env=environment, stdout=stdout, stderr=stderr
                )
        else:
            process = Forked(Work(target, arguments, directory, environment, out, err))
        try:
            yield Running(process, f"http://127.0.0.1:{port}", err)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
