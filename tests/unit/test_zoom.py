"""Zoom's file: what goes in comes out, nothing runs as a formula, and the limits hold."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.spreadsheets import neutralise
from bot.domain.zoom import HEADER, LONGEST_NAME, ZoomLimit, room_names, zoom_file

addresses = st.from_regex(r"[a-z0-9=+@'-][a-z0-9.+_-]{0,8}@x\.(org|edu)", fullmatch=True)
names = st.text(max_size=50) | st.sampled_from(
    ["Maple", "maple", " Maple ", "=1+1", "a,b", 'a"b', "@x", "\tOak", "-", ""]
)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@given(st.dictionaries(names, st.sets(addresses, max_size=5), max_size=8))
def test_everybody_comes_out_in_their_room_or_is_named(rooms: dict[str, set[str]]) -> None:
    seen: set[str] = set()
    for name, people in rooms.items():
        rooms[name] = people - seen
        seen |= people
    made = zoom_file(rooms)
    head, *rows = read(made.text)
    assert tuple(head) == HEADER
    safe = room_names([name for name, people in rooms.items() if people])
    room_of = {address: room for room, address in rows}
    assert room_of.keys() | set(made.left_out) == seen
    assert len(rows) + len(made.left_out) == len(seen)
    for name, people in rooms.items():
        assert all(room_of[address] == safe[name] for address in people if address in room_of)
    assert all(neutralise(cell) == cell for row in rows for cell in row)
    assert all(address[0] in "=+-@'" or address.count("@") > 1 for address in made.left_out)


@given(st.lists(names, unique=True, max_size=20))
def test_names_of_rooms_are_safe_short_and_different(given_names: list[str]) -> None:
    safe = room_names(given_names)
    assert list(safe) == given_names
    assert len({name.casefold() for name in safe.values()}) == len(given_names)
    for name in safe.values():
        assert 0 < len(name) <= LONGEST_NAME
        assert name == name.strip()
        assert name[0].isalnum()
        assert not set(name) & set('",;<>=+@\t\r\n')


def test_it_looks_as_zoom_describes_it() -> None:
    text = zoom_file(
        {"Maple": ["ben@x.org", "ana@x.org"], "Empty": [], "Oak & co, ltd": ["cleo.o'hara+net@x.org"]}
    ).text
    assert text == (
        "Pre-assign Room Name,Email Address\r\nMaple,ana@x.org\r\nMaple,ben@x.org\r\n"
        "Oak & co ltd,cleo.o'hara+net@x.org\r\n"
    )


@pytest.mark.parametrize(("rooms", "each", "fits"), [(100, 10, True), (101, 1, False), (100, 11, False)])
def test_the_limits(rooms: int, each: int, fits: bool) -> None:
    full = {f"Room {n}": [f"p{n}-{m}@x.org" for m in range(each)] for n in range(rooms)}
    if fits:
        assert len(read(zoom_file(full).text)) == 1001
        return
    with pytest.raises(ZoomLimit) as refused:
        zoom_file(full)
    assert (refused.value.rooms, refused.value.people) == (rooms, rooms * each)


def test_nobody_is_in_two_rooms() -> None:
    with pytest.raises(ValueError, match="twice"):
        zoom_file({"a": ["ana@x.org"], "b": ["Ana@x.org"]})
