"""`db upgrade`."""

from bot.operations.common import Stopped, say
from bot.settings import Settings
from bot.store.database import create_store
from bot.store.upgrade import CannotUpgrade, DatabaseState, database_state, upgrade


def upgrade_database(settings: Settings) -> int:
    """Bring the database to this version. Raises Stopped."""
    store = create_store(settings.database_url)
    try:
        before = database_state(store)
        upgrade(store)
    except CannotUpgrade as error:
        raise Stopped(f"Nothing was done: {error}.") from None
    finally:
        store.close()
    say("The database was at this version already." if before is DatabaseState.CURRENT else "The database is upgraded.")
    return 0
