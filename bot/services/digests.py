"""The weekly digest: when each program's is due. What it says is gathered when it is sent."""

from datetime import datetime

from bot.domain import messages
from bot.domain.calendar import DIGEST_LATEST, latest_weekly, local, next_weekly
from bot.domain.messages import Draft
from bot.store import digests as stored
from bot.store import outbox
from bot.store.database import Store


def digests_due(store: Store, *, now: datetime) -> int:
    """Put the digest of every program into the outbox whose time has come; return how many programs were due."""
    with store.read() as tx:
        if not stored.programs_due(tx, now):
            return 0
    with store.write() as tx:
        due = stored.programs_due(tx, now)
        drafts = []
        for program in due:
            rhythm = (program.digest_weekday, program.digest_time, program.timezone)
            at = program.next_digest_at and latest_weekly(program.next_digest_at, now, *rhythm)
            if at is not None and now <= at + DIGEST_LATEST and program.coordinator_channel is not None:
                drafts.append(
                    Draft(
                        program.workspace_id,
                        messages.DIGEST.name,
                        f"digest:{program.id}:{local(at, program.timezone).date().isoformat()}",
                        {},
                        at,
                        program_id=program.id,
                    )
                )
            following = next_weekly(now, *rhythm)
            over = program.ends is not None and local(now, program.timezone).date() > program.ends
            stored.set_next_digest(tx, program.id, None if over else following)
        outbox.put(tx, drafts)
        return len(due)
