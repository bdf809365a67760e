"""What coordinators do about the matters of a digest, in its place; the service checks the role."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.services import desk
from bot.views import desk_ids
from handlers.deps import Deps
from handlers.requests import asker, id_of, refused, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the digest's own button; the others are those of obstacles, pairs and cover."""
    app.action(desk_ids.MATTER_DONE)(partial(matter_pressed, deps))


async def matter_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """See to a matter; the digest then shows it to everybody."""
    done = await deps.change(desk.see_to, *asker(body), id_of(action), now=deps.now())
    await ack()
    if done is not None:
        deps.after_ack(tell(body, client, respond, refused(done)))
