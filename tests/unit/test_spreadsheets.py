"""Rows of text files as spreadsheets write them, and cells that no spreadsheet takes for a formula."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.spreadsheets import MAX_BYTES, UnreadableFile, decode, neutralise, restore, rows

CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters='\n",;\t'), max_size=12)
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5)


@given(TABLES, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_what_a_spreadsheet_writes_is_read_back(
    table: list[list[str]], delimiter: str, end: str, quote_all: bool
) -> None:
    file = io.StringIO()
    # Python 3.11 quotes only those line breaks that end its own lines.
    quoting = csv.QUOTE_ALL if quote_all or end == "\r" else csv.QUOTE_MINIMAL
    csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(table)
    expected = [(number, [cell.strip() for cell in row]) for number, row in enumerate(table, 1)]
    assert list(rows(file.getvalue(), delimiter)) == expected


@given(st.text(), st.sampled_from(",;\t"))
def test_any_text_is_read_or_refused(text: str, delimiter: str) -> None:
    with suppress(UnreadableFile):
        found = list(rows(text, delimiter))
        assert [number for number, _ in found] == list(range(1, len(found) + 1))


@given(st.text() | st.text("'=+-@\t\rab", max_size=5))
def test_no_cell_is_a_formula_and_nothing_is_lost(value: str) -> None:
    safe = neutralise(value)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert restore(safe) == value


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''@x"])
def test_formulas_get_one_apostrophe(value: str) -> None:
    assert neutralise(value) == f"'{value}"


@pytest.mark.parametrize("value", ["O'Brien", "'quoted'", "a=b", ""])
def test_other_cells_stay_as_they_are(value: str) -> None:
    assert neutralise(value) == value


def test_numbers_are_those_a_spreadsheet_shows() -> None:
    text = 'a,b\n\n"two\nlines",x\n  "quoted" ,y \n'
    assert list(rows(text, ",")) == [
        (1, ["a", "b"]),
        (2, [""]),
        (3, ["two\nlines", "x"]),
        (4, ["quoted", "y"]),
    ]


@pytest.mark.parametrize("text", ['a,"b\nc,d', 'a,"b"c\n', '"', '"a" "b"'])
def test_a_stray_quotation_mark_is_named_with_its_line(text: str) -> None:
    with pytest.raises(UnreadableFile, match="in line 1 a quotation mark"):
        list(rows(text, ","))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \r\n \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04rest", "workbook"),
        (b"\xd0\xcf\x11\xe0rest", "workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
        ("email\na@b.example\n".encode("utf-16"), "not text"),
        (b"email\n" + b"x" * MAX_BYTES, "larger than 5 MB"),
    ],
)
def test_other_files_are_refused_in_one_line(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message) as raised:
        decode(content)
    assert "\n" not in str(raised.value)


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    with suppress(UnreadableFile):
        assert decode(content).strip()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings(encoding: str) -> None:
    assert decode("Noémi Peña".encode(encoding)) == "Noémi Peña"
