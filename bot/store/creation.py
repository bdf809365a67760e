"""Makes all tables of a new SQLite database at once, as `schema.py` has them.

For a database that begins with this version of the program, without Alembic, which needs half a second to load and to
take every step that ever was needed. A test holds what comes of both ways against each other. Existing databases are
none of this module's business.
"""

from pathlib import Path

from sqlalchemy import text

from bot.store.columns import metadata
from bot.store.database import Store

_STEPS = Path(__file__).parent / "migrations" / "versions"
# As Alembic makes and reads it.
_VERSION = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"


def create_tables(store: Store) -> None:
    """Make every table and index in an empty SQLite database, and note that no migration is due.

    Raises sqlalchemy.exc.OperationalError if any of them is there already.
    """
    newest = max(step.name.partition("_")[0] for step in _STEPS.glob("[0-9]*.py"))
    with store.write() as tx:
        metadata.create_all(tx, checkfirst=False)
        tx.execute(text(_VERSION))
        tx.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest})
