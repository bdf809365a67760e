"""`doctor`: looks at everything the bot depends on and says, a line each, what is well and what to do about the rest.

It writes nothing but, before the first message has gone out, one post to a member that it removes at once: there
is no other way to learn whether the bot can read its own message's metadata back, which recovery after a crash needs.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from sqlalchemy.exc import OperationalError

from bot.clock import Clock
from bot.content import manifest as manifests
from bot.delivery.channels import find_channel
from bot.delivery.gateway import Gateway, SlackFailure, SlackRefused
from bot.delivery.patience import read
from bot.domain import channels
from bot.domain.members import Member, Person, PersonState
from bot.operations.common import Stopped, connected, explain, opened_store, progress_bar, say
from bot.settings import Settings, SettingsError
from bot.store import members as people_store
from bot.store import outbox
from bot.store import programs as program_store
from bot.store.database import Store, create_store
from bot.store.identity import workspace_of_team
from bot.store.upgrade import DatabaseState, database_state
from bot.views.message import Message
from bot.views.samples import Sample, samples

CLOCK_TOLERANCE_S = 60  # Slack's signatures are refused when the clock is off by 300
PROBE = "Reciprocal"  # the text of the post that is removed at once
PROBE_EVENT = "reciprocal_probe"


@dataclass(slots=True)
class Findings:
    """The lines of the examination as they come, and whether anything is wrong."""

    wrong: int = 0

    def well(self, what: str) -> None:
        """Say that something is as it should be."""
        say(f"ok     {what}")

    def note(self, what: str) -> None:
        """Say something that is worth knowing and not wrong."""
        say(f"note   {what}")

    def bad(self, what: str) -> None:
        """Say what is wrong and what to do about it."""
        self.wrong += 1
        say(f"wrong  {what}")


async def examine(settings: Settings, clock: Clock, team_id: str | None = None) -> int:
    """Examine everything; return 1 if something is wrong, else 0."""
    findings = Findings()
    _examine_settings(findings, settings)
    with _examined_database(findings, settings) as store:
        if settings.slack_bot_token is not None or (settings.uses_oauth and settings.secret_key is not None):
            await _examine_slack(findings, settings, store, clock, team_id)
    return 1 if findings.wrong else 0


def _examine_settings(findings: Findings, settings: Settings) -> None:
    try:
        settings.require_run()
    except SettingsError as error:
        for problem in error.problems:
            findings.bad(f"settings: {problem}")
    else:
        findings.well(f"settings: complete for {'Socket Mode' if settings.uses_socket_mode else 'HTTP'}")


@contextmanager
def _examined_database(findings: Findings, settings: Settings) -> Iterator[Store | None]:
    """Examine the database and give it to the other checks if its tables are there."""
    advice = {
        DatabaseState.EMPTY: "has no tables yet: run `reciprocal db upgrade`",
        DatabaseState.BEHIND: "is of an older version: run `reciprocal db upgrade`",
        DatabaseState.AHEAD: "was upgraded by a newer version: install that version",
        DatabaseState.FOREIGN: "belongs to another program: point DATABASE_URL to one of its own",
    }
    store = create_store(settings.database_url)
    try:
        if store.is_to_be_made:
            findings.note("database: sqlite; its file is made at the first start")
            yield None
            return
        state = database_state(store)
        if state is DatabaseState.CURRENT:
            findings.well(f"database: {store.engine.dialect.name}, at this version")
        elif store.is_sqlite and state in {DatabaseState.EMPTY, DatabaseState.BEHIND}:
            findings.note("database: sqlite; its tables are brought to this version at the next start")
        else:
            findings.bad(f"database: it {advice[state]}")
        yield store if state is DatabaseState.CURRENT else None
    except OperationalError as error:
        findings.bad(f"database: it does not answer ({str(error.orig).splitlines()[0]}); check DATABASE_URL")
        yield None
    finally:
        store.close()


async def _examine_slack(
    findings: Findings, settings: Settings, store: Store | None, clock: Clock, team_id: str | None
) -> None:
    try:
        async with connected(settings, clock, store, team_id) as connection:
            findings.well(f"Slack: the token is good, workspace {connection.team_name}")
            await _examine_answer(findings, connection.gateway, clock)
            if store is not None:
                await _examine_workspace(findings, connection.gateway, store, connection.team_id)
    except Stopped as stopped:
        findings.bad(f"Slack: {stopped}")


async def _examine_answer(findings: Findings, gateway: Gateway, clock: Clock) -> None:
    """Compare the clock and the granted scopes with the headers of an answer of Slack's."""
    answer = await gateway.client.auth_test()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if "date" in headers:
        off = abs((clock.machine() - parsedate_to_datetime(headers["date"])).total_seconds())
        if off > CLOCK_TOLERANCE_S:
            findings.bad(f"clock: {off:.0f} s off Slack's; switch on time synchronization (NTP) on this machine")
        else:
            findings.well("clock: agrees with Slack's")
    if "x-oauth-scopes" not in headers:
        findings.note("scopes: not known, the answer does not say which are granted (a proxy may have taken it out)")
        return
    granted = {scope.strip() for scope in str(headers["x-oauth-scopes"]).split(",") if scope.strip()}
    missing = sorted(manifests.load().scopes - granted)
    if missing:
        findings.bad(f"scopes: {', '.join(missing)} not granted; paste app.yaml into the app's manifest, reinstall it")
    else:
        findings.well("scopes: all that app.yaml asks for")


