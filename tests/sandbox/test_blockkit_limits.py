"""Every limit of Block Kit that the local server enforces: what just fits passes, one more is refused at its place."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.slack.blockkit import Problem, check_message, check_view

Build = Callable[[int], Any]


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def x(count: int) -> str:
    return "x" * count


def link(count: int) -> str:
    return "https://example.org/".ljust(count, "x")


def option(**changes: Any) -> dict[str, Any]:
    return {"text": plain("Yes"), "value": "yes"} | changes


def options(count: int) -> list[dict[str, Any]]:
    return [option(value=f"v{n}") for n in range(count)]


def section(**fields: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn("Hello")} | fields


def button(**fields: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go")} | fields


def actions(value: str) -> dict[str, Any]:
    return {"type": "actions", "elements": [button(value=value)]}


def accessory(kind: str, **fields: Any) -> dict[str, Any]:
    return section(accessory={"type": kind} | fields)


def field(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("Name"), "element": {"type": kind} | fields}


def confirm(**changes: Any) -> dict[str, Any]:
    parts = {"title": plain("Sure?"), "text": mrkdwn("Sure?"), "confirm": plain("Yes"), "deny": plain("No")}
    return {"type": "actions", "elements": [button(confirm=parts | changes)]}


def image(**fields: Any) -> dict[str, Any]:
    return {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a chart"} | fields


def video(**fields: Any) -> dict[str, Any]:
    links = {"video_url": link(30), "thumbnail_url": link(30)}
    return {"type": "video", "alt_text": "a talk", "title": plain("A talk")} | links | fields


def cells(rows: int, columns: int, text: str = "a") -> list[list[dict[str, Any]]]:
    return [[{"type": "raw_text", "text": text} for _ in range(columns)] for _ in range(rows)]


def data_table(**fields: Any) -> dict[str, Any]:
    return {"type": "data_table", "caption": "Pairs", "rows": cells(2, 2)} | fields


def pie(segments: list[dict[str, Any]], title: str = "Share") -> dict[str, Any]:
    return {"type": "data_visualization", "title": title, "chart": {"type": "pie", "segments": segments}}


def segments(count: int, label: str = "s") -> list[dict[str, Any]]:
    return [{"label": f"{label}{n}" if count > 1 else label, "value": 1} for n in range(count)]


def bars(series: int = 1, points: int = 1, name: str = "", label: str = "", **axes: str) -> dict[str, Any]:
    labels = [label or f"c{n}" for n in range(points)]
    data = [{"label": each, "value": -1.5} for each in labels]
    rows = [{"name": name or f"s{n}", "data": data} for n in range(series)]
    chart = {"type": "bar", "series": rows, "axis_config": {"categories": labels} | axes}
    return {"type": "data_visualization", "title": "Bars", "chart": chart}


def card(**fields: Any) -> dict[str, Any]:
    return {"type": "card", "title": plain("A card")} | fields


def container(**fields: Any) -> dict[str, Any]:
    return {"type": "container", "title": plain("Box"), "child_blocks": [section()]} | fields


def context_actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "context_actions", "elements": list(elements)}


def feedback(**fields: Any) -> dict[str, Any]:
    good = {"text": plain("Good"), "value": "good"} | fields
    return {
        "type": "feedback_buttons",
        "positive_button": good,
        "negative_button": {"text": plain("Bad"), "value": "b"},
    }


def icon(**fields: Any) -> dict[str, Any]:
    return {"type": "icon_button", "icon": "trash", "text": plain("Remove")} | fields


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


def bullets(**fields: Any) -> dict[str, Any]:
    parts = [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}]
    return rich({"type": "rich_text_list", "style": "bullet", "elements": parts} | fields)


def modal(**fields: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Week"), "submit": plain("Send"), "blocks": []} | fields


def alert(text: dict[str, Any]) -> dict[str, Any]:
    return modal(blocks=[{"type": "alert", "text": text}])


BLOCKS: dict[str, tuple[int, Build]] = {
    "section text": (3000, lambda n: section(text=mrkdwn(x(n)))),
    "section fields": (10, lambda n: section(fields=[plain("a")] * n)),
    "section field": (2000, lambda n: section(fields=[mrkdwn(x(n))])),
    "block_id": (255, lambda n: section(block_id=x(n))),
    "header": (150, lambda n: {"type": "header", "text": plain(x(n))}),
    "header level": (4, lambda n: {"type": "header", "text": plain("a"), "level": n}),
    "context elements": (10, lambda n: {"type": "context", "elements": [mrkdwn("a")] * n}),
    "actions elements": (25, lambda n: {"type": "actions", "elements": [button()] * n}),
    "input label": (2000, lambda n: field("plain_text_input") | {"label": plain(x(n))}),
    "input hint": (2000, lambda n: field("plain_text_input") | {"hint": plain(x(n))}),
    "image url": (3000, lambda n: image(image_url=link(n))),
    "image alt_text": (2000, lambda n: image(alt_text=x(n))),
    "image title": (2000, lambda n: image(title=plain(x(n)))),
    "video title": (199, lambda n: video(title=plain(x(n)))),
    "video author": (49, lambda n: video(author_name=x(n))),
    "markdown": (12_000, lambda n: {"type": "markdown", "text": x(n)}),
    "button text": (75, lambda n: accessory("button", text=plain(x(n)))),
    "button value": (2000, lambda n: accessory("button", text=plain("a"), value=x(n))),
    "button url": (3000, lambda n: accessory("button", text=plain("a"), url=link(n))),
    "button label": (75, lambda n: accessory("button", text=plain("a"), accessibility_label=x(n))),
    "action_id": (255, lambda n: accessory("button", text=plain("a"), action_id=x(n))),
    "confirm title": (100, lambda n: confirm(title=plain(x(n)))),
    "confirm text": (300, lambda n: confirm(text=mrkdwn(x(n)))),
    "confirm confirm": (30, lambda n: confirm(confirm=plain(x(n)))),
    "confirm deny": (30, lambda n: confirm(deny=plain(x(n)))),
    "option text": (75, lambda n: accessory("static_select", options=[option(text=plain(x(n)))])),
    "option value": (150, lambda n: accessory("static_select", options=[option(value=x(n))])),
    "option description": (75, lambda n: accessory("static_select", options=[option(description=plain(x(n)))])),
    "select options": (100, lambda n: accessory("static_select", options=options(n))),
    "select placeholder": (150, lambda n: accessory("users_select", placeholder=plain(x(n)))),
    "option groups": (
        100,
        lambda n: accessory("static_select", option_groups=[{"label": plain("g"), "options": options(1)}] * n),
    ),
    "group label": (
        75,
        lambda n: accessory("multi_static_select", option_groups=[{"label": plain(x(n)), "options": options(1)}]),
    ),
    "overflow options": (5, lambda n: accessory("overflow", options=options(n))),
    "radio options": (10, lambda n: accessory("radio_buttons", options=options(n))),
    "checkbox options": (10, lambda n: accessory("checkboxes", options=options(n))),
    "text max_length": (3000, lambda n: field("plain_text_input", max_length=n)),
    "text initial_value": (3000, lambda n: field("plain_text_input", initial_value=x(n))),
    "text own max_length": (20, lambda n: field("plain_text_input", initial_value=x(n), max_length=20)),
    "text placeholder": (150, lambda n: field("plain_text_input", placeholder=plain(x(n)))),
    "file_input files": (10, lambda n: field("file_input", max_files=n)),
    "table rows": (100, lambda n: {"type": "table", "rows": cells(n, 2)}),
    "table columns": (20, lambda n: {"type": "table", "rows": cells(2, n)}),
    "table settings": (20, lambda n: {"type": "table", "rows": cells(1, 1), "column_settings": [None] * n}),
    "data_table rows": (101, lambda n: data_table(rows=cells(n, 2))),
    "data_table columns": (20, lambda n: data_table(rows=cells(2, n))),
    "data_table page_size": (100, lambda n: data_table(page_size=n)),
    "data_table characters": (10_000, lambda n: data_table(rows=[*cells(1, 1), *cells(1, 1, x(n - 1))])),
    "chart title": (50, lambda n: pie(segments(2), x(n))),
    "chart segments": (6, lambda n: pie(segments(n))),
    "chart segment label": (20, lambda n: pie(segments(1, x(n)))),
    "chart series": (6, bars),
    "chart points": (20, lambda n: bars(points=n)),
    "chart series name": (20, lambda n: bars(name=x(n))),
    "chart category": (20, lambda n: bars(label=x(n))),
    "chart x_label": (50, lambda n: bars(x_label=x(n))),
    "chart y_label": (50, lambda n: bars(y_label=x(n))),
    "card title": (150, lambda n: card(title=plain(x(n)))),
    "card subtitle": (150, lambda n: card(subtitle=plain(x(n)))),
    "card body": (200, lambda n: card(body=mrkdwn(x(n)))),
    "card subtext": (200, lambda n: card(subtext=mrkdwn(x(n)))),
    "card actions": (3, lambda n: card(actions=[button()] * n)),
    "carousel cards": (10, lambda n: {"type": "carousel", "elements": [card()] * n}),
    "container title": (150, lambda n: container(title=plain(x(n)))),
    "container subtitle": (150, lambda n: container(subtitle=plain(x(n)))),
    "container children": (10, lambda n: container(child_blocks=[section()] * n)),
    "context_actions elements": (5, lambda n: context_actions(*[icon()] * n)),
    "feedback text": (75, lambda n: context_actions(feedback(text=plain(x(n))))),
    "feedback value": (2000, lambda n: context_actions(feedback(value=x(n)))),
    "icon value": (2000, lambda n: context_actions(icon(value=x(n)))),
    "icon readers": (10, lambda n: context_actions(icon(visible_to_user_ids=["U1"] * n))),
    "list indent": (8, lambda n: bullets(indent=n)),
    "list border": (1, lambda n: bullets(border=n)),
}
# Sums over a message, where what is over the limit is no single field.
MESSAGES: dict[str, tuple[int, Build]] = {
    "blocks": (50, lambda n: [{"type": "divider"}] * n),
    "charts": (2, lambda n: [pie(segments(2))] * n),
    "tables": (1, lambda n: [{"type": "table", "rows": cells(1, 1)}] * n),
    "characters": (13_200, lambda n: [section(text=plain(x(2640)))] * 4 + [section(text=plain(x(n - 4 * 2640)))]),
    # 12,012 characters in the buttons, their values among them.
    "characters of values": (13_200, lambda n: [actions(x(2000))] * 6 + [section(text=plain(x(n - 12_012)))]),
    "markdown": (12_000, lambda n: [{"type": "markdown", "text": "a"}, {"type": "markdown", "text": x(n - 1)}]),
    "cells": (
        10_000,
        lambda n: [data_table(rows=cells(2, 1, x(2500))), data_table(rows=cells(2, 1, x(n // 2 - 2500)))],
    ),
}
VIEWS: dict[str, tuple[int, Build]] = {
    "title": (24, lambda n: modal(title=plain(x(n)))),
    "submit": (24, lambda n: modal(submit=plain(x(n)))),
    "close": (24, lambda n: modal(close=plain(x(n)))),
    "private_metadata": (3000, lambda n: modal(private_metadata=x(n))),
    "callback_id": (255, lambda n: modal(callback_id=x(n))),
    "external_id": (255, lambda n: modal(external_id=x(n))),
    "modal blocks": (100, lambda n: modal(blocks=[{"type": "divider"}] * n)),
    "home blocks": (100, lambda n: {"type": "home", "blocks": [{"type": "divider"}] * n}),
    "alert": (200, lambda n: alert(mrkdwn(x(n)))),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_at_its_limit_passes_and_one_over_it_does_not(name: str) -> None:
    most, build = BLOCKS[name]
    assert check_message([build(most)], "text") == []
    problems = check_message([build(most + 1)], "text")
    assert problems
    assert all(problem.pointer.startswith("/blocks") and problem.message for problem in problems)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_at_its_limit_passes_and_one_over_it_does_not(name: str) -> None:
    most, build = MESSAGES[name]
    step = 2 if name == "cells" else 1
    assert check_message(build(most), "text") == []
    assert check_message(build(most + step), "text")


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_at_its_limit_passes_and_one_over_it_does_not(name: str) -> None:
    most, build = VIEWS[name]
    assert check_view(build(most)) == []
    assert check_view(build(most + 1))


def test_too_many_characters_in_all_have_slacks_own_error() -> None:
    assert [problem.code for problem in check_message(MESSAGES["characters"][1](13_201), None)] == [
        "msg_blocks_too_long"
    ]


def test_a_view_over_250_kilobytes_is_too_large() -> None:
    big = modal(blocks=[section(text=mrkdwn(x(3000))) for _ in range(84)])
    assert [problem.code for problem in check_view(big)] == ["view_too_large"]


def test_an_emoji_counts_as_two() -> None:
    assert check_view(modal(title=plain("🌱" * 12))) == []
    assert check_view(modal(title=plain("🌱" * 12 + "a")))


def test_a_problem_reads_as_slack_writes_it() -> None:
    (problem,) = check_message([section(text=mrkdwn(x(3001)))], None)
    assert problem == Problem(
        "/blocks/0/text/text",
        "failed_constraint",
        "must be less than 3001 characters",
        {"type": "max_length", "expected": 3000},
        "text",
    )
    assert problem.as_dict() == {
        "pointer": "/blocks/0/text/text",
        "code": "failed_constraint",
        "message": "must be less than 3001 characters",
        "constraint": {"type": "max_length", "expected": 3000},
        "field": "text",
    }
