"""Keeping a program's days off: what is typed is saved at once, a calendar file is fetched from Slack first."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.delivery.gateway import SlackCalls
from bot.domain.program_settings import Overview
from bot.domain.programs import DaysOff
from bot.domain.refusals import Refusal
from bot.domain.typed_days import read_days
from bot.services import calendars, program_days, program_settings
from bot.services.calendar_files import CalendarError, Reading, read_calendar
from bot.services.calendars import Whose
from bot.views import desk_ids, home_settings
from bot.views import program_days as views
from bot.views import program_settings as settings_views
from bot.views.desk_files import MOST_BYTES
from bot.views.program_days import DaysInput
from handlers.deps import Deps
from handlers.lookups import look
from handlers.program_settings import settings_list
from handlers.requests import asker, reading, refused, refused_on_field

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the form."""
    app.view(desk_ids.DAYS_MODAL)(partial(days_submitted, deps))


async def days_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Say on a field what cannot be, else save the days, with those of a file once Slack has handed it out."""
    with reading():
        program_id, given = settings_views.read_program(view), views.read_days(view)
    spans, bad = read_days(given.typed)
    found = await deps.call(program_settings.overview, *asker(body), program_id)
    if isinstance(found, Refusal):
        errors = {desk_ids.DAYS_TYPED: refused_on_field(found)}
    elif bad:
        errors = views.bad_line(wording(found.locale), bad[0])
    elif not (spans or given.file or given.taken):
        errors = views.nothing(wording(found.locale))
    elif given.file is not None and given.file.size > MOST_BYTES:
        errors = views.too_large(wording(found.locale))
    else:
        await ack(response_action="update", view=settings_views.checking(wording(found.locale)))
        deps.after_ack(look(deps, client, body, partial(_save, deps, client, body, found, given, spans)))
        return
    await ack(response_action="errors", errors=errors)


async def _save(
    deps: Deps,
    client: AsyncWebClient,
    body: Body,
    found: Overview,
    given: DaysInput,
    spans: list[DaysOff],
    slack: SlackCalls,
) -> Body:
    w, now = wording(found.locale), deps.now()
    try:
        events = await _events(deps, found, given, slack)
    except CalendarError:
        return views.unreadable(w)
    taken = [span for span in found.days_off if views.day_key(span) in given.taken]
    whose = Whose(given.district, given.school)
    report = await deps.change(
        program_days.change, *asker(body), found.program.id, whose, spans, events, taken, now=now
    )
    if isinstance(report, Refusal):
        return home_settings.notice_modal(w, refused(report))
    await client.views_update(view_id=body["view"]["root_view_id"], view=settings_list(report.overview))
    return views.days_result(w, report.added, report.removed, report.people, report.left_out)


async def _events(deps: Deps, found: Overview, given: DaysInput, slack: SlackCalls) -> Reading | None:
    """Return what the form's calendar file holds, if there is one. Raises SlackFailure or CalendarError."""
    if given.file is None:
        return None
    content = await slack.fetch_content(given.file.url, MOST_BYTES)
    if len(content) > MOST_BYTES:
        raise CalendarError("it is too large")
    window = calendars.window(found.program, deps.now())
    return await deps.aside(partial(read_calendar, content, window, whole_days_only=True))
