"""Processes for tests: real ones of their own, forked from one that has imported the program.

Python takes seconds to import what the program needs, and the tests start it two hundred times. That `python -m bot`
itself starts is held by `tests/scenario/test_run.py` and `tests/commands/test_doors.py`.
"""

import asyncio
import multiprocessing
import os
import pkgutil
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import bot.operations

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(
    ["bot.cli", "bot.app", *(f"bot.operations.{one.name}" for one in pkgutil.iter_modules(bot.operations.__path__))]
)


@dataclass(frozen=True)
class Work:
    """What a process does: `target`, a function of a module's, in `directory` and with nothing but `environment`.

    What it prints goes to the files `out` and `err`.
    """

    target: Callable[..., None]
    arguments: tuple[str, ...]
    directory: Path
    environment: dict[str, str]
    out: Path
    err: Path

    def do(self) -> None:
        """Do it, as this process."""
        os.chdir(self.directory)
        os.environ.clear()
        os.environ.update(self.environment)
        for number, path in ((1, self.out), (2, self.err)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        warnings.simplefilter("error")
        self.target(*self.arguments)


class Forked:
    """A process that does some work."""

    def __init__(self, work: Work) -> None:
        self._process = SERVER.Process(target=work.do)
        self._process.start()

    @property
    def returncode(self) -> int | None:
        """Return its exit status once it has ended: the negative number of the signal that ended it, if one did."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    async def wait(self) -> int:
        """Return its exit status once it has ended."""
        await asyncio.to_thread(self._process.join)
        return self.join()

    def join(self) -> int:
        """Wait for its end where nothing else is to go on meanwhile, and return its exit status."""
        self._process.join()
        assert self._process.exitcode is not None
        return self._process.exitcode


def reciprocal(*arguments: str) -> None:
    """Be the command `reciprocal` with these arguments."""
    from bot.cli import main

    sys.argv = ["reciprocal", *arguments]
    main()
