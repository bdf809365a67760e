"""What happens to a program's channels after they were chosen: renamed, made private, archived. Nothing is lost."""

from datetime import timedelta

from bot.views import desk_ids as ids
from tests.scenario.leaders import MONDAY, READERS, THURSDAY, WELL, check_in, posts, settle, shown
from tests.scenario.test_setup import home_of, until
from tests.scenario.town import town

DIGEST = MONDAY + timedelta(days=7, hours=-3)


async def test_a_channel_that_is_renamed_and_made_private_is_the_same_channel(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place, channels=True)
        community, desk = place.channels["community"], place.channels["coordinator"]
        community.name, community.kind, desk.name = "the-hearth", "group", "the-desk"
        await place.tick(THURSDAY)
        await check_in(place, place.people["mia"], {WELL: "The doors stayed open", READERS: ["win"]})
        assert ["The doors stayed open" in shown(post) for post in posts(community, place)] == [True]
        await place.live_until(DIGEST)
        assert "The week in Leaders" in posts(desk, place)[-1].text
        cora = place.people["cora"]
        await cora.command("/mentoring", "settings")
        await until(place, cora, f"Everyone: <#{community.id}>. Coordinators: <#{desk.id}>")  # Slack shows its name


async def test_with_their_channel_archived_coordinators_are_told_and_get_the_digest_in_another(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        settle(place, channels=True)
        cora, workspace = place.people["cora"], place.slack.workspace
        place.channels["coordinator"].is_archived = True
        await place.live_until(DIGEST)
        assert posts(place.channels["coordinator"], place) == []
        [told] = [one.text for one in cora.dms() if "digest" in one.text]
        assert "/invite" in told or "another" in told
        new = workspace.create_channel("new-desk", [cora.user, workspace.bot], private=True)
        await home_of(place, cora)
        await cora.press_home("Change settings")
        await until(place, cora, "Every change is written into the log")
        await cora.act_in_modal("Choose channels")
        await until(place, cora, "Which channel is for coordinators?")
        await cora.submit({ids.COORDINATORS: new.id})
        await until(place, cora, "is in use for coordinators. I am in it.")
        await place.live_until(DIGEST + timedelta(hours=2))
        assert ["The week in Leaders" in one.text for one in posts(new, place)] == [True]  # that one, not the next
        await place.live_until(DIGEST + timedelta(days=7))
        assert ["The week in Leaders" in one.text for one in posts(new, place)] == [True, True]
