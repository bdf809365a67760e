"""Messages about hours, and the files that people ask for: a statement, a report."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime

from bot.content.wording import Markup, Wording, wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import Recipient, recipient
from bot.domain.calendar import local
from bot.domain.members import Role
from bot.domain.messages import Row
from bot.domain.programs import Program
from bot.reports.district import UnknownDistrict
from bot.reports.exports import Export, Source, companion_of, rows_of
from bot.reports.research import TooFew
from bot.store import consents, hours, members, programs
from bot.store.database import OneTransaction, Tx
from bot.store.identity import coordinators_of_program
from bot.views import hours as views
from bot.views import statement
from bot.views.blocks import clip, spoken
from bot.views.message import File, Message
from bot.views.peers import say

WHOLE = frozenset({Export.GROUPS, Export.RESEARCH})  # reports that know no days
LARGEST = 20_000_000  # bytes of a report that is sent as a file


def _of_one(rows: Sequence[Row]) -> int:
    """Return how many rows become one message: all that one coordinator did, as far as a message goes."""
    by = rows[0].facts["by"]
    return next((n for n, row in enumerate(rows[:10]) if row.facts["by"] != by), min(len(rows), 10))


class CorrectedComposer(Defaults):
    """Composes what a coordinator corrected of somebody's hours, and why; several become one message."""

    def fits(self, rows: Sequence[Row]) -> int:
        """Return how many rows become one message."""
        return _of_one(rows)

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the message."""
        who = members.person(tx, row.facts["by"])
        found = [one for number in row.facts["hours"] if (one := hours.entry(tx, number)) is not None]
        if not found or who is None:
            return None
        corrections = [views.CorrectionView(one.category, one.held_on, one.minutes, one.reason) for one in found]
        return views.corrected(wording(recipient(tx, row).person.locale), who.name, corrections)


class DecidedComposer(Defaults):
    """Composes what a coordinator made of reported hours; several become one message."""

    def fits(self, rows: Sequence[Row]) -> int:
        """Return how many rows become one message."""
        return _of_one(rows)

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the message."""
        found = [hours.entry(tx, number) for number in row.facts["entries"]]
        entries = [
            views.ReportedView(one.id, one.name, one.category, one.held_on, one.minutes, one.topic, one.approved)
            for one in found
            if one is not None and one.approved is not None
        ]
        who = members.person(tx, row.facts["by"])
        if not entries or who is None:
            return None
        return views.decided(wording(recipient(tx, row).person.locale), who.name, entries)


class ConsentComposer(Defaults):
    """Composes the question about research, or what was answered."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose question was answered, on Home say."""
        said = consents.of_members(tx, [row.facts["member"] for row in rows])
        return {row.id for row in rows if said.get(row.facts["member"]) is not None}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the message."""
        to, member_id = recipient(tx, row), row.facts["member"]
        _, program = to.membership(member_id)
        given = consents.of_members(tx, [member_id]).get(member_id)
        return views.consent(wording(to.person.locale), program.name, member_id, given)


class StatementComposer(Defaults):
    """Composes the statement of hours."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the file, or None to whom may not have it (any more): a statement is its owner's and coordinators'."""
        to, member_id = recipient(tx, row), row.facts["member"]
        owner, program = members.person_of_member(tx, member_id), _program(tx, row)
        if owner is None or program is None or not (owner.id == to.person.id or _coordinates(to, program.id)):
            return None
        between = (date.fromisoformat(row.facts["first"]), date.fromisoformat(row.facts["last"]))
        workspace = programs.workspace(tx, program.workspace_id)
        known = members.people_by_slack_id(tx, program.workspace_id, coordinators_of_program(tx, program.id))
        view = statement.StatementView(
            number=row.id,
            name=owner.name,
            program=program.name,
            issuer=f"{program.name}, {workspace.name}" if workspace and workspace.name else program.name,
            contact=[f"{one.name} ({one.email})" for one in known.values()],
            first=between[0],
            last=between[1],
            issued=local(now, program.timezone).date(),
            entries=hours.entries(tx, [member_id], between),
        )
        return statement.statement_message(wording(to.person.locale), view)


class ReportComposer(Defaults):
    """Composes a report. `key` is behind the pseudonyms of a research export; None where none is set."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the file, or why there is none; None to whom coordinates the program no more."""
        to, program = recipient(tx, row), _program(tx, row)
        if program is None or not _coordinates(to, program.id):
            return None
        w, export = wording(to.person.locale), Export(row.facts["export"])
        if export is Export.RESEARCH and self._key is None:
            return say(w.mrkdwn("hours.reports.no_key"))
        first, last = (date.fromisoformat(day) if day else None for day in (row.facts["first"], row.facts["last"]))
        today = local(now, program.timezone).date()
        district = row.facts.get("district")
        source = Source(OneTransaction(tx), program, (first, last), today, self._key or b"", district)
        try:
            content, count = _file(export, source)
        except TooFew:
            return say(w.mrkdwn("hours.reports.too_few"))
        except UnknownDistrict:
            return say(w.mrkdwn("hours.reports.nobody_there", district=clip(str(district), 80)))
        if len(content) > LARGEST:
            return say(w.mrkdwn("hours.reports.too_large", kind=export.value))
        kind = w.plain(f"hours.reports.kinds.{export.value}")
        if district is not None:
            kind = w.plain("hours.reports.of_district", kind=kind, district=clip(district, 80))
        days = _days(w, export, first, last)
        lines = [w.mrkdwn("hours.reports.comment", kind=kind, program=program.name, count=count, days=days)]
        columns = _columns(w, export)
        if columns:
            lines.append(w.mrkdwn("hours.reports.dictionary"))
        name = f"{w.plain('hours.reports.file')}-{export.value}-{row.id}.csv"
        return Message("\n".join([spoken(*lines), *columns]), [], File(name, kind, content))


def _columns(w: Wording, export: Export) -> list[Markup]:
    """Say of each column what it means, for a report that is not to be read without."""
    _, (_, *meanings) = companion_of(export) or ("", [()])
    return [w.mrkdwn("hours.reports.column", name=name, meaning=meaning) for name, meaning in meanings]


def _days(w: Wording, export: Export, first: date | None, last: date | None) -> Markup:
    """Say for which days a report is; some kinds are always of the whole program."""
    begins, ends = (w.day(day) if day is not None else "" for day in (first, last))
    if export in WHOLE or not (begins or ends):
        return w.mrkdwn("hours.reports.days.all")
    key = "between" if begins and ends else "since" if begins else "until"
    return w.mrkdwn(f"hours.reports.days.{key}", first=begins, last=ends)


def _file(export: Export, source: Source) -> tuple[bytes, int]:
    """Return a report as spreadsheets read it (UTF-8 with a byte order mark), and how many rows it has."""
    text = io.StringIO(newline="")
    writer, count = csv.writer(text), -1
    for each in rows_of(export, source):
        writer.writerow(each)
        count += 1
    return text.getvalue().encode("utf-8-sig"), count


def _program(tx: Tx, row: Row) -> Program | None:
    return programs.program(tx, row.program_id) if row.program_id is not None else None


def _coordinates(to: Recipient, program_id: int) -> bool:
    mine = to.identity.open_memberships()
    return any(program.id == program_id and Role.COORDINATOR in member.roles for member, program in mine)
