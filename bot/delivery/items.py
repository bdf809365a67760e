"""What passes between the sender's rooms: a message ready to be sent, and what became of a row."""

from dataclasses import dataclass
from datetime import datetime

from bot.delivery.errors import Verdict
from bot.domain.messages import Kind, Row
from bot.domain.sending import Drop, Wait
from bot.views.message import Message


@dataclass(frozen=True, slots=True)
class Item:
    """A row whose message is ready. `target` is a channel, or a person's Slack id while their direct channel is
    unknown, or the ids of several people joined with a comma, who are written to together; `ts` is that of the message
    to change or remove, or the id of the file where `is_file`; `thread` is that of the message it replies to; `removes`
    is the id of the row whose message is to go. `unless_found` is set for a row that may be in Slack already but is not
    to be sent (any more or yet): what becomes of it if Slack does not have it. `deadline` is the monotonic moment after
    which no call for it may begin.
    """

    row: Row
    kind: Kind
    target: str
    message: Message | None
    now: datetime
    deadline: float
    ts: str | None = None
    thread: str | None = None
    removes: int | None = None
    is_file: bool = False
    unless_found: Wait | Drop | None = None
    was_unreachable: bool = False

    @property
    def lane(self) -> tuple[int, str]:
        """Return what names the conversation; messages to the same one go in order."""
        person_id = self.row.person_id
        return (self.row.workspace_id, self.target if person_id is None else f"person {person_id}")


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack has the message, at `channel` and `ts`; `at` is UTC program time.

    `new_dm`: the channel is the person's direct channel, which was not known before.
    """

    row: Row
    channel: str | None
    ts: str | None
    at: datetime
    new_dm: bool = False
    was_unreachable: bool = False
    removed: int | None = None  # the id of the row whose message is gone
    is_public: bool = False  # a confidential message stands where everybody in the workspace can read it


@dataclass(frozen=True, slots=True)
class Held:
    """The message waits until a moment of program time."""

    row: Row
    until: datetime


@dataclass(frozen=True, slots=True)
class Dropped:
    """The message is not sent, ever."""

    row: Row
    reason: str


@dataclass(frozen=True, slots=True)
class PutBack:
    """The message is tried again after `after_s` seconds of machine time; `unsure`: Slack may have it."""

    row: Row
    after_s: float
    reason: str
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Slack refuses the message for good, or (STOP_WORKSPACE) anything of the workspace; `at` is program time."""

    row: Row
    error: str
    verdict: Verdict
    at: datetime
    target: str = ""


Outcome = Sent | Held | Dropped | PutBack | Refused
