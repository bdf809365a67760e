"""Slack's Web API methods: the ones the local server answers, with arguments and scopes, and the names of all.

Facts only: what a method does belongs to the server. Sources: Slack's pages https://docs.slack.dev/reference/methods
and the files named in methods.yaml, which holds the names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from bot.content.yaml_files import own_yaml

Scopes = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its arguments (without `token`), its scopes and its rate.

    Any one of the sets in `scopes` suffices, no set means that none is needed. Of `one_of` at least one argument is
    needed besides the required ones. `per_minute` is the calls a minute of its tier, None where Slack names none
    ("special"). Tiers: https://docs.slack.dev/apis/web-api/rate-limits
    """

    name: str
    required: frozenset[str]
    known: frozenset[str]
    scopes: Scopes
    per_minute: int | None
    one_of: frozenset[str] = frozenset()


_TIERS: Final = {1: 1, 2: 20, 3: 50, 4: 100, None: None}
_KINDS: Final = ("public", "private", "im", "mpim")
_READ: Final = {"public": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}
_HISTORY: Final = {kind: scope.replace(":read", ":history") for kind, scope in _READ.items()}
_WRITE: Final = {"public": "channels:manage", "private": "groups:write", "im": "im:write", "mpim": "mpim:write"}
_CONVERSATION_SCOPES: Final[Mapping[str, Mapping[str, str]]] = {
    **dict.fromkeys(
        ("conversations.info", "conversations.list", "conversations.members", "users.conversations"), _READ
    ),
    **dict.fromkeys(("conversations.history", "conversations.replies"), _HISTORY),
    **dict.fromkeys(
        (
            "conversations.open",
            "conversations.invite",
            "conversations.kick",
            "conversations.archive",
            "conversations.setTopic",
        ),
        _WRITE,
    ),
    "conversations.create": {kind: _WRITE[kind] for kind in ("public", "private")},
    "conversations.join": {"public": "channels:join"},
}


def conversation_scope(method: str, kind: str) -> str | None:
    """Return the scope a method needs for a conversation of `kind` (public, private, im or mpim).

    None: the method's scope does not depend on the kind, or it has nothing to do with such a conversation.
    Raises ValueError for any other kind.
    """
    if kind not in _KINDS:
        raise ValueError(f"no such kind of conversation: {kind}")
    return _CONVERSATION_SCOPES.get(method, {}).get(kind)


def _method(
    name: str, tier: int | None, required: str = "", optional: str = "", one_of: str = "", scope: str = ""
) -> Method:
    """Return a method; arguments are given as words. Without `scope`, the kinds of conversations decide."""
    needed, choice = frozenset(required.split()), frozenset(one_of.split())
    if scope:
        scopes: Scopes = (frozenset(scope.split()),)
    else:
        scopes = tuple(frozenset({found}) for found in _CONVERSATION_SCOPES.get(name, {}).values())
    return Method(name, needed, needed | choice | frozenset(optional.split()), scopes, _TIERS[tier], choice)


_PAGE: Final = "cursor limit"
_SPAN: Final = "cursor limit latest oldest inclusive include_all_metadata"
_LOOK: Final = "as_user attachments blocks link_names markdown_text parse text"
_POST: Final = f"{_LOOK} icon_emoji icon_url thread_ts username"
_CONTENT: Final = "text blocks attachments markdown_text"

METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        method.name: method
        for method in (
            _method("api.test", 4, "", "error foo"),
            _method("apps.connections.open", 3, scope="connections:write"),
            _method("auth.revoke", 3, "", "test"),
            _method("auth.test", None),
            _method("blocks.validate", None, one_of="blocks message view"),
            _method("bots.info", 3, "", "bot team_id", scope="users:read"),
            _method("chat.delete", 3, "channel ts", "as_user", scope="chat:write"),
            _method("chat.getPermalink", None, "channel message_ts"),
            _method("chat.postEphemeral", 4, "channel user", _POST, _CONTENT, scope="chat:write"),
            _method(
                "chat.postMessage",
                None,
                "channel",
                f"{_POST} container_id metadata mrkdwn reply_broadcast unfurl_links unfurl_media",
                _CONTENT,
                scope="chat:write",
            ),
            _method(
                "chat.update",
                3,
                "channel ts",
                f"{_LOOK} file_ids metadata reply_broadcast",
                f"{_CONTENT} file_ids metadata",
                scope="chat:write",
            ),
            _method("conversations.archive", 2, "channel"),
            _method("conversations.create", 2, "name", "is_private team_id"),
            _method("conversations.history", 3, "channel", _SPAN),
            _method("conversations.info", 3, "channel", "include_locale include_num_members"),
            _method("conversations.invite", 3, "channel users", "force"),
            _method("conversations.join", 3, "channel"),
            _method("conversations.kick", 3, "channel user"),
            _method("conversations.list", 2, "", f"{_PAGE} exclude_archived team_id types"),
            _method("conversations.members", 4, "channel", _PAGE),
            _method("conversations.open", 3, "", "return_im prevent_creation", "channel users"),
            _method("conversations.replies", 3, "channel ts", _SPAN),
            _method("conversations.setTopic", 2, "channel topic"),
            _method(
                "files.completeUploadExternal",
                4,
                "files",
                "blocks channel_id channels initial_comment thread_ts",
                scope="files:write",
            ),
            _method("files.delete", 3, "file", scope="files:write"),
            _method("files.getUploadURLExternal", 4, "filename length", "alt_txt snippet_type", scope="files:write"),
            _method("files.info", 4, "file", f"{_PAGE} count page", scope="files:read"),
            _method(
                "oauth.v2.access", None, "", "client_id client_secret redirect_uri grant_type", "code refresh_token"
            ),
            _method("reactions.add", 3, "channel name timestamp", scope="reactions:write"),
            _method("team.info", 3, "", "team domain include_slackbot_availability", scope="team:read"),
            _method("users.conversations", 3, "", f"{_PAGE} exclude_archived team_id types user"),
            _method("users.info", 4, "user", "include_locale", scope="users:read"),
            _method("users.list", 2, "", f"{_PAGE} include_locale team_id", scope="users:read"),
            _method("users.lookupByEmail", 3, "email", scope="users:read.email"),
            _method("views.open", 4, "view", "", "trigger_id interactivity_pointer"),
            _method("views.publish", 4, "user_id view", "hash"),
            _method("views.push", 4, "view", "", "trigger_id interactivity_pointer"),
            _method("views.update", 4, "view", "hash", "view_id external_id"),
        )
    }
)


def _existing() -> frozenset[str]:
    """Return the names in methods.yaml."""
    sections = own_yaml(files(__package__).joinpath("methods.yaml").read_text("utf-8"))
    return frozenset(
        f"{family}.{name}"
        for families in sections.values()
        for family, names in families.items()
        for name in names.split()
    )


EXISTING: Final = _existing()
