"""What all requests from Slack have in common: who asks, and how a refusal or an answer is said."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.content.wording import Markup, wording
from bot.domain.refusals import Reason, Refusal
from bot.views import home_settings, obstacles, sessions
from bot.views import meetings as meeting_views
from bot.views import members as views
from bot.views import peers as peer_views
from bot.views import questions as question_views
from bot.views import setup as setup_views
from bot.views.button_values import read_id
from bot.views.message import Message
from handlers.deps import Deps


def asker(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return Slack's ids of the team and the user behind a command, an action, a shortcut or a form.

    Somebody of another team (Slack Connect) is named with their own team, which has no program here.
    """
    if "user_id" in body:
        return str(body.get("team_id") or ""), str(body["user_id"])
    user = body["user"]
    team = body.get("team") or {}
    return str(user.get("team_id") or team.get("id") or ""), str(user["id"])


def typed(command: Mapping[str, Any]) -> str:
    """Return what somebody typed after a command as they saw it: Slack writes `&amp;`, `&lt;` and `&gt;` for signs."""
    return unescape(str(command.get("text") or "")).strip()


def refused(refusal: Refusal) -> Message:
    """Return a refusal in words: what it is, and whom to ask."""
    w = wording(refusal.locale)
    coordinators = [Markup(f"<@{slack_id}>") for slack_id in refusal.coordinators]
    match refusal.reason:
        case Reason.OTHER_TEAM:
            return views.other_team(w)
        case Reason.NOT_ENROLLED:
            return views.not_in_program(w, coordinators)
        case Reason.ENDED:
            return views.ended(w, refusal.program, coordinators)
        case Reason.PAUSED:
            return views.paused(w, refusal.until)
        case Reason.NOT_ASKED:
            return views.not_asked(w)
        case Reason.NO_MENTEE | Reason.NO_COMMUNITY:
            return question_views.refusal(w, refusal.reason)
        case Reason.NOT_COORDINATOR:
            return obstacles.refused(w, "not_coordinator")
        case Reason.DONE | Reason.MATCHED:
            return obstacles.refused(w, refusal.reason.value, refusal.by)
        case Reason.NOT_ADMIN | Reason.NO_ADDRESS | Reason.LAST_COORDINATOR:
            return setup_views.refused(w, refusal.reason, refusal.program, coordinators)
        case Reason.NO_PARTNER:
            return meeting_views.no_partner(w)
        case Reason.NOBODY:
            return peer_views.nobody(w)
        case Reason.NOT_THERE:
            return peer_views.unshareable(w, peer_views.Unshareable.NOT_THERE)
        case Reason.OWN:
            return peer_views.say(w.mrkdwn("peers.question.own"))
        case Reason.RUNNING:
            return sessions.running(w)
        case Reason.OUTDATED | Reason.INVALID:
            return views.outdated(w)


class Malformed(Exception):
    """A button's value or a form is none that the bot makes now: an old version's, or forged."""


@contextmanager
def reading() -> Iterator[None]:
    """Turn whatever goes wrong while a value or a form is read into Malformed, without what was in it."""
    try:
        yield
    except (AttributeError, KeyError, LookupError, OverflowError, TypeError, ValueError):
        raise Malformed from None


def id_of(action: Mapping[str, Any]) -> int:
    """Return the row's id that a button holds. Raises Malformed."""
    with reading():
        return read_id(action["value"])


def refused_on_field(refusal: Refusal) -> str:
    """Return a refusal in words for a field of an open form, where neither mentions nor buttons can stand."""
    if refusal.reason in {Reason.OUTDATED, Reason.INVALID}:
        return views.not_saved(wording(refusal.locale), "unreadable")
    return unescape(refused(replace(refusal, coordinators=())).text)


def at_once(message: Message) -> dict[str, Any]:
    """Return the arguments that answer a command as it is acknowledged, for whoever asked alone."""
    return {"text": message.text, "blocks": message.blocks, "response_type": "ephemeral"}


def say_directly(deps: Deps, client: AsyncWebClient, body: Mapping[str, Any], message: Message) -> None:
    """Have a message said to whoever asked in their direct message, where an open modal has no place for it."""
    posting = client.chat_postMessage(channel=asker(body)[1], text=message.text, blocks=message.blocks)
    deps.after_ack(posting)


def privately(message: Message) -> dict[str, Any]:
    """Return the arguments that show a message to whoever pressed, and to nobody else, beside what is there."""
    return {**at_once(message), "replace_original": False}


def instead(message: Message) -> dict[str, Any]:
    """Return the arguments that put a message in the place of the private one whose button was pressed."""
    return {**at_once(message), "replace_original": True}


def is_in_modal(body: Mapping[str, Any]) -> bool:
    """Say whether something was pressed in an open modal."""
    return (body.get("view") or {}).get("type") == "modal"


async def show(body: Mapping[str, Any], client: AsyncWebClient, view: dict[str, Any]) -> str:
    """Open a modal, over the one in which somebody pressed if there is one; return its id, as far as Slack tells it."""
    opens = client.views_push if is_in_modal(body) else client.views_open
    opened = await opens(trigger_id=str(body["trigger_id"]), view=view)
    return str((opened.get("view") or {}).get("id") or "")


async def tell(body: Mapping[str, Any], client: AsyncWebClient, respond: AsyncRespond, message: Message) -> None:
    """Show a message to whoever pressed: beside what they pressed in, or over Home, where no message can stand."""
    if body.get("response_url"):
        await respond(**privately(message))
    else:
        await show(body, client, home_settings.notice_modal(wording(), message))


async def tell_instead(
    body: Mapping[str, Any], client: AsyncWebClient, respond: AsyncRespond, message: Message
) -> None:
    """Show a message in the place of the private one, or the modal, whose button was pressed."""
    if body.get("response_url"):
        await respond(**instead(message))
    else:
        await client.views_update(view_id=body["view"]["id"], view=home_settings.notice_modal(wording(), message))
