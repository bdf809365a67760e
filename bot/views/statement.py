"""The statement of hours as a PDF, for whoever renews a license: what was logged, by whom it is issued; no points.

Typst sets it (well kept, one wheel with its fonts, thirty milliseconds a page); everything goes in as data, so that no
name or topic is read as markup.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources

from bot.content.wording import Wording
from bot.domain.hours import Entry, as_hours, once_each, totals
from bot.views.blocks import spoken
from bot.views.hours import category_name
from bot.views.message import File, Message

WORDS = ("heading", "totals", "details", "category", "date", "hours", "topic", "total", "none", "claims")


@dataclass(frozen=True, slots=True)
class StatementView:
    """What a statement holds: the hours of `name` from the local day `first` to the day `last`. `contact` are the
    names and addresses of the program's coordinators; `number` makes the file's name new.
    """

    number: int
    name: str
    program: str
    issuer: str
    contact: Sequence[str]
    first: date
    last: date
    issued: date
    entries: Sequence[Entry]


def statement_message(w: Wording, view: StatementView) -> Message:
    """Compose the message that brings the statement."""
    days = {"first": w.day(view.first), "last": w.day(view.last)}
    comment = w.mrkdwn("hours.statement.comment", name=view.name, program=view.program, **days)
    title = w.plain("hours.statement.title", name=view.name)
    name = f"{w.plain('hours.statement.file')}-{view.number}.pdf"
    return Message(spoken(comment), [], File(name, title, statement_pdf(w, view)))


def statement_pdf(w: Wording, view: StatementView) -> bytes:
    """Return the statement as a PDF file."""
    import typst  # it takes long to import, and most of the bot's life needs none of it

    template = resources.files("bot.content").joinpath("statement.typ").read_bytes()
    return bytes(typst.compile(template, sys_inputs={"data": json.dumps(_data(w, view))}))


def _data(w: Wording, view: StatementView) -> dict[str, object]:
    entries = once_each(view.entries)
    sums = totals(entries)
    labels = {
        "name": view.name,
        "program": view.program,
        "period": f"{view.first.isoformat()} – {view.last.isoformat()}",
        "issuer": view.issuer,
        "contact": ", ".join(view.contact),
        "issued": view.issued.isoformat(),
    }
    return {
        "lang": w.locale.partition("-")[0],
        "name": view.name,
        "issuer": view.issuer,
        "words": {key: w.plain(f"hours.statement.{key}") for key in WORDS},
        "facts": [[w.plain(f"hours.statement.{key}"), value] for key, value in labels.items()],
        "totals": [[category_name(w, category), as_hours(minutes)] for category, minutes in sums.items()],
        "total": as_hours(sum(sums.values())),
        "rows": [
            [one.held_on.isoformat(), category_name(w, one.category), one.topic, as_hours(one.minutes)]
            for one in entries
        ],
    }
