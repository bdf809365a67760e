"""What a home group reads in its own conversation."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.wording import Markup, Wording
from bot.views.blocks import clip, context, mention, section, spoken
from bot.views.message import Message

NAME_ROOM = 60
NAMED = 10  # people named one by one


@dataclass(frozen=True, slots=True)
class GroupView:
    """A home group as its conversation begins. `people` are (Slack id, name). `before` is the address of the
    conversation whose place this one takes, empty for the first; `same_place`: the conversation is the one it had.
    """

    name: str
    program: str
    people: Sequence[tuple[str | None, str]]
    before: str = ""
    same_place: bool = False


def group_name(w: Wording, name: str) -> str:
    """Return what a group is called: "Group 3"."""
    return w.plain("home_groups.name", name=clip(name, NAME_ROOM)) if name.isdigit() else clip(name, NAME_ROOM)


def conversation_address(team_id: str, channel: str) -> str:
    """Return the address at which Slack opens a conversation for who is in it."""
    return f"https://app.slack.com/client/{team_id}/{channel}"


def introduction(w: Wording, view: GroupView) -> Message:
    """Compose the first message of a group's conversation, or of a change of who is in it."""
    key = "here" if view.same_place else "changed" if view.before else "first"
    params = {"group": group_name(w, view.name), "program": clip(view.program, 80), "count": len(view.people)}
    intro = w.mrkdwn(f"home_groups.intro.{key}", **params)
    names = [clip(name, NAME_ROOM) for _, name in view.people]
    shown = [mention(slack_id, name) for (slack_id, _), name in zip(view.people, names, strict=True)]
    who = w.mrkdwn("home_groups.who", names=Markup(w.listing(shown, at_most=NAMED)))
    spoken_who = w.mrkdwn("home_groups.who", names=w.listing(names, at_most=NAMED))
    title, norms = w.mrkdwn("home_groups.norms.title"), w.mrkdwn("home_groups.norms.list")
    blocks = [section(intro), section(who), section(f"*{title}*\n{norms}")]
    if view.before and not view.same_place:
        blocks.insert(2, section(w.mrkdwn("home_groups.before", link=Markup(view.before))))
    small = w.mrkdwn("home_groups.small")
    said = [intro, f"{spoken_who}.", f"{title}:", norms.replace("• ", ""), small]
    return Message(spoken(*said), [*blocks, context(small)])
