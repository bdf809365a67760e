"""What Slack refuses besides lengths: wrong places, unknown fields, ids used twice, parts that do not fit together."""

from typing import Any

import pytest

from bot.sandbox.slack.blockkit import check_message, check_view, interactive

Block = dict[str, Any]


def plain(text: str = "Text") -> Block:
    return {"type": "plain_text", "text": text}


def section(**fields: Any) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}} | fields


def button(**fields: Any) -> Block:
    return {"type": "button", "text": plain("Go")} | fields


def actions(*elements: Block, **fields: Any) -> Block:
    return {"type": "actions", "elements": list(elements)} | fields


def field(kind: str = "plain_text_input", **fields: Any) -> Block:
    return {"type": "input", "label": plain(), "element": {"type": kind} | fields}


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def modal(*blocks: Block, **fields: Any) -> Block:
    return {"type": "modal", "title": plain("Week"), "submit": plain("Send"), "blocks": list(blocks)} | fields


def chart(**parts: Any) -> Block:
    data = [{"label": "May", "value": 3}, {"label": "June", "value": 4}]
    axes = {"categories": ["May", "June"]}
    inner = {"type": "line", "series": [{"name": "Pairs", "data": data}], "axis_config": axes} | parts
    return {"type": "data_visualization", "title": "Meetings", "chart": inner}


def text_cell(text: str = "a") -> Block:
    return {"type": "raw_text", "text": text}


def data_table(*rows: list[Block], **fields: Any) -> Block:
    return {"type": "data_table", "caption": "Pairs", "rows": list(rows)} | fields


