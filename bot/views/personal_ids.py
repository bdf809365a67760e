"""The ids of everything about one's own data that can be pressed or filled in; see `ids.py`."""

# Actions
DATA_OPEN = "data_open"
DATA_SEND = "data_send"
FORGET_OPEN = "forget_open"

# Modals
DATA_MODAL = "my_data"
FORGET_MODAL = "forget"
FORGET_SURE_MODAL = "forget_sure"
