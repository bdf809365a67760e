"""The people and bots of a workspace, and their form in Slack's JSON."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(slots=True)
class User:
    """One user. `tz` is an IANA name; `team_id` differs from the workspace's for a Slack Connect stranger."""

    id: str
    team_id: str
    name: str
    real_name: str
    display_name: str = ""
    email: str | None = None
    tz: str = "America/New_York"
    locale: str = "en-US"
    title: str = ""
    is_bot: bool = False
    deleted: bool = False
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    bot_id: str | None = None
    app_id: str | None = None
    updated: int = 0

    def json(self, now: datetime, *, email: bool, locale: bool = False) -> dict[str, Any]:
        """Return the user as `users.info` shows it; `email` and `locale` say what to include."""
        data: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
            "profile": self._profile(email),
        }
        if not self.deleted:
            data |= self._living(now)
        if locale:
            data["locale"] = self.locale
        return data

    def _living(self, now: datetime) -> dict[str, Any]:
        offset = ZoneInfo(self.tz).utcoffset(now)
        data: dict[str, Any] = {
            "color": "9f69e7",
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": now.astimezone(ZoneInfo(self.tz)).tzname(),
            "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_email_confirmed": self.email is not None,
            "who_can_share_contact_card": "EVERYONE",
        }
        if self.is_stranger:
            data["is_stranger"] = True
        return data

    def _profile(self, email: bool) -> dict[str, Any]:
        first, _, last = self.real_name.partition(" ")
        profile: dict[str, Any] = {
            "title": self.title,
            "phone": "",
            "skype": "",
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.display_name,
            "display_name_normalized": self.display_name,
            "first_name": first,
            "last_name": last,
            "fields": None,
            "status_text": "",
            "status_emoji": "",
            "status_expiration": 0,
            "avatar_hash": f"g{self.id.lower()}",
            "team": self.team_id,
        }
        if email and self.email is not None and not self.is_stranger:
            profile["email"] = self.email
        if self.bot_id is not None:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id or "", "always_active": True}
        return profile
