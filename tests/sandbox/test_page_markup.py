"""Slack's mrkdwn on the sandbox's page: what it shows, and that nothing in a text becomes HTML of its own."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import Clock
from bot.sandbox.page.markup import Reader, mrkdwn, plain
from bot.sandbox.slack.payloads import escaped
from bot.sandbox.slack.server import SlackServer

NOW = datetime(2026, 11, 19, 19, 30, tzinfo=UTC)  # Thursday, 14:30 in New York
OURS = {"a", "br", "code", "em", "pre", "s", "span", "strong", "time"}

slack = SlackServer(Clock.fixed(NOW))
mia = slack.workspace.add_user("mia", "Mia <b>Sol</b>")
general = slack.workspace.create_channel("general")
reader = Reader(slack.workspace, "America/New_York", NOW)


class Tags(HTMLParser):
    """Collects tags, attributes and words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* and _slanted_ and ~gone~", "<strong>bold</strong> and <em>slanted</em> and <s>gone</s>"),
        ("2 * 3 * 4, snake_case_name, a*b*c", "2 * 3 * 4, snake_case_name, a*b*c"),
        ("* not bold *", "* not bold *"),
        ("one\ntwo", "one<br>two"),
        ("&gt; said", '<span class="quoted">said</span>'),
        ("a &amp; b &lt;i&gt;", "a &amp; b &lt;i&gt;"),
        ("`*x* <@U1>`", "<code>*x* <span"),
        (f"<@{mia.id}>", '<span class="mention">@Mia &lt;b&gt;Sol&lt;/b&gt;</span>'),
        ("<@U0NOBODY>", '<span class="mention">@U0NOBODY</span>'),
        (f"<#{general.id}|general>", '<span class="mention">#general</span>'),
        ("well :tada: done :nothing_such: at 10:30:45", "well \N{PARTY POPPER} done :nothing_such: at 10:30:45"),
        (":+1::skin-tone-3:", "\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-3}"),
        ("`:tada:`", "<code>:tada:</code>"),
        ("```\n*a* <b>\n```", "<pre>*a* "),
        ("<!channel>", '<span class="mention">@channel</span>'),
        ("<https://a.example/?a=1&amp;b=2|here>", 'href="https://a.example/?a=1&amp;b=2"'),
        ("<javascript:alert(1)|here>", "&lt;javascript:alert(1)|here&gt;"),
    ],
)
def test_markup(text: str, html: str) -> None:
    assert html in mrkdwn(text, reader)


@pytest.mark.parametrize(
    ("address", "opens"),
    [
        ("https://app.slack.com/client/{team}/{channel}", "{channel}"),
        ("https://{domain}.slack.com/archives/{channel}/p1764000000000100", "{channel}?thread=1764000000.000100"),
        ("https://app.slack.com/client/T0OTHER/{channel}", ""),
        ("https://{domain}.slack.com/archives/C0NOWHERE/p1764000000000100", ""),
        ("https://{domain}.slack.com.example/archives/{channel}/p1764000000000100", ""),
    ],
)
def test_links_to_places_of_the_workspace_open_on_the_page(address: str, opens: str) -> None:
    there = {"team": slack.workspace.id, "domain": slack.workspace.domain, "channel": general.id}
    leads, inside = address.format(**there), opens.format(**there)
    assert f'<a href="{inside or leads}"' in mrkdwn(f"<{leads}|here>", reader)
    assert reader.inside(leads) == inside


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 11, 20, 4, 59, tzinfo=UTC), "today, 23:59"),
        (datetime(2026, 11, 20, 5, 0, tzinfo=UTC), "tomorrow, 00:00"),
        (datetime(2026, 11, 18, 12, 0, tzinfo=UTC), "yesterday, 07:00"),
        (datetime(2026, 11, 26, 19, 30, tzinfo=UTC), "Thursday 26 November, 14:30"),
        (datetime(2027, 3, 15, 18, 30, tzinfo=UTC), "Monday 15 March 2027, 14:30"),  # after the change of clocks
    ],
)
def test_dates_are_the_readers(moment: datetime, shown: str) -> None:
    token = f"<!date^{int(moment.timestamp())}^{{date_long_pretty}}, {{time}}|then>"
    assert Tags(mrkdwn(token, reader)).words == shown


@given(st.text(st.sampled_from("<>&\"'*_~`|!@#^{}:/\n\x00 ab1") | st.characters(), max_size=200))
def test_nothing_becomes_html_of_its_own(text: str) -> None:
    for html in (mrkdwn(text, reader), mrkdwn(escaped(text), reader), plain(text)):
        found = Tags(html)
        assert found.tags <= OURS
        assert found.attributes <= {"class", "href", "rel", "target", "title", "datetime"}


@given(st.text("<>&\"' ab", max_size=50))
def test_escaped_words_come_back(words: str) -> None:
    assert Tags(mrkdwn(escaped(words), reader)).words.replace("\n", "") == _without_quote(words)


def _without_quote(words: str) -> str:
    """A `>` at the beginning of a line is a quotation's mark."""
    return words[1:].lstrip() if words.startswith(">") else words
