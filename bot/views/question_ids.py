"""The ids of everything about questions, goals and resources that can be pressed or filled in; see `ids.py`.

The comment behind an action says what its `value` holds.
"""

# Actions
QUESTION_ANOTHER = "question_another"  # purpose_value: what the next question is for
QUESTION_SELF = "question_self"  # likewise
QUESTION_MENTEE = "question_mentee"  # likewise
QUESTION_COMMUNITY = "question_community"  # likewise
QUESTION_FOR = "question_for"  # select, dispatches; the option's value is a pair id
QUESTION_TO_EVERYONE = "question_to_everyone"  # draw id

BANK_PROGRAM = "bank_program"  # select, dispatches; the option's value is a program id
BANK_RHYTHM = "bank_rhythm"  # select, dispatches; the option's value is a number of weeks
BANK_ADD = "bank_add"
BANK_PAGE = "bank_page"  # number of the page, from 0
BANK_DO = "bank_do"  # menu; the option's value is bank_value

# Modals
BANK_MODAL = "bank"
BANK_FORM_MODAL = "bank_form"
QUESTION_MODAL = "question"
QUESTION_DONE_MODAL = "question_done"
QUESTION_KEPT_MODAL = "question_kept"

# Blocks whose state is read
QUESTION_ANSWER = "question_answer"
QUESTION_PAIR = "question_pair"
BANK_TEXT = "bank_text"
BANK_KIND = "bank_kind"
BANK_FOR = "bank_for"
BANK_MEETING = "bank_meeting"
BANK_RESOURCE = "bank_resource"

# Actions on goals
GOAL_NEW = "goal_new"
GOAL_LOOK = "goal_look"  # goal id
GOAL_MORE = "goal_more"
GOAL_REWORK = "goal_rework"  # goal id
GOAL_ACHIEVED = "goal_achieved"  # goal id
GOAL_DROP = "goal_drop"  # goal id
GOAL_AGAIN = "goal_again"  # goal id
GOAL_SHARE = "goal_share"  # goal id
GOAL_FORWARD = "goal_forward"  # tap_value: goal id and check-in id
GOAL_SAME = "goal_same"  # likewise
GOAL_HARDER = "goal_harder"  # likewise

# Modals of goals
GOAL_LIST_MODAL = "goals"
GOAL_FORM_MODAL = "goal_form"
GOAL_LOOK_MODAL = "goal_look"
GOAL_DONE_MODAL = "goal_done"

# Blocks of goals whose state is read; a part's block has the part's name behind GOAL_PART
GOAL_WHAT = "goal_what"
GOAL_BY_WHEN = "goal_by_when"
GOAL_PART = "goal_part_"
GOAL_STEPS = "goal_steps"
GOAL_TAGS = "goal_tags"
GOAL_READING = "goal_reading"

# Actions on resources
LIBRARY_OPEN = "library_open"
LIBRARY_ADD = "library_add"
LIBRARY_PAGE = "library_page"  # number of the page, from 0
LIBRARY_DO = "library_do"  # menu; the option's value is deed_value

# Protocols
PROTOCOLS_OPEN = "protocols_open"
PROTOCOL_LOOK = "protocol_look"  # key of a protocol
PROTOCOL_SIZE = "protocol_size"  # select, dispatches; the option's value is a number of people
PROTOCOL_MINUTES = "protocol_minutes"  # select, dispatches; the option's value is a number of minutes
PROTOCOL_WHERE = "protocol_where"  # block
PROTOCOLS_MODAL = "protocols"
PROTOCOL_MODAL = "protocol"  # its metadata: protocol, size, minutes

# Files of the program's own questions and its library
SHELF_SEND = "shelf_send"  # shelf_value: shelf and program id
SHELF_OPEN = "shelf_open"  # likewise
SHELF_FORM_MODAL = "shelf_form"
SHELF_DONE_MODAL = "shelf_done"
SHELF_FILE = "shelf_file"  # block

# Modals and blocks of resources
LIBRARY_MODAL = "library"
LIBRARY_DONE_MODAL = "library_done"
LIBRARY_FORM_MODAL = "library_form"
LIBRARY_WORDS = "library_words"
LIBRARY_TITLE = "library_title"
LIBRARY_LINK = "library_link"
LIBRARY_KIND = "library_kind"
LIBRARY_MINUTES = "library_minutes"
LIBRARY_TAGS = "library_tags"
