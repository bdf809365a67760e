"""Finding people in Slack by their addresses."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from bot.delivery.gateway import SlackCalls, SlackRefused
from bot.delivery.patience import pages, read
from bot.domain.calendar import is_timezone
from bot.domain.members import SlackPerson

ONE_BY_ONE = 20  # addresses looked up by themselves; more go through the list once (README, "The roster file")
PAGE = 500
SLACKBOT = "USLACKBOT"  # is_bot is false for it


def slack_person(user: Mapping[str, Any], team_id: str) -> SlackPerson:
    """Read a user object of Slack's; `team_id` is the team of the workspace. Names come without stray blanks."""
    profile = user.get("profile") or {}
    names = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), user.get("name"))
    timezone = user.get("tz")
    teams = {user.get("team_id", team_id), *(user.get("enterprise_user") or {}).get("teams", ())}
    return SlackPerson(
        id=str(user["id"]),
        email=str(profile.get("email") or "").strip().lower(),
        name=" ".join(next((name for name in names if name), "").split()),
        timezone=timezone if timezone and is_timezone(timezone) else None,
        locale=user.get("locale"),
        is_bot=bool(user.get("is_bot")) or user["id"] == SLACKBOT,
        is_deactivated=bool(user.get("deleted")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")) or team_id not in teams,
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
    )


async def find_people(
    slack: SlackCalls, team_id: str, emails: Collection[str], progress: Callable[[int], None] = lambda found: None
) -> dict[str, SlackPerson]:
    """Return whom Slack knows of `emails` (lower case), by address; `progress` hears how many people were looked at.

    Up to twenty addresses are looked up one by one. Slack's look-up passes over deactivated accounts and people of
    other teams, so when it misses somebody the list of people, which has them, is read to learn why. Raises
    SlackRefused, SlackUnsure or SlackDown.
    """
    wanted = set(emails)
    found: dict[str, SlackPerson] = {}
    if len(wanted) <= ONE_BY_ONE:
        for number, email in enumerate(sorted(wanted), 1):
            person = await _look_up(slack, team_id, email)
            if person is not None:
                found[email] = person
            progress(number)
    if missing := wanted - found.keys():
        found |= await _search_list(slack, team_id, missing, progress)
    return found


async def find_person(slack: SlackCalls, team_id: str, slack_id: str) -> SlackPerson:
    """Return what Slack says of a person. Raises SlackRefused, SlackUnsure or SlackDown."""
    return slack_person((await read(slack, "users.info", user=slack_id, include_locale=True))["user"], team_id)


async def _look_up(slack: SlackCalls, team_id: str, email: str) -> SlackPerson | None:
    try:
        answer = await read(slack, "users.lookupByEmail", email=email)
    except SlackRefused as refused:
        if refused.error in {"users_not_found", "invalid_email"}:
            return None
        raise
    return slack_person(answer["user"], team_id)


async def _search_list(
    slack: SlackCalls, team_id: str, wanted: Collection[str], progress: Callable[[int], None]
) -> dict[str, SlackPerson]:
    """Page through everybody. Where an address has several accounts, the one that is in use counts."""
    found: dict[str, SlackPerson] = {}
    seen = 0
    async for page in pages(slack, "users.list", limit=PAGE, include_locale=True):
        people = [slack_person(user, team_id) for user in page.get("members", ())]
        for person in people:
            if person.email in wanted and (person.email not in found or found[person.email].is_deactivated):
                found[person.email] = person
        seen += len(people)
        progress(seen)
    return found
