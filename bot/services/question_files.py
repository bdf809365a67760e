"""A program's own questions as YAML: what a file holds, entry by entry. Whether it fits is decided later."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.content.questions import AUDIENCES, KINDS
from bot.content.yaml_files import YamlProblem, read_yaml
from bot.domain.own_questions import NAME_LENGTH, QuestionWish
from bot.domain.question_rules import LONGEST, Objection, objection

FIELDS = frozenset({"key", "for", "text"})
MORE_FIELDS = frozenset({"meeting", "resource", "retired"})
MOST_ENTRIES = 1000

OBJECTIONS = {
    Objection.EMPTY: "it has no text",
    Objection.TOO_LONG: f"it is longer than {LONGEST} characters",
    Objection.NO_MARK: "it does not end with a question mark",
    Objection.CLOSED: "it can be answered by yes or no; begin with what, how, which, who or when",
    Objection.ADVICE: "“why don't you” is advice",
    Objection.TWICE: "it is nearly the same as another question",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A question in a file. `where` says which, for people; `link` is of the resource that goes with it, or empty."""

    where: str
    wish: QuestionWish
    link: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class BadEntry:
    """An entry that cannot be used, and why."""

    where: str
    reason: str


def read_questions(raw: bytes) -> tuple[list[Entry], list[BadEntry]]:
    """Read a file: a mapping from kind to a list of `key`, `for`, `text` and perhaps `meeting`, `resource` (a link),
    `retired`. Entries that cannot be used are named; the others go in. Raises YamlProblem for a file that is none.
    """
    document = read_yaml(raw)
    if not isinstance(document, dict) or not document:
        raise YamlProblem(f"it is no mapping from kinds ({', '.join(KINDS)}) to questions")
    good: dict[str, Entry] = {}
    bad: list[BadEntry] = []
    for number, (where, kind, item) in enumerate(_items(document)):
        if number >= MOST_ENTRIES:
            bad.append(BadEntry(where, f"a file may have {MOST_ENTRIES} questions; the rest was not read"))
            break
        found = _entry(where, kind, item)
        if isinstance(found, Entry) and found.wish.name in good:
            found = BadEntry(found.where, "its key was there before")
        if isinstance(found, Entry):
            good[found.wish.name] = found
        else:
            bad.append(found)
    return list(good.values()), bad


def _items(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for kind, items in document.items():
        if not isinstance(items, list):
            yield kind[:60], kind, None
            continue
        for number, item in enumerate(items, start=1):
            yield f"{kind[:60]}, entry {number}", kind, item


def _entry(where: str, kind: str, item: Any) -> Entry | BadEntry:
    if item is None:
        return BadEntry(where, "it is no list of questions")
    if not isinstance(item, dict) or not item.keys() >= FIELDS or item.keys() - FIELDS - MORE_FIELDS:
        return BadEntry(where, "a question has key, for and text, and perhaps meeting, resource and retired")
    if kind not in KINDS:
        return BadEntry(where, f"there is no such kind; the kinds are {', '.join(KINDS)}")
    name = item["key"]
    if not isinstance(name, str) or not name.strip() or len(name) > NAME_LENGTH or not name.isprintable():
        return BadEntry(where, f"its key is no text of up to {NAME_LENGTH} characters")
    where = f"{where} ({name})"
    audience = item["for"] if isinstance(item["for"], list) else [item["for"]]
    if not audience or not all(isinstance(one, str) for one in audience) or not set(audience) <= AUDIENCES:
        return BadEntry(where, f"it is for some of {', '.join(sorted(AUDIENCES))}")
    text, link = item["text"], item.get("resource", "")
    if not isinstance(text, str) or not isinstance(link, str):
        return BadEntry(where, "its text or its resource is no text")
    flags = {name: _flag(item.get(name, "false")) for name in ("meeting", "retired")}
    if None in flags.values():
        return BadEntry(where, "meeting and retired are true or false")
    one_line = " ".join(text.split())
    against = objection(one_line)
    if against is not None:
        return BadEntry(where, OBJECTIONS[against])
    wish = QuestionWish(one_line, kind, frozenset(audience), bool(flags["meeting"]), name.strip())
    return Entry(where, wish, link.strip(), bool(flags["retired"]))


def _flag(value: Any) -> bool | None:
    return {"true": True, "yes": True, "false": False, "no": False}.get(str(value).casefold())
