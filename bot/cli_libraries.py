"""The doors to what coordinators keep as YAML files: a program's own questions, and its resources. No logic here."""

from pathlib import Path
from typing import Annotated

import typer

from bot.doors import TeamId, finish

questions = typer.Typer(no_args_is_help=True, help="A program's own coaching questions as YAML.")
resources = typer.Typer(no_args_is_help=True, help="A program's library of resources as YAML.")

OnlyProgram = Annotated[
    str | None, typer.Option("--program", metavar="NAME", help="The program; may be left out if there is one only.")
]


@questions.command("import")
def import_questions(file: Path, program: OnlyProgram = None, workspace: TeamId = None) -> None:
    """Add and change a program's own questions as a YAML file says; an entry that cannot be used is named."""
    from bot.clock import Clock
    from bot.operations.libraries import import_questions as import_file
    from bot.settings import load_settings

    finish(lambda: import_file(load_settings(), file, program, Clock(), workspace))


@questions.command("export")
def export_questions(program: OnlyProgram = None, workspace: TeamId = None) -> None:
    """Write a program's own questions to standard output; importing them again changes nothing."""
    from bot.operations.libraries import export_questions as export_file
    from bot.settings import load_settings

    finish(lambda: export_file(load_settings(), program, workspace))


@resources.command("import")
def import_resources(file: Path, program: OnlyProgram = None, workspace: TeamId = None) -> None:
    """Add and change resources of a program's library as a YAML file says; an entry that cannot be used is named."""
    from bot.clock import Clock
    from bot.operations.libraries import import_resources as import_file
    from bot.settings import load_settings

    finish(lambda: import_file(load_settings(), file, program, Clock(), workspace))


@resources.command("export")
def export_resources(program: OnlyProgram = None, workspace: TeamId = None) -> None:
    """Write a program's library to standard output; importing it again changes nothing."""
    from bot.operations.libraries import export_resources as export_file
    from bot.settings import load_settings

    finish(lambda: export_file(load_settings(), program, workspace))
