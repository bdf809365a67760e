"""The modals in which a pair sets when it meets and moves one meeting, and what is read back from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from bot.content.wording import Wording
from bot.domain.pairs import MEETING_MINUTES
from bot.domain.schedules import Cadence
from bot.views import ids
from bot.views.blocks import Element, choice, clip, field, modal, option, plain, section
from bot.views.button_values import read_id
from bot.views.message import Block

DATES = "dates"  # stands for a list of dates where a cadence is chosen
CADENCES = (Cadence.WEEKLY.value, Cadence.FORTNIGHTLY.value, DATES)


@dataclass(frozen=True, slots=True)
class FormView:
    """What the form shows. `partners` are (pair id, name) if there are several to choose from; `days` the days that can
    be chosen, each with whether it is good to meet; times are the wall clock of `timezone`, the reader's.
    """

    pair_id: int
    partner: str
    timezone: str
    cadence: Cadence | None
    first: date | None
    at: time
    minutes: int
    dates: tuple[date, ...] = ()
    days: tuple[tuple[date, bool], ...] = ()
    partners: tuple[tuple[int, str], ...] = ()
    nothing_free: bool = False


@dataclass(frozen=True, slots=True)
class FormRead:
    """What somebody chose; None where they have chosen nothing (yet)."""

    pair_id: int
    cadence: Cadence | None
    first: date | None
    at: time | None
    minutes: int
    dates: tuple[date, ...]


def schedule_modal(w: Wording, view: FormView) -> dict[str, Any]:
    """Compose the form."""
    blocks: list[Block] = []
    if view.nothing_free:
        blocks.append(section(w.mrkdwn("schedules.form.nothing_free")))
    if view.partners:
        blocks.append(_partner_field(w, view))
    else:
        blocks.append(section(w.mrkdwn("schedules.form.about", partner=view.partner)))
    blocks.append(_cadence_field(w, view))
    blocks.append(_first_field(w, view) if view.cadence else _dates_field(w, view))
    blocks.append(_time_field(w, view.at, view.timezone))
    lengths = [option(w.plain("checkins.button.minutes", minutes=n), str(n)) for n in MEETING_MINUTES]
    length = next((each for each in lengths if each["value"] == str(view.minutes)), lengths[2])
    blocks.append(_select(w, ids.LENGTH, "schedules.form.minutes", lengths, length))
    return modal(
        ids.SCHEDULE_MODAL,
        w.plain("schedules.form.title"),
        blocks,
        close=w.plain("schedules.form.close"),
        submit=w.plain("schedules.form.submit"),
        metadata=str(view.pair_id),
    )


def _partner_field(w: Wording, view: FormView) -> Block:
    options = [option(name, str(pair_id)) for pair_id, name in view.partners[:100]]
    now = next((each for each in options if each["value"] == str(view.pair_id)), None)
    element = choice("static_select", ids.FORM_PAIR, options, now)
    return {**field(ids.PAIR, w.plain("schedules.form.pair"), element, optional=False), "dispatch_action": True}


def _cadence_field(w: Wording, view: FormView) -> Block:
    options = [option(w.plain(f"schedules.form.cadence_{name}"), name) for name in CADENCES]
    now = view.cadence.value if view.cadence else DATES
    element = choice(
        "static_select", ids.FORM_CADENCE, options, next((each for each in options if each["value"] == now), options[0])
    )
    return {**field(ids.CADENCE, w.plain("schedules.form.cadence"), element, optional=False), "dispatch_action": True}


def _first_field(w: Wording, view: FormView) -> Block:
    picker: Element = {"type": "datepicker", "action_id": ids.FORM_VALUE}
    if view.first is not None:
        picker["initial_date"] = view.first.isoformat()
    hint = w.plain("schedules.form.first_hint")
    # With the pair in its id, another partner's day takes the place of the one before.
    return field(f"{ids.FIRST}:{view.pair_id}", w.plain("schedules.form.first"), picker, hint, optional=False)


def _dates_field(w: Wording, view: FormView) -> Block:
    def month(entry: tuple[date, bool]) -> tuple[int, int]:
        return entry[0].year, entry[0].month

    groups, ticked = [], []
    for (year, number), entries in groupby(view.days, key=month):
        options = [_date_option(w, day, good) for day, good in entries]
        label = w.plain("schedules.form.month", month=w.plain(f"common.month.{number}"), year=year)
        groups.append({"label": plain(clip(label, 75)), "options": options})
        ticked += [each for each in options if date.fromisoformat(each["value"]) in view.dates]
    element: Element = {
        "type": "multi_static_select",
        "action_id": ids.FORM_VALUE,
        "placeholder": plain(w.plain("schedules.form.dates_none")),
        "option_groups": groups,
    }
    if ticked:
        element["initial_options"] = ticked
    hint = w.plain("schedules.form.dates_hint")
    return field(f"{ids.DATES}:{view.pair_id}", w.plain("schedules.form.dates"), element, hint, optional=False)


def _date_option(w: Wording, day: date, good: bool) -> Element:
    words = w.day(day)
    return option(w.plain("schedules.form.good", day=words) if good else words, day.isoformat())


def _time_field(w: Wording, at: time, timezone: str) -> Block:
    picker: Element = {"type": "timepicker", "action_id": ids.FORM_VALUE, "initial_time": at.isoformat("minutes")}
    hint = w.plain("schedules.form.at_hint", timezone=timezone)
    return field(ids.TIME, w.plain("schedules.form.at"), picker, hint, optional=False)


def _select(w: Wording, block_id: str, key: str, options: Sequence[Element], now: Element) -> Block:
    return field(block_id, w.plain(key), choice("static_select", ids.FORM_VALUE, options, now), optional=False)


def read_form(view: Mapping[str, Any]) -> FormRead:
    """Read the form as Slack sends it. Raises KeyError, TypeError or ValueError for anything else."""
    values = view["state"]["values"]
    chosen = values[ids.CADENCE][ids.FORM_CADENCE]["selected_option"]["value"]
    at = values[ids.TIME][ids.FORM_VALUE].get("selected_time")
    pair = values.get(ids.PAIR, {}).get(ids.FORM_PAIR, {}).get("selected_option")
    first = _of(values, ids.FIRST).get("selected_date")
    dates = _of(values, ids.DATES).get("selected_options") or []
    return FormRead(
        read_id(pair["value"] if pair else view["private_metadata"]),
        None if chosen == DATES else Cadence(chosen),
        date.fromisoformat(first) if first else None,
        time.fromisoformat(at) if at else None,
        int(values[ids.LENGTH][ids.FORM_VALUE]["selected_option"]["value"]),
        tuple(date.fromisoformat(each["value"]) for each in dates),
    )


def _of(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return what the field is at whose block's id begins with `name`; empty when the form does not show it."""
    found: Mapping[str, Any] = next((v for block_id, v in values.items() if block_id.startswith(f"{name}:")), {})
    return found.get(ids.FORM_VALUE) or {}


