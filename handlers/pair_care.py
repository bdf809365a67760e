"""What coordinators do with a pair whose partner is away, from the notice in their channel; services check the role."""

from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import Wording, wording
from bot.domain.refusals import Refusal
from bot.services import pair_care
from bot.views import ids
from bot.views import obstacle_forms as forms
from bot.views.obstacle_forms import Modal, PairNames
from handlers.deps import Deps
from handlers.requests import asker, id_of, refused, show, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the buttons of a notice; their forms are those of the queue (`handlers.obstacles`)."""
    app.action(ids.PAIR_HOLD)(partial(form_pressed, deps, forms.hold_modal))
    app.action(ids.PAIR_END)(partial(form_pressed, deps, forms.end_modal))


async def form_pressed(
    deps: Deps,
    form: Callable[[Wording, int, PairNames], Modal],
    ack: AsyncAck,
    body: Body,
    action: Body,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    """Open the form to put a pair on hold, or to end it and match its mentee anew."""
    found = await deps.call(pair_care.open_pair, *asker(body), id_of(action), now=deps.now())
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
        return
    names = PairNames(found.file.mentor_person.name, found.file.mentee_person.name)
    view = form(wording(found.identity.person.locale), found.file.pair.id, names)
    deps.after_ack(show(body, client, view))
