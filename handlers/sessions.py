"""`/session`: what is coming, what people say of it, and how coordinators plan, edit and cancel sessions."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.refusals import Refusal
from bot.domain.sessions import Answer
from bot.services import session_answers, sessions
from bot.services.session_answers import Coming
from bot.services.sessions import Form
from bot.views import home_settings, session_ids
from bot.views import session_form as forms
from bot.views import session_list as lists
from bot.views import session_plans as plans
from bot.views import sessions as views
from handlers.deps import Deps
from handlers.requests import asker, at_once, id_of, is_in_modal, reading, refused, refused_on_field, show, tell

Body = dict[str, Any]
ANSWERS = {
    session_ids.SESSION_YES: Answer.YES,
    session_ids.SESSION_NO: Answer.NO,
    session_ids.SESSION_LATE: Answer.LATE,
}


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to everything around planned sessions."""
    app.command("/session")(partial(session_command, deps))
    app.action(session_ids.SESSIONS_OPEN)(partial(list_pressed, deps))
    app.action(session_ids.SESSIONS_BACK)(partial(page_turned, deps, -1))
    app.action(session_ids.SESSIONS_NEXT)(partial(page_turned, deps, +1))
    for action, said in ANSWERS.items():
        app.action(action)(partial(answered, deps, said))
    app.action(session_ids.SESSION_MORE)(partial(more_chosen, deps))
    app.action(session_ids.SESSION_FILE)(partial(file_pressed, deps))
    app.action(session_ids.SESSION_PLAN)(partial(plan_pressed, deps))
    app.action(session_ids.FORM_ROUNDS)(partial(form_changed, deps))
    app.view(session_ids.SESSION_FORM_MODAL)(partial(form_submitted, deps))
    app.view(session_ids.SESSION_CANCEL_MODAL)(partial(cancel_submitted, deps))


async def session_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Show what is coming; any other word than none gets the usage."""
    if command.get("text", "").strip():
        await ack(**at_once(views.usage(wording())))
        return
    found = await deps.call(session_answers.coming, *asker(command), now=deps.now())
    await (ack(**at_once(refused(found))) if isinstance(found, Refusal) else ack())
    if isinstance(found, Coming):
        deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=_list(found)))


def _list(found: Coming) -> Body:
    plans = tuple((program.id, program.name) for program in found.plans)
    view = lists.ListView(found.lines, found.timezone, found.page, found.pages, plans, found.several)
    return lists.list_modal(wording(found.locale), view)


async def list_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    """Show what is coming from a button in a message or on Home."""
    found = await deps.call(session_answers.coming, *asker(body), now=deps.now())
    await ack()
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
    else:
        deps.after_ack(show(body, client, _list(found)))


async def page_turned(deps: Deps, step: int, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Turn the page of the list."""
    await ack()
    await _show_again(deps, body, client, step)


async def _show_again(deps: Deps, body: Body, client: AsyncWebClient, step: int = 0) -> None:
    """Bring the open list up to date."""
    view = body["view"]
    with reading():
        page = int(view["private_metadata"]) + step
    found = await deps.call(session_answers.coming, *asker(body), page, now=deps.now())
    if isinstance(found, Coming):
        deps.after_ack(client.views_update(view_id=view["id"], view=_list(found)))


