"""What invented people write: sentences from `words.yaml`, chosen by a source of chance that names the occasion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from bot.content.questions import load_questions
from bot.content.yaml_files import own_yaml
from bot.domain.members import Role

WORDS = Path(__file__).with_name("words.yaml")
HARD_SHARE, STEP_SHARE = 0.6, 0.7
GIVING = frozenset({Role.MENTOR, Role.EMERGING, Role.COACH})


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody writes into a check-in; empty where they leave a field out."""

    went_well: str
    hard: str = ""
    next_step: str = ""


@cache
def _words() -> Mapping[str, Any]:
    found: Mapping[str, Any] = own_yaml(WORDS.read_text("utf-8"))
    return found


def answers(role: Role, chance: Random) -> Answers:
    """Return what somebody of a role answers."""
    words = _words()
    well = chance.choice(words["went_well"]["mentor" if role in GIVING else "mentee"])
    hard, step = chance.choice(words["hard"]), chance.choice(words["next_step"])
    return Answers(well, hard if chance.random() < HARD_SHARE else "", step if chance.random() < STEP_SHARE else "")


def greeting(kind: str, name: str, days: Sequence[str], chance: Random) -> str:
    """Return the first words of a new pair: an "introduction", its "reply", or an "answer"; `days` are two."""
    return str(chance.choice(_words()[kind])).format(name=name, one=days[0], two=days[1])


def obstacle(why: str) -> str:
    """Return in somebody's words what is in the way of meeting, for "cover", "schedule" or "workload"."""
    return str(_words()[why])


def take_away(chance: Random) -> str:
    """Return what somebody takes with them from a session."""
    return str(chance.choice(_words()["take_away"]))


def now_what(chance: Random) -> str:
    """Return what somebody will do after a session, in their words."""
    return str(chance.choice(_words()["now_what"]))


def opinion(chance: Random) -> str:
    """Return what somebody adds to what they think of the program."""
    return str(chance.choice(_words()["opinions"]))


def challenge(chance: Random) -> tuple[str, str]:
    """Return what is hard for somebody, and why it matters."""
    found = chance.choice(_words()["challenges"])
    return str(found["hard"]), str(found["so_what"])


def replies(number: int, chance: Random, *, listening: bool) -> list[str]:
    """Return what so many peers write to a challenge, each something else; `listening`: only that they read it."""
    return [str(one) for one in chance.sample(_words()["heard" if listening else "replies"], number)]


def told(post: str, number: int, chance: Random) -> list[str]:
    """Return what so many people answer to the question in a post, each something else."""
    kind = next((one.kind for one in load_questions() if one.text in post), "any")
    return [str(one) for one in chance.sample(_words()["told"][kind], number)]
