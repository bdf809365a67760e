"""One person in several programs: one prompt a week in all, one budget, one form with a choice."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import update

from bot.domain.calendar import local
from bot.domain.messages import COUNTED_KINDS, Draft
from bot.services import checkins
from bot.store import outbox
from bot.store.schema import programs
from tests.scenario.village import NEW_YORK, TEAM, Village, in_zone, village

NOVEMBER = datetime(2026, 11, 2, 12, tzinfo=UTC)  # a Monday


def on_weekday(place: Village, program_id: int, weekday: int) -> None:
    with place.store.write() as tx:
        tx.execute(update(programs).where(programs.c.id == program_id).values(prompt_weekday=weekday))


async def test_there_is_one_prompt_a_week_and_a_choice_in_the_form(store_url: str) -> None:
    async with village(store_url, NOVEMBER) as place:
        place.program("nina,mentee", name="First")
        second = place.program(name="Second")
        on_weekday(place, second.id, 1)
        place.enrol(second, "nina,mentor", "omar,mentee")
        await place.live_until(in_zone((2026, 11, 20), 12))
        assert place.times("checkin_prompt", "nina") == ["Thu 11-05 14:30", "Thu 11-12 14:30", "Thu 11-19 14:30"]
        assert place.times("checkin_prompt", "omar") == ["Tue 11-03 14:30", "Tue 11-10 14:30", "Tue 11-17 14:30"]
        for name, programs_to_choose in (("UNINA", ["First", "Second"]), ("UOMAR", ["Second"])):
            form = checkins.open_form(place.store, TEAM, name, now=place.now)
            assert isinstance(form, checkins.Form)
            assert [program.name for _, program in form.choices] == programs_to_choose


async def test_a_check_in_for_either_program_answers_the_week(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.program("nina,mentee", name="First")
        place.program("nina,mentor", name="Second")
        await place.tick(in_zone((2026, 11, 5), 8))
        place.check_in("nina", program="Second")
        await place.live_until(in_zone((2026, 11, 13), 8))
        assert place.times("checkin_prompt", "nina") == ["Thu 11-12 14:30"]
        assert len(place.got("checkin_confirmation")) == 1


async def test_when_one_program_ends_the_other_goes_on_without_two_in_a_week(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.program("nina,mentee", name="First", ends=date(2026, 11, 13))
        second = place.program(name="Second")
        on_weekday(place, second.id, 1)
        place.enrol(second, "nina,mentor")
        days = []
        for week in range(5):
            await place.live_until(in_zone((2026, 11, 8), 12) + timedelta(weeks=week))
            days = place.times("checkin_prompt", "nina")
            place.check_in("nina", program="Second")
        assert days[:2] == ["Thu 11-05 14:30", "Thu 11-12 14:30"]
        assert set(days[2:]) == {"Tue 11-24 14:30", "Tue 12-01 14:30"}


async def test_a_program_still_to_begin_does_not_keep_the_running_one_quiet(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        first = place.program(name="First", starts=date(2026, 11, 18))
        on_weekday(place, first.id, 1)
        place.enrol(first, "nina,mentee")
        place.program("nina,mentor", name="Second")
        await place.live_until(in_zone((2026, 11, 26), 12))
        assert place.times("checkin_prompt", "nina") == ["Thu 11-05 14:30", "Thu 11-12 14:30", "Tue 11-24 14:30"]


async def test_the_budget_is_one_for_all_programs(sqlite_url: str) -> None:
    """However much falls due, in whichever program: one unasked message a day, three in seven days."""
    async with village(sqlite_url, NOVEMBER) as place:
        first = place.program("nina,mentee", name="First")
        second = place.program("nina,mentor", name="Second")
        await place.live_until(in_zone((2026, 11, 5), 15))
        prompt = place.prompt("nina")
        with place.store.write() as tx:
            drafts = [
                Draft(
                    place.workspace_id,
                    "checkin_rest" if n % 2 else "checkin_reminder",
                    f"extra:{n}",
                    {"prompt": prompt.id},
                    in_zone((2026, 11, 5), 9) + timedelta(hours=11 * n),
                    person_id=prompt.person_id,
                    program_id=(first, second)[n % 2].id,
                )
                for n in range(20)
            ]
            outbox.put(tx, drafts)
        place.change_person("nina", resting_since=place.now)  # so that an offer to rest is due
        await place.live_until(in_zone((2026, 11, 30), 12))
        days = [local(each.at, NEW_YORK).date() for each in place.got(*COUNTED_KINDS, to="nina")]
        assert len(days) >= 5
        assert len(set(days)) == len(days)
        assert all(sum(day <= other < day + timedelta(days=7) for other in days) <= 3 for day in days)
