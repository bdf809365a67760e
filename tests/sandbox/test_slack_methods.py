"""The local server's list of methods against Slack's own published list."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.slack.methods import EXISTING, METHODS, conversation_scope

# What Slack's list of 2020 says and Slack no longer does, with what counts instead.
CHANGED = {
    "views.open": {"trigger_id"},  # or interactivity_pointer
    "views.push": {"trigger_id"},
    "oauth.v2.access": {"code"},  # or refresh_token
}
NOT_IN_THE_LIST = {
    "apps.connections.open",
    "blocks.validate",
    "files.completeUploadExternal",
    "files.getUploadURLExternal",
}


@pytest.fixture(scope="module")
def paths(slack_file: Callable[[str], Any]) -> dict[str, Any]:
    found: dict[str, Any] = slack_file("web-api.openapi.json")["paths"]
    return found


def parameters(paths: dict[str, Any], method: str) -> dict[str, bool]:
    """Return a method's arguments, each with whether it is required."""
    (operation,) = paths[f"/{method}"].values()
    return {each["name"]: each.get("required", False) for each in operation["parameters"] if each["name"] != "token"}


def test_every_method_slack_lists_exists(paths: dict[str, Any]) -> None:
    assert {path.removeprefix("/") for path in paths} <= EXISTING
    assert len(EXISTING) > 300


def test_newer_methods_exist_and_invented_ones_do_not() -> None:
    newer = "chat.startStream canvases.create slackLists.items.list tooling.tokens.rotate entity.presentDetails"
    assert NOT_IN_THE_LIST | set(newer.split()) <= EXISTING
    assert not EXISTING & {"chat.post", "conversations.delete", "users.create", "im.open"}


def test_every_method_answered_is_one_of_slacks(paths: dict[str, Any]) -> None:
    assert METHODS.keys() <= EXISTING
    assert {name for name in METHODS if f"/{name}" not in paths} == NOT_IN_THE_LIST
    assert all(name == method.name for name, method in METHODS.items())


@pytest.mark.parametrize("name", sorted(METHODS.keys() - NOT_IN_THE_LIST))
def test_arguments_are_those_slack_lists(name: str, paths: dict[str, Any]) -> None:
    method, listed = METHODS[name], parameters(paths, name)
    assert listed.keys() <= method.known
    required = {argument for argument, needed in listed.items() if needed}
    assert required - CHANGED.get(name, set()) <= method.required
    assert CHANGED.get(name, set()) <= method.one_of


@pytest.mark.parametrize("name", METHODS)
def test_what_is_needed_is_known(name: str) -> None:
    method = METHODS[name]
    assert method.required | method.one_of <= method.known
    assert not method.required & method.one_of
    assert "token" not in method.known


@pytest.mark.parametrize(
    ("method", "kind", "scope"),
    [
        ("conversations.history", "im", "im:history"),
        ("conversations.history", "public", "channels:history"),
        ("conversations.info", "private", "groups:read"),
        ("users.conversations", "mpim", "mpim:read"),
        ("conversations.open", "im", "im:write"),
        ("conversations.open", "mpim", "mpim:write"),
        ("conversations.create", "public", "channels:manage"),
        ("conversations.create", "im", None),
        ("conversations.join", "public", "channels:join"),
        ("conversations.join", "private", None),
        ("chat.postMessage", "im", None),
    ],
)
def test_the_scope_goes_by_the_kind_of_conversation(method: str, kind: str, scope: str | None) -> None:
    assert conversation_scope(method, kind) == scope
    assert scope is None or frozenset({scope}) in METHODS[method].scopes


def test_there_is_no_other_kind_of_conversation() -> None:
    with pytest.raises(ValueError, match="channel"):
        conversation_scope("conversations.info", "channel")


def test_scopes_and_rates_the_bot_depends_on() -> None:
    assert METHODS["chat.postMessage"].scopes == (frozenset({"chat:write"}),)
    assert METHODS["users.lookupByEmail"].scopes == (frozenset({"users:read.email"}),)
    assert METHODS["views.open"].scopes == METHODS["auth.test"].scopes == ()
    assert [METHODS[name].per_minute for name in ("users.list", "conversations.open", "users.info")] == [20, 50, 100]
    assert METHODS["chat.postMessage"].per_minute is None
