"""The discussion protocols that come with the bot, from `bot/content/en/protocols.yaml`: lengths, rules and words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from bot.content.yaml_files import own_yaml

SPEAKS = frozenset({"everyone", "nobody", "presenter", "listeners"})
FRAME = ("opening", "break", "talk", "pairs", "closing")
FLAGS = frozenset({"each", "silent", "clarifying_only"})
FIELDS = frozenset({"key", "title", "say", "minutes", "speaks"})
DESCRIBED = frozenset({"name", "purpose", "people", "norms", "rounds"})


class ProtocolsError(ValueError):
    """Protocols that cannot be used; the message names the protocol or round and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class RoundText:
    """A round: its words, its length in whole minutes (at least, usually, at most) and its rules, as in
    `bot.domain.protocols.Round`.
    """

    key: str
    title: str
    say: str
    shortest: int
    usual: int
    longest: int
    speaks: str
    each: bool = False
    silent: bool = False
    clarifying_only: bool = False


@dataclass(frozen=True, slots=True)
class ProtocolText:
    """A protocol: its words, for how many people it is, whether all present in turn, and its rounds."""

    key: str
    name: str
    purpose: str
    smallest: int
    largest: int
    in_turn: bool
    norms: tuple[str, ...]
    rounds: tuple[RoundText, ...]


@dataclass(frozen=True, slots=True)
class FrameText:
    """The words of a round that every session has."""

    title: str
    say: str


@dataclass(frozen=True, slots=True)
class Library:
    """All protocols by key, in the order of the file, and the rounds around them: those of FRAME."""

    protocols: Mapping[str, ProtocolText]
    frame: Mapping[str, FrameText]

    def words(self, protocol: str, round_key: str) -> FrameText:
        """Return title and sentence of a round. Raises KeyError for one that does not exist."""
        if round_key in self.frame:
            return self.frame[round_key]
        found = {each.key: FrameText(each.title, each.say) for each in self.protocols[protocol].rounds}
        return found[round_key]


@lru_cache(maxsize=1)
def load_protocols() -> Library:
    """Return the protocols that come with the bot."""
    return parse_protocols(resources.files("bot.content").joinpath("en", "protocols.yaml").read_text(encoding="utf-8"))


def parse_protocols(source: str) -> Library:
    """Read protocols from YAML with `frame`, `norms` (for all of them) and `protocols`.

    Raises ProtocolsError for a field that is missing, unknown or impossible, and yaml.YAMLError for what is not YAML.
    """
    document = own_yaml(source)
    if not isinstance(document, dict) or document.keys() != {"frame", "norms", "protocols"}:
        raise ProtocolsError("protocols have frame, norms and protocols")
    if tuple(document["frame"]) != FRAME:
        raise ProtocolsError(f"the frame is {', '.join(FRAME)}")
    frame = {key: FrameText(str(words["title"]), str(words["say"])) for key, words in document["frame"].items()}
    norms = tuple(map(str, document["norms"]))
    found = {str(key): _protocol(str(key), entry, norms) for key, entry in document["protocols"].items()}
    return Library(found, frame)


def _protocol(key: str, entry: Any, norms: tuple[str, ...]) -> ProtocolText:
    if not isinstance(entry, dict) or not entry.keys() - {"in_turn"} == DESCRIBED:
        raise ProtocolsError(f"protocol {key!r} has {', '.join(sorted(DESCRIBED))} and perhaps in_turn")
    smallest, largest = _whole_numbers(entry["people"], 2, f"people of {key!r}")
    if not 1 < smallest <= largest:
        raise ProtocolsError(f"people of {key!r} are from 2 on, the fewest first")
    rounds = tuple(_rounds(key, entry["rounds"]))
    keys = [each.key for each in rounds]
    if not keys or len(set(keys)) < len(keys) or set(keys) & set(FRAME):
        raise ProtocolsError(f"the rounds of {key!r} have keys of their own, each another")
    in_turn = bool(entry.get("in_turn", False))
    if in_turn != any(each.each for each in rounds):
        raise ProtocolsError(f"{key!r} goes in turn if and only if some of its rounds are for each presenter")
    own = tuple(map(str, entry["norms"]))
    return ProtocolText(key, str(entry["name"]), str(entry["purpose"]), smallest, largest, in_turn, norms + own, rounds)


def _rounds(protocol: str, entries: Any) -> Iterator[RoundText]:
    for entry in entries:
        if not isinstance(entry, dict) or not FIELDS <= entry.keys() <= FIELDS | FLAGS:
            raise ProtocolsError(f"a round of {protocol!r} has {', '.join(sorted(FIELDS))}: {entry!r}")
        name = f"round {entry['key']!r} of {protocol!r}"
        shortest, usual, longest = _whole_numbers(entry["minutes"], 3, f"minutes of {name}")
        if not 1 <= shortest <= usual <= longest:
            raise ProtocolsError(f"minutes of {name} are at least, usually, at most")
        if entry["speaks"] not in SPEAKS:
            raise ProtocolsError(f"in {name} speaks one of {', '.join(sorted(SPEAKS))}")
        flags = {flag: bool(entry.get(flag, False)) for flag in FLAGS}
        key, title, say = (str(entry[field]) for field in ("key", "title", "say"))
        yield RoundText(key, title, say, shortest, usual, longest, entry["speaks"], **flags)


def _whole_numbers(value: Any, count: int, what: str) -> list[int]:
    if not isinstance(value, list) or len(value) != count or not all(type(each) is int for each in value):
        raise ProtocolsError(f"{what} are {count} whole numbers, not {value!r}")
    return value
