"""Messages about observations, to the pair and to the coordinators."""

from collections.abc import Sequence
from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.notices import coordinators_place
from bot.delivery.composers.recipients import recipient
from bot.domain.messages import Row
from bot.domain.observations import Observation
from bot.store import ladders, members, observations
from bot.store.database import Tx
from bot.views import observations as views
from bot.views.message import Message


class ObservationComposer(Defaults):
    """Composes a plan or what was seen, for either of the two."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows about observations that were called off before anybody was told."""
        return {row.id for row in rows if _called_off(observations.observation(tx, row.facts["observation"]))}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return it in its present state."""
        view = _view(tx, row)
        if view is None:
            return None
        w = wording(recipient(tx, row).person.locale)
        return views.seen(w, view) if row.facts.get("part") == "seen" and view.works else views.planned(w, view)


class LookBackComposer(ObservationComposer):
    """Composes the question after an observation."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose observation was called off or looked back on already."""
        found = {row.id: observations.observation(tx, row.facts["observation"]) for row in rows}
        return {row_id for row_id, one in found.items() if _called_off(one) or (one and one.reflected_at is not None)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the question, or the thanks."""
        view = _view(tx, row)
        return views.look_back(wording(recipient(tx, row).person.locale), view) if view is not None else None


class CoverAnswerComposer(ObservationComposer):
    """Composes whether there is cover."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the answer."""
        view = _view(tx, row)
        return views.cover_answer(wording(recipient(tx, row).person.locale), view) if view is not None else None


class CoverRequestComposer(ObservationComposer):
    """Composes the request in the coordinators' channel."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return nothing that was posted: a visit that is called off stays readable, and says so."""
        waiting = [row for row in rows if row.ts is None]
        return super().settled(tx, waiting, now)

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the request, or what became of it."""
        found = observations.observation(tx, row.facts["observation"])
        file = ladders.files(tx, [found.pair_id]).get(found.pair_id) if found is not None else None
        if found is None or file is None:
            return None
        decided_by = members.person(tx, found.decided_by) if found.decided_by is not None else None
        view = views.CoverView(
            observation_id=found.id,
            mentor=file.mentor_person.name,
            mentee=file.mentee_person.name,
            kind=found.kind,
            day=found.day,
            period=found.period,
            subject=found.subject,
            cover=found.cover,
            days=observations.cover_days(tx, found.pair_id),
            decided_by=decided_by.name if decided_by is not None else "",
            cancelled=found.cancelled_at is not None,
        )
        return views.cover_request(wording(), view)

    def channel(self, tx: Tx, row: Row) -> str | None:
        """Return the coordinators' channel, or a coordinator where that channel cannot be used."""
        return coordinators_place(tx, row)


def _called_off(found: Observation | None) -> bool:
    return found is None or found.cancelled_at is not None


def _view(tx: Tx, row: Row) -> views.ObservationView | None:
    found = observations.observation(tx, row.facts["observation"])
    file = ladders.files(tx, [found.pair_id]).get(found.pair_id) if found is not None else None
    if found is None or file is None or row.person_id is None:
        return None
    author = found.reflected_by if row.facts.get("part") == "seen" else found.planned_by
    return views.ObservationView(
        observation_id=found.id,
        pair_id=found.pair_id,
        name=file.partner_of(row.person_id)[1].name,
        kind=found.kind,
        day=found.day,
        own=author == row.person_id,
        period=found.period,
        subject=found.subject,
        cover=found.cover,
        cancelled=found.cancelled_at is not None,
        looked_back=found.reflected_at is not None,
        works=found.works,
        wonder=found.wonder,
    )
