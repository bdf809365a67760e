"""Hours and check-ins as rows of a file: for coordinators, never what was not shared with them."""

from collections.abc import Iterator, Sequence

from bot.domain.calendar import local
from bot.domain.checkins import Audience
from bot.domain.hours import once_each
from bot.domain.programs import Program
from bot.domain.spreadsheets import neutralise
from bot.store import hours, reports
from bot.store.database import Store
from bot.store.reports import After, Between

Rows = Iterator[tuple[str, ...]]
HOURS_COLUMNS = ("program", "email", "name", "date", "category", "minutes", "topic")
CHECK_IN_COLUMNS = ("program", "email", "roles", "week", "checked_in_on", "went_well_shared", "hard_shared")


def export_hours(store: Store, program: Program, between: Between = (None, None)) -> Rows:
    """Yield the header, then a row for each entry of each member's ledger, member by member, by day.

    Hours that were reported and wait for a coordinator are not there yet.
    """
    yield HOURS_COLUMNS
    after = 0
    while True:
        with store.read() as tx:
            batch = hours.members_after(tx, program.id, after)
            entries = once_each(hours.entries(tx, [member_id for member_id, *_ in batch], between))
        if not batch:
            return
        by_member = {member_id: [one for one in entries if one.member_id == member_id] for member_id, *_ in batch}
        for member_id, email, name, _ in batch:
            for one in by_member[member_id]:
                day = one.held_on.isoformat()
                yield _safe((program.name, email, name, day, one.category.value, str(one.minutes), one.topic))
        after = batch[-1][0]


def export_check_ins(store: Store, program: Program, between: Between = (None, None)) -> Rows:
    """Yield the header, then a row for each check-in: that it was done, and what its author shared with more than a
    partner. What was left to a partner, or to nobody, is not there.
    """
    yield CHECK_IN_COLUMNS
    after: After | None = None
    while True:
        with store.read() as tx:
            rows, after = reports.check_ins_of_program(tx, program.id, between, after)
        for _, email, roles, week, went_well, win_audience, hard, challenge_audience, made_at in rows:
            shared = (_shared(went_well, win_audience), _shared(hard, challenge_audience))
            day = local(made_at, program.timezone).date()  # as the digest counts it
            yield _safe((program.name, email, roles, week.isoformat(), day.isoformat(), *shared))
        if after is None:
            return


def _shared(words: str, audience: str) -> str:
    return "" if audience == Audience.PAIR.value else words


def _safe(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(neutralise(value) for value in values)
