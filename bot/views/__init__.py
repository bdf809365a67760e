"""Block Kit builders: pure functions from data to messages and modals. No I/O, no clock, no database.

Sentences come from `bot.content`; ids of actions live once, in `bot.views.ids`.
"""
