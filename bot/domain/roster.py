"""The roster file: from its bytes to lines that can be used and lines that cannot, with the reason. Decides nothing
about what becomes of them. Source: README, "The roster file".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from bot.domain.calendar import is_plausible, is_timezone
from bot.domain.members import Role
from bot.domain.spreadsheets import DELIMITERS, UnreadableFile, decode, restore, rows

COLUMNS = (
    "email",
    "name",
    "role",
    "mentor_email",
    "coach_email",
    "supervisor_email",
    "school",
    "district",
    "position",
    "timezone",
    "start_date",
)
MAX_CELL = 500  # characters; the longest address has 254
_ADDRESS = re.compile(r"[^@\s<>()\",:;\\\[\]]+@[\w-]+(\.[\w-]+)+")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class RosterError(Exception):
    """The file as a whole cannot be used; the message is one sentence for whoever chose it."""


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A person as a line of the file describes them. None means that the file has no such column; addresses are lower
    case. `roles` is empty and `timezone` None when the cell is empty, which leaves a known person's as they are.
    """

    number: int  # the row, as a spreadsheet shows it
    email: str
    name: str = ""
    roles: frozenset[Role] = frozenset()
    mentors: tuple[str, ...] | None = None
    coach_email: str | None = None
    supervisor_email: str | None = None
    school: str | None = None
    district: str | None = None
    position: str | None = None
    timezone: str | None = None
    starts: date | None = None
    has_starts: bool = False  # there is a column start_date
    has_refused_mentor: bool = False


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that cannot be used, and why: one reason for everything that is wrong with it."""

    number: int
    email: str  # in lower case; shortened if it is no address
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusedPair:
    """A pair that cannot be made, while its mentee goes in."""

    number: int
    mentee: str
    mentor: str  # as it stands in the file
    reason: str


@dataclass(frozen=True, slots=True)
class Roster:
    """What a roster file says. `ignored_columns` are headings that mean nothing to us."""

    lines: tuple[RosterLine, ...]
    refused: tuple[RefusedLine, ...] = ()
    refused_pairs: tuple[RefusedPair, ...] = ()
    ignored_columns: tuple[str, ...] = ()

    @property
    def emails(self) -> list[str]:
        """Return the addresses to look for in Slack."""
        return [line.email for line in self.lines]

    @property
    def mentioned(self) -> frozenset[str]:
        """Return the addresses of everybody who has a line, usable or not."""
        return frozenset(self.emails) | {line.email for line in self.refused}


def is_address(value: str) -> bool:
    """Say whether `value` looks like an email address."""
    return len(value) <= 254 and _ADDRESS.fullmatch(value) is not None


def parse_roster(content: bytes) -> Roster:
    """Read a roster file. Raises RosterError if the file as a whole cannot be used.

    Of several lines for one person the first usable one counts; others that say the same are dropped silently, others
    that differ are refused.
    """
    try:
        heading_row, columns, ignored, delimiter, text = _headings(decode(content))
        return _roster(text, delimiter, heading_row, columns, ignored)
    except UnreadableFile as error:
        raise RosterError(str(error)) from error


def _headings(text: str) -> tuple[int, list[str], tuple[str, ...], str, str]:
    """Find the delimiter by which the first row that is not empty has the most known columns, `email` among them."""
    best: tuple[int, list[str], str] | None = None
    for delimiter in DELIMITERS:
        number, cells = next((n, c) for n, c in rows(text, delimiter) if any(c))
        names = [re.sub(r"[\s_-]+", "_", cell.strip("\ufeff ").casefold()) for cell in cells]
        if "email" in names and (best is None or len(names) > len(best[1])):
            best = number, names, delimiter
    if best is None:
        raise RosterError("The file has no column “email” in its first row.")
    number, names, delimiter = best
    twice = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    if twice:
        raise RosterError(f"The file has the column “{twice[0]}” more than once.")
    return number, names, tuple(name for name in names if name and name not in COLUMNS), delimiter, text


def _roster(text: str, delimiter: str, heading_row: int, columns: list[str], ignored: tuple[str, ...]) -> Roster:
    lines: dict[str, RosterLine] = {}
    refused: list[RefusedLine] = []
    refused_pairs: list[RefusedPair] = []
    for number, cells in rows(text, delimiter):
        if number <= heading_row or not any(cells):
            continue
        cleaned = [" ".join(restore(cell).split()) for cell in cells]
        line = _read_line(number, dict(zip(columns, cleaned, strict=False)), cleaned[len(columns) :])
        if isinstance(line, RosterLine):
            line, bad_pairs = _without_bad_mentors(line)
            earlier = lines.setdefault(line.email, line)
            if earlier is line:
                refused_pairs += bad_pairs
                continue
            if replace(line, number=earlier.number) == earlier:
                continue
            line = RefusedLine(number, line.email, (_difference(earlier, line),))
        refused.append(line)
    return Roster(tuple(lines.values()), tuple(refused), tuple(refused_pairs), ignored)


def _difference(earlier: RosterLine, line: RosterLine) -> str:
    names = [f.name for f in fields(line) if f.name != "number" and getattr(line, f.name) != getattr(earlier, f.name)]
    what = ", ".join(_COLUMN_OF.get(name, name) for name in names if name != "has_refused_mentor")
    return f"line {earlier.number} has the same email with another {what}; that line counts"


_COLUMN_OF = {"roles": "role", "mentors": "mentor_email", "starts": "start_date"}


def _read_line(number: int, cells: Mapping[str, str], surplus: list[str]) -> RosterLine | RefusedLine:
    reasons: list[str] = []
    email = cells["email"].lower() if "email" in cells else ""
    if any(surplus):
        reasons.append("it has more cells than the header")
    if any(len(cell) > MAX_CELL for cell in cells.values()):
        reasons.append(f"a cell is longer than {MAX_CELL} characters")
    if not is_address(email):
        reasons.append(f"email “{_short(cells.get('email', ''))}” is not an address" if email else "email is empty")
    roles = _roles(cells.get("role", ""), reasons)
    for column in ("coach_email", "supervisor_email"):
        if cells.get(column) and not is_address(cells[column].lower()):
            reasons.append(f"{column} “{_short(cells[column])}” is not an address")
    timezone = cells.get("timezone") or None
    if timezone is not None and not is_timezone(timezone):
        reasons.append(f"timezone “{_short(timezone)}” is not one like America/New_York")
    starts = _date(cells.get("start_date", ""), reasons)
    if reasons:
        return RefusedLine(number, email if is_address(email) else _short(email), tuple(reasons))
    return RosterLine(
        number,
        email,
        cells.get("name", ""),
        roles,
        _list(cells.get("mentor_email")),
        _lower(cells.get("coach_email")),
        _lower(cells.get("supervisor_email")),
        cells.get("school"),
        cells.get("district"),
        cells.get("position"),
        timezone,
        starts,
        "start_date" in cells,
    )


def _without_bad_mentors(line: RosterLine) -> tuple[RosterLine, list[RefusedPair]]:
    """Take out of a line the mentors that cannot be any, whatever the rest of the file says."""
    bad = [
        RefusedPair(line.number, line.email, _short(mentor), reason)
        for mentor in line.mentors or ()
        if (reason := _mentor_problem(mentor, line.email))
    ]
    if not bad:
        return line, bad
    good = tuple(mentor for mentor in line.mentors or () if not _mentor_problem(mentor, line.email))
    return replace(line, mentors=good, has_refused_mentor=True), bad


def _mentor_problem(mentor: str, mentee: str) -> str | None:
    if mentor == mentee:
        return "nobody is their own mentor"
    return None if is_address(mentor) else "the mentor's email is not an address"


def _roles(cell: str, reasons: list[str]) -> frozenset[Role]:
    names = [name for name in (part.strip() for part in cell.split(";")) if name]
    unknown = [name for name in names if name.lower() not in set(Role)]
    reasons += [f"role “{_short(name)}” is none of {', '.join(Role)}" for name in unknown]
    return frozenset(Role(name.lower()) for name in names if name not in unknown)


def _date(cell: str, reasons: list[str]) -> date | None:
    try:
        if cell and _ISO_DATE.fullmatch(cell) and is_plausible(day := date.fromisoformat(cell)):
            return day
    except ValueError:
        pass
    if cell:
        reasons.append(f"start_date “{_short(cell)}” is not a date like 2026-08-24")
    return None


def _list(cell: str | None) -> tuple[str, ...] | None:
    if cell is None:
        return None
    return tuple(dict.fromkeys(part.strip().lower() for part in cell.split(";") if part.strip()))


def _lower(cell: str | None) -> str | None:
    return cell.lower() if cell is not None else None


def _short(cell: str) -> str:
    return cell if len(cell) <= 60 else f"{cell[:57]}..."
