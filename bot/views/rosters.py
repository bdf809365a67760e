"""The form for a roster file, what the file would do, and what it did."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.enrolment import ImportReport, Somebody
from bot.views import desk_ids, ids
from bot.views.blocks import Element, clip, context, field, modal, option, section
from bot.views.button_values import read_id
from bot.views.desk_files import Upload, file_field, read_file
from bot.views.home_pairs import paragraphs
from bot.views.message import Block
from bot.views.program_settings import Modal, about

LINES = 40  # refused lines that are shown
NAMES = 8


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was checked: of which program, where it is, what it was, and how it was meant."""

    program_id: int
    file: Upload
    digest: str
    complete: bool
    confirmed: bool = False


def roster_form(w: Wording, program_id: int) -> Modal:
    """Compose the form."""
    everybody = option(w.plain("settings.roster.complete_yes"), "yes", w.plain("settings.roster.complete_yes_hint"))
    boxes: Element = {"type": "checkboxes", "action_id": ids.FORM_VALUE, "options": [everybody]}
    blocks = [
        section(w.mrkdwn("settings.roster.about")),
        file_field(
            desk_ids.ROSTER_FILE, w.plain("settings.roster.file"), w.plain("settings.roster.file_hint"), optional=False
        ),
        field(desk_ids.ROSTER_COMPLETE, w.plain("settings.roster.complete"), boxes),
    ]
    title, close = w.plain("settings.roster.title"), w.plain("settings.roster.close")
    return modal(desk_ids.ROSTER_MODAL, title, blocks, close, w.plain("settings.roster.submit"), about(program_id))


def read_roster(view: Mapping[str, Any]) -> tuple[Upload | None, bool]:
    """Read the file and whether it is everybody. Raises KeyError, TypeError or ValueError for anything else."""
    ticked = view["state"]["values"][desk_ids.ROSTER_COMPLETE][ids.FORM_VALUE].get("selected_options")
    return read_file(view, desk_ids.ROSTER_FILE), bool(ticked)


def too_large(w: Wording) -> dict[str, str]:
    """Return what stands on the field of a file that is too large, or that is missing."""
    return {desk_ids.ROSTER_FILE: w.plain("settings.roster.large")}


def unusable(w: Wording, reason: str) -> Modal:
    """Say why the file as a whole cannot be used."""
    return _done(w, [section(w.mrkdwn("settings.roster.unusable", reason=reason))])


def not_there(w: Wording) -> Modal:
    """Say that Slack does not hand out the file."""
    return _done(w, [section(w.mrkdwn("settings.roster.gone"))])


def another(w: Wording) -> Modal:
    """Say that the file is not the one that was checked."""
    return _done(w, [section(w.mrkdwn("settings.roster.another"))])


def checked(w: Wording, of: Checked, report: ImportReport) -> Modal:
    """Compose what the file would do, with what is refused, to be confirmed; with `of.confirmed` once more, since it
    ends many pairs.
    """
    blocks = [section(_counts(w, report))]
    if of.confirmed:
        blocks.insert(0, section(w.mrkdwn("settings.roster.many", end=len(report.pairs_ended))))
    blocks += [*_ending(w, report), *_refused(w, report)]
    for key, people in (("missing", report.not_found), ("outside", report.not_in_file), ("ended", report.ended)):
        blocks += _people(w, key, people)
    blocks += _left_alone(w, report)
    if report.ignored_columns:
        names = w.listing([clip(name, 40) for name in report.ignored_columns], NAMES)
        blocks.append(context(w.mrkdwn("settings.roster.ignored", names=names)))
    title, close = w.plain("settings.roster.checked.title"), w.plain("settings.roster.checked.close")
    submit = w.plain("settings.roster.checked.end_submit" if of.confirmed else "settings.roster.checked.submit")
    more = {"url": of.file.url, "size": of.file.size, "digest": of.digest}
    metadata = about(of.program_id, **more, complete=of.complete, confirmed=of.confirmed)
    return modal(desk_ids.ROSTER_CHECKED_MODAL, title, blocks, close, submit, metadata)


