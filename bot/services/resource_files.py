"""A program's library as YAML: what a file holds, entry by entry."""

from dataclasses import dataclass
from typing import Any

from bot.content.yaml_files import YamlProblem, read_yaml
from bot.domain.resources import (
    MOST_MINUTES,
    MOST_TAGS,
    TAG_LENGTH,
    TITLE_LENGTH,
    ResourceKind,
    ResourceProblem,
    ResourceState,
    ResourceWish,
    problem,
)
from bot.services.question_files import BadEntry

FIELDS = frozenset({"title", "link", "kind"})
MORE_FIELDS = frozenset({"minutes", "tags", "state"})
MOST_ENTRIES = 2000

PROBLEMS = {
    ResourceProblem.NO_TITLE: "it has no title",
    ResourceProblem.LONG_TITLE: f"its title is longer than {TITLE_LENGTH} characters",
    ResourceProblem.NO_LINK: "its link is none that begins with http:// or https://",
    ResourceProblem.BAD_MINUTES: f"its minutes are no number from 1 to {MOST_MINUTES}",
    ResourceProblem.BAD_TAGS: f"it has more than {MOST_TAGS} tags, or one of over {TAG_LENGTH} characters or with ;",
}


@dataclass(frozen=True, slots=True)
class ResourceEntry:
    """A resource in a file. `where` says which, for people."""

    where: str
    wish: ResourceWish
    state: ResourceState = ResourceState.LISTED


def read_resources(raw: bytes) -> tuple[list[ResourceEntry], list[BadEntry]]:
    """Read a file: a list of `title`, `link`, `kind` and perhaps `minutes`, `tags`, `state`. Entries that cannot be
    used are named; the others go in. Raises YamlProblem for a file that is none.
    """
    document = read_yaml(raw)
    if not isinstance(document, list) or not document:
        raise YamlProblem("it is no list of resources")
    good: dict[str, ResourceEntry] = {}
    bad: list[BadEntry] = []
    for number, item in enumerate(document[:MOST_ENTRIES], start=1):
        found = _entry(f"entry {number}", item)
        if isinstance(found, ResourceEntry) and found.wish.link in good:
            found = BadEntry(found.where, "its link was there before")
        if isinstance(found, ResourceEntry):
            good[found.wish.link] = found
        else:
            bad.append(found)
    if len(document) > MOST_ENTRIES:
        bad.append(BadEntry(f"entry {MOST_ENTRIES + 1}", f"a file may have {MOST_ENTRIES}; the rest was not read"))
    return list(good.values()), bad


def _entry(where: str, item: Any) -> ResourceEntry | BadEntry:
    if not isinstance(item, dict) or not item.keys() >= FIELDS or item.keys() - FIELDS - MORE_FIELDS:
        return BadEntry(where, "a resource has title, link and kind, and perhaps minutes, tags and state")
    texts = [item[name] for name in ("title", "link", "kind")] + [item.get("minutes", ""), item.get("state", "")]
    tags = item.get("tags") or []
    if not all(isinstance(text, str) for text in texts) or not isinstance(tags, list):
        return BadEntry(where, "tags are a list, and everything else is text")
    title = " ".join(item["title"].split())
    where = f"{where} ({title[:60]})"
    if item["kind"] not in set(ResourceKind):
        return BadEntry(where, f"there is no such kind; the kinds are {', '.join(ResourceKind)}")
    if item.get("state", "listed") not in set(ResourceState):
        return BadEntry(where, f"there is no such state; the states are {', '.join(ResourceState)}")
    if not all(isinstance(tag, str) for tag in tags):
        return BadEntry(where, "a tag is no text")
    minutes = str(item.get("minutes") or "").strip()
    if minutes and not (minutes.isascii() and minutes.isdigit() and len(minutes) < 6):
        return BadEntry(where, PROBLEMS[ResourceProblem.BAD_MINUTES])
    wish = ResourceWish(
        title,
        item["link"].strip(),
        ResourceKind(item["kind"]),
        int(minutes) if minutes else None,
        frozenset(" ".join(tag.split()).casefold() for tag in tags) - {""},
    )
    wrong = problem(wish)
    state = ResourceState(item.get("state", "listed"))
    return BadEntry(where, PROBLEMS[wrong]) if wrong is not None else ResourceEntry(where, wish, state)
