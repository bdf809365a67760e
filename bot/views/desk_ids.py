"""The ids of everything that coordinators press or fill in to keep their program; see `ids.py`.

The comment behind an action says what its `value` holds.
"""

from bot.domain.digests import Matter, MatterKind
from bot.views.button_values import read_id

# Buttons on Home
SETUP_BEGIN = "setup_begin"  # the time zone that Slack has for whoever may press, or nothing
SETUP_JOIN = "setup_join"  # program id
DESK_SETTINGS = "desk_settings"  # program id
DESK_PEOPLE = "desk_people"  # program id
DESK_MATCHES = "desk_matches"  # program id
DESK_MORE = "desk_more"  # menu; the option's value is menu_value(one of the following, program id)
DESK_LOG = "desk_log"
DESK_APART = "desk_apart"
DESK_YEAR = "desk_year"

# In the list of settings
SETTINGS_EDIT = "settings_edit"  # a Topic
SETTINGS_KEEP = "settings_keep"  # a Topic
SETTINGS_PROGRAM = "settings_program"  # select; the option's value is a program id

# Modals; the metadata of each is JSON with the program id
SETUP_MODAL = "setup_begin"
SETTINGS_LIST_MODAL = "settings_list"
SETTINGS_FORM_MODAL = "settings_form"
CHANNELS_MODAL = "settings_channels"
DAYS_MODAL = "settings_days"
ROSTER_MODAL = "settings_roster"
TARGETS_MODAL = "settings_targets"
ROSTER_CHECKED_MODAL = "settings_roster_checked"
CHECKING_MODAL = "desk_checking"

# Blocks whose state is read; a setting's has its name behind SETTING
SETTING = "setting_"
COMMUNITY = "channel_community"
COORDINATORS = "channel_coordinators"
DAYS_TYPED = "days_typed"
DAYS_FILE = "days_file"
DAYS_WHOSE = "days_whose"
DAYS_TAKEN = "days_taken"
ROSTER_FILE = "roster_file"
ROSTER_COMPLETE = "roster_complete"

# People
PERSON_OPEN = "person_open"  # member id
PEOPLE_TURN = "people_turn"  # number of the page, from 0
PERSON_ROLES = "person_roles"  # member id, as all that begin with person_
PERSON_MENTOR = "person_mentor"
PERSON_PAUSE = "person_pause"
PERSON_RESUME = "person_resume"
PERSON_END = "person_end"
PERSON_BACK = "person_back"
PEOPLE_MODAL = "people"
PERSON_MODAL = "person"
PERSON_FORM_MODAL = "person_form"  # the metadata says which form
PEOPLE_WORDS = "people_words"
PERSON_VALUE = "person_value"

# Matches, who is kept apart, the log
MATCH_PAIR = "match_pair"  # key of the match
MATCH_ALL = "match_all"  # digest of the proposal
MATCHES_MODAL = "matches"
APART_LET = "apart_let"  # id of who is kept apart
APART_MODAL = "apart"
APART_ONE = "apart_one"
APART_OTHER = "apart_other"
LOG_TURN = "log_turn"  # number of the page, from 0
LOG_MODAL = "log"

# What needs a person, in the digest, on Home and in the list behind it
MATTER_DONE = "matter_done"  # matter_value(matter): see to it
WAITING_OPEN = "waiting_open"  # program id
WAITING_TURNS = ("waiting_back", "waiting_next")  # number of the page, from 0
WAITING_MODAL = "waiting"  # the metadata is waiting_value(program id, page)
PAIRS_NAME = "pairs_name"  # a block whose state is read
PAIR_GO_ON = "pair_go_on"  # pair id: let a pair that is on hold go on


def matter_value(matter: Matter) -> str:
    """Return the value of a matter's button: its id, or what it is about while no digest has told of it."""
    return str(matter.id) if matter.id else f"{matter.program_id}:{matter.kind.value}:{matter.subject_id}"


def read_matter(value: str) -> int | tuple[int, MatterKind, int]:
    """Read such a value: an id, or program, kind and subject. Raises ValueError."""
    if ":" not in value:
        return read_id(value)
    program_id, kind, subject_id = value.split(":")
    return read_id(program_id), MatterKind(kind), read_id(subject_id)


def waiting_value(program_id: int, page: int) -> str:
    """Return the metadata of the list of what waits."""
    return f"{program_id}:{page}"


def read_waiting(value: str) -> tuple[int, int]:
    """Read program id and page. Raises ValueError."""
    program_id, page = value.split(":")
    return read_id(program_id), int(page)
