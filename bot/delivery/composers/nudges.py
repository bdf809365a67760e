"""Nudges, and what coordinators have the bot tell a pair."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import Recipient, recipient
from bot.domain.calendar import SchoolDays, local, school_days
from bot.domain.members import Member, Person
from bot.domain.messages import Row
from bot.domain.nudges import Step, is_true, suggestion
from bot.domain.obstacles import Obstacle
from bot.domain.pair_files import PairFile
from bot.domain.programs import DaysOff
from bot.domain.slots import AGAIN_AFTER
from bot.store import ladders, members, obstacles, programs
from bot.store import time_offers as offers
from bot.store.database import Tx
from bot.store.time_offers import TimeOffer
from bot.views import nudges as views
from bot.views.blocks import mention
from bot.views.message import Message


class NudgeComposer(Defaults):
    """Composes one message for all pairs of a person that need it."""

    def read_ahead(self, tx: Tx, rows: Sequence[Row]) -> None:
        """Read how all their pairs stand in one go."""
        _files(tx, rows)

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows none of whose pairs needs it any more: they met, agreed on a day, or want quiet."""
        files = _files(tx, rows)
        return {
            row.id for row in rows if not any(_holds(files.get(entry[0]), entry, now) for entry in row.facts["steps"])
        }

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the note as things stand now."""
        to = recipient(tx, row)
        steps = {pair_id: (step, day) for pair_id, step, day in sorted(row.facts["steps"])}
        files = ladders.files(tx, steps)
        told = obstacles.told_by(tx, to.person.id, steps)
        days_off = programs.days_off_of(tx, {file.program.id for file in files.values()})
        entries = []
        for pair_id, (step, day) in steps.items():
            file = files[pair_id]
            _, partner = file.partner_of(to.person.id)
            state = _state(file, to, [pair_id, step, day], told.get(pair_id), now)
            never, planned = file.last_met is None, file.standing.ahead
            first = never and state is None and planned is None
            suits = _suggested(file, to, days_off[file.program.id], now) if first else None
            times = None
            if state is None and step == Step.NOTE and len(steps) == 1:
                times, state = _times(offers.last_offer(tx, pair_id), to, now)
            entries.append(views.Entry(pair_id, partner.name, Step(step), never, suits, state, planned, times))
        return views.nudge(wording(to.person.locale), entries, to.timezone)

    def fits(self, rows: Sequence[Row]) -> int:
        """All: a long list is cut in the view."""
        return len(rows)


def _files(tx: Tx, rows: Sequence[Row]) -> dict[int, PairFile]:
    return ladders.files(tx, {pair_id for row in rows for pair_id, _, _ in row.facts["steps"]})


def _holds(file: PairFile | None, entry: Sequence[int | str], now: datetime) -> bool:
    """Say whether a step that was put into the outbox is still true."""
    if file is None:
        return False
    _, step, day = entry
    ladder = file.ladder
    if ladder.stepped_on is None or ladder.step < int(step) or ladder.stepped_on < date.fromisoformat(str(day)):
        return False
    return is_true(file.standing, local(now, file.program.timezone).date())


def _state(
    file: PairFile, to: Recipient, entry: Sequence[int | str], told: Obstacle | None, now: datetime
) -> views.State | None:
    standing, today = file.standing, to.day(now)
    if file.last_met is not None and (file.last_met != file.ladder.met_before or standing.taken == 0):
        return views.Met(file.last_met)
    if told is not None and told.closed_at is None and entry[1] == Step.ASK:
        return views.Told(told.why, told.shared)
    if standing.ahead is not None and standing.ahead >= today:
        return views.Planned(standing.ahead)
    if not standing.stopped and standing.snoozed_until is not None and standing.snoozed_until > today:
        return views.Snoozed(standing.snoozed_until)
    return None if _holds(file, entry, now) else views.Closed()


def _times(offer: TimeOffer | None, to: Recipient, now: datetime) -> tuple[views.Times | None, views.NoTime | None]:
    """Return what of a pair's last offer can still be chosen, or that none of it works."""
    if offer is None:
        return None, None
    ahead = {number: slot for number, slot in enumerate(offer.slots) if slot > now}
    if not offer.settled:
        return (views.Times(offer.id, ahead, offer.picks.get(to.person.id, frozenset())) if ahead else None), None
    return None, views.NoTime() if offer.chosen is None and offer.made_at > now - AGAIN_AFTER else None


def _suggested(file: PairFile, to: Recipient, days_off: Sequence[DaysOff], now: datetime) -> datetime | None:
    """Return a moment for a first talk that suits both."""

    def side(member: Member, person: Person) -> tuple[str, SchoolDays]:
        return file.timezone_of(person), school_days(days_off, member.school, member.district)

    own = next(each for each in file.sides if each[1].id == to.person.id)
    return suggestion(now, side(*own), side(*file.partner_of(to.person.id)))


class SharedComposer(Defaults):
    """Composes what the author of an obstacle lets their partner read."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose author shares it no longer."""
        found = {row.id: obstacles.obstacle(tx, row.facts["obstacle"]) for row in rows}
        return {row_id for row_id, one in found.items() if one is None or not one.shared or one.closed_at is not None}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return it as it stands now."""
        w = wording(recipient(tx, row).person.locale)
        found = obstacles.obstacle(tx, row.facts["obstacle"])
        author = members.person(tx, found.author_id) if found is not None and found.author_id is not None else None
        if found is None or author is None or not found.shared:
            return views.obstacle_taken_back(w)
        return views.shared_obstacle(w, author.name, found.why, found.words, found.pair_id)


class CoordinatorMessageComposer(Defaults):
    """Composes what a coordinator writes to one of a pair."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the coordinator's words with their name."""
        to = recipient(tx, row)
        found = obstacles.message(tx, row.facts["message"])
        file = ladders.files(tx, [found.pair_id]).get(found.pair_id) if found is not None else None
        author = members.person(tx, found.author_id) if found is not None else None
        if found is None or file is None or author is None:
            return None
        _, partner = file.partner_of(to.person.id)
        who = mention(author.slack_id, author.name)
        w = wording(to.person.locale)
        return views.coordinator_message(w, who, author.name, file.program.name, partner.name, found.words)


class PairChangeComposer(Defaults):
    """Composes what both are told when a coordinator changed their pair."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose change was taken back before it was told."""
        files = ladders.files(tx, {row.facts["pair"] for row in rows})
        return {row.id for row in rows if not _is_so(files.get(row.facts["pair"]), row.facts["change"])}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the change."""
        to = recipient(tx, row)
        file = ladders.files(tx, [row.facts["pair"]])[row.facts["pair"]]
        _, partner = file.partner_of(to.person.id)
        w = wording(to.person.locale)
        return views.pair_change(w, row.facts["change"], partner.name, file.ladder.held_until)


def _is_so(file: PairFile | None, change: str) -> bool:
    if file is None:
        return False
    held, ended = file.ladder.held_at is not None, file.pair.ends is not None
    return {"hold": held and not ended, "go_on": not held and not ended, "end": ended}[change]
