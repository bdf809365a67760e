"""Block Kit's rules stated for any message: valid ones pass, and one fault is found in the block that has it."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.slack.blockkit import check_message, check_view, interactive

Block = dict[str, Any]


def words(most: int) -> st.SearchStrategy[str]:
    # Half of the limit, as a character outside the basic plane counts as two.
    return st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=min(most // 2, 40))


def plain(most: int) -> st.SearchStrategy[Block]:
    return st.fixed_dictionaries(
        {"type": st.just("plain_text"), "text": words(most)}, optional={"emoji": st.booleans()}
    )


def texts(most: int) -> st.SearchStrategy[Block]:
    mrkdwn = st.fixed_dictionaries(
        {"type": st.just("mrkdwn"), "text": words(most)}, optional={"verbatim": st.booleans()}
    )
    return plain(most) | mrkdwn


def typed(name: str, required: dict[str, Any], optional: dict[str, Any] | None = None) -> st.SearchStrategy[Block]:
    return st.fixed_dictionaries({"type": st.just(name), **required}, optional=optional or {})


option = st.fixed_dictionaries({"text": plain(75), "value": words(150)}, optional={"description": plain(75)})
options = st.lists(option, min_size=1, max_size=5)
button = typed("button", {"text": plain(75)}, {"value": words(2000), "style": st.sampled_from(["primary", "danger"])})
static_select = typed("static_select", {"options": options}, {"placeholder": plain(150)})
menu = static_select | typed("users_select", {}, {"initial_user": st.just("U1")})
radio = typed("radio_buttons", {"options": options}).flatmap(
    lambda made: st.sampled_from(made["options"]).map(lambda chosen: made | {"initial_option": chosen})
)
image = typed("image", {"image_url": st.just("https://example.org/a.png"), "alt_text": words(2000)})
block = st.one_of(
    typed("divider", {}),
    typed("header", {"text": plain(150)}, {"level": st.integers(1, 4)}),
    typed("section", {"text": texts(3000)}, {"accessory": button | menu | image | radio, "expand": st.booleans()}),
    typed("section", {"fields": st.lists(texts(2000), min_size=1, max_size=10)}),
    typed("context", {"elements": st.lists(texts(3000) | image, min_size=1, max_size=10)}),
    typed("actions", {"elements": st.lists(button | menu | radio, min_size=1, max_size=5)}),
    typed("input", {"label": plain(2000), "element": menu | typed("plain_text_input", {})}, {"hint": plain(2000)}),
    image,
)
messages = st.lists(block, min_size=1, max_size=8)
# Fields that Slack requires wherever an object of this type stands.
NEEDED = {
    "header": ["text"],
    "context": ["elements"],
    "actions": ["elements"],
    "input": ["label", "element"],
    "image": ["alt_text"],
    "button": ["text"],
    "radio_buttons": ["options"],
    "plain_text": ["text", "type"],
    "mrkdwn": ["text", "type"],
}


def objects(value: Any, path: str = "") -> list[tuple[str, Block]]:
    """Return all objects in a value, each with its pointer."""
    if isinstance(value, dict):
        inner = [found for name, part in value.items() for found in objects(part, f"{path}/{name}")]
        return [(path, value), *inner]
    if isinstance(value, list):
        return [found for index, part in enumerate(value) for found in objects(part, f"{path}/{index}")]
    return []


@given(messages)
def test_a_valid_message_has_no_problems_and_checking_changes_nothing(blocks: list[Block]) -> None:
    before = copy.deepcopy(blocks)
    assert check_message(blocks, "text") == []
    assert blocks == before
    assert check_view({"type": "home", "blocks": blocks}) == []


@given(messages, st.data())
def test_without_a_required_field_the_problem_points_into_that_block(blocks: list[Block], data: st.DataObject) -> None:
    blocks = copy.deepcopy(blocks)
    places = [
        (path, part, name)
        for path, part in objects(blocks)
        for name in NEEDED.get(part.get("type", ""), ["type"] if "type" in part else ["value"])
    ]
    path, part, name = data.draw(st.sampled_from(places))
    del part[name]
    problems = check_message(blocks, "text")
    assert (f"/blocks{path}", "missing_field", name) in [(p.pointer, p.code, p.field) for p in problems]
    index = path.split("/")[1]
    assert {p.pointer.split("/")[2] for p in problems} == {index}


@given(messages, st.data())
def test_an_unknown_field_is_found_wherever_it_is(blocks: list[Block], data: st.DataObject) -> None:
    blocks = copy.deepcopy(blocks)
    path, part = data.draw(st.sampled_from(objects(blocks)))
    part["shade"] = 1
    problems = check_message(blocks, "text")
    assert (f"/blocks{path}", "unknown_field", "shade") in [(p.pointer, p.code, p.field) for p in problems]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(
                st.sampled_from(["type", "text", "elements", "accessory", "block_id", "blocks"]), inner, max_size=4
            ),
            st.dictionaries(
                st.just("type"), st.sampled_from(["section", "actions", "modal", "home", "carousel"]), min_size=1
            ),
        ),
        max_leaves=12,
    )
)
def test_whatever_is_sent_gets_an_answer(rubbish: Any) -> None:
    for problem in [*check_message(rubbish, "text"), *check_view(rubbish)]:
        assert problem.as_dict()["message"]
    for _block_id, element in interactive(rubbish):
        assert isinstance(element, dict)
