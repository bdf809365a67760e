"""Every kind of message, by capability; `bot/domain/messages.py` makes one table of them."""
