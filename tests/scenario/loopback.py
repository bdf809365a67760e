"""A guard over the whole process: whoever tries to reach anything but this machine is refused, and remembered."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
ASKING = frozenset({"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"})


class Refused(PermissionError):
    """Something outside this machine was to be reached."""


class _Guard:
    """One audit hook for the life of the process (Python cannot take it away), which looks while it is asked to."""

    def __init__(self) -> None:
        self.tried: list[str] | None = None
        self.is_set = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.tried is None or event not in ASKING:
            return
        target = arguments[0] if event.startswith("socket.get") else arguments[1]
        host = target[0] if isinstance(target, tuple) else target
        if isinstance(target, (str, bytes)) and event in {"socket.connect", "socket.sendto"}:
            return  # a Unix socket
        if host is not None and str(host) not in LOOPBACK:
            self.tried.append(f"{event} {host}")
            raise Refused(f"{host} is not this machine")


_guard = _Guard()


@contextmanager
def only_loopback() -> Iterator[list[str]]:
    """Refuse everything outside this machine meanwhile; yields what was tried, as it happens."""
    if not _guard.is_set:
        sys.addaudithook(_guard)
        _guard.is_set = True
    _guard.tried = tried = []
    try:
        yield tried
    finally:
        _guard.tried = None
