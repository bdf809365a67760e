"""What went to and fro between the bot and the local Slack: every call and every request, with its JSON, tokens masked.

It follows the stream of changes; nothing here acts.
"""

import logging
import re
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar

from bot.clock import Clock
from bot.sandbox.slack.app import CallRecord
from bot.sandbox.slack.changes import Change, Changes
from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.outgoing import RequestRecord
from bot.sandbox.slack.response import Response
from bot.sandbox.slack.response_urls import ResponseUrl

log = logging.getLogger(__name__)
KEPT = 400  # entries in the list
MESSAGES_KEPT = 4000  # messages whose entries are remembered beyond the list
MASK = "•••"
SECRET_KEYS = frozenset({"token", "access_token", "client_secret"})
SECRET = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=ticket=)[\w-]+")
VIEW_METHODS = frozenset({"views.open", "views.push", "views.update", "views.publish"})
# Why a request to the bot came to nothing, by the stand-in's own words.
UNANSWERED = {
    "http_timeout": "the bot did not answer in time",
    "http_error": "the bot answered with an error",
    "connection_failed": "the bot could not be reached",
}
V = TypeVar("V")
Spot = tuple[str, str]  # a message's channel and ts


@dataclass(frozen=True, slots=True)
class Entry:
    """One call of the bot (`is_call`) or one request to it. `at` is UTC program time; `problem` is why it was refused.

    `about` is the id of the conversation or the user concerned, if any.
    """

    number: int
    at: datetime
    is_call: bool
    name: str
    about: str
    problem: str
    whole_sent: Mapping[str, Any]  # secrets and all: a week brings thousands, and few are ever looked at
    whole_got: Any

    @property
    def sent(self) -> Any:
        """Return what went out, with secrets masked."""
        return masked(self.whole_sent)

    @property
    def got(self) -> Any:
        """Return what came back, with secrets masked."""
        return masked(self.whole_got)


class Inspector:
    """Remembers the latest entries, and those of each message."""

    def __init__(self, changes: Changes, clock: Clock) -> None:
        self._clock = clock
        self._number = 0
        self.entries: deque[Entry] = deque(maxlen=KEPT)
        self._of_message: OrderedDict[Spot, list[Entry]] = OrderedDict()
        self._of_file: OrderedDict[str, list[Entry]] = OrderedDict()  # by its id: what brought it names no message
        self._requests: OrderedDict[str, Entry] = OrderedDict()  # by the key of their response_url
        self._spots: OrderedDict[str, Spot] = OrderedDict()  # likewise: the latest message that answered
        self._keys: OrderedDict[Spot, str] = OrderedDict()
        self._hear: Mapping[str, Callable[[Any], None]] = {
            "call": self._call,
            "request": self._request,
            "answered": self._answered,
            "answer_refused": self._refused,
        }
        self.stop = changes.listen(self._on_change)

    def find(self, number: int) -> Entry | None:
        """Return a remembered entry by its number."""
        kept = (*self._of_message.values(), *self._of_file.values())
        return next((one for one in (*self.entries, *chain.from_iterable(kept)) if one.number == number), None)

    def of_message(self, message: Message) -> list[Entry]:
        """Return the request that a message answers and the calls that made and changed it, in their order."""
        spot = (message.channel, message.ts)
        request = self.request_of(message)
        brought = [entry for file in message.files for entry in self._of_file.get(str(file.get("id")), ())]
        entries = [*([request] if request else []), *brought, *self._of_message.get(spot, ())]
        return sorted(entries, key=lambda one: one.number)

    def request_of(self, message: Message) -> Entry | None:
        """Return the request that a message answers, if it came at once or over a response_url."""
        return self._requests.get(self._keys.get((message.channel, message.ts), ""))

    def _on_change(self, change: Change) -> None:
        hear = self._hear.get(change.kind)
        if hear is not None:
            hear(change.subject)

    def _call(self, record: CallRecord) -> None:
        problem = problem_of(record)
        about = str(record.arguments.get("channel") or record.arguments.get("user_id") or "")
        entry = self._add(True, record.method, about, problem, record.arguments, record.answer)
        spot = _spot(record) or self._spots.get(_key(record.arguments.get("response_url")))
        if spot is not None and not problem:
            _put(self._of_message, spot, [*self._of_message.get(spot, ()), entry])
        for file_id in _files(record):
            _put(self._of_file, file_id, [*self._of_file.get(file_id, ()), entry])
        if problem and record.method in VIEW_METHODS:
            log.warning("Slack refused %s: %s", record.method, problem)

    def _request(self, record: RequestRecord) -> None:
        payload = record.payload
        user = payload.get("user")
        about = payload.get("user_id") or (user.get("id") if isinstance(user, dict) else "")
        error = record.answer.error or ""
        problem = UNANSWERED.get(error, error)
        entry = self._add(False, request_name(payload), str(about), problem, payload, record.answer.body)
        if key := _key(payload.get("response_url")):
            _put(self._requests, key, entry)

    def _answered(self, response_url: ResponseUrl) -> None:
        message = response_url.messages[-1]
        spot = (message.channel, message.ts)
        _put(self._spots, response_url.key, spot)
        _put(self._keys, spot, response_url.key)

    def _refused(self, response: Response) -> None:
        problem = with_details(response.error or "", response.details)
        self._add(True, "answer to a request", "", problem, response.body, {"ok": False, "error": response.error})
        log.warning("Slack refused an answer to a request: %s", problem)

    def _add(
        self, is_call: bool, name: str, about: str, problem: str, sent: Mapping[str, Any], got: Any
    ) -> Entry:  # fmt: skip
        self._number += 1
        entry = Entry(self._number, self._clock.now(), is_call, name, about, problem, sent, got)
        self.entries.append(entry)
        return entry


