"""Which coaching question a person gets, by simple stated rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol
from zlib import crc32


class Reason(StrEnum):
    """Why a question was chosen, for "why this?"."""

    CHALLENGE_WITHOUT_STEP = "challenge_without_step"
    WIN = "win"
    ROTATION = "rotation"
    MISSED_MEETING = "missed_meeting"  # the rotation's next, of those that are not about meetings


class Askable(Protocol):
    """What this module needs to know of a question."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def audience(self) -> frozenset[str]: ...
    @property
    def about_meetings(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class LastWeek:
    """What somebody last did: whether they wrote a win, a challenge, a next step, and whether a meeting was missed."""

    win: bool = False
    challenge: bool = False
    next_step: bool = False
    missed_meeting: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen question and why it was chosen."""

    key: str
    reason: Reason


class QuestionBank:
    """Questions, arranged once for each set of roles, so that choosing for thousands of people is quick."""

    def __init__(self, questions: Iterable[Askable]) -> None:
        self._questions = tuple(questions)
        self._kind_of = {question.key: question.kind for question in self._questions}
        self._by_roles: dict[frozenset[str], dict[str, tuple[Askable, ...]]] = {}

    def choose(
        self, roles: frozenset[str], asked_before: Sequence[str], last: LastWeek, *, person_id: int, week: date
    ) -> Choice:
        """Return the question for a person and week; the same arguments give the same question.

        A challenge without a next step asks for a smallest step, a win without a challenge for a strength; otherwise
        the kind that was asked longest ago comes next. After a missed meeting no question is about meetings. A
        kind that is exhausted is passed over for one that is not; only when all are, a question comes again, the one
        asked longest ago. `roles` may hold "group".

        `asked_before` are keys, newest last; keys that no longer exist are passed over. Raises LookupError when no
        question suits the roles and what was last done.
        """
        kinds = self._arranged(roles)
        asked_at = {key: n for n, key in enumerate(asked_before)}
        wanted, reason = _wanted(last)
        otherwise = Reason.MISSED_MEETING if last.missed_meeting else Reason.ROTATION
        seed = f"{person_id}:{week.isoformat()}"
        order = self._rotation(kinds, asked_before, seed)
        if wanted in kinds:
            order = [wanted, *(kind for kind in order if kind != wanted)]
        for again in (False, True):
            for kind in order:
                found = _pick(kinds[kind], asked_at, last.missed_meeting, seed, again=again)
                if found is not None:
                    return Choice(found.key, reason if kind == wanted else otherwise)
        raise LookupError(f"no question suits {', '.join(sorted(roles))}")

    def _arranged(self, roles: frozenset[str]) -> dict[str, tuple[Askable, ...]]:
        """Return the questions for any of `roles`, by kind."""
        if roles not in self._by_roles:
            by_kind: dict[str, list[Askable]] = {}
            for question in self._questions:
                if question.audience & roles:
                    by_kind.setdefault(question.kind, []).append(question)
            self._by_roles[roles] = {kind: tuple(found) for kind, found in by_kind.items()}
        return self._by_roles[roles]

    def _rotation(self, kinds: Iterable[str], asked_before: Sequence[str], seed: str) -> list[str]:
        """Return the kinds, the one asked longest ago first; those never asked before come in seeded order."""
        last_asked = {self._kind_of[key]: n for n, key in enumerate(asked_before) if key in self._kind_of}
        return sorted(kinds, key=lambda kind: (last_asked.get(kind, -1), _seeded(seed, kind)))


def _wanted(last: LastWeek) -> tuple[str, Reason]:
    if last.challenge and not last.next_step:
        return "smallest_step", Reason.CHALLENGE_WITHOUT_STEP
    if last.win and not last.challenge:
        return "strength", Reason.WIN
    return "", Reason.ROTATION


def _pick(
    questions: Sequence[Askable], asked_at: dict[str, int], missed_meeting: bool, seed: str, *, again: bool
) -> Askable | None:
    """Return a question of one kind that was not asked before or, `again`, the one asked longest ago; None when there
    is none left that may be asked.
    """
    allowed = [question for question in questions if not (missed_meeting and question.about_meetings)]
    if again:
        return min(allowed, key=lambda question: asked_at.get(question.key, -1), default=None)
    fresh = [question for question in allowed if question.key not in asked_at]
    return fresh[_seeded(seed, fresh[0].kind) % len(fresh)] if fresh else None


def _seeded(seed: str, salt: str) -> int:
    return crc32(f"{seed}:{salt}".encode())
