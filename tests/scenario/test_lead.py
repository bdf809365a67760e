"""Who is in several programs is asked in the rhythm of the one that runs."""

from datetime import UTC, date, datetime

from bot.services import rhythm
from bot.store import identity as identities
from bot.store.database import Store
from tests.scenario.town import town

START = datetime(2026, 9, 1, 12, tzinfo=UTC)


def leads_at(store: Store, person_id: int, at: datetime) -> str:
    with store.read() as tx:
        found = rhythm.lead(identities.identities(tx, [person_id])[person_id], at)
    assert found is not None
    return found[1].name


async def test_the_rhythm_goes_from_a_program_that_is_over_to_the_one_that_runs(sqlite_url: str) -> None:
    async with town(sqlite_url, START) as place:
        for name in ("Cora Vance", "Mia Sol"):
            place.move_in(name)
        place.program(["mia@leaders.example,mentee,"], "First", starts=date(2026, 9, 1), ends=date(2026, 10, 30))
        place.program(["mia@leaders.example,mentor,"], "Second", starts=date(2026, 10, 1))
        with place.store.read() as tx:
            person_id = identities.identify(tx, place.slack.workspace.id, place.people["mia"].id).person.id
        assert leads_at(place.store, person_id, datetime(2026, 10, 15, 12, tzinfo=UTC)) == "First"
        assert leads_at(place.store, person_id, datetime(2026, 11, 5, 12, tzinfo=UTC)) == "Second"

        await place.live_until(datetime(2026, 11, 14, tzinfo=UTC))
        asked = [message.ts for message in place.people["mia"].dms() if "How was your week" in message.text]
        assert len(asked) == 3  # then they are left in peace
