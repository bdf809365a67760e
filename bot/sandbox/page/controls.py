"""What a visitor does with the world itself: moves its time, switches trouble or the others on, starts over. Draws
nothing.

Each takes JSON or a form and answers JSON: `said` is one sentence of what happened, `problem` one of what did not.
"""

from collections.abc import Awaitable, Callable, Mapping
from json import JSONDecodeError
from typing import Any, cast

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.domain.roster import RosterError
from bot.domain.spreadsheets import MAX_BYTES
from bot.sandbox import telling
from bot.sandbox.community.enrolment import CannotEnrol
from bot.sandbox.timeline import STEPS, Step
from bot.sandbox.trouble import MODES, Mode
from bot.sandbox.world import World

StartOver = Callable[[bytes | None, bool], Awaitable[World]]
SWITCH = ("on", "off")
UNUSABLE = "The roster cannot be used; everything stays as it was."


class Controls:
    """The addresses with which the world is moved. `start_over` takes a roster file, or None for the sample, and
    whether to begin without a program.
    """

    def __init__(self, world: World, start_over: StartOver) -> None:
        self._world = world
        self._start_over = start_over
        self.routes = [
            Route("/time", self._time, methods=["POST"]),
            Route("/trouble", self._trouble, methods=["POST"]),
            Route("/others", self._others, methods=["POST"]),
            Route("/start-over", self._begin_again, methods=["POST"]),
        ]

    async def _time(self, request: Request) -> Response:
        """Move time by `step`; `who` is the handle of whoever moves it: "prompt" then means theirs."""
        fields = await _fields(request)
        step = _one_of(STEPS, fields.get("step"))
        mover = self._world.residents.by_handle.get(str(fields.get("who", "")))
        journey = await self._world.timeline.move(cast(Step, step), mover.person.id if mover else None)
        said = telling.moved(journey, mover.person.user.tz if mover else self._world.timezone)
        return JSONResponse(
            {"said": said, "end": journey.end.isoformat(), "sent": dict(journey.sent), "waiting": journey.waiting}
        )

    async def _trouble(self, request: Request) -> Response:
        """Switch to the trouble `mode`."""
        mode = cast(Mode, _one_of(MODES, (await _fields(request)).get("mode")))
        journey = await self._world.timeline.switch(mode)
        return JSONResponse(
            {
                "said": telling.switched(mode, journey),
                "mode": mode,
                "sent": dict(journey.sent),
                "waiting": journey.waiting,
            }
        )

    async def _others(self, request: Request) -> Response:
        """Have the others live along or not, as `mode` says."""
        mode = _one_of(SWITCH, (await _fields(request)).get("mode"))
        await self._world.timeline.settle()
        self._world.life.switch(on=mode == "on")
        self._world.slack.changes.publish("time", "", None)  # so that other windows show it
        return JSONResponse({"said": telling.OTHERS[mode], "mode": mode})

    async def _begin_again(self, request: Request) -> Response:
        """Start over with the `roster` file, or with the sample community, or, if `start` says so, empty; `address` is
        where to look then.
        """
        content, empty = await _beginning(request)
        try:
            world = await self._start_over(content, empty)
        except (RosterError, CannotEnrol) as error:
            return JSONResponse({"problem": UNUSABLE, "notes": str(error).splitlines()}, 400)
        said = f"It is Monday morning again, and {len(world.residents.by_handle)} people are here."
        return JSONResponse({"said": said, "notes": list(world.notes), "address": "/"})


async def _fields(request: Request) -> Mapping[str, Any]:
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body = await request.json()
        except (JSONDecodeError, UnicodeDecodeError):
            raise HTTPException(400, "This is not JSON.") from None
        return body if isinstance(body, dict) else {}
    async with request.form() as form:
        return dict(form)


async def _beginning(request: Request) -> tuple[bytes | None, bool]:
    """Return the roster file, of a large one only so much that its size is known to be too large; and whether to begin
    without a program.
    """
    async with request.form() as form:
        if form.get("start") == "empty":
            return None, True
        given = form.get("roster")
        chosen = isinstance(given, UploadFile) and given.filename  # browsers send a nameless file if none was chosen
        return await given.read(MAX_BYTES + 1) if isinstance(given, UploadFile) and chosen else None, False


def _one_of(known: tuple[str, ...], given: object) -> str:
    if given not in known:
        raise HTTPException(400, f"This is none of {', '.join(known)}.")
    return str(given)
