"""Slack's mrkdwn as HTML: mentions as names, emoji, dates in the reader's zone, everything else as text. No blocks."""

import re
from dataclasses import dataclass
from datetime import datetime
from html import escape, unescape
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.sandbox.page import emojis
from bot.sandbox.slack.ids import EPOCH
from bot.sandbox.slack.state import Workspace

_TOKEN = re.compile(r"<([^<>\n]+)>")
_DATE = re.compile(r"!date\^(-?\d+)\^([^|^]+)(?:\^[^|]*)?(?:\|(.*))?")
# A mark opens after a blank or a bracket and closes before one, on the same line, as in Slack.
_MARKS = [
    (re.compile(r"(?<![\w*])\*(?! )([^*\n]+?)(?<! )\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(?! )([^_\n]+?)(?<! )_(?![\w_])"), "em"),
    (re.compile(r"(?<![\w~])~(?! )([^~\n]+?)(?<! )~(?![\w~])"), "s"),
]
_BLOCK = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_CONVERSATION = re.compile(r"https://app\.slack\.com/client/(?P<where>\w+)/(?P<channel>\w+)")
_MESSAGE = re.compile(r"https://(?P<where>[\w-]+)\.slack\.com/archives/(?P<channel>\w+)/p(?P<stamp>[0-9]{7,})")
_HOLE = re.compile("\x00(\\d+)\x00")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and when: names, zone and the UTC program time decide how mentions and dates are shown."""

    workspace: Workspace
    timezone: str
    now: datetime
    user_id: str = ""

    def name_of(self, user_id: str) -> str:
        """Return somebody's name, or the id if nobody has it."""
        user = self.workspace.users.get(user_id)
        return user.real_name if user else user_id

    def inside(self, address: str) -> str:
        """Return what a link to a conversation or a message of this workspace opens on the page; empty for others."""
        found = _CONVERSATION.fullmatch(address) or _MESSAGE.fullmatch(address)
        if found is None or found["where"] not in {self.workspace.id, self.workspace.domain}:
            return ""
        channel, stamp = found["channel"], found.groupdict().get("stamp")
        if channel not in self.workspace.conversations:
            return ""
        return f"{channel}?thread={stamp[:-6]}.{stamp[-6:]}" if stamp else channel

    def local(self, moment: datetime) -> datetime:
        """Return a UTC moment on the reader's wall clock."""
        return moment.astimezone(ZoneInfo(self.timezone))

    def day(self, moment: datetime) -> str:
        """Return the reader's day of a UTC moment: "Thursday 19 November"."""
        here = self.local(moment)
        year = f" {here:%Y}" if here.year != self.local(self.now).year else ""
        return f"{here:%A} {here.day} {here:%B}{year}"

    def pretty_day(self, moment: datetime) -> str:
        """Return the day with Slack's "today", "yesterday" and "tomorrow"."""
        days = (self.local(moment).date() - self.local(self.now).date()).days
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days, self.day(moment))

    def time(self, moment: datetime) -> str:
        """Return the reader's time of day: "14:30"."""
        return f"{self.local(moment):%H:%M}"


def mrkdwn(text: str, reader: Reader) -> Markup:
    """Return mrkdwn, escaped as Slack has it, as safe HTML."""
    held: list[str] = []

    def hold(html: str) -> str:
        held.append(html)
        return f"\x00{len(held) - 1}\x00"

    def fill(html: str) -> str:
        return _HOLE.sub(lambda found: held[int(found.group(1))], html)

    text = text.replace("\x00", "")
    text = _BLOCK.sub(lambda found: hold(f"<pre>{_plain(found.group(1))}</pre>"), text)
    text = _TOKEN.sub(lambda found: hold(_token(found.group(1), reader)), text)
    text = _CODE.sub(lambda found: hold(f"<code>{fill(_plain(found.group(1)))}</code>"), text)
    text = emojis.replaced(_plain(text))
    for mark, tag in _MARKS:
        text = mark.sub(rf"<{tag}>\1</{tag}>", text)
    html = "<br>".join(_line(line) for line in text.split("\n"))
    return Markup(fill(html))  # noqa: S704  (every part is escaped)


def plain(text: str, *, emoji: bool = True) -> Markup:
    """Return a text without markup as HTML that keeps its lines; `emoji` says whether names of emoji are changed."""
    words = emojis.replaced(text) if emoji else text
    return Markup(escape(words, quote=True).replace("\n", "<br>"))  # noqa: S704


def _plain(text: str) -> str:
    return escape(unescape(text), quote=True)


def _line(line: str) -> str:
    return f'<span class="quoted">{line[4:].lstrip()}</span>' if line.startswith("&gt;") else line


def _token(inside: str, reader: Reader) -> str:
    if inside.startswith("@"):
        return mention(reader, inside[1:].partition("|")[0])
    if inside.startswith("#"):
        return channel_mention(reader, inside[1:].partition("|")[0])
    if found := _DATE.fullmatch(inside):
        return date(int(found.group(1)), found.group(2), reader)
    if inside.startswith("!"):
        return f'<span class="mention">@{_plain(inside[1:].partition("|")[2] or inside[1:])}</span>'
    address, _, label = inside.partition("|")
    if address.startswith(("https://", "http://", "mailto:")):
        return link(reader, unescape(address), unescape(label))
    return _plain(f"<{inside}>")


def link(reader: Reader, address: str, label: str = "") -> str:
    """Return a link as HTML if it leads to the web, a mailbox or a place on the page, else its label alone."""
    words = escape(emojis.replaced(label or address))
    if not address.startswith(("https://", "http://", "mailto:")):
        return words
    if inside := reader.inside(address):
        return f'<a href="{escape(inside)}">{words}</a>'
    return f'<a href="{escape(address)}" rel="noreferrer noopener" target="_blank">{words}</a>'


def mention(reader: Reader, user_id: str) -> str:
    """Return somebody's name as HTML; the reader's own stands out."""
    mine = " mine" if user_id == reader.user_id else ""
    return f'<span class="mention{mine}">@{escape(reader.name_of(user_id))}</span>'


def channel_mention(reader: Reader, channel_id: str) -> str:
    """Return a channel's name as HTML."""
    channel = reader.workspace.conversations.get(channel_id)
    return f'<span class="mention">#{escape(channel.name if channel else "a channel")}</span>'


def date(seconds: int, form: str, reader: Reader) -> str:
    """Return a date token in the reader's zone; the names are those of docs.slack.dev, "Date formatting"."""
    moment = EPOCH.fromtimestamp(seconds, EPOCH.tzinfo)
    here = reader.local(moment)
    words = {
        "{date_num}": f"{here:%Y-%m-%d}",
        "{date}": reader.day(moment),
        "{date_short}": f"{here.day} {here:%b} {here:%Y}",
        "{date_long}": reader.day(moment),
        "{date_pretty}": reader.pretty_day(moment),
        "{date_short_pretty}": reader.pretty_day(moment),
        "{date_long_pretty}": reader.pretty_day(moment),
        "{time}": reader.time(moment),
        "{time_secs}": f"{here:%H:%M:%S}",
        "{ago}": reader.pretty_day(moment),
    }
    shown = re.sub(r"\{\w+\}", lambda name: words.get(name.group(), name.group()), form)
    title = f"{reader.day(moment)}, {reader.time(moment)}, {reader.timezone}"
    return f'<time datetime="{moment.isoformat()}" title="{escape(title)}">{_plain(shown)}</time>'
