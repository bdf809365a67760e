"""A workspace without a program: its first admin is led through setting one up on Home, and everything is kept."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.program_settings import STEPS
from bot.sandbox.slack.person import Person
from bot.store import program_settings as stored
from bot.store.schema import days_off, members, pairs, programs
from bot.store.schema_desk import audit
from bot.views import desk_ids as ids
from tests.scenario.leaders import count
from tests.scenario.town import Town, town

MONDAY = datetime(2026, 8, 24, 15, 0, tzinfo=UTC)
FIRST = {
    "What is the program called?": "Harbor Leaders",
    "On which day does it begin?": "2026-08-31",
    "On which day does it end?": "2027-06-11",
    "In which time zone is it?": "America/New_York",
}
ROSTER = "email,role,mentor_email\nmia@leaders.example,mentee,theo@leaders.example\ntheo@leaders.example,mentor,\n"


async def until(place: Town, person: Person, text: str) -> Any:
    """Wait until the modal in front of somebody shows a text."""

    def there() -> Any:
        return person.modal if person.modal and text in str(person.modal.definition) else None

    try:
        return await place.slack.workspace.changes.until(there)
    except TimeoutError:
        raise AssertionError(f"{text!r} is not in {person.modal and person.modal.definition}") from None


async def home_of(place: Town, person: Person) -> str:
    return str((await person.open_home()).blocks)


def file(place: Town, person: Person, content: bytes, name: str = "roster.csv") -> list[dict[str, Any]]:
    """Put a file into Slack as somebody's, as its client does for a form."""
    workspace = place.slack.workspace
    upload = workspace.announce_file(name, len(content), person.id, place.slack.app.base_url)
    upload.content = content
    return [upload.json()]


async def begin(place: Town, person: Person, values: dict[str, Any] | None = None) -> None:
    """Press the button on Home and send off the first form; the list of steps comes."""
    await person.open_home()
    await person.press_home(ids.SETUP_BEGIN)
    await person.wait_modal()
    assert (await person.submit(values or FIRST)).ok


async def edit(place: Town, person: Person, button: str, label: str) -> None:
    """Open the form of a topic from the list, and wait for its field."""
    await person.act_in_modal(button)
    await until(place, person, label)


async def begin_with_channels(place: Town, person: Person, community: str, coordinators: str) -> None:
    """Begin a program and choose its channels (Slack ids)."""
    await begin(place, person)
    await until(place, person, "step 2 of 6")
    await edit(place, person, "Choose channels", "Which channel is for everyone?")
    await person.submit({ids.COMMUNITY: community, ids.COORDINATORS: coordinators})


