"""When a pair meets: the form, its buttons, what is said of one meeting, and times that suit both."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.refusals import Refusal
from bot.services import planned_meetings, schedules, times
from bot.services.planned_meetings import Named
from bot.services.schedules import Problem, ScheduleForm, Wish
from bot.services.times import Found, Search
from bot.views import ids
from bot.views import schedule_form as forms
from bot.views import schedules as views
from bot.views import times as times_views
from bot.views.button_values import read_id, read_planned_value, read_times_block
from bot.views.message import Message
from handlers.deps import Deps
from handlers.requests import asker, at_once, id_of, privately, reading, refused, tell

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to everything that has to do with when a pair meets."""
    app.action(ids.SCHEDULE_OPEN)(partial(open_pressed, deps))
    app.action(ids.SCHEDULE_FILE)(partial(file_pressed, deps))
    app.action(ids.FORM_PAIR)(partial(form_changed, deps))
    app.action(ids.FORM_CADENCE)(partial(form_changed, deps))
    app.view(ids.SCHEDULE_MODAL)(partial(form_submitted, deps))
    app.action(ids.TIMES_FIND)(partial(find_pressed, deps))
    app.action(ids.TIMES_PICK)(partial(time_ticked, deps))
    app.action(ids.TIMES_NONE)(partial(none_pressed, deps))
    app.action(ids.PLANNED_HELD)(partial(held_pressed, deps))
    app.action(ids.PLANNED_OFF)(partial(off_pressed, deps))
    app.action(ids.PLANNED_MOVE)(partial(move_pressed, deps))
    app.view(ids.MOVE_MODAL)(partial(move_submitted, deps))


async def schedule_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Open the form of the person's first pair, or say why not."""
    refusal = await _open(deps, command, client)
    await (ack() if refusal is None else ack(**at_once(refusal)))


async def time_command(deps: Deps, ack: AsyncAck, command: Body, client: AsyncWebClient) -> None:
    """Look for times that suit the person's first pair; the form where there are none."""
    answer = await deps.change(times.find_time, *asker(command), now=deps.now())
    said = await _searched(deps, command, client, answer)
    await (ack() if said is None else ack(**at_once(said)))


async def open_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form of the pair that a button names."""
    refusal = await _open(deps, body, client, id_of(action))
    await ack()
    if refusal is not None:
        deps.after_ack(tell(body, client, respond, refusal))


async def _open(
    deps: Deps, body: Body, client: AsyncWebClient, pair_id: int | None = None, *, nothing_free: bool = False
) -> Message | None:
    """Have the form opened once the request is acknowledged, or return why it is not."""
    form = await deps.call(schedules.open_form, *asker(body), pair_id, now=deps.now())
    if isinstance(form, Refusal):
        return refused(form)
    if not form.partners:
        return views.no_partner(wording(form.locale))
    modal = _modal(form, form.wish, nothing_free=nothing_free)
    deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=modal))
    return None


def _modal(form: ScheduleForm, wish: Wish, *, nothing_free: bool = False) -> Body:
    names = {partner.pair_id: partner.name for partner in form.partners}
    view = forms.FormView(
        pair_id=wish.pair_id,
        partner=names[wish.pair_id],
        timezone=form.timezone,
        cadence=wish.cadence,
        first=wish.first,
        at=wish.at,
        minutes=wish.minutes,
        dates=wish.dates,
        days=form.days,
        partners=tuple(names.items()) if len(names) > 1 else (),
        nothing_free=nothing_free,
    )
    return forms.schedule_modal(wording(form.locale), view)


async def form_changed(deps: Deps, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
    """Show the fields that fit what was chosen; another partner brings what holds with them."""
    view = body["view"]
    with reading():
        typed = forms.read_form(view)
        before = read_id(view["private_metadata"])
    form = await deps.call(schedules.open_form, *asker(body), typed.pair_id, now=deps.now())
    await ack()
    if isinstance(form, Refusal):
        return
    kept = form.wish
    if typed.pair_id == before:
        at, first = typed.at or kept.at, typed.first or kept.first
        kept = Wish(typed.pair_id, typed.cadence, first, at, typed.minutes, typed.dates or kept.dates)
    deps.after_ack(client.views_update(view_id=view["id"], hash=view["hash"], view=_modal(form, kept)))


async def form_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Save the schedule, or say on the field what keeps it from being saved."""
    with reading():
        typed = forms.read_form(view)
    if typed.at is None:
        await ack(response_action="errors", errors={ids.TIME: wording().plain("schedules.form.past")})
        return
    wish = Wish(typed.pair_id, typed.cadence, typed.first, typed.at, typed.minutes, typed.dates)
    answer = await deps.change(schedules.save, *asker(body), wish, now=deps.now())
    await _close(ack, answer, forms.days_field(view))


