"""The statement of hours, read back from its PDF: all that a license office asks for, and no points."""

import io
from datetime import date

from pypdf import PdfReader

from bot.content.wording import wording
from bot.domain.hours import Category, Entry
from bot.views.statement import StatementView, statement_pdf

ENTRIES = (
    Entry(1, Category.MENTORING, date(2026, 11, 4), 45, talk_id=7),
    Entry(1, Category.MENTORING, date(2026, 11, 4), 45, talk_id=7),  # the same talk, with another partner
    Entry(1, Category.MENTORING, date(2026, 11, 9), -15, "Counted twice"),
    Entry(1, Category.OWN, date(2026, 10, 2), 90, "#panic() *Reading* $x$ <unit> “3” \\ //"),
)
VIEW = StatementView(
    number=3,
    name="Ana #emph[Lima] Öztürk",
    program="Leading Together",
    issuer="Leading Together, Northfield",
    contact=["Cora Vance (cora@x.example)"],
    first=date(2026, 9, 1),
    last=date(2026, 11, 30),
    issued=date(2026, 12, 1),
    entries=ENTRIES,
)


def text_of(view: StatementView) -> str:
    pages = PdfReader(io.BytesIO(statement_pdf(wording(), view))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_it_holds_what_a_license_office_asks_for() -> None:
    text = text_of(VIEW)
    for part in (VIEW.name, VIEW.program, VIEW.issuer, "cora@x.example", "2026-09-01 – 2026-11-30", "2026-12-01"):
        assert part in text
    assert "#panic() *Reading* $x$ <unit> “3” \\ //" in text  # data, never markup
    assert "2026-10-02" in text
    assert "Counted twice" in text
    assert text.count("2026-11-04") == 1
    for total in ("0:30", "1:30", "2:00"):
        assert total in text


def test_it_claims_no_points() -> None:
    text = text_of(VIEW)
    assert text.count("points") == 1
    assert "It awards no credits or points" in text


def test_there_is_one_without_any_hours() -> None:
    nothing = StatementView(4, "Ana", "P", "P", [], VIEW.first, VIEW.last, VIEW.issued, ())
    assert "Statement of hours" in text_of(nothing)
