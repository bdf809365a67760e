"""Every action_id, block_id and callback_id, once. Listeners and tests import them from here.

The comment behind an action says what its `value` holds.
"""

from datetime import date

# Buttons and menus in messages
CHECKIN_OPEN = "checkin_open"  # week_value: which check-in to open
CHECKIN_MET = "checkin_met"  # select; the option's value is met_value(pair id, minutes)
CHECKIN_MET_UNDO = "checkin_met_undo"  # meeting id
CHECKIN_POSTPONE = "checkin_postpone"  # prompt id
CHECKIN_SKIP = "checkin_skip"  # prompt id
CHECKIN_SKIP_UNDO = "checkin_skip_undo"  # prompt id
CHECKIN_THANK = "checkin_thank"  # check-in id
REST_KEEP = "rest_keep"  # prompt id of the last unanswered prompt
REST_LESS = "rest_less"  # likewise
REST_STOP = "rest_stop"  # likewise
NOTE_ANSWER = "note_answer"  # note id
NOTE_WIN = "note_win"  # note id
NOTE_CHALLENGE = "note_challenge"  # note id
MEMBER_CHANGE_DAY = "member_change_day"  # no value: it concerns the person
MEMBER_PAUSE = "member_pause"
MEMBER_RESUME = "member_resume"
MEMBER_LEAVE = "member_leave"
OVERFLOW = "overflow"  # the option's value is one of the three MEMBER_ actions above

# Buttons on Home; those of messages work there too
HOME_PAIRS = "home_pairs"  # program id
HOME_PRIVACY = "home_privacy"
HOME_HELP = "home_help"
HOME_NOTIFICATIONS = "home_notifications"

# Modals
CHECKIN_MODAL = "checkin"
SETTINGS_MODAL = "settings"
PAUSE_MODAL = "pause"
LEAVE_MODAL = "leave"
NOTIFICATIONS_MODAL = "notifications"
PAIRS_MODAL = "pairs"  # private_metadata: pairs_value
PRIVACY_MODAL = "privacy"
NOTICE_MODAL = "notice"  # an answer to a press where no message can stand
HOME = "home"  # the callback_id of Home itself

# Elements in modals
FORM_PROGRAM = "form_program"  # dispatches; option value is a member id
FORM_MORE = "form_more"
PAIRS_STATE = "pairs_state"  # select; the option's value is a Health
PAIRS_BACK = "pairs_back"
PAIRS_NEXT = "pairs_next"
FORM_VALUE = "value"  # the one action_id of every plain field

# Blocks in modals whose state is read
PROGRAM = "program"
WENT_WELL = "went_well"
HARD = "hard"
NEXT_STEP = "next_step"
READERS = "readers"
ANSWER = "answer"
MINUTES = "minutes"
MET_WITH = "met_with"
LOOKING_FORWARD = "looking_forward"
OWN_SCHOOL = "own_school"
WEEKDAY = "weekday"
TIME = "time"
EVERY_WEEKS = "every_weeks"
UNTIL = "until"
LEAVING = "leaving"
FULL_TEXT = "full_text"

# Blocks in messages that listeners look for
PROMPT_ACTIONS = "prompt_actions"
WELCOME_ACTIONS = "welcome_actions"


_LARGEST_ID = 2**31 - 1  # of the database's integers


def read_id(value: object) -> int:
    """Return the row's id that a button, an option or a form carries. Raises TypeError or ValueError for what is none.

    Slack signs its requests, yet what a value holds is never more than a wish: whoever uses it looks whose it is.
    """
    number = int(value) if isinstance(value, str | int) else 0
    if not 0 < number <= _LARGEST_ID:
        raise ValueError("not an id")
    return number


def week_value(member_id: int, week: date) -> str:
    """Return the button value that names a member's check-in of the program week that begins on `week`."""
    return f"{member_id}:{week.isoformat()}"


def read_week_value(value: str) -> tuple[int, date]:
    """Return member id and week of a `week_value`. Raises ValueError for anything else."""
    member_id, _, week = value.partition(":")
    return read_id(member_id), date.fromisoformat(week)


def met_value(pair_id: int, minutes: int) -> str:
    """Return the option value that names a pair and the length of its meeting."""
    return f"{pair_id}:{minutes}"


def read_met_value(value: str) -> tuple[int, int]:
    """Return pair id and minutes of a `met_value`. Raises ValueError for anything else."""
    pair_id, _, minutes = value.partition(":")
    return read_id(pair_id), read_id(minutes)


def pairs_value(program_id: int, state: str, page: int) -> str:
    """Return what names a page of the list of pairs: the program, how they stand, the page's number from 0."""
    return f"{program_id}:{state}:{page}"


def read_pairs_value(value: str) -> tuple[int, str, int]:
    """Return program id, state and page of a `pairs_value`. Raises ValueError for anything else."""
    program_id, state, page = value.split(":")
    return read_id(program_id), state, int(page)
