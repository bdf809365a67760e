"""What a home group reads in its own conversation, and what Home says of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.wording import Markup, Wording
from bot.domain.home import Home, MyGroup
from bot.views.blocks import clip, context, header, mention, section, spoken
from bot.views.message import Block, Message
from bot.views.places import conversation_address

NAME_ROOM = 60
NAMED = 10  # people named one by one
GROUPS_AT_MOST = 5


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


def my_groups(w: Wording, home: Home) -> list[Block]:
    """Return who is in one's home group, and the way to its conversation."""
    shown = home.groups[:GROUPS_AT_MOST]
    if not shown:
        return []
    title = header(w.plain("home.group.title"))
    return [title, *(block for group in shown for block in _group(w, group, named=len(home.groups) > 1))]


def _group(w: Wording, group: MyGroup, *, named: bool) -> list[Block]:
    names = w.listing([mention(slack_id, clip(name, NAME_ROOM)) for slack_id, name in group.others], at_most=NAMED)
    key = "home.group.line_in" if named else "home.group.line"
    line = w.mrkdwn(key, group=group_name(w, group.name), program=clip(group.program, 80), names=names)
    blocks = [section(line)]
    if group.channel:
        link = Markup(conversation_address(group.team_id, group.channel))
        blocks.append(context(w.mrkdwn("home.group.open", link=link)))
    elif group.waits:
        blocks.append(context(w.mrkdwn("home.group.waits")))
    return blocks
