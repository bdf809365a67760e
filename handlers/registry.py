"""Which listeners there are: the one list that the composition root calls."""

from slack_bolt.async_app import AsyncApp

from handlers import (
    checkin_form,
    events,
    failures,
    goals,
    home,
    hours,
    library,
    meeting_form,
    meetings,
    members,
    nudges,
    observations,
    obstacles,
    pair_care,
    peer_feedback,
    peers,
    personal,
    prompts,
    question_bank,
    questions,
    reports,
    schedules,
    workspaces,
)
from handlers.deps import Deps
from handlers.installations import Installations


def register_all(app: AsyncApp, deps: Deps, installations: Installations | None = None) -> None:
    """Register every listener of the bot. `installations` is None with a token from the settings."""
    capabilities = (
        *(checkin_form, prompts, meetings, meeting_form, schedules),
        *(nudges, obstacles, pair_care, observations, peers, peer_feedback, members),
        *(questions, question_bank, goals, library, home, events),
        *(hours, reports, personal),
    )
    for capability in capabilities:
        capability.register(app, deps)
    workspaces.register(app, deps, installations)
    failures.register(app)