async def _examine_workspace(findings: Findings, gateway: Gateway, store: Store, team_id: str) -> None:
    with store.read() as tx:
        workspace = workspace_of_team(tx, team_id)
        programs = program_store.programs_of(tx, workspace.id) if workspace else []
        enrolled = {p.id: people_store.open_members_of_program(tx, p.id) for p in programs}
    if not programs:
        findings.note("programs: none yet; make one with `reciprocal program create`")
        return
    for program in programs:
        await _examine_channel(findings, gateway, program.name, program.community_channel, for_coordinators=False)
        await _examine_channel(findings, gateway, program.name, program.coordinator_channel, for_coordinators=True)
        _examine_people(findings, program.name, enrolled[program.id])
    await _examine_metadata(findings, gateway, store, [person for who in enrolled.values() for _, person in who])


async def _examine_channel(
    findings: Findings, gateway: Gateway, program: str, channel_id: str | None, *, for_coordinators: bool
) -> None:
    purpose = "coordinators' channel" if for_coordinators else "community channel"
    if channel_id is None:
        findings.note(f"{program}: no {purpose}; set one with `reciprocal program create`")
        return
    channel = await find_channel(gateway, channel_id)
    if channel is None:
        findings.bad(f"{program}: the bot does not see its {purpose} {channel_id}; write /invite @Reciprocal there")
    elif problem := channels.refusal(channel, for_coordinators=for_coordinators):
        findings.bad(f"{program}: {purpose}: {problem}")
    elif not channel.is_member:
        findings.bad(f"{program}: the bot is not in #{channel.name}; write /invite @Reciprocal there")
    else:
        findings.well(f"{program}: the bot is in #{channel.name}")
        for warning in channels.warnings(channel, for_coordinators=for_coordinators):
            findings.note(f"{program}: {warning}")


def _examine_people(findings: Findings, program: str, enrolled: list[tuple[Member, Person]]) -> None:
    """Name those whom Slack does not know or no longer knows."""
    advice = {
        PersonState.EXPECTED: "is not in Slack; correct the address in the roster, or invite them",
        PersonState.DEACTIVATED: "is deactivated in Slack; end their membership, or have them reactivated",
    }
    people = [person for _, person in enrolled if person.state in advice]
    for person in people:
        findings.bad(f"{program}: {person.name} <{person.email}> {advice[person.state]}")
    if not people:
        findings.well(f"{program}: all {len(enrolled)} members are in Slack")


async def _examine_metadata(findings: Findings, gateway: Gateway, store: Store, people: list[Person]) -> None:
    """See whether the bot can read its own message's metadata back: the last one it sent, else a probe."""
    with store.read() as tx:
        last = outbox.last_direct(tx)
    try:
        if last is not None and await _has_metadata(gateway, *last):
            findings.well("recovery: the bot reads its own messages' metadata back")
        elif slack_id := next((person.slack_id for person in people if person.slack_id), None):
            await _probe(findings, gateway, slack_id)
        else:
            findings.note("recovery: not tried, there is nobody in Slack to write to yet")
    except SlackRefused as refused:
        findings.bad(f"recovery: the bot cannot read its own messages back: {explain(refused)}")
    except SlackFailure as failure:
        findings.bad(f"recovery: not known, Slack did not answer ({failure}); try again later")


async def _has_metadata(gateway: Gateway, channel: str, ts: str) -> bool:
    arguments: dict[str, Any] = {"latest": ts, "inclusive": True, "limit": 1, "include_all_metadata": True}
    answer = await read(gateway, "conversations.history", channel=channel, **arguments)
    return any(message.get("ts") == ts and message.get("metadata") for message in answer.get("messages", ()))


async def _probe(findings: Findings, gateway: Gateway, slack_id: str) -> None:
    opened = await read(gateway, "conversations.open", users=slack_id)
    channel = opened["channel"]["id"]
    metadata = {"event_type": PROBE_EVENT, "event_payload": {"key": PROBE_EVENT}}
    posted = await gateway.call("chat.postMessage", channel=channel, text=PROBE, metadata=metadata)
    try:
        readable = await _has_metadata(gateway, channel, posted["ts"])
    finally:
        await gateway.call("chat.delete", channel=channel, ts=posted["ts"])
    if readable:
        findings.well("recovery: the bot reads its own messages' metadata back")
    else:
        findings.bad("recovery: Slack does not give a message's metadata back; after a crash one may come twice")


async def validate_blocks(settings: Settings, clock: Clock, team_id: str | None = None) -> int:
    """Show Slack's validator a sample of everything the bot composes; return 1 if it objects to any. Raises Stopped."""
    wrong = 0
    everything = samples()
    with opened_store(settings) if settings.uses_oauth else nullcontext(None) as store:
        async with connected(settings, clock, store, team_id) as connection:
            with progress_bar("Showing samples to Slack") as progress:
                for number, (name, sample) in enumerate(everything.items(), 1):
                    problem = await _objection(connection.gateway, sample)
                    progress(number)
                    wrong += problem is not None
                    if problem is not None:
                        say(f"wrong  {name}: {problem}")
    say(f"{len(everything) - wrong} of {len(everything)} samples are valid")
    return 1 if wrong else 0


async def _objection(gateway: Gateway, sample: Sample) -> str | None:
    """Return what Slack objects to in a message or view, or None. It says nothing of how a client shows it."""
    if isinstance(sample, Message):
        arguments: dict[str, Any] = {"message": {"text": sample.text, "blocks": sample.blocks}}
    else:
        arguments = {"view": sample}
    try:
        await read(gateway, "blocks.validate", **arguments)
    except SlackRefused as refused:
        errors = refused.response.get("errors") or []
        details = "; ".join(f"{error.get('pointer', '')} {error.get('message', '')}".strip() for error in errors)
        return details or explain(refused)
    return None
