"""The Web API's methods by family; each is a plain function from a call to Slack's JSON answer."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.slack.api import auth, chat, conversations, files, history, users, views
from bot.sandbox.slack.call import Call

HANDLERS: dict[str, Callable[[Call], dict[str, Any]]] = {
    **auth.HANDLERS,
    **chat.HANDLERS,
    **conversations.HANDLERS,
    **files.HANDLERS,
    **history.HANDLERS,
    **users.HANDLERS,
    **views.HANDLERS,
}
