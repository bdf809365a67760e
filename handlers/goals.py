"""`/goal`: goals and their steps, and the tap after a check-in."""

from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.goals import FullGoal, GoalProblem, GoalState, Mark
from bot.domain.refusals import Reason, Refusal
from bot.domain.resources import tags_of
from bot.services import goals
from bot.services.goals import GoalBoard
from bot.views import goal_form as forms
from bot.views import goals as views
from bot.views import question_ids as ids
from bot.views.peers_form import share_modal
from handlers.deps import Deps
from handlers.requests import asker, at_once, id_of, privately, reading, refused, refused_on_field, say_directly, typed

Body = dict[str, Any]
TAPS = {ids.GOAL_FORWARD: Mark.FORWARD, ids.GOAL_SAME: Mark.SAME, ids.GOAL_HARDER: Mark.HARDER}
STATES = {
    ids.GOAL_ACHIEVED: GoalState.ACHIEVED,
    ids.GOAL_DROP: GoalState.DROPPED,
    ids.GOAL_AGAIN: GoalState.ACTIVE,
}


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the command, its modals, and the taps."""
    app.command("/goal")(partial(goal_command, deps))
    app.action(ids.GOAL_NEW)(partial(new_pressed, deps))
    app.action(ids.GOAL_LOOK)(partial(look_pressed, deps))
    app.action(ids.GOAL_MORE)(partial(more_pressed, deps))
    app.action(ids.GOAL_REWORK)(partial(rework_pressed, deps))
    for action, state in STATES.items():
        app.action(action)(partial(state_pressed, deps, state))
    app.action(ids.GOAL_SHARE)(partial(share_pressed, deps))
    for action, mark in TAPS.items():
        app.action(action)(partial(tapped, deps, mark))
    app.view(ids.GOAL_FORM_MODAL)(partial(form_submitted, deps))
    app.view(ids.GOAL_LOOK_MODAL)(partial(progress_submitted, deps))


async def goal_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Show the goals, open the form for a new one, name the tags, or say how the command is used."""
    argument = typed(command)
    word, _, rest = argument.partition(" ")
    if word.casefold() == "tags":
        await _name_tags(deps, ack, command, rest)
        return
    if argument.casefold() not in {"", "new"}:
        await ack(**at_once(views.help_message(wording(), "" if argument.casefold() == "help" else argument)))
        return
    board = await deps.call(goals.board, *asker(command), now=deps.now())
    if isinstance(board, Refusal):
        await ack(**at_once(refused(board)))
        return
    await ack()
    view = forms.form_modal(wording(board.locale), board.framework) if argument else _list(board)
    deps.after_ack(client.views_open(trigger_id=command["trigger_id"], view=view))


async def _name_tags(deps: Deps, ack: AsyncAck, command: Body, text: str) -> None:
    tags = tuple(sorted(tag[:60] for tag in tags_of(text)))[:50]
    board = await deps.change(goals.set_framework, *asker(command), tags, now=deps.now())
    answer = refused(board) if isinstance(board, Refusal) else views.tags_saved(wording(), board.program.name, tags)
    await ack(**at_once(answer))


async def new_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Open the form for a new goal."""
    board = await deps.call(goals.board, *asker(body), now=deps.now())
    await ack()
    if isinstance(board, Refusal):
        say_directly(deps, client, body, refused(board))
        return
    form = forms.form_modal(wording(board.locale), board.framework)
    opening = client.views_push if body.get("view", {}).get("type") == "modal" else client.views_open
    deps.after_ack(opening(trigger_id=body["trigger_id"], view=form))


async def look_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Show one of one's own goals."""
    found = await _mine(deps, body, id_of(action))
    await ack()
    if isinstance(found, Refusal):
        say_directly(deps, client, body, refused(found))
        return
    board, each = found
    opening = client.views_push if body.get("view", {}).get("type") == "modal" else client.views_open
    deps.after_ack(opening(trigger_id=body["trigger_id"], view=views.look_modal(wording(board.locale), each)))


async def _mine(deps: Deps, body: Body, goal_id: int) -> tuple[GoalBoard, FullGoal] | Refusal:
    board = await deps.call(goals.board, *asker(body), now=deps.now())
    if isinstance(board, Refusal):
        return board
    found = next((each for each in board.mine if each.goal.id == goal_id), None)
    return (board, found) if found is not None else Refusal(Reason.OUTDATED, locale=board.locale)


