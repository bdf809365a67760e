"""The coaching questions that come with the bot, from `bot/content/en/questions.yaml`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from bot.content.yaml_files import own_yaml

KINDS = (
    "story",
    "feeling",
    "strength",
    "aspiration",
    "possibility",
    "impact",
    "smallest_step",
    "assumption",
    "reflection",
)
AUDIENCES = frozenset({"mentee", "mentor", "emerging", "group"})


class QuestionsError(ValueError):
    """Questions that cannot be used; the message names the question and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A coaching question. `key` is stable, `kind` one of KINDS, `audience` some of AUDIENCES; `about_meetings` marks
    those about mentoring meetings.
    """

    key: str
    text: str
    kind: str
    audience: frozenset[str]
    about_meetings: bool = False


@lru_cache(maxsize=1)
def load_questions() -> tuple[Question, ...]:
    """Return the questions that come with the bot, in the order of the file."""
    source = resources.files("bot.content").joinpath("en", "questions.yaml").read_text(encoding="utf-8")
    return parse_questions(source)


def question_text(key: str) -> str:
    """Return the text of a question, or an empty one for a key that no longer exists."""
    return _texts().get(key, "")


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    return {question.key: question.text for question in load_questions()}


def parse_questions(source: str) -> tuple[Question, ...]:
    """Read questions from YAML: a mapping from kind to a list of `key`, `for`, `text` and, if so, `meeting: true`.

    Raises QuestionsError for a kind, audience or field that does not exist and for a key that comes twice, and
    yaml.YAMLError for what is not YAML.
    """
    document = own_yaml(source)
    if not isinstance(document, dict):
        raise QuestionsError("questions are a mapping from kind to a list")
    questions = tuple(_questions(document))
    keys = [question.key for question in questions]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise QuestionsError(f"keys that come twice: {', '.join(twice)}")
    return questions


def _questions(document: dict[str, Any]) -> Iterator[Question]:
    for kind, entries in document.items():
        if kind not in KINDS:
            raise QuestionsError(f"unknown kind {kind!r}; the kinds are {', '.join(KINDS)}")
        for entry in entries:
            yield _question(kind, entry)


def _question(kind: str, entry: Any) -> Question:
    if not isinstance(entry, dict) or not {"key", "for", "text"} <= entry.keys() <= {"key", "for", "text", "meeting"}:
        raise QuestionsError(f"a question has key, for, text and perhaps meeting: {entry!r}")
    audience = frozenset(entry["for"])
    if not audience or not audience <= AUDIENCES:
        raise QuestionsError(f"question {entry['key']!r} is for some of {', '.join(sorted(AUDIENCES))}")
    return Question(str(entry["key"]), str(entry["text"]), kind, audience, bool(entry.get("meeting", False)))
