"""Which listeners there are: the one list that the composition root calls."""

from slack_bolt.async_app import AsyncApp

from handlers import (
    checkin_form,
    events,
    failures,
    home,
    meeting_form,
    meetings,
    members,
    nudges,
    observations,
    obstacles,
    peer_feedback,
    peers,
    prompts,
    schedules,
    workspaces,
)
from handlers.deps import Deps
from handlers.installations import Installations


def register_all(app: AsyncApp, deps: Deps, installations: Installations | None = None) -> None:
    """Register every listener of the bot. `installations` is None with a token from the settings."""
    capabilities = (
        *(checkin_form, prompts, meetings, meeting_form, schedules),
        *(nudges, obstacles, observations, peers, peer_feedback, members, home, events),
    )
    for capability in capabilities:
        capability.register(app, deps)
    workspaces.register(app, deps, installations)
    failures.register(app)
