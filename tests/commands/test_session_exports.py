"""`export sessions` and `export zoom` as an operator runs them."""

import csv
import io
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bot.domain.members import Role
from bot.domain.sessions import Session
from bot.store import home_groups, members, sessions
from bot.store.database import Store, create_store
from tests.commands.conftest import CommandLine
from tests.commands.test_export_command import settle

SOON = datetime(2100, 1, 4, 20, 30, tzinfo=UTC)  # the command reads the real clock


def plan(store: Store, program_id: int) -> Session:
    """Plan a session to which a mentee and a mentor are invited, who are in one home group."""
    with store.write() as tx:
        people = members.open_members_of_program(tx, program_id)
        values = {
            **{"program_id": program_id, "title": "=Winter", "day": date(2100, 1, 4), "at": time(15, 30)},
            **{"timezone": "America/New_York", "starts_at": SOON, "minutes": 60, "protocol": "consultancy"},
            **{"invited_roles": frozenset({Role.MENTEE}), "uid": "u", "created_by": people[0][1].id},
            "created_at": SOON - timedelta(days=9),
        }
        id_ = sessions.add(tx, values)
        invited = [member.id for member, _ in people if member.roles & {Role.MENTEE, Role.MENTOR}]
        sessions.invite(tx, id_, invited)
        group = home_groups.add_group(tx, program_id, "Harbor", SOON)
        home_groups.join(tx, [(group, member_id) for member_id in invited], SOON)
        found = sessions.get(tx, id_)
    assert found is not None
    return found


async def test_sessions_and_rooms_are_written(command: CommandLine, tmp_path: Path) -> None:
    assert (await command("db", "upgrade")).status == 0
    store = create_store(f"sqlite:///{tmp_path / 'reciprocal.db'}")
    program_id = settle(store)
    missing = await command("export", "zoom", "--program", "=leaders")
    assert (missing.status, missing.out) == (1, "")
    assert "no session of =Leaders is planned" in missing.err
    plan(store, program_id)
    with store.write() as tx:  # who leaves afterwards was there all the same
        theo = next(each for each, person in members.open_members_of_program(tx, program_id) if "theo" in person.email)
        members.change_member(tx, theo.id, {"ended_at": SOON + timedelta(days=2)})
    store.close()
    done = await command("export", "sessions", "--program", "=leaders")
    header, *rows = csv.reader(io.StringIO(done.out))
    assert (done.status, header[1], header[7]) == (0, "title", "email")
    assert {(row[1], row[2], row[3], row[6], row[7]) for row in rows} == {
        ("'=Winter", "2100-01-04", "15:30", "planned", "mia@x.example"),
        ("'=Winter", "2100-01-04", "15:30", "planned", "theo@x.example"),
    }
    zoom = await command("export", "zoom", "--program", "=leaders", "--out", "rooms.csv")
    assert zoom.status == 0
    header, *rows = csv.reader((tmp_path / "rooms.csv").read_text("utf-8").splitlines())
    assert header == ["Pre-assign Room Name", "Email Address"]
    assert {email for _, email in rows} == {"mia@x.example"}
