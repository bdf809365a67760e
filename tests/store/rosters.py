"""Helpers for tests of the roster: a program to import into, a Slack to find people in, tables as they stand."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from bot.domain.enrolment import ImportReport
from bot.domain.members import SlackPerson
from bot.domain.roster import parse_roster
from bot.services.programs import ProgramWish, create_program
from bot.services.roster import export_roster, import_roster
from bot.store import programs as program_store
from bot.store.columns import metadata
from bot.store.database import Store
from bot.store.schema import members, pairs, people

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)  # a Tuesday
LATER = datetime(2026, 9, 8, 12, tzinfo=UTC)
HEADER = "email,name,role,mentor_email,school,timezone\n"
ROSTER = HEADER + (
    "ana@x.example,Ana Lima,mentee,ben@x.example,North,America/Chicago\n"
    "ben@x.example,Ben Okafor,mentor,,South,\n"
    "cleo@x.example,Cleo Marsh,coordinator,,,\n"
)


@dataclass
class Community:
    """A program in a workspace, and whom Slack knows."""

    store: Store
    workspace_id: int
    program_id: int
    directory: dict[str, SlackPerson]

    def load(self, text: str, now: datetime = NOW, **options: Any) -> ImportReport:
        """Import a roster's text."""
        roster = parse_roster(text.encode())
        return import_roster(self.store, self.program_id, roster, self.directory, now, **options)

    def exported(self) -> str:
        """Return the roster as it is written out."""
        file = io.StringIO()
        csv.writer(file).writerows(export_roster(self.store, self.program_id))
        return file.getvalue()

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table."""
        with self.store.read() as tx:
            return {
                table.name: [tuple(row) for row in tx.execute(select(table).order_by(*table.primary_key))]
                for table in metadata.sorted_tables
            }

    def person(self, email: str) -> Any:
        """Return the row of a person."""
        with self.store.read() as tx:
            return tx.execute(select(people).where(people.c.email == email)).one()

    def members(self, email: str) -> list[Any]:
        """Return the rows of a person's memberships, oldest first."""
        query = select(members).join(people, people.c.id == members.c.person_id).where(people.c.email == email)
        with self.store.read() as tx:
            return list(tx.execute(query.order_by(members.c.id)))

    def pairs(self) -> list[tuple[str, str, date, date | None]]:
        """Return all pairs as (mentor, mentee, first day, last day), in the order in which they were made."""
        with self.store.read() as tx:
            named = select(members.c.id, people.c.email).join(people, people.c.id == members.c.person_id)
            emails = {row.id: row.email for row in tx.execute(named)}
            rows = tx.execute(select(pairs).order_by(pairs.c.id)).all()
        return [(emails[row.mentor_id], emails[row.mentee_id], row.starts, row.ends) for row in rows]


def in_slack(*emails: str, **details: Any) -> dict[str, SlackPerson]:
    """Return a directory of people with these addresses, in New York."""
    found = {}
    for email in emails:
        name = email.partition("@")[0]
        values = {"timezone": "America/New_York", "locale": "en-US"} | details
        found[email] = SlackPerson(f"U{name.upper()}", email, f"{name.title()} of Slack", **values)
    return found


def community(store: Store) -> Community:
    """Return a program in New York that starts on 24 August 2026, with nobody but its coordinator."""
    with store.write() as tx:
        workspace = program_store.save_workspace(tx, "T1", "Northfield", "UBOT", NOW)
    directory = in_slack("ana@x.example", "ben@x.example", "cleo@x.example")
    wish = ProgramWish(
        "Leaders", "cleo@x.example", directory["cleo@x.example"], "America/New_York", starts=date(2026, 8, 24)
    )
    report = create_program(store, workspace.id, wish, NOW)
    assert report.program is not None
    return Community(store, workspace.id, report.program.id, directory)
