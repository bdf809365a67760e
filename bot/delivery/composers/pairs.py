"""What a pair is told of itself, as it stands at the moment of sending."""

from collections.abc import Sequence
from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import recipient
from bot.domain.calendar import local, school_days
from bot.domain.introductions import first_talk_by
from bot.domain.members import Member, Person, PersonState
from bot.domain.messages import Row, RowState
from bot.domain.pairs import PairEvent
from bot.store import outbox, pairs, programs
from bot.store.database import Tx
from bot.store.identity import partners_of
from bot.store.pairs import Two
from bot.views import pairs as views
from bot.views.message import Message

MOST = 20  # news in one message
_TOLD = {RowState.SENT, RowState.COMBINED}


class IntroductionComposer(Defaults):
    """Composes the introduction of a pair, for both together or for each alone."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose pair is over already."""
        lasting = {two.pair.id for two in pairs.two_of_pairs(tx, [row.facts["pair"] for row in rows]) if _lasts(two)}
        return {row.id for row in rows if row.facts["pair"] not in lasting}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the introduction; alone if the row is not for both together."""
        found = pairs.two_of_pairs(tx, [row.facts["pair"]])
        program = programs.program(tx, found[0].pair.program_id) if found else None
        if program is None:
            return None
        two = found[0]
        off = programs.days_off_of(tx, [program.id])[program.id]
        member = two.mentee[0]
        days = school_days(off, member.school, member.district)
        starts = max(two.pair.starts, local(now, program.timezone).date())
        view = views.Introduction(
            program.name, _side(two.mentor), _side(two.mentee), first_talk_by(starts, days), two.pair.id
        )
        if "people" in row.facts:
            return views.introduction(wording(), view)
        to = recipient(tx, row)
        to_mentor = two.mentor[1].id == to.person.id
        return views.introduction_alone(wording(to.person.locale), view, to_mentor=to_mentor)

    def channel(self, tx: Tx, row: Row) -> str | None:
        """Return the Slack ids of the two, whose conversation with the bot Slack opens."""
        found = pairs.two_of_pairs(tx, [row.facts["pair"]])
        ids = [person.slack_id for two in found for _, person in (two.mentor, two.mentee) if person.slack_id]
        return ",".join(ids) if len(ids) == 2 else None


def _lasts(two: Two) -> bool:
    return two.pair.ends is None and two.mentor[0].ended_at is None and two.mentee[0].ended_at is None


def _side(side: tuple[Member, Person]) -> views.Side:
    member, person = side
    return views.Side(person.name, person.slack_id, member.position, member.school)


class PartnerNewsComposer(Defaults):
    """Composes what became of partners; what has changed since is left out."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows of which nothing is true any more."""
        return {row.id for row in rows if not _true_news(tx, row, now)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the news that are true now."""
        to = recipient(tx, row)
        found = []
        for two, event in _true_news(tx, row, now):
            member, _ = two.side_of(to.person.id)
            program = programs.program(tx, two.pair.program_id)
            others = [p for p in partners_of(tx, member, to.day(now)) if p.pair_id != two.pair.id and not p.is_away]
            partner = two.partner_of(to.person.id)[1]
            name = "" if partner.is_erased else partner.name
            found.append(views.PartnerNews(event, name, program.name if program else "", bool(others)))
        return views.partner_news(wording(to.person.locale), found)

    def fits(self, rows: Sequence[Row]) -> int:
        """As many as can be read."""
        return min(MOST, len(rows))


def _true_news(tx: Tx, row: Row, now: datetime) -> list[tuple[Two, PairEvent]]:
    known = {two.pair.id: two for two in pairs.two_of_pairs(tx, [entry[0] for entry in row.facts["news"]])}
    return [
        (known[pair_id], PairEvent(event))
        for pair_id, event, pause_key in row.facts["news"]
        if pair_id in known and _holds(tx, known[pair_id], PairEvent(event), pause_key, row, now)
    ]


def _holds(tx: Tx, two: Two, event: PairEvent, pause_key: str, row: Row, now: datetime) -> bool:
    """Say whether the news is still true. That a pause is over is news only for who was told of it."""
    person = two.partner_of(row.person_id or 0)[1]
    if not _lasts(two):
        return event is PairEvent.ENDED
    is_gone = person.state is PersonState.DEACTIVATED
    is_paused = person.is_paused(local(now, person.timezone("UTC")).date())
    match event:
        case PairEvent.PAUSED:
            return is_paused and not is_gone
        case PairEvent.GONE:
            return is_gone
        case PairEvent.ENDED:
            return False
        case PairEvent.BACK:
            return not is_gone and not is_paused and _was_told(tx, pause_key)


def _was_told(tx: Tx, pause_key: str) -> bool:
    """Say whether the news of the pause went out; a return to Slack has none, and is told."""
    pause = outbox.find(tx, pause_key)
    return pause is None or pause.state in _TOLD
