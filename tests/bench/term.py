"""How many messages a term brings to each role, from the machinery of `preview`, for the sample community.

`python -m tests.bench.term` prints the README's table: as if everybody answered every prompt on the spot, and as if
nobody ever did anything.
"""

import asyncio
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import insert, select

from bot.domain.channels import Channel
from bot.domain.checkins import Answers, Submission
from bot.domain.members import Role, SlackPerson
from bot.domain.messages import COUNTED_KINDS
from bot.operations.previewing import Previewed, look_ahead, nothing
from bot.sandbox.community.residents import read_roster
from bot.services import checkins
from bot.services.programs import ProgramWish, create_program
from bot.services.roster import import_roster
from bot.store.database import Store, create_store
from bot.store.identity import identities, partners_of
from bot.store.programs import save_workspace
from bot.store.schema import days_off, people, prompts
from bot.store.upgrade import upgrade

TEAM = "T0TERM"
STARTS, ENDS = date(2026, 8, 24), date(2026, 12, 18)
BEGIN, END = datetime(2026, 8, 24, 4, tzinfo=UTC), datetime(2026, 12, 19, 5, tzinfo=UTC)
HOLIDAYS = [(date(2026, 9, 7), date(2026, 9, 7)), (date(2026, 11, 26), date(2026, 11, 27))]
ROLES = (Role.MENTEE, Role.MENTOR, Role.EMERGING, Role.COACH, Role.COORDINATOR)


def community(store: Store) -> None:
    """Put the sample community into an empty database, with a program of one term."""
    upgrade(store)
    roster = read_roster()
    found = {
        line.email: SlackPerson(f"U{number:05}", line.email, line.name, "America/New_York")
        for number, line in enumerate(roster.lines)
    }
    coordinator = next(line.email for line in roster.lines if Role.COORDINATOR in line.roles)
    with store.write() as tx:
        workspace = save_workspace(tx, TEAM, "Term", "U0BOT", BEGIN)
    channel = Channel("C0DESK", "desk", is_private=True, is_member=True)
    wish = ProgramWish(
        "Term", coordinator, found[coordinator], "America/New_York", STARTS, ENDS, coordinator_channel=channel
    )
    program = create_program(store, workspace.id, wish, BEGIN).program
    assert program is not None
    with store.write() as tx:
        spans = [
            {"program_id": program.id, "scope": "program", "starts": first, "ends": last} for first, last in HOLIDAYS
        ]
        tx.execute(insert(days_off), spans)
    import_roster(store, program.id, roster, found, BEGIN)


def everybody_answers(store: Store, moment: datetime, team_id: str = TEAM) -> None:
    """Submit a check-in for every open prompt, shared with all partners."""
    with store.read() as tx:
        query = (
            select(people.c.slack_id, prompts.c.member_id, prompts.c.week, prompts.c.person_id)
            .join(people, people.c.id == prompts.c.person_id)
            .where(prompts.c.answered_at.is_(None))
        )
        waiting = list(map(tuple, tx.execute(query)))
        readers = {}
        for _, member_id, week, person_id in waiting:
            memberships = identities(tx, [person_id])[person_id].memberships
            member = next(member for member, _ in memberships if member.id == member_id)
            readers[member_id] = frozenset(partner.person_id for partner in partners_of(tx, member, week))
    for slack_id, member_id, week, _ in waiting:
        form = Submission(member_id, week, Answers("It went well."), readers=readers[member_id])
        checkins.submit(store, team_id, slack_id, form, now=moment)


def table(answered: Previewed, silent: Previewed) -> str:
    """Return the Markdown table: a row a role, messages a person over the term."""
    lines = [
        "| role | people | prompts and reminders | from partners, and confirmations | if they never answer |",
        "|---|---|---|---|---|",
    ]
    for role in ROLES:
        number = answered.people[role]
        mine = [sent for sent in answered.sent if role in sent.roles]
        asked = sum(sent.kind in COUNTED_KINDS for sent in mine)
        never = sum(role in sent.roles for sent in silent.sent)
        figures = (asked / number, (len(mine) - asked) / number, never / number)
        lines.append(f"| {role.value} | {number} | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |")
    return "\n".join(lines)


def lived(meanwhile: Callable[[Store, datetime], None]) -> Previewed:
    """Return a term as the clock would live it."""
    with tempfile.TemporaryDirectory() as folder:
        store = create_store(f"sqlite:///{Path(folder) / 'term.db'}")
        community(store)
        found = asyncio.run(look_ahead(store, BEGIN, END, meanwhile))
        store.close()
    return found


if __name__ == "__main__":
    print(table(lived(everybody_answers), lived(nothing)))
