"""Views that answer views, closings, menus fed by the app, message shortcuts, events beyond DMs."""

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.clock import Clock
from bot.content.manifest import Shortcut
from bot.sandbox.slack.person import NotDeclared
from bot.sandbox.slack.server import SlackServer

PLAIN = {"type": "plain_text", "text": "Text"}


def view(blocks: list[dict[str, Any]] | None = None, **extra: Any) -> dict[str, Any]:
    """A modal, by default with one optional text field."""
    field = {"type": "input", "block_id": "a", "label": PLAIN, "optional": True,
             "element": {"type": "plain_text_input", "action_id": "t"}}  # fmt: skip
    return {"type": "modal", "callback_id": "v", "title": PLAIN, "submit": PLAIN, "blocks": blocks or [field], **extra}


def widen(server: SlackServer, **fields: Any) -> None:
    """Replace parts of the manifest, as a later version of the app would."""
    server.app.manifest = replace(server.app.manifest, **fields)


async def open_view(server: SlackServer, client: Any, person: Any, definition: dict[str, Any]) -> None:
    """Open a modal before a person."""
    await client.views_open(trigger_id=server.workspace.triggers.issue(person.id), view=definition)


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ({}, []),
        ({"response_action": "clear"}, []),
        ({"response_action": "update", "view": view(callback_id="new")}, ["new"]),
        ({"response_action": "push", "view": view(callback_id="new")}, ["v", "new"]),
    ],
)
async def test_what_a_submission_may_answer(
    server: SlackServer, http_app: Any, client: Any, answer: dict[str, Any], left: list[str]
) -> None:
    ada = server.add_person("ada", "Ada")

    @http_app.app.view("v")
    async def submitted(ack: Any) -> None:
        await ack(**answer)

    await open_view(server, client, ada, view())
    assert (await ada.submit({"Text": "x"})).ok
    stack = server.workspace.views.stacks.get(ada.id, [])
    assert [one.definition["callback_id"] for one in stack] == left


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"response_action": "errors", "errors": {"nowhere": "x"}}, "invalid_errors"),
        (
            {"response_action": "update", "view": view(title={"type": "plain_text", "text": "x" * 25})},
            "invalid_arguments",
        ),
    ],
)
async def test_an_answer_that_slack_cannot_use_leaves_the_modal(
    server: SlackServer, http_app: Any, client: Any, answer: dict[str, Any], problem: str
) -> None:
    ada = server.add_person("ada", "Ada")

    @http_app.app.view("v")
    async def submitted(ack: Any) -> None:
        await ack(**answer)

    await open_view(server, client, ada, view())
    response = await ada.submit({"Text": "kept"})
    assert response.error == problem
    assert ada.modal is not None
    assert ada.modal.state["a"]["t"]["value"] == "kept"


async def test_closing_is_told_only_on_request(server: SlackServer, http_app: Any, client: Any) -> None:
    ada = server.add_person("ada", "Ada")
    closed: list[bool] = []

    @http_app.app.view_closed("v")
    async def was_closed(ack: Any, body: Any) -> None:
        closed.append(body["is_cleared"])
        await ack()

    await open_view(server, client, ada, view())
    await ada.close_modal()
    await open_view(server, client, ada, view(notify_on_close=True))
    await ada.close_modal()
    await open_view(server, client, ada, view(notify_on_close=True, clear_on_close=True))
    await ada.close_modal()
    assert closed == [False, True]
    assert ada.modal is None


