"""Everything the bot can compose, drawn on the sandbox's page; and what it cannot draw, named."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.clock import Clock
from bot.sandbox.page.drawing import DRAWN, environment
from bot.sandbox.page.markup import Reader
from bot.sandbox.page.scene import Scene
from bot.sandbox.slack import blockkit, inputs
from bot.sandbox.slack.blockkit.blocks import BLOCKS
from bot.sandbox.slack.blockkit.elements import ELEMENTS
from bot.sandbox.slack.modals import View, Views
from bot.sandbox.slack.server import SlackServer
from bot.views.message import Message
from bot.views.samples import samples

NOT_DRAWN = re.compile(r'class="unknown"')
ALL = samples()
NEEDS_THE_BOT = {"external_select", "multi_external_select"}  # their options come from the bot, which has none

workspace = SlackServer(Clock.fixed(datetime(2026, 11, 19, 19, 30, tzinfo=UTC))).workspace
mia = workspace.add_user("mia", "Mia Sol")
general = workspace.create_channel("general", [mia])
reader = Reader(workspace, "America/New_York", workspace.clock.now(), mia.id)
templates = environment()
PEOPLE, CHANNELS = ((mia.id, mia.real_name),), ((general.id, "#general"),)


def drawn(blocks: list[dict[str, Any]], view: View | None = None) -> str:
    scene = Scene.of_view(view, reader, PEOPLE, CHANNELS) if view else Scene(reader, people=PEOPLE, channels=CHANNELS)
    return str(templates.get_template("blocks.html").make_module().show(blocks, scene))


def modal(definition: dict[str, Any]) -> View:
    return Views(workspace.ids).make(definition, mia.id, "T1", "A1", "B1")


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


@pytest.mark.parametrize("name", ALL)
def test_every_sample_is_drawn(name: str) -> None:
    sample = ALL[name]
    blocks = sample.blocks if isinstance(sample, Message) else sample["blocks"]
    html = drawn(blocks, None if isinstance(sample, Message) else modal(sample))
    assert not NOT_DRAWN.search(html)
    for block_id, element in blockkit.interactive(blocks):
        assert f'"{block_id or ""}/{element["action_id"]}"' in html


OPTION = {"text": plain("One"), "value": "1"}
PICTURE = {"type": "image", "image_url": "https://a.example/x.png", "alt_text": "A calm lake"}
CHART = {"type": "bar", "axis_config": {"categories": ["Mon", "Tue"]}, "series": [
    {"name": "Met", "data": [{"label": "Mon", "value": 3}, {"label": "Tue", "value": -1}]}]}  # fmt: skip
PIE = {"type": "pie", "segments": [{"label": "Yes", "value": 3}, {"label": "No", "value": 1}]}
ROWS = [[{"type": "raw_text", "text": "Name"}, {"type": "raw_text", "text": "Hours"}],
        [{"type": "raw_text", "text": "Mia"}, {"type": "raw_number", "value": 2, "text": "2 h"}]]  # fmt: skip
BUTTON = {"type": "button", "action_id": "go", "text": plain("Go")}
EXAMPLES: dict[str, dict[str, Any]] = {
    "section": {"text": {"type": "mrkdwn", "text": "*Words*"}, "fields": [plain("a"), plain("b")], "accessory": BUTTON},
    "divider": {},
    "actions": {"elements": [BUTTON]},
    "context": {"elements": [plain("small"), PICTURE]},
    "header": {"text": plain("Title"), "level": 2},
    "image": {"image_url": "https://a.example/x.png", "alt_text": "A calm lake", "title": plain("Lake")},
    "table": {"rows": ROWS, "column_settings": [None, {"align": "right", "is_wrapped": True}]},
    "video": {"alt_text": "A talk", "title": plain("Talk"), "video_url": "https://a.example/v",
        "thumbnail_url": "https://a.example/t"},
    "context_actions": {"elements": [{"type": "feedback_buttons", "action_id": "f",
        "positive_button": {"text": plain("Good"), "value": "1"},
        "negative_button": {"text": plain("Bad"), "value": "0"}},
        {"type": "icon_button", "action_id": "i", "icon": "trash", "text": plain("Remove")}]},
    "input": {"label": plain("How?"), "element": {"type": "plain_text_input", "action_id": "t"}},
    "rich_text": {"elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Words"}]}]},
    "markdown": {"text": "# Title\n\n- **one**\n\n![x](https://a.example/x.png) <b>raw</b> [z](javascript:x)"},
    "file": {"external_id": "abc", "source": "remote"},
    "alert": {"text": plain("Careful"), "level": "warning"},
    "data_visualization": {"title": "Meetings", "chart": CHART},
    "data_table": {"caption": "Hours", "rows": ROWS, "page_size": 1},
    "card": {"title": plain("Title"), "body": plain("Body"), "hero_image": PICTURE, "actions": [BUTTON]},
    "carousel": {"elements": [{"type": "card", "title": plain("One")}]},
    "container": {"title": plain("Box"), "is_collapsible": True, "child_blocks": [{"type": "divider"}]},
}  # fmt: skip


def test_there_is_an_example_of_every_block() -> None:
    assert EXAMPLES.keys() == BLOCKS.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_block_is_drawn(name: str) -> None:
    html = drawn([{"type": name, "block_id": "b", **EXAMPLES[name]}])
    assert not NOT_DRAWN.search(html)
    assert "<img" not in html  # nothing is loaded from elsewhere
    assert html.strip()


def test_every_element_has_a_name() -> None:
    assert inputs.SHAPES.keys() - NEEDS_THE_BOT <= DRAWN
    not_fields = {"image", "button", "workflow_button", "icon_button", "feedback_buttons", "overflow"}
    assert ELEMENTS.keys() - NEEDS_THE_BOT == DRAWN | not_fields


@pytest.mark.parametrize("kind", sorted(DRAWN))
@pytest.mark.parametrize("in_modal", [True, False])
def test_every_input_is_drawn(kind: str, *, in_modal: bool) -> None:
    element = {"type": kind, "action_id": "a", "is_decimal_allowed": False}
    if "static" in kind or kind in {"checkboxes", "radio_buttons"}:
        element |= {"options": [OPTION]}
    block = {"type": "input", "block_id": "b", "label": plain("How many?"), "element": element}
    view = modal({"type": "modal", "title": plain("Form"), "blocks": [block]}) if in_modal else None
    html = drawn([block], view)
    assert not NOT_DRAWN.search(html)
    assert 'data-field="b/a"' in html
    assert "How many?" in html
    bare = drawn([{"type": "actions", "block_id": "b", "elements": [element]}])
    assert not NOT_DRAWN.search(bare)
    assert '"b/a"' in bare


def test_what_cannot_be_drawn_is_named() -> None:
    unknown = {"type": "hologram", "block_id": "b"}
    element = {"type": "wand", "action_id": "a"}
    html = drawn([unknown, {"type": "actions", "elements": [element]}, {"type": "rich_text", "elements": [unknown]}])
    assert len(NOT_DRAWN.findall(html)) == 3
    assert "hologram" in html
    assert "wand" in html


@pytest.mark.parametrize(
    ("element", "html"),
    [
        ({"type": "plain_text_input", "initial_value": "<b>"}, 'value="&lt;b&gt;"'),
        ({"type": "number_input", "initial_value": "3"}, 'type="number"'),
        ({"type": "datepicker", "initial_date": "2026-11-20"}, 'value="2026-11-20"'),
        ({"type": "datetimepicker", "initial_date_time": 1795290000}, 'value="2026-11-21T14:40"'),
        ({"type": "timepicker"}, 'type="time"'),
        ({"type": "users_select"}, "Choose a person"),
        ({"type": "users_select", "initial_user": mia.id}, f'value="{mia.id}" selected'),
        ({"type": "multi_users_select", "initial_users": [mia.id]}, " checked>"),
        ({"type": "channels_select"}, ">#general</option>"),
        ({"type": "radio_buttons", "options": [OPTION]}, 'type="radio"'),
        ({"type": "file_input", "filetypes": ["csv", "txt"]}, 'accept=".csv,.txt"'),
    ],
)
def test_inputs(element: dict[str, Any], html: str) -> None:
    block = {"type": "input", "block_id": "b", "label": plain("How?"), "element": element | {"action_id": "a"}}
    view = modal({"type": "modal", "title": plain("Form"), "blocks": [block]})
    view.errors = {"b": "Not <this> way"}
    shown = drawn(view.blocks, view)
    assert html in shown
    assert "Not &lt;this&gt; way" in shown
    assert re.search(r'aria-describedby="field-V\w+-b/a-error ', shown)


def test_links_lead_to_the_web_only() -> None:
    button = {"type": "button", "action_id": "a", "text": plain("Go"), "url": "javascript:x"}
    link = {"type": "rich_text_section", "elements": [{"type": "link", "url": "javascript:x", "text": "Go"}]}
    html = drawn([{"type": "actions", "elements": [button]}, {"type": "rich_text", "elements": [link]},
                  {"type": "markdown", **EXAMPLES["markdown"]}])  # fmt: skip
    assert 'href="javascript' not in html
    assert "<b>raw</b>" not in html


def test_a_chart_says_its_numbers() -> None:
    bars = drawn([{"type": "data_visualization", "title": "Meetings", "chart": CHART}])
    assert 'aria-label="Meetings. Mon: 3; Tue: -1."' in bars
    pie = drawn([{"type": "data_visualization", "title": "Fit", "chart": PIE}])
    assert "Yes: 3, 75%; No: 1, 25%." in pie
    assert "Show the numbers of “Fit”" in pie


def test_a_confirmation_is_asked_with_the_buttons_own_words() -> None:
    confirm = {"title": plain("Sure?"), "text": {"type": "mrkdwn", "text": "It *goes*"}, "confirm": plain("Yes"),
               "deny": plain("No"), "style": "danger"}  # fmt: skip
    html = drawn([{"type": "actions", "elements": [BUTTON | {"confirm": confirm}]}])
    assert 'data-confirm-title="Sure?"' in html
    assert 'data-confirm-text="It goes"' in html
    assert 'data-confirm-style="danger"' in html
