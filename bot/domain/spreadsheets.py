"""Text files of rows as spreadsheets write them, and cells that no spreadsheet takes for a formula. Knows no columns.

The standard library's csv module is not used for reading: strictly it refuses blanks after a closing quote, loosely it
swallows the rest of a file after a quote that is never closed.
"""

import re
from collections.abc import Iterator

MAX_BYTES = 5_000_000  # a roster of 30,000 lines; more is surely another file
DELIMITERS = ",;\t"
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message is one sentence for whoever chose it."""


def decode(content: bytes) -> str:
    """Return the text of a file: UTF-8 with or without byte order mark, else Windows-1252. Raises UnreadableFile."""
    if len(content) > MAX_BYTES:
        raise UnreadableFile(f"The file is larger than {MAX_BYTES // 1_000_000} MB, which is no roster.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableFile("The file is a workbook, not CSV. Save it as “CSV UTF-8” and import that.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if _NO_TEXT.search(text):
        raise UnreadableFile("The file is not text. Save the roster as “CSV UTF-8” and import that.")
    if not text.strip():
        raise UnreadableFile("The file is empty.")
    return text


def rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of `text` with their numbers as a spreadsheet shows them: a cell with line breaks is in one row,
    an empty row counts. Cells come without blanks around them. Raises UnreadableFile at a quote that is never closed.
    """
    d = re.escape(delimiter)
    blank = "[ \xa0]" if delimiter == "\t" else "[ \t\xa0]"
    cell = re.compile(rf'{blank}*+(?:"([^"]*+(?:""[^"]*+)*+)"{blank}*+|(?!")([^{d}\r\n]*+))({d}|\r\n|\r|\n|\Z)')
    number, row, at = 1, [], 0
    while at < len(text):
        match = cell.match(text, at)
        if match is None:
            raise UnreadableFile(f"The file is not proper CSV: in line {number} a quotation mark has no counterpart.")
        quoted, plain, end = match.groups()
        row.append(plain.strip() if quoted is None else quoted.replace('""', '"').strip())
        at = match.end()
        if end != delimiter:
            yield number, row
            number, row = number + 1, []
        elif at == len(text):
            row.append("")
    if row:
        yield number, row


def neutralise(value: str) -> str:
    """Return `value` so that no spreadsheet runs it as a formula: an apostrophe goes before it. `restore` undoes it."""
    return f"'{value}" if _FORMULA.match(value) else value


def restore(value: str) -> str:
    """Return what `neutralise` was given."""
    return value[1:] if _NEUTRALISED.match(value) else value
