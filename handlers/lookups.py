"""What takes longer than a trigger lives: Slack is asked after the acknowledgement, while a modal says so."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import wording
from bot.delivery.gateway import SlackCalls, SlackFailure
from bot.views import program_settings as views
from handlers.deps import Deps
from handlers.requests import asker

Modal = dict[str, Any]
# What is shown comes after the acknowledgement that puts “a moment, please” in the form's place, on another connection:
# if it overtook that, the modal would say so for good.
HEAD_START_S = 0.25


async def look(
    deps: Deps,
    client: AsyncWebClient,
    body: Mapping[str, Any],
    work: Callable[[SlackCalls], Awaitable[Modal]],
    view_id: str = "",
) -> None:
    """Do `work` with the workspace's Slack, and show what it returns in the modal `view_id`, else the one sent off.

    Where Slack does not answer, that is shown; `work` must change nothing before it has all it needs of Slack.
    """
    shown = view_id or str(body["view"]["id"])
    head_start = asyncio.create_task(asyncio.sleep(HEAD_START_S))
    try:
        modal = await work(await deps.slack(asker(body)[0]))
    except SlackFailure:
        modal = views.silent(wording())
    except Exception:
        await head_start
        await client.views_update(view_id=shown, view=views.failed(wording()))
        raise
    await head_start
    await client.views_update(view_id=shown, view=modal)
