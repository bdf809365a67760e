"""`/question`: a coaching question for oneself, for a mentee, or for everyone; and what somebody kept."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.own_questions import Purpose
from bot.domain.refusals import Refusal
from bot.services import asking
from bot.services.asking import Done, KeptList, Offered
from bot.views import question_ids
from bot.views import questions as views
from bot.views.button_values import read_id
from handlers.deps import Deps
from handlers.requests import asker, at_once, id_of, reading, refused, refused_on_field, say_directly, typed

Body = dict[str, Any]
WORDS = {
    "": Purpose.SELF,
    "mentee": Purpose.MENTEE,
    "everyone": Purpose.COMMUNITY,
    "community": Purpose.COMMUNITY,
}


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the command and to the modals it opens."""
    app.command("/question")(partial(question_command, deps))
    for action in (
        question_ids.QUESTION_ANOTHER,
        question_ids.QUESTION_SELF,
        question_ids.QUESTION_MENTEE,
        question_ids.QUESTION_COMMUNITY,
    ):
        app.action(action)(partial(another_pressed, deps))
    app.action(question_ids.QUESTION_FOR)(partial(mentee_chosen, deps))
    app.action(question_ids.QUESTION_TO_EVERYONE)(partial(ask_pressed, deps))
    app.view(question_ids.QUESTION_MODAL)(partial(question_submitted, deps))


async def question_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Offer a question for what the word says, show what was kept, or say how the command is used."""
    argument = typed(command)
    word = argument.casefold()
    if word in WORDS:
        answer: Offered | KeptList | Refusal = await deps.change(
            asking.draw, *asker(command), WORDS[word], now=deps.now()
        )
    elif word == "kept":
        answer = await deps.call(asking.kept, *asker(command), now=deps.now())
    else:
        unknown = "" if word == "help" else argument
        await ack(**at_once(views.help_message(wording(), unknown)))
        return
    if isinstance(answer, Refusal):
        await ack(**at_once(refused(answer)))
        return
    await ack()
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=_modal(answer)))


async def another_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Offer another question, for the same or for another purpose."""
    with reading():
        purpose, pair_id = views.read_purpose(action["value"])
    await _redraw(deps, ack, body, client, purpose, pair_id)


async def mentee_chosen(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Offer a question for another mentee."""
    with reading():
        pair_id = read_id(action["selected_option"]["value"])
    await _redraw(deps, ack, body, client, Purpose.MENTEE, pair_id)


async def _redraw(
    deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, purpose: Purpose, pair_id: int | None
) -> None:
    answer = await deps.change(asking.draw, *asker(body), purpose, pair_id, now=deps.now())
    await _show_instead(deps, ack, body, client, answer)


async def ask_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Put something kept to everyone."""
    answer = await deps.change(asking.ask_everyone, *asker(body), id_of(action), now=deps.now())
    await _show_instead(deps, ack, body, client, answer)


async def _show_instead(
    deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, answer: Offered | KeptList | Refusal
) -> None:
    """Show an answer in the open modal; a refusal is said in the direct message, since a modal has no place for it."""
    await ack()
    if isinstance(answer, Refusal):
        say_directly(deps, client, body, refused(answer))
        return
    view = body["view"]
    deps.after_ack(client.views_update(view_id=view["id"], hash=view["hash"], view=_modal(answer)))


async def question_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Keep the question, or ask everyone, and say so in the modal's place."""
    with reading():
        given = views.read_question(view)
    error = views.answer_error(wording(), given.answer)
    if error:
        await ack(response_action="errors", errors={given.block_id: error})
        return
    done = await deps.change(asking.keep, *asker(body), given.draw_id, given.answer, now=deps.now())
    if isinstance(done, Refusal) and given.answer:
        await ack(response_action="errors", errors={given.block_id: refused_on_field(done)})
        return
    if isinstance(done, Refusal):
        await ack(response_action="update", view=views.sentence_modal(wording(done.locale), refused(done).text))
        return
    await ack(response_action="update", view=_done(done))


def _modal(answer: Offered | KeptList) -> Body:
    w = wording(answer.locale)
    if isinstance(answer, KeptList):
        kept = [views.KeptView(k.draw_id, k.question, k.answer, k.name, k.asked) for k in answer.kept]
        return views.kept_modal(w, kept, can_ask=answer.can_ask)
    shown = views.QuestionView(
        answer.draw_id,
        answer.purpose,
        answer.question,
        answer.reason,
        answer.mentees,
        answer.partner,
        answer.channel,
        answer.resource,
    )
    return views.question_modal(w, shown)


def _done(done: Done) -> Body:
    return views.done_modal(wording(done.locale), done.purpose, done.name, done.asked_at, done.timezone)