async def test_an_input_tells_the_app_only_with_dispatch_action(
    server: SlackServer, http_app: Any, client: Any
) -> None:
    ada = server.add_person("ada", "Ada")
    seen: list[Any] = []
    options = [{"text": {"type": "plain_text", "text": name}, "value": name.lower()} for name in ("Yes", "No")]
    radio = {"type": "radio_buttons", "action_id": "met", "options": options}
    ask = {"type": "input", "block_id": "m", "label": PLAIN, "element": radio, "optional": True}

    @http_app.app.action("met")
    async def met(ack: Any, body: Any, client: Any, action: Any) -> None:
        await ack()
        seen.append((action["selected_option"]["value"], body["view"]["state"]["values"]["a"]["t"]["value"]))
        longer = [*body["view"]["blocks"], {"type": "divider", "block_id": "d"}]
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view(longer))

    await open_view(server, client, ada, view([*view()["blocks"], ask]))
    assert await ada.act_in_modal("met", "Yes") is None
    await open_view(server, client, ada, view([*view()["blocks"], {**ask, "dispatch_action": True}]))
    ada.fill({"Text": "typed"})
    assert (await ada.act_in_modal("met", "Yes")).ok
    assert seen == [("yes", "typed")]
    assert ada.modal is not None
    assert len(ada.modal.blocks) == 3
    assert ada.modal.state["a"]["t"]["value"] == "typed"
    assert ada.modal.state["m"]["met"]["selected_option"]["value"] == "yes"


async def test_a_menu_whose_options_the_app_supplies(server: SlackServer, http_app: Any, client: Any) -> None:
    ada = server.add_person("ada", "Ada")
    menu = {"type": "external_select", "action_id": "who", "placeholder": PLAIN, "min_query_length": 1}
    found = [{"text": {"type": "plain_text", "text": "Ben"}, "value": "ben"}]

    @http_app.app.options("who")
    async def who(ack: Any, payload: Any) -> None:
        await ack(options=found if payload["value"] == "be" else [])

    await open_view(server, client, ada, view([{"type": "input", "label": PLAIN, "element": menu}]))
    assert await ada.suggest("who", "be") == found
    assert await ada.suggest("who", "x") == []


async def test_a_message_shortcut_carries_the_message(server: SlackServer, http_app: Any) -> None:
    ada = server.add_person("ada", "Ada")
    message = await ada.dm("went well")
    seen: list[str] = []

    @http_app.app.shortcut("keep")
    async def keep(ack: Any, body: Any) -> None:
        seen.append(body["message"]["text"])
        await ack()

    with pytest.raises(NotDeclared):
        await ada.message_shortcut("keep", message)
    widen(server, shortcuts={"keep": Shortcut("keep", "Keep", "message")})
    assert (await ada.message_shortcut("keep", message)).ok
    assert seen == ["went well"]


async def test_events_reach_the_app_where_it_is_a_member_and_subscribed(server: SlackServer, http_app: Any) -> None:
    ada = server.add_person("ada", "Ada")
    space = server.workspace
    inside, outside = space.create_channel("in", [ada.user, space.bot]), space.create_channel("out", [ada.user])
    widen(server, events=server.app.manifest.events - {"message.channels"})
    await ada.write(inside, "unheard")
    widen(server, events=server.app.manifest.events | {"message.channels"})
    await ada.write(inside, "heard")
    await ada.write(outside, "unheard")
    new = space.join_team("ben", "Ben", "ben@example.org")
    space.change_user(new, tz="Asia/Tokyo")
    server.uninstall()
    await server.events.drain()
    names = [delivery.name for delivery in server.events.deliveries]
    assert names == ["message.channels", "team_join", "user_change", "tokens_revoked", "app_uninstalled"]
    assert server.events.deliveries[0].payload["event"]["text"] == "heard"
    assert server.events.deliveries[1].payload["event"]["user"]["profile"]["email"] == "ben@example.org"


async def test_an_edited_message_comes_with_what_it_said_before(
    server: SlackServer, http_app: Any, client: Any
) -> None:
    ada = server.add_person("ada", "Ada")
    posted = await client.chat_postMessage(channel=ada.id, text="old")
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="new")
    await client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    await server.events.drain()
    events = [delivery.payload["event"] for delivery in server.events.deliveries]
    assert [event.get("subtype") for event in events] == [None, "message_changed", "message_deleted"]
    assert (events[1]["message"]["text"], events[1]["previous_message"]["text"]) == ("new", "old")


