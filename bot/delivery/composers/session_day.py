"""Messages of a session that runs: to groups, in their conversation or to each, and to hosts."""

from collections.abc import Sequence
from datetime import datetime

from bot.content.wording import Wording, wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import recipient
from bot.domain.messages import Row
from bot.domain.session_day import Said
from bot.domain.session_seats import Seat, SessionGroup
from bot.domain.sessions import Session
from bot.store import members, session_day, session_reflections
from bot.store import sessions as sessions_store
from bot.store.database import Tx
from bot.views import session_day as views
from bot.views.message import Message


def group_of(tx: Tx, row: Row) -> tuple[SessionGroup, Session] | None:
    """Return the group that a row is about, with its session, unless that was cancelled."""
    group = session_day.group(tx, row.facts["group"])
    session = sessions_store.get(tx, group.session_id) if group is not None else None
    return (group, session) if group and session and session.cancelled_at is None else None


def words_for(tx: Tx, row: Row) -> Wording:
    """Return the wording of a person's locale; a group's conversation has the default."""
    return wording(recipient(tx, row).person.locale) if row.person_id is not None else wording()


def someone(seat: Seat, group: SessionGroup) -> views.Someone:
    """Return somebody who sits in a group, as views show them."""
    guest = seat.home_group_id != group.home_group_id
    return views.Someone(seat.member_id, seat.person.name, seat.person.slack_id, seat.job, guest)


class GroupComposer(Defaults):
    """What messages to a group have in common: where they go, and that a cancelled session has none."""

    def read_ahead(self, tx: Tx, rows: Sequence[Row]) -> None:
        """Read all groups with their sessions in one go."""
        groups = session_day.groups_by_id(tx, {row.facts["group"] for row in rows})
        sessions_store.sessions_by_id(tx, {group.session_id for group in groups.values()})

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows of sessions that were cancelled, and of groups that have lost their conversation since."""
        return {row.id for row in rows if row.ts is None and (group_of(tx, row) is None or self.lost(tx, row))}

    def lost(self, tx: Tx, row: Row) -> bool:
        """Say whether a row is for a group's conversation, and there is none any more."""
        return row.person_id is None and self.channel(tx, row) is None

    def channel(self, tx: Tx, row: Row) -> str | None:
        """Return the group's conversation."""
        group = session_day.group(tx, row.facts["group"])
        return group.channel if group is not None else None


class OpenedComposer(GroupComposer):
    """Composes what a group gets when the session starts."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return who is in it, who has which job, and the plan as it is now."""
        found = group_of(tx, row)
        if found is None:
            return None
        group, session = found
        seats = session_day.seats(tx, [group.id])[group.id]
        wanted = _last_time(tx, group, session) if _at_home(row, group, seats) else []
        view = views.GroupView(
            group.id,
            session.title,
            group.name,
            tuple(someone(seat, group) for seat in seats),
            group.plan,
            _began(group, session),
            session.timezone,
            group.run.round is None and group.run.ended_at is None,
            session.protocol,
            session.link,
            tuple(views.NowWhat(each.name, each.words) for each in wanted),
        )
        return views.opened(words_for(tx, row), view)


def _last_time(tx: Tx, group: SessionGroup, session: Session) -> list[session_reflections.NowWhat]:
    """Return what the people of a home wanted to do since its last session, as they share it."""
    if group.home_group_id is None:
        return []
    before = session_reflections.before(tx, group.home_group_id, session.starts_at)
    return session_reflections.now_whats(tx, [before]) if before is not None else []


def _at_home(row: Row, group: SessionGroup, seats: Sequence[Seat]) -> bool:
    """Say whether a message is for those whose home the group is: what they shared is not for guests."""
    if row.person_id is None:
        return True
    return any(seat.person.id == row.person_id and seat.home_group_id == group.home_group_id for seat in seats)


def _began(group: SessionGroup, session: Session) -> datetime:
    """Return when a group's first round begins, or would."""
    if group.run.round == 0 and group.run.round_began_at:
        return group.run.round_began_at
    return session.begun_at or session.starts_at


class RoundComposer(GroupComposer):
    """Composes each round, the minute before its end, and the end of all."""

    def read_ahead(self, tx: Tx, rows: Sequence[Row]) -> None:
        """Read all groups with their sessions and presenters in one go."""
        super().read_ahead(tx, rows)
        groups = session_day.groups_by_id(tx, {row.facts["group"] for row in rows})
        steps = (step for group in groups.values() for step in group.plan.steps)
        members.people_of_members(tx, {step.presenter for step in steps if step.presenter is not None})

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows that say what is not so any more: of a round that is over, of an end that was put off."""
        return {row.id for row in rows if row.ts is None and (self.lost(tx, row) or not self._holds(tx, row))}

    def _holds(self, tx: Tx, row: Row) -> bool:
        found = group_of(tx, row)
        if found is None:
            return False
        run, said = found[0].run, Said(row.facts["said"])
        if said is Said.END:
            return run.ended_at is not None
        is_on = run.is_on and run.round == row.facts["round"]
        ends = int(run.round_ends_at.timestamp()) if run.round_ends_at is not None else 0
        return is_on and (said is Said.ROUND or ends == row.facts["ends"])

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return what the group is told, with the end of the round as it is now."""
        found = group_of(tx, row)
        number = row.facts["round"]
        if found is None or not 0 <= number < len(found[0].plan.steps):
            return None
        group, session = found
        step = group.plan.steps[number]
        is_on = group.run.is_on and group.run.round == number
        presenter = members.person_of_member(tx, step.presenter) if step.presenter is not None else None
        view = views.RoundView(
            group.id,
            Said(row.facts["said"]),
            number,
            step,
            group.plan.protocol,
            (group.run.round_ends_at if is_on else None) or session.ends_at,
            session.timezone,
            presenter.name if presenter is not None else "",
            is_on,
        )
        return views.round_post(words_for(tx, row), view)


class CallComposer(GroupComposer):
    """Composes what a host, or who coordinates the program, says to all groups."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the host's words."""
        found, call = group_of(tx, row), session_day.call(tx, row.facts["call"])
        by = members.person(tx, call[0]) if call is not None else None
        if found is None or call is None or by is None:
            return None
        hosting = [members.person_of_member(tx, id_) for id_ in sessions_store.hosts(tx, [found[1].id])[found[1].id]]
        hosts = any(person is not None and person.id == by.id for person in hosting)
        return views.call(words_for(tx, row), found[1].title, by.name, call[1], hosts=hosts)


class HostedComposer(Defaults):
    """Composes what hosts get when the session starts."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows of sessions that are over before anybody was told."""
        found = {row.id: sessions_store.get(tx, row.facts["session"]) for row in rows}
        return {id_ for id_, each in found.items() if each is None or each.cancelled_at or each.ended_at}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return how the session stands."""
        session = sessions_store.get(tx, row.facts["session"])
        if session is None:
            return None
        groups = session_day.groups_of(tx, session.id)
        seats = [there for there in session_day.seats(tx, [group.id for group in groups]).values() if there]
        by = members.person(tx, session.begun_by) if session.begun_by is not None else None
        view = views.HostedView(
            session.id,
            session.title,
            len(seats),
            sum(len(there) for there in seats),
            session.timezone,
            session.begun_at,
            by.name if by is not None else "",
            session.ended_at is not None,
        )
        return views.hosted(words_for(tx, row), view)
