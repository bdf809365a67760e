"""What members wrote goes some months after their program's last day; coordinators are told two weeks before."""

from datetime import datetime

from bot.domain import messages, retention
from bot.domain.messages import Draft
from bot.domain.programs import Program
from bot.store import outbox, programs
from bot.store import retention as stored
from bot.store.database import Store, Tx

BATCH = 500  # rows a transaction, so that others get their turn to write


def set_next(tx: Tx, program_id: int, now: datetime) -> None:
    """Set anew when the texts of a program go; whatever changes its last day, zone or the setting calls this.

    What was erased is erased: only a program that goes on again is due anew. Whoever was told is told again.
    """
    program = programs.program(tx, program_id)
    moment = retention.told_at(program) if program is not None else None
    if stored.erased(tx, program_id) is not None and moment is not None and moment <= now:
        return
    stored.set_moments(tx, program_id, words_next_at=moment, words_told_at=None, words_erased_at=None)


def erase_due(store: Store, *, now: datetime, limit: int = BATCH) -> int:
    """Tell the coordinators of a program whose texts are to go, or erase a part of them; return how much there was, 0
    when nothing is due.
    """
    with store.read() as tx:
        if stored.due(tx, now) is None:
            return 0
    with store.write() as tx:
        found = stored.due(tx, now)
        if found is None:
            return 0
        program, told = found
        if told is None:
            _tell(tx, program, now)
            return 1
        erased = stored.erase(tx, program, limit)
        if not erased:
            stored.set_moments(tx, program.id, words_next_at=None, words_erased_at=now)
        return max(1, erased)


def _tell(tx: Tx, program: Program, now: datetime) -> None:
    goes_at = retention.erased_after_telling(program, now)
    facts = {"notices": [{"words_until": goes_at.isoformat()}]}
    key = f"notice:words:{program.id}:{goes_at.date().isoformat()}"
    kind = messages.COORDINATOR_NOTICE.name
    outbox.put(tx, [Draft(program.workspace_id, kind, key, facts, now, program_id=program.id)])
    stored.set_moments(tx, program.id, words_next_at=goes_at, words_told_at=now)
