"""Feedback threads: replies that Slack tells of, the button *Ask an open question*, and the Now What."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.peers import ShareKind
from bot.domain.refusals import Reason, Refusal
from bot.services import peer_feedback, peers
from bot.views import ids
from bot.views import peer_feedback as views
from handlers.deps import Deps
from handlers.peers import show_form
from handlers.requests import asker, id_of, reading, refused, refused_on_field, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the buttons and forms around a thread; its messages come by `handlers.events`."""
    app.action(ids.QUESTION_ASK)(partial(ask_pressed, deps))
    app.view(ids.QUESTION_MODAL)(partial(question_submitted, deps))
    app.action(ids.NOW_WHAT)(partial(now_what_pressed, deps))
    app.view(ids.NOW_WHAT_MODAL)(partial(now_what_submitted, deps))
    app.action(ids.OUTCOME_KEEP)(partial(outcome_kept, deps))
    app.action(ids.SHARE_OUTCOME)(partial(outcome_pressed, deps))
    app.action(ids.CHALLENGE_AGAIN)(partial(again_pressed, deps))


async def reply_written(deps: Deps, event: Body, team_id: str) -> None:
    """Count a reply in the thread of a challenge; anything else in a channel is left alone, and no word is kept."""
    under = event.get("thread_ts")
    if not under or under == event["ts"]:
        return
    share_id = await deps.call(peer_feedback.thread_at, team_id, event["channel"], under, now=deps.now())
    if share_id is not None:
        await deps.keep(peer_feedback.replied, share_id, event["user"], event["ts"], now=deps.now())


async def message_deleted(deps: Deps, event: Body, team_id: str) -> None:
    """Follow the removal of a post of ours, with a thread under it or without, or of a reply to one."""
    under = (event.get("previous_message") or {}).get("thread_ts") or ""
    gone = event["deleted_ts"] if "deleted_ts" in event else event["message"]["ts"]
    place = (event["channel"], gone, under)
    await deps.change(peer_feedback.message_gone, team_id, *place, now=deps.now())


async def ask_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form for an open question."""
    form = await deps.call(peer_feedback.open_question, *asker(body), id_of(action), now=deps.now())
    await ack()
    if isinstance(form, Refusal):
        deps.after_ack(tell(body, client, respond, refused(form)))
        return
    modal = views.question_modal(wording(form.locale), form.share_id, form.author, form.help)
    deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=modal))


async def question_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Bring the question to the thread, or say on the field what keeps it from that."""
    with reading():
        share_id, words, form_id = views.read_question(view, asker(body)[1])
    errors = views.question_errors(wording(), words)
    if not errors:
        done = await deps.change(peer_feedback.ask, *asker(body), share_id, words, form_id, now=deps.now())
        if done is not None and done.reason is Reason.OUTDATED:
            errors = views.closed_meanwhile(wording(done.locale))
        elif done is not None:
            errors = {ids.WORDS: refused_on_field(done)}
    await (ack(response_action="errors", errors=errors) if errors else ack())


async def now_what_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form for the Now What."""
    form = await deps.call(peer_feedback.open_now_what, *asker(body), id_of(action))
    await ack()
    if isinstance(form, Refusal):
        deps.after_ack(tell(body, client, respond, refused(form)))
        return
    modal = views.now_what_modal(wording(form.locale), form.share_id, form.words, closed=form.closed)
    deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=modal))


async def now_what_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Close the thread; of two forms at once the second keeps its words and says that it is closed."""
    with reading():
        share_id, words, seen = views.read_now_what(view)
    errors = views.now_what_errors(wording(), words)
    if not errors:
        done = await deps.change(peer_feedback.close, *asker(body), share_id, words, seen=seen, now=deps.now())
        if done is not None and done.reason is Reason.DONE:
            errors = views.already_closed(wording(done.locale))
        elif done is not None:
            errors = {ids.WORDS: refused_on_field(done)}
    await (ack(response_action="errors", errors=errors) if errors else ack())


async def outcome_kept(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Keep what came of a challenge; the message itself then shows it."""
    with reading():
        share_id, words = id_of(action), views.read_outcome(body)
    if not words:
        await ack()
        deps.after_ack(tell(body, client, respond, views.outcome_missing(wording())))
        return
    done = await deps.change(peer_feedback.keep_outcome, *asker(body), share_id, words, now=deps.now())
    await ack()
    if done is not None:
        deps.after_ack(tell(body, client, respond, refused(done)))


async def outcome_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form of a win with what came of a challenge."""
    with reading():
        share_id, words = id_of(action), views.read_outcome(body)
    form = await deps.call(peer_feedback.open_outcome, *asker(body), share_id, words, now=deps.now())
    await ack()
    await show_form(deps, body, client, respond, form)


async def again_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
    """Open the form of a new challenge, from the question what came of a step."""
    form = await deps.call(peers.open_form, *asker(body), ShareKind.CHALLENGE, now=deps.now())
    await ack()
    await show_form(deps, body, client, respond, form)
