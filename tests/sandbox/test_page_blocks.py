"""Everything the bot can compose, drawn on the sandbox's page; and what it cannot draw, named."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.clock import Clock
from bot.sandbox.page.markup import Reader
from bot.sandbox.page.pictures import environment
from bot.sandbox.slack.blockkit import interactive
from bot.sandbox.slack.modals import View, Views
from bot.sandbox.slack.server import SlackServer
from bot.views.message import Message
from bot.views.samples import samples

NOT_DRAWN = re.compile(r'class="unknown"')
ALL = samples()

workspace = SlackServer(Clock.fixed(datetime(2026, 11, 19, 19, 30, tzinfo=UTC))).workspace
reader = Reader(workspace, "America/New_York", workspace.clock.now())
templates = environment(workspace.users)


def drawn(blocks: list[dict[str, Any]], view: View | None = None) -> str:
    return str(templates.get_template("blocks.html").make_module().show(blocks, reader, view))


def modal(definition: dict[str, Any]) -> View:
    return Views(workspace.ids).make(definition, "U1", "T1", "A1", "B1")


@pytest.mark.parametrize("name", ALL)
def test_every_sample_is_drawn(name: str) -> None:
    sample = ALL[name]
    blocks = sample.blocks if isinstance(sample, Message) else sample["blocks"]
    html = drawn(blocks, None if isinstance(sample, Message) else modal(sample))
    assert not NOT_DRAWN.search(html)
    for block_id, element in interactive(blocks):
        assert f'"{block_id or ""}/{element["action_id"]}"' in html


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
        ({"type": "timepicker"}, 'type="time"'),
        ({"type": "users_select"}, "Choose a person"),
        (
            {"type": "radio_buttons", "options": [{"text": {"type": "plain_text", "text": "One"}, "value": "1"}]},
            'type="radio"',
        ),
    ],
)
def test_inputs(element: dict[str, Any], html: str) -> None:
    label = {"type": "plain_text", "text": "How many?"}
    block = {"type": "input", "block_id": "b", "label": label, "element": element | {"action_id": "a"}}
    view = modal({"type": "modal", "title": label, "blocks": [block]})
    view.errors = {"b": "Not <this> way"}
    shown = drawn(view.blocks, view)
    assert html in shown
    assert "How many?" in shown
    assert "Not &lt;this&gt; way" in shown
    assert 'aria-describedby="field-b-error ' in shown


def test_links_lead_to_the_web_only() -> None:
    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Go"}, "url": "javascript:x"}
    assert "javascript" not in drawn([{"type": "actions", "elements": [button]}])
