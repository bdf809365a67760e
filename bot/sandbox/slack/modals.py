"""Views: modals in stacks of three, one Home tab per user, their hashes, and the triggers that open them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack import inputs
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.ids import Ids

STACK = 3  # docs.slack.dev/surfaces/modals
TRIGGER_LIFE = 3.0  # seconds; views.open


@dataclass(slots=True)
class View:
    """One view as one user has it before them. `definition` is what the app sent, with block ids filled in."""

    id: str
    user_id: str
    team_id: str
    app_id: str
    bot_id: str
    definition: dict[str, Any]
    hash: str
    root_view_id: str = ""
    previous_view_id: str | None = None
    opened_by: str = ""
    state: inputs.State = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The blocks, each with its block_id."""
        blocks: list[dict[str, Any]] = self.definition["blocks"]
        return blocks

    @property
    def external_id(self) -> str:
        """The app's own id for the view, or an empty text."""
        return str(self.definition.get("external_id") or "")

    def json(self) -> dict[str, Any]:
        """Return the view as it appears in answers and in payloads."""
        given = self.definition
        return {
            "id": self.id,
            "team_id": self.team_id,
            "type": given["type"],
            "blocks": given["blocks"],
            "private_metadata": given.get("private_metadata") or "",
            "callback_id": given.get("callback_id") or "",
            # What was entered in an element is replaced as a whole, never changed, so it need not be copied too.
            "state": {"values": {block_id: dict(entered) for block_id, entered in self.state.items()}},
            "hash": self.hash,
            "title": given.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
            "clear_on_close": bool(given.get("clear_on_close")),
            "notify_on_close": bool(given.get("notify_on_close")),
            "close": given.get("close"),
            "submit": given.get("submit"),
            "previous_view_id": self.previous_view_id,
            "root_view_id": self.root_view_id,
            "app_id": self.app_id,
            "external_id": self.external_id,
            "app_installed_team_id": self.team_id,
            "bot_id": self.bot_id,
        }


@dataclass(slots=True)
class Trigger:
    """Permission to open one modal for one user; `issued` and `used` are moments on Slack's own monotonic clock."""

    id: str
    user_id: str
    issued: float
    view_id: str | None = None
    used: float | None = None


class Triggers:
    """Issues trigger ids and lets each be used once, within `life` seconds of machine time."""

    def __init__(self, ids: Ids, monotonic: Callable[[], float], life: float = TRIGGER_LIFE) -> None:
        self._ids = ids
        self._monotonic = monotonic
        self._issued: dict[str, Trigger] = {}
        self.life = life

    def issue(self, user_id: str, view_id: str | None = None) -> str:
        """Return a new trigger id for `user_id`; `view_id` names the modal in which it arose, if any."""
        trigger = Trigger(f"{self._ids.new('')}.{self._ids.secret(10)}", user_id, self._monotonic(), view_id)
        self._issued[trigger.id] = trigger
        if len(self._issued) > 20_000:
            del self._issued[next(iter(self._issued))]
        return trigger.id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use up a trigger. Raises `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used is not None:
            raise SlackError("exchanged_trigger_id")
        now = self._monotonic()
        if now - trigger.issued > self.life:
            raise SlackError("expired_trigger_id")
        trigger.used = now
        return trigger

    def owner(self, trigger_id: str) -> str | None:
        """Return the id of the user for whom a trigger was issued; None if it is not known."""
        trigger = self._issued.get(trigger_id)
        return trigger.user_id if trigger is not None else None

    def used_at(self, trigger_id: str) -> float | None:
        """Return when a trigger was used, on the monotonic clock; None if it was not, or is not known."""
        trigger = self._issued.get(trigger_id)
        return trigger.used if trigger is not None else None


class Views:
    """All views of one workspace: the open stack and the Home tab of each user."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._by_id: dict[str, View] = {}
        self._by_external_id: dict[str, View] = {}
        self.by_trigger: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def make(self, definition: dict[str, Any], user_id: str, team_id: str, app_id: str, bot_id: str) -> View:
        """Return a new view that is not yet open anywhere. Raises `duplicate_external_id`."""
        external_id = definition.get("external_id")
        if external_id and external_id in self._by_external_id:
            raise SlackError("duplicate_external_id")
        view = View(self._ids.new("V"), user_id, team_id, app_id, bot_id, definition, self._hash())
        view.root_view_id = view.id
        view.state = inputs.carried_over(view.blocks, {})
        return view

    def open(self, view: View) -> None:
        """Show `view` as the only modal of its user; the ones open before are gone."""
        self.clear(view.user_id)
        self.stacks[view.user_id] = [view]
        self._remember(view)

    def push(self, view: View) -> None:
        """Lay `view` over its user's top modal. Raises `not_found` with none open, `push_limit_reached` at three."""
        stack = self.stacks.get(view.user_id)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= STACK:
            raise SlackError("push_limit_reached")
        view.previous_view_id, view.root_view_id = stack[-1].id, stack[0].id
        stack.append(view)
        self._remember(view)

    def change(self, view: View, definition: dict[str, Any]) -> None:
        """Replace what a view shows; what its user typed stays where block_id and action_id do."""
        self._by_external_id.pop(view.external_id, None)
        view.definition = definition
        view.hash = self._hash()
        view.state = inputs.carried_over(view.blocks, view.state)
        view.errors = {}
        self._remember(view)

    def publish(self, view: View) -> None:
        """Make `view` the Home tab of its user."""
        self.homes[view.user_id] = view
        self._remember(view)

    def find(self, view_id: str | None, external_id: str | None) -> View:
        """Return an open view by one of its ids. Raises `not_found`."""
        view = self._by_id.get(view_id or "") or self._by_external_id.get(external_id or "")
        if view is None:
            raise SlackError("not_found")
        return view

    def top(self, user_id: str) -> View | None:
        """Return the modal that `user_id` has in front of them, if any."""
        stack = self.stacks.get(user_id)
        return stack[-1] if stack else None

    def pop(self, user_id: str) -> View | None:
        """Close the top modal and return it."""
        stack = self.stacks.get(user_id)
        if not stack:
            return None
        view = stack.pop()
        self._forget(view)
        return view

    def clear(self, user_id: str) -> list[View]:
        """Close every modal of `user_id`, top first, and return them."""
        closed = self.stacks.pop(user_id, [])[::-1]
        for view in closed:
            self._forget(view)
        return closed

    def _hash(self) -> str:
        return f"{self._ids.new('')}.{self._ids.secret(8)}"

    def _remember(self, view: View) -> None:
        self._by_id[view.id] = view
        if view.opened_by:
            self.by_trigger[view.opened_by] = view
        if view.external_id:
            self._by_external_id[view.external_id] = view

    def _forget(self, view: View) -> None:
        self._by_id.pop(view.id, None)
        self.by_trigger.pop(view.opened_by, None)
        self._by_external_id.pop(view.external_id, None)
