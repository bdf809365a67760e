"""Reports that coordinators ask for, and the beginning of research."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.refusals import Refusal
from bot.reports.exports import Export
from bot.services import reports
from bot.services.reports import Flaw, ReportChoice
from bot.views import hours_forms as forms
from bot.views import hours_ids as ids
from bot.views.home_settings import notice_modal
from bot.views.peers import say
from handlers.deps import Deps
from handlers.requests import asker, at_once, id_of, reading, refused, refused_on_field, show, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the form for reports and what is pressed in it."""
    app.action(ids.REPORT_OPEN)(partial(reports_pressed, deps))
    app.view(ids.REPORT_MODAL)(partial(report_submitted, deps))
    app.action(ids.RESEARCH_BEGIN)(partial(research_pressed, deps))


async def reports_word(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Answer `/mentoring reports`."""
    choice = await deps.call(reports.choice, *asker(command), now=deps.now())
    if isinstance(choice, Refusal):
        await ack(**at_once(refused(choice)))
        return
    await ack()
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=_form(choice)))


async def reports_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    """Open the form for a report."""
    choice = await deps.call(reports.choice, *asker(body), now=deps.now())
    await ack()
    if isinstance(choice, Refusal):
        deps.after_ack(tell(body, client, respond, refused(choice)))
    else:
        deps.after_ack(show(body, client, _form(choice)))


def _form(choice: ReportChoice) -> Body:
    programs = [(program.id, program.name) for program in choice.programs]
    kinds = [kind.value for kind in Export]
    return forms.reports_modal(wording(choice.locale), programs, kinds, choice.districts)


async def report_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Have the report sent."""
    with reading():
        given = forms.read_report(view)
        export = Export(given.kind)
    ask = partial(reports.ask, export=export, between=given.between, district_id=given.district_id, now=deps.now())
    refusal = await deps.change(ask, *asker(body), given.program_id)
    w = wording()
    if isinstance(refusal, Flaw):
        block_id = ids.REPORT_LAST if refusal is Flaw.BACKWARDS else ids.REPORT_DISTRICT
        await ack(response_action="errors", errors={block_id: w.plain(f"hours.reports.flaw.{refusal.value}")})
    elif refusal is not None:
        await ack(response_action="errors", errors={ids.REPORT_KIND: refused_on_field(refusal)})
    else:
        sent = notice_modal(w, say(w.mrkdwn("hours.reports.sent")), w.plain("hours.reports.title"))
        await ack(response_action="update", view=sent)


async def research_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Have the members asked who were not asked yet."""
    asked = await deps.change(reports.begin_research, *asker(body), id_of(action), now=deps.now())
    await ack()
    w = wording()
    answer = (
        refused(asked) if isinstance(asked, Refusal) else say(w.mrkdwn("hours.reports.research_begun", count=asked))
    )
    deps.after_ack(tell(body, client, respond, answer))
