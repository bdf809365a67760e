"""A program's small library: what a resource is, and when a link is one."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

TITLE_LENGTH = 120
LINK_LENGTH = 1000
TAG_LENGTH = 40
MOST_TAGS = 10
MOST_MINUTES = 600


class ResourceKind(StrEnum):
    """What a resource is, as far as it tells somebody whether they have the time and place for it."""

    READ = "read"
    WATCH = "watch"
    LISTEN = "listen"
    TOOL = "tool"
    COURSE = "course"


class ResourceState(StrEnum):
    """Where a resource stands."""

    SUGGESTED = "suggested"  # by a member; coordinators decide
    LISTED = "listed"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class ResourceWish:
    """A resource as somebody wants it. `tags` are lower case."""

    title: str
    link: str
    kind: ResourceKind
    minutes: int | None = None
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of a program; `suggested_by` is a member id."""

    id: int
    program_id: int
    title: str
    link: str
    kind: ResourceKind
    minutes: int | None
    tags: frozenset[str]
    state: ResourceState
    suggested_by: int | None = None


class ResourceProblem(StrEnum):
    """Why a resource cannot be taken, by what is wrong with which part."""

    NO_TITLE = "no_title"
    LONG_TITLE = "long_title"
    NO_LINK = "no_link"
    BAD_MINUTES = "bad_minutes"
    BAD_TAGS = "bad_tags"


def is_link(text: str) -> bool:
    """Say whether `text` is an address on the web: http or https, with a host, without blanks or brackets."""
    if len(text) > LINK_LENGTH or any(char.isspace() or not char.isprintable() or char in '<>|"' for char in text):
        return False
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and host is not None and "." in host.strip(".")


def tags_of(text: str) -> frozenset[str]:
    """Return the tags in a line of text, which commas or semicolons separate."""
    parts = (" ".join(part.split()).casefold() for part in text.replace(";", ",").split(","))
    return frozenset(part for part in parts if part)


def problem(wish: ResourceWish) -> ResourceProblem | None:
    """Return what keeps a resource from being taken, or None."""
    if not wish.title.strip():
        return ResourceProblem.NO_TITLE
    if len(wish.title) > TITLE_LENGTH:
        return ResourceProblem.LONG_TITLE
    if not is_link(wish.link):
        return ResourceProblem.NO_LINK
    if wish.minutes is not None and not 0 < wish.minutes <= MOST_MINUTES:
        return ResourceProblem.BAD_MINUTES
    too_many = len(wish.tags) > MOST_TAGS or any(len(tag) > TAG_LENGTH or ";" in tag for tag in wish.tags)
    return ResourceProblem.BAD_TAGS if too_many else None


def matches(resource: Resource, words: str) -> bool:
    """Say whether each of the words stands somewhere in the resource's title, tags or kind, in any case."""
    text = " ".join([resource.title, *resource.tags, resource.kind]).casefold()
    return all(word in text for word in words.casefold().split())
