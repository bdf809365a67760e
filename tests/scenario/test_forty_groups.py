"""Forty groups of a session hear of their rounds together, at the pace that Slack allows."""

from datetime import timedelta
from time import monotonic

from bot.delivery.tempo import Tempo
from bot.sandbox.slack.limits import Limits
from bot.services import session_opening, session_rounds
from bot.services.session_rounds import Denied
from tests.scenario import seating
from tests.scenario.test_session_day import START, roster
from tests.scenario.town import town

GROUPS = 40


async def test_forty_groups_hear_of_a_round_within_five_seconds_at_slacks_limits(sqlite_url: str) -> None:
    async with town(sqlite_url, START - timedelta(days=1), tempo=Tempo()) as place:
        place.move_in("Cora Vance")
        names = tuple(f"p{n:03}" for n in range(3 * GROUPS))
        for name in names:
            place.move_in(f"{name} Lane")
        program = place.program(roster(names))
        workspace, channels = place.slack.workspace, []
        for n in range(GROUPS):
            own = names[3 * n : 3 * n + 3]
            users = [place.people[each].user for each in own]
            channels.append(workspace.create_channel(f"group-{n}", [*users, workspace.bot], private=True))
            seating.home(place.store, program, f"Group {n:02}", own, START, channels[-1].id)
        session_id = seating.session(place.store, program, START, "cora", dict.fromkeys(names, "yes"))
        place.clock.move_to(START)
        assert session_opening.open_due(place.store, now=START) == 1
        seating.forget_what_waits(place.store)  # what is said at the start; the rounds begin minutes later
        place.slack.limiter.set(Limits.slack())
        done = session_rounds.begin(place.store, workspace.id, place.people["cora"].user.id, session_id, now=START)
        assert not isinstance(done, Denied)
        began = monotonic()
        await place.tick()
        assert monotonic() - began < 5
        for channel in channels:
            assert [message.text.startswith("What works, until") for message in channel.messages] == [True]
        assert not place.slack.limiter.limited
