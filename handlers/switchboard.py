"""Which listener a request is for, found by its id at once: Bolt itself asks each listener in turn, which takes longer
for the hundred that it is not for than all our own work.

Nothing here knows what any of them is about.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from inspect import Parameter, signature
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

Listener = Callable[..., Awaitable[Any]]
Register = Callable[[Listener], Listener]
ANY = re.compile("")


class Switchboard(AsyncApp):
    """Bolt, with one listener for all actions, one for all forms, commands, shortcuts and events each.

    Those that are registered by a plain name are found by it; whatever is asked for otherwise is Bolt's own matter.
    """

    def __init__(self, **options: Any) -> None:
        """Take Bolt's own `options`."""
        super().__init__(**options)
        self._lines: dict[str, dict[str, Listener]] = {kind: {} for kind in NAMES}
        self._wanted: dict[Listener, tuple[str, ...]] = {}
        for kind in NAMES:
            self._open(kind)

    def action(self, constraints: Any, *rest: Any, **more: Any) -> Any:
        """Listen to a button or menu by its action id."""
        return self._line("action", constraints, rest, more)

    def view(self, constraints: Any, *rest: Any, **more: Any) -> Any:
        """Listen to a form that is sent off, by its callback id."""
        return self._line("view", constraints, rest, more)

    def command(self, command: Any, *rest: Any, **more: Any) -> Any:
        """Listen to a slash command."""
        return self._line("command", command, rest, more)

    def shortcut(self, constraints: Any, *rest: Any, **more: Any) -> Any:
        """Listen to a shortcut by its callback id."""
        return self._line("shortcut", constraints, rest, more)

    def event(self, event: Any, *rest: Any, **more: Any) -> Any:
        """Listen to an event by its type, whatever its subtype."""
        return self._line("event", event, rest, more)

    def _line(self, kind: str, name: Any, rest: tuple[Any, ...], more: Mapping[str, Any]) -> Any:
        if not isinstance(name, str) or rest or more:
            return getattr(super(), kind)(name, *rest, **more)

        def register(listener: Listener) -> Listener:
            self._lines[kind].setdefault(name, listener)
            return listener

        return register

    def _open(self, kind: str) -> None:
        """Have Bolt bring everything of a kind that somebody listens to."""
        lines, name_of = self._lines[kind], NAMES[kind]

        async def is_known(payload: dict[str, Any]) -> bool:
            return name_of(payload) in lines

        async def relay(args: AsyncArgs) -> None:
            listener = lines.get(name_of(args.payload))
            if listener is not None:
                await listener(**{name: getattr(args, name) for name in self._asked_for(listener)})

        # Bolt acknowledges an event by itself. Of anything else it says that it is nobody's if no listener has
        # acknowledged it, which takes less time than to be asked before.
        getattr(super(), kind)(ANY, matchers=[is_known] if kind == "event" else [])(relay)

    def _asked_for(self, listener: Listener) -> tuple[str, ...]:
        """Return the names of the arguments that a listener wants of Bolt: those that it has no value for yet."""
        if listener not in self._wanted:  # found when it is first called: to look into all would slow the start
            parameters = signature(listener).parameters.items()
            self._wanted[listener] = tuple(name for name, one in parameters if one.default is Parameter.empty)
        return self._wanted[listener]


# In the order in which Bolt asks whether a request is of the kind: what comes most often first.
NAMES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "action": lambda payload: str(payload.get("action_id")),
    "view": lambda payload: str(payload.get("callback_id")),
    "command": lambda payload: str(payload.get("command")),
    "shortcut": lambda payload: str(payload.get("callback_id")),
    "event": lambda payload: str(payload.get("type")),
}
