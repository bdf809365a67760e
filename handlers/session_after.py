"""After a session: who was there, and what people take with them."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.domain.session_day import Reflection
from bot.services import session_attendance
from bot.services.session_attendance import ReflectionForm
from bot.views import session_after as views
from bot.views import session_day_ids as ids
from handlers.deps import Deps
from handlers.requests import asker, id_of, reading, show, tell
from handlers.session_day import denial

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to what follows a session."""
    app.action(ids.ATTENDED_PICK)(ticked)
    app.action(ids.ATTENDED_SAVE)(partial(attendance_saved, deps))
    app.action(ids.REPORT_THERE)(partial(reported, deps, was_there=True))
    app.action(ids.REPORT_AWAY)(partial(reported, deps, was_there=False))
    app.action(ids.REFLECT)(partial(reflect_pressed, deps))
    app.view(ids.REFLECT_MODAL)(partial(reflected, deps))


async def ticked(ack: AsyncAck) -> None:
    """Take note that somebody ticked a box: it counts once they save."""
    await ack()


async def attendance_saved(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Save who of a group was there."""
    with reading():
        there = views.read_attendance(body["state"]["values"])
    done = await deps.change(session_attendance.mark, *asker(body), id_of(action), there, now=deps.now())
    await ack()
    if done is not None:
        deps.after_ack(tell(body, client, respond, denial(done)))


async def reported(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond, was_there: bool
) -> None:
    """Note whether somebody was there themselves."""
    done = await deps.change(session_attendance.report, *asker(body), id_of(action), was_there, now=deps.now())
    await ack()
    if done is not None:
        deps.after_ack(tell(body, client, respond, denial(done)))


async def reflect_pressed(
    deps: Deps, ack: AsyncAck, body: Body, action: Body, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Open the form to look back."""
    found = await deps.call(session_attendance.open_reflection, *asker(body), id_of(action), now=deps.now())
    await ack()
    if isinstance(found, ReflectionForm):
        w = wording(found.locale)
        view = views.reflection_modal(w, found.session.id, found.reflection, found.mentors)
        deps.after_ack(show(body, client, view))
    else:
        deps.after_ack(tell(body, client, respond, denial(found)))


async def reflected(deps: Deps, ack: AsyncAck, body: Body, view: Body) -> None:
    """Save what somebody takes with them."""
    with reading():
        session_id, read = views.read_reflection(view)
    if read in {Reflection(), Reflection(for_group=True), Reflection(for_mentor=True)}:
        await ack(response_action="errors", errors={ids.TAKE_AWAY: wording().plain("session_after.form.empty")})
        return
    done = await deps.change(session_attendance.reflect, *asker(body), session_id, read, now=deps.now())
    await (ack() if done is None else ack(response_action="errors", errors={ids.TAKE_AWAY: denial(done).text}))
