"""What groups and hosts are told of a session that is held: keys of the messages, and whom each reaches."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.kinds.kind import Kind
from bot.domain.kinds.session_day import SESSION_HOSTED, SESSION_OPENED, SESSION_ROUND
from bot.domain.messages import Draft
from bot.domain.session_day import Said, spread
from bot.domain.session_seats import Seat, SessionGroup
from bot.domain.sessions import Session
from bot.services import posts
from bot.store import members, outbox, problems, programs
from bot.store import sessions as sessions_store
from bot.store.database import Tx

Kinds = tuple[Kind, Kind]  # to a conversation, and its twin to a person


class Posts:
    """Tells the groups of one session. Built for one transaction."""

    def __init__(self, tx: Tx, session: Session) -> None:
        program = programs.program(tx, session.program_id)
        assert program is not None  # noqa: S101  (mypy: a session hangs off a program)
        self._tx = tx
        self._session = session
        self._workspace_id = program.workspace_id
        found = problems.open_problems(tx, program.workspace_id)
        self._unusable = {problem.subject for problem in found if problem.kind == problems.CHANNEL}

    def reaches(self, group: SessionGroup) -> bool:
        """Say whether a group has a conversation in which it can be written to."""
        return group.channel is not None and group.channel not in self._unusable

    def put(
        self,
        group: SessionGroup,
        seats: Sequence[Seat],
        kinds: Kinds,
        occasion: str,
        facts: Mapping[str, Any],
        now: datetime,
        later: timedelta = timedelta(),
    ) -> None:
        """Tell a group, `later` than now if many are told: in its conversation if it has one, and directly whoever is
        not in there. Told of the same occasion again, nothing changes.
        """
        here, alone = kinds
        drafts = []
        values = {"group": group.id, **facts}
        if self.reaches(group):
            drafts.append(self._draft(here, f"{group.id}:{occasion}", values, now + later))
            seats = [seat for seat in seats if seat.home_group_id != group.home_group_id]
        for seat in seats:
            drafts.append(self._draft(alone, f"{group.id}:{occasion}:{seat.member_id}", values, now + later, seat))
        outbox.put(self._tx, drafts)

    def put_direct(self, seats: Iterable[Seat], kind: Kind, facts: Mapping[str, Any], now: datetime) -> None:
        """Write to people once a session about one matter, the kind's."""
        drafts = [self._draft(kind, f"{self._session.id}:{seat.member_id}", facts, now, seat) for seat in seats]
        outbox.put(self._tx, drafts)

    def put_hosts(self, now: datetime) -> None:
        """Give the hosts what they need to run the session."""
        hosting = sessions_store.hosts(self._tx, [self._session.id])[self._session.id]
        drafts = []
        for member_id in hosting:
            person = members.person_of_member(self._tx, member_id)
            if person is not None:
                facts = {"session": self._session.id}
                key = f"{SESSION_HOSTED.name}:{self._session.id}:{member_id}"
                values = (self._workspace_id, SESSION_HOSTED.name, key, facts, now, person.id, self._session.program_id)
                drafts.append(Draft(*values))
        outbox.put(self._tx, drafts)

    def follow(self, groups: Iterable[tuple[SessionGroup, Sequence[Seat]]], now: datetime) -> None:
        """Bring what groups were told at the start up to date, and what the hosts have."""
        here, alone = SESSION_OPENED
        hosting = sessions_store.hosts(self._tx, [self._session.id])[self._session.id]
        keys = [f"{SESSION_HOSTED.name}:{self._session.id}:{member_id}" for member_id in hosting]
        for group, seats in groups:
            keys.append(f"{here.name}:{group.id}:opened")
            keys += [f"{alone.name}:{group.id}:opened:{seat.member_id}" for seat in seats]
        posts.refresh(self._tx, keys, now)

    def follow_begun(self, groups: Iterable[SessionGroup], at: datetime) -> None:
        """Bring the plans in the groups' conversations up to date from the UTC moment `at` on, now that rounds run."""
        here, _ = SESSION_OPENED
        keys = [f"{here.name}:{group.id}:opened" for group in groups if self.reaches(group)]
        posts.refresh(self._tx, keys, at)

    def follow_round(self, group: SessionGroup, seats: Sequence[Seat], now: datetime) -> None:
        """Bring the announcement of the round that is on up to date."""
        here, alone = SESSION_ROUND
        which = f"{group.id}:{group.run.round}:{Said.ROUND.value}"
        direct = [f"{alone.name}:{which}:{seat.member_id}" for seat in seats]
        posts.refresh(self._tx, [f"{here.name}:{which}", *direct], now)

    def follow_over(self, group: SessionGroup, at: datetime, seats: Sequence[Seat] = ()) -> None:
        """Bring the announcement of a round that was on up to date from the UTC moment `at` on, in a group's
        conversation and with those of `seats` who were told directly: it is over, and nobody need press its buttons.
        """
        here, alone = SESSION_ROUND
        which = f"{group.id}:{group.run.round}:{Said.ROUND.value}"
        direct = [f"{alone.name}:{which}:{seat.member_id}" for seat in seats]
        posts.refresh(self._tx, [f"{here.name}:{which}", *direct] if self.reaches(group) else direct, at)

    def _draft(
        self, kind: Kind, key: str, facts: Mapping[str, Any], due_at: datetime, seat: Seat | None = None
    ) -> Draft:
        person_id = seat.person.id if seat is not None else None
        program_id = self._session.program_id
        return Draft(self._workspace_id, kind.name, f"{kind.name}:{key}", facts, due_at, person_id, program_id)


def delay(groups: Sequence[SessionGroup], group: SessionGroup) -> timedelta:
    """Return how much later than others a group of a session hears of what all hear."""
    number = next((n for n, each in enumerate(groups) if each.id == group.id), 0)
    return spread(number, len(groups))
