"""The Home tab: publish it to whoever opens it, and answer what is pressed there alone."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.health import Health
from bot.domain.refusals import Reason, Refusal
from bot.services import choices, home, usage
from bot.views import home as views
from bot.views import home_programs, home_settings, ids
from bot.views.button_values import read_pairs_value
from bot.views.members import help_message
from bot.views.message import Block, Message
from handlers import setup
from handlers.deps import Deps
from handlers.requests import asker, at_once, id_of, reading, refused, refused_on_field, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the opening of Home, and to its own buttons, lists and forms."""
    app.event("app_home_opened")(partial(home_opened, deps))
    app.action(ids.HOME_PRIVACY)(partial(privacy_pressed, deps))
    app.action(ids.HOME_HELP)(partial(help_pressed, deps))
    app.action(ids.HOME_NOTIFICATIONS)(partial(notifications_pressed, deps))
    app.view(ids.NOTIFICATIONS_MODAL)(partial(notifications_submitted, deps))
    app.action(ids.HOME_PAIRS)(partial(pairs_pressed, deps))
    app.action(ids.PAIRS_STATE)(partial(state_chosen, deps))
    app.view(ids.PAIRS_MODAL)(partial(name_submitted, deps))
    app.action(ids.PAIRS_BACK)(partial(page_turned, deps, -1))
    app.action(ids.PAIRS_NEXT)(partial(page_turned, deps, +1))


async def warm_up(deps: Deps) -> None:
    """Read and build a Home of every role, so that the first who opens theirs after a start need not wait for it."""
    for found in await deps.call(home.of_each_role, now=deps.now()):
        views.home_blocks(wording(found.locale), found)


async def home_opened(deps: Deps, event: Body, body: Body, client: AsyncWebClient) -> None:
    """Publish Home to whoever opens it."""
    if event.get("tab") != "home":
        return
    who = (event.get("user_team") or body["team_id"], event["user"])
    seen = (event.get("view") or {}).get("hash")
    found = await deps.call(home.opened, *who, now=deps.now())
    if isinstance(found, Refusal) and found.reason is Reason.NOT_ENROLLED:
        deps.after_ack(setup.publish_door(deps, client, who, refused(found).blocks))
    else:
        deps.after_ack(_publish(deps, client, who, found, seen))


def _blocks(found: home.Opened | Refusal) -> list[Block]:
    if isinstance(found, Refusal):
        return refused(found).blocks
    return views.home_blocks(wording(found.home.locale), found.home)


async def _publish(
    deps: Deps, client: AsyncWebClient, who: tuple[str, str], found: home.Opened | Refusal, seen: str | None
) -> None:
    """Publish over what the person saw. Where something newer was published meanwhile, read anew and publish that."""
    try:
        await client.views_publish(user_id=who[1], view=views.home_tab(_blocks(found)), hash=seen)
    except SlackApiError as error:
        if error.response.get("error") != "hash_conflict":
            raise
        found = await deps.call(home.opened, *who, now=deps.now())
        await client.views_publish(user_id=who[1], view=views.home_tab(_blocks(found)))
    if isinstance(found, home.Opened) and found.to_mark:
        await deps.change(home.mark, *who, now=deps.now())


async def privacy_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Show who sees what."""
    await ack()
    deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=home_settings.privacy_modal(wording())))


async def help_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Show the words that `/mentoring` takes."""
    await ack()
    w, said = wording(), await usage_of(deps, asker(body))
    modal = home_settings.notice_modal(w, said, w.plain("home.help.title"))
    deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=modal))


async def usage_of(deps: Deps, who: tuple[str, str], unknown: str = "") -> Message:
    """Return the words that somebody can use behind `/mentoring`; `unknown` is one that the bot does not know."""
    found = await deps.call(usage.usage, *who)
    refusal = refused(found.refusal) if found.refusal is not None else None
    return help_message(wording(found.locale), [part.value for part in found.parts], refusal, unknown)


# --- `/mentoring home`, `privacy`, `notifications`, `pairs`


