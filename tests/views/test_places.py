"""Words that lead somewhere in Slack, and what must not become an address."""

import pytest

from bot.content.wording import wording
from bot.views.places import leading, message_address

URL = "https://northfield-mentors.slack.com/"


def test_a_message_has_the_address_that_slack_gives_it() -> None:
    assert message_address(URL, "C1", "1764000000.000100") == f"{URL}archives/C1/p1764000000000100"


@pytest.mark.parametrize(
    ("url", "channel", "ts"),
    [
        ("", "C1", "1764000000.000100"),  # installed before the bot remembered it
        ("http://northfield.slack.com/", "C1", "1764000000.000100"),
        ("https://evil.example/|click>", "C1", "1764000000.000100"),
        ("https://evil.example/ <!channel>/", "C1", "1764000000.000100"),
        (URL, None, None),
        (URL, "C1", None),
    ],
)
def test_without_a_sound_address_words_stay_words(url: str, channel: str | None, ts: str | None) -> None:
    assert leading(wording(), "peers.challenge.your", message_address(url, channel, ts)) == "your challenge"
