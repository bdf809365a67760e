"""The app manifest `app.yaml`: what the bot asks of a workspace, read for the checks that compare it with the world.

The manifest is pasted into Slack as it is; nothing here changes it, and nothing here talks to Slack.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import bot
from bot.content.yaml_files import own_yaml


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command; `command` begins with a slash."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut; `type` is global or message."""

    callback_id: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of the manifest that the bot and the local Slack server go by.

    `commands` are by their name with the slash, `shortcuts` by callback_id; `scopes` and `events` are the bot's.
    """

    scopes: frozenset[str]
    events: frozenset[str]
    commands: Mapping[str, Command]
    shortcuts: Mapping[str, Shortcut]
    messages_tab_enabled: bool
    messages_tab_read_only: bool
    home_tab_enabled: bool
    interactivity: bool
    socket_mode: bool


def default_path() -> Path:
    """Return where the manifest lies: inside the package of an installed wheel, else at the repository's top."""
    package = Path(bot.__file__).parent
    packed = package / "app.yaml"
    return packed if packed.exists() else package.parent / "app.yaml"


def load(path: Path | None = None) -> Manifest:
    """Read a manifest, by default the bot's own.

    Raises OSError if the file cannot be read, yaml.YAMLError if it is not YAML, ValueError if it is no manifest.
    """
    content = own_yaml((path or default_path()).read_text("utf-8"))
    if not isinstance(content, dict):
        raise ValueError("the app manifest is not a mapping")
    try:
        return _manifest(content)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"the app manifest lacks or misplaces {error}") from error


def _manifest(content: dict[str, Any]) -> Manifest:
    features, settings = content.get("features", {}), content.get("settings", {})
    home = features.get("app_home", {})
    return Manifest(
        scopes=frozenset(content.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
        commands=MappingProxyType({entry["command"]: _command(entry) for entry in features.get("slash_commands", ())}),
        shortcuts=MappingProxyType(
            {
                entry["callback_id"]: Shortcut(entry["callback_id"], entry["name"], entry["type"])
                for entry in features.get("shortcuts", ())
            }
        ),
        # What a manifest leaves out counts as off, and the messages tab as read-only: the stricter reading.
        messages_tab_enabled=home.get("messages_tab_enabled", False),
        messages_tab_read_only=home.get("messages_tab_read_only_enabled", True),
        home_tab_enabled=home.get("home_tab_enabled", False),
        interactivity=settings.get("interactivity", {}).get("is_enabled", False),
        socket_mode=settings.get("socket_mode_enabled", False),
    )


def _command(entry: dict[str, Any]) -> Command:
    return Command(
        entry["command"], entry["description"], entry.get("usage_hint", ""), entry.get("should_escape", False)
    )