async def test_from_an_empty_workspace_to_a_running_program(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        ada = place.move_in("Ada Boss", is_admin=True)
        for name in ("Mia Sol", "Theo Park"):
            place.move_in(name)
        workspace = place.slack.workspace
        everyone = workspace.create_channel("everyone", [ada.user])
        desk = workspace.create_channel("desk", [ada.user, workspace.bot], private=True)
        assert "you can set one up" in await home_of(place, ada)
        await begin(place, ada)
        await until(place, ada, "step 2 of 6")

        await edit(place, ada, "Choose channels", "Which channel is for everyone?")
        await ada.submit({ids.COMMUNITY: everyone.id, ids.COORDINATORS: desk.id})
        await until(place, ada, "is in use for everyone. I am in it.")
        assert workspace.bot.id in everyone.members
        await ada.close_modal()
        await until(place, ada, "step 3 of 6")

        await edit(place, ada, "Change rhythm", "On which day does the weekly question come?")
        assert (await ada.submit({"On which day does the weekly question come?": "2"})).ok
        await until(place, ada, "step 4 of 6")
        await ada.act_in_modal("Keep these")
        await until(place, ada, "step 5 of 6")
        await edit(place, ada, "Add days off", "Which days are off?")
        calendar = file(place, ada, ICS, "district.ics")
        await ada.submit({ids.DAYS_TYPED: "2026-11-26..2026-11-27 Thanksgiving", ids.DAYS_FILE: calendar})
        await until(place, ada, "2 entries came and 0 went")
        await ada.close_modal()
        await until(place, ada, "step 6 of 6")
        assert "step 6 of 6" in await home_of(place, ada)

        await edit(place, ada, "Bring in a roster", "Which file?")
        bad = ROSTER + "nobody,mentee,\n"
        await ada.submit({ids.ROSTER_FILE: file(place, ada, bad.encode())})
        await until(place, ada, "It will add 2, change 0 and leave 0 as they are; 1 lines are refused")
        assert "is not an address" in str(ada.modal and ada.modal.blocks)
        assert count(place.store, members) == 1  # nothing but the coordinator yet
        await ada.submit({})
        await until(place, ada, "People added: 2")
        await ada.close_modal()
        await until(place, ada, "Every change is written into the log")

        with place.store.read() as tx:
            program = tx.execute(select(programs)).one()
            assert stored.setups_of(tx, [program.id])[program.id].finished
            assert [row.action for row in tx.execute(select(audit).order_by(audit.c.id))] == [
                *("program_created", "settings_changed", "settings_changed"),
                *("days_off_changed", "roster_imported"),
            ]
        assert (program.name, program.starts, program.ends) == ("Harbor Leaders", date(2026, 8, 31), date(2027, 6, 11))
        assert (program.community_channel, program.coordinator_channel) == (everyone.id, desk.id)
        assert (program.prompt_weekday, program.prompt_time) == (2, time(14, 30))
        assert (count(place.store, members), count(place.store, pairs), count(place.store, days_off)) == (3, 1, 2)
        await place.live_until(datetime(2026, 9, 2, 18, 31, tzinfo=UTC))  # Wednesday, 14:31 in New York
        assert place.people["mia"].dms()


ICS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//d//EN\r\nBEGIN:VEVENT\r\nUID:1@d\r\nDTSTAMP:20260801T000000Z\r\n"
    b"DTSTART;VALUE=DATE:20260907\r\nDTEND;VALUE=DATE:20260908\r\nSUMMARY:Labor Day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


async def test_others_are_told_whom_to_ask_and_get_nowhere(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        mia = place.move_in("Mia Sol")
        ada = place.move_in("Ada Boss", is_owner=True)
        assert "Any admin or owner" in await home_of(place, mia)
        await mia.command("/mentoring", "setup")
        await mia.wait_modal()
        await mia.submit(FIRST)
        await until(place, mia, "Only admins and owners")
        assert count(place.store, programs) == 0
        await begin(place, ada)
        await until(place, ada, "step 2 of 6")
        assert f"<@{ada.id}>" in await home_of(place, mia)


async def test_a_second_admin_goes_on_where_the_first_stopped(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        ada, bea = place.move_in("Ada Boss", is_admin=True), place.move_in("Bea Head", is_admin=True)
        await begin(place, ada)
        await until(place, ada, "step 2 of 6")
        assert "Harbor Leaders is being set up" in await home_of(place, bea)
        await bea.press_home(ids.SETUP_JOIN)
        await until(place, bea, "step 2 of 6")
        await bea.close_modal()
        assert "step 2 of 6" in await home_of(place, bea)
        with place.store.read() as tx:
            assert [row.roles for row in tx.execute(select(members))] == ["coordinator", "coordinator"]


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"What is the program called?": "  "}, "name", "fill this in"),
        ({"In which time zone is it?": "Boston"}, "timezone", "no time zone I know"),
        ({"On which day does it end?": "2026-08-30"}, "ends", "before the first"),
        ({"On which day does it end?": "9999-12-31"}, "ends", "too far away"),
    ],
)
async def test_what_cannot_be_stands_on_its_field(sqlite_url: str, changes: Any, field: str, said: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        ada = place.move_in("Ada Boss", is_admin=True)
        await ada.open_home()
        await ada.press_home(ids.SETUP_BEGIN)
        await ada.wait_modal()
        response = await ada.submit(FIRST | changes)
        assert list(response.errors) == [f"setting_{field}"]
        assert said in response.errors[f"setting_{field}"]
        assert count(place.store, programs) == 0


async def test_two_programs_of_one_name_and_two_that_overlap(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        ada = place.move_in("Ada Boss", is_admin=True)
        await begin(place, ada)
        await until(place, ada, "step 2 of 6")
        await ada.close_modal(everything=True)
        await ada.command("/mentoring", "setup")
        await ada.wait_modal()
        await ada.submit(FIRST | {"What is the program called?": "harbor  LEADERS"})
        await until(place, ada, "has this name already")
        assert (await ada.submit({"What is the program called?": "Bay Mentors"})).ok
        await until(place, ada, "Setting up Bay Mentors")
        assert count(place.store, programs) == 2
        shown = await home_of(place, ada)
        assert "Setting up Harbor Leaders" in shown
        assert "Setting up Bay Mentors" in shown


async def test_channels_that_may_not_be_used_are_refused_with_what_to_do(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        ada = place.move_in("Ada Boss", is_admin=True)
        workspace = place.slack.workspace
        hidden = workspace.create_channel("hidden", [ada.user], private=True)
        shared = workspace.create_channel("shared", [ada.user])
        shared.is_ext_shared = True
        await begin_with_channels(place, ada, hidden.id, shared.id)
        view = await until(place, ada, "can't see the channel")
        assert "is shared with another Slack team" in str(view.blocks)
        assert workspace.bot.id not in shared.members
        with place.store.read() as tx:
            program = tx.execute(select(programs)).one()
            assert (program.community_channel, program.coordinator_channel) == (None, None)
            assert stored.setups_of(tx, [program.id])[program.id].next_step is STEPS[1]


async def test_one_channel_for_everyone_and_for_coordinators_is_warned_about(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        ada = place.move_in("Ada Boss", is_admin=True)
        everyone = place.slack.workspace.create_channel("everyone", [ada.user])
        await begin_with_channels(place, ada, everyone.id, everyone.id)
        view = await until(place, ada, "is the channel for everyone, too")
        assert "in use for coordinators" in str(view.blocks)
        assert "A private channel is safer" not in str(view.blocks)


async def test_home_follows_once_the_program_is_there(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        ada = place.move_in("Ada Boss", is_admin=True)
        await begin(place, ada)
        await until(place, ada, "step 2 of 6")
        await place.tick()
        assert ada.home is not None
        assert "Set up a program" not in str(ada.home.blocks)
        assert "Harbor Leaders" in str(ada.home.blocks)


async def test_what_fails_while_slack_is_asked_is_said_and_changes_nothing(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        ada = place.move_in("Ada Boss", is_admin=True)
        with place.store.write() as tx:
            tx.exec_driver_sql("ALTER TABLE audit RENAME TO elsewhere")
        await begin(place, ada)
        await until(place, ada, "Something went wrong on my side.")
        assert count(place.store, programs) == 0


BINARY = b"PK\x03\x04" + b"\x00" * 50


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BINARY, "The file is a workbook"),
        (b"\x00\x01\x02\x03 no text", "The file is not text"),
        (b"name;school\nMia;Elm\n", "no column"),
        (b"", "The file is empty"),
    ],
)
async def test_a_file_that_is_no_roster_changes_nothing(sqlite_url: str, content: bytes, said: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        ada = await with_roster_form(place)
        await ada.submit({ids.ROSTER_FILE: file(place, ada, content)})
        view = await until(place, ada, "use this file")
        assert said in str(view.blocks)
        assert count(place.store, members) == 1


async def with_roster_form(place: Town) -> Person:
    """Let an admin begin a program and open the form for its roster."""
    ada = place.move_in("Ada Boss", is_admin=True)
    await begin(place, ada)
    await until(place, ada, "step 2 of 6")
    await edit(place, ada, "Bring in a roster", "Which file?")
    return ada


async def test_a_file_of_20_mb_is_not_even_fetched_and_a_foreign_address_gets_no_token(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        ada = await with_roster_form(place)
        large = [{**file(place, ada, b"x")[0], "size": 20_000_000}]
        response = await ada.submit({ids.ROSTER_FILE: large})
        assert "larger than 1 MB" in response.errors[ids.ROSTER_FILE]
        lying = file(place, ada, b"email\n" + b"x" * 1_100_000)
        lying[0]["size"] = 10
        await ada.submit({ids.ROSTER_FILE: lying})
        await until(place, ada, "larger than 1 MB")
        await ada.close_modal()
        await edit(place, ada, "Bring in a roster", "Which file?")
        elsewhere = [{**file(place, ada, ROSTER.encode())[0], "url_private_download": "http://127.0.0.1:9/steal"}]
        await ada.submit({ids.ROSTER_FILE: elsewhere})
        await until(place, ada, "read this file in Slack")
        assert count(place.store, members) == 1


async def test_a_roster_that_ends_many_pairs_asks_once_more_and_formulas_are_text(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        ada = await with_roster_form(place)
        await ada.submit({ids.ROSTER_FILE: file(place, ada, ROSTER.encode())})
        await until(place, ada, "It will add 2")
        await ada.submit({})
        await until(place, ada, "People added: 2")
        await ada.close_modal()
        await edit(place, ada, "Bring in a roster", "Which file?")
        without = b'email,name,mentor_email\nmia@leaders.example,"=HYPERLINK(""http://x"")",\n'
        await ada.submit({ids.ROSTER_FILE: file(place, ada, without)})
        await until(place, ada, "Pairs that end: 1")
        await until(place, ada, "• theo@leaders.example and mia@leaders.example")
        await ada.submit({})
        await until(place, ada, "Press once more if that is meant")
        with place.store.read() as tx:
            assert tx.execute(select(pairs.c.ends)).scalar_one() is None
        await ada.submit({})
        await until(place, ada, "Pairs that ended: 1")
        with place.store.read() as tx:
            assert tx.execute(select(pairs.c.ends)).scalar_one() is not None


async def test_when_slack_does_not_answer_nothing_changes_and_it_is_said(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        ada = await with_roster_form(place)
        place.slack.faults.add("slack_error", "users.lookupByEmail", error="team_access_not_granted")
        await ada.submit({ids.ROSTER_FILE: file(place, ada, ROSTER.encode())})
        await until(place, ada, "Slack did not answer just now")
        assert count(place.store, members) == 1
