"""The digest and the notices: what coordinators are told, that it fits, and that it can be done where it stands."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.content.wording import wording
from bot.delivery.errors import Verdict, verdict_of
from bot.domain.digest_figures import Figures, RoleCount
from bot.domain.digests import Deed, Matter, MatterKind, Since
from bot.domain.members import Role
from bot.domain.messages import Effect
from bot.domain.nudges import Why
from bot.domain.pairs import PairEvent
from bot.sandbox.slack.blockkit import check_message
from bot.views.blocks import units
from bot.views.digest_matters import REASONS, NamedMatter, matters_list, reason_words
from bot.views.digests import BLOCKS, UNITS, DigestView, SharedWin, digest
from bot.views.notices import Notice, NoticeKind, notice

W = wording()
DAYS = (date(2026, 11, 23), date(2026, 11, 29))
DAY = date(2026, 11, 30)
AT = datetime(2026, 11, 30, 8, 14, tzinfo=UTC)
NAMES = st.text(min_size=1, max_size=120).filter(str.strip)
DETAILS = {MatterKind.OBSTACLE: Why.COVER.value, MatterKind.ALONE: PairEvent.GONE.value}


def matters(count: int, kind: MatterKind, name: str = "Ana", deed: Deed | None = None, by: str = "") -> Any:
    names = {"name": name} if kind in {MatterKind.SILENT, MatterKind.UNREACHED, MatterKind.CHALLENGE} else {}
    pair = None if names else 7
    made = (
        Matter(1000 * list(MatterKind).index(kind) + n, 1, DAY, kind, n, pair, DAYS[0], DETAILS.get(kind, ""), deed)
        for n in range(1, count + 1)
    )
    names = names or {"mentor": "Ben", "mentee": name}
    return tuple(NamedMatter(one, **names, by=by, at=AT if deed else None) for one in made)


def shown(view: DigestView) -> str:
    return str(digest(W, view).blocks)


@settings(max_examples=20)
@example(name="&<>" * 40, words="&" * 2000, count=200)
@given(name=NAMES, words=st.text(min_size=1, max_size=2000), count=st.integers(0, 200))
def test_a_digest_fits_whatever_the_program(name: str, words: str, count: int) -> None:
    view = DigestView(
        name,
        *DAYS,
        matters=tuple(one for kind in MatterKind for one in matters(count, kind, name)),
        figures=Figures(
            counts=tuple(RoleCount(role, count, 500, count) for role in (Role.MENTEE, Role.MENTOR, Role.EMERGING)),
            weeks=(*DAYS, DAY),
            meetings=(count, 0, count),
            check_ins=(0, count, count),
            asked=(True, count % 2 == 0, count % 3 == 0),
            since_last=dict.fromkeys(Since, count),
        ),
        wins=(SharedWin(name, words),) * count,
        dealt_with=matters(count, MatterKind.OBSTACLE, name, Deed.CLOSED, name),
    )
    message = digest(W, view)
    assert check_message(message.blocks, message.text) == []
    assert len(message.blocks) <= BLOCKS
    assert units(str(message.blocks)) <= UNITS
    assert len(message.text.encode()) <= 4000
    assert "<!channel>" not in message.text
    listed = matters_list(W, (*view.matters, *matters(1, MatterKind.UNMET))[:40], DAY, 0, 1, 3)
    assert check_message(listed.blocks, listed.text) == check_message(listed.plain or [], listed.text) == []


def test_who_could_use_a_hand_comes_before_the_numbers() -> None:
    view = DigestView("Harbor", *DAYS, matters(1, MatterKind.UNMET), Figures((RoleCount(Role.MENTEE, 1, 2, 3),)))
    for said in (shown(view), digest(W, view).text):
        assert said.index("Ben and Ana: last on") < said.index("1 of 2 checked in, after 3 the week before")


def test_of_many_kinds_each_is_shown_and_the_rest_is_counted() -> None:
    view = DigestView("Harbor", *DAYS, tuple(one for kind in MatterKind for one in matters(30, kind)))
    said = shown(view)
    for kind in MatterKind:
        assert W.plain(f"digests.title_of.{kind.value}", count=30) in said
    assert "28 more are not shown here; the thread has the full list." in said


@pytest.mark.parametrize("kind", MatterKind)
def test_what_is_seen_to_has_no_button_and_says_who_and_when(kind: MatterKind) -> None:
    assert "'type': 'button'" in shown(DigestView("Harbor", *DAYS, matters(1, kind)))
    done = DigestView("Harbor", *DAYS, matters(1, kind, deed=Deed.ENDED, by="Cora Vance"))
    assert "'type': 'button'" not in shown(done)
    assert "Cora Vance ended the pair, Monday 30 November, 8:14" in digest(W, done).text


def test_a_quiet_week_is_short() -> None:
    message = digest(W, DigestView("Harbor", *DAYS))
    assert len(message.blocks) == 2
    assert "nobody has fallen silent" in message.text
    assert message.plain is None


def test_what_the_charts_show_stands_in_words_too() -> None:
    weeks = tuple(date(2026, 11, day) for day in (2, 9, 16, 23))
    since_last = {Since.WEEK: 31, Since.NEVER: 2}
    figures = Figures(weeks=weeks, meetings=(9, 12, 11, 14), check_ins=(15, 13, 7, 16), since_last=since_last)
    view = DigestView("Harbor", *DAYS, figures=figures)
    message = digest(W, view)
    charts = [block for block in message.blocks if block["type"] == "data_visualization"]
    assert [point["value"] for point in charts[0]["chart"]["series"][0]["data"]] == [9, 12, 11, 14]
    assert [point["value"] for point in charts[1]["chart"]["series"][0]["data"]] == [31, 0, 0, 0, 2]
    for said in (str(message.plain), message.text):
        for words in ("9, 12, 11, 14", "15, 13, 7, 16", "31 met in the last seven days", "2 have not met yet"):
            assert words in said
    assert not [block for block in message.plain or [] if block["type"] == "data_visualization"]


def test_a_week_in_which_nobody_was_asked_is_no_drop() -> None:
    weeks = tuple(date(2026, 11, day) for day in (2, 9, 16, 23))
    counts = (RoleCount(Role.MENTEE, 1, 1, 40),)
    off = Figures(counts, weeks, (9, 12, 11, 2), (15, 13, 40, 1), (True, True, True, False))
    after = Figures(
        (RoleCount(Role.MENTEE, 36, 48),), weeks, (9, 12, 2, 11), (15, 13, 0, 36), (True, True, False, True)
    )
    for said in (
        shown(DigestView("Harbor", *DAYS, figures=off)),
        digest(W, DigestView("Harbor", *DAYS, figures=off)).text,
    ):
        assert "Nobody was asked to check in this week" in said
        assert "People who checked in: 1 (4 weeks: 15, 13, 40, 1 unasked)" in said
        assert "1 of 1" not in said
        assert "the week before" not in said
    said = shown(DigestView("Harbor", *DAYS, figures=after))
    assert "36 of 48 checked in" in said
    assert "Nobody was asked to check in the week before" in said
    assert "People who checked in: 36 (4 weeks: 15, 13, not asked, 36)" in said
    assert "after" not in said
    assert "16 Nov, not asked" in said


def test_every_reason_slack_gives_has_words_of_its_own() -> None:
    for code in REASONS:
        assert "_" not in reason_words(W, code)
    unreachable = [code for code in REASONS if verdict_of(code, Effect.DIRECT) is Verdict.PERSON_UNREACHABLE]
    assert len(unreachable) >= 8
    assert reason_words(W, "something_new") == "Slack does not let the bot write to them"


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_notice_says_what_happened_and_what_to_do(kind: NoticeKind) -> None:
    message = notice(W, "Harbor", [Notice(kind, "Cleo Marsh", "user_disabled", "C0SAMPLE01")])
    assert check_message(message.blocks, message.text) == []
    assert 2 <= message.text.count(". ") + message.text.count("; ") + 1 <= 4