YES, NO = ({"text": plain(word), "value": word} for word in ("Yes", "No"))
GROUPS = [{"label": plain("All"), "options": [YES, NO]}]
IMAGE = {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A chart"}

GOOD: dict[str, Block] = {
    "select with a first choice": section(
        accessory={"type": "static_select", "options": [YES, NO], "initial_option": YES}
    ),
    "groups with first choices": section(
        accessory={"type": "multi_static_select", "option_groups": GROUPS, "initial_options": [YES, NO]}
    ),
    "every menu": actions(
        *(
            {"type": f"{prefix}{kind}s_select"}
            for prefix in ("", "multi_")
            for kind in ("user", "channel", "conversation")
        ),
        {"type": "external_select", "min_query_length": 2},
        {"type": "multi_external_select"},
    ),
    "pickers": actions(
        {"type": "datepicker", "initial_date": "2028-02-29"},
        {"type": "timepicker", "initial_time": "23:59", "timezone": "Europe/Berlin"},
        {"type": "datetimepicker", "initial_date_time": 1_795_000_000},
    ),
    "number": field("number_input", is_decimal_allowed=True, min_value="-1.5", initial_value="0", max_value="10"),
    "text with lengths": field(min_length=0, max_length=10, initial_value="as long ", multiline=True),
    "rich text": rich(
        {"type": "text", "text": "Hi ", "style": {"bold": True}},
        {"type": "user", "user_id": "U1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "emoji", "name": "seedling"},
        {"type": "link", "url": "https://example.org", "text": "here"},
        {"type": "date", "timestamp": 1_795_000_000, "format": "{date_short}", "fallback": "today"},
        {"type": "broadcast", "range": "here"},
    ),
    "rich input": field("rich_text_input", initial_value=rich({"type": "text", "text": "Hi"})),
    "chart": chart(),
    "chart in another order": chart(axis_config={"categories": ["June", "May"]}),
    "data table": data_table([text_cell()], [{"type": "raw_number", "value": 2, "text": "2"}]),
    "table": {
        "type": "table",
        "rows": [[rich({"type": "text", "text": "a"})], [text_cell()]],
        "column_settings": [None, {"align": "right"}],
    },
    "image by file": {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A chart"},
    "card": {"type": "card", "hero_image": IMAGE, "actions": [button()]},
    "container": {
        "type": "container",
        "title": plain(),
        "child_blocks": [section()],
        "is_collapsible": True,
        "default_collapsed": True,
    },
    "file": {"type": "file", "external_id": "a1", "source": "remote"},
}

BAD: dict[str, tuple[Any, str]] = {
    "null": (None, "/blocks/0"),
    "text instead of a block": ("divider", "/blocks/0"),
    "no type": ({"text": plain()}, "/blocks/0"),
    "unknown type": ({"type": "banner"}, "/blocks/0/type"),
    "type that is a list": ({"type": ["section"]}, "/blocks/0/type"),
    "unknown field": (section(colour="red"), "/blocks/0"),
    "button that is disabled": (actions(button(disabled=True)), "/blocks/0/elements/0"),
    "null in a field": (section(accessory=None), "/blocks/0/accessory"),
    "empty text": (section(text={"type": "mrkdwn", "text": ""}), "/blocks/0/text/text"),
    "emoji in mrkdwn": (section(text={"type": "mrkdwn", "text": "a", "emoji": True}), "/blocks/0/text"),
    "text as a string": (section(text="Hello"), "/blocks/0/text"),
    "section without text": ({"type": "section"}, "/blocks/0"),
    "mrkdwn header": ({"type": "header", "text": {"type": "mrkdwn", "text": "a"}}, "/blocks/0/text/type"),
    "header level 0": ({"type": "header", "text": plain(), "level": 0}, "/blocks/0/level"),
    "header level true": ({"type": "header", "text": plain(), "level": True}, "/blocks/0/level"),
    "no elements": (actions(), "/blocks/0/elements"),
    "button in a context": ({"type": "context", "elements": [button()]}, "/blocks/0/elements/0/type"),
    "input element in actions": (actions({"type": "plain_text_input"}), "/blocks/0/elements/0/type"),
    "button in an input": (field("button", text=plain()), "/blocks/0/element/type"),
    "date and time beside a section": (section(accessory={"type": "datetimepicker"}), "/blocks/0/accessory/type"),
    "icon button in actions": (
        actions({"type": "icon_button", "icon": "trash", "text": plain()}),
        "/blocks/0/elements/0/type",
    ),
    "image in actions": (actions(IMAGE), "/blocks/0/elements/0/type"),
    "unknown style": (actions(button(style="blue")), "/blocks/0/elements/0/style"),
    "url without a scheme": (actions(button(url="example.org")), "/blocks/0/elements/0/url"),
    "image from two sources": (IMAGE | {"slack_file": {"id": "F1"}}, "/blocks/0"),
    "image without alt_text": ({"type": "image", "image_url": "https://example.org/a"}, "/blocks/0"),
    "select without options": (section(accessory={"type": "static_select"}), "/blocks/0/accessory"),
    "select with both": (
        section(accessory={"type": "static_select", "options": [YES], "option_groups": GROUPS}),
        "/blocks/0/accessory",
    ),
    "first choice not offered": (
        section(accessory={"type": "static_select", "options": [YES], "initial_option": NO}),
        "/blocks/0/accessory/initial_option",
    ),
    "second choice not offered": (
        section(accessory={"type": "checkboxes", "options": [YES], "initial_options": [YES, NO]}),
        "/blocks/0/accessory/initial_options/1",
    ),
    "no choice at first": (
        section(accessory={"type": "checkboxes", "options": [YES], "initial_options": []}),
        "/blocks/0/accessory/initial_options",
    ),
    "url of a menu's option": (
        section(accessory={"type": "static_select", "options": [YES | {"url": "https://example.org"}]}),
        "/blocks/0/accessory/options/0",
    ),
    "confirm without a text": (
        actions(button(confirm={"title": plain(), "confirm": plain(), "deny": plain()})),
        "/blocks/0/elements/0/confirm",
    ),
    "no such day": (field("datepicker", initial_date="2027-02-29"), "/blocks/0/element/initial_date"),
    "day without dashes": (field("datepicker", initial_date="20270228"), "/blocks/0/element/initial_date"),
    "no such time": (field("timepicker", initial_time="24:00"), "/blocks/0/element/initial_time"),
    "seconds too many": (
        field("datetimepicker", initial_date_time=1_795_000_000_000),
        "/blocks/0/element/initial_date_time",
    ),
    "lengths the wrong way": (field(min_length=9, max_length=8), "/blocks/0/element/min_length"),
    "lines the wrong way": (field("rich_text_input", min_lines=9, max_lines=8), "/blocks/0/element/min_lines"),
    "number without decimals": (
        field("number_input", is_decimal_allowed=False, initial_value="1.5"),
        "/blocks/0/element/initial_value",
    ),
    "number under the least": (
        field("number_input", is_decimal_allowed=True, min_value="3", initial_value="2"),
        "/blocks/0/element/min_value",
    ),
    "number that is none": (
        field("number_input", is_decimal_allowed=True, initial_value="two"),
        "/blocks/0/element/initial_value",
    ),
    "unknown rich element": (rich({"type": "table"}), "/blocks/0/elements/0/elements/0/type"),
    "unknown rich style": (
        rich({"type": "text", "text": "a", "style": {"big": True}}),
        "/blocks/0/elements/0/elements/0/style",
    ),
    "pie without a share": (
        {
            "type": "data_visualization",
            "title": "a",
            "chart": {"type": "pie", "segments": [{"label": "a", "value": 0}]},
        },
        "/blocks/0/chart/segments/0/value",
    ),
    "category without a point": (chart(axis_config={"categories": ["May"]}), "/blocks/0/chart/series/0/data"),
    "category twice": (
        chart(
            axis_config={"categories": ["May", "May"]},
            series=[{"name": "Pairs", "data": [{"label": "May", "value": 1}] * 2}],
        ),
        "/blocks/0/chart/axis_config/categories",
    ),
    "series of one name": (chart(series=chart()["chart"]["series"] * 2), "/blocks/0/chart/series"),
    "rows of two widths": (data_table([text_cell()], [text_cell(), text_cell()]), "/blocks/0/rows/1"),
    "rich header cell": (data_table([rich({"type": "text", "text": "a"})], [text_cell()]), "/blocks/0/rows/0/0/type"),
    "no rows but the header": (data_table([text_cell()]), "/blocks/0/rows"),
    "empty cell": (data_table([text_cell()], [text_cell("")]), "/blocks/0/rows/1/0/text"),
    "no such column": (
        data_table([text_cell()], [text_cell()], row_header_column_index=1),
        "/blocks/0/row_header_column_index",
    ),
    "card of nothing": ({"type": "card", "subtitle": plain()}, "/blocks/0"),
    "card with two icons": (
        {"type": "card", "title": plain(), "icon": IMAGE, "slack_icon": {"type": "icon", "name": "star"}},
        "/blocks/0/slack_icon",
    ),
    "collapsible with a divider": (
        {
            "type": "container",
            "title": plain(),
            "child_blocks": [section()],
            "is_collapsible": True,
            "has_header_divider": True,
        },
        "/blocks/0/has_header_divider",
    ),
    "chart in a container": (
        {"type": "container", "title": plain(), "child_blocks": [chart()]},
        "/blocks/0/child_blocks/0/type",
    ),
    "collapsed but not collapsible": (
        {"type": "container", "title": plain(), "child_blocks": [section()], "default_collapsed": True},
        "/blocks/0/default_collapsed",
    ),
    "alert in a message": ({"type": "alert", "text": plain()}, "/blocks/0/type"),
    "response_url in a message": (
        field("channels_select", response_url_enabled=True),
        "/blocks/0/element/response_url_enabled",
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_slack_takes_passes(name: str) -> None:
    assert check_message([GOOD[name]], None) == []


@pytest.mark.parametrize("name", BAD)
def test_what_slack_refuses_is_refused_at_its_place(name: str) -> None:
    block, pointer = BAD[name]
    assert [problem.pointer for problem in check_message([block], "text")] == [pointer]


@pytest.mark.parametrize(
    "kind", ["markdown", "table", "data_table", "data_visualization", "card", "carousel", "container", "file"]
)
@pytest.mark.parametrize("surface", ["modal", "home"])
def test_blocks_of_messages_have_no_place_in_views(kind: str, surface: str) -> None:
    view = modal({"type": kind}) if surface == "modal" else {"type": "home", "blocks": [{"type": kind}]}
    assert [(problem.pointer, problem.code) for problem in check_view(view)] == [("/blocks/0/type", "wrong_place")]


def test_an_alert_belongs_in_a_modal_only() -> None:
    alert = {"type": "alert", "text": plain(), "level": "error"}
    assert check_view(modal(alert)) == []
    assert check_view({"type": "home", "blocks": [alert]})


def test_ids_are_used_once() -> None:
    twice = [section(block_id="a"), {"type": "divider", "block_id": "a"}]
    assert [p.pointer for p in check_message(twice, None)] == ["/blocks/1/block_id"]
    same = actions(button(action_id="a"), button(action_id="a"))
    assert [p.pointer for p in check_message([same], None)] == ["/blocks/0/elements/1/action_id"]
    assert check_message([actions(button(action_id="a")), actions(button(action_id="a"))], None) == []
    inside = {"type": "container", "title": plain(), "child_blocks": [section(block_id="a")]}
    assert check_message([section(block_id="a"), inside], None)


def test_a_message_needs_text_or_blocks() -> None:
    for blocks, text in [(None, None), ([], ""), (None, "")]:
        assert [problem.code for problem in check_message(blocks, text)] == ["no_text"]
    assert check_message([], "Hello") == []
    assert check_message([section()], None) == []
    assert [problem.pointer for problem in check_message({"type": "section"}, "Hello")] == ["/blocks"]


@pytest.mark.parametrize(
    ("view", "pointer"),
    [
        (modal(field()) | {"submit": None}, "/submit"),
        ({key: part for key, part in modal(field()).items() if key != "submit"}, ""),
        ({"type": "modal", "blocks": []}, ""),
        (modal(title={"type": "mrkdwn", "text": "a"}), "/title/type"),
        (modal(colour="red"), ""),
        ({"type": "home", "title": plain(), "blocks": []}, ""),
        ({"type": "workflow_step", "blocks": []}, "/type"),
        (None, ""),
        (modal(field(focus_on_load=True), field(focus_on_load=True)), "/blocks/1/element/focus_on_load"),
        (
            modal(section(accessory={"type": "channels_select", "response_url_enabled": True})),
            "/blocks/0/accessory/response_url_enabled",
        ),
    ],
)
def test_what_slack_refuses_in_a_view(view: Any, pointer: str) -> None:
    assert [problem.pointer for problem in check_view(view)] == [pointer]


def test_a_view_with_everything_passes() -> None:
    menu = field("conversations_select", response_url_enabled=True, filter={"include": ["im"]})
    view = modal(
        section(), field(focus_on_load=True), menu, close=plain("Not now"), notify_on_close=True, callback_id=""
    )
    assert check_view(view) == []
    assert check_view({"type": "home", "blocks": [section(), actions(button())], "private_metadata": "{}"}) == []


def test_every_element_one_can_use_is_found() -> None:
    card = {"type": "card", "title": plain(), "actions": [button(value="3")], "block_id": "d"}
    blocks = [
        section(accessory=button(value="1"), block_id="a"),
        section(accessory=IMAGE),
        actions(button(value="2"), {"type": "users_select"}, block_id="b"),
        {"type": "carousel", "elements": [card]},
        {"type": "container", "title": plain(), "child_blocks": [actions(button(value="4"))]},
        field(),
        None,
    ]
    found = [(block_id, element.get("value", element["type"])) for block_id, element in interactive(blocks)]
    assert found == [
        ("a", "1"),
        ("b", "2"),
        ("b", "users_select"),
        ("d", "3"),
        (None, "4"),
        (None, "plain_text_input"),
    ]
    assert list(interactive(None)) == []


def test_what_was_refused_once_is_refused_again_and_what_was_taken_elsewhere_too() -> None:
    alert, empty = {"type": "alert", "text": plain()}, {"type": "divider", "more": 1}
    modal = {"type": "modal", "title": plain("A title"), "blocks": [alert]}
    for _ in range(2):
        assert check_view(modal) == []
        assert [one.code for one in check_message([alert], "Hello")] == ["wrong_place"]
        assert [one.code for one in check_message([empty], "Hello")] == ["unknown_field"]
