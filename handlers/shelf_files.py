"""A program's own questions and its library as files: sent to a coordinator, and brought in from a form."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.content.yaml_files import MAX_BYTES, YamlProblem
from bot.delivery.gateway import SlackCalls, SlackRefused
from bot.domain.refusals import Refusal
from bot.domain.shelves import Shelf
from bot.services import question_bank, resource_library, shelf_files
from bot.views import question_ids as ids
from bot.views import shelf_files as views
from bot.views.desk_files import Upload
from bot.views.home_settings import notice_modal
from bot.views.program_settings import checking
from handlers.deps import Deps
from handlers.library import library_list
from handlers.lookups import look
from handlers.question_bank import bank_list
from handlers.requests import asker, reading, refused, refused_on_field, show

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the two buttons and the form."""
    app.action(ids.SHELF_SEND)(partial(send_pressed, deps))
    app.action(ids.SHELF_OPEN)(partial(open_pressed, deps))
    app.view(ids.SHELF_FORM_MODAL)(partial(file_submitted, deps))


async def send_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Have the file sent, and say where it comes."""
    with reading():
        shelf, program_id = views.read_shelf_value(action["value"])
        occasion = str(action["action_ts"])
    done = await deps.change(shelf_files.send, *asker(body), program_id, shelf, occasion, now=deps.now())
    await ack()
    w = wording(done.locale)
    message = refused(done) if isinstance(done, Refusal) else views.sent(w)
    deps.after_ack(show(body, client, notice_modal(w, message)))


async def open_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Open the form for a file."""
    with reading():
        shelf, program_id = views.read_shelf_value(action["value"])
    form = await deps.call(shelf_files.open_form, *asker(body), program_id)
    await ack()
    w = wording(form.locale)
    if isinstance(form, Refusal):
        deps.after_ack(show(body, client, notice_modal(w, refused(form))))
    else:
        deps.after_ack(show(body, client, views.file_form(w, shelf, program_id, form.program)))


async def file_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Say at once that the file is looked at, then what it did."""
    with reading():
        shelf, program_id, file = views.read_file_form(view)
    form = await deps.call(shelf_files.open_form, *asker(body), program_id)
    if isinstance(form, Refusal):
        await ack(response_action="errors", errors={ids.SHELF_FILE: refused_on_field(form)})
    elif file is None or views.is_large(file):
        await ack(response_action="errors", errors=views.large(wording(form.locale)))
    else:
        await ack(response_action="update", view=checking(wording(form.locale)))
        deps.after_ack(look(deps, client, body, partial(_bring_in, deps, client, body, shelf, program_id, file)))


async def _bring_in(
    deps: Deps, client: AsyncWebClient, body: Body, shelf: Shelf, program_id: int, file: Upload, slack: SlackCalls
) -> Body:
    w = wording()
    try:
        raw = await slack.fetch_content(file.url, MAX_BYTES)
        contents = await deps.aside(partial(shelf_files.read_shelf, shelf, raw))
    except SlackRefused:
        return views.not_there(w)
    except YamlProblem as problem:
        return views.unusable(w, str(problem))
    report = await deps.change(shelf_files.bring_in, *asker(body), program_id, contents, now=deps.now())
    if isinstance(report, Refusal):
        return notice_modal(wording(report.locale), refused(report))
    await _refresh(deps, client, body, shelf, program_id)
    lines = [(each.where, each.reason) for each in report.refused]
    return views.brought_in(w, len(report.added), len(report.changed), report.unchanged, lines)


async def _refresh(deps: Deps, client: AsyncWebClient, body: Body, shelf: Shelf, program_id: int) -> None:
    """Have the list behind the form show what came in."""
    listed: Body | None = None
    if shelf is Shelf.QUESTIONS:
        bank = await deps.call(question_bank.open_bank, *asker(body), program_id)
        listed = None if isinstance(bank, Refusal) else bank_list(bank)
    else:
        library = await deps.call(resource_library.search, *asker(body), now=deps.now())
        listed = None if isinstance(library, Refusal) else library_list(library)
    if listed is not None:
        await client.views_update(view_id=body["view"]["root_view_id"], view=listed)
