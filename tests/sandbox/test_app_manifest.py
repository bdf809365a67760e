"""The app manifest: valid by Slack's schema, and asking for what the bot needs and nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import bot
from bot.content.manifest import Command, Shortcut, default_path, load
from bot.sandbox.slack.methods import METHODS

# The scope an event needs, from its page https://docs.slack.dev/reference/events/<event>; None: no scope.
EVENT_SCOPES: dict[str, str | None] = {
    "app_home_opened": None,
    "app_uninstalled": None,
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "team_join": "users:read",
    "tokens_revoked": None,
    "user_change": "users:read",
}
# The method of the bot's that a scope is for; `commands` is for what the manifest itself declares
# (https://docs.slack.dev/reference/scopes/commands).
SCOPE_USES: dict[str, str] = {
    "chat:write": "chat.postMessage",
    "im:write": "conversations.open",
    "im:history": "conversations.history",
    "mpim:write": "conversations.open",
    "mpim:history": "conversations.history",
    "channels:read": "conversations.info",
    "groups:write": "conversations.create",
    "groups:read": "conversations.info",
    "channels:history": "conversations.history",
    "groups:history": "conversations.history",
    "files:write": "files.completeUploadExternal",
    "users:read": "users.info",
    "users:read.email": "users.lookupByEmail",
}


def raw() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(default_path().read_text("utf-8"))
    return content


def test_it_is_valid_by_slacks_schema(slack_file: Callable[[str], Any]) -> None:
    validator = jsonschema.Draft7Validator(slack_file("manifest.schema.json"))
    assert [error.message for error in validator.iter_errors(raw())] == []
    assert list(validator.iter_errors(raw() | {"extra": 1}))


def test_each_scope_is_needed_and_each_need_has_its_scope() -> None:
    manifest = load()
    assert manifest.scopes == SCOPE_USES.keys() | {"commands"}
    assert manifest.commands
    for scope, method in SCOPE_USES.items():
        assert any(scope in choice for choice in METHODS[method].scopes), scope


def test_each_event_is_known_and_has_its_scope() -> None:
    manifest = load()
    assert manifest.events == EVENT_SCOPES.keys()
    assert {EVENT_SCOPES[event] for event in manifest.events} - {None} <= manifest.scopes


def test_email_needs_the_scope_of_users_too() -> None:
    assert load().scopes >= {"users:read", "users:read.email"}


def test_each_scope_and_event_says_what_it_is_for() -> None:
    manifest = load()
    lines = [line.strip() for line in default_path().read_text("utf-8").splitlines()]
    for name in manifest.scopes | manifest.events:
        (line,) = [line for line in lines if line.split("#")[0].strip() == f"- {name}"]
        assert line.partition("# ")[2], name


def test_each_command_says_what_it_does_and_gets_ids_for_mentions() -> None:
    commands = load().commands
    assert commands.keys() == {"/checkin", "/met", "/win", "/challenge", "/goal", "/question", "/session", "/mentoring"}
    for name, command in commands.items():
        assert name == command.command
        assert command.description
        assert command.should_escape


def test_members_can_write_to_the_bot_and_press_its_buttons() -> None:
    manifest = load()
    assert manifest.shortcuts == {
        "checkin": Shortcut("checkin", "Check in", "global"),
        "met": Shortcut("met", "We met", "global"),
        "win_message": Shortcut("win_message", "Share as a win", "message"),
        "challenge_message": Shortcut("challenge_message", "Ask for peer feedback", "message"),
    }
    assert manifest.messages_tab_enabled
    assert not manifest.messages_tab_read_only
    assert manifest.interactivity
    assert manifest.socket_mode
    assert manifest.home_tab_enabled


def test_another_manifest_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    path.write_text("features: {slash_commands: [{command: /a, description: A}]}\n", "utf-8")
    manifest = load(path)
    assert manifest.commands == {"/a": Command("/a", "A", "", False)}
    assert manifest.scopes == manifest.events == frozenset()
    assert manifest.messages_tab_read_only
    assert not manifest.socket_mode


@pytest.mark.parametrize("content", ["- a", "", "features: {slash_commands: [{command: /a}]}", "features: [1]"])
def test_what_is_no_manifest_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "app.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(ValueError, match="manifest"):
        load(path)


def test_an_installed_package_carries_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "bot"
    package.mkdir()
    monkeypatch.setattr(bot, "__file__", str(package / "__init__.py"))
    assert default_path() == tmp_path / "app.yaml"
    (package / "app.yaml").write_text("{}", "utf-8")
    assert default_path() == package / "app.yaml"
