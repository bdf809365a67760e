"""Days off that coordinators keep in Slack: typed in, out of a calendar file, or taken away again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.program_settings import Overview, Topic
from bot.domain.programs import DaysOff
from bot.domain.refusals import Reason, Refusal
from bot.services import calendars, people, program_settings
from bot.services.calendar_files import Reading
from bot.services.calendars import Whose
from bot.store import audit
from bot.store import calendars as stored
from bot.store import program_settings as settings_store
from bot.store.database import Store

CHANGED = "days_off_changed"


@dataclass(frozen=True, slots=True)
class DaysReport:
    """What became of days off: how many entries came and went, whom they concern, what of a file was left out."""

    overview: Overview
    added: int = 0
    removed: int = 0
    people: int = 0
    left_out: tuple[str, ...] = ()


def change(
    store: Store,
    team_id: str,
    slack_id: str,
    program_id: int,
    whose: Whose,
    typed: Sequence[DaysOff],
    reading: Reading | None = None,
    taken: Sequence[DaysOff] = (),
    *,
    now: datetime,
) -> DaysReport | Refusal:
    """Add the `typed` days and those of a file to a calendar of the program, and take the days `taken` away.

    Prompts and questions of the people concerned are set anew. Refused as invalid for a district or school that no
    member is of.
    """
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        program, actor = found.program, found.identity.person
        whose, others = calendars.known_calendar(tx, program, whose)
        if others is not None:
            return Refusal(Reason.INVALID, locale=actor.locale)
        of = whose.span
        removed = sum(stored.remove(tx, program_id, span) for span in taken)
        scoped = [replace(span, scope=of.scope, scope_name=of.scope_name) for span in typed]
        added = sum(stored.add(tx, program_id, span) for span in scoped)
        if reading is not None:
            spans = [(s.uid, DaysOff(s.starts, s.ends, s.title, of.scope, of.scope_name)) for s in reading.spans]
            came, went = stored.bring_in(tx, program_id, spans, DaysOff, of, reading.uids)
            added, removed = added + came, removed + went
        concerned = 0
        if added or removed:
            concerned = calendars.touched(tx, program, of, now)
            for span in {
                each.scope_name: each for each in taken if (each.scope, each.scope_name) != (of.scope, of.scope_name)
            }.values():
                concerned += calendars.touched(tx, program, span, now)
            facts = {"added": added, "removed": removed, "whose": of.scope_name or of.scope}
            audit.add(tx, program_id, actor.id, CHANGED, now, facts=facts)
        settings_store.step_done(tx, program_id, Topic.DAYS_OFF, now)
        left_out = tuple(reading.left_out) if reading is not None else ()
        return DaysReport(program_settings.overview_of(tx, found), added, removed, concerned, left_out)
