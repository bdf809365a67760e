"""The report of an import as lines of plain text, for the command line and the sandbox. Decides nothing."""

from collections.abc import Iterable

from bot.domain.enrolment import ImportReport, Somebody


def report_lines(report: ImportReport) -> list[str]:
    """Return the report as lines of plain text: what needs attention last, so that it stays in sight."""
    lines = [
        *_people("added", report.added),
        *_people("changed", report.changed),
        *(f"pair begins: {pair.mentor} mentors {pair.mentee}" for pair in report.pairs_added),
        *(f"pair ends: {pair.mentor} mentored {pair.mentee}" for pair in report.pairs_ended),
        *_people("membership ends, not in the file", report.ended),
        *_people("left alone, not in the file", report.not_in_file),
        *_people("left alone", report.left_alone),
        *_people("not found in Slack, taken in when they join", report.not_found),
        *problem_lines(report),
    ]
    return [*lines, *_summary(report)]


def problem_lines(report: ImportReport) -> list[str]:
    """Return what of a file was not used, and why, a line each."""
    return [
        *(f"column “{name}” is not one of ours and was passed over" for name in report.ignored_columns),
        *(f"refused: line {p.number}, {p.mentee}: mentor {p.mentor}: {p.reason}" for p in report.refused_pairs),
        *(f"refused: line {bad.number}{_address(bad.email)}: {'; '.join(bad.reasons)}" for bad in report.refused),
    ]


def _address(email: str) -> str:
    return f", {email}" if email else ""


def _people(what: str, people: Iterable[Somebody]) -> list[str]:
    return [_person(what, person) for person in people]


def _person(what: str, person: Somebody) -> str:
    line = f"line {person.number}, " if person.number is not None else ""
    return f"{what}: {line}{person.name} <{person.email}>{f': {person.note}' if person.note else ''}"


def _summary(report: ImportReport) -> list[str]:
    counts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "unchanged": report.unchanged,
        "left alone": len(report.left_alone) + len(report.not_in_file),
        "refused": len(report.refused),
        "pairs refused": len(report.refused_pairs),
        "not found in Slack": len(report.not_found),
    }
    summary = ", ".join(f"{count} {what}" for what, count in counts.items())
    if report.needs_confirmation:
        stop = f"{len(report.pairs_ended)} pairs would end, more than a tenth: nothing was written; --yes does it."
        return [summary, stop]
    return [f"{summary} (dry run, nothing was written)" if report.dry_run else summary]