def masked(value: Any) -> Any:
    """Return JSON with every token in it masked."""
    if isinstance(value, Mapping):
        return {name: MASK if name in SECRET_KEYS else masked(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked(one) for one in value]
    return SECRET.sub(MASK, value) if isinstance(value, str) else value


def with_details(error: str, details: tuple[str, ...]) -> str:
    """Return Slack's error code with its words on it, if there are any."""
    return f"{error}: {'; '.join(details)}" if details else error


def request_name(payload: Mapping[str, Any]) -> str:
    """Return in a few words what a request to the bot was."""
    if "command" in payload:
        return f"{payload['command']} {payload.get('text', '')}".strip()
    view = payload.get("view") or {}
    title = view.get("title", {}).get("text", "") if isinstance(view, dict) else ""
    match payload.get("type"):
        case "block_actions":
            return f"“{_pressed(payload['actions'][0])}” used"
        case "view_submission":
            return f"form “{title}” sent"
        case "view_closed":
            return f"form “{title}” closed"
        case "shortcut" | "message_action":
            return f"shortcut {payload['callback_id']}"
        case "event_callback":
            event = payload["event"]
            return f"event {event['type']}" + (f".{event['channel_type']}" if "channel_type" in event else "")
        case kind:
            return str(kind)


def _pressed(action: Mapping[str, Any]) -> str:
    """Return the words on the button or the choice that was used."""
    for part in (action.get("selected_option"), action):
        text = part.get("text") if isinstance(part, dict) else None
        if isinstance(text, dict):
            return str(text["text"])
    return str(action["action_id"])


def problem_of(record: CallRecord) -> str:
    """Return why a call was refused, in Slack's words; an empty text when it was not."""
    if record.answer is None:
        return "the connection was cut" if record.status == 0 else f"HTTP {record.status}"
    if record.answer.get("ok"):
        return ""
    said = (record.answer.get("response_metadata") or {}).get("messages") or []
    details = tuple(str(one).removeprefix("[ERROR] ") for one in said)
    return with_details(str(record.answer.get("error")), details)


def _spot(record: CallRecord) -> Spot | None:
    """Return the message that a call posted, changed or removed."""
    answer = record.answer or {}
    ts = answer.get("ts") or answer.get("message_ts")
    channel = answer.get("channel") or record.arguments.get("channel")
    return (str(channel), str(ts)) if record.method.startswith("chat.") and ts and channel else None


def _files(record: CallRecord) -> list[str]:
    """Return the ids of the files that a call got a place for, or brought."""
    answer = record.answer or {}
    found = [answer.get("file_id"), *(file.get("id") for file in answer.get("files") or ())]
    return [str(file_id) for file_id in found if file_id] if record.method.startswith("files.") else []


def _key(address: Any) -> str:
    return str(address or "").partition("/response/")[2]


def _put(kept: OrderedDict[Any, V], key: Any, value: V) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > MESSAGES_KEPT:
        kept.popitem(last=False)
