"""A roster file in Slack: fetched, checked, shown as what it would do, and brought in when that is confirmed."""

import hashlib
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.delivery.directory import find_people
from bot.delivery.gateway import SlackCalls, SlackRefused
from bot.domain.members import SlackPerson
from bot.domain.refusals import Refusal
from bot.domain.roster import Roster, RosterError, parse_roster
from bot.services import program_settings, roster_uploads
from bot.views import desk_ids, home_settings
from bot.views import program_settings as settings_views
from bot.views import rosters as views
from bot.views.desk_files import MOST_BYTES
from bot.views.rosters import Checked
from handlers.deps import Deps
from handlers.lookups import look
from handlers.program_settings import settings_list
from handlers.requests import asker, reading, refused, refused_on_field

Body = dict[str, Any]


class _Unusable(Exception):
    """The file is not what it should be; `modal` says so."""

    def __init__(self, modal: Body) -> None:
        super().__init__()
        self.modal = modal


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to the form and to what confirms it."""
    app.view(desk_ids.ROSTER_MODAL)(partial(roster_submitted, deps))
    app.view(desk_ids.ROSTER_CHECKED_MODAL)(partial(roster_confirmed, deps))


async def roster_submitted(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Say at once that the file is looked at, then what it would do."""
    with reading():
        program_id = settings_views.read_program(view)
        file, complete = views.read_roster(view)
    found = await deps.call(program_settings.overview, *asker(body), program_id)
    if isinstance(found, Refusal):
        await ack(response_action="errors", errors={desk_ids.ROSTER_FILE: refused_on_field(found)})
    elif file is None or file.size > MOST_BYTES:
        await ack(response_action="errors", errors=views.too_large(wording(found.locale)))
    else:
        await ack(response_action="update", view=settings_views.checking(wording(found.locale)))
        of = Checked(program_id, file, "", complete)
        deps.after_ack(look(deps, client, body, partial(_check, deps, asker(body), of)))


async def _check(deps: Deps, who: tuple[str, str], of: Checked, slack: SlackCalls) -> Body:
    try:
        of, lines, directory = await _read(deps, who, of, slack)
    except _Unusable as unusable:
        return unusable.modal
    use_case = partial(roster_uploads.check, deps.store, *who, of.program_id, lines, directory)
    report = await deps.aside(partial(use_case, complete=of.complete, now=deps.now()))
    if isinstance(report, Refusal):
        return home_settings.notice_modal(wording(report.locale), refused(report))
    return views.checked(wording(), of, report)


async def _read(
    deps: Deps, who: tuple[str, str], of: Checked, slack: SlackCalls
) -> tuple[Checked, Roster, dict[str, SlackPerson]]:
    """Return the file's lines and whom Slack knows of them. Raises SlackFailure or _Unusable."""
    w = wording()
    try:
        content = await slack.fetch_content(of.file.url, MOST_BYTES)
    except SlackRefused:
        raise _Unusable(views.not_there(w)) from None
    if len(content) > MOST_BYTES:
        raise _Unusable(views.unusable(w, w.plain("settings.roster.large")))
    digest = hashlib.sha256(content).hexdigest()
    if of.digest not in ("", digest):
        raise _Unusable(views.another(w))
    try:
        lines = await deps.aside(partial(parse_roster, content))
    except RosterError as error:
        raise _Unusable(views.unusable(w, str(error))) from None
    return replace(of, digest=digest), lines, await find_people(slack, who[0], lines.emails)


async def roster_confirmed(deps: Deps, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
    """Bring the checked file in, looked at once more; where it ends many pairs, ask once more first."""
    with reading():
        of = views.read_checked(view)
    await ack(response_action="update", view=settings_views.checking(wording()))
    deps.after_ack(look(deps, client, body, partial(_bring_in, deps, client, body, of)))


async def _bring_in(deps: Deps, client: AsyncWebClient, body: Body, of: Checked, slack: SlackCalls) -> Body:
    who = asker(body)
    found = await deps.call(program_settings.overview, *who, of.program_id)
    if isinstance(found, Refusal):
        return home_settings.notice_modal(wording(found.locale), refused(found))
    try:
        of, lines, directory = await _read(deps, who, of, slack)
    except _Unusable as unusable:
        return unusable.modal
    use_case = partial(roster_uploads.bring_in, complete=of.complete, confirmed=of.confirmed, now=deps.now())
    report = await deps.change(use_case, *who, of.program_id, lines, directory)
    if isinstance(report, Refusal):
        return home_settings.notice_modal(wording(report.locale), refused(report))
    if report.needs_confirmation:
        return views.checked(wording(), replace(of, confirmed=True), report)
    found = await deps.call(program_settings.overview, *who, of.program_id)
    if not isinstance(found, Refusal):
        await client.views_update(view_id=body["view"]["root_view_id"], view=settings_list(found))
    return views.brought_in(wording(), report)
