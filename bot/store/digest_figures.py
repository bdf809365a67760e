"""Counting the week that a digest tells of. Times are UTC, days those of the program."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from bot.domain.calendar import local, moment_of
from bot.domain.digest_figures import Coming, Figures, count_roles
from bot.domain.digests import COMING, WEEKS, by_week, since_last
from bot.domain.members import Member, Person
from bot.domain.programs import Program
from bot.domain.pulses import Trend, latest_term, term_before, trend
from bot.store import digests, ladders, programs, pulses
from bot.store.database import Tx

WEEK = timedelta(weeks=1)


def figures(
    tx: Tx, program: Program, until: datetime, known: Sequence[tuple[Member, Person]], by_plan: int = 0
) -> Figures:
    """Return the figures of the week before the local day that holds the moment `until`, at which the digest is due;
    `known` are the program's people (`digests.open_members`), `by_plan` of its pairs go by `ProgramPairs.by_plan`.
    """
    today = local(until, program.timezone).date()
    weeks = _weeks(program, today)
    spans = _spans(program, weeks)
    done = [digests.checked_in(tx, program.id, *span) for span in spans]
    asked = [digests.is_asked(tx, program.id, *span) for span in spans]
    before = done[-2] if len(done) > 1 and asked[-2] else None
    last_met = digests.last_met(tx, program.id, today)
    challenges, asking = digests.asked_of_community(tx, program.id, *spans[-1])
    return Figures(
        counts=count_roles(known, digests.asked(tx, program.id, *spans[-1]), done[-1], before, today),
        weeks=tuple(weeks[:-1]),
        meetings=tuple(by_week(digests.meetings_by_day(tx, program.id, weeks[0], today), today, len(weeks) - 1)),
        check_ins=tuple(map(len, done)),
        asked=tuple(asked),
        since_last=since_last(last_met.values(), today),
        on_hold=len(last_met.keys() & ladders.held_in_program(tx, program.id, today)),
        by_plan=by_plan,
        challenges=challenges,
        asking=asking,
        coming=_coming(tx, program, until, today),
        pulse=_pulse(tx, program, until, today),
    )


def wins(tx: Tx, program: Program, until: datetime) -> tuple[list[int], list[int]]:
    """Return the ids of the check-ins and of the shares whose wins the same week's digest quotes."""
    today = local(until, program.timezone).date()
    return digests.shared_wins(tx, program.id, *_spans(program, [today - WEEK, today])[-1])


def _spans(program: Program, days: list[date]) -> list[tuple[datetime, datetime]]:
    """Return the spans between these days: whole days, as the digest says and exports have them."""
    return list(pairwise(moment_of(day, time.min, program.timezone) for day in days))


def _weeks(program: Program, today: date) -> list[date]:
    """Return the first days of the weeks to look back on, up to four, oldest first, and `today` at the end: none that
    was over before the program began, and the last one always.
    """
    back = [n for n in range(WEEKS, 0, -1) if n == 1 or today - (n - 1) * WEEK > program.starts]
    return [*(today - n * WEEK for n in back), today]


def _coming(tx: Tx, program: Program, until: datetime, today: date) -> Coming:
    spans = programs.days_off_of(tx, [program.id])[program.id]
    off = sorted(
        (span.starts, span.ends, span.title)
        for span in spans
        if span.scope == "program" and span.starts < today + COMING and span.ends >= today
    )
    session = digests.next_session(tx, program.id, until)
    return Coming(
        meetings=digests.planned_between(tx, program.id, until, until + COMING),
        days_off=tuple(off),
        session=(session[0], local(session[1], program.timezone)) if session is not None else None,
    )


def _pulse(tx: Tx, program: Program, until: datetime, today: date) -> Trend | None:
    """Return how the answers of the term that holds the week's last day stand to those of the term before."""
    term = latest_term(program.starts, program.ends, today - timedelta(days=1))
    if term is None:
        return None
    earlier = term_before(program.starts, program.ends, term)
    answers = pulses.of_term(tx, program.id, term.key, until)
    before = pulses.of_term(tx, program.id, earlier.key, until) if earlier is not None else []
    return trend([answer for _, answer in answers], [answer for _, answer in before])
