"""Choosing a program's channels: looked at in Slack, joined where they are public, and what is to be said of them."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.delivery.channels import enter
from bot.delivery.gateway import SlackCalls
from bot.domain.refusals import Refusal
from bot.services import program_channels, program_settings
from bot.views import desk_ids, home_settings
from bot.views import program_channels as views
from bot.views import program_settings as settings_views
from handlers.deps import Deps
from handlers.lookups import look
from handlers.program_settings import settings_list
from handlers.requests import asker, reading, refused, refused_on_field

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the form."""
    app.view(desk_ids.CHANNELS_MODAL)(partial(channels_submitted, deps))


async def channels_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Say at once that Slack is asked, then what became of the channels; the list below follows."""
    with reading():
        program_id, chosen = settings_views.read_program(view), views.read_channels(view)
    # Before anything is joined: a channel is a coordinator's to choose.
    found = await deps.call(program_settings.overview, *asker(body), program_id)
    if isinstance(found, Refusal):
        await ack(response_action="errors", errors={desk_ids.COMMUNITY: refused_on_field(found)})
        return
    await ack(response_action="update", view=settings_views.checking(wording(found.locale)))
    deps.after_ack(look(deps, client, body, partial(_choose, deps, client, body, program_id, chosen)))


async def _choose(
    deps: Deps, client: AsyncWebClient, body: Body, program_id: int, chosen: dict[str, str], slack: SlackCalls
) -> Body:
    seen = {use: await enter(slack, channel, shared_too=use == "community") for use, channel in chosen.items()}
    report = await deps.change(program_channels.choose, *asker(body), program_id, seen, now=deps.now())
    if isinstance(report, Refusal):
        return home_settings.notice_modal(wording(report.locale), refused(report))
    await client.views_update(view_id=body["view"]["root_view_id"], view=settings_list(report.overview))
    return views.channels_result(wording(report.overview.locale), report.channels)