async def home_word(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Answer `/mentoring home` with what Home shows."""
    found = await deps.call(home.opened, *asker(command), now=deps.now())
    shown = refused(found) if isinstance(found, Refusal) else views.home_message(wording(found.home.locale), found.home)
    await ack(**at_once(shown))


async def privacy_word(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Answer `/mentoring privacy`."""
    await privacy_pressed(deps, ack, command, client)


async def notifications_word(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Answer `/mentoring notifications` with the choice."""
    refusal = await _open_notifications(deps, command, client)
    await (ack() if refusal is None else ack(**at_once(refusal)))


async def pairs_word(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Answer `/mentoring pairs` with the list of pairs, to coordinators."""
    found = await deps.call(home.pairs_page, *asker(command), now=deps.now())
    if isinstance(found, Refusal):
        await ack(**at_once(refused(found)))
        return
    await ack()
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=_list(found)))


# --- what notifications show


async def notifications_pressed(
    deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the choice of what notifications show."""
    refusal = await _open_notifications(deps, body, client)
    await ack()
    if refusal is not None:
        deps.after_ack(tell(body, client, respond, refusal))


async def _open_notifications(deps: Deps, body: Body, client: AsyncWebClient) -> Message | None:
    standing = await deps.call(choices.standing, *asker(body), now=deps.now())
    if isinstance(standing, Refusal):
        return refused(standing)
    person = standing.person
    modal = home_settings.notifications_modal(wording(person.locale), full_text=person.full_text)
    deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=modal))
    return None


async def notifications_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Save the choice, and confirm it in the direct message."""
    with reading():
        full_text = home_settings.read_notifications(view)
    person = asker(body)
    answer = await deps.change(home.change_notifications, *person, full_text=full_text, now=deps.now())
    if answer is not None:
        await ack(response_action="errors", errors={ids.FULL_TEXT: refused_on_field(answer)})
        return
    await ack()
    message = home_settings.notifications_saved(wording(), full_text=full_text)
    deps.after_ack(client.chat_postMessage(channel=person[1], text=message.text, blocks=message.blocks))


# --- the list of a program's pairs


async def pairs_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the list of a program's pairs."""
    found = await deps.call(home.pairs_page, *asker(body), id_of(action), now=deps.now())
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
    else:
        deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=_list(found)))


async def state_chosen(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Show the pairs that stand as chosen."""
    with reading():
        program_id, _, _ = read_pairs_value(body["view"]["private_metadata"])
        state = Health(action["selected_option"]["value"])
    await _turn(deps, ack, body, client, program_id, state, 0)


async def page_turned(deps: Deps, by: int, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Show the page before or after."""
    with reading():
        program_id, name, page = read_pairs_value(body["view"]["private_metadata"])
        state = Health(name)
        searched = home_programs.read_name(body["view"])
    await _turn(deps, ack, body, client, program_id, state, page + by, searched)


async def name_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Show the pairs of whoever is searched for, in the same list."""
    with reading():
        program_id, name, _ = read_pairs_value(view["private_metadata"])
        state, searched = Health(name), home_programs.read_name(view)
    found = await deps.call(home.pairs_page, *asker(body), program_id, state, 0, searched, now=deps.now())
    modal = home_settings.notice_modal(wording(), refused(found)) if isinstance(found, Refusal) else _list(found)
    await ack(response_action="update", view=modal)


async def _turn(
    deps: Deps,
    ack: AsyncAck,
    body: Body,
    client: AsyncWebClient,
    program_id: int,
    state: Health,
    page: int,
    name: str = "",
) -> None:
    found = await deps.call(home.pairs_page, *asker(body), program_id, state, page, name, now=deps.now())
    await ack()
    view = body["view"]
    modal = home_settings.notice_modal(wording(), refused(found)) if isinstance(found, Refusal) else _list(found)
    deps.after_ack(client.views_update(view_id=view["id"], hash=view["hash"], view=modal))


async def list_again(deps: Deps, who: tuple[str, str], view: Body) -> Body:
    """Return the list that a view shows as it is now."""
    with reading():
        program_id, name, page = read_pairs_value(view["private_metadata"])
        state, searched = Health(name), home_programs.read_name(view)
    found = await deps.call(home.pairs_page, *who, program_id, state, page, searched, now=deps.now())
    return home_settings.notice_modal(wording(), refused(found)) if isinstance(found, Refusal) else _list(found)


def _list(found: home.PairsPage) -> Body:
    view = home_programs.PairsView(
        program_id=found.program.program_id,
        program=found.program.name,
        counts=found.program.counts,
        state=found.state,
        lines=found.lines,
        today=found.today,
        page=found.page,
        pages=found.pages,
        name=found.name,
    )
    return home_programs.pairs_modal(wording(found.locale), view)