def days_field(view: Mapping[str, Any]) -> str:
    """Return the id of the block in which the days are chosen, where what is wrong with them is said."""
    names = (f"{ids.FIRST}:", f"{ids.DATES}:")
    return next((str(block_id) for block_id in view["state"]["values"] if block_id.startswith(names)), ids.TIME)


def move_modal(w: Wording, value: str, here: datetime, timezone: str) -> dict[str, Any]:
    """Compose the form that moves one meeting, named by its `planned_value`; `here` is when it is planned, on the
    reader's wall clock.
    """
    day: Element = {"type": "datepicker", "action_id": ids.FORM_VALUE, "initial_date": here.date().isoformat()}
    blocks = [
        field(ids.DAY, w.plain("schedules.move.day"), day, optional=False),
        _time_field(w, here.time(), timezone),
    ]
    return modal(
        ids.MOVE_MODAL,
        w.plain("schedules.move.title"),
        blocks,
        close=w.plain("schedules.move.close"),
        submit=w.plain("schedules.move.submit"),
        metadata=value,
    )


def read_move(view: Mapping[str, Any]) -> tuple[str, date, time]:
    """Read which meeting is to be moved, and to when. Raises KeyError, TypeError or ValueError for anything else."""
    values = view["state"]["values"]
    day = values[ids.DAY][ids.FORM_VALUE]["selected_date"]
    at = values[ids.TIME][ids.FORM_VALUE]["selected_time"]
    return str(view["private_metadata"]), date.fromisoformat(day), time.fromisoformat(at)
