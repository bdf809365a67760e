"""The weekly digest of a program, gathered when it is sent, and the full lists in its thread."""

from collections.abc import Sequence, Set
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.domain.calendar import local, moment_of
from bot.domain.digests import COMING, LIST_PAGES, PER_LIST, WEEKS, by_week, since_last
from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.messages import Row
from bot.domain.programs import Program
from bot.domain.pulses import Trend, latest_term, term_before, trend
from bot.store import digests, matter_names, matters, programs, pulses
from bot.store.database import Tx
from bot.views import digest_matters as matter_views
from bot.views import digests as views
from bot.views.message import Message

WEEK = timedelta(weeks=1)
ROLES = (Role.MENTEE, Role.MENTOR, Role.EMERGING)


class DigestComposer(Defaults):
    """Composes the digest for the seven days before the one it was due on; what was done since stands beside each
    matter.
    """

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the digest."""
        if row.program_id is None:
            return None
        program = digests.program(tx, row.program_id)
        today = local(row.due_at, program.timezone).date()
        view = _week(tx, program, row.due_at, today)
        return views.digest(wording(), view)

    def channel(self, tx: Tx, row: Row) -> str | None:
        """Return the coordinators' channel."""
        return digests.program(tx, row.program_id).coordinator_channel if row.program_id is not None else None


class DigestListComposer(Defaults):
    """Composes a page of the full list of what needs somebody."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the page, None if nothing is left of it."""
        if row.program_id is None:
            return None
        program = digests.program(tx, row.program_id)
        day = local(row.due_at, program.timezone).date()
        every = matters.of_day(tx, program.id, day)
        page = int(row.facts["page"])
        pages = min(LIST_PAGES, -(-len(every) // PER_LIST))
        shown = every[page * PER_LIST : (page + 1) * PER_LIST]
        if not shown:
            return None
        more = max(0, len(every) - LIST_PAGES * PER_LIST) if page + 1 == pages else 0
        return matter_views.matters_list(wording(), matter_names.named(tx, program, shown), day, page, pages, more)


def _week(tx: Tx, program: Program, until: datetime, today: date) -> views.DigestView:
    """Return the week before the local day `today`, which holds the UTC moment `until`."""
    weeks = _weeks(program, today)
    # Whole days, as the digest says and exports have them.
    moments = [moment_of(day, time.min, program.timezone) for day in weeks]
    done = [digests.checked_in(tx, program.id, *span) for span in pairwise(moments)]
    before = done[-2] if len(done) > 1 else None
    span = moments[-2], moments[-1]
    challenges, asking = digests.asked_of_community(tx, program.id, *span)
    return views.DigestView(
        program=program.name,
        first=today - WEEK,
        last=today - timedelta(days=1),
        matters=tuple(matter_names.named(tx, program, matters.of_day(tx, program.id, today))),
        counts=tuple(_counts(digests.open_members(tx, program.id), done[-1], before, today)),
        weeks=tuple(weeks[:-1]),
        meetings=tuple(by_week(digests.meetings_by_day(tx, program.id, weeks[0], today), today, len(weeks) - 1)),
        check_ins=tuple(map(len, done)),
        since_last=since_last(digests.last_met(tx, program.id, today), today),
        wins=tuple(views.SharedWin(*win) for win in digests.shared_wins(tx, program.id, *span)),
        challenges=challenges,
        asking=asking,
        coming=_coming(tx, program, until, today),
        pulse=_pulse(tx, program, until, today),
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


def _weeks(program: Program, today: date) -> list[date]:
    """Return the first days of the weeks to look back on, up to four, oldest first, and `today` at the end: none that
    was over before the program began, and the last one always.
    """
    back = [n for n in range(WEEKS, 0, -1) if n == 1 or today - (n - 1) * WEEK > program.starts]
    return [*(today - n * WEEK for n in back), today]


def _coming(tx: Tx, program: Program, until: datetime, today: date) -> views.Coming:
    spans = programs.days_off_of(tx, [program.id])[program.id]
    off = sorted(
        (span.starts, span.ends, span.title)
        for span in spans
        if span.scope == "program" and span.starts < today + COMING and span.ends >= today
    )
    session = digests.next_session(tx, program.id, until)
    at = local(session[1], program.timezone) if session is not None else None
    return views.Coming(
        meetings=digests.planned_between(tx, program.id, until, until + COMING),
        days_off=tuple(off),
        session=(session[0], at) if session is not None and at is not None else None,
    )


def _counts(
    known: Sequence[tuple[Member, Person]], done: Set[int], before: Set[int] | None, day: date
) -> list[views.RoleCount]:
    """Count by role who checked in, of those who could have been asked or did so anyway."""
    found = []
    for role in ROLES:
        in_role = {member.id: person for member, person in known if role in member.roles}
        could = {id_ for id_, who in in_role.items() if who.state is PersonState.ACTIVE and not who.is_paused(day)}
        asked = could | (in_role.keys() & done)
        if asked:
            earlier = len(in_role.keys() & before) if before is not None else None
            found.append(views.RoleCount(role, len(asked & done), len(asked), earlier))
    return found
