"""One's own data: the file of all that is kept, and the forms to ask for it and to be forgotten."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from bot.content.wording import Wording
from bot.views import hours_ids
from bot.views import personal_ids as ids
from bot.views.blocks import actions, button, modal, section, spoken
from bot.views.message import Block, File, Message

_STYLE = (
    "body{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    "h2{margin-top:2.5rem}dl{border-left:.2rem solid #ccc;padding-left:1rem}"
    "dt{color:#555}dd{margin:0 0 .4rem;white-space:pre-wrap}"
)
_PROGRAMS = 5  # statements offered at once


def my_data(
    w: Wording, number: int, name: str, at: datetime, tables: Sequence[tuple[str, Sequence[Mapping[str, Any]]]]
) -> Message:
    """Compose the message with the file; `tables` are what is kept, by table. `at` is UTC."""
    title = w.plain("personal.file.title", name=name)
    parts = [f"<p>{escape(w.plain('personal.file.about', day=w.day(at.date()), count=len(tables)))}</p>"]
    parts += [_table(w, table, rows) for table, rows in tables]
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{''.join(parts)}</body></html>"
    )
    file = File(f"{w.plain('personal.file.name')}-{number}.html", w.plain("personal.file.short"), page.encode())
    return Message(spoken(w.mrkdwn("personal.file.comment")), [], file)


def _table(w: Wording, table: str, rows: Sequence[Mapping[str, Any]]) -> str:
    entries = "".join(f"<dl>{''.join(_line(name, value) for name, value in row.items())}</dl>" for row in rows)
    return f"<h2>{escape(w.plain(f'personal.tables.{table}'))}</h2>{entries}"


def _line(name: str, value: Any) -> str:
    shown = value.isoformat(" ", "minutes") if isinstance(value, datetime) else str(value)
    label = name.removesuffix("_id").replace("_", " ")
    return f"<dt>{escape(label)}</dt><dd>{escape(shown)}</dd>"


def data_modal(w: Wording) -> dict[str, Any]:
    """Compose what one can do about one's own data."""
    blocks = [
        section(w.mrkdwn("personal.data.file"), button(w.plain("personal.data.send"), ids.DATA_SEND)),
        section(w.mrkdwn("personal.data.forget"), button(w.plain("personal.data.forget_button"), ids.FORGET_OPEN)),
    ]
    return modal(ids.DATA_MODAL, w.plain("personal.data.title"), blocks, w.plain("personal.data.close"))


def forget_modal(w: Wording, goes: int, stays: int, programs: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """Compose what being forgotten means; `goes` and `stays` count entries, `programs` (id, name) have hours."""
    blocks: list[Block] = []
    if programs:
        statements = [
            button(w.plain("personal.forget.statement", program=name), hours_ids.HOURS_STATEMENT, str(number))
            for number, name in programs[:_PROGRAMS]
        ]
        blocks += [section(w.mrkdwn("personal.forget.first"))]
        blocks += [actions([each]) for each in statements]
    blocks += [
        section(w.mrkdwn("personal.forget.goes", count=goes)),
        section(w.mrkdwn("personal.forget.stays", count=stays)),
        section(w.mrkdwn("personal.forget.others")),
    ]
    return modal(
        ids.FORGET_MODAL,
        w.plain("personal.forget.title"),
        blocks,
        w.plain("personal.forget.close"),
        w.plain("personal.forget.submit"),
    )


def sure_modal(w: Wording) -> dict[str, Any]:
    """Ask once more."""
    return modal(
        ids.FORGET_SURE_MODAL,
        w.plain("personal.sure.title"),
        [section(w.mrkdwn("personal.sure.about"))],
        w.plain("personal.sure.close"),
        w.plain("personal.sure.submit"),
    )
