"""Which listeners there are: the one list that the composition root calls."""

from collections.abc import Awaitable, Callable

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest

from handlers import (
    checkin_form,
    desk,
    directory,
    events,
    failures,
    goals,
    home,
    hours,
    library,
    matches,
    meeting_form,
    meetings,
    members,
    next_year,
    nudges,
    observations,
    obstacles,
    pair_care,
    peer_feedback,
    peers,
    personal,
    program_channels,
    program_days,
    program_settings,
    prompts,
    protocols,
    pulses,
    question_bank,
    questions,
    reports,
    rosters,
    schedules,
    session_after,
    session_day,
    session_groups,
    sessions,
    setup,
    shelf_files,
    workspaces,
)
from handlers.deps import Deps
from handlers.installations import Installations


class InTurn(AsyncMiddleware):
    """Lets a request wait while too much of what earlier ones began is in hand. As a class, and so is the other one:
    for a mere function Bolt puts together, at every request, all that it might ask for.
    """

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        """Wait for room, and go on."""
        await self._deps.room()
        return await next()


def register_all(app: AsyncApp, deps: Deps, installations: Installations | None = None) -> None:
    """Register every listener of the bot. `installations` is None with a token from the settings."""
    app.use(InTurn(deps))
    capabilities = (
        *(checkin_form, prompts, meetings, meeting_form, schedules),
        *(nudges, obstacles, pair_care, observations, peers, peer_feedback, members),
        *(questions, question_bank, goals, library, protocols, home, events),
        *(hours, reports, pulses, personal),
        *(setup, program_settings, program_channels, program_days, rosters, directory, matches),
        *(next_year,),
        *(session_day, session_after),
        *(sessions, session_groups),
        *(desk,),
        *(shelf_files,),
    )
    for capability in capabilities:
        capability.register(app, deps)
    workspaces.register(app, deps, installations)
    failures.register(app)
