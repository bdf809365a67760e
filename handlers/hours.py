"""Hours: where one stands, reporting, and what coordinators do about them; and a word about research."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.refusals import Reason, Refusal
from bot.services import hours, reports
from bot.services.hours import Correction, Desk, HoursBoard
from bot.views import hours as views
from bot.views import hours_forms as forms
from bot.views import hours_ids as ids
from bot.views.home_settings import notice_modal
from bot.views.message import Message
from bot.views.peers import say
from handlers.deps import Deps
from handlers.requests import asker, at_once, id_of, is_in_modal, reading, refused, refused_on_field, show, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to everything about hours that can be pressed or filled in."""
    app.action(ids.HOURS_LOOK)(partial(look_pressed, deps))
    app.action(ids.HOURS_REPORT)(partial(report_pressed, deps))
    app.action(ids.HOURS_STATEMENT)(partial(statement_pressed, deps))
    app.action(ids.HOURS_APPROVE)(partial(decided, deps, True))
    app.action(ids.HOURS_DECLINE)(partial(decided, deps, False))
    app.action(ids.HOURS_TARGETS)(partial(desk_pressed, deps, _targets))
    app.action(ids.HOURS_CORRECT)(partial(desk_pressed, deps, _correction))
    app.view(ids.HOURS_REPORT_MODAL)(partial(report_submitted, deps))
    app.view(ids.HOURS_CORRECT_MODAL)(partial(correct_submitted, deps))
    app.view(ids.HOURS_TARGETS_MODAL)(partial(targets_submitted, deps))
    app.action(ids.CONSENT_YES)(partial(consent_pressed, deps, True))
    app.action(ids.CONSENT_NO)(partial(consent_pressed, deps, False))


async def hours_word(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Answer `/mentoring hours`."""
    board = await deps.call(hours.board, *asker(command), now=deps.now())
    if isinstance(board, Refusal):
        await ack(**at_once(refused(board)))
        return
    await ack()
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=_board(board)))


async def look_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    """Show where somebody stands."""
    board = await deps.call(hours.board, *asker(body), now=deps.now())
    await ack()
    if isinstance(board, Refusal):
        deps.after_ack(tell(body, client, respond, refused(board)))
    else:
        deps.after_ack(show(body, client, _board(board)))


async def report_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    """Open the form in which somebody reports hours."""
    board = await deps.call(hours.board, *asker(body), now=deps.now())
    await ack()
    if isinstance(board, Refusal):
        deps.after_ack(tell(body, client, respond, refused(board)))
        return
    programs = [(ledger.member_id, ledger.program) for ledger in board.ledgers]
    deps.after_ack(show(body, client, forms.report_modal(wording(board.locale), board.today, programs)))


async def report_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Write a report down, or show on the fields what keeps it from being saved."""
    with reading():
        given = forms.read_entry(view)
    board = await deps.change(hours.report, *asker(body), given.id, given.report, now=deps.now())
    if isinstance(board, Refusal):
        await ack(response_action="errors", errors={ids.HOURS_TOPIC: refused_on_field(board)})
    elif isinstance(board, dict):
        await ack(response_action="errors", errors=forms.flaw_words(wording(), board))
    else:
        w = wording(board.locale)
        await ack(response_action="update", view=_said(w.mrkdwn("hours.report.sent"), board))


async def statement_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Have somebody's own statement of hours sent."""
    refusal = await deps.change(hours.ask_statement, *asker(body), id_of(action), now=deps.now())
    await ack()
    w = wording()
    answer = refused(refusal) if refusal else say(w.mrkdwn("hours.reports.sent"))
    deps.after_ack(tell(body, client, respond, answer))


async def decided(
    deps: Deps,
    approved: bool,
    ack: AsyncAck,
    body: Body,
    action: Body,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    """Approve or decline reported hours, and show what still waits."""
    board = await deps.change(hours.decide, *asker(body), id_of(action), approved, now=deps.now())
    await ack()
    if isinstance(board, Refusal):
        deps.after_ack(tell(body, client, respond, refused(board)))
    elif is_in_modal(body):
        deps.after_ack(client.views_update(view_id=body["view"]["id"], view=_board(board)))


async def desk_pressed(
    deps: Deps, form: Any, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open one of the coordinators' forms."""
    board = await deps.call(hours.board, *asker(body), now=deps.now())
    await ack()
    found = _desk(board, id_of(action)) if isinstance(board, HoursBoard) else None
    if isinstance(board, Refusal) or found is None:
        refusal = board if isinstance(board, Refusal) else Refusal(Reason.NOT_COORDINATOR)
        deps.after_ack(tell(body, client, respond, refused(refusal)))
    else:
        deps.after_ack(show(body, client, form(board, found)))


def _desk(board: HoursBoard, program_id: int) -> Desk | None:
    return next((desk for desk in board.desks if desk.program.id == program_id), None)


def _targets(board: HoursBoard, desk: Desk) -> Body:
    return forms.targets_modal(wording(board.locale), desk.program.id, desk.targets)


def _correction(board: HoursBoard, desk: Desk) -> Body:
    return forms.correct_modal(wording(board.locale), board.today, desk.program.id)


async def correct_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Correct somebody's hours, or show on the fields what keeps it from being saved."""
    with reading():
        given = forms.read_entry(view)
    wish = Correction(given.id, given.about, given.report, given.reason)
    board = await deps.change(hours.correct, *asker(body), wish, now=deps.now())
    if isinstance(board, Refusal):
        nobody = board.reason is Reason.NOT_THERE
        words = wording().plain("hours.report.flaw.person") if nobody else refused_on_field(board)
        await ack(response_action="errors", errors={ids.HOURS_WHO: words})
    elif isinstance(board, dict):
        await ack(response_action="errors", errors=forms.flaw_words(wording(), board))
    else:
        saved = wording(board.locale).mrkdwn("hours.correct.saved")
        await ack(response_action="update", view=_said(saved, board))


async def targets_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Save a program's targets."""
    with reading():
        program_id, wanted = forms.read_program_id(view), forms.read_targets(view)
    board = await deps.change(hours.set_targets, *asker(body), program_id, wanted, now=deps.now())
    await ack(response_action="update", view=_notice(refused(board)) if isinstance(board, Refusal) else _board(board))


async def consent_pressed(
    deps: Deps,
    given: bool,
    ack: AsyncAck,
    body: Body,
    action: Body,
    client: AsyncWebClient,
    respond: AsyncRespond,
) -> None:
    """Write down whether somebody's counts may be part of research; the message and Home follow by themselves."""
    refusal = await deps.change(reports.consent, *asker(body), id_of(action), given, now=deps.now())
    await ack()
    if refusal is not None:
        deps.after_ack(tell(body, client, respond, refused(refusal)))


def _board(board: HoursBoard) -> Body:
    ledgers = [views.LedgerView(one.member_id, one.program_id, one.program, one.standings) for one in board.ledgers]
    desks = [
        views.DeskView(
            desk.program.id,
            desk.program.name,
            [
                views.ReportedView(one.id, one.name, one.category, one.held_on, one.minutes, one.topic)
                for one in desk.waiting
            ],
            desk.count,
        )
        for desk in board.desks
    ]
    return views.board_modal(wording(board.locale), ledgers, desks)


def _said(sentence: str, board: HoursBoard) -> Body:
    return notice_modal(wording(board.locale), say(sentence), wording(board.locale).plain("hours.board.title"))


def _notice(message: Message) -> Body:
    return notice_modal(wording(), message)