async def _close(ack: AsyncAck, answer: Problem | Refusal | None, block_id: str) -> None:
    if answer is None:
        await ack()
        return
    key = answer.value if isinstance(answer, Problem) else "outdated"
    await ack(response_action="errors", errors={block_id: wording().plain(f"schedules.form.{key}")})


async def file_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, respond: AsyncRespond) -> None:
    """Send the calendar file."""
    done = await deps.change(schedules.send_file, *asker(body), id_of(action), now=deps.now())
    await ack()
    _say(deps, respond, refused(done) if done else None)


async def find_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Look for times that suit both of the pair that a button names."""
    answer = await deps.change(times.find_time, *asker(body), id_of(action), now=deps.now())
    said = await _searched(deps, body, client, answer)
    await ack()
    if said is not None:
        deps.after_ack(tell(body, client, respond, said))


async def _searched(deps: Deps, body: Body, client: AsyncWebClient, answer: Search | Refusal) -> Message | None:
    """Open the form where there is nothing to offer; otherwise return what there is to say."""
    if isinstance(answer, Refusal):
        return refused(answer)
    if answer.found is Found.FORM:
        return await _open(deps, body, client, answer.pair_id or None, nothing_free=True)
    if answer.found is Found.AWAY:
        return times_views.away(wording(answer.locale), answer.partner)
    return times_views.searching(wording())


async def time_ticked(deps: Deps, ack: AsyncAck, body: Body, action: Body, respond: AsyncRespond) -> None:
    """Note which of the offered times the person can."""
    with reading():
        offer_id = read_times_block(action["block_id"])
        numbers = [int(option["value"]) for option in action["selected_options"]]
    done = await deps.change(times.pick, *asker(body), offer_id, numbers, now=deps.now())
    await ack()
    _say(deps, respond, refused(done) if done else None)


async def none_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Close the offer and open the form."""
    pair_id = await deps.change(times.none_of_these, *asker(body), id_of(action), now=deps.now())
    said = refused(pair_id) if isinstance(pair_id, Refusal) else await _open(deps, body, client, pair_id)
    await ack()
    _say(deps, respond, said)


async def held_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, respond: AsyncRespond) -> None:
    """Log the planned meeting in one tap."""
    done = await deps.change(planned_meetings.held, *asker(body), _named(action["value"]), now=deps.now())
    await ack()
    _say(deps, respond, refused(done) if done else None)


async def off_pressed(deps: Deps, ack: AsyncAck, body: Body, action: Body, respond: AsyncRespond) -> None:
    """Call one meeting off."""
    done = await deps.change(planned_meetings.call_off, *asker(body), _named(action["value"]), now=deps.now())
    await ack()
    _say(deps, respond, refused(done) if done else None)


async def move_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form that moves one meeting."""
    found = await deps.call(planned_meetings.moving, *asker(body), _named(action["value"]), now=deps.now())
    await ack()
    if isinstance(found, Refusal):
        _say(deps, respond, refused(found))
        return
    modal = forms.move_modal(wording(found.locale), action["value"], found.here, found.timezone)
    deps.after_ack(client.views_open(trigger_id=body["trigger_id"], view=modal))


async def move_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Move the meeting, or say on the field why it cannot be then."""
    with reading():
        value, day, at = forms.read_move(view)
    answer = await deps.change(planned_meetings.move, *asker(body), _named(value), day, at, now=deps.now())
    await _close(ack, answer, ids.DAY)


def _named(value: str) -> Named:
    with reading():
        return Named(*read_planned_value(value))


def _say(deps: Deps, respond: AsyncRespond, message: Message | None) -> None:
    """Show a message to whoever pressed, and to nobody else, if there is one."""
    if message is not None:
        deps.after_ack(respond(**privately(message)))
