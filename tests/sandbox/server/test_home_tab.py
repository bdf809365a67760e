"""The Home tab in the strict server: published for one person, opened, pressed, as Slack does it."""

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.person import NotDeclared
from bot.sandbox.slack.server import SlackServer

PLAIN = {"type": "plain_text", "text": "Text"}
BUTTON = {"type": "button", "action_id": "go", "text": PLAIN, "value": "7"}
CHOICE = {
    "type": "static_select",
    "action_id": "choose",
    "options": [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("a", "b")],
}
HOME = {"type": "home", "callback_id": "home", "blocks": [{"type": "actions", "elements": [BUTTON, CHOICE]}]}
MODAL = {"type": "modal", "title": PLAIN, "blocks": [{"type": "section", "text": PLAIN}]}


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as raised:
        await call
    return str(raised.value.response["error"])


def publishes(http_app: Any, seen: list[Any]) -> None:
    """Let the app answer every opening with a Home tab."""

    @http_app.app.event("app_home_opened")
    async def opened(event: Any, client: Any) -> None:
        seen.append(event)
        if event["tab"] == "home":
            await client.views_publish(user_id=event["user"], view=HOME)


async def test_opening_it_tells_the_app_and_from_the_second_time_on_with_the_view(
    server: SlackServer, http_app: Any
) -> None:
    ada = server.add_person("ada", "Ada")
    seen: list[Any] = []
    publishes(http_app, seen)
    first = await ada.open_home()
    assert (first.definition["callback_id"], first.user_id) == ("home", ada.id)
    ada.open_tab("messages")
    again = await ada.open_home()
    assert again is first is ada.home
    await server.events.drain()
    assert [(one["tab"], "view" in one) for one in seen] == [("home", False), ("messages", False), ("home", True)]
    assert seen[2]["view"]["id"] == first.id
    assert {one["channel"] for one in seen} == {server.workspace.dm(ada.id).id}


async def test_a_press_carries_the_view_with_its_state_and_hash(
    server: SlackServer, http_app: Any, client: AsyncWebClient
) -> None:
    ada = server.add_person("ada", "Ada")
    seen: list[Any] = []

    @http_app.app.action("choose")
    @http_app.app.action("go")
    async def go(ack: Any, body: Any) -> None:
        seen.append(body)
        await ack()

    await client.views_publish(user_id=ada.id, view=HOME)
    assert ada.home is not None
    await ada.press_home("choose", "b")
    await ada.press_home("go")
    body = seen[1]
    assert body["container"] == {"type": "view", "view_id": ada.home.id}
    assert (body["view"]["type"], body["view"]["hash"]) == ("home", ada.home.hash)
    ((_, chosen),) = body["view"]["state"]["values"].items()
    assert chosen["choose"]["selected_option"]["value"] == "b"
    assert body["actions"][0]["value"] == "7"
    assert "response_url" not in body
    assert "message" not in body


async def test_a_press_may_open_a_modal_but_lay_none_over_home(
    server: SlackServer, http_app: Any, client: AsyncWebClient
) -> None:
    ada = server.add_person("ada", "Ada")
    triggers: list[str] = []

    @http_app.app.action("go")
    async def go(ack: Any, body: Any) -> None:
        triggers.append(body["trigger_id"])
        await ack()

    await client.views_publish(user_id=ada.id, view=HOME)
    await ada.press_home("go")
    assert await refusal(client.views_push(trigger_id=triggers[0], view=MODAL)) == "not_found"
    await ada.press_home("go")
    await client.views_open(trigger_id=triggers[1], view=MODAL)
    assert ada.modal is not None
    assert ada.home is not None


async def test_publishing_has_slacks_rules(server: SlackServer, client: AsyncWebClient) -> None:
    ada = server.add_person("ada", "Ada")
    published = await client.views_publish(user_id=ada.id, view=HOME)
    await client.views_publish(user_id=ada.id, view=HOME, hash=published["view"]["hash"])
    assert await refusal(client.views_publish(user_id=ada.id, view=HOME, hash="old")) == "hash_conflict"
    many = [{"type": "divider"}] * 101
    for wrong in ({**HOME, "blocks": many}, {**HOME, "private_metadata": "x" * 3001}, MODAL, {**HOME, "title": PLAIN}):
        assert await refusal(client.views_publish(user_id=ada.id, view=wrong)) == "invalid_arguments"
    assert await refusal(client.views_publish(user_id="U0", view=HOME)) == "invalid_arguments"
    client.token = server.app_token
    assert await refusal(client.views_publish(user_id=ada.id, view=HOME)) == "not_allowed_token_type"


async def test_without_a_home_tab_there_is_none(server: SlackServer, client: AsyncWebClient) -> None:
    ada = server.add_person("ada", "Ada")
    server.app.manifest = replace(server.app.manifest, home_tab_enabled=False)
    assert await refusal(client.views_publish(user_id=ada.id, view=HOME)) == "not_enabled"
    with pytest.raises(NotDeclared):
        ada.open_tab()


async def test_who_is_deactivated_opens_nothing(server: SlackServer) -> None:
    ada = server.add_person("ada", "Ada")
    server.workspace.change_user(ada.user, deleted=True)
    with pytest.raises(ValueError, match="deactivated"):
        ada.open_tab()
