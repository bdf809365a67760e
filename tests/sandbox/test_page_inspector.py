"""What the inspector keeps of calls and requests, and that no token is in it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import Clock
from bot.sandbox.page.inspector import KEPT, Inspector, masked, problem_of, request_name, with_details
from bot.sandbox.slack.app import CallRecord
from bot.sandbox.slack.outgoing import Answer, RequestRecord
from bot.sandbox.slack.response_urls import ResponseUrl
from bot.sandbox.slack.server import SlackServer

clock = Clock.fixed(datetime(2026, 11, 19, 19, 30, tzinfo=UTC))


@pytest.fixture
def slack() -> SlackServer:
    """Return a local Slack that is not listening."""
    return SlackServer(clock)


def test_tokens_are_masked() -> None:
    shown = masked({"token": "t", "a": ["xoxb-1-secret", {"access_token": "x"}], "url": "ws://h/?ticket=abc&app_id=A"})
    assert shown == {"token": "•••", "a": ["•••", {"access_token": "•••"}], "url": "ws://h/?ticket=•••&app_id=A"}


@given(st.recursive(st.text(max_size=5) | st.integers() | st.none() | st.booleans(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc", max_size=3), inner)))  # fmt: skip
def test_what_is_no_token_stays(value: Any) -> None:
    assert masked(value) == value


def test_a_message_has_its_calls(slack: SlackServer) -> None:
    inspector = Inspector(slack.changes, clock)
    dm = slack.workspace.dm(slack.workspace.add_user("mia", "Mia Sol").id)
    message = slack.workspace.post(dm, slack.workspace.bot, "Hello")
    answer = {"ok": True, "channel": dm.id, "ts": message.ts}
    slack.app.record(CallRecord("chat.postMessage", {"channel": dm.id, "text": "Hello"}, 200, answer))
    slack.app.record(CallRecord("users.info", {"user": "U1"}, 200, {"ok": True}))
    slack.app.record(CallRecord("chat.update", {"channel": dm.id, "ts": message.ts}, 200, answer))
    entries = inspector.of_message(message)
    assert [one.name for one in entries] == ["chat.postMessage", "chat.update"]
    assert inspector.find(entries[0].number) is entries[0]
    assert [one.name for one in inspector.entries] == ["chat.postMessage", "users.info", "chat.update"]


def test_a_message_with_a_file_has_the_calls_that_brought_it(slack: SlackServer) -> None:
    inspector = Inspector(slack.changes, clock)
    dm = slack.workspace.dm(slack.workspace.add_user("mia", "Mia Sol").id)
    for number in ("F1", "F2"):
        answer = {"ok": True, "file_id": number, "upload_url": "http://127.0.0.1/upload"}
        slack.app.record(CallRecord("files.getUploadURLExternal", {"filename": "data.json"}, 200, answer))
    done = {"ok": True, "files": [{"id": "F1", "title": "data.json"}]}
    slack.app.record(CallRecord("files.completeUploadExternal", {"channel_id": dm.id}, 200, done))
    message = slack.workspace.post(dm, slack.workspace.bot, "Here it is", files=[{"id": "F1"}])
    names = [one.name for one in inspector.of_message(message)]
    assert names == ["files.getUploadURLExternal", "files.completeUploadExternal"]


def test_an_answer_has_its_request(slack: SlackServer) -> None:
    inspector = Inspector(slack.changes, clock)
    user = slack.workspace.add_user("mia", "Mia Sol")
    issued: ResponseUrl = slack.response_urls.issue(slack.workspace, user.id, slack.workspace.dm(user.id))
    address = slack.response_urls.address(issued)
    payload = {"command": "/mentoring", "text": "help", "user_id": user.id, "response_url": address}
    slack.response_urls.apply(issued, {"text": "This helps."})
    slack.changes.publish("request", "", RequestRecord("slash_commands", payload, Answer(200)))
    slack.app.record(CallRecord("response_url", {"response_url": address, "text": "This helps."}, 200, {"ok": True}))
    request = inspector.request_of(issued.messages[0])
    assert request is not None
    assert request.name == "/mentoring help"
    assert request.about == user.id
    assert [one.name for one in inspector.of_message(issued.messages[0])] == ["/mentoring help", "response_url"]


def test_a_refused_modal_is_in_the_log(slack: SlackServer, caplog: pytest.LogCaptureFixture) -> None:
    inspector = Inspector(slack.changes, clock)
    said = {"messages": ["[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"]}
    answer = {"ok": False, "error": "invalid_arguments", "response_metadata": said}
    slack.app.record(CallRecord("views.open", {"view": {}}, 200, answer))
    wanted = "invalid_arguments: must be less than 25 characters [json-pointer:/view/title/text]"
    assert inspector.entries[-1].problem == wanted
    assert f"Slack refused views.open: {wanted}" in caplog.text


@pytest.mark.parametrize(
    ("status", "answer", "problem"),
    [
        (200, {"ok": True}, ""),
        (0, None, "the connection was cut"),
        (503, None, "HTTP 503"),
        (429, {"ok": False, "error": "ratelimited"}, "ratelimited"),
    ],
)
def test_what_a_call_came_to(status: int, answer: dict[str, Any] | None, problem: str) -> None:
    assert problem_of(CallRecord("chat.postMessage", {}, status, answer)) == problem
    assert with_details("e", ("a", "b")) == "e: a; b"


OPTION = {"selected_option": {"text": {"type": "plain_text", "text": "15 minutes"}, "value": "15"}}


@pytest.mark.parametrize(
    ("payload", "name"),
    [
        ({"command": "/checkin", "text": ""}, "/checkin"),
        ({"type": "block_actions", "actions": [{"action_id": "a", "text": {"text": "Skip"}}]}, "“Skip” used"),
        ({"type": "block_actions", "actions": [{"action_id": "a", **OPTION}]}, "“15 minutes” used"),
        ({"type": "block_actions", "actions": [{"action_id": "when"}]}, "“when” used"),
        ({"type": "view_submission", "view": {"title": {"text": "Check in"}}}, "form “Check in” sent"),
        ({"type": "view_closed", "view": {"title": {"text": "Check in"}}}, "form “Check in” closed"),
        ({"type": "shortcut", "callback_id": "checkin"}, "shortcut checkin"),
        ({"type": "event_callback", "event": {"type": "message", "channel_type": "im"}}, "event message.im"),
        ({"type": "block_suggestion"}, "block_suggestion"),
    ],
)
def test_requests_have_names(payload: dict[str, Any], name: str) -> None:
    assert request_name(payload) == name


def test_only_the_latest_are_kept(slack: SlackServer) -> None:
    inspector = Inspector(slack.changes, clock)
    for number in range(KEPT + 5):
        slack.app.record(CallRecord("users.info", {"user": str(number)}, 200, {"ok": True}))
    assert len(inspector.entries) == KEPT
    assert inspector.find(1) is None
    inspector.stop()
    slack.app.record(CallRecord("users.info", {}, 200, {"ok": True}))
    assert inspector.entries[-1].number == KEPT + 5
