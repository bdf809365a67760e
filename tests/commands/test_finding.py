"""Finding people and channels in Slack: by look-up or by paging, waiting as long as Slack asks."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.clock import Clock
from bot.delivery.channels import find_channel
from bot.delivery.directory import find_people
from bot.delivery.gateway import Gateway, SlackDown, SlackRefused
from bot.domain.channels import Channel
from bot.sandbox.slack.server import SlackServer


class Counting(Gateway):
    """The real gateway, which counts what it is asked."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.calls: Counter[str] = Counter()

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        self.calls[method] += 1
        return await super().call(method, **arguments)


@pytest.fixture
async def gateway(slack: SlackServer) -> AsyncIterator[Counting]:
    made = Counting(slack.bot_token, clock=Clock(), base_url=slack.api_url)
    yield made
    await made.close()


def add_people(slack: SlackServer, count: int) -> list[str]:
    emails = [f"person{n}@x.example" for n in range(count)]
    for email in emails:
        slack.workspace.add_user(email.partition("@")[0], "Some  Body ", email)
    return emails


async def test_twenty_are_looked_up_one_by_one(slack: SlackServer, gateway: Counting) -> None:
    emails = add_people(slack, 20)
    found = await find_people(gateway, slack.workspace.id, emails)
    assert list(found) == sorted(emails)
    assert gateway.calls == {"users.lookupByEmail": 20}


async def test_twenty_one_are_found_in_the_list(slack: SlackServer, gateway: Counting) -> None:
    emails = add_people(slack, 21)
    found = await find_people(gateway, slack.workspace.id, emails)
    assert sorted(found) == sorted(emails)
    assert gateway.calls == {"users.list": 1}
    assert found[emails[0]].name == "Some Body"
    assert (found[emails[0]].timezone, found[emails[0]].locale) == ("America/New_York", "en-US")


async def test_the_list_is_read_to_its_end(slack: SlackServer, gateway: Counting) -> None:
    emails = add_people(slack, 1100)
    seen: list[int] = []
    found = await find_people(gateway, slack.workspace.id, emails, seen.append)
    assert len(found) == 1100
    assert gateway.calls == {"users.list": 3}
    assert seen == [500, 1000, 1102]  # with the bot and Slackbot


async def test_who_is_missed_by_look_up_is_searched_for_in_the_list(slack: SlackServer, gateway: Counting) -> None:
    slack.workspace.add_user("gone", "Gone", "gone@x.example", deleted=True)
    found = await find_people(gateway, slack.workspace.id, ["gone@x.example", "who@x.example"])
    assert [(email, person.is_deactivated) for email, person in found.items()] == [("gone@x.example", True)]


async def test_of_two_accounts_the_one_in_use_counts(slack: SlackServer, gateway: Counting) -> None:
    emails = add_people(slack, 21)
    slack.workspace.add_user("first", "First", "person0@x.example", deleted=True)
    found = await find_people(gateway, slack.workspace.id, emails)
    assert not found["person0@x.example"].is_deactivated


async def test_a_rate_limit_is_waited_for(slack: SlackServer, gateway: Counting) -> None:
    emails = add_people(slack, 2)
    slack.faults.add("rate_limit", "users.lookupByEmail", count=2, seconds=0)
    assert len(await find_people(gateway, slack.workspace.id, emails)) == 2
    assert gateway.calls["users.lookupByEmail"] == 4


async def test_a_cut_connection_is_tried_again(slack: SlackServer, gateway: Counting) -> None:
    emails = add_people(slack, 1)
    slack.faults.add("drop_before", "users.lookupByEmail", count=1)
    assert len(await find_people(gateway, slack.workspace.id, emails)) == 1


async def test_what_slack_refuses_and_a_slack_that_is_gone(slack: SlackServer, gateway: Counting) -> None:
    slack.faults.add("slack_error", "users.lookupByEmail", count=1, error="missing_scope")
    with pytest.raises(SlackRefused, match="missing_scope"):
        await find_people(gateway, slack.workspace.id, ["a@x.example"])
    gone = Gateway("xoxb-1", clock=Clock(), base_url="http://127.0.0.1:9/api/")
    with pytest.raises(SlackDown):
        await find_people(gone, "T1", ["a@x.example"])
    await gone.close()


@pytest.mark.parametrize("private", [False, True])
async def test_channels_are_found_by_every_name(slack: SlackServer, gateway: Counting, private: bool) -> None:
    made = slack.workspace.create_channel("the-desk", [slack.workspace.bot], private=private)
    for wanted in ("the-desk", "#the-desk", " #The-Desk", made.id, f"<#{made.id}|the-desk>"):
        assert await find_channel(gateway, wanted) == Channel(made.id, "the-desk", is_private=private)
    short = slack.workspace.create_channel("c12", [slack.workspace.bot], private=private)
    assert await find_channel(gateway, "C12") == Channel(short.id, "c12", is_private=private)
    for wanted in ("the", "C0UNKNOWN1", ""):
        assert await find_channel(gateway, wanted) is None


async def test_facts_of_channels(slack: SlackServer, gateway: Counting) -> None:
    bot = slack.workspace.bot
    slack.workspace.create_channel("shared", [bot], is_ext_shared=True)
    slack.workspace.create_channel("open", [])
    slack.workspace.create_channel("hidden", [], private=True)
    shared, public = await find_channel(gateway, "shared"), await find_channel(gateway, "open")
    assert shared is not None
    assert public is not None
    assert (shared.is_shared, shared.is_member) == (True, True)
    assert (public.is_shared, public.is_member, public.is_private) == (False, False, False)
    assert await find_channel(gateway, "hidden") is None


async def test_every_page_of_channels_is_read(slack: SlackServer, gateway: Counting) -> None:
    for n in range(450):
        slack.workspace.create_channel(f"channel-{n}", [])
    assert await find_channel(gateway, "channel-449") is not None
    assert gateway.calls == {"conversations.list": 3}
