"""Settings from the environment and a `.env` file. Nothing but reading and checking them may live here.

Every variable is described in the README. What is missing or malformed is reported all at once, a line per problem,
with the place where the value is found; a secret's value never appears in such a line.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

APP_PAGE = "https://api.slack.com/apps, your app"

# Where each value is found, or what it has to look like.
HELP = {
    "SLACK_BOT_TOKEN": f'begins with xoxb-; {APP_PAGE}, "OAuth & Permissions", "Bot User OAuth Token"',
    "SLACK_APP_TOKEN": f'begins with xapp-; {APP_PAGE}, "Basic Information", "App-Level Tokens" (connections:write)',
    "SLACK_SIGNING_SECRET": f'{APP_PAGE}, "Basic Information", "App Credentials"',
    "SLACK_CLIENT_ID": f'{APP_PAGE}, "Basic Information", "App Credentials"',
    "SLACK_CLIENT_SECRET": f'{APP_PAGE}, "Basic Information", "App Credentials"',
    "SECRET_KEY": "at least 32 characters that nobody can guess, for example from `openssl rand -hex 32`",
    "SLACK_API_URL": "an address like https://slack.com/api/",
    "SLACK_MESSAGES_PER_SECOND": "a number above 0 and up to 50, like 5: messages to the whole workspace in a second",
    "DATABASE_URL": "an SQLAlchemy URL like sqlite:///reciprocal.db or postgresql://user:password@host/name",
    "HOST": "the address to listen on, like 127.0.0.1",
    "PORT": "a port number from 1 to 65535, like 3000",
    "LOG_LEVEL": "one of debug, info, warning, error",
    "LOG_FORMAT": "console or json",
}


class SettingsError(Exception):
    """Some settings are missing or malformed; `problems` holds one line for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """What the operator has set. Build it with `load_settings`, which turns problems into lines for people."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    secret_key: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    slack_messages_per_second: float = Field(default=5.0, gt=0, le=50)  # Slack: several hundred a minute at most
    database_url: str = Field(default="sqlite:///reciprocal.db", repr=False)  # may hold a password
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=1, le=65535)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"

    @field_validator("*", mode="before")
    @classmethod
    def _without_blanks(cls, value: object) -> object:
        return value.strip() if isinstance(value, str) else value

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _kind_of_token(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        prefix = "xoxb-" if info.field_name == "slack_bot_token" else "xapp-"  # they are easily mistaken
        if value is not None and not value.get_secret_value().startswith(prefix):
            raise ValueError("not a token of this kind")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < 32:
            raise ValueError("too short")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("not a web address")
        return value if value.endswith("/") else value + "/"

    @field_validator("database_url")
    @classmethod
    def _database_kind(cls, value: str) -> str:
        try:
            kind = make_url(value).drivername
        except ArgumentError:
            raise ValueError("not an SQLAlchemy URL") from None
        if kind not in {"sqlite", "postgres", "postgresql", "postgresql+psycopg"}:
            raise ValueError("not a database that is supported")
        return value

    @property
    def uses_oauth(self) -> bool:
        """Say whether workspaces install the app over OAuth."""
        return self.slack_client_id is not None or self.slack_client_secret is not None

    @property
    def uses_socket_mode(self) -> bool:
        """Say whether Slack's requests come over Socket Mode instead of HTTP."""
        return self.slack_app_token is not None

    def require_slack(self) -> Self:
        """Return self if there is a bot token to call Slack with, or with OAuth what opens the stored ones.

        Raises SettingsError.
        """
        return self._require(*self._tokens())

    def require_run(self) -> Self:
        """Return self if everything is set that `run` needs: a bot token or OAuth, an app token or the signing secret.

        Raises SettingsError.
        """
        missing = [_missing(name) for name in self._lacking(*self._tokens())]
        if not self.uses_socket_mode and self.slack_signing_secret is None:
            instead = f"for Socket Mode set SLACK_APP_TOKEN instead, which {HELP['SLACK_APP_TOKEN']}"
            missing.append(f"{_missing('SLACK_SIGNING_SECRET')}; {instead}")
        if missing:
            raise SettingsError(missing)
        return self

    def _tokens(self) -> list[str]:
        return ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SECRET_KEY"] if self.uses_oauth else ["SLACK_BOT_TOKEN"]

    def _require(self, *names: str) -> Self:
        if lacking := self._lacking(*names):
            raise SettingsError([_missing(name) for name in lacking])
        return self

    def _lacking(self, *names: str) -> list[str]:
        return [name for name in names if getattr(self, name.lower()) is None]

    def key(self) -> SecretStr:
        """Return SECRET_KEY; if it is not set, the one in the file beside the SQLite database, made once (0600).

        Raises SettingsError on PostgreSQL, where several machines would each make their own.
        """
        if self.secret_key is not None:
            return self.secret_key
        path = self.key_file()
        if path is None:
            raise SettingsError([_missing("SECRET_KEY")])
        if not path.exists():
            _write_once(path, secrets.token_hex(32))
        return SecretStr(path.read_text(encoding="ascii").strip())

    def key_file(self) -> Path | None:
        """Return where the key lies that is made when SECRET_KEY is not set; None without a database file."""
        url = make_url(self.database_url)
        if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
            return None
        return Path(str(url.database)).expanduser().with_suffix(".secret")


def load_settings(*, prepare: Callable[[Settings], Settings] = lambda settings: settings) -> Settings:
    """Read the settings and let `prepare` (say, `Settings.require_run`) ask for more. Raises SettingsError."""
    try:
        settings = Settings()
    except ValidationError as error:
        names = sorted({str(problem["loc"][0]).upper() for problem in error.errors()})
        raise SettingsError([f"{name} is malformed: {HELP[name]}" for name in names]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([f"The file .env cannot be read: {error}"]) from None
    return prepare(settings)


def _missing(name: str) -> str:
    return f"{name} is missing: {HELP[name]}"


def _write_once(path: Path, content: str) -> None:
    """Write `path` for its owner only, whole or not at all; if another process was first, its file stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(content, encoding="ascii")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
