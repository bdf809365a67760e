"""Groups that take seconds to work out: whoever asks for them is answered before Slack gives up, and gets them then."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.domain.groups import Regrouping, regroup
from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.person import Person
from bot.store import proposals
from bot.views import session_ids
from handlers import session_groups as handlers
from tests.scenario.test_session_reminders import DAY, crowd, emerging
from tests.scenario.test_sessions import DECEMBER_8, NOON
from tests.scenario.town import Town, town

WAIT = "This page changes by itself."


@dataclass
class Slow:
    """A host with a proposal, whose groups are forgotten and take as long to work out again as the test wants."""

    place: Town
    cora: Person
    patch: pytest.MonkeyPatch
    there: threading.Event = field(default_factory=threading.Event)
    asked: int = 0

    def forget(self) -> None:
        """Have the groups worked out anew for whoever asks for them next, and have that take long."""
        self.there.clear()
        self.patch.setattr(handlers, "PATIENCE_S", 0.05)
        proposals._regrouped.cache_clear()

    def work_out(self) -> None:
        """Have the groups be there."""
        self.patch.setattr(handlers, "PATIENCE_S", 20)
        self.there.set()

    def slowly(self, *given: Any, **more: Any) -> Regrouping:
        """Return the groups once they may be there."""
        self.asked += 1
        assert self.there.wait(10)
        return regroup(*given, **more)

    @property
    def proposal(self) -> Message:
        """The message to the host."""
        [found] = [message for message in self.cora.dms() if "I propose 2 groups" in message.text]
        return found

    async def shown(self, words: str) -> str:
        """Wait until the modal in front of the host has these words, and return all of it."""

        def front() -> View | None:
            view = self.cora.modal
            return view if view is not None and words in str(view.definition) else None

        return str((await self.place.slack.changes.until(front, 5)).definition)


@asynccontextmanager
async def slow(store_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Slow]:
    """Have a town with a host whose groups have been proposed, and forgotten since."""
    async with town(store_url, NOON) as place:
        emerging(place, crowd(place))
        await place.tick(DECEMBER_8 - 4 * DAY)
        it = Slow(place, place.people["cora"], monkeypatch)
        monkeypatch.setattr(proposals, "regroup", it.slowly)
        it.forget()
        try:
            yield it
        finally:
            it.work_out()


async def test_the_groups_come_in_the_place_of_a_page_that_says_they_will(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with slow(store_url, monkeypatch) as it:
        for button, there in ("See groups and plan", "*Group 1*"), ("Change the groups", "Who is to be placed?"):
            it.forget()
            assert (await it.cora.press(it.proposal, button)).ok
            await it.shown(WAIT)
            it.work_out()
            assert WAIT not in await it.shown(there)
            await it.cora.close_modal()
        assert it.asked == 2


async def test_whoever_closes_that_page_hears_no_more_of_it(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with slow(sqlite_url, monkeypatch) as it:
        await it.cora.press(it.proposal, "See groups and plan")
        await it.shown(WAIT)
        await it.cora.close_modal()
        it.work_out()
        await it.place.bot.deps.settled()
        assert (it.cora.modal, it.cora.ephemerals()) == (None, [])


async def test_who_approves_or_places_people_meanwhile_is_told_and_can_do_it_again(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with slow(store_url, monkeypatch) as it:
        cora, ada = it.cora, it.place.people["ada"]
        it.work_out()
        await cora.press(it.proposal, "Change the groups")
        await it.shown("Who is to be placed?")
        it.forget()
        form = {"Who is to be placed?": [ada.id], "In which group?": "Group 2"}
        assert "nobody is placed yet" in (await cora.submit(form)).errors[session_ids.PIN_WHO]
        await cora.press(it.proposal, "Approve the groups")
        await it.place.slack.changes.until(cora.ephemerals, 5)
        assert "nothing is approved yet" in cora.ephemerals()[-1].text
        it.work_out()
        assert (await cora.submit(form)).ok
        assert it.asked == 2  # all three had asked for the same
        await cora.press(it.proposal, "Approve the groups")
        await it.place.tick()
        assert any("2 groups are settled" in message.text for message in cora.dms())
