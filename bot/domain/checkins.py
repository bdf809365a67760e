"""Weekly check-ins: prompts, answers, and who may read them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from unicodedata import category

from bot.domain.calendar import local, moment_of
from bot.domain.pairs import Partner

LONG_ANSWER = 2000  # characters of the three first fields
SHORT_ANSWER = 1000  # characters of the fields under "More"
UNANSWERED_BEFORE_REST = 3  # README, "When things happen"
GATHER_UNTIL = time(17, 0)  # when somebody with several partners gets the day's check-ins, on their wall clock


class Audience(StrEnum):
    """Who may read a win or challenge; the partner's part is kept apart, by reader."""

    PAIR = "pair"
    GROUP = "group"  # the home group, in its conversation
    COMMUNITY = "community"


class RestChoice(StrEnum):
    """How somebody who did not answer three prompts would like to go on."""

    KEEP = "keep"
    LESS = "less"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody wrote for one program week; empty text means nothing was written."""

    went_well: str
    hard: str = ""
    next_step: str = ""
    answer: str = ""  # to the coaching question
    looking_forward: str = ""
    own_school: str = ""  # a mentor: what the mentoring gave their own school


def with_note(answers: Answers, field: str, text: str) -> Answers:
    """Return the answers with `text` added to a field, on a line of its own below what stands there.

    The whole of it, also when that is longer than the field may be: its author shortens it, nobody else.
    """
    before = getattr(answers, field)
    return replace(answers, **{field: f"{before}\n{text}" if before else text})


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A member's answers for the program week that begins on the local day `week`."""

    id: int
    member_id: int
    week: date
    answers: Answers
    question_key: str | None
    readers: frozenset[int]  # person ids of partners who may read it
    win_audience: Audience
    challenge_audience: Audience
    created_at: datetime
    updated_at: datetime


def latest_step(latest: CheckIn | None, now_what: tuple[str, datetime] | None) -> str:
    """Return somebody's last next step: of their `latest` check-in or, if that was said later, what they will do about
    a challenge (their words, and when in UTC).
    """
    if now_what is not None and (latest is None or now_what[1] > latest.updated_at):
        return now_what[0]
    return latest.answers.next_step if latest else ""


@dataclass(frozen=True, slots=True)
class Met:
    """A talk of today that the form or a tap reports: of which pair, and how long."""

    pair_id: int
    minutes: int


class Keep(StrEnum):
    """As what a message written to the bot is kept."""

    ANSWER = "answer"
    WIN = "win"
    CHALLENGE = "challenge"


@dataclass(frozen=True, slots=True)
class Kept:
    """A note (its id) that the form began with, and as what."""

    note_id: int
    keep: Keep


@dataclass(frozen=True, slots=True)
class Submission:
    """A filled-in form. `readers` are person ids, `week` is the first local day of the week it was opened for."""

    member_id: int
    week: date
    answers: Answers
    readers: frozenset[int] = frozenset()
    win_audience: Audience = Audience.PAIR
    challenge_audience: Audience = Audience.PAIR
    met: Met | None = None
    question_key: str | None = None
    note: Kept | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """The question put to a person for a program week. Times are UTC; `remind_at` is None once there is nothing to
    remind of. Whether it was sent is a fact of the outbox.
    """

    id: int
    person_id: int
    member_id: int
    week: date
    asked_at: datetime
    question_key: str
    question_reason: str
    message_key: str  # of the outbox row that carries it
    last_next_step: str = ""
    remind_at: datetime | None = None
    answered_at: datetime | None = None
    skipped_at: datetime | None = None
    postponed_at: datetime | None = None
    reminder_key: str | None = None

    @property
    def is_open(self) -> bool:
        """Say whether the person has neither answered nor skipped."""
        return self.answered_at is None and self.skipped_at is None


def preselected_readers(partners: Sequence[Partner]) -> frozenset[int]:
    """Return the person ids ticked when the form opens: the one partner, unless they also supervise the author.

    With several partners nothing is preselected (README, "Who sees what").
    """
    if len(partners) == 1 and not partners[0].supervises:
        return frozenset({partners[0].person_id})
    return frozenset()


def allowed_readers(wanted: frozenset[int], partners: Sequence[Partner]) -> frozenset[int]:
    """Return those of the `wanted` person ids who are partners now; a form may be older than the end of a pair."""
    return wanted & {partner.person_id for partner in partners}


def share_at(now: datetime, timezone: str, partners: int) -> datetime:
    """Return the UTC moment at which a reader with so many `partners` gets a check-in submitted at `now`.

    One partner's arrives at once; several are gathered until 17:00 of the reader's day, so that they come as one
    message.
    """
    if partners <= 1:
        return now
    return max(now, moment_of(local(now, timezone).date(), GATHER_UNTIL, timezone))


def shared_key(check_in_id: int, person_id: int) -> str:
    """Return the key of the message that brings a check-in to one of its readers."""
    return f"shared:{check_in_id}:{person_id}"


def is_silent(latest: Sequence[Prompt], last_heard: datetime | None = None) -> bool:
    """Say whether the `latest` prompts of a person (newest first) went unanswered often enough to be left in peace.

    `last_heard` is the UTC moment of their last check-in; what they were asked before it is no silence.
    """
    recent = [
        prompt for prompt in latest[:UNANSWERED_BEFORE_REST] if last_heard is None or prompt.asked_at > last_heard
    ]
    return len(recent) == UNANSWERED_BEFORE_REST and all(prompt.is_open for prompt in recent)


class Problem(StrEnum):
    """Why a field of the form cannot be saved."""

    EMPTY = "empty"
    TOO_LONG = "too_long"


# Characters that count as letters or symbols and show nothing: Hangul fillers and the empty Braille cell.
_SHOWS_NOTHING = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def is_blank(text: str) -> bool:
    """Say whether `text` shows nothing: only blanks, control and zero-width characters, or the like."""
    return all(char.isspace() or shows_nothing(char) for char in text)


def shows_nothing(sign: str) -> bool:
    """Say whether one character that is no blank shows nothing: a control or zero-width character, or the like."""
    return (category(sign)[0] == "C" and not sign.isspace()) or sign in _SHOWS_NOTHING


def written(text: str) -> str:
    """Return what somebody typed as it is kept: without blanks at its ends, empty if it shows nothing, and without
    what no database takes (the character zero, halves of surrogate pairs).
    """
    kept = text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()
    return "" if is_blank(kept) else kept


def problems(answers: Answers) -> dict[str, Problem]:
    """Return what keeps `answers` from being saved, by the name of the field: what went well is required, and no
    answer may be longer than its field.
    """
    limits = {"went_well": LONG_ANSWER, "hard": LONG_ANSWER, "next_step": LONG_ANSWER}
    limits |= {"answer": SHORT_ANSWER, "looking_forward": SHORT_ANSWER, "own_school": SHORT_ANSWER}
    found = {name: Problem.TOO_LONG for name, limit in limits.items() if len(getattr(answers, name)) > limit}
    return {"went_well": Problem.EMPTY, **found} if is_blank(answers.went_well) else found
