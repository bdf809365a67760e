"""A roster that a coordinator puts into a form: first checked, then, once they have seen what it does, brought in."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.enrolment import ImportReport
from bot.domain.members import SlackPerson
from bot.domain.program_settings import Topic
from bot.domain.refusals import Refusal
from bot.domain.roster import Roster
from bot.services import people, roster
from bot.services.roster import Terms
from bot.store import audit
from bot.store import program_settings as settings_store
from bot.store.database import Store

IMPORTED = "roster_imported"


def check(
    store: Store,
    team_id: str,
    slack_id: str,
    program_id: int,
    lines: Roster,
    directory: Mapping[str, SlackPerson],
    *,
    complete: bool,
    now: datetime,
) -> ImportReport | Refusal:
    """Return what a roster would do to a program, for a coordinator of it; nothing is written.

    `directory` holds whom Slack knows of its addresses; with `complete` the file is everybody.
    """
    with store.read() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        terms = Terms(complete=complete, dry_run=True, key=store.key)
        return roster.import_in(tx, program_id, lines, directory, now, found.identity.person.name, terms)


def bring_in(
    store: Store,
    team_id: str,
    slack_id: str,
    program_id: int,
    lines: Roster,
    directory: Mapping[str, SlackPerson],
    *,
    complete: bool,
    confirmed: bool,
    now: datetime,
) -> ImportReport | Refusal:
    """Bring a program's people and pairs to what a roster says. Without `confirmed` nothing is written if more than a
    tenth of the pairs would end.
    """
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        actor = found.identity.person
        terms = Terms(complete=complete, confirmed=confirmed, key=store.key)
        report = roster.import_in(tx, program_id, lines, directory, now, actor.name, terms)
        if report.needs_confirmation:
            return report
        counts = {
            "added": len(report.added),
            "changed": len(report.changed),
            "ended": len(report.ended),
            "pairs_added": len(report.pairs_added),
            "pairs_ended": len(report.pairs_ended),
        }
        if any(counts.values()):
            audit.add(tx, program_id, actor.id, IMPORTED, now, facts=counts)
        settings_store.step_done(tx, program_id, Topic.ROSTER, now)
        return report
