"""The modals for a person's own settings, pause and leaving, and what is read back from them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from bot.content.wording import Wording
from bot.domain.calendar import QuietHours
from bot.views import ids
from bot.views.blocks import Element, choice, context, field, modal, option, section
from bot.views.button_values import read_id
from bot.views.checkin_form import ProgramChoice
from bot.views.message import Block

SCHOOL_WEEK = range(5)
RHYTHMS = (1, 2, 4)  # every so many weeks
_HALF_HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))


@dataclass(frozen=True, slots=True)
class Settings:
    """When a person is asked, on their own wall clock; `weekday` counts from Monday as 0."""

    weekday: int
    at: time
    every_weeks: int = 1


def settings_modal(w: Wording, now: Settings, timezone: str, quiet: QuietHours) -> dict[str, Any]:
    """Compose the modal to change day, time and rhythm; `now` is what holds, `timezone` and `quiet` the person's."""
    weekdays = sorted({*SCHOOL_WEEK, now.weekday})
    days = [option(w.weekday(weekday), str(weekday)) for weekday in weekdays]
    times = [option(w.time(at), at.isoformat("minutes")) for at in _hours(now.at, besides=quiet)]
    every = [option(w.plain(f"members.settings.every_{weeks}"), str(weeks)) for weeks in RHYTHMS]
    blocks = [
        _select(w, ids.WEEKDAY, "weekday", days, str(now.weekday)),
        {
            **_select(w, ids.TIME, "time", times, now.at.isoformat("minutes")),
            "hint": {
                "type": "plain_text",
                "text": w.plain("members.settings.time_hint", timezone=timezone),
                "emoji": False,
            },
        },
        _select(w, ids.EVERY_WEEKS, "every", every, str(now.every_weeks)),
    ]
    return _modal(w, ids.SETTINGS_MODAL, "settings", blocks)


def _hours(*chosen: time, besides: QuietHours | None = None) -> list[time]:
    """Return the times of day to choose from, those in the hours `besides` left out unless they are `chosen`."""
    offered = (at for at in _HALF_HOURS if besides is None or not besides.hold_at(at))
    return sorted({*offered, *chosen})


def quiet_modal(w: Wording, now: QuietHours, usual: QuietHours, timezone: str) -> dict[str, Any]:
    """Compose the modal to change quiet hours; `now` are those that hold, `usual` the program's."""
    fields = []
    for block_id, at in ((ids.QUIET_FROM, now.begins), (ids.QUIET_TO, now.ends)):
        options = [option(w.time(each), each.isoformat("minutes")) for each in _hours(at)]
        initial = next(each for each in options if each["value"] == at.isoformat("minutes"))
        element = choice("static_select", ids.FORM_VALUE, options, initial)
        fields.append(field(block_id, w.plain(f"members.quiet.{block_id}"), element, optional=False))
    both = {"begins": w.time(usual.begins), "ends": w.time(usual.ends)}
    about = section(w.mrkdwn("members.quiet.about", timezone=timezone))
    return _modal(w, ids.QUIET_MODAL, "quiet", [about, *fields, context(w.mrkdwn("members.quiet.usual", **both))])


def read_quiet(view: Mapping[str, Any]) -> QuietHours:
    """Read quiet hours from their modal. Raises KeyError, TypeError or ValueError for anything else."""
    values = view["state"]["values"]
    begins, ends = (
        time.fromisoformat(values[block_id][ids.FORM_VALUE]["selected_option"]["value"])
        for block_id in (ids.QUIET_FROM, ids.QUIET_TO)
    )
    return QuietHours(begins, ends)


def _select(w: Wording, block_id: str, key: str, options: Sequence[Element], now: str) -> Block:
    initial = next((entry for entry in options if entry["value"] == now), None)
    element = choice("static_select", ids.FORM_VALUE, options, initial)
    return field(block_id, w.plain(f"members.settings.{key}"), element, optional=False)


def _modal(w: Wording, callback_id: str, key: str, blocks: Sequence[Block], metadata: str = "") -> dict[str, Any]:
    return modal(
        callback_id,
        w.plain(f"members.{key}.title"),
        blocks,
        close=w.plain(f"members.{key}.close"),
        submit=w.plain(f"members.{key}.submit"),
        metadata=metadata,
    )


def read_settings(view: Mapping[str, Any]) -> Settings:
    """Read a settings modal as Slack sends it. Raises KeyError, TypeError or ValueError for anything else."""
    values = view["state"]["values"]

    def selected(block_id: str) -> str:
        return str(values[block_id][ids.FORM_VALUE]["selected_option"]["value"])

    return Settings(
        weekday=int(selected(ids.WEEKDAY)),
        at=time.fromisoformat(selected(ids.TIME)),
        every_weeks=int(selected(ids.EVERY_WEEKS)),
    )


def pause_modal(w: Wording, until: date | None = None) -> dict[str, Any]:
    """Compose the modal to pause; `until` is the first local day back of a pause that holds."""
    picker: Element = {"type": "datepicker", "action_id": ids.FORM_VALUE}
    if until is not None:
        picker["initial_date"] = until.isoformat()
    hint = w.plain("members.pause.until_hint")
    blocks = [
        section(w.mrkdwn("members.pause.about")),
        field(ids.UNTIL, w.plain("members.pause.until"), picker, hint=hint),
    ]
    return _modal(w, ids.PAUSE_MODAL, "pause", blocks)


def read_pause(view: Mapping[str, Any]) -> date | None:
    """Read the first day back from a pause modal, None for an open end. Raises KeyError or ValueError."""
    selected = view["state"]["values"][ids.UNTIL][ids.FORM_VALUE].get("selected_date")
    return date.fromisoformat(selected) if selected else None


def pause_errors(w: Wording, until: date | None, today: date) -> dict[str, str]:
    """Return what Slack shows on the field when the first day back is not after the person's local `today`."""
    if until is not None and until <= today:
        return {ids.UNTIL: w.plain("members.pause.past")}
    return {}


def leave_modal(w: Wording, programs: Sequence[ProgramChoice]) -> dict[str, Any]:
    """Compose the modal that asks once before somebody leaves one of their `programs` (not empty)."""
    if len(programs) == 1:
        blocks = [section(w.mrkdwn("members.leave.about", program=programs[0].name))]
        metadata = json.dumps({"member": programs[0].member_id})
        return _modal(w, ids.LEAVE_MODAL, "leave", blocks, metadata)
    options = [option(program.name, str(program.member_id)) for program in programs]
    element = choice("static_select", ids.FORM_VALUE, options)
    blocks = [
        section(w.mrkdwn("members.leave.about_several")),
        field(ids.LEAVING, w.plain("members.leave.program"), element, optional=False),
    ]
    return _modal(w, ids.LEAVE_MODAL, "leave", blocks)


def read_leave(view: Mapping[str, Any]) -> int:
    """Read which membership (member id) is left. Raises KeyError, TypeError or ValueError."""
    if view.get("private_metadata"):
        return read_id(json.loads(view["private_metadata"])["member"])
    return read_id(view["state"]["values"][ids.LEAVING][ids.FORM_VALUE]["selected_option"]["value"])
