"""How the bot writes its log: console or JSON lines on standard error; never a token, a secret or a member's words.

The libraries' own debug lines hold whole requests, so they stay at warnings, whatever LOG_LEVEL says.
"""

import logging
import sys
from collections.abc import MutableMapping
from traceback import extract_tb
from types import TracebackType
from typing import Any, Literal

import structlog

INNERMOST = 5  # frames that say enough about where an error came from


def where(traceback: TracebackType | None) -> str:
    """Return the innermost places of a traceback, outermost first, without source lines or values."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(traceback)]
    return " > ".join(places[-INNERMOST:])


def without_words(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Say of an exception its type and where it came from: its own text may quote what somebody wrote."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else (given if isinstance(given, tuple) else sys.exc_info())[1]
    if given and error is not None:
        event["error"] = type(error).__name__
        event["where"] = where(error.__traceback__)
    return event


def configure(level: str, form: Literal["console", "json"]) -> None:
    """Send all log lines of at least `level` to standard error."""
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_words,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            exception_formatter=structlog.dev.plain_traceback,  # the usual one shows the values of variables
        )
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler.setFormatter(formatter)
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
