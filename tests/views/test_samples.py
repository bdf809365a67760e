"""Every message and modal the bot can compose: as it was agreed, as Slack takes it, and as people like to read it."""

import json
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from bot.sandbox.slack.blockkit import check_message, check_view
from bot.views.message import Message
from bot.views.samples import Sample, samples

SENTINEL = "Zanzibarquokka"
ALL = samples()
GROUPS = {group: list(names) for group, names in groupby(sorted(ALL), key=lambda name: name.partition(":")[0])}
HOSTILE = st.one_of(
    st.sampled_from(
        [
            "<!channel>",
            "<@U1>",
            "<https://example.org|click>",
            "*bold* _x_ ~y~ `z`",
            "&lt;!here&gt;",
            ":fire: #general",
            "\u202eabc\u202c שלום",
            "👩🏽‍🏫" * 250,
            "<&>" * 600,
            "x" * 2000,
            "a\n\n\nb\tc",
            "{name} {count}",
        ]
    ),
    st.text(min_size=1, max_size=2000).filter(lambda text: text.strip()),
)


def as_json(sample: Sample) -> Any:
    plain = {"text": sample.text, "blocks": sample.blocks} if isinstance(sample, Message) else sample
    return json.loads(json.dumps(plain))


def blocks_of(sample: Sample) -> list[dict[str, Any]]:
    return sample.blocks if isinstance(sample, Message) else sample["blocks"]


def objects(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every object inside `node`, itself included."""
    if isinstance(node, dict):
        yield node
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for child in children:
        yield from objects(child)


def objections(sample: Sample) -> list[object]:
    if isinstance(sample, Message):
        return list(check_message(sample.blocks, sample.text))
    return list(check_view(sample))


def our_sentences(sample: Sample) -> list[str]:
    """Return what the bot says in a sample, without quotations."""
    found = [sample.text] if isinstance(sample, Message) else []
    for thing in objects(blocks_of(sample)):
        if thing.get("type") in {"mrkdwn", "plain_text"}:
            found.append(thing["text"])
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_samples_stay_as_agreed(group: str, snapshot: SnapshotAssertion) -> None:
    shown = {name: as_json(ALL[name]) for name in GROUPS[group]}
    assert shown == snapshot(extension_class=JSONSnapshotExtension)


@pytest.mark.parametrize("name", ALL)
def test_slack_takes_every_sample(name: str) -> None:
    assert objections(ALL[name]) == []


@pytest.mark.parametrize("name", ALL)
def test_samples_follow_the_voice(name: str) -> None:
    sample = ALL[name]
    if isinstance(sample, Message):
        assert sample.text.strip()
        assert "*" not in sample.text
        assert len(sample.text.encode()) <= 4000
    elif sample["type"] != "home":
        assert len(sample["title"]["text"]) <= 20
    for sentence in our_sentences(sample):
        assert "!" not in re.sub(r"<!date[^>]*>", "", sentence)
        assert not re.search(r"overdue|failed|engagement|leverage|reach out|still haven't", sentence, re.IGNORECASE)
        assert not re.search(r"[\U0001F000-\U0001FFFF\u2600-\u27BF]|:[a-z_]+:", sentence), "emoji carry no meaning"
        for part in re.split(r"(?<=[.?!:;])\s|\n", sentence):
            assert len(part.split()) <= 30, part


@pytest.mark.parametrize("name", ALL)
def test_a_message_offers_few_buttons_and_one_first_choice(name: str) -> None:
    sample = ALL[name]
    found = [thing for thing in objects(blocks_of(sample)) if thing.get("type") == "button"]
    assert sum(1 for button in found if button.get("style") == "primary") <= 1
    for block in blocks_of(sample):
        if block["type"] == "actions":
            assert sum(1 for element in block["elements"] if element["type"] == "button") <= 3
    assert not {button["text"]["text"] for button in found} & {"OK", "Ok", "Submit", "Yes", "No"}


# What is read at leisure.
WITH_MORE_TO_SAY = (
    r"session opened|digest|notice|help|home|shared|protocols|prompt: welcome|met news: many|nudge: (several|many)"
    r"|groups: (many|planned)"
)
SHORT = [name for name in ALL if isinstance(ALL[name], Message) and not re.match(WITH_MORE_TO_SAY, name)]


@pytest.mark.parametrize("name", SHORT)
def test_messages_have_four_sentences_at_most(name: str) -> None:
    sample = ALL[name]
    assert isinstance(sample, Message)
    before = [block for block in sample.blocks if block["type"] == "section"]
    sentences = sum(len(re.findall(r"[.?](?=\s|\*|$)", block["text"]["text"])) for block in before)
    assert sentences <= 4


WITH_WORDS = {
    *("prompt", "shared", "community", "form", "digest", "meeting reminder"),
    *("met form", "met news"),
    *("obstacle shared", "coordinator writes", "obstacle form", "obstacle read"),
    *("visit", "cover request", "visit seen", "visit notes form"),
    *("question", "goal", "confirmation"),
    *("share form", "share post", "share direct", "win suggested"),
    *("thread", "thread form", "challenge"),
    *("home", "home answer"),
    *("hours_corrected_one", "hours_corrected_several", "hours_of_a_coordinator"),
    *("pulse_form_again", "pulse_results", "pulse_results_of_many"),
    *("session opened", "session call", "session now whats", "session shared", "reflection form"),
}


def test_samples_hold_members_words() -> None:
    """The tests below would prove nothing if the words stood nowhere."""
    with_words = [name for name, sample in samples(SENTINEL).items() if SENTINEL in json.dumps(as_json(sample))]
    assert {name.partition(":")[0] for name in with_words} == WITH_WORDS


@given(words=st.one_of(st.just(SENTINEL), HOSTILE))
@settings(max_examples=10)
def test_members_words_are_shown_as_text_and_stay_out_of_notifications(words: str) -> None:
    usual = samples()
    for name, sample in samples(words).items():
        assert objections(sample) == [], name
        if isinstance(sample, Message):
            # Whatever the words are, what a phone or a desktop notification shows stays the same.
            assert sample.text == usual[name].text
            assert sample.blocks[:1] == blocks_of(usual[name])[:1]
        markup = [thing["text"] for thing in objects(blocks_of(sample)) if thing.get("type") == "mrkdwn"]
        allowed = [thing["text"] for thing in objects(blocks_of(usual[name])) if thing.get("type") == "mrkdwn"]
        assert set(markup) - set(allowed) <= SHORTENED


SHORTENED = {
    thing["text"]
    for thing in objects(blocks_of(ALL["shared: too long"]))
    if thing.get("type") == "mrkdwn" and "shortened" in thing["text"]
}
