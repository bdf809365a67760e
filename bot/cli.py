"""The doors: Typer commands that parse, call one operation and turn its end into an exit status. No logic.

Everything heavy is imported inside the commands, so that `--help` is quick.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli_calendars import calendar
from bot.cli_exports import exports
from bot.cli_libraries import questions, resources
from bot.doors import ProgramName, TeamId, finish, importing

app = typer.Typer(
    name="reciprocal",
    help="A Slack bot that carries the rhythm of a mentoring community.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,  # plain help, in a pipe as on a terminal
)
programs = typer.Typer(no_args_is_help=True, help="Make and change programs.")
roster = typer.Typer(no_args_is_help=True, help="People, roles and pairs as CSV.")
database = typer.Typer(no_args_is_help=True, help="Look after the database.")
app.add_typer(programs, name="program")
app.add_typer(roster, name="roster")
app.add_typer(calendar, name="calendar")
app.add_typer(questions, name="questions")
app.add_typer(resources, name="resources")
app.add_typer(exports, name="export")
app.add_typer(database, name="db")

# What the extra "sandbox" brings; everything else is always there.
SANDBOX_PARTS = frozenset({"emoji", "jinja2", "markdown_it", "markupsafe", "python_multipart"})


def _checked_days(given: list[str] | None) -> list[str] | None:
    """Refuse a `--day-off` that names no day."""
    from bot.domain.days_off import read_span

    for text in given or ():
        try:
            read_span(text)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    return given


def _checked_sizes(value: str | None) -> str | None:
    from bot.domain.home_groups import read_sizes

    try:
        if value is not None:
            read_sizes(value)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    return value


Where = Literal["dm", "channel", "none"]
DaysOff = Annotated[
    list[str] | None,
    typer.Option(
        "--day-off",
        metavar="DATE[..DATE]",
        help="A day without messages, or a span with its last day; may be given several times.",
        callback=_checked_days,
    ),
]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE")]


def main() -> None:
    """Run the command line."""
    app()


Moment = Annotated[
    str | None, typer.Option("--at", metavar="ISO8601", help="A moment instead of now; UTC unless it says.")
]


@app.command()
def run() -> None:
    """Run the bot and its clock until SIGTERM: over Socket Mode if SLACK_APP_TOKEN is set, otherwise over HTTP."""
    from bot.operations.running import run as run_bot
    from bot.settings import Settings, load_settings

    finish(lambda: run_bot(load_settings(prepare=Settings.require_run)))


@app.command()
def sandbox(
    port: Annotated[
        int, typer.Option(min=1, max=65535, metavar="PORT", help="Where the page is; else the next.")
    ] = 8080,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    database: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep the bot's database in a new SQLite file.")
    ] = None,
    alone: Annotated[bool, typer.Option("--alone", help="Nobody of the community does anything but you.")] = False,
    empty: Annotated[
        bool, typer.Option("--empty", help="People, but no program: the bot has just been installed.")
    ] = False,
) -> None:
    """Run a local Slack with a sample community and the bot in it, and a page to use it as any of its people."""
    from importlib.util import find_spec

    if any(find_spec(part) is None for part in SANDBOX_PARTS):
        sys.stderr.write("The sandbox is not installed: run `pip install 'reciprocal[sandbox]'`.\n")
        raise typer.Exit(1)
    with importing():
        from bot.operations.sandbox import run_sandbox

    finish(lambda: run_sandbox(port, opens=not no_open, database=database, alone=alone, empty=empty))


@app.command()
def tick(at: Moment = None) -> None:
    """Do everything that is due by a moment, once, send it, print the counts as one line of JSON, and exit."""
    from bot.operations.ticking import run_tick
    from bot.settings import Settings, load_settings

    finish(lambda: run_tick(load_settings(prepare=Settings.require_slack), at))


@app.command()
def preview(
    days: Annotated[int, typer.Option(min=1, max=400, metavar="N", help="How many days to look ahead.")],
    at: Moment = None,
) -> None:
    """Show what would be sent, when and to whom, as if nobody did anything meanwhile. Changes nothing."""
    from bot.operations.previewing import run_preview
    from bot.settings import load_settings

    finish(lambda: run_preview(load_settings(), days, at))


@programs.command("create")
def create_program(
    name: str,
    coordinator: Annotated[str, typer.Option(metavar="EMAIL", help="Who coordinates it.")],
    timezone: Annotated[str | None, typer.Option(metavar="TZ", help="IANA name; the coordinator's by default.")] = None,
    starts: Day = None,
    ends: Day = None,
    community_channel: Annotated[str | None, typer.Option(metavar="C", help="Id, or name with or without #.")] = None,
    coordinator_channel: Annotated[str | None, typer.Option(metavar="C", help="Likewise; better private.")] = None,
    day_off: DaysOff = None,
    coaching_minutes: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="A coach's target a month with each leader; 0 for none.")
    ] = None,
    nudges: Annotated[
        bool | None, typer.Option("--nudges/--no-nudges", help="Whether pairs that have not met get a note.")
    ] = None,
    grace_days: Annotated[
        int | None, typer.Option(min=0, max=28, metavar="N", help="Days from a meeting that was due to the first note.")
    ] = None,
    step_days: Annotated[
        int | None, typer.Option(min=7, max=28, metavar="N", help="Days from that note to the question, then the task.")
    ] = None,
    observations: Annotated[
        int | None, typer.Option(min=0, max=40, metavar="N", help="How many visits a pair aims at; 0 for no target.")
    ] = None,
    cover: Annotated[
        bool | None, typer.Option("--cover/--no-cover", help="Whether pairs can ask for substitute cover.")
    ] = None,
    group_size: Annotated[
        str | None,
        typer.Option(metavar="MIN-MAX", help="How many people a home group has, like 3-5.", callback=_checked_sizes),
    ] = None,
    group_conversation: Annotated[
        Where | None, typer.Option(help="What each home group has in Slack: a group message, a private channel, none.")
    ] = None,
    workspace: TeamId = None,
) -> None:
    """Make a program. Again with the same name: change what is given; repeating it does no harm."""
    from bot.clock import Clock
    from bot.domain.home_groups import Conversation, GroupWish, read_sizes
    from bot.domain.pair_files import PairWish
    from bot.operations.common import run_async
    from bot.operations.programs import ProgramOptions, create
    from bot.settings import load_settings

    smallest, largest = read_sizes(group_size) if group_size else (None, None)
    options = ProgramOptions(
        name,
        coordinator,
        timezone,
        starts.date() if starts else None,
        ends.date() if ends else None,
        community_channel,
        coordinator_channel,
        workspace,
        tuple(day_off or ()),
        coaching_minutes,
        PairWish(nudges, grace_days, step_days, observations, cover),
        GroupWish(smallest, largest, Conversation(group_conversation) if group_conversation else None),
    )
    finish(lambda: run_async(create(load_settings(), options, Clock())))


@roster.command("import")
def import_roster(
    file: Path,
    program: ProgramName,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")] = False,
    complete: Annotated[bool, typer.Option("--complete", help="The file is everybody: end other memberships.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Confirm that more than a tenth of the pairs may end.")] = False,
    workspace: TeamId = None,
) -> None:
    """Bring people, roles and pairs of a program to what a CSV file says."""
    from bot.clock import Clock
    from bot.operations.common import run_async
    from bot.operations.roster import import_file
    from bot.settings import load_settings

    finish(
        lambda: run_async(
            import_file(
                load_settings(),
                file,
                program,
                Clock(),
                complete=complete,
                confirmed=yes,
                dry_run=dry_run,
                team_id=workspace,
            )
        )
    )


@roster.command("export")
def export_roster(program: ProgramName, workspace: TeamId = None) -> None:
    """Write a program's roster to standard output; importing it again changes nothing."""
    from bot.operations.roster import export
    from bot.settings import load_settings

    finish(lambda: export(load_settings(), program, workspace))


@database.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to this version. SQLite is upgraded at every start, PostgreSQL only by this command."""
    from bot.operations.database import upgrade_database as upgrade
    from bot.settings import load_settings

    finish(lambda: upgrade(load_settings()))


@app.command()
def doctor(
    blocks: Annotated[
        bool, typer.Option("--blocks", help="Send a sample of everything the bot composes to Slack's validator.")
    ] = False,
    workspace: TeamId = None,
) -> None:
    """Check settings, database, clock, Slack token, scopes, channels and people; say what to do about each."""
    from bot.clock import Clock
    from bot.operations.common import run_async
    from bot.operations.doctor import examine, validate_blocks
    from bot.settings import load_settings

    finish(lambda: run_async((validate_blocks if blocks else examine)(load_settings(), Clock(), workspace)))
