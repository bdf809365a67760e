"""The weekly digest: when each program's is due, with what it asks coordinators to see to.

Its numbers are gathered when it is sent. Each looks a week ahead for the two questions of a term, too.
"""

from datetime import datetime

from bot.domain import messages
from bot.domain.calendar import DIGEST_LATEST, latest_weekly, local, next_weekly
from bot.domain.digests import ALL_SHOWN, LIST_PAGES, PER_LIST, digest_key
from bot.domain.kinds.programs import DIGEST_LIST
from bot.domain.messages import Draft
from bot.domain.programs import Program
from bot.services import digest_matters, pulses
from bot.store import digests as stored
from bot.store import matters, outbox
from bot.store.database import Store, Tx

AT_ONCE = 500  # drafts written together


def digests_due(store: Store, *, now: datetime) -> int:
    """Put the digest of every program into the outbox whose time has come; return how many programs were due."""
    with store.read() as tx:
        if not stored.programs_due(tx, now):
            return 0
        programs = stored.programs_due(tx, now)
        found = {each.id: digest_matters.gather(tx, each, now) for each in programs}
        asked = {each.id: _askings(tx, each, now) for each in programs}
    with store.write() as tx:
        due = stored.programs_due(tx, now)
        drafts = []
        for program in due:
            rhythm = (program.digest_weekday, program.digest_time, program.timezone)
            at = program.next_digest_at and latest_weekly(program.next_digest_at, now, *rhythm)
            if at is not None and now <= at + DIGEST_LATEST and program.coordinator_channel is not None:
                day = local(at, program.timezone).date()
                if not matters.has_any(tx, program.id, day):
                    matters.add(tx, program.id, day, found.get(program.id, ()))
                key = digest_key(program.id, day)
                digest = Draft(program.workspace_id, messages.DIGEST.name, key, {}, at, program_id=program.id)
                drafts += [digest, *_lists(digest, len(found.get(program.id, ())))]
            following = next_weekly(now, *rhythm)
            drafts += asked.get(program.id, [])
            over = program.ends is not None and local(now, program.timezone).date() > program.ends
            stored.set_next_digest(tx, program.id, None if over else following)
        for first in range(0, len(drafts), AT_ONCE):
            outbox.put(tx, drafts[first : first + AT_ONCE])
        return len(due)


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
            {"under": digest.key, "page": page},
            digest.due_at,
            program_id=digest.program_id,
        )
        for page in range(pages)
    ]
