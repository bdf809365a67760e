"""`reciprocal run`."""

import asyncio

import uvloop

from bot.app import CannotStart, build
from bot.logs import configure
from bot.operations.common import Stopped
from bot.operations.serving import serve
from bot.settings import Settings
from bot.store.upgrade import CannotUpgrade, DatabaseState, database_state, upgrade


def run(settings: Settings) -> int:
    """Run the bot until SIGTERM or SIGINT. Raises Stopped."""
    configure(settings.log_level, settings.log_format)
    application = build(settings)
    try:
        if application.store.is_sqlite:
            upgrade(application.store)
        elif database_state(application.store) is not DatabaseState.CURRENT:
            raise Stopped("The database is not at this version: run `reciprocal db upgrade`.")
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve(application))
    except (CannotStart, CannotUpgrade) as error:
        raise Stopped(str(error)) from None
    finally:
        application.store.close()
    return 0
