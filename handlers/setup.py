"""Setting up a program from Home: who may begin, the first form, and going on where somebody else stopped."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import Markup, wording
from bot.delivery.directory import find_person
from bot.delivery.gateway import SlackCalls, SlackFailure
from bot.domain.program_settings import Objections, Overview
from bot.domain.refusals import Refusal
from bot.services import setup
from bot.services.setup import Beginning
from bot.views import desk_ids, home_settings
from bot.views import home as home_views
from bot.views import program_settings as settings_views
from bot.views import setup as views
from bot.views.message import Block
from handlers.deps import Deps
from handlers.lookups import look
from handlers.program_settings import settings_list
from handlers.requests import asker, id_of, reading, refused

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to Home's first buttons and the first form."""
    app.action(desk_ids.SETUP_BEGIN)(partial(begin_pressed, deps))
    app.action(desk_ids.SETUP_JOIN)(partial(join_pressed, deps))
    app.view(desk_ids.SETUP_MODAL)(partial(begin_submitted, deps))


async def publish_door(deps: Deps, client: AsyncWebClient, who: tuple[str, str], otherwise: list[Block]) -> None:
    """Publish the Home of somebody who is in no program: the set-up to who may do it, else whom to ask."""
    found = await deps.call(setup.door, who[0])
    blocks = otherwise
    if found is not None and (found.is_empty or found.unfinished):
        try:
            person = await find_person(await deps.slack(who[0]), *who)
            may_begin, timezone = person.is_admin and not person.is_stranger, person.timezone or ""
        except SlackFailure:
            may_begin, timezone = False, ""
        if found.is_empty or may_begin:
            by = [Markup(f"<@{slack_id}>") for slack_id in found.coordinators]
            blocks = views.door(wording(), may_begin=may_begin, timezone=timezone, unfinished=found.unfinished, by=by)
    await client.views_publish(user_id=who[1], view=home_views.home_tab(blocks))


async def setup_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Open the first form; whether somebody may begin is looked up when it is sent off."""
    await ack()
    modal = views.begin_modal(wording(), {"starts": deps.now().date()})
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=modal))


async def begin_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Open the first form from Home."""
    await ack()
    known = {"timezone": action.get("value") or "", "starts": deps.now().date()}
    deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=views.begin_modal(wording(), known)))


async def begin_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Make the program, once Slack has said that whoever asks may; then go on to the list of steps."""
    with reading():
        values = views.read_begin(view)
    beginning = Beginning(**values)
    objected = setup.objections(beginning)
    if objected is not None:
        await ack(response_action="errors", errors=settings_views.on_fields(wording(), objected))
        return
    await ack(response_action="update", view=settings_views.checking(wording()))
    deps.after_ack(look(deps, client, body, partial(_begin, deps, asker(body), beginning)))


async def _begin(deps: Deps, who: tuple[str, str], beginning: Beginning, slack: SlackCalls) -> Body:
    person = await find_person(slack, *who)
    made = await deps.change(setup.begin, who[0], person, beginning, now=deps.now())
    if isinstance(made, Objections):
        problem = next(iter(made.problems.values()))
        values = {name: getattr(beginning, name) for name in views.BEGINNING}
        return views.begin_modal(wording(), values, problem)
    return _list(made)


async def join_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Let another admin go on with a set-up, once Slack has said that they are one."""
    program_id = id_of(action)
    await ack()
    deps.after_ack(_open_and_join(deps, body, program_id, client))


async def _open_and_join(deps: Deps, body: Body, program_id: int, client: AsyncWebClient) -> None:
    who = asker(body)
    opened = await client.views_open(trigger_id=body["trigger_id"], view=settings_views.checking(wording()))

    async def join(slack: SlackCalls) -> Body:
        return _list(await deps.change(setup.join, who[0], await find_person(slack, *who), program_id, now=deps.now()))

    await look(deps, client, body, join, opened["view"]["id"])


def _list(made: Overview | Refusal) -> Body:
    if isinstance(made, Refusal):
        return home_settings.notice_modal(wording(), refused(made))
    return settings_list(made)
