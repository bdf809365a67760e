"""The posts about obstacles in the coordinators' channel."""

from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.notices import coordinators_place
from bot.domain.calendar import local
from bot.domain.messages import Row
from bot.store import ladders, members, obstacles, pairs
from bot.store.database import Tx
from bot.views import obstacles as views
from bot.views.message import Message


class ObstacleComposer(Defaults):
    """Composes an obstacle as the channel may see it: who, since when, its category, who has it."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the post in its present state."""
        found = obstacles.obstacle(tx, row.facts["obstacle"])
        file = ladders.files(tx, [found.pair_id]).get(found.pair_id) if found is not None else None
        if found is None or file is None:
            return None
        known = members.people_by_id(tx, {who for who in (found.taken_by, found.closed_by) if who is not None})
        zone, ladder = file.program.timezone, file.ladder
        ended = file.pair.ends is not None
        alone = ended and bool(pairs.without_mentor(tx, [file.mentee.id]))
        held = ladder.held_at is not None and (ladder.held_until is None or local(now, zone).date() < ladder.held_until)
        since = local(found.opened_at, zone).date()
        view = views.TaskView(
            obstacle_id=found.id,
            mentor=file.mentor_person.name,
            mentee=file.mentee_person.name,
            why=found.why,
            since=since,
            taken_by=known[found.taken_by].name if found.taken_by in known else "",
            closed_by=known[found.closed_by].name if found.closed_by in known else "",
            closed_on=local(found.closed_at, zone).date() if found.closed_at is not None else None,
            held=held,
            held_until=ladder.held_until,
            ended=ended,
            unmatched=file.pair.id if alone else 0,
            met=file.last_met if file.last_met is not None and file.last_met >= since else None,
        )
        return views.task(wording(), view)

    def channel(self, tx: Tx, row: Row) -> str | None:
        """Return the coordinators' channel, or a coordinator where that channel cannot be used."""
        return coordinators_place(tx, row)
