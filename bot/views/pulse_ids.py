"""The ids of the two questions of a term; see `ids.py`. The comment behind an action says what its `value` holds."""

# Actions
PULSE_OPEN = "pulse_open"  # member id and term, with a colon between

# Modals
PULSE_MODAL = "pulse"
PULSE_RESULTS_MODAL = "pulse_results"

# Blocks whose state is read
PULSE_WORTH = "pulse_worth"
PULSE_FIT = "pulse_fit"
PULSE_LINE = "pulse_line"
