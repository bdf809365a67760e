"""The page's addresses: the choice of a person, their conversations in whole and in parts, and what they do."""

from collections.abc import Callable
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.community.residents import Resident
from bot.sandbox.page.controls import Controls, StartOver
from bot.sandbox.page.deeds import BadDeed, perform
from bot.sandbox.page.live import Live
from bot.sandbox.page.pictures import Pictures
from bot.sandbox.page.places import BOT_PLACE, Place, Places
from bot.sandbox.world import World

STATIC = Path(__file__).with_name("static")


class Page:
    """The page of one world. `app` serves it; who may come to it, the guard has decided before."""

    def __init__(self, world: World, start_over: StartOver) -> None:
        self._world = world
        self._places = Places(world)
        self._pictures = Pictures(world, self._places)
        self.live = Live(world.slack.changes, world.slack.workspace)
        routes = [
            Route("/", self._choose),
            Route("/as/{handle}", self._enter),
            Route("/as/{handle}/live", self._live),
            Route("/as/{handle}/do/{deed}", self._do, methods=["POST"]),
            Route("/as/{handle}/{slug}", self._show),
            Route("/as/{handle}/{slug}/part/{part}", self._part),
            *Controls(world, start_over).routes,
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        self.app = Starlette(routes=routes)

    async def _choose(self, request: Request) -> Response:
        return HTMLResponse(self._pictures.chooser())

    async def _enter(self, request: Request) -> Response:
        resident = self._resident(request)
        return RedirectResponse(f"/as/{resident.handle}/{BOT_PLACE}", 303)

    async def _show(self, request: Request) -> Response:
        resident = self._resident(request)
        return HTMLResponse(self._pictures.workspace(resident, self._place(request, resident)))

    async def _part(self, request: Request) -> Response:
        resident = self._resident(request)
        draw: Callable[[Resident, Place], str] | None = self._pictures.parts.get(request.path_params["part"])
        if draw is None:
            raise HTTPException(404)
        return HTMLResponse(draw(resident, self._place(request, resident)))

    async def _live(self, request: Request) -> Response:
        return StreamingResponse(self.live.stream(self._resident(request)), media_type="text/event-stream")

    async def _do(self, request: Request) -> Response:
        resident, deed = self._resident(request), await _body(request)
        place = self._places.find(resident, str(deed.get("place", BOT_PLACE)))
        try:
            return JSONResponse(await perform(request.path_params["deed"], resident, place, deed))
        except BadDeed as problem:
            return JSONResponse({"problem": str(problem)}, 400)

    def _resident(self, request: Request) -> Resident:
        resident = self._world.residents.by_handle.get(request.path_params["handle"])
        if resident is None:
            raise HTTPException(404, "There is nobody of that name.")
        return resident

    def _place(self, request: Request, resident: Resident) -> Place:
        place = self._places.find(resident, request.path_params["slug"])
        if place is None:
            raise HTTPException(404, "There is no such conversation, or this person is not in it.")
        return place


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (JSONDecodeError, UnicodeDecodeError):
        raise HTTPException(400, "This is not JSON.") from None
    if not isinstance(body, dict):
        raise HTTPException(400, "This is not an object.")
    return body
