"""The ids of what coordinators press or fill in to plan the next year; see `ids.py`."""

YEAR_MODAL = "year_form"  # the metadata is JSON with the program id
YEAR_RUN_MODAL = "year_run"  # the metadata is JSON with the program id and the digest of the plan
YEAR_DONE_MODAL = "year_done"

YEAR_TURN = "year_turn"  # number of the page, from 0
YEAR_EDIT = "year_edit"  # program id

# Blocks whose state is read
YEAR_NAME = "year_name"
YEAR_STARTS = "year_starts"
YEAR_ENDS = "year_ends"
YEAR_RULE = "year_rule"
YEAR_CHOSEN = "year_chosen"
YEAR_LEAVING = "year_leaving"
YEAR_GOALS = "year_goals"
YEAR_HOURS = "year_hours"
