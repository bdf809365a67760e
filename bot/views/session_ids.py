"""The ids of everything about network sessions that can be pressed or filled in; see `ids.py`.

The comment behind an action says what its `value` holds.
"""

from bot.views.button_values import read_id

# Actions
SESSION_YES = "session_yes"  # session id
SESSION_NO = "session_no"  # likewise
SESSION_LATE = "session_late"  # likewise
SESSION_MORE = "session_more"  # overflow; the option's value is more_value(one of MORE, session id)
SESSION_FILE = "session_file"  # session id
SESSIONS_OPEN = "sessions_open"
SESSIONS_BACK = "sessions_back"  # number of the page that is shown, from 0
SESSIONS_NEXT = "sessions_next"  # likewise
SESSION_PLAN = "session_plan"  # program id: opens the form
SESSION_GROUPS = "session_groups"  # session id
SESSION_ZOOM = "session_zoom"  # session id
GROUPS_APPROVE = "session_groups_approve"  # session id
GROUPS_CHANGE = "session_groups_change"  # session id: opens the form
GROUPS_BACK = "session_groups_back"  # more_value(number of the page to show from 0, session id)
GROUPS_NEXT = "session_groups_next"  # likewise

FORM_ROUNDS = "session_form_rounds"  # dispatches, in each field on which the rounds depend

# Modals
SESSIONS_MODAL = "sessions"  # its metadata is the page
SESSION_FORM_MODAL = "session_form"  # its metadata is more_value("plan", program id) or more_value("edit", session id)
SESSION_CANCEL_MODAL = "session_cancel"  # its metadata is the session id
SESSION_GROUPS_MODAL = "session_groups_list"
SESSION_PLAN_MODAL = "session_rounds"
SESSION_PIN_MODAL = "session_pin"  # its metadata is the session id

# Blocks whose state is read
TITLE = "session_title"
FIRST = "session_first"
AT = "session_at"
MINUTES = "session_minutes"
LINK = "session_link"
PROTOCOL = "session_protocol"
HOSTS = "session_hosts"
ROLES = "session_roles"
PAIR_MINUTES = "session_pair_minutes"
EVERY = "session_every"
COUNT = "session_count"
UNTIL = "session_until"
AROUND = "session_around"
FOLLOWING = "session_following"
PIN_WHO = "session_pin_who"
PIN_GROUP = "session_pin_group"

MORE = ("rounds", "file", "google", "outlook", "edit", "cancel", "plan")


def more_value(what: str, row_id: int) -> str:
    """Return the value that names what is done, and with which row."""
    return f"{what}:{row_id}"


def read_more_value(value: str) -> tuple[str, int]:
    """Return what is done and the row's id of a `more_value`. Raises ValueError for anything else."""
    what, _, row_id = value.partition(":")
    if what not in MORE and not what.isdecimal():
        raise ValueError("nothing that can be done")
    return what, read_id(row_id)
