"""The two questions of a term: the button, the form, and what coordinators see."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.refusals import Refusal
from bot.services import pulses
from bot.views import pulse_ids as ids
from bot.views import pulses as views
from bot.views.home_settings import notice_modal
from bot.views.peers import say
from handlers.deps import Deps
from handlers.requests import asker, at_once, reading, refused, refused_on_field, show, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the button of the question and to its form."""
    app.action(ids.PULSE_OPEN)(partial(open_pressed, deps))
    app.view(ids.PULSE_MODAL)(partial(submitted, deps))


async def pulse_word(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Answer `/mentoring pulse`."""
    desk = await deps.call(pulses.desk, *asker(command), now=deps.now())
    if isinstance(desk, Refusal):
        await ack(**at_once(refused(desk)))
        return
    await ack()
    results = [
        views.ResultView(one.program, (one.term.starts, one.term.ends) if one.term else None, one.answers)
        for one in desk.results
    ]
    view = views.results_modal(wording(desk.locale), results)
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=view))


async def open_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form."""
    with reading():
        member_id, term = views.read_value(action["value"])
    form = await deps.call(pulses.form, *asker(body), member_id, term, now=deps.now())
    await ack()
    if isinstance(form, Refusal):
        deps.after_ack(tell(body, client, respond, refused(form)))
        return
    w = wording(form.locale)
    view = views.form_modal(w, form.member_id, form.term, form.program, form.answer, in_pair=form.in_pair)
    deps.after_ack(show(body, client, view))


async def submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Keep the answers, or show on a field what keeps them from being saved."""
    with reading():
        given = views.read_form(view)
    locale = await deps.change(pulses.answer, *asker(body), given.member_id, given.term, given.answer, now=deps.now())
    if isinstance(locale, Refusal):
        await ack(response_action="errors", errors={ids.PULSE_LINE: refused_on_field(locale)})
        return
    w = wording(locale)
    saved = notice_modal(w, say(w.mrkdwn("pulse.form.saved")), w.plain("pulse.form.title"))
    await ack(response_action="update", view=saved)
