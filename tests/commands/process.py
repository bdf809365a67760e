"""What a command of the tests runs in: a real process of its own, forked from one that has imported the program.

Python takes seconds to import what a command needs, and the tests run a hundred of them. That `python -m bot` itself
starts is held by the tests of `reciprocal run` and by `test_doors.py`.
"""

import multiprocessing
import os
import pkgutil
import sys
import tempfile
import warnings
from pathlib import Path

import bot.operations

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(
    ["bot.cli", "bot.app", *(f"bot.operations.{one.name}" for one in pkgutil.iter_modules(bot.operations.__path__))]
)


def run_to_the_end(arguments: tuple[str, ...], directory: Path, environment: dict[str, str]) -> tuple[int, str, str]:
    """Run a command in `directory`, with nothing but `environment`; return its status and what it printed."""
    with tempfile.TemporaryDirectory(prefix="reciprocal-command-") as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = SERVER.Process(target=_run, args=(arguments, directory, environment, out, err))
        process.start()
        process.join()
        status = process.exitcode
        process.close()
        assert status is not None
        return status, out.read_text("utf-8"), err.read_text("utf-8")


def _run(arguments: tuple[str, ...], directory: Path, environment: dict[str, str], out: Path, err: Path) -> None:
    from bot.cli import main

    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    warnings.simplefilter("error")
    sys.argv = ["reciprocal", *arguments]
    main()
