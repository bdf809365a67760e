"""Every action_id, block_id and callback_id, once. Listeners and tests import them from here.

The comment behind an action says what its `value` holds.
"""

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
