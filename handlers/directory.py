"""`/mentoring people` and Home's *Find people*: the list, one person, and what coordinators do about them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.refusals import Reason, Refusal
from bot.services import directory, matching
from bot.services.directory import OnePerson, PeoplePage
from bot.views import desk_ids, home_settings
from bot.views import directory as views
from handlers.deps import Deps
from handlers.requests import asker, at_once, id_of, reading, refused, refused_on_field, tell, typed

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the list, to a person and to the forms."""
    app.action(desk_ids.DESK_PEOPLE)(partial(people_pressed, deps))
    for action in (desk_ids.PEOPLE_TURN, f"{desk_ids.PEOPLE_TURN}:back"):
        app.action(action)(partial(page_turned, deps))
    app.view(desk_ids.PEOPLE_MODAL)(partial(searched, deps))
    app.action(desk_ids.PERSON_OPEN)(partial(person_opened, deps))
    for form in views.FORMS:
        app.action(f"person_{form}")(partial(form_pressed, deps, form))
    app.action(desk_ids.PERSON_RESUME)(partial(deed_pressed, deps, directory.resume))
    app.action(desk_ids.PERSON_BACK)(partial(deed_pressed, deps, directory.bring_back))
    app.view(desk_ids.PERSON_FORM_MODAL)(partial(form_submitted, deps))


async def people_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Open the list, with what the words behind the command find."""
    words = typed(command)[: views.WORDS]
    found = await deps.call(directory.find, *asker(command), None, words)
    if isinstance(found, Refusal):
        await ack(**at_once(refused(found)))
        return
    await ack()
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=_list(found)))


async def people_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the list from Home."""
    found = await deps.call(directory.find, *asker(body), id_of(action))
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
    else:
        deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=_list(found)))


def _list(found: PeoplePage) -> Body:
    lines = [
        views.Line(one.member_id, one.name, one.roles, one.school, one.ended_at is not None) for one in found.lines
    ]
    shown = views.PeopleView(found.program, lines, found.words, found.count, found.page, found.pages)
    return views.people_modal(wording(found.locale), shown)


async def searched(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Show whom the typed words find, in the same modal."""
    with reading():
        program_id, _, typed = views.read_list(view)
    found = await deps.call(directory.find, *asker(body), program_id, typed)
    if isinstance(found, Refusal):
        await ack(response_action="errors", errors={desk_ids.PEOPLE_WORDS: refused_on_field(found)})
    else:
        await ack(response_action="update", view=_list(found))


async def page_turned(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Show another page."""
    with reading():
        program_id, words, _ = views.read_list(body["view"])
        page = int(action["value"])
    found = await deps.call(directory.find, *asker(body), program_id, words, page)
    await ack()
    modal = home_settings.notice_modal(wording(), refused(found)) if isinstance(found, Refusal) else _list(found)
    deps.after_ack(client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=modal))


async def person_opened(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Show a person over the list."""
    found = await deps.call(directory.look, *asker(body), id_of(action), now=deps.now())
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
    else:
        deps.after_ack(client.views_push(trigger_id=body["trigger_id"], view=_person(found)))


def _view(found: OnePerson) -> views.PersonView:
    own = found.person.id
    pairs = [
        views.PairLine(
            two.pair.id,
            two.partner_of(own)[1].name,
            two.mentee[1].id == own,
            two.pair.id in found.on_hold,
            found.on_hold.get(two.pair.id),
        )
        for two in found.twos
    ]
    return views.PersonView(found.program, found.member, found.person, pairs, found.today)


async def person_again(deps: Deps, who: tuple[str, str], view: Body) -> Body:
    """Return the person whom a view shows as they stand now."""
    with reading():
        member_id = views.read_person(view)
    found = await deps.call(directory.look, *who, member_id, now=deps.now())
    return home_settings.notice_modal(wording(), refused(found)) if isinstance(found, Refusal) else _person(found)


def _person(found: OnePerson) -> Body:
    return views.person_modal(wording(found.locale), _view(found))


async def form_pressed(
    deps: Deps,
    form: str,
    ack: AsyncAck,
    body: Body,
    action: Body,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    """Open a form about a person."""
    found = await deps.call(directory.look, *asker(body), id_of(action), now=deps.now())
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
        return
    view = views.person_form(wording(found.locale), _view(found), form)
    deps.after_ack(client.views_push(trigger_id=body["trigger_id"], view=view))


async def deed_pressed(
    deps: Deps,
    deed: Callable[..., OnePerson | Refusal],
    ack: AsyncAck,
    body: Body,
    action: Body,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    """End a pause, or bring somebody back; the person shows it."""
    found = await deps.change(deed, *asker(body), id_of(action), now=deps.now())
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
    else:
        deps.after_ack(client.views_update(view_id=body["view"]["id"], view=_person(found)))


async def form_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Do what a form says; the person below shows it."""
    with reading():
        member_id, form, value = views.read_person_form(view)
    done = await _do(deps, asker(body), member_id, form, value)
    if isinstance(done, OnePerson):
        await ack()
        deps.after_ack(client.views_update(view_id=view["previous_view_id"], view=_person(done)))
    elif form == "end":
        await ack(response_action="update", view=home_settings.notice_modal(wording(done.locale), refused(done)))
    else:
        invalid = done.reason is Reason.INVALID
        said = views.unfit(wording(done.locale), form) if invalid else refused_on_field(done)
        await ack(response_action="errors", errors={desk_ids.PERSON_VALUE: said})


async def _do(deps: Deps, who: tuple[str, str], member_id: int, form: str, value: Any) -> OnePerson | Refusal:
    now = deps.now()
    if form == "roles":
        return await deps.change(directory.set_roles, *who, member_id, value, now=now)
    if form == "pause":
        return await deps.change(directory.pause, *who, member_id, value, now=now)
    if form == "end":
        return await deps.change(directory.end, *who, member_id, now=now)
    made = await deps.change(matching.pair_with, *who, member_id, value, now=now)
    return made if isinstance(made, Refusal) else await deps.call(directory.look, *who, member_id, now=now)
