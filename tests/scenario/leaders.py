"""The people whom scenario tests are about: Cora coordinates, Theo mentors Mia, and what is asked of them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select

from bot.delivery.channels import slack_channel
from bot.domain.programs import Program
from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.response import Response
from bot.store.database import Store
from tests.scenario.town import Town

MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 19, 19, 30, tzinfo=UTC)  # 14:30 in New York
PAIR = ["mia@leaders.example,mentee,theo@leaders.example", "theo@leaders.example,mentor,"]
WELL, HARD, READERS = "What went well?", "What is hard?", "Who may read it?"


def settle(place: Town, *, channels: bool = False) -> Program:
    """Move Cora, Mia and Theo in, the latter two as a pair of a program, if asked with its two channels."""
    people = [place.move_in(name) for name in ("Cora Vance", "Mia Sol", "Theo Park")]
    wish: dict[str, Any] = {}
    if channels:
        bot, users = place.slack.workspace.bot, [person.user for person in people]
        for name, members in (("community", users), ("coordinator", users[:1])):
            made = place.slack.workspace.create_channel(name, [*members, bot], private=name == "coordinator")
            place.channels[name] = made
            wish[f"{name}_channel"] = slack_channel(made.json(bot.id))
    return place.program(PAIR, starts=date(2026, 11, 16), **wish)


async def open_form(person: Person) -> View:
    """Open the form with the command and return it."""
    response = await person.command("/checkin")
    return await response.modal()


async def check_in(place: Town, person: Person, values: dict[str, Any]) -> Response:
    """Open the form, fill it in and send it off; what follows is delivered."""
    await open_form(person)
    response = await person.submit(values)
    await place.tick()
    return response


async def press_forged(person: Person, message: Message, action_id: str, forged: dict[str, Any]) -> Response:
    """Press an element of a message as if it said something else than the bot has put there."""
    button = {"type": "button", "text": {"type": "plain_text", "text": "forged"}, "action_id": action_id}
    blocks = [{"type": "actions", "block_id": "forged", "elements": [{**button, **forged}]}]
    return await person.press(replace(message, blocks=blocks), action_id)


def shown(message: Message) -> str:
    """Return everything that a message shows, as one text."""
    return f"{message.text} {message.blocks}"


def posts(channel: Conversation, place: Town) -> list[Message]:
    """Return what the bot has posted in a channel."""
    return [message for message in channel.messages if message.user == place.slack.workspace.bot.id]


def count(store: Store, table: Any) -> int:
    """Return the number of rows in a table."""
    with store.read() as tx:
        return int(tx.execute(select(func.count()).select_from(table)).scalar_one())
