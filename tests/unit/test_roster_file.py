"""The roster file: which lines can be used, and the reason for every other."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.members import Role
from bot.domain.roster import COLUMNS, RosterError, RosterLine, parse_roster

HEADER = ",".join(COLUMNS)


def one(text: str) -> RosterLine:
    roster = parse_roster(text.encode())
    assert roster.refused == ()
    (line,) = roster.lines
    return line


def reasons(text: str) -> tuple[str, ...]:
    roster = parse_roster(text.encode())
    (refused,) = roster.refused
    return refused.reasons


def test_a_full_line() -> None:
    line = one(
        f"{HEADER}\n ANA@X.Example , Ana  Lima ,Mentee; EMERGING,Ben@x.example;cleo@x.example;ben@x.example,"
        "coach@x.example,Boss@x.example,North,Harlow,Principal,America/Chicago,2026-08-24\n"
    )
    assert line == RosterLine(
        2,
        "ana@x.example",
        "Ana Lima",
        frozenset({Role.MENTEE, Role.EMERGING}),
        ("ben@x.example", "cleo@x.example"),
        "coach@x.example",
        "boss@x.example",
        "North",
        "Harlow",
        "Principal",
        "America/Chicago",
        date(2026, 8, 24),
        has_starts=True,
    )


def test_the_address_alone_is_enough() -> None:
    line = one("Email\nana@x.example")
    assert line == RosterLine(2, "ana@x.example")
    assert line.mentors is None


def test_an_empty_mentor_is_not_the_same_as_no_column() -> None:
    assert one("email,mentor_email\nana@x.example,").mentors == ()


@given(st.permutations(["email", "Mentor Email", "ROLE", "extra"]), st.sampled_from(",;\t"))
def test_columns_come_in_any_order_and_case(columns: list[str], delimiter: str) -> None:
    cells = {"email": "ana@x.example", "Mentor Email": "ben@x.example", "ROLE": "Mentee", "extra": "?"}
    text = f"{delimiter.join(columns)}\r\n{delimiter.join(cells[name] for name in columns)}\r\n"
    roster = parse_roster(text.encode("utf-8-sig"))
    assert roster.lines == (RosterLine(2, "ana@x.example", roles=frozenset({Role.MENTEE}), mentors=("ben@x.example",)),)
    assert roster.ignored_columns == ("extra",)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("email\nnobody", ("email “nobody” is not an address",)),
        ("email,name\n,Ana", ("email is empty",)),
        ("email\na@b@c.example", ("email “a@b@c.example” is not an address",)),
        (
            "email,role\nana@x.example,boss;mentor",
            ("role “boss” is none of mentee, mentor, emerging, coach, coordinator",),
        ),
        ("email,timezone\nana@x.example,Eastern", ("timezone “Eastern” is not one like America/New_York",)),
        ("email,timezone\nana@x.example,../etc", ("timezone “../etc” is not one like America/New_York",)),
        ("email,start_date\nana@x.example,24.8.2026", ("start_date “24.8.2026” is not a date like 2026-08-24",)),
        ("email,start_date\nana@x.example,2026-02-30", ("start_date “2026-02-30” is not a date like 2026-08-24",)),
        ("email,start_date\nana@x.example,9999-12-31", ("start_date “9999-12-31” is not a date like 2026-08-24",)),
        ("email,coach_email\nana@x.example,coach", ("coach_email “coach” is not an address",)),
        (
            "email,supervisor_email\nana@x.example,a b@x.example",
            ("supervisor_email “a b@x.example” is not an address",),
        ),
        ("email,name\nana@x.example,Ana,more", ("it has more cells than the header",)),
        (f"email,name\nana@x.example,{'x' * 501}", ("a cell is longer than 500 characters",)),
        (
            "email,timezone,start_date\nnobody,Eastern,soon",
            (
                "email “nobody” is not an address",
                "timezone “Eastern” is not one like America/New_York",
                "start_date “soon” is not a date like 2026-08-24",
            ),
        ),
    ],
)
def test_every_reason_is_named(cells: str, expected: tuple[str, ...]) -> None:
    assert reasons(cells) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,role\nAna,mentee\n", "no column “email”"),
        ("ana@x.example,Ana\n", "no column “email”"),
        ("email,Email\na@x.example,b@x.example\n", "the column “email” more than once"),
        ('email\n"ana@x.example\n', "in line 2 a quotation mark"),
    ],
)
def test_files_that_cannot_be_used(text: str, message: str) -> None:
    with pytest.raises(RosterError, match=message) as raised:
        parse_roster(text.encode())
    assert "\n" not in str(raised.value)


def test_who_has_a_bad_line_is_mentioned_all_the_same() -> None:
    email = f"{'a' * 60}@x.example"
    roster = parse_roster(f"email,role\n{email.upper()},boss\nben@x.example,mentor\n".encode())
    assert roster.mentioned == {email, "ben@x.example"}


def test_the_same_line_twice_is_one_person() -> None:
    assert one("email,name\nana@x.example,Ana\n\nANA@x.example , Ana\n").number == 2


def test_of_lines_that_differ_the_first_counts() -> None:
    roster = parse_roster(b"email,role\nana@x.example,mentee\nana@x.example,mentor\n")
    assert [line.roles for line in roster.lines] == [{Role.MENTEE}]
    (refused,) = roster.refused
    assert (refused.number, refused.email) == (3, "ana@x.example")
    assert refused.reasons == ("line 2 has the same email with another role; that line counts",)


def test_a_good_line_after_a_bad_one_counts() -> None:
    roster = parse_roster(b"email,role\nana@x.example,boss\nana@x.example,mentor\n")
    assert [line.number for line in roster.lines] == [3]
    assert [line.number for line in roster.refused] == [2]


@pytest.mark.parametrize(
    ("mentor", "reason"),
    [("Ana@x.example", "nobody is their own mentor"), ("ben", "the mentor's email is not an address")],
)
def test_impossible_mentors_are_refused_while_the_person_goes_in(mentor: str, reason: str) -> None:
    roster = parse_roster(f"email,mentor_email\nana@x.example,{mentor};cleo@x.example\n".encode())
    (line,) = roster.lines
    assert line.mentors == ("cleo@x.example",)
    assert line.has_refused_mentor
    (pair,) = roster.refused_pairs
    assert (pair.number, pair.mentee, pair.mentor, pair.reason) == (2, "ana@x.example", mentor.lower(), reason)


def test_neutralised_formulas_are_read_as_they_were() -> None:
    line = one("email,name,school\n'+ana@x.example,'=Ana,''=North\n")
    assert (line.email, line.name, line.school) == ("+ana@x.example", "=Ana", "'=North")


@given(st.binary(max_size=300))
def test_any_file_is_read_or_refused(content: bytes) -> None:
    with suppress(RosterError):
        parse_roster(b"email,role\n" + content)


LINES = st.lists(
    st.tuples(
        st.sampled_from(["ana@x.example", "ANA@x.example ", "ben@x.example", "nobody", ""]),
        st.sampled_from(["", "mentee", "Mentor;mentee", "boss"]),
        st.sampled_from(["", "ben@x.example", "ana@x.example", "me"]),
    ),
    max_size=6,
)


@given(LINES)
def test_every_line_is_used_refused_or_said_before(lines: list[tuple[str, str, str]]) -> None:
    text = "email,role,mentor_email\n" + "".join(f"{','.join(cells)}\n" for cells in lines)
    roster = parse_roster(text.encode())
    used = {line.email for line in roster.lines}
    named = {line.number for line in roster.refused} | {line.number for line in roster.lines}
    assert len(used) == len(roster.lines)
    for number, cells in enumerate(lines, 2):
        blank = not any(cells)
        assert blank or number in named or cells[0].strip().lower() in used