async def answered(
    deps: Deps, said: Answer, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Note what somebody says; the list, the message or Home follows."""
    done = await deps.change(session_answers.answer, *asker(body), id_of(action), said, now=deps.now())
    await ack()
    if done is not None:
        deps.after_ack(tell(body, client, respond, refused(done)))
    elif is_in_modal(body):
        await _show_again(deps, body, client)


async def more_chosen(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Do what was chosen in a session's menu; Slack itself follows the links among them."""
    with reading():
        what, session_id = session_ids.read_more_value(action["selected_option"]["value"])
    await ack()
    if what == "rounds":
        await _show_rounds(deps, body, client, respond, session_id)
    elif what == "file":
        await _send_file(deps, body, client, respond, session_id)
    elif what in {"edit", "cancel"}:
        form = await deps.call(sessions.open_edit, *asker(body), session_id, now=deps.now())
        await _open(deps, body, client, respond, form, cancelling=what == "cancel")


async def _show_rounds(deps: Deps, body: Body, client: AsyncWebClient, respond: AsyncRespond, session_id: int) -> None:
    found = await deps.call(session_answers.rounds, *asker(body), session_id, now=deps.now())
    if isinstance(found, Refusal):
        deps.after_ack(tell(body, client, respond, refused(found)))
    else:
        view = plans.PlanView(found.session, found.timezone, found.sizes, found.today, found.people)
        deps.after_ack(show(body, client, plans.plan_modal(wording(found.locale), view)))


async def file_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Send the calendar file."""
    await ack()
    await _send_file(deps, body, client, respond, id_of(action))


async def _send_file(deps: Deps, body: Body, client: AsyncWebClient, respond: AsyncRespond, session_id: int) -> None:
    done = await deps.change(session_answers.send_file, *asker(body), session_id, now=deps.now())
    if done is not None:
        deps.after_ack(tell(body, client, respond, refused(done)))
    elif is_in_modal(body):
        deps.after_ack(show(body, client, home_settings.notice_modal(wording(), views.file_sent(wording()))))


async def plan_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the empty form of the program that a button names."""
    form = await deps.call(sessions.open_form, *asker(body), id_of(action), now=deps.now())
    await ack()
    await _open(deps, body, client, respond, form)


async def _open(
    deps: Deps,
    body: Body,
    client: AsyncWebClient,
    respond: AsyncRespond,
    form: Form | Refusal,
    *,
    cancelling: bool = False,
) -> None:
    if isinstance(form, Refusal):
        deps.after_ack(tell(body, client, respond, refused(form)))
        return
    w = wording(form.locale)
    if cancelling and form.session is not None:
        modal = lists.cancel_modal(w, form.session, form.program.timezone, form.following)
    else:
        modal = forms.session_modal(w, _form(form))
    deps.after_ack(show(body, client, modal))


def _form(form: Form, chosen: forms.Chosen | None = None) -> forms.FormView:
    program = form.program
    return forms.FormView(
        program.id, program.timezone, form.here.date(), form.session, form.hosts, form.following, form.sizes, chosen
    )


async def form_changed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Show in the open form which rounds fit into what is chosen now; what else was typed stays."""
    view = body["view"]
    with reading():
        what, row_id, chosen = forms.read_chosen(view)
    if what == "plan":
        form = await deps.call(sessions.open_form, *asker(body), row_id, now=deps.now())
    else:
        form = await deps.call(sessions.open_edit, *asker(body), row_id, now=deps.now())
    await ack()
    if isinstance(form, Form):
        modal = forms.session_modal(wording(form.locale), _form(form, chosen))
        deps.after_ack(client.views_update(view_id=view["id"], hash=view["hash"], view=modal))


async def form_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Plan or save, or say on the fields what keeps it from that."""
    with reading():
        read = forms.read_session(view, asker(body)[1])
    if read.what == "plan":
        done = await deps.change(sessions.plan, *asker(body), read.row_id, read.wish, now=deps.now())
    else:
        done = await deps.change(sessions.edit, *asker(body), read.row_id, read.wish, now=deps.now())
    if isinstance(done, Refusal):
        await ack(response_action="errors", errors={session_ids.TITLE: refused_on_field(done)})
    elif isinstance(done, tuple):
        found = forms.errors(wording(), done, planning=read.what == "plan")
        await ack(response_action="errors", errors=found)
    else:
        await ack(response_action="clear")


async def cancel_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Cancel, or say why not."""
    with reading():
        session_id, following = int(view["private_metadata"]), lists.read_following(view)
    done = await deps.change(sessions.cancel, *asker(body), session_id, following=following, now=deps.now())
    if isinstance(done, Refusal):
        modal = home_settings.notice_modal(wording(), refused(done))
        await ack(response_action="update", view=modal)
    else:
        await ack(response_action="clear")
