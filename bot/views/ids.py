"""Every action_id, block_id and callback_id, once. Listeners and tests import them from here.

The comment behind an action says what its `value` holds.
"""

from datetime import UTC, date, datetime

from bot.domain.meetings import Answer, Sure, Talk
from bot.domain.pairs import Bond, MeetingKind

# Buttons and menus in messages
CHECKIN_OPEN = "checkin_open"  # week_value: which check-in to open
CHECKIN_MET = "checkin_met"  # select; the option's value is met_value(pair id, minutes)
MEETING_UNDO = "meeting_undo"  # meeting id
MEETING_CORRECT = "meeting_correct"  # meeting id: opens the form
MEETING_SAME = "meeting_same"  # talk_value: it is the meeting named there
MEETING_ANOTHER = "meeting_another"  # talk_value: it is not
MEETING_WHICH = "meeting_which"  # select; the option's value is a talk_value
MEETING_MENU = "meeting_menu"  # overflow; the option's value is menu_value of one of the actions below
MEETING_LOG = "meeting_log"  # bond_value: opens the form for another talk with them
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
MEMBER_QUIET = "member_quiet"
MEMBER_RESUME = "member_resume"
MEMBER_LEAVE = "member_leave"
NUDGE_SAY = "nudge_say"  # pair id
NUDGE_SNOOZE = "nudge_snooze"  # pair id
OBSERVE = "observe"  # pair id
PAIR_HOLD = "pair_hold_open"  # pair id
PAIR_END = "pair_end_open"  # pair id
PAIR_MATCHES = ("pair_match_open_0", "pair_match_open_1", "pair_match_open_2")  # id of a pair that ended
OBSERVATION_CANCEL = "observation_cancel"  # observation id
OBSERVATION_BACK = "observation_back"  # observation id
COVER_APPROVE = "cover_approve"  # observation id
COVER_DECLINE = "cover_decline"  # observation id
OBSTACLE_TAKE = "obstacle_take"  # obstacle id
OBSTACLE_READ = "obstacle_read"  # obstacle id
OBSTACLE_CLOSE = "obstacle_close"  # obstacle id
OBSTACLE_MORE = "obstacle_more"  # menu; the option's value is task_value(one of OBSTACLE_TASKS, obstacle id)
OVERFLOW = "overflow"  # the option's value is one of the three MEMBER_ actions above
SCHEDULE_OPEN = "schedule_open"  # pair id
SCHEDULE_FILE = "schedule_file"  # schedule id
TIMES_FIND = "times_find"  # pair id
TIMES_PICK = "times_pick"  # checkboxes; an option's value is the number of the slot, the block's id holds the offer's
TIMES_NONE = "times_none"  # offer id
TIMES_TAPS = ("times_tap_0", "times_tap_1", "times_tap_2")  # slot_value: one of an offer's times, in a note
NUDGE_MORE = "nudge_more"  # overflow; the option's value is a more_value, or one of the three MEMBER_ actions
PLANNED_HELD = "planned_held"  # planned_value: which meeting
PLANNED_MOVE = "planned_move"  # likewise
PLANNED_OFF = "planned_off"  # likewise
SHARE_EDIT = "share_edit"  # id of a win or challenge
SHARE_TAKE_BACK = "share_take_back"  # likewise
SUGGESTION_SHARE = "suggestion_share"  # suggestion id
SUGGESTION_DECLINE = "suggestion_decline"  # likewise
QUESTION_ASK = "question_ask"  # challenge id
NOW_WHAT = "now_what"  # likewise
SHARE_OUTCOME = "share_outcome"  # likewise: opens the form of a win
OUTCOME_KEEP = "outcome_keep"  # likewise: keeps what stands in the message's field
CHALLENGE_AGAIN = "challenge_again"  # likewise: opens the form of a new one

# Buttons on Home; those of messages work there too
HOME_PAIRS = "home_pairs"  # program id
HOME_PRIVACY = "home_privacy"
HOME_HELP = "home_help"
HOME_NOTIFICATIONS = "home_notifications"

