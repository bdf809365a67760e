"""The ids of everything about a session that runs, and what follows it, that can be pressed or filled in; see `ids.py`.

The comment behind an action says what its `value` holds.
"""

from bot.views.button_values import read_id

# Actions
DAY_BEGIN = "session_day_begin"  # session id
DAY_BEGIN_GROUP = "session_day_begin_group"  # group id
DAY_MORE = "session_day_more"  # round_value: group id and number of the round
DAY_NEXT = "session_day_next"  # likewise
DAY_STOP = "session_day_stop"  # likewise
DAY_BOARD = "session_day_board"  # session id
DAY_BOARD_PAGE = "session_day_board_page"  # page_value: session id and number of the page, from 0
DAY_PLACE = "session_day_place"  # session id
DAY_CALL = "session_day_call"  # session id
DAY_DO = "session_day_do"  # menu of a group; the option's value is do_value: what to do, and its value
ATTENDED_PICK = "session_attended_pick"  # who was there; an option's value is a member id
ATTENDED_SAVE = "session_attended_save"  # group id
REPORT_THERE = "session_report_there"  # session id
REPORT_AWAY = "session_report_away"  # session id
REFLECT = "session_reflect"  # session id

# Modals
DAY_BOARD_MODAL = "session_day_board"
DAY_PLACE_MODAL = "session_day_place"
DAY_CALL_MODAL = "session_day_call"
REFLECT_MODAL = "session_reflect"

# Blocks whose state is read
PLACE_MISSING = "session_place_missing"
PLACE_CAME = "session_place_came"
PLACE_INTO = "session_place_into"
CALL_WORDS = "session_call_words"
TAKE_AWAY = "session_take_away"
NOW_WHAT = "session_now_what"
WORTH = "session_worth"
SHARE = "session_share"

# Values of a menu's options, and of checkboxes
BEGIN, MORE, NEXT, STOP = "begin", "more", "next", "stop"
FOR_GROUP, FOR_MENTOR = "group", "mentor"
ANYWHERE = "0"  # at home, or where there is room


def round_value(group_id: int, number: int) -> str:
    """Return the value that names a round of a group."""
    return f"{group_id}:{number}"


def read_round(value: str) -> tuple[int, int]:
    """Read a `round_value`. Raises ValueError."""
    group_id, _, number = value.partition(":")
    return read_id(group_id), int(number)


def page_value(session_id: int, page: int) -> str:
    """Return the value that names a page of a session's groups."""
    return f"{session_id}:{page}"


def do_value(what: str, group_id: int, number: int) -> str:
    """Return the value of an option in a group's menu: one of BEGIN, MORE, NEXT, STOP, for a round."""
    return f"{what}:{round_value(group_id, number)}"


def read_do(value: str) -> tuple[str, int, int]:
    """Read a `do_value`. Raises ValueError."""
    what, _, rest = value.partition(":")
    if what not in {BEGIN, MORE, NEXT, STOP}:
        raise ValueError(what)
    return what, *read_round(rest)
