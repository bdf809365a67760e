"""`/mentoring settings` and Home's *Change settings*: the list, and the forms of plain settings."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.program_settings import NAMES, Objections, Overview, Topic
from bot.domain.refusals import Refusal
from bot.services import program_settings
from bot.views import desk_ids, hours_forms, program_channels, program_days, rosters
from bot.views import program_settings as views
from bot.views.button_values import read_id
from handlers.deps import Deps
from handlers.requests import asker, at_once, id_of, reading, refused, refused_on_field, say_directly, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the list and its forms."""
    app.action(desk_ids.DESK_SETTINGS)(partial(settings_pressed, deps))
    app.action(desk_ids.SETTINGS_PROGRAM)(partial(program_chosen, deps))
    app.action(desk_ids.SETTINGS_EDIT)(partial(edit_pressed, deps))
    app.action(desk_ids.SETTINGS_KEEP)(partial(keep_pressed, deps))
    app.view(desk_ids.SETTINGS_FORM_MODAL)(partial(form_submitted, deps))
    app.view(desk_ids.TARGETS_MODAL)(partial(targets_submitted, deps))


async def settings_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Open the list of settings."""
    found = await deps.call(program_settings.overview, *asker(command))
    if isinstance(found, Refusal):
        await ack(**at_once(refused(found)))
        return
    await ack()
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=settings_list(found)))


async def settings_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the list of a program's settings from Home."""
    found = await deps.call(program_settings.overview, *asker(body), id_of(action))
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
    else:
        deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=settings_list(found)))


def settings_list(found: Overview) -> Body:
    """Return the list."""
    return views.settings_list(wording(found.locale), found)


async def program_chosen(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Show the settings of another program."""
    with reading():
        program_id = read_id(action["selected_option"]["value"])
    found = await deps.call(program_settings.overview, *asker(body), program_id)
    await _show(deps, ack, body, client, found)


async def _show(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, found: Overview | Refusal) -> None:
    await ack()
    if isinstance(found, Refusal):
        say_directly(deps, client, body, refused(found))
        return
    view = body["view"]
    deps.after_ack(client.views_update(view_id=view["id"], hash=view["hash"], view=settings_list(found)))


async def edit_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Open the form of a topic over the list."""
    with reading():
        program_id, topic = views.read_program(body["view"]), Topic(action["value"])
    found = await deps.call(program_settings.overview, *asker(body), program_id)
    await ack()
    if isinstance(found, Refusal):
        say_directly(deps, client, body, refused(found))
        return
    deps.after_ack(client.views_push(trigger_id=body["trigger_id"], view=_form(found, topic)))


def _form(found: Overview, topic: Topic) -> Body:
    w = wording(found.locale)
    if topic in NAMES:
        return views.settings_form(w, found, topic)
    if topic is Topic.HOURS:
        return hours_forms.targets_modal(w, found.program.id, found.targets, desk_ids.TARGETS_MODAL)
    if topic is Topic.CHANNELS:
        return program_channels.channels_form(w, found)
    return program_days.days_form(w, found) if topic is Topic.DAYS_OFF else rosters.roster_form(w, found.program.id)


async def keep_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Leave a step of the set-up as it is usual."""
    with reading():
        program_id, topic = views.read_program(body["view"]), Topic(action["value"])
    found = await deps.change(program_settings.keep, *asker(body), program_id, topic, now=deps.now())
    await _show(deps, ack, body, client, found)


async def form_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Save the settings of a topic, or say on a field what is wrong; the list below follows."""
    with reading():
        program_id, topic, wanted = views.read_form(view)
    saved = await deps.change(program_settings.change, *asker(body), program_id, topic, wanted, now=deps.now())
    if isinstance(saved, Objections):
        await ack(response_action="errors", errors=views.on_fields(wording(), saved))
    elif isinstance(saved, Refusal):
        field = desk_ids.SETTING + NAMES[topic][0]
        await ack(response_action="errors", errors={field: refused_on_field(saved)})
    else:
        await ack()
        deps.after_ack(client.views_update(view_id=view["root_view_id"], view=settings_list(saved)))


async def targets_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Save the targets of hours; the list below follows."""
    with reading():
        program_id, wanted = hours_forms.read_program_id(view), hours_forms.read_targets(view)
    saved = await deps.change(program_settings.set_targets, *asker(body), program_id, wanted, now=deps.now())
    await ack()
    if isinstance(saved, Refusal):
        say_directly(deps, client, body, refused(saved))
    else:
        deps.after_ack(client.views_update(view_id=view["root_view_id"], view=settings_list(saved)))
