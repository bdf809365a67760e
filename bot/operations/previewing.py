"""`reciprocal preview`: the running clock's own code in a rehearsal, with a gateway that sends nothing."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.delivery.composers import COMPOSERS
from bot.delivery.gateway import Gateways
from bot.delivery.recording import RecordingGateway
from bot.delivery.sender import Sender
from bot.delivery.tempo import Tempo
from bot.domain.calendar import local
from bot.domain.members import Role
from bot.operations.common import opened_store, progress_bar, say
from bot.operations.ticking import moment_of
from bot.settings import Settings
from bot.store import preview as stored
from bot.store.database import Store, rehearsal
from bot.store.preview import Sent
from bot.store.programs import all_workspaces
from scheduling.tick import next_moment, tick

AT_ONCE = Tempo(messages_per_second=1e9, channel_per_second=1e9, edits_per_second=1e9, batch=500, mark_every_s=0)


@dataclass(frozen=True, slots=True)
class Previewed:
    """What would be sent, in order, and how many people have each role."""

    sent: Sequence[Sent]
    people: Counter[Role]


def run_preview(settings: Settings, days: int, at: str | None) -> int:
    """Print a line for each message of the coming `days`, then how many each role gets. Raises Stopped."""
    begin = moment_of(at) or Clock().now()
    with opened_store(settings) as store, progress_bar("looking ahead"):
        found = asyncio.run(look_ahead(store, begin, begin + timedelta(days=days)))
    for line in lines(found):
        say(line)
    return 0


def nothing(store: Store, moment: datetime) -> None:
    """Do what people do meanwhile in a preview: nothing."""


async def look_ahead(
    store: Store, begin: datetime, end: datetime, meanwhile: Callable[[Store, datetime], None] = nothing
) -> Previewed:
    """Return what would be sent from `begin` to `end` (UTC); `meanwhile` does after each tick what people would do."""
    clock = Clock.fixed(begin)
    with rehearsal(store) as stage:
        with stage.read() as tx:
            gateways = Gateways({workspace.id: RecordingGateway() for workspace in all_workspaces(tx)})
        sender = Sender(stage, gateways, COMPOSERS, clock, AT_ONCE)
        moment: datetime | None = begin
        while moment is not None and moment <= end:
            clock.move_to(moment)
            await tick(stage, sender, moment)
            meanwhile(stage, moment)
            moment = next_moment(stage, moment)
        await sender.close()
        with stage.read() as tx:
            return Previewed(stored.sent_between(tx, begin, end), stored.people_by_role(tx))


def lines(found: Previewed) -> Iterator[str]:
    """Yield the preview for people: when (on the recipient's clock), to whom, what."""
    for sent in found.sent:
        here = local(sent.at, sent.timezone)
        yield f"{here:%a %Y-%m-%d %H:%M} {sent.timezone:<20} {sent.to:<32} {sent.kind}"
    yield f"{len(found.sent)} messages"
    if not found.people:
        yield "Nobody is in a program yet: `reciprocal program create` makes one, `reciprocal roster import` fills it."
    for role, people in sorted(found.people.items()):
        got = sum(1 for sent in found.sent if role in sent.roles)
        yield f"{role.value}: {got / people:.1f} messages a person ({people} people)"
