"""Rich text, charts, emoji, reasons and fields of the sandbox's page, each by itself."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.clock import Clock
from bot.domain.members import Role
from bot.domain.messages import KINDS, Stop
from bot.sandbox.community.residents import ROLE_ORDER, Resident
from bot.sandbox.page import emojis
from bot.sandbox.page.charts import HEIGHT, LETTER, SLIM, WIDTH, chart
from bot.sandbox.page.drawing import size
from bot.sandbox.page.markup import Reader
from bot.sandbox.page.richtext import rich_text
from bot.sandbox.page.scene import Scene, plain_of, rich_of, seconds_of
from bot.sandbox.page.suggestions import BY_ROLE, suggestions
from bot.sandbox.page.why import STOPS, why_answered, why_sent
from bot.sandbox.reasons import Reason
from bot.sandbox.slack.server import SlackServer
from bot.sandbox.slack.typed import rich_elements

NOW = datetime(2026, 11, 19, 19, 30, tzinfo=UTC)
workspace = SlackServer(Clock.fixed(NOW)).workspace
mia = workspace.add_user("mia", "Mia Sol")
theo = workspace.add_user("theo.park", "Theo Park")
general = workspace.create_channel("general")
reader = Reader(workspace, "America/New_York", NOW, mia.id)


def rich(*elements: dict[str, Any], kind: str = "rich_text_section", **more: Any) -> str:
    return str(rich_text({"elements": [{"type": kind, "elements": list(elements), **more}]}, reader))


@pytest.mark.parametrize(
    ("element", "html"),
    [
        ({"type": "text", "text": "a<b", "style": {"bold": True, "italic": True}}, "<em><strong>a&lt;b</strong></em>"),
        ({"type": "text", "text": "x", "style": {"strike": True, "code": True}}, "<s><code>x</code></s>"),
        ({"type": "text", "text": "x", "style": {"underline": True}}, "<u>x</u>"),
        ({"type": "link", "url": "https://a.example", "text": "here"}, 'href="https://a.example"'),
        ({"type": "user", "user_id": theo.id}, '<span class="mention">@Theo Park</span>'),
        ({"type": "user", "user_id": mia.id}, '<span class="mention mine">@Mia Sol</span>'),
        ({"type": "channel", "channel_id": general.id}, "#general"),
        ({"type": "usergroup", "usergroup_id": "S1"}, "@S1"),
        ({"type": "team", "team_id": "T1"}, "@Northfield Mentors"),
        ({"type": "broadcast", "range": "here"}, "@here"),
        ({"type": "emoji", "name": "tada"}, "\N{PARTY POPPER}"),
        ({"type": "emoji", "name": "no_such_thing"}, ":no_such_thing:"),
        ({"type": "date", "timestamp": int(NOW.timestamp()), "format": "{date_pretty} {time}"}, "today 14:30"),
        ({"type": "color", "value": "#1f4b47"}, "<code>#1f4b47</code>"),
    ],
)
def test_every_element_of_rich_text(element: dict[str, Any], html: str) -> None:
    assert html in rich(element)


def test_parts_of_rich_text() -> None:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
    numbered = rich(item, kind="rich_text_list", style="ordered", indent=1, offset=2)
    assert numbered == '<ol class="list indent-1" start="3"><li>one</li></ol>'
    assert rich({"type": "text", "text": "a\nb"}, kind="rich_text_quote") == "<blockquote>a<br>b</blockquote>"
    assert rich({"type": "text", "text": "<i>"}, kind="rich_text_preformatted") == "<pre>&lt;i&gt;</pre>"


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)


@given(st.text(max_size=60), st.text(max_size=60))
def test_words_in_rich_text_become_no_html(words: str, address: str) -> None:
    html = rich({"type": "text", "text": words}, {"type": "link", "url": address, "text": words})
    assert Tags(html).tags <= {"p", "a", "br"}
    assert "javascript:" not in html or "href" not in html


def test_typed_words_become_rich_text() -> None:
    typed = "Hi @theo.park, see #general :tada: at 10:30:00, https://a.example/x. @nobody"
    assert rich_elements(workspace, typed) == [
        {"type": "text", "text": "Hi "},
        {"type": "user", "user_id": theo.id},
        {"type": "text", "text": ", see "},
        {"type": "channel", "channel_id": general.id},
        {"type": "text", "text": " "},
        {"type": "emoji", "name": "tada"},
        {"type": "text", "text": " at 10:30:00, "},
        {"type": "link", "url": "https://a.example/x"},
        {"type": "text", "text": ". @nobody"},
    ]


@given(st.text(max_size=80))
def test_typed_words_are_all_there(typed: str) -> None:
    kept = {"text": "text", "link": "url"}
    elements = rich_elements(workspace, typed)
    assert all(one[kept[one["type"]]] in typed for one in elements if one["type"] in kept)
    assert sum(len(one.get("text", "")) for one in elements) <= len(typed)


def test_emoji_by_name() -> None:
    assert emojis.shown("+1::skin-tone-2") == "\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-1-2}"
    assert all(emojis.character(name) for name in emojis.COMMON)
    assert emojis.replaced(":tada: and :not_one:") == "\N{PARTY POPPER} and :not_one:"


# Charts


def series(kind: str, *rows: list[float]) -> dict[str, Any]:
    labels = [f"c{index}" for index in range(len(rows[0]))]
    made = [{"name": f"s{n}", "data": [{"label": a, "value": v} for a, v in zip(labels, row, strict=True)]}
            for n, row in enumerate(rows)]  # fmt: skip
    return {"title": "T", "chart": {"type": kind, "series": made, "axis_config": {"categories": labels}}}


VALUES = st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=20)


@given(st.sampled_from(["bar", "line", "area"]), VALUES, st.sampled_from([WIDTH, SLIM]))
def test_charts_stay_within_their_frame(kind: str, values: list[float], width: int) -> None:
    drawn = chart(series(kind, values), width)
    heights = [tick.at for tick in drawn.y_ticks]
    assert heights == sorted(heights, reverse=True)
    assert all(0 <= at <= HEIGHT for at in heights)
    assert all(0 <= tick.at <= width for tick in drawn.x_ticks)
    assert all(0 <= one.x <= width and 0 <= one.y <= drawn.labels_at for one in drawn.figures)
    assert len(drawn.y_ticks) <= 12
    assert len(drawn.rows) == len(values)


def test_bars_stand_side_by_side() -> None:
    drawn = chart(series("bar", [1, 2], [3, 4]))
    assert [mark.title for mark in drawn.marks] == ["s0, c0: 1", "s0, c1: 2", "s1, c0: 3", "s1, c1: 4"]
    lefts = [float(mark.path[1:].partition(",")[0]) for mark in drawn.marks]
    assert lefts[0] < lefts[2] < lefts[1] < lefts[3]
    assert drawn.says == "T (s0, s1). c0: 1, 3; c1: 2, 4."


def test_a_bar_of_nothing_says_so() -> None:
    drawn = chart(series("bar", [3, 0]), SLIM)
    assert [one.text for one in drawn.figures] == ["3", "0"]
    assert drawn.figures[1].y < drawn.base
    path = drawn.marks[1].path
    assert float(path.partition("V")[2].split()[0]) < drawn.base  # a stub, not a gap
    assert chart(series("bar", [123456.0] * 20)).figures == ()  # no room: the table has them


@pytest.mark.parametrize("width", [WIDTH, SLIM])
def test_labels_stand_side_by_side(width: int) -> None:
    names = ["Last 7 days", "1 to 2 weeks", "2 to 4 weeks", "Longer", "Not yet", "An extraordinarily long one"]
    data = [{"label": name, "value": 1} for name in names]
    block = {"type": "bar", "series": [{"name": "s", "data": data}], "axis_config": {"categories": names}}
    ticks = chart({"title": "T", "chart": block}, width).x_ticks
    for before, after in pairwise(ticks):
        widest = [LETTER * max(len(line) for line in tick.lines) for tick in (before, after)]
        assert before.at + widest[0] / 2 <= after.at - widest[1] / 2 + 1
    assert ticks[0].lines in {("Last 7 days",), ("Last 7", "days"), ("Last", "7", "days"), ("Last", "7 days")}


def test_a_pie_of_one_is_whole() -> None:
    drawn = chart({"title": "T", "chart": {"type": "pie", "segments": [{"label": "All", "value": 2}]}})
    assert drawn.is_pie
    assert drawn.names == ("All (100%)",)
    assert drawn.marks[0].path.count("A") == 2


# Why


def test_every_condition_has_words() -> None:
    assert STOPS.keys() | {Stop.LATE} == set(Stop)


@pytest.mark.parametrize("name", KINDS)
def test_the_reason_reads_as_sentences(name: str) -> None:
    for sentence in why_sent(Reason(KINDS[name], NOW), reader):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "  " not in sentence
    if KINDS[name].stops:
        assert "It would have stayed away if " in " ".join(why_sent(Reason(KINDS[name], NOW), reader))


def test_the_reason_of_a_prompt() -> None:
    said = why_sent(Reason(KINDS["checkin_prompt"], NOW), reader)
    assert said[1] == "It was due Thursday 19 November, 14:30."
    assert said[2].endswith("or if it could not have gone out within 2 days.")
    assert "one unasked message a day and three in seven days" in said[3]
    assert "somebody just did" in why_answered(None, reader)[0]


# Fields


@given(st.integers(26_000_000, 35_000_000), st.sampled_from(["America/New_York", "Asia/Kolkata", "UTC"]))
def test_a_time_comes_back_from_a_form(minutes: int, zone: str) -> None:
    seconds = minutes * 60
    here = datetime.fromtimestamp(seconds, ZoneInfo(zone))
    assume(here.replace(fold=0).utcoffset() == here.replace(fold=1).utcoffset())  # not an hour that comes twice
    state = {"b": {"a": {"type": "datetimepicker", "selected_date_time": seconds}}}
    shown = Scene(Reader(workspace, zone, NOW), state=state).value("b", {"type": "datetimepicker", "action_id": "a"})
    assert shown == f"{here:%Y-%m-%dT%H:%M}"
    assert seconds_of(shown, zone) == seconds


@given(st.text(max_size=40))
def test_words_come_back_from_a_field_of_rich_text(words: str) -> None:
    assert plain_of(rich_of(words)) == words


def test_sizes() -> None:
    assert [size(number) for number in (12, 2048, 3 * 1024**2)] == ["12 bytes", "2 kB", "3.0 MB"]


def test_suggestions_fit_the_role() -> None:
    assert BY_ROLE.keys() == set(ROLE_ORDER)
    everything = frozenset(command.split()[0] for commands in BY_ROLE.values() for command in commands)
    for role in Role:
        resident = Resident("x", "X", role, None, None)  # type: ignore[arg-type]
        offered = suggestions(resident, everything)
        assert 1 <= len(offered) <= 3
        assert offered[-1] == "/mentoring help"
        assert suggestions(resident, frozenset({"/mentoring"})) == ["/mentoring help"]
        if role in {Role.COORDINATOR, Role.COACH}:
            assert "/checkin" not in offered
