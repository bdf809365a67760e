"""`/mentoring year` and Home's *Plan the next year*: the form, what it would do, and having it done."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.delivery.gateway import SlackCalls
from bot.domain.refusals import Refusal
from bot.services import next_year
from bot.services.next_year import Chosen, DryRun, YearDone, YearForm
from bot.views import home_settings, year_ids
from bot.views import next_year as views
from handlers.deps import Deps
from handlers.lookups import look
from handlers.requests import asker, at_once, id_of, reading, refused, refused_on_field, tell

Body = dict[str, Any]
Found = YearForm | DryRun | YearDone


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the form, to the pages of what it would do, and to what confirms it."""
    app.view(year_ids.YEAR_MODAL)(partial(form_submitted, deps))
    app.action(year_ids.YEAR_EDIT)(partial(edit_pressed, deps))
    for action in (year_ids.YEAR_TURN, f"{year_ids.YEAR_TURN}:back"):
        app.action(action)(partial(page_turned, deps))
    app.view(year_ids.YEAR_RUN_MODAL)(partial(confirmed, deps))


def _modal(found: Found, page: int = 0, *, changed: bool = False) -> Body:
    w = wording(found.locale)
    if isinstance(found, YearForm):
        return views.year_form(w, found.program, found.wish, found.chosen, found.leaving)
    if isinstance(found, DryRun):
        return views.dry_run(w, found.program, found.plan, page, changed=changed)
    return views.done(w, found.into, found.people, found.by, is_new=found.is_new)


async def year_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Open the form, or what was done."""
    found = await deps.call(next_year.begin, *asker(command))
    if isinstance(found, Refusal):
        await ack(**at_once(refused(found)))
        return
    await ack()
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=_modal(found)))


async def year_chosen(
    deps: Deps, ack: AsyncAck, body: Body, program_id: int, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form from the small menu on Home."""
    found = await deps.call(next_year.begin, *asker(body), program_id)
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
    else:
        deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=_modal(found)))


async def form_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Show in the form's place what it would do, or say on a field what cannot be."""
    with reading():
        filled = views.read_form(view)
    chosen = Chosen(filled.chosen, filled.leaving)
    found = await deps.change(next_year.plan, *asker(body), filled.program_id, filled.wish, chosen, now=deps.now())
    if isinstance(found, Refusal):
        await ack(response_action="errors", errors={year_ids.YEAR_NAME: refused_on_field(found)})
    elif isinstance(found, DryRun | YearDone):
        await ack(response_action="update", view=_modal(found))
    else:
        await ack(response_action="errors", errors=views.on_fields(wording(), found))


async def page_turned(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Show another page of who goes on."""
    with reading():
        program_id, page = views.program_of(body["view"]), max(0, int(action["value"]))
    found = await deps.call(next_year.shown, *asker(body), program_id)
    await ack()
    deps.after_ack(client.views_update(view_id=body["view"]["id"], view=_or_refused(found, page)))


async def edit_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Show the form again, with the plan."""
    found = await deps.call(next_year.begin, *asker(body), id_of(action))
    await ack()
    deps.after_ack(client.views_update(view_id=body["view"]["id"], view=_or_refused(found)))


def _or_refused(found: Found | Refusal, page: int = 0) -> Body:
    if isinstance(found, Refusal):
        return home_settings.notice_modal(wording(found.locale), refused(found))
    return _modal(found, page)


async def confirmed(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Have it done. With thousands of people that takes longer than Slack waits, so the modal says so meanwhile."""
    with reading():
        program_id, digest = views.read_run(view)
    await ack(response_action="update", view=views.working(wording()))
    deps.after_ack(look(deps, client, body, partial(_carry_out, deps, asker(body), program_id, digest)))


async def _carry_out(deps: Deps, who: tuple[str, str], program_id: int, digest: str, _slack: SlackCalls) -> Body:
    found = await deps.change(next_year.carry_out, *who, program_id, digest, now=deps.now())
    return _modal(found, changed=True) if isinstance(found, DryRun) else _or_refused(found)