async def test_of_a_message_with_a_thread_a_tombstone_stays_until_its_last_reply_goes(
    server: SlackServer, http_app: Any, client: Any
) -> None:
    ada = server.add_person("ada", "Ada")
    top = await client.chat_postMessage(channel=ada.id, text="top")
    place, reply = top["channel"], await client.chat_postMessage(channel=ada.id, text="below", thread_ts=top["ts"])
    await client.chat_delete(channel=place, ts=top["ts"])
    found = (await client.conversations_replies(channel=place, ts=top["ts"]))["messages"]
    assert [(one["text"], one.get("subtype")) for one in found] == [
        ("This message was deleted.", "tombstone"),
        ("below", None),
    ]
    with pytest.raises(SlackApiError, match="cant_update_message"):
        await client.chat_update(channel=place, ts=top["ts"], text="back")
    await client.chat_delete(channel=place, ts=reply["ts"])
    assert (await client.conversations_history(channel=place))["messages"] == []
    await server.events.drain()
    events = [delivery.payload["event"].get("subtype") for delivery in server.events.deliveries]
    assert events[-3:] == ["message_changed", "message_deleted", "message_deleted"]


async def test_nobody_writes_to_an_app_without_a_messages_tab(server: SlackServer, client: Any) -> None:
    ada = server.add_person("ada", "Ada")
    widen(server, messages_tab_read_only=True)
    with pytest.raises(ValueError, match="messages tab"):
        await ada.dm("hello")
    widen(server, messages_tab_enabled=False)
    with pytest.raises(SlackApiError, match="messages_tab_disabled"):
        await client.chat_postMessage(channel=ada.id, text="x")


async def test_files_are_shared_in_two_steps(client: Any) -> None:
    manifest = SlackServer().app.manifest
    server = SlackServer(Clock(), replace(manifest, scopes=manifest.scopes | {"files:write"}))
    await server.start()
    try:
        ada = server.add_person("ada", "Ada")
        channel = server.workspace.dm(ada.id).id
        client.token, client.base_url = server.bot_token, server.api_url
        await client.files_upload_v2(channel=channel, filename="a.csv", content="a,b", initial_comment="table")
        (message,) = ada.dms()
        assert (message.text, message.files[0]["name"], message.files[0]["size"]) == ("table", "a.csv", 3)
    finally:
        await server.stop()


async def test_eleven_sockets_are_one_too_many(server: SlackServer) -> None:
    import aiohttp

    assert server.app.open_socket is not None
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(server.app.open_socket()) for _ in range(11)]
        first = [await one.receive_json() for one in sockets]
        assert [one["type"] for one in first] == ["hello"] * 10 + ["disconnect"]
        assert first[10]["reason"] == "too_many_websockets"
        for one in sockets:
            await one.close()


async def test_a_broken_socket_makes_the_event_come_again(server: SlackServer) -> None:
    import aiohttp

    ada = server.add_person("ada", "Ada")
    assert server.app.open_socket is not None
    async with aiohttp.ClientSession() as session:
        broken = await session.ws_connect(server.app.open_socket())
        await broken.receive_json()
        server.events.retry_delays = (0.0,)
        await ada.dm("hello")
        envelope = await broken.receive_json()
        assert (envelope["retry_attempt"], envelope["accepts_response_payload"]) == (0, False)
        sound = await session.ws_connect(server.app.open_socket())
        await sound.receive_json()
        server.sockets.connections[0].transport.abort()  # type: ignore[union-attr]
        again = await sound.receive_json()
        assert (again["retry_attempt"], again["retry_reason"]) == (1, "connection_failed")
        assert again["payload"]["event_id"] == envelope["payload"]["event_id"]
        await sound.send_json({"envelope_id": again["envelope_id"]})
        await server.events.drain()
        assert [answer.error for answer in server.events.deliveries[0].answers] == ["connection_failed", None]
        await sound.close()
        await broken.close()
