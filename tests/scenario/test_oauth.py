"""Several workspaces that install the app over OAuth: each is served on its own, for as long as it has the app."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.app import Application, CannotStart
from bot.clock import Clock
from bot.sandbox.slack.state import Workspace
from bot.settings import Settings
from bot.store import recipients
from bot.store.database import create_store
from bot.store.schema import oauth_states
from handlers.oauth import ADVICE, authorize_page
from tests.scenario.installing import KEY, City, Tenant, city, oauth_settings
from tests.scenario.town import QUICK

# slack-sdk hands aiohttp a BasicAuth for oauth.v2.access, which aiohttp deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth:DeprecationWarning")

MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 19, 14, 30, tzinfo=UTC)
WEEK = timedelta(weeks=1)
PAIR = ["mia@leaders.example,mentee,theo@leaders.example", "theo@leaders.example,mentor,"]


async def settled(place: City, name: str, program: str) -> Tenant:
    """Install the app in a new workspace and make its program."""
    workspace = place.slack.add_workspace(name)
    page = await place.install(workspace)
    assert (page.status, "Reciprocal is installed" in page.text) == (200, True)
    return place.settle(workspace, PAIR, program, starts=date(2026, 11, 16))


@pytest.mark.parametrize("socket_mode", [False, True], ids=["http", "socket"])
async def test_each_workspace_has_its_own_round(store_url: str, socket_mode: bool) -> None:
    async with city(store_url, MONDAY, socket_mode=socket_mode) as place:
        north, south = await settled(place, "North", "Larks"), await settled(place, "South", "Swifts")
        before = place.slack.limiter.calls["auth.test"]
        await place.tick(THURSDAY)
        for tenant, own, other in ((north, "Larks", "Swifts"), (south, "Swifts", "Larks")):
            mia = tenant.people["mia"]
            [prompt] = mia.dms()
            assert own in prompt.text
            assert other not in str(prompt.blocks)
            response = await mia.command("/checkin")
            assert response.ok
            await mia.wait_modal()
            await mia.submit({"What went well?": f"A calm week with the {own}."})
        await place.tick(THURSDAY + timedelta(minutes=1))
        for tenant, own in ((north, "Larks"), (south, "Swifts")):
            shared = tenant.people["theo"].dms()[-1]
            assert f"A calm week with the {own}" in str(shared.blocks)
            assert all(f"of {tenant.workspace.name} shared" in m.text for m in [shared])
        assert place.slack.limiter.calls["auth.test"] == before  # none for requests, none for messages


async def test_only_the_browser_that_began_may_end_it_once(store_url: str) -> None:
    async with city(store_url, MONDAY) as place:
        workspace = place.slack.workspace
        begun, elsewhere = await place.begin(), await place.begin()
        assert begun.location.startswith("https://slack.com/oauth/v2/authorize?")
        assert f"client_id={place.slack.app.client_id}" in begun.location
        code = place.slack.oauth_code(workspace)
        for cookie in ("", elsewhere.cookie):
            page = await place.come_back(cookie, code=code, state=begun.state)
            assert (page.status, ADVICE["invalid_browser"] in page.text) == (400, True)
        forged = "slack-app-oauth-state=forged"
        assert (await place.come_back(forged, code=code, state="forged")).status == 400
        assert not place.raw("SELECT * FROM installations")
        assert (await place.come_back(begun.cookie, code=code, state=begun.state)).status == 200
        again = await place.come_back(begun.cookie, code=place.slack.oauth_code(workspace), state=begun.state)
        assert (again.status, ADVICE["invalid_state"] in again.text) == (400, True)


async def test_an_old_state_is_refused_and_forgotten(store_url: str) -> None:
    async with city(store_url, MONDAY) as place:
        begun = await place.begin()
        with place.store.write() as tx:
            tx.execute(update(oauth_states).values(expires_at=place.clock.machine() - timedelta(seconds=1)))
        code = place.slack.oauth_code(place.slack.workspace)
        page = await place.come_back(begun.cookie, code=code, state=begun.state)
        assert (page.status, ADVICE["invalid_state"] in page.text) == (400, True)
        await place.begin()
        assert len(place.raw("SELECT * FROM oauth_states")) == 1


async def test_what_goes_wrong_is_said_without_what_came_in(store_url: str) -> None:
    async with city(store_url, MONDAY) as place:
        assert ADVICE["access_denied"] in (await place.come_back(error="access_denied")).text
        strange = await place.come_back(error="<script>xoxb-1</script>")
        assert (strange.status, "script" in strange.text) == (400, False)
        begun = await place.begin()
        assert ADVICE["missing_code"] in (await place.come_back(begun.cookie, state=begun.state)).text
        begun = await place.begin()
        bad = await place.come_back(begun.cookie, state=begun.state, code="nonsense")
        assert (ADVICE["invalid_code"] in bad.text, "nonsense" in bad.text) == (True, False)
        place.slack.faults.add("server_error", "oauth.v2.access", count=1)
        page = await place.install(place.slack.workspace)
        assert (page.status, ADVICE["slack_unreachable"] in page.text) == (503, True)
        with place.store.write() as tx:
            tx.exec_driver_sql("DROP TABLE oauth_states")
        begun_page = await place.come_back("slack-app-oauth-state=x", state="x", code="x")
        assert (begun_page.status, ADVICE["database"] in begun_page.text) == (503, True)


async def test_an_organization_cannot_install_it(store_url: str) -> None:
    async with city(store_url, MONDAY) as place:
        place.slack.workspace.enterprise_id = "E1"
        page = await place.install(place.slack.workspace)
        assert (page.status, ADVICE["org_install"] in page.text) == (400, True)
        assert not place.raw("SELECT * FROM installations")
        assert not place.bot.gateways.workspace_ids()


async def test_tokens_are_encrypted_and_the_key_must_be_the_same(
    store_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with city(store_url, MONDAY) as place:
        await settled(place, "North", "Larks")
        await settled(place, "South", "Swifts")
        rows = place.raw("SELECT * FROM installations")
        assert len(rows) == 2
        tokens = [token.value for token in place.slack.app.tokens.values()]
        assert not [token for token in tokens if token in str(rows) or "xoxb" in str(rows)]
        written = "".join(capsys.readouterr())
        assert not [token for token in tokens if token in written or place.slack.app.client_secret in written]

        same = await connected(oauth_settings(place.slack, store_url), place.clock)
        assert same.gateways.workspace_ids() == place.bot.gateways.workspace_ids()
        with pytest.raises(CannotStart, match="SECRET_KEY is not the one") as failure:
            await connected(oauth_settings(place.slack, store_url, key="other" * 8), place.clock)
        assert KEY not in str(failure.value)


async def connected(settings: Settings, clock: Clock) -> Application:
    """Return a further process's bot, that is, its installations, and close it."""
    store = create_store(settings.database_url)
    bot = Application(settings, clock, store, QUICK)
    try:
        await bot.connect()
        return bot
    finally:
        await bot.deps.close()
        await bot.sender.close()
        await bot.gateway.close()
        store.close()