# Modals
SCHEDULE_MODAL = "schedule"  # its metadata is the pair id
MOVE_MODAL = "move_meeting"  # its metadata is a planned_value
CHECKIN_MODAL = "checkin"
SETTINGS_MODAL = "settings"
QUIET_MODAL = "quiet"
PAUSE_MODAL = "pause"
LEAVE_MODAL = "leave"
NOTIFICATIONS_MODAL = "notifications"
PAIRS_MODAL = "pairs"  # private_metadata: pairs_value
PRIVACY_MODAL = "privacy"
NOTICE_MODAL = "notice"  # an answer to a press where no message can stand
HOME = "home"  # the callback_id of Home itself
MEETING_MODAL = "meeting"
MEETING_SAVED = "meeting_saved"

OBSTACLE_MODAL = "obstacle"
OBSTACLE_READ_MODAL = "obstacle_read"
OBSTACLE_WRITE_MODAL = "obstacle_write"
OBSTACLE_CLOSE_MODAL = "obstacle_close"
PAIR_HOLD_MODAL = "pair_hold"
PAIR_END_MODAL = "pair_end"
PAIR_MATCH_MODAL = "pair_match"
OBSERVE_MODAL = "observe"
REFLECT_MODAL = "reflect"
SHARE_MODAL = "share"  # of a win or a challenge
QUESTION_MODAL = "thread_question"  # its metadata is the challenge id
NOW_WHAT_MODAL = "now_what"

# Elements in modals
FORM_PROGRAM = "form_program"  # dispatches; option value is a member id
FORM_MORE = "form_more"
PAIRS_STATE = "pairs_state"  # select; the option's value is a Health
PAIRS_BACK = "pairs_back"
PAIRS_NEXT = "pairs_next"
FORM_PAIR = "form_pair"  # dispatches; option value is a pair id
FORM_CADENCE = "form_cadence"  # dispatches; option value is a cadence, or "dates"
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
QUIET_FROM = "quiet_from"
QUIET_TO = "quiet_to"
UNTIL = "until"
LEAVING = "leaving"
FULL_TEXT = "full_text"
TALK_WITH = "talk_with"
TALK_DAY = "talk_day"
TALK_MINUTES = "talk_minutes"
TALK_KIND = "talk_kind"
TALK_NOTES = "talk_notes"
TALK_REMOVE = "talk_remove"
TALK_SURE = "talk_sure"

WHY = "why"
WORDS = "words"
OUTCOME = "outcome"
SHARE = "share"
TO = "to"
HELPED = "helped"
NEW_MENTOR = "new_mentor"
PAIR = "pair"
KIND = "kind"
DAY = "day"
PERIOD = "period"
SUBJECT = "subject"
COVER = "cover"
WORKS = "works"
WONDER = "wonder"
CADENCE = "cadence"
FIRST = "first"
DATES = "dates"
LENGTH = "length"
SO_WHAT = "so_what"
HELP = "help"
AUDIENCE = "audience"
THANKED = "thanked"

# Blocks in messages that listeners look for
PROMPT_ACTIONS = "prompt_actions"
WELCOME_ACTIONS = "welcome_actions"
TIMES_BLOCK = "times_"  # followed by the id of the offer


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


def slot_value(offer_id: int, number: int) -> str:
    """Return what names one of an offer's times."""
    return f"{offer_id}:{number}"


def read_slot_value(value: str) -> tuple[int, int]:
    """Return the offer's id and the time's number of a `slot_value`. Raises ValueError for anything else."""
    offer_id, _, number = value.partition(":")
    return read_id(offer_id), int(number)


def more_value(action: str, of_id: int) -> str:
    """Return the option value that names an action, and the id of what it is done to."""
    return f"{action}:{of_id}"


def pairs_value(program_id: int, state: str, page: int) -> str:
    """Return what names a page of the list of pairs: the program, how they stand, the page's number from 0."""
    return f"{program_id}:{state}:{page}"


