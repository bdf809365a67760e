"""Wins and challenges: what is shared, with whom, and the rules for what a form may hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from html import unescape

from bot.domain.checkins import Audience

LONGEST = 2000  # characters of each field, as in the check-in
THANKED = 5  # people whom one win thanks at most
_MARKED = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


class ShareKind(StrEnum):
    """What somebody shares."""

    WIN = "win"
    CHALLENGE = "challenge"


class Help(StrEnum):
    """What kind of help a challenge asks for; several may hold."""

    QUESTIONS = "questions"
    EXPERIENCE = "experience"
    IDEAS = "ideas"
    LISTENING = "listening"


@dataclass(frozen=True, slots=True)
class Share:
    """A win or a challenge. `words` are what went well, or what happened. Times are UTC.

    `readers` are person ids of the partners who read it; `thanked` are Slack ids; `moved_to` is the id of what took its
    place when its author chose another audience.
    """

    id: int
    program_id: int
    author_id: int
    kind: ShareKind
    words: str
    so_what: str
    help: frozenset[Help]
    audience: Audience
    created_at: datetime
    changed_at: datetime | None = None
    taken_back_at: datetime | None = None
    moved_to: int | None = None
    readers: frozenset[int] = frozenset()
    thanked: tuple[str, ...] = ()

    @property
    def to_community(self) -> bool:
        """Say whether everybody in the program's community channel may read it."""
        return self.audience is Audience.COMMUNITY

    @property
    def is_posted(self) -> bool:
        """Say whether it stands in a conversation of many: the community's channel, or that of the home group."""
        return self.audience is not Audience.PAIR

    @property
    def has_thread(self) -> bool:
        """Say whether peers answer it in a thread."""
        return self.kind is ShareKind.CHALLENGE and self.is_posted


@dataclass(frozen=True, slots=True)
class LastShare:
    """The win or challenge that somebody shared last, when (UTC), and whether they said what comes now."""

    kind: ShareKind
    created_at: datetime
    has_step: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """One audience that an author can choose: the partners of a membership, its home group, or the community of its
    program. `partners` are names; only partners are named.
    """

    member_id: int
    audience: Audience
    program: str
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form asks to share. `form_id` names the opened form, so that sending it off twice shares once."""

    kind: ShareKind
    words: str
    so_what: str = ""
    help: frozenset[Help] = frozenset()
    thanked: tuple[str, ...] = ()
    form_id: str = ""


@dataclass(frozen=True, slots=True)
class ShareForm:
    """What the form shows. `reaches` are the audiences to choose from; with a `share_id` it edits what is shared, and
    the first of `reaches` is who reads that now. `suggestion_id` is of the message it began with, 0 for none.
    """

    locale: str
    reaches: tuple[Reach, ...]
    wish: Wish
    share_id: int = 0
    suggestion_id: int = 0


@dataclass(frozen=True, slots=True)
class Suggested:
    """What became of a suggestion: the `author`'s name, and whether they were asked before."""

    author: str
    before: bool
    locale: str


class Flaw(StrEnum):
    """What keeps a field from being taken."""

    EMPTY = "empty"
    LONG = "long"


def flaw_of(words: str) -> Flaw | None:
    """Return what is wrong with the text of a required field, which is trimmed already."""
    if not words:
        return Flaw.EMPTY
    return Flaw.LONG if len(words) > LONGEST else None


def flaws(wish: Wish) -> dict[str, Flaw]:
    """Return what is wrong with a wish, by the name of the field."""
    found = {"words": flaw_of(wish.words)}
    if wish.kind is ShareKind.CHALLENGE:
        found["so_what"] = flaw_of(wish.so_what)
        found["help"] = None if wish.help else Flaw.EMPTY
    return {name: flaw for name, flaw in found.items() if flaw is not None}


def mentioned(text: str) -> tuple[str, ...]:
    """Return the Slack ids of people whom a text of Slack's mentions, each once, in order."""
    ids = [match.group(2) for match in _MARKED.finditer(text) if match.group(1) == "@"]
    return tuple(dict.fromkeys(id_ for id_ in ids if id_))


def readable(text: str, names: Mapping[str, str]) -> str:
    """Return a text as Slack passes it on in the words that people see: mentions as names, links as addresses.

    `names` are people's names by Slack id, for mentions that carry none.
    """

    def shown(match: re.Match[str]) -> str:
        sign, target, label = match.group(1), match.group(2), match.group(3)
        if sign == "@":
            return f"@{names.get(target) or label or target}"
        if sign == "#":
            return f"#{label or target}"
        if sign == "!":
            return label or f"@{target.partition('^')[0]}"
        return target.removeprefix("mailto:")

    return unescape(_MARKED.sub(shown, text)).strip()
