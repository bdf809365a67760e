"""The ids of everything on the coordinators' desk that can be pressed or filled in; see `ids.py`.

The comment behind an action says what its `value` holds.
"""

MATTER_DONE = "matter_done"  # matter id: see to a matter of a digest

# Blocks whose state is read
PAIRS_NAME = "pairs_name"