def read_pairs_value(value: str) -> tuple[int, str, int]:
    """Return program id, state and page of a `pairs_value`. Raises ValueError for anything else."""
    program_id, state, page = value.split(":")
    return read_id(program_id), state, int(page)


OBSTACLE_TASKS = ("read", "write", "hold", "go_on", "end")


def task_value(task: str, obstacle_id: int) -> str:
    """Return the option value that names what a coordinator does about an obstacle."""
    return f"{task}:{obstacle_id}"


def read_task_value(value: str) -> tuple[str, int]:
    """Return task and obstacle id of a `task_value`. Raises ValueError for anything else."""
    task, _, obstacle_id = value.partition(":")
    if task not in OBSTACLE_TASKS:
        raise ValueError("no task")
    return task, read_id(obstacle_id)


def bond_value(bond: Bond) -> str:
    """Return the value that names a pair, or a coach and a leader."""
    return f"{bond.coach_id}-{bond.leader_id}" if bond.is_coaching else str(bond.pair_id)


def read_bond_value(value: str) -> Bond:
    """Return the bond of a `bond_value`. Raises ValueError for anything else."""
    coach_id, dash, leader_id = value.partition("-")
    return Bond(0, read_id(coach_id), read_id(leader_id)) if dash else Bond(read_id(value))


def talk_value(talk: Talk, existing: int = 0, seen: int = 0) -> str:
    """Return the value that names a talk with one person (without notes), and if it was asked of which meeting it may
    be: that one's id, and how many meetings of the day were seen.
    """
    kind = talk.kind.value if talk.kind else ""
    return f"{bond_value(talk.bonds[0])}|{talk.day.isoformat()}|{talk.minutes}|{kind}|{existing}|{seen}"


def read_talk_value(value: str, sure: Sure | None = None) -> tuple[Talk, Answer | None]:
    """Return the talk of a `talk_value`, and with `sure` the answer to whether it is the meeting named there.

    Raises ValueError for anything else.
    """
    bond, day, minutes, kind, existing, seen = value.split("|")
    talk = Talk(
        (read_bond_value(bond),), date.fromisoformat(day), read_id(minutes), MeetingKind(kind) if kind else None
    )
    return talk, Answer(sure, read_id(existing), int(seen)) if sure else None


def menu_value(action: str, value: str) -> str:
    """Return the value of an overflow's option that does what a button `action` with that `value` would."""
    return f"{action}:{value}"


def read_menu_value(value: str) -> tuple[str, str]:
    """Return action and value of a `menu_value`."""
    action, _, rest = value.partition(":")
    return action, rest


def planned_value(schedule_id: int, day: date, starts_at: datetime) -> str:
    """Return the button value that names one planned meeting; `starts_at` is UTC."""
    return f"{schedule_id}:{day.isoformat()}:{int(starts_at.timestamp())}"


def read_planned_value(value: str) -> tuple[int, date, datetime]:
    """Return schedule id, day and UTC beginning of a `planned_value`. Raises ValueError for anything else."""
    schedule_id, day, starts = value.split(":")
    return read_id(schedule_id), date.fromisoformat(day), datetime.fromtimestamp(read_id(starts), UTC)


def times_block(offer_id: int) -> str:
    """Return the id of the block in which an offer's times are ticked."""
    return f"{TIMES_BLOCK}{offer_id}"


def read_times_block(block_id: str) -> int:
    """Return the offer's id of a `times_block`. Raises ValueError for anything else."""
    return read_id(block_id.removeprefix(TIMES_BLOCK))


def reach_value(audience: str, member_id: int) -> str:
    """Return the option value that names an audience in one of somebody's programs."""
    return f"{audience}:{member_id}"


def read_reach_value(value: str) -> tuple[str, int]:
    """Return audience and member id of a `reach_value`. Raises ValueError for anything else."""
    audience, _, member_id = value.partition(":")
    return audience, read_id(member_id)
