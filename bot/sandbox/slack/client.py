"""What a person does in Slack's own client without a request to the app: reactions, conversations, invitations, files,
typing.

The app hears of it only through the events that it subscribes to, or with the next press.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.slack import inputs
from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.state import Upload

MOST_IN_A_GROUP = 9  # people in a group direct message, oneself included


def react(person: Person, message: Message, name: str) -> None:
    """Add a reaction by its emoji name, or take it back if it is there already."""
    if person.id in message.reactions.get(name, []):
        person.workspace.unreact(message, person.id, name)
    else:
        person.workspace.react(message, person.id, name)


def converse(person: Person, others: Sequence[str]) -> Conversation:
    """Return the direct message with other users, by id; it begins when first asked for.

    Raises LookupError for a user who is not there, ValueError with nobody or with more than Slack takes.
    """
    people = frozenset((person.id, *others))
    if missing := [one for one in people if one not in person.workspace.users]:
        raise LookupError(f"there is no user {missing[0]}")
    if len(people) < 2 or len(people) > MOST_IN_A_GROUP:
        raise ValueError(f"a direct message is between 2 and {MOST_IN_A_GROUP} people")
    return person.workspace.direct(people)


def invite(person: Person, conversation: Conversation, names: Sequence[str]) -> None:
    """Bring people, or the app, into a channel by their user names, as `/invite @somebody` does.

    Raises ValueError in a direct message, and for a name that nobody has or no name at all.
    """
    if conversation.kind not in ("channel", "group"):
        raise ValueError("somebody is invited into a channel, not into a direct message")
    by_name = {user.name.casefold(): user.id for user in person.workspace.users.values()}
    wanted = [name.removeprefix("@").casefold() for name in names]
    if not wanted or (unknown := [name for name in wanted if name not in by_name]):
        raise ValueError(
            f"nobody here is called {unknown[0]}" if wanted else "an invitation names somebody: /invite @name"
        )
    for name in wanted:
        person.workspace.join(conversation, by_name[name])


def upload(person: Person, name: str, content: bytes, base_url: str) -> Upload:
    """Keep a file that the person attaches to a form; `base_url` is where the workspace serves it."""
    made = person.workspace.announce_file(name, len(content), person.id, base_url)
    made.content = content
    return made


def fill_message(person: Person, message: Message, values: Mapping[str, Any]) -> None:
    """Type into the fields of a message, by `block_id/action_id`; the app hears of it with the next press there."""
    _type(message.blocks or [], person.message_state(message), values)


def fill_home(person: Person, values: Mapping[str, Any]) -> None:
    """Type into the fields of the person's Home tab, by `block_id/action_id`. Raises LookupError without one."""
    if person.home is None:
        raise LookupError("no Home tab is published")
    _type(person.home.blocks, person.home.state, values)


def _type(blocks: list[dict[str, Any]], state: inputs.State, values: Mapping[str, Any]) -> None:
    for block_id, element in inputs.stateful(blocks):
        name = f"{block_id}/{element['action_id']}"
        if name in values:
            state.setdefault(block_id, {})[element["action_id"]] = inputs.filled(element, values[name])
