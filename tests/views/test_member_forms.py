"""The modals for one's own day, pause and leaving, through Slack and back."""

from datetime import date, time

from bot.content.wording import wording
from bot.domain.calendar import QuietHours
from bot.views import ids
from bot.views.checkin_form import ProgramChoice
from bot.views.member_forms import (
    Settings,
    leave_modal,
    pause_errors,
    pause_modal,
    quiet_modal,
    read_leave,
    read_pause,
    read_quiet,
    read_settings,
    settings_modal,
)

W = wording()


def initial_state(view: dict) -> dict:
    """Return the view as Slack sends it when nothing was changed."""
    values = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            state = {
                "selected_option": element.get("initial_option"),
                "selected_date": element.get("initial_date"),
            }
            values[block["block_id"]] = {element["action_id"]: state}
    return {**view, "state": {"values": values}}


def test_settings_come_back_as_they_were() -> None:
    for now in (Settings(3, time(14, 30)), Settings(6, time(10, 10), 2), Settings(0, time(7), 4)):
        assert read_settings(initial_state(settings_modal(W, now, "Europe/Berlin", QuietHours()))) == now


def test_times_offered_lie_outside_quiet_hours() -> None:
    for quiet, first, last, count in (
        (QuietHours(), "07:00", "18:30", 24),
        (QuietHours(time(15), time(6)), "06:00", "14:30", 18),
    ):
        view = settings_modal(W, Settings(3, time(14, 30)), "Europe/Berlin", quiet)
        offered = [option["value"] for option in view["blocks"][1]["element"]["options"]]
        assert (offered[0], offered[-1], len(offered)) == (first, last, count)


def test_quiet_hours_come_back_as_they_were() -> None:
    for now in (QuietHours(), QuietHours(time(21, 15), time(5, 45)), QuietHours(time(0), time(20))):
        assert read_quiet(initial_state(quiet_modal(W, now, QuietHours(), "Europe/Berlin"))) == now


def test_a_pause_has_an_end_or_none() -> None:
    assert read_pause(initial_state(pause_modal(W))) is None
    assert read_pause(initial_state(pause_modal(W, date(2026, 12, 3)))) == date(2026, 12, 3)


def test_a_pause_ends_after_today() -> None:
    today = date(2026, 11, 26)
    assert pause_errors(W, None, today) == {}
    assert pause_errors(W, date(2026, 11, 27), today) == {}
    assert list(pause_errors(W, today, today)) == [ids.UNTIL]
    assert list(pause_errors(W, date(2026, 11, 25), today)) == [ids.UNTIL]


def test_leaving_names_the_program_or_lets_one_choose() -> None:
    one, two = ProgramChoice(31, "Harbor Leaders"), ProgramChoice(32, "Bay Mentors")
    assert read_leave(leave_modal(W, [one])) == 31
    view = initial_state(leave_modal(W, [one, two]))
    view["state"]["values"][ids.LEAVING][ids.FORM_VALUE]["selected_option"] = {"value": "32"}
    assert read_leave(view) == 32
