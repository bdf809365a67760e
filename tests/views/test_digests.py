"""The digest and the notices: what coordinators are told, and that it fits."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.wording import wording
from bot.delivery.errors import Verdict, verdict_of
from bot.domain.members import Role
from bot.domain.messages import Effect
from bot.sandbox.slack.blockkit import check_message
from bot.views.digests import REASONS, DigestView, RoleCount, SharedWin, UnmetPair, Unreached, digest, reason_words
from bot.views.notices import Notice, NoticeKind, notice

W = wording()
DAYS = (date(2026, 11, 23), date(2026, 11, 29))
NAMES = st.text(min_size=1, max_size=120).filter(str.strip)


def shown(view: DigestView) -> str:
    return str(digest(W, view).blocks)


@given(name=NAMES, words=st.text(min_size=1, max_size=2000), count=st.integers(0, 500))
def test_a_digest_fits_whatever_the_program(name: str, words: str, count: int) -> None:
    view = DigestView(
        name,
        *DAYS,
        unmet=(UnmetPair(name, name, DAYS[0]),) * count,
        silent=(name,) * count,
        unreached=(Unreached(name, "users_not_found"),) * count,
        counts=tuple(RoleCount(role, count, 500, count) for role in (Role.MENTEE, Role.MENTOR, Role.EMERGING)),
        wins=(SharedWin(name, words),) * count,
    )
    message = digest(W, view)
    assert check_message(message.blocks, message.text) == []
    assert len(message.text.encode()) <= 4000
    assert "<!channel>" not in message.text


def test_who_could_use_a_hand_comes_before_the_numbers() -> None:
    view = DigestView(
        "Harbor", *DAYS, unmet=(UnmetPair("Ben", "Ana", None),), counts=(RoleCount(Role.MENTEE, 1, 2, 3),)
    )
    for said in (shown(view), digest(W, view).text):
        assert said.index("no meeting so far") < said.index("1 of 2 checked in, after 3 the week before")


def test_long_lists_say_how_many_more_there_are() -> None:
    pairs = tuple(UnmetPair(f"Mentor {n}", "Ana", None) for n in range(25))
    said = shown(DigestView("Harbor", *DAYS, unmet=pairs))
    assert "25 pairs" in said
    assert "Mentor 9 " in said
    assert "Mentor 10 " not in said
    assert "and 15 more" in said


def test_nobody_silent_is_left_unnamed() -> None:
    said = shown(DigestView("Harbor", *DAYS, silent=tuple(f"Person {n}." for n in range(12))))
    assert all(f"Person {n}." in said for n in range(12))


def test_a_quiet_week_is_short() -> None:
    message = digest(W, DigestView("Harbor", *DAYS))
    assert len(message.blocks) == 3
    assert "nobody has fallen silent" in message.text


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
