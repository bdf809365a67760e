"""The weekly digest: when each program's is due, with what it asks coordinators to see to and the figures of its week.

Both are gathered when it is due. Each looks a week ahead for the two questions of a term, too.
"""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from bot.domain import messages
from bot.domain.calendar import DIGEST_LATEST, latest_weekly, local, next_weekly
from bot.domain.digest_figures import as_facts
from bot.domain.digests import ALL_SHOWN, LIST_PAGES, PER_LIST, NewMatter, digest_key
from bot.domain.kinds.programs import DIGEST_LIST
from bot.domain.messages import Draft
from bot.domain.programs import Program
from bot.services import digest_matters, pulses
from bot.store import desk_home, digest_figures, matters, outbox
from bot.store import digests as stored
from bot.store import programs as program_store
from bot.store.database import Store, Tx

AT_ONCE = 500  # drafts written together


@dataclass(frozen=True, slots=True)
class _Ready:
    """What a digest that is due says of a program at the UTC moment `at`."""

    at: datetime
    matters: list[NewMatter]
    facts: dict[str, Any]


def digests_due(store: Store, *, now: datetime) -> int:
    """Put the digest of every program into the outbox whose time has come; return how many programs were due."""
    with store.read() as tx:
        if not stored.programs_due(tx, now):
            return 0
        programs = stored.programs_due(tx, now)
        ready = {each.id: _ready(tx, each, at, now) for each in programs if (at := _moment(each, now)) is not None}
        asked = {each.id: _askings(tx, each, now) for each in programs}
    with store.write() as tx:
        due = stored.programs_due(tx, now)
        drafts = []
        for program in due:
            at, found = _moment(program, now), ready.get(program.id)
            if at is not None and (found is None or found.at != at):
                continue  # changed while it was counted: the next tick counts anew
            if found is not None and at is not None:
                drafts += _digest(tx, program, found)
            drafts += asked.get(program.id, [])
            following = next_weekly(now, *_rhythm(program))
            over = program.ends is not None and local(now, program.timezone).date() > program.ends
            stored.set_next_digest(tx, program.id, None if over else following)
        for first in range(0, len(drafts), AT_ONCE):
            outbox.put(tx, drafts[first : first + AT_ONCE])
        return len(due)


def _rhythm(program: Program) -> tuple[int, time, str]:
    return program.digest_weekday, program.digest_time, program.timezone


def _moment(program: Program, now: datetime) -> datetime | None:
    """Return the UTC moment of the digest that is to be posted now, None for none: too late, or without a channel."""
    if program.next_digest_at is None or program.coordinator_channel is None:
        return None
    at = latest_weekly(program.next_digest_at, now, *_rhythm(program))
    return at if now <= at + DIGEST_LATEST else None


def _ready(tx: Tx, program: Program, at: datetime, now: datetime) -> _Ready:
    check_ins, shares = digest_figures.wins(tx, program, at)
    known = stored.open_members(tx, program.id)
    days_off = program_store.days_off_of(tx, [program.id])[program.id]
    standing = desk_home.program_pairs(tx, program, days_off, now)
    figures = as_facts(digest_figures.figures(tx, program, at, known, standing.by_plan))
    facts = {"figures": figures, "check_ins": check_ins, "shares": shares}
    return _Ready(at, digest_matters.gather(tx, program, now, known, standing), facts)


def _digest(tx: Tx, program: Program, found: _Ready) -> list[Draft]:
    """Write down what a digest asks for, and return it with the pages of the full list. What was seen to ahead of it,
    and is no longer so, stays written down and is not told.
    """
    day = local(found.at, program.timezone).date()
    asked = {(each.kind, each.subject_id) for each in found.matters}
    besides = [each.id for each in matters.of_day(tx, program.id, day) if (each.kind, each.subject_id) not in asked]
    matters.add_missing(tx, program.id, day, found.matters)
    facts = {**found.facts, "besides": besides}
    key = digest_key(program.id, day)
    digest = Draft(program.workspace_id, messages.DIGEST.name, key, facts, found.at, program_id=program.id)
    return [digest, *_lists(digest, len(found.matters))]


def _askings(tx: Tx, program: Program, now: datetime) -> list[Draft]:
    """Return what a term asks members, if its asking begins from the digest that is due until the one after it."""
    if program.next_digest_at is None:
        return []
    following = next_weekly(now, program.digest_weekday, program.digest_time, program.timezone)
    since, until = (local(at, program.timezone).date() for at in (program.next_digest_at, following))
    return pulses.askings(tx, program, since, until)


def _lists(digest: Draft, matters_found: int) -> list[Draft]:
    """Return the pages of the full list for the digest's thread, where the digest itself shows only a part of it."""
    if matters_found <= ALL_SHOWN:
        return []
    pages = min(LIST_PAGES, -(-matters_found // PER_LIST))
    return [
        Draft(
            digest.workspace_id,
            DIGEST_LIST.name,
            f"{digest.key}:list:{page}",
            {"under": digest.key, "page": page, "besides": digest.facts["besides"]},
            digest.due_at,
            program_id=digest.program_id,
        )
        for page in range(pages)
    ]
