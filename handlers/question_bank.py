"""`/mentoring questions`: coordinators keep their program's own questions."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.question_rules import Objection
from bot.domain.refusals import Refusal
from bot.services import question_bank
from bot.services.question_bank import BankView
from bot.views import question_bank as views
from bot.views import question_ids
from bot.views.button_values import read_id
from handlers.deps import Deps
from handlers.requests import asker, at_once, reading, refused, refused_on_field, say_directly

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the list and its form."""
    app.action(question_ids.BANK_PROGRAM)(partial(program_chosen, deps))
    app.action(question_ids.BANK_RHYTHM)(partial(rhythm_chosen, deps))
    for action in (question_ids.BANK_PAGE, f"{question_ids.BANK_PAGE}:later"):
        app.action(action)(partial(page_pressed, deps))
    app.action(question_ids.BANK_ADD)(partial(add_pressed, deps))
    app.action(question_ids.BANK_DO)(partial(deed_chosen, deps))
    app.view(question_ids.BANK_FORM_MODAL)(partial(form_submitted, deps))


async def bank_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Open the list of the program's own questions."""
    bank = await deps.call(question_bank.open_bank, *asker(command))
    if isinstance(bank, Refusal):
        await ack(**at_once(refused(bank)))
        return
    await ack()
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=bank_list(bank)))


async def program_chosen(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Show the questions of another program."""
    with reading():
        program_id = read_id(action["selected_option"]["value"])
    await _show(deps, ack, body, client, await deps.call(question_bank.open_bank, *asker(body), program_id))


async def rhythm_chosen(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Change how often everyone gets a question."""
    with reading():
        program_id, _ = views.read_place(body["view"])
        weeks = int(action["selected_option"]["value"])
    bank = await deps.change(question_bank.set_rhythm, *asker(body), program_id, weeks, now=deps.now())
    await _show(deps, ack, body, client, bank)


async def page_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Show another part of the list."""
    with reading():
        program_id, _ = views.read_place(body["view"])
        page = max(0, int(action["value"]))
    await _show(deps, ack, body, client, await deps.call(question_bank.open_bank, *asker(body), program_id), page)


async def add_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Open the form for a new question."""
    await _open_form(deps, ack, body, client, None)


async def deed_chosen(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Edit a question, stop offering it, or offer it again."""
    with reading():
        deed, question_id = views.read_bank_value(action["selected_option"]["value"])
        program_id, page = views.read_place(body["view"])
    if deed == views.EDIT:
        await _open_form(deps, ack, body, client, question_id)
        return
    back = deed == views.BACK
    who = asker(body)
    bank = await deps.change(question_bank.retire, *who, program_id, question_id, now=deps.now(), back=back)
    await _show(deps, ack, body, client, bank, page)


async def _open_form(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, question_id: int | None) -> None:
    with reading():
        program_id, page = views.read_place(body["view"])
    bank = await deps.call(question_bank.open_bank, *asker(body), program_id)
    await ack()
    if isinstance(bank, Refusal):
        say_directly(deps, client, body, refused(bank))
        return
    question = next((each for each in bank.questions if each.id == question_id), None)
    form = views.form_modal(wording(bank.locale), program_id, page, bank.resources, question)
    deps.after_ack(client.views_push(trigger_id=body["trigger_id"], view=form))


async def _show(
    deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, bank: BankView | Refusal, page: int = 0
) -> None:
    await ack()
    if isinstance(bank, Refusal):
        say_directly(deps, client, body, refused(bank))
        return
    view = body["view"]
    deps.after_ack(client.views_update(view_id=view["id"], hash=view["hash"], view=bank_list(bank, page)))


async def form_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Save a question, or say on its field what speaks against it."""
    with reading():
        form = views.read_form(view)
    who = asker(body)
    saved = await deps.change(question_bank.save, *who, form.program_id, form.question_id, form.wish, now=deps.now())
    if isinstance(saved, Objection):
        await ack(response_action="errors", errors={question_ids.BANK_TEXT: views.objection_words(wording(), saved)})
    elif isinstance(saved, Refusal):
        await ack(response_action="errors", errors={question_ids.BANK_TEXT: refused_on_field(saved)})
    else:
        await ack()
        deps.after_ack(client.views_update(view_id=view["root_view_id"], view=bank_list(saved, form.page)))


def bank_list(bank: BankView, page: int = 0) -> Body:
    """Return the list as a modal."""
    shown = views.BankView(bank.program, bank.programs, bank.questions, page)
    return views.bank_modal(wording(bank.locale), shown)
