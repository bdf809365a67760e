"""The form of somebody in two programs: what is typed for one waits while the other's saved words are shown."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.checkins import Answers
from bot.sandbox.slack.person import Person
from bot.store.schema import check_ins
from bot.views import ids
from bot.views.checkin_drafts import ROOM, fits, pack, unpack
from tests.scenario.leaders import HARD, MONDAY, WELL, open_form, settle
from tests.scenario.town import Town, town

NEXT_STEP = "What is your next small step?"


def form_of(person: Person) -> str:
    """Return all that stands in the form in front of somebody, their typed words included."""
    assert person.modal is not None
    return f"{person.modal.blocks}\n{person.modal.state}"


async def choose(place: Town, person: Person, program: str) -> None:
    assert person.modal is not None
    before = person.modal.hash
    await person.act_in_modal(ids.FORM_PROGRAM, program)
    await place.slack.workspace.changes.until(lambda: person.modal and person.modal.hash != before)


@asynccontextmanager
async def saved_for_second(store_url: str, words: str) -> AsyncIterator[tuple[Town, Person, str]]:
    """Settle somebody in two programs whose check-in for the second is saved; their form shows the first."""
    async with town(store_url, MONDAY) as place:
        first = settle(place)
        place.program(["mia@leaders.example,mentee,"], name="Second", starts=date(2026, 11, 16))
        mia = place.people["mia"]
        await open_form(mia)
        await choose(place, mia, "Second")
        assert (await mia.submit({WELL: words})).ok
        await open_form(mia)
        yield place, mia, first.name


async def test_words_typed_for_one_wait_and_come_back(store_url: str) -> None:
    async with saved_for_second(store_url, "Saved for the second") as (place, mia, first):
        mia.fill({WELL: "Typed for the first"})
        await choose(place, mia, "Second")
        assert "Saved for the second" in form_of(mia)
        assert "Typed for the first" not in form_of(mia)
        await choose(place, mia, first)
        assert "Typed for the first" in form_of(mia)

        await choose(place, mia, "Second")
        assert (await mia.submit({WELL: "Better for the second"})).ok
        assert "Your check-in for Second is saved" in form_of(mia)
        assert "Typed for the first" in form_of(mia)
        assert (await mia.submit()).ok
        assert mia.modal is None
        with place.store.read() as tx:
            kept = set(tx.execute(select(check_ins.c.went_well)).scalars())
        assert kept == {"Better for the second", "Typed for the first"}


async def test_saved_words_that_were_only_looked_at_are_not_shown_again_after_saving(sqlite_url: str) -> None:
    async with saved_for_second(sqlite_url, "Saved for the second") as (place, mia, first):
        await choose(place, mia, "Second")
        await choose(place, mia, first)
        assert (await mia.submit({WELL: "For the first"})).ok
        assert mia.modal is None


async def test_words_too_long_to_set_aside_stay_in_the_form(sqlite_url: str) -> None:
    async with saved_for_second(sqlite_url, "Saved for the second") as (place, mia, _):
        dice = Random(1)
        long = ["".join(chr(dice.randrange(0x4E00, 0x9FFF)) for _ in range(2000)) for _ in range(3)]
        mia.fill(dict(zip((WELL, HARD, NEXT_STEP), long, strict=True)))
        for _ in range(2):
            await choose(place, mia, "Second")
            assert "too long to set aside" in form_of(mia)
            assert all(words in form_of(mia) for words in long)
        assert (await mia.submit()).ok
        with place.store.read() as tx:
            assert long[0] in tx.execute(select(check_ins.c.went_well)).scalars().all()


WORDS = st.builds(Answers, *[st.text(max_size=40)] * 6)


@given(st.dictionaries(st.integers(1, 2**31), WORDS, max_size=4))
def test_packed_drafts_come_back_as_they_were(drafts: dict[int, Answers]) -> None:
    packed = pack(drafts)
    assert fits(drafts) is (len(packed) <= ROOM)
    assert unpack(packed) == drafts


@given(st.text(max_size=60))
def test_what_is_no_draft_is_refused(packed: str) -> None:
    with suppress(ValueError):
        assert isinstance(unpack(packed), dict)
