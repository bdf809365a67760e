"""Alembic's migrations. `python -m bot.store.migrations "Say what changes"` drafts the next one from `schema.py`."""
