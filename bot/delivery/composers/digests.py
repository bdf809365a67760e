"""The weekly digest of a program, from what was counted when it came due, and the full lists in its thread."""

from datetime import date, datetime, timedelta

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.domain.calendar import local
from bot.domain.digest_figures import from_facts
from bot.domain.digests import LIST_PAGES, PER_LIST, Matter
from bot.domain.messages import Row
from bot.domain.programs import Program
from bot.store import digest_figures, digests, matter_names, matters
from bot.store.database import Tx
from bot.views import digest_matters as matter_views
from bot.views import digests as views
from bot.views.message import Message

WEEK = timedelta(weeks=1)


class DigestComposer(Defaults):
    """Composes the digest for the seven days before the one it was due on, with the figures of that moment; what was
    done since stands beside each matter, and a win that was taken back since is gone.
    """

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the digest."""
        if row.program_id is None:
            return None
        program = digests.program(tx, row.program_id)
        return views.digest(wording(), _view(tx, program, row))

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
        every = _asked(tx, program, row, day)
        page = int(row.facts["page"])
        pages = min(LIST_PAGES, -(-len(every) // PER_LIST))
        shown = every[page * PER_LIST : (page + 1) * PER_LIST]
        if not shown:
            return None
        more = max(0, len(every) - LIST_PAGES * PER_LIST) if page + 1 == pages else 0
        return matter_views.matters_list(wording(), matter_names.named(tx, program, shown), day, page, pages, more)


def _view(tx: Tx, program: Program, row: Row) -> views.DigestView:
    """Return the week before the local day on which the digest was due."""
    day = local(row.due_at, program.timezone).date()
    kept = row.facts.get("figures")
    if kept is None:  # one that came due before figures were kept
        known = digests.open_members(tx, program.id)
        figures = digest_figures.figures(tx, program, row.due_at, known)
        wins = digest_figures.wins(tx, program, row.due_at)
    else:
        figures, wins = from_facts(kept), (row.facts["check_ins"], row.facts["shares"])
    asked = _asked(tx, program, row, day)
    dealt_with = matters.dealt_with(tx, program.id, row.due_at - WEEK, row.due_at, [each.id for each in asked])
    return views.DigestView(
        program=program.name,
        first=day - WEEK,
        last=day - timedelta(days=1),
        matters=tuple(matter_names.named(tx, program, asked)),
        dealt_with=tuple(matter_names.named(tx, program, dealt_with)),
        figures=figures,
        wins=tuple(views.SharedWin(*win) for win in digests.win_words(tx, *wins)),
    )


def _asked(tx: Tx, program: Program, row: Row, day: date) -> list[Matter]:
    """Return what the digest of a day asks for, as it stands now."""
    besides = set(row.facts.get("besides", ()))
    return [each for each in matters.of_day(tx, program.id, day) if each.id not in besides]
