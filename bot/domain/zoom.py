"""Zoom's file of breakout rooms: CSV with one person a row, at most 100 rooms and 1,000 people (support.zoom.com,
KB0061353). Reads and writes nothing; knows no groups, only rooms and addresses.
"""

import csv
import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

HEADER = ("Pre-assign Room Name", "Email Address")
MOST_ROOMS, MOST_PEOPLE = 100, 1_000
LONGEST_NAME = 32  # characters of a room's name in Zoom
_UNSAFE = re.compile(r"[^\w .&()'’#/-]")
_ADDRESS = re.compile(r"[A-Za-z0-9][^\s,;\"<>@]*@[^\s,;\"<>@]+", re.ASCII)


class ZoomLimit(ValueError):
    """More rooms or people than Zoom takes; `rooms` and `people` are how many there are."""

    def __init__(self, rooms: int, people: int) -> None:
        super().__init__(f"{rooms} rooms and {people} people; Zoom takes {MOST_ROOMS} and {MOST_PEOPLE}")
        self.rooms = rooms
        self.people = people


@dataclass(frozen=True, slots=True)
class ZoomFile:
    """The file's text, and the addresses that are not in it, because Zoom or a spreadsheet would misread them."""

    text: str
    left_out: tuple[str, ...] = ()


def zoom_file(rooms: Mapping[str, Collection[str]]) -> ZoomFile:
    """Return the file for rooms by name with the addresses of their people, in the order of the rooms.

    An address has to stay as it is for Zoom to know it, so one that does not begin with a letter or digit, which a
    spreadsheet may run as a formula, is left out and named. Names of rooms are made safe by `room_names`. Rooms without
    people are left out.

    Raises ZoomLimit, and ValueError for an address that comes twice.
    """
    rows: list[tuple[str, str]] = []
    left_out: list[str] = []
    seen: set[str] = set()
    names = room_names([name for name, people in rooms.items() if people])
    for name, people in rooms.items():
        for address in sorted(people):
            if address.casefold() in seen:
                raise ValueError(f"{address!r} comes twice")
            seen.add(address.casefold())
            if _ADDRESS.fullmatch(address):
                rows.append((names[name], address))
            else:
                left_out.append(address)
    if len(names) > MOST_ROOMS or len(rows) > MOST_PEOPLE:
        raise ZoomLimit(len(names), len(rows))
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return ZoomFile(text.getvalue(), tuple(left_out))


def room_names(names: Collection[str]) -> dict[str, str]:
    """Return a name for each room that Zoom and spreadsheets take as it is: letters, digits and a few signs, at most
    LONGEST_NAME characters, beginning with a letter or digit, and none twice (a number tells equal ones apart).
    """
    safe: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        plain = " ".join(_UNSAFE.sub(" ", name).split()).lstrip(" .&()'’#/-_")[:LONGEST_NAME].strip()
        unique, number = plain or "1", 1
        while unique.casefold() in taken:
            number += 1
            ending = f" {number}"
            unique = f"{plain[: LONGEST_NAME - len(ending)]}{ending}".strip()
        taken.add(unique.casefold())
        safe[name] = unique
    return safe