def read_checked(view: Mapping[str, Any]) -> Checked:
    """Read which file was checked, and how it was meant. Raises KeyError, TypeError or ValueError for anything else."""
    held = json.loads(view["private_metadata"])
    file = Upload(str(held["url"]), int(held["size"]))
    program_id = read_id(held["program"])
    return Checked(program_id, file, str(held["digest"]), held["complete"] is True, held["confirmed"] is True)


def brought_in(w: Wording, report: ImportReport) -> Modal:
    """Compose what the file did."""
    numbers = {"added": len(report.added), "changed": len(report.changed)}
    pairs = {"begin": len(report.pairs_added), "end": len(report.pairs_ended)}
    return _done(w, [section(w.mrkdwn("settings.roster.done.text", **numbers, **pairs)), *_refused(w, report)])


def _done(w: Wording, blocks: Sequence[Block]) -> Modal:
    title, close = w.plain("settings.roster.done.title"), w.plain("settings.roster.done.back")
    return modal(desk_ids.CHECKING_MODAL, title, blocks, close)


def _counts(w: Wording, report: ImportReport) -> Markup:
    if not (report.added or report.changed or report.refused or report.refused_pairs or report.pairs_ended):
        return w.mrkdwn("settings.roster.nothing")
    return w.mrkdwn(
        "settings.roster.counts",
        added=len(report.added),
        changed=len(report.changed),
        unchanged=report.unchanged,
        refused=len(report.refused) + len(report.refused_pairs),
        begin=len(report.pairs_added),
        end=len(report.pairs_ended),
    )


def _refused(w: Wording, report: ImportReport) -> list[Block]:
    lines = [
        (
            bad.number,
            w.mrkdwn("settings.roster.line", number=bad.number, email=bad.email, reason="; ".join(bad.reasons)),
        )
        for bad in report.refused
    ]
    for pair in report.refused_pairs:
        who = {"mentee": pair.mentee, "mentor": pair.mentor}
        lines.append((pair.number, w.mrkdwn("settings.roster.pair", number=pair.number, **who, reason=pair.reason)))
    if not lines:
        return []
    shown = [line for _, line in sorted(lines)]
    more = [w.mrkdwn("settings.roster.more", count=len(shown) - LINES)] if len(shown) > LINES else []
    return [section(w.mrkdwn("settings.roster.refused")), *paragraphs([*shown[:LINES], *more])]


def _ending(w: Wording, report: ImportReport) -> list[Block]:
    """Return which pairs the file ends: what cannot be taken back is named before it is done."""
    if not report.pairs_ended:
        return []
    pairs = [w.listing([clip(pair.mentor, 60), clip(pair.mentee, 60)]) for pair in report.pairs_ended[:NAMES]]
    more = len(report.pairs_ended) - len(pairs)
    lines = [Markup(f"• {pair}") for pair in pairs] + ([w.mrkdwn("common.more", count=more)] if more else [])
    return [section("\n".join([w.mrkdwn("settings.roster.ends"), *lines]))]


def _left_alone(w: Wording, report: ImportReport) -> list[Block]:
    """Return whom the file changes nothing for, each with the reason."""
    lines = [
        w.mrkdwn("settings.roster.left_line", name=clip(person.name or person.email, 40), reason=person.note)
        for person in report.left_alone[:NAMES]
    ]
    more = len(report.left_alone) - len(lines)
    lines += [w.mrkdwn("common.more", count=more)] if more else []
    return paragraphs([w.mrkdwn("settings.roster.left"), *lines]) if lines else []


def _people(w: Wording, key: str, people: Iterable[Somebody]) -> list[Block]:
    found = [clip(person.name or person.email, 40) for person in people]
    if not found:
        return []
    return [context(w.mrkdwn(f"settings.roster.{key}", count=len(found), names=w.listing(found, NAMES)))]
