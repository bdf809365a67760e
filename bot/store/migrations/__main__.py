"""Drafts a migration: what is in `schema.py` and not yet in the migrations. Read the draft, then `ruff format` it."""

import sys

from alembic import command

from bot.store.database import create_store
from bot.store.upgrade import MIGRATIONS, alembic_config


def draft(message: str) -> None:
    """Write the next migration into `versions/`, comparing the tables with a database that has all earlier ones."""
    number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
    store = create_store("sqlite://")
    with store.write() as tx:
        config = alembic_config(tx)
        command.upgrade(config, "head")
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
    store.close()


if __name__ == "__main__":
    draft(" ".join(sys.argv[1:]) or "Say what changes")
