"""A program's own questions, what people were asked besides their prompts, and questions for the whole community."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

PREFIX = "own:"  # of the keys of a program's own questions, beside those of the bank that comes with the bot
NAME_LENGTH = 60  # characters of the name under which a file lists a question
ANSWER_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question that coordinators added. `name` is how a file calls it; `audience` holds roles and "group"."""

    id: int
    program_id: int
    name: str
    text: str
    kind: str
    audience: frozenset[str]
    about_meetings: bool = False
    resource_id: int | None = None
    retired_at: datetime | None = None

    @property
    def key(self) -> str:
        """How prompts and draws refer to it."""
        return f"{PREFIX}{self.id}"


@dataclass(frozen=True, slots=True)
class QuestionWish:
    """A question as somebody wants it: in a form, or in a file under `name`."""

    text: str
    kind: str
    audience: frozenset[str]
    about_meetings: bool = False
    name: str = ""
    resource_id: int | None = None


class Purpose(StrEnum):
    """Whom somebody wants a question for."""

    SELF = "self"
    MENTEE = "mentee"
    COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Draw:
    """A question that somebody asked for. `pair_id`: of the pair to which a mentor brings it. Times are UTC; `kept_at`
    is None until they keep it; `answer` is theirs alone.
    """

    id: int
    person_id: int
    member_id: int
    purpose: Purpose
    question_key: str
    reason: str
    asked_at: datetime
    pair_id: int | None = None
    answer: str = ""
    kept_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CommunityQuestion:
    """A question put to the community: by a member's draw, or (`draw_id` None) at the program's rhythm."""

    id: int
    program_id: int
    question_key: str
    reason: str
    asked_at: datetime
    message_key: str  # of the outbox row that carries it
    draw_id: int | None = None
