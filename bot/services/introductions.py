"""A new pair is introduced to each other, once."""

from collections.abc import Collection, Sequence
from datetime import datetime, time

from bot.domain import messages
from bot.domain.calendar import local, moment_of
from bot.domain.introductions import KNOWN_AFTER, needs_introduction
from bot.domain.messages import Draft
from bot.domain.programs import Program
from bot.store import outbox, pairs
from bot.store.database import Tx
from bot.store.pairs import Two

MORNING = time(9)  # of the pair's first day, where that is still to come; the program's time


def introduction_key(pair_id: int) -> str:
    """Return the key of a pair's introduction."""
    return f"introduction:{pair_id}"


def introduce(
    tx: Tx, program: Program, new: Collection[tuple[int, int]], now: datetime, *, is_first_roster: bool
) -> None:
    """Have the new pairs, given as (mentor's, mentee's member id), introduced once they may be written to."""
    today = local(now, program.timezone).date()
    sought = set(new)
    known = pairs.two_of_members(tx, {mentee for _, mentee in sought})
    found = [two for two in known if (two.pair.mentor_id, two.pair.mentee_id) in sought]
    wanted = []
    for two in found:
        own = [member.starts for member, _ in (two.mentor, two.mentee) if member.starts]
        if needs_introduction(max([program.starts, *own]), today, is_first_roster=is_first_roster):
            wanted.append(two)
    outbox.put(tx, [_draft(two, program.timezone, now) for two in wanted])


def _draft(two: Two, timezone: str, now: datetime) -> Draft:
    return Draft(
        two.mentee[1].workspace_id,
        messages.PAIR_INTRODUCTION.name,
        introduction_key(two.pair.id),
        {"pair": two.pair.id, "people": [two.mentor[1].id, two.mentee[1].id]},
        max(now, moment_of(two.pair.starts, MORNING, timezone)),
        person_id=two.mentee[1].id,
        program_id=two.pair.program_id,
    )


def catch_up(tx: Tx, found: Sequence[Two], now: datetime) -> None:
    """Let introductions go that could not while one of the two was paused or not in Slack yet, if the pair is young."""
    young = [two for two in found if now.date() - two.pair.starts <= KNOWN_AFTER]
    held = outbox.find_many(tx, [introduction_key(two.pair.id) for two in young])
    outbox.revive(tx, [each.row.id for each in held.values()], now)
