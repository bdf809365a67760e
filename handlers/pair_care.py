"""What coordinators do with a pair whose partner is away, from the notice in their channel; services check the role."""

from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import Wording, wording
from bot.domain.refusals import Reason, Refusal
from bot.services import pair_care, pair_matching
from bot.services.pair_matching import OpenPair
from bot.views import desk_ids, ids
from bot.views import obstacle_forms as forms
from bot.views.obstacle_forms import Modal, PairNames
from handlers.deps import Deps
from handlers.desk import follow, follow_form, over_list
from handlers.requests import asker, id_of, reading, refused, refused_on_field, show, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the buttons of a notice; the forms to hold and to end are those of the queue (`handlers.obstacles`)."""
    app.action(ids.PAIR_HOLD)(partial(form_pressed, deps, pair_care.open_pair, forms.hold_modal))
    app.action(ids.PAIR_END)(partial(form_pressed, deps, pair_care.open_pair, forms.end_modal))
    for match in ids.PAIR_MATCHES:
        app.action(match)(partial(form_pressed, deps, pair_matching.open_match, forms.match_modal))
    app.action(desk_ids.PAIR_GO_ON)(partial(go_on_pressed, deps))
    app.view(ids.PAIR_MATCH_MODAL)(partial(match_submitted, deps))


async def form_pressed(
    deps: Deps,
    find: Callable[..., OpenPair | Refusal],
    form: Callable[[Wording, int, PairNames], Modal],
    ack: AsyncAck,
    body: Body,
    action: Body,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    """Open the form to put a pair on hold, to end it and match its mentee anew, or to match a mentee who is alone."""
    found = await deps.call(find, *asker(body), id_of(action), now=deps.now())
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
        return
    names = PairNames(found.file.mentor_person.name, found.file.mentee_person.name, suited=found.suited)
    view = form(wording(found.identity.person.locale), found.file.pair.id, names)
    deps.after_ack(show(body, client, over_list(body, view)))


async def go_on_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Let a pair go on that is on hold; the list or the person shows it."""
    done = await deps.change(pair_care.go_on, *asker(body), id_of(action), now=deps.now())
    await ack()
    deps.after_ack(follow(deps, body, client, respond, done))


async def match_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Match a mentee who is alone with the chosen mentor, or say on the field why not."""
    with reading():
        pair_id, mentor = forms.read_match(view)
    done = await deps.change(pair_matching.match, *asker(body), pair_id, mentor, now=deps.now())
    if done is None:
        await ack()
        deps.after_ack(follow_form(deps, body, client))
        return
    is_none = done.reason is Reason.INVALID
    said = wording(done.locale).plain("obstacles.match.not_mentor") if is_none else refused_on_field(done)
    await ack(response_action="errors", errors={ids.NEW_MENTOR: said})
