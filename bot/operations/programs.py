"""`program create`."""

from dataclasses import dataclass
from datetime import date

from bot.clock import Clock
from bot.delivery.channels import find_channel
from bot.delivery.directory import find_people
from bot.domain.channels import Channel
from bot.domain.days_off import read_span
from bot.domain.home_groups import NO_GROUP_WISH, GroupWish
from bot.domain.pair_files import NO_WISH, PairWish
from bot.operations.common import Connection, Stopped, connected, opened_store, say
from bot.services.programs import ProgramReport, ProgramWish, create_program
from bot.settings import Settings
from bot.store import programs as program_store
from bot.store.database import Store


@dataclass(frozen=True, slots=True)
class ProgramOptions:
    """The options of `program create` as they were typed."""

    name: str
    coordinator: str
    timezone: str | None = None
    starts: date | None = None
    ends: date | None = None
    community_channel: str | None = None
    coordinator_channel: str | None = None
    team_id: str | None = None
    days_off: tuple[str, ...] = ()
    coaching_minutes: int | None = None
    pairs: PairWish = NO_WISH
    groups: GroupWish = NO_GROUP_WISH


async def create(settings: Settings, options: ProgramOptions, clock: Clock) -> int:
    """Make a program or bring it up to date; print what happened. Raises SettingsError or Stopped."""
    with opened_store(settings) as store:
        async with connected(settings, clock, store, options.team_id) as connection:
            report = await _create(store, connection, options, clock)
    for line in report.refused:
        say(f"refused: {line}")
    for line in report.warnings:
        say(f"note: {line}")
    return 1 if report.refused else 0


async def _create(store: Store, connection: Connection, options: ProgramOptions, clock: Clock) -> ProgramReport:
    email = options.coordinator.strip().lower()
    wish = ProgramWish(
        options.name,
        email,
        (await find_people(connection.gateway, connection.team_id, [email])).get(email),
        options.timezone,
        options.starts,
        options.ends,
        await _channel(connection, options.community_channel),
        await _channel(connection, options.coordinator_channel),
        tuple(read_span(text) for text in options.days_off),
        options.coaching_minutes,
        options.pairs,
        options.groups,
    )
    now = clock.now()
    with store.write() as tx:
        workspace = program_store.save_workspace(
            tx, connection.team_id, connection.team_name, connection.bot_user_id, now, connection.url
        )
    report = create_program(store, workspace.id, wish, now)
    if report.program is not None:
        if report.created:
            say(f"Program “{report.program.name}” is made: {report.program.timezone}, starts {report.program.starts}.")
            for line in report.changed:
                say(line)
        else:
            say(f"Program “{report.program.name}”: {'; '.join(report.changed) or 'nothing changed'}.")
    return report


async def _channel(connection: Connection, wanted: str | None) -> Channel | None:
    if wanted is None:
        return None
    channel = await find_channel(connection.gateway, wanted)
    if channel is None:
        raise Stopped(f"The bot sees no channel “{wanted}”: check the name; if it is private, invite the bot there.")
    return channel
