"""The page's addresses: the choice of a person, their conversations in whole and in parts, and what they do."""

from json import JSONDecodeError
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.domain.spreadsheets import MAX_BYTES
from bot.sandbox.community.residents import NEWCOMERS, ROSTER, Resident
from bot.sandbox.page.controls import Controls, StartOver
from bot.sandbox.page.deeds import BadDeed, perform
from bot.sandbox.page.drawing import STATIC
from bot.sandbox.page.inspector import Inspector
from bot.sandbox.page.live import Live
from bot.sandbox.page.pictures import Pictures
from bot.sandbox.page.places import BOT_PLACE, Place, Places
from bot.sandbox.slack import client
from bot.sandbox.world import World

DRAWN_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})  # the rest is offered as a download


class Page:
    """The page of one world. `app` serves it; who may come to it, the guard has decided before."""

    def __init__(self, world: World, start_over: StartOver) -> None:
        self._world = world
        self._places = Places(world)
        self._inspector = Inspector(world.slack.changes, world.clock)
        self._pictures = Pictures(world, self._places, self._inspector)
        self.live = Live(world.slack.changes, world.slack.workspace)
        routes = [
            Route("/", self._choose),
            Route("/roster.csv", self._roster),
            Route("/as/{handle}", self._enter),
            Route("/as/{handle}/live", self._live),
            Route("/as/{handle}/do/{deed}", self._do, methods=["POST"]),
            Route("/as/{handle}/converse", self._converse, methods=["POST"]),
            Route("/as/{handle}/upload", self._upload, methods=["POST"]),
            Route("/as/{handle}/file/{file}", self._file),
            Route("/as/{handle}/call/{number:int}", self._call),
            Route("/as/{handle}/{slug}", self._show),
            Route("/as/{handle}/{slug}/part/{part}", self._part),
            *Controls(world, start_over).routes,
            Mount("/static", StaticFiles(directory=STATIC)),
        ]
        self.app = Starlette(routes=routes)

    async def _choose(self, request: Request) -> Response:
        return HTMLResponse(self._pictures.chooser())

    async def _roster(self, request: Request) -> Response:
        """Hand out a roster to try: of these people in a world that begins empty, else of the sample community."""
        headers = {"Content-Disposition": 'attachment; filename="roster.csv"'}
        return FileResponse(NEWCOMERS if self._world.begins_empty else ROSTER, media_type="text/csv", headers=headers)

    async def _enter(self, request: Request) -> Response:
        resident = self._resident(request)
        return RedirectResponse(f"/as/{resident.handle}/{BOT_PLACE}", 303)

    async def _show(self, request: Request) -> Response:
        resident = self._resident(request)
        self._world.life.visited.add(resident.person.id)
        return HTMLResponse(self._pictures.workspace(resident, self._place(request, resident), request.query_params))

    async def _part(self, request: Request) -> Response:
        resident = self._resident(request)
        draw = self._pictures.parts.get(request.path_params["part"])
        if draw is None:
            raise HTTPException(404)
        return HTMLResponse(draw(resident, self._place(request, resident), request.query_params))

    async def _call(self, request: Request) -> Response:
        html = self._pictures.entry(request.path_params["number"], self._resident(request))
        if html is None:
            raise HTTPException(404, "This is not kept any more.")
        return HTMLResponse(html)

    async def _live(self, request: Request) -> Response:
        return StreamingResponse(self.live.stream(self._resident(request)), media_type="text/event-stream")

    async def _do(self, request: Request) -> Response:
        resident, deed = self._resident(request), await _body(request)
        self._world.life.visited.add(resident.person.id)
        place = self._places.find(resident, str(deed.get("place", BOT_PLACE)))
        try:
            return JSONResponse(await perform(request.path_params["deed"], resident, place, deed))
        except BadDeed as problem:
            return JSONResponse({"problem": str(problem)}, 400)

    async def _converse(self, request: Request) -> Response:
        """Begin a direct message with the people whose handles are in `with`; `address` is where it is."""
        resident, wish = self._resident(request), await _body(request)
        by_handle = self._world.residents.by_handle
        others = [by_handle[one].person.id for one in wish.get("with", ()) if one in by_handle]
        try:
            conversation = client.converse(resident.person, others)
        except ValueError as problem:
            return JSONResponse({"problem": f"That cannot be done: {problem}."}, 400)
        slug = self._places.slug_of(resident, conversation)
        return JSONResponse({"address": f"/as/{resident.handle}/{slug}"})

    async def _upload(self, request: Request) -> Response:
        """Keep the request's body as a file that a form can hold; `name` in the address is its name."""
        resident, content = self._resident(request), await request.body()
        if not content or len(content) > MAX_BYTES:
            return JSONResponse({"problem": "The file is empty, or too large for the sandbox."}, 400)
        name = Path(request.query_params.get("name", "")).name or "file"
        upload = client.upload(resident.person, name, content, self._world.slack.app.base_url)
        return JSONResponse({"id": upload.id})

    async def _file(self, request: Request) -> Response:
        """Hand out a file that was shared where the person is, or that they attached themselves."""
        resident = self._resident(request)
        upload = self._world.slack.workspace.files.get(request.path_params["file"])
        conversations = self._world.slack.workspace.conversations
        if upload is None or upload.content is None:
            raise HTTPException(404)
        seen = any(resident.person.id in conversations[one].members for one in upload.shared_in)
        if upload.user != resident.person.id and not seen:
            raise HTTPException(404)
        if upload.mimetype in DRAWN_TYPES:
            return Response(upload.content, media_type=upload.mimetype)
        name = upload.name.encode("ascii", "replace").decode().replace('"', "_")
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(upload.content, media_type="application/octet-stream", headers=headers)

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