async def more_pressed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Show the parts of a cycle of improvement; what was typed stays, since the fields keep their ids."""
    with reading():
        goal_id = forms.read_goal_id(body["view"])
    await _show_form(deps, ack, body, client, goal_id, expanded=True)


async def rework_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Show the form of a goal in the place of the look at it."""
    await _show_form(deps, ack, body, client, id_of(action), expanded=False)


async def _show_form(
    deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient, goal_id: int | None, *, expanded: bool
) -> None:
    board = await deps.call(goals.board, *asker(body), now=deps.now())
    await ack()
    if isinstance(board, Refusal):
        say_directly(deps, client, body, refused(board))
        return
    each = next((one for one in board.mine if one.goal.id == goal_id), None)
    form = forms.form_modal(wording(board.locale), board.framework, each, expanded=expanded)
    view = body["view"]
    deps.after_ack(client.views_update(view_id=view["id"], hash=view["hash"], view=form))


async def state_pressed(
    deps: Deps, state: GoalState, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient
) -> None:
    """Achieve a goal, let it go, or take it up again."""
    goal_id = id_of(action)
    board = await deps.change(goals.set_state, *asker(body), goal_id, state, now=deps.now())
    await ack()
    if isinstance(board, Refusal):
        say_directly(deps, client, body, refused(board))
        return
    view = body["view"]
    done = views.done_modal(wording(board.locale), state, goal_id)
    deps.after_ack(client.views_update(view_id=view["id"], hash=view["hash"], view=done))
    if view["root_view_id"] != view["id"]:
        deps.after_ack(client.views_update(view_id=view["root_view_id"], view=_list(board)))


async def share_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient) -> None:
    """Open the form of a win with an achieved goal in its first field; nothing is shared before it is sent off."""
    form = await deps.call(goals.open_win, *asker(body), id_of(action), now=deps.now())
    await ack()
    if isinstance(form, Refusal):
        say_directly(deps, client, body, refused(form))
        return
    view, modal = body["view"], share_modal(wording(form.locale), form)
    deps.after_ack(client.views_update(view_id=view["id"], hash=view["hash"], view=modal))


async def form_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Save a goal, or show on the fields what keeps it from being saved."""
    with reading():
        form = forms.read_form(view)
    board = await deps.call(goals.board, *asker(body), now=deps.now())
    if not isinstance(board, Refusal):
        named = dict(enumerate(board.framework))
        wish = replace(form.wish, tags=frozenset(named[n] for n in form.tag_numbers if n in named))
        saved = await deps.change(goals.save, *asker(body), form.goal_id, wish, now=deps.now())
    else:
        saved = board
    if isinstance(saved, Refusal):
        await ack(response_action="errors", errors={ids.GOAL_WHAT: _why_not(saved)})
    elif isinstance(saved, dict):
        await ack(response_action="errors", errors=forms.problem_words(wording(), saved))
    elif view["root_view_id"] == view["id"]:
        await ack(response_action="update", view=_list(saved))
    else:
        await ack()
        deps.after_ack(client.views_update(view_id=view["root_view_id"], view=_list(saved)))


def _why_not(refusal: Refusal) -> str:
    if refusal.reason is Reason.INVALID:
        return wording(refusal.locale).plain("goals.problem.too_many_goals")
    return refused_on_field(refusal)


async def progress_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Note which steps are done and what the measure shows."""
    with reading():
        given = views.read_progress(view)
    board = await deps.change(
        goals.record, *asker(body), given.goal_id, given.steps_done, given.reading, now=deps.now()
    )
    if isinstance(board, GoalProblem):
        sentence = wording().plain(f"goals.problem.{board.value}")
        await ack(response_action="errors", errors={ids.GOAL_READING: sentence})
    elif isinstance(board, Refusal):
        await ack(response_action="errors", errors={ids.GOAL_READING: refused_on_field(board)})
    else:
        await ack()
        if view["root_view_id"] != view["id"]:
            deps.after_ack(client.views_update(view_id=view["root_view_id"], view=_list(board)))


async def tapped(deps: Deps, mark: Mark, ack: AsyncAck, body: Body, action: Body, respond: AsyncRespond) -> None:
    """Note how a goal is coming along."""
    with reading():
        goal_id, check_in_id = views.read_tap(action["value"])
    refusal = await deps.change(goals.mark, *asker(body), goal_id, check_in_id, mark, now=deps.now())
    await ack()
    if refusal is not None:
        deps.after_ack(respond(**privately(refused(refusal))))


def _list(board: GoalBoard) -> Body:
    partners = tuple((each.partner.name, goal) for each in board.partners for goal in each.goals)
    view = views.GoalsView(board.mine, partners, board.program.name, board.counts)
    return views.goals_modal(wording(board.locale), view)
