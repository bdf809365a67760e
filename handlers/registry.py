"""Which listeners there are: the one list that the composition root calls."""

from slack_bolt.async_app import AsyncApp

from handlers import checkin_form, events, failures, members, prompts
from handlers.deps import Deps


def register_all(app: AsyncApp, deps: Deps) -> None:
    """Register every listener of the bot."""
    for capability in (checkin_form, prompts, members, events):
        capability.register(app, deps)
    failures.register(app)
