"""Pairs: log that they met."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.calendar import local
from bot.domain.checkins import Met
from bot.domain.pairs import MEETING_MINUTES, Partner, kind_for
from bot.domain.refusals import Reason, Refusal
from bot.services import home, people, posts
from bot.store import meetings
from bot.store import prompts as prompt_store
from bot.store.database import Store, Tx
from bot.store.identity import partners_of


def we_met(store: Store, team_id: str, slack_id: str, met: Met, *, now: datetime) -> Refusal | None:
    """Log a meeting of today in one tap."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        today = local(now, people.timezone_of(identity)).date()
        known = [p for member, _ in identity.open_memberships() for p in partners_of(tx, member, today)]
        if not log_meeting(tx, known, met, identity.person.id, today, now):
            return Refusal(Reason.OUTDATED)
        _refresh_prompt(tx, identity.person.id, now)
        return None


def undo_met(store: Store, team_id: str, slack_id: str, meeting_id: int, *, now: datetime) -> Refusal | None:
    """Take back a meeting that the person logged."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        pair_id = meetings.pair_of(tx, meeting_id)
        if pair_id is None or not meetings.remove_meeting(tx, meeting_id, logged_by=identity.person.id):
            return Refusal(Reason.OUTDATED)
        home.pair_changed(tx, pair_id, now)
        _refresh_prompt(tx, identity.person.id, now)
        return None


def _refresh_prompt(tx: Tx, person_id: int, now: datetime) -> None:
    prompt = prompt_store.latest_prompt(tx, person_id)
    if prompt is not None:
        posts.refresh(tx, [prompt.message_key], now)


def log_meeting(tx: Tx, known: Sequence[Partner], met: Met, person_id: int, today: date, now: datetime) -> bool:
    """Write a meeting of today with one of the `known` partners; return False if the pair is none of theirs, or the
    length is none that is offered.

    A pair has one meeting a day here: when both report the same talk, the longer of the two lengths stands.
    """
    if all(partner.pair_id != met.pair_id for partner in known) or met.minutes not in MEETING_MINUTES:
        return False
    meetings.lock_pair(tx, met.pair_id)
    existing = meetings.meeting_on(tx, met.pair_id, today)
    if existing is None:
        meetings.add_meeting(tx, met.pair_id, today, met.minutes, kind_for(met.minutes), person_id, now)
    elif existing.logged_by == person_id or met.minutes > existing.minutes:
        meetings.correct_meeting(tx, existing.id, met.minutes, kind_for(met.minutes))
    home.pair_changed(tx, met.pair_id, now)
    return True
