"""`questions import|export` and `resources import|export`: what a program keeps of its own, as YAML. Needs no Slack."""

import sys
from collections.abc import Sequence
from pathlib import Path

from bot.clock import Clock
from bot.content.yaml_files import MAX_BYTES, YamlProblem
from bot.operations.common import Stopped, opened_store, program_offline, say
from bot.services import question_bank, resource_library
from bot.services.question_bank import ImportReport
from bot.services.question_files import BadEntry, read_questions
from bot.services.resource_files import read_resources
from bot.settings import Settings


def import_questions(settings: Settings, path: Path, program: str | None, clock: Clock, team_id: str | None) -> int:
    """Import a program's own questions and print what was done. Raises Stopped."""
    try:
        entries, bad = read_questions(_read(path))
    except YamlProblem as problem:
        raise Stopped(f"{path}: {problem}.") from None
    with opened_store(settings) as store:
        found = program_offline(store, program, team_id)
        report = question_bank.import_questions(store, found.id, entries, clock.now())
    return _tell(report, bad)


def export_questions(settings: Settings, program: str | None, team_id: str | None) -> int:
    """Write a program's own questions to standard output. Raises Stopped."""
    with opened_store(settings) as store:
        sys.stdout.write(question_bank.export_questions(store, program_offline(store, program, team_id).id))
    return 0


def import_resources(settings: Settings, path: Path, program: str | None, clock: Clock, team_id: str | None) -> int:
    """Import resources of a program's library and print what was done. Raises Stopped."""
    try:
        entries, bad = read_resources(_read(path))
    except YamlProblem as problem:
        raise Stopped(f"{path}: {problem}.") from None
    with opened_store(settings) as store:
        found = program_offline(store, program, team_id)
        report = resource_library.import_resources(store, found.id, entries, clock.now())
    return _tell(report, bad)


def export_resources(settings: Settings, program: str | None, team_id: str | None) -> int:
    """Write a program's library to standard output. Raises Stopped."""
    with opened_store(settings) as store:
        sys.stdout.write(resource_library.export_resources(store, program_offline(store, program, team_id).id))
    return 0


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Stopped(f"{path} cannot be read: {error.strerror}.") from None


def _tell(report: ImportReport, bad: Sequence[BadEntry]) -> int:
    """Print what an import did, what needs attention last, and return the exit status."""
    for what, names in (("added", report.added), ("changed", report.changed)):
        for name in names:
            say(f"{what}: {name}")
    refused = [*bad, *report.refused]
    for entry in refused:
        say(f"refused: {entry.where}: {entry.reason}")
    counts = {"added": len(report.added), "changed": len(report.changed), "unchanged": report.unchanged}
    say(", ".join(f"{count} {what}" for what, count in (counts | {"refused": len(refused)}).items()))
    return 1 if refused else 0
