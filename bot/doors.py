"""What the doors of the command line share: options that several commands take, and how each command ends."""

import errno
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

ProgramName = Annotated[str, typer.Option("--program", metavar="NAME", help="The program, by its name in any case.")]
TeamId = Annotated[
    str | None, typer.Option("--workspace", metavar="TEAM_ID", help="With OAuth, if there are several: which one.")
]


@contextmanager
def importing() -> Iterator[None]:
    """Have Python not look for garbage while much is imported, which took a fifth of the time. What there is stays in
    memory: for a visitor's sandbox, who waits for its page, not for a bot that runs for months.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def finish(operation: Callable[[], int]) -> None:
    """Run an operation and exit with its status; what stops it becomes lines on standard error."""
    from sqlalchemy.exc import OperationalError

    from bot.operations.common import Stopped
    from bot.settings import SettingsError

    try:
        status = operation()
    except SettingsError as error:
        sys.stderr.write("".join(f"{line}\n" for line in error.problems))
        status = 2
    except Stopped as error:
        sys.stderr.write(f"{error}\n")
        status = error.status
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        sys.stderr.write(f"{error.filename or 'A file'} cannot be used: {error.strerror or error}.\n")
        status = 1
    except OperationalError as error:
        sys.stderr.write(f"The database does not answer: {str(error.orig).splitlines()[0]}. Check DATABASE_URL.\n")
        status = 1
    raise typer.Exit(status)