async def test_uninstalled_then_installed_again(store_url: str) -> None:
    async with city(store_url, MONDAY) as place:
        north, south = await settled(place, "North", "Larks"), await settled(place, "South", "Swifts")
        await uninstall(place, north.workspace)
        assert len(place.raw("SELECT * FROM installations")) == 1
        await place.tick(THURSDAY)
        assert not north.people["mia"].dms()
        assert len(south.people["mia"].dms()) == 1
        calls = place.slack.limiter.calls["chat.postMessage"]
        refused = await north.people["mia"].command("/checkin")
        assert "not installed" in str(refused.body) + str([m.text for m in refused.replies])
        assert place.slack.limiter.calls["chat.postMessage"] == calls

        assert (await place.install(north.workspace)).status == 200
        await place.tick(THURSDAY + timedelta(hours=1))
        assert len(north.people["mia"].dms()) == 1  # what waited goes on
        assert (await north.people["mia"].command("/checkin")).ok
        await north.people["mia"].wait_modal()
        assert len(south.people["mia"].dms()) == 1


async def uninstall(place: City, workspace: Workspace) -> None:
    """Remove the app from a workspace, and wait until the bot knows."""
    place.slack.uninstall(workspace)
    await place.slack.events.drain()


async def test_a_late_event_does_not_stop_a_new_installation(store_url: str) -> None:
    async with city(store_url, MONDAY) as place:
        north = await settled(place, "North", "Larks")
        await uninstall(place, north.workspace)
        late = [one for one in place.slack.events.deliveries if one.name in ("tokens_revoked", "app_uninstalled")]
        place.clock.move_to(MONDAY + timedelta(seconds=30))
        await place.install(north.workspace)
        for delivery in late:
            place.slack.events.send(delivery)
        await place.slack.events.drain()
        assert [one.answers[-1].status for one in late] == [200, 200]
        await place.tick(THURSDAY)
        assert len(north.people["mia"].dms()) == 1


async def test_a_refusal_of_the_old_token_does_not_stop_the_new_one(store_url: str) -> None:
    async with city(store_url, MONDAY) as place:
        await settled(place, "North", "Larks")
        [workspace_id] = place.bot.gateways.workspace_ids()
        with place.store.write() as tx:
            assert not recipients.stop_workspace(tx, workspace_id, "token_revoked", MONDAY - timedelta(seconds=1))
            assert recipients.stop_workspace(tx, workspace_id, "token_revoked", MONDAY)


async def test_another_process_follows(store_url: str) -> None:
    async with city(store_url, MONDAY) as place:
        store = create_store(store_url)
        other = Application(oauth_settings(place.slack, store_url), place.clock, store, QUICK)
        await other.connect()
        north = await settled(place, "North", "Larks")
        assert other.installations is not None
        assert await other.installations.authorized(north.workspace.id)  # a request may come there first
        [workspace_id] = other.gateways.workspace_ids()
        old = other.gateways.for_workspace(workspace_id)

        await uninstall(place, north.workspace)
        place.clock.move_to(MONDAY + timedelta(minutes=1))
        await place.install(north.workspace)
        with store.write() as tx:  # as the other process would when Slack refuses its old token
            recipients.stop_workspace(tx, workspace_id, "token_revoked", place.clock.now())
        await other.installations.refresh()
        assert other.gateways.for_workspace(workspace_id) is not old
        assert place.raw("SELECT stopped_reason FROM workspaces") == [(None,)]

        await uninstall(place, north.workspace)
        await other.installations.refresh()
        assert not other.gateways.workspace_ids()
        await other.deps.close()
        await other.sender.close()
        await other.gateway.close()
        store.close()


@pytest.mark.parametrize(
    ("api_url", "page"),
    [
        ("https://slack.com/api/", "https://slack.com/oauth/v2/authorize"),
        ("https://slack-gov.com/api/", "https://slack-gov.com/oauth/v2/authorize"),
        ("https://www.slack-gov.com/api/", "https://slack-gov.com/oauth/v2/authorize"),
        ("https://proxy.example/slack/", "https://slack.com/oauth/v2/authorize"),
        ("https://notslack-gov.com/api/", "https://slack.com/oauth/v2/authorize"),
    ],
)
def test_where_an_administrator_agrees(api_url: str, page: str) -> None:
    assert authorize_page(api_url) == page
