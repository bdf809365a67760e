"""Settings: what is accepted, what is reported and how."""

from pathlib import Path

import pytest

from bot.settings import HELP, Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Work in an empty directory with none of our variables set."""
    for name in HELP:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problems(**variables: str) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        with pytest.raises(SettingsError) as raised:
            load_settings(prepare=Settings.require_run)
    return raised.value.problems


def test_defaults_need_nothing() -> None:
    settings = load_settings()
    assert (settings.host, settings.port, settings.log_level, settings.log_format) == (
        "127.0.0.1",
        3000,
        "info",
        "console",
    )
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///reciprocal.db"


def test_every_variable_has_help() -> None:
    assert {name.upper() for name in Settings.model_fields} == set(HELP)


def test_run_names_everything_that_is_missing() -> None:
    assert [line.split(" is missing")[0] for line in problems()] == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]


def test_oauth_needs_a_key_and_both_halves() -> None:
    lines = problems(SLACK_CLIENT_ID="1.2", SLACK_APP_TOKEN="xapp-1")
    assert [line.split(" is missing")[0] for line in lines] == ["SLACK_CLIENT_SECRET", "SECRET_KEY"]


def test_all_malformed_settings_are_named_at_once_without_their_values() -> None:
    secret = "hunter2-hunter2"
    lines = problems(SLACK_BOT_TOKEN=secret, PORT="seventy", LOG_LEVEL="loud", DATABASE_URL="mysql://me:hunter2@db/x")
    assert [line.split(" is malformed")[0] for line in lines] == [
        "DATABASE_URL",
        "LOG_LEVEL",
        "PORT",
        "SLACK_BOT_TOKEN",
    ]
    assert "hunter2" not in "\n".join(lines)


def test_tokens_in_each_others_place_are_noticed() -> None:
    lines = problems(SLACK_BOT_TOKEN="xapp-1", SLACK_APP_TOKEN="xoxb-1")
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("SLACK_API_URL", "slack.com/api"),
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "here"),
        ("LOG_FORMAT", "xml"),
        ("SLACK_MESSAGES_PER_SECOND", "0"),
    ],
)
def test_malformed(name: str, value: str) -> None:
    assert [line for line in problems(**{name: value}) if "malformed" in line] == [f"{name} is malformed: {HELP[name]}"]


def test_dotenv_with_empty_values_means_unset(clean_environment: Path) -> None:
    (clean_environment / ".env").write_text(
        "SLACK_BOT_TOKEN= xoxb-1 \nSLACK_APP_TOKEN=xapp-1\nSLACK_SIGNING_SECRET=\nPORT=\nLOG_LEVEL=DEBUG\nOTHER=x\n"
    )
    settings = load_settings(prepare=Settings.require_run)
    assert settings.uses_socket_mode
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1"
    assert (settings.slack_signing_secret, settings.port, settings.log_level) == (None, 3000, "debug")


def test_unreadable_dotenv_is_one_line(clean_environment: Path) -> None:
    (clean_environment / ".env").write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert len(raised.value.problems) == 1


def test_no_secret_is_shown() -> None:
    settings = Settings(slack_bot_token="xoxb-deep", database_url="postgresql://me:deep@host/x")  # type: ignore[arg-type]
    assert "deep" not in repr(settings)


def test_the_key_is_made_once_for_its_owner_only(clean_environment: Path) -> None:
    first = load_settings().key()
    path = clean_environment / "reciprocal.secret"
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_settings().key() == first
    assert len(first.get_secret_value()) == 64
    assert [entry.name for entry in clean_environment.iterdir()] == ["reciprocal.secret"]


def test_the_key_that_is_set_is_used(monkeypatch: pytest.MonkeyPatch, clean_environment: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    assert load_settings().key().get_secret_value() == "k" * 32
    assert list(clean_environment.iterdir()) == []


def test_postgresql_needs_a_key_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://host/x")
    with pytest.raises(SettingsError, match="SECRET_KEY is missing"):
        load_settings().key()
