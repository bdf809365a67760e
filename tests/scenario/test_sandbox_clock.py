"""Three weeks with changes of clocks in both directions: one jump of the sandbox brings what minute by minute brings.

Every minute is truly lived: the clock is moved, all jobs look for what is due, and the sender goes if anything is. It
is affordable because all of it happens in a rehearsal in memory, with a gateway that records instead of HTTP, and
because the window is chosen so that one run has both directions: clocks go forward in America on the first night and in
Europe later, and back in New Zealand and on Lord Howe Island towards the end.
"""

import shutil
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import Clock
from bot.delivery.composers import COMPOSERS
from bot.delivery.gateway import Gateways, SlackCalls
from bot.delivery.recording import RecordingGateway
from bot.delivery.sender import Sender
from bot.operations.previewing import AT_ONCE
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.faults import Faults
from bot.sandbox.timeline import Timeline
from bot.sandbox.trouble import Trouble
from bot.services import choices
from bot.store import agenda
from bot.store.database import Store, rehearsal
from scheduling.jobs import make_due
from scheduling.tick import next_moment, tick
from tests.scenario.village import TEAM, Village, village

BEGIN = datetime(2027, 3, 14, 6, tzinfo=UTC)  # the night in which America sets its clocks on
END = datetime(2027, 4, 5, 3, tzinfo=UTC)  # Monday afternoon in Auckland, a day after its clocks went back
MINUTE = timedelta(minutes=1)
Sent = tuple[datetime, str, str, str]


class Recorder(RecordingGateway):
    """Keeps when each message went out, to whom, and what it said."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.sent: list[Sent] = []

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        if method.startswith("chat."):
            said = f"{arguments.get('text')} {arguments.get('blocks')}"
            self.sent.append((self.clock.now(), method, str(arguments.get("channel")), said))
        return await super().call(method, **arguments)


class Rehearsed:
    """The bot as the timeline needs it, in a rehearsal."""

    def __init__(self, store: Store, gateway: Recorder, clock: Clock) -> None:
        self.store = store
        self.slack: SlackCalls = gateway
        self.clock = clock
        self.sender = Sender(store, Gateways({1: gateway}), COMPOSERS, clock, AT_ONCE)

    async def tick(self, moment: datetime, patience_s: float | None = None) -> None:
        self.clock.move_to(moment)
        await tick(self.store, self.sender, moment, patience_s)

    def next_moment(self) -> datetime | None:
        return next_moment(self.store, self.clock.now())

    async def stop(self) -> None:
        await self.sender.close()


def settle(place: Village) -> None:
    """People in zones that change at different times or never, own days, days off, a pause, and news for partners."""
    for name, zone in [
        ("mia", "America/New_York"),
        ("noor", "America/Chicago"),
        ("kiri", "Pacific/Auckland"),
        ("tam", "Australia/Lord_Howe"),
        ("rui", "Europe/Lisbon"),
        ("asha", "Asia/Kolkata"),
    ]:
        place.move_in(name, timezone=zone)
    leaders = place.program("mia,mentee,theo", "noor,mentee,theo", "theo,mentor", "rui,mentee,asha", "asha,mentor")
    place.program("kiri,mentee,tam", "tam,mentor", name="South", timezone="Pacific/Auckland")
    place.take_off(leaders, date(2027, 3, 25), date(2027, 3, 26))
    choices.change_day(place.store, TEAM, "UKIRI", 0, time(14, 30), 1, now=place.now)
    choices.change_day(place.store, TEAM, "UTAM", 0, time(7, 0), 1, now=place.now)
    choices.change_day(place.store, TEAM, "UASHA", 2, time(9, 30), 2, now=place.now)
    choices.pause(place.store, TEAM, "UNOOR", date(2027, 3, 22), now=place.now)
    for name in ("mia", "rui", "kiri"):
        place.check_in(name)


async def in_one_jump(bot: Rehearsed) -> None:
    timeline = Timeline(bot, bot.clock, Changes(), Trouble(Faults()))
    await timeline.move_to(END)


async def minute_by_minute(bot: Rehearsed) -> None:
    await bot.tick(BEGIN)
    while bot.clock.now() < END:
        bot.clock.move_to(bot.clock.now() + MINUTE)
        due = make_due(bot.store, bot.clock.now())
        with bot.store.read() as tx:
            waits = agenda.waiting(tx, bot.clock.now())
        if due or waits:
            await bot.sender.deliver_due(bot.clock.now())


async def lived(url: str, go: Callable[[Rehearsed], Awaitable[None]]) -> list[Sent]:
    """Return every message of the three weeks, in order."""
    async with village(url, BEGIN) as place:
        settle(place)
        with rehearsal(place.store) as store:
            gateway = Recorder(place.clock)
            bot = Rehearsed(store, gateway, place.clock)
            await go(bot)
            await bot.stop()
        assert place.now == END
    return sorted(gateway.sent)


@pytest.mark.timeout(300)  # thirty thousand minutes
async def test_a_jump_is_minute_by_minute(tmp_path: Path, sqlite_template: Path) -> None:
    outcomes = []
    for go in (in_one_jump, minute_by_minute):
        path = shutil.copy(sqlite_template, tmp_path / f"{go.__name__}.db")
        outcomes.append(await lived(f"sqlite:///{path}", go))
    assert outcomes[0] == outcomes[1]
    prompts = {moment for moment, _, channel, _ in outcomes[0] if channel in {"UMIA", "DMIA"}}
    assert {moment.hour for moment in prompts if moment.weekday() == 3} == {18}  # 14:30 in New York, in summer time
    monday = [moment for moment, _, channel, _ in outcomes[0] if channel in {"UKIRI", "DKIRI"}]
    assert datetime(2027, 3, 29, 1, 30, tzinfo=UTC) in monday  # 14:30 in Auckland, in summer time
    assert datetime(2027, 4, 5, 2, 30, tzinfo=UTC) in monday  # and an hour later when it is over
    assert len(outcomes[0]) > 20
