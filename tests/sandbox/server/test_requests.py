"""Requests to a real Bolt app: signed HTTP and Socket Mode, what it answers and what a person sees of it."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.person import NotDeclared
from bot.sandbox.slack.server import SlackServer

FIELD = {"type": "plain_text_input", "action_id": "text", "multiline": True}


def modal(**extra: Any) -> dict[str, Any]:
    """A modal with one text field labelled Well."""
    return {
        "type": "modal",
        "callback_id": "week",
        "title": {"type": "plain_text", "text": "Week"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [
            {"type": "input", "block_id": "well", "label": {"type": "plain_text", "text": "Well"}, "element": FIELD}
        ],
        **extra,
    }


async def test_command_opens_a_modal_and_bolt_accepts_the_signature(server: SlackServer, http_app: Any) -> None:
    ada = server.add_person("ada", "Ada Example", "ada@example.org")

    @http_app.app.command("/checkin")
    async def checkin(ack: Any, client: Any, body: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    response = await ada.command("/checkin", "now")
    assert response.status == 200
    view = await response.modal()
    assert ada.modal is view
    assert view.json()["state"]["values"] == {"well": {"text": {"type": "plain_text_input", "value": None}}}
    sent = view.json()
    ada.fill({"Well": "A lesson"})  # which what was sent before knows nothing of
    assert sent["state"]["values"]["well"]["text"]["value"] is None


async def test_a_forged_or_old_signature_is_refused(server: SlackServer, http_app: Any) -> None:
    body = b"payload=%7B%7D"
    kind = "application/x-www-form-urlencoded"
    forged = server.outgoing.headers(body, kind) | {"X-Slack-Signature": "v0=00"}
    old = server.outgoing.headers(body, kind, age=301)
    async with aiohttp.ClientSession() as session:
        for headers in (forged, old):
            async with session.post(http_app.url, data=body, headers=headers) as response:
                assert response.status == 401


async def test_url_verification(server: SlackServer, http_app: Any) -> None:
    assert await server.outgoing.verify_url(http_app.url)


async def test_an_immediate_answer_is_shown_to_the_person_alone(server: SlackServer, http_app: Any) -> None:
    ada, ben = server.add_person("ada", "Ada"), server.add_person("ben", "Ben")

    @http_app.app.command("/checkin")
    async def checkin(ack: Any) -> None:
        await ack("not in a program")

    response = await ada.command("/checkin")
    assert [message.text for message in response.replies] == ["not in a program"]
    assert [message.text for message in ada.ephemerals()] == ["not in a program"]
    assert ben.ephemerals() == []


async def test_what_the_manifest_does_not_declare_does_not_exist(server: SlackServer, http_app: Any) -> None:
    ada = server.add_person("ada", "Ada")
    with pytest.raises(NotDeclared):
        await ada.command("/other")
    with pytest.raises(NotDeclared):
        await ada.shortcut("other")
    server.workspace.react(await ada.dm("hello"), ada.id, "wave")
    await server.events.drain()
    assert [delivery.name for delivery in server.events.deliveries] == ["message.im"]


async def test_command_text_is_escaped_and_mentions_carry_ids(server: SlackServer, http_app: Any) -> None:
    ada, ben = server.add_person("ada", "Ada"), server.add_person("ben", "Ben")
    got = []

    @http_app.app.command("/checkin")
    async def checkin(ack: Any, command: Any) -> None:
        got.append(command["text"])
        await ack()

    await ada.command("/checkin", "<!channel> @ben & co")
    assert got == [f"&lt;!channel&gt; <@{ben.id}|ben> &amp; co"]


async def test_trigger_is_good_once_and_for_three_seconds(server: SlackServer, client: Any) -> None:
    ada = server.add_person("ada", "Ada")
    trigger = server.workspace.triggers.issue(ada.id)
    await client.views_open(trigger_id=trigger, view=modal())
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await client.views_open(trigger_id=trigger, view=modal())
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await client.views_open(trigger_id="1.2.3", view=modal())
    server.workspace.triggers.life = -0.001
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await client.views_open(trigger_id=server.workspace.triggers.issue(ada.id), view=modal())


async def test_field_errors_leave_the_modal_and_the_text(server: SlackServer, http_app: Any) -> None:
    ada = server.add_person("ada", "Ada")

    @http_app.app.shortcut("checkin")
    async def checkin(ack: Any, client: Any, body: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    @http_app.app.view("week")
    async def week(ack: Any, view: Any) -> None:
        text = view["state"]["values"]["well"]["text"]["value"]
        if text.isspace():
            await ack(response_action="errors", errors={"well": "Say something"})
        else:
            await ack()

    await (await ada.shortcut("checkin")).modal()
    refused = await ada.submit({"Well": "  "})
    assert refused.errors == {"well": "Say something"}
    assert ada.modal is not None
    assert ada.modal.state["well"]["text"]["value"] == "  "
    assert (await ada.submit({"well": "A lesson"})).ok
    assert ada.modal is None


async def test_the_client_refuses_what_slacks_client_would(server: SlackServer, client: Any) -> None:
    ada = server.add_person("ada", "Ada")
    await client.views_open(trigger_id=server.workspace.triggers.issue(ada.id), view=modal())
    refused = await ada.submit(client_checks=True)
    assert set(refused.errors) == {"well"}
    assert not server.outgoing.requests


async def test_typed_text_stays_over_an_update_while_its_ids_do(server: SlackServer, client: Any) -> None:
    ada = server.add_person("ada", "Ada")
    answer = await client.views_open(trigger_id=server.workspace.triggers.issue(ada.id), view=modal())
    ada.fill({"Well": "typed"})
    longer = modal()
    longer["blocks"] = [
        {**longer["blocks"][0], "element": {**FIELD, "initial_value": "other"}},
        {**longer["blocks"][0], "block_id": "hard", "element": {**FIELD, "initial_value": "new"}},
    ]
    await client.views_update(view_id=answer["view"]["id"], view=longer)
    assert ada.modal is not None
    assert ada.modal.state["well"]["text"]["value"] == "typed"
    assert ada.modal.state["hard"]["text"]["value"] == "new"
    renamed = modal()
    renamed["blocks"][0]["block_id"] = "well2"
    await client.views_update(view_id=answer["view"]["id"], view=renamed)
    assert ada.modal.state == {"well2": {"text": {"type": "plain_text_input", "value": None}}}


async def test_press_carries_the_message_and_response_url_replaces_it(
    server: SlackServer, http_app: Any, client: Any
) -> None:
    ada = server.add_person("ada", "Ada")
    button = {"type": "button", "action_id": "go", "value": "7", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "block_id": "b", "elements": [button]}]

    @http_app.app.action("go")
    async def go(ack: Any, respond: Any, action: Any, body: Any) -> None:
        await ack()
        assert body["message"]["metadata"]["event_type"] == "kind"
        await respond(f"pressed {action['value']}", replace_original=True)

    metadata = {"event_type": "kind", "event_payload": {"key": "k"}}
    await client.chat_postMessage(channel=ada.id, text="Press", blocks=blocks, metadata=metadata)
    response = await ada.press(ada.dms()[0], "Go")
    await response.reply()
    assert ada.dms()[0].text == "pressed 7"
    assert ada.dms()[0].blocks is None


async def test_response_url_works_five_times(server: SlackServer) -> None:
    ada = server.add_person("ada", "Ada")
    made = server.response_urls.issue(server.workspace, ada.id, server.workspace.dm(ada.id))
    async with aiohttp.ClientSession() as session:
        for number in range(6):
            async with session.post(server.response_urls.address(made), json={"text": "hi"}) as response:
                assert response.status == (200 if number < 5 else 404)
        async with session.post(server.response_urls.address(made), data=b"nonsense") as response:
            assert response.status == 400
    assert len(ada.ephemerals()) == 5


async def test_response_url_works_for_half_an_hour(server: SlackServer) -> None:
    ada = server.add_person("ada", "Ada")
    made = server.response_urls.issue(server.workspace, ada.id, server.workspace.dm(ada.id))
    made.issued -= 1799
    server.response_urls.post(made.key, {"text": "in time"})
    made.issued -= 2
    with pytest.raises(SlackError, match="expired_url"):
        server.response_urls.post(made.key, {"text": "late"})


async def test_an_app_may_ask_not_to_be_told_again(server: SlackServer, http_app: Any) -> None:
    ada = server.add_person("ada", "Ada")

    @http_app.app.middleware
    async def refuse() -> BoltResponse:
        return BoltResponse(status=503, headers={"X-Slack-No-Retry": "1"})

    await ada.dm("hello")
    await server.events.drain()
    assert [answer.status for answer in server.events.deliveries[0].answers] == [503]


async def test_a_field_that_became_another_kind_starts_afresh(server: SlackServer, client: Any) -> None:
    ada = server.add_person("ada", "Ada")
    answer = await client.views_open(trigger_id=server.workspace.triggers.issue(ada.id), view=modal())
    ada.fill({"Well": "typed"})
    other = modal()
    other["blocks"][0]["element"] = {"type": "datepicker", "action_id": "text"}
    await client.views_update(view_id=answer["view"]["id"], view=other)
    assert ada.modal is not None
    assert ada.modal.state["well"]["text"] == {"type": "datepicker", "selected_date": None}


async def test_typed_mentions_of_everyone_ring_only_when_meant(server: SlackServer) -> None:
    ada, ben = server.add_person("ada", "Ada"), server.add_person("ben", "Ben")
    assert (await ada.dm("<!channel> a@ben.example")).mentions == []
    assert (await ada.dm("@here @ben")).mentions == ["!here", f"@{ben.id}"]


async def test_unanswered_events_come_again_with_retry_headers(server: SlackServer, http_app: Any) -> None:
    ada = server.add_person("ada", "Ada")
    tries = []

    @http_app.app.event("message")
    async def heard(ack: Any, body: Any) -> None:
        tries.append(body["event_id"])
        if len(tries) < 3:
            raise RuntimeError("not this time")

    await ada.dm("<!here> hello")
    await server.events.drain()
    headers = [
        (one["headers"].get("x-slack-retry-num"), one["headers"].get("x-slack-retry-reason")) for one in http_app.seen
    ]
    assert headers == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert len(set(tries)) == 1
    event = json.loads(http_app.seen[0]["body"])["event"]
    assert event["channel_type"] == "im"
    assert event["text"] == "&lt;!here&gt; hello"


async def test_an_app_that_takes_too_long(server: SlackServer, http_app: Any) -> None:
    ada = server.add_person("ada", "Ada")
    server.outgoing.deadline = 0.05

    @http_app.app.command("/checkin")
    async def checkin(ack: Any) -> None:
        await asyncio.sleep(0.3)
        await ack()

    response = await ada.command("/checkin")
    assert (response.status, response.error) == (0, "http_timeout")


async def test_socket_mode_carries_commands_events_and_answers(server: SlackServer, socket_app: Any) -> None:
    app, connect = socket_app
    ada = server.add_person("ada", "Ada")
    heard: list[str] = []

    @app.command("/checkin")
    async def checkin(ack: Any) -> None:
        await ack("over the socket")

    @app.event("message")
    async def message(event: Any) -> None:
        heard.append(event["text"])

    await connect()
    response = await ada.command("/checkin")
    assert response.replies[0].text == "over the socket"
    await ada.dm("hello")
    await server.events.drain()
    assert heard == ["hello"]


async def test_socket_addresses_work_once_and_the_app_comes_back(server: SlackServer, socket_app: Any) -> None:
    _app, connect = socket_app
    handler = await connect()
    first = server.sockets.connections[0]
    address = handler.client.wss_uri.replace("ws:", "http:")
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        assert response.status == 404
    await server.sockets.disconnect("refresh_requested")
    await server.sockets.wait_connected()
    assert first not in server.sockets.connections
