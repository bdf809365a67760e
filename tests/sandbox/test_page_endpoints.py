"""The page's addresses: threads, people, files, Home, menus, and the calls behind them, on a running sandbox."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.content.manifest import Shortcut
from bot.delivery.gateway import SlackRefused
from bot.sandbox.slack.api import checks
from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.person import Person
from tests.scenario.visiting import Visitor, visited_sandbox, words

MIA, NOOR, THEO = "mia.sol", "noor.lane", "theo.park"
PEOPLE = {"type": "users_select", "action_id": "who"}


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Visitor]:
    """Return a browser on the page of a sandbox with a few people."""
    async with visited_sandbox(tmp_path) as visitor:
        yield visitor


def person(page: Visitor, who: str) -> Person:
    return page.running.world.residents.by_handle[who].person


def posted(page: Visitor, who: str, *blocks: dict[str, Any]) -> Message:
    """Post blocks of the bot to somebody."""
    workspace = page.running.world.slack.workspace
    made = checks.message_blocks(list(blocks), "x", workspace.ids)
    return workspace.post(workspace.dm(person(page, who).id), workspace.bot, "x", blocks=made)


def opened(page: Visitor, who: str, *blocks: dict[str, Any]) -> View:
    """Open a modal in front of somebody, over what is there."""
    workspace = page.running.world.slack.workspace
    text = {"type": "plain_text", "text": "Form"}
    given = {"type": "modal", "title": text, "submit": text, "blocks": list(blocks)}
    definition = checks.checked_view(given, "modal", workspace.ids)
    view = workspace.views.make(definition, person(page, who).id, workspace.id, workspace.app_id, workspace.bot_id)
    (workspace.views.push if workspace.views.top(view.user_id) else workspace.views.open)(view)
    return view


def asked(element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "Which?"}, "element": element}


def ts_of(html: str) -> str:
    found = re.search(r'data-ts="([\d.]+)"', html)
    assert found is not None
    return found.group(1)


async def test_a_thread(page: Visitor) -> None:
    await page.do(MIA, "say", place="general", text="Who has *ten* minutes?")
    ts = ts_of(await page.part(MIA, "messages", "general"))
    assert await page.do(THEO, "say", place="general", text="I have :wave:", thread=ts) == {}
    event = page.running.world.slack.workspace.conversations
    channel = next(one for one in event.values() if one.name == "general")
    assert channel.messages[-1].json()["thread_ts"] == ts
    assert channel.messages[-1].json()["parent_user_id"] == person(page, MIA).id

    line = await page.text(MIA, "messages", "general")
    assert "1 reply, 1 new" in line
    assert "I have" not in line
    assert "general , 1 new" in words(await page.part(MIA, "places")).replace("1 , 1", ", 1")
    thread = words(await page.get(f"/as/{MIA}/general/part/thread?thread={ts}"))
    assert "Theo Park" in thread
    assert "I have \N{WAVING HAND SIGN}" in thread
    assert "1 reply, 1 new" not in await page.text(MIA, "messages", "general")
    assert "Thread" in words(await page.get(f"/as/{MIA}/general?thread={ts}"))
    told = await page.do(MIA, "say", place="general", text="/checkin", thread=ts)
    assert "no commands in threads" in told["problem"]


async def test_people_write_to_each_other(page: Visitor) -> None:
    told = await page.post(f"/as/{MIA}/converse", {"with": [THEO]})
    assert told == {"address": f"/as/{MIA}/with-{THEO}"}
    assert "beginning of your conversation with Theo Park" in await page.text(MIA, "messages", f"with-{THEO}")
    await page.do(MIA, "say", place=f"with-{THEO}", text="Friday?")
    assert "Friday?" in await page.text(THEO, "messages", f"with-{MIA}")
    assert (
        page.running.world.slack.workspace.bot.id
        not in person(page, MIA).workspace.direct(frozenset({person(page, MIA).id, person(page, THEO).id})).members
    )

    told = await page.post(f"/as/{MIA}/converse", {"with": [THEO, NOOR]})
    group = told["address"].rpartition("/")[2]
    await page.do(NOOR, "say", place=group, text="All three")
    assert "All three" in await page.text(THEO, "messages", group)
    assert "Noor, Theo" in words(await page.part(MIA, "places"))
    assert "between 2 and 9" in (await page.post(f"/as/{MIA}/converse", {"with": []}))["problem"]
    async with page.session.get(f"{page.origin}/as/cora.vance/with-{MIA}") as answer:
        assert answer.status == 404


async def test_reactions_come_and_go(page: Visitor) -> None:
    await page.do(MIA, "say", place="general", text="Done")
    ts = ts_of(await page.part(MIA, "messages", "general"))
    for who in (MIA, THEO):
        assert await page.do(who, "react", place="general", ts=ts, name="tada") == {}
    html = await page.part(MIA, "messages", "general")
    assert 'aria-label="tada: 2"' in html
    assert 'aria-pressed="true"' in html
    assert 'title="Mia Sol, Theo Park"' in html
    await page.do(MIA, "react", place="general", ts=ts, name="tada")
    await page.do(THEO, "react", place="general", ts=ts, name="tada")
    assert "tada: " not in await page.part(MIA, "messages", "general")


async def test_a_menu_in_a_message_keeps_what_was_chosen(page: Visitor) -> None:
    date = {"type": "datepicker", "action_id": "day"}
    words_ = {"type": "plain_text_input", "action_id": "note"}
    message = posted(page, MIA, {"type": "actions", "block_id": "a", "elements": [PEOPLE, date]}, asked(words_))
    page.running.world.slack.outgoing.deadline = 0.05  # the bot knows none of these
    theo = person(page, THEO).id
    typed = {"b/note": "Half a sent"}
    await page.do(MIA, "message-keep", ts=message.ts, values=typed)
    assert 'value="Half a sent"' in await page.part(MIA, "messages")
    await page.do(MIA, "press", ts=message.ts, element="a/who", value=theo, values=typed)
    await page.do(MIA, "press", ts=message.ts, element="a/day", value="2026-11-20", values=typed)
    request = page.running.world.slack.outgoing.requests[-1].payload
    assert request["actions"][0]["selected_date"] == "2026-11-20"
    assert request["state"]["values"]["a"]["who"]["selected_user"] == theo
    assert request["state"]["values"]["b"]["note"]["value"] == "Half a sent"
    html = await page.part(MIA, "messages")
    assert 'aria-label="Choose a person: Theo Park"' in html
    assert 'value="2026-11-20"' in html


async def test_attachments_are_drawn_or_named(page: Visitor) -> None:
    message = posted(page, MIA, {"type": "divider"})
    header = {"type": "header", "text": {"type": "plain_text", "text": "Inside"}}
    message.attachments = [{"blocks": [header]}, {"fallback": "old"}]
    shown = await page.text(MIA, "messages")
    assert "Inside" in shown
    assert "An attachment: the sandbox cannot draw it yet" in shown


async def test_a_shortcut_on_a_message(page: Visitor) -> None:
    slack = page.running.world.slack
    share = Shortcut("share_win", "Share as a win", "message")
    slack.app.manifest = replace(slack.app.manifest, shortcuts={**slack.app.manifest.shortcuts, "share_win": share})
    slack.outgoing.deadline = 0.05  # the bot does not know it
    assert 'data-shortcut="share_win" data-on-message' in await page.get(f"/as/{MIA}/general")
    await page.do(MIA, "say", place="general", text="We have a garden now")
    ts = ts_of(await page.part(MIA, "messages", "general"))
    await page.do(THEO, "shortcut", place="general", callback="share_win", ts=ts)
    payload = slack.outgoing.requests[-1].payload
    assert payload["type"] == "message_action"
    assert payload["message"]["text"] == "We have a garden now"
    assert (
        "not a message shortcut"
        in (await page.do(THEO, "shortcut", place="general", callback="checkin", ts=ts))["problem"]
    )


async def test_a_file_in_a_form(page: Visitor) -> None:
    view = opened(page, MIA, asked({"type": "file_input", "action_id": "value"}))
    headers = {"Origin": page.origin}
    async with page.session.post(
        f"{page.origin}/as/{MIA}/upload?name=../people.csv", data=b"email", headers=headers
    ) as sent:
        file_id = (await sent.json())["id"]
    await page.do(MIA, "modal-files", view=view.id, values={"b/value": [file_id]})
    assert "people.csv 5 bytes" in await page.text(MIA, "modal")
    file = view.state["b"]["value"]["files"][0]
    assert file["name"] == "people.csv"
    assert file["mimetype"] == "text/csv"
    assert await page.get(f"/as/{MIA}/file/{file_id}") == "email"
    async with page.session.get(f"{page.origin}/as/{THEO}/file/{file_id}") as kept_out:
        assert kept_out.status == 404
    async with page.session.get(file["url_private"]) as refused:
        assert (refused.status, refused.content_type) == (200, "text/html")  # the app needs its token, and files:read
    told = await page.do(MIA, "modal-files", view=view.id, values={"b/value": ["F0"]})
    assert "Something is missing" in told["problem"]
    async with page.session.post(f"{page.origin}/as/{MIA}/upload?name=x", data=b"", headers=headers) as empty:
        assert "empty" in (await empty.json())["problem"]


async def test_times_in_a_form_are_the_persons(page: Visitor) -> None:
    view = opened(page, NOOR, asked({"type": "datetimepicker", "action_id": "value"}))
    await page.do(NOOR, "modal-keep", view=view.id, values={"b/value": "2026-11-20T14:30"})
    assert view.state["b"]["value"]["selected_date_time"] == 1795206600  # 14:30 in Chicago
    assert 'value="2026-11-20T14:30"' in await page.part(NOOR, "modal")


async def test_stacked_modals_lead_back(page: Visitor) -> None:
    section = {"type": "section", "text": {"type": "plain_text", "text": "Below"}}
    opened(page, MIA, section)
    assert "Back to" not in await page.part(MIA, "modal")
    opened(page, MIA, {**section, "text": {"type": "plain_text", "text": "Above"}})
    assert 'aria-label="Back to Form"' in await page.part(MIA, "modal")
    await page.do(MIA, "modal-close")
    assert "Below" in await page.text(MIA, "modal")
    opened(page, MIA, section)
    await page.do(MIA, "modal-close", everything=True)
    assert await page.text(MIA, "modal") == ""


async def test_the_home_tab(page: Visitor) -> None:
    mia = person(page, MIA)
    assert await page.do(MIA, "open-tab", place="reciprocal-home") == {}
    await mia.workspace.changes.until(lambda: mia.home)
    assert "Theo Park" in await page.text(MIA, "home", "reciprocal-home")
    assert "Home tab" in await page.get(f"/as/{MIA}/reciprocal-home")
    html = await page.part(MIA, "home", "reciprocal-home")
    element = re.search(r'data-element="([^"]+)"[^>]*>Take a pause', html)
    assert element is not None
    assert await page.do(MIA, "home-act", element=element.group(1), values={}) == {}
    await page.until_modal(MIA)


async def test_a_refused_modal_is_told_to_whoever_waits(page: Visitor) -> None:
    mia = person(page, MIA)
    long_title = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "A title that is much too long"},
        "blocks": [],
    }
    async with page.session.get(f"{page.origin}/as/{MIA}/live") as live:
        assert await live.content.readline() == b"retry: 1000\n"
        with pytest.raises(SlackRefused):
            await page.running.world.bot.slack.call(
                "views.open", trigger_id=mia.workspace.triggers.issue(mia.id), view=long_title
            )
        while True:
            line = await live.content.readline()
            news = json.loads(line.removeprefix(b"data:")) if line.startswith(b"data:") else {}
            if news.get("part") == "refused":
                break
    assert news["text"].startswith("Slack refused views.open: invalid_arguments: must be less than 25 characters")
    listed = await page.text(MIA, "inspector")
    assert "views.open" in listed
    assert "Refused: invalid_arguments" in listed


async def test_the_inspector_shows_the_json(page: Visitor) -> None:
    await page.leap("prompt")
    html = await page.part(MIA, "messages")
    mine = await page.get(f"/as/{MIA}/reciprocal/part/inspector?ts={ts_of(html)}")
    assert "What made and changed this message." in mine
    numbers = re.findall(r'data-call="(\d+)"', mine)
    call = words(await page.get(f"/as/{MIA}/call/{numbers[0]}"))
    assert '"event_type"' in call
    assert '"ok": true' in call
    everything = await page.part(MIA, "inspector")
    assert len(re.findall("data-call", everything)) > len(numbers)
    slack = page.running.world.slack
    for number in re.findall(r'data-call="(\d+)"', everything):
        json_ = await page.get(f"/as/{MIA}/call/{number}")
        assert slack.bot_token not in json_
        assert slack.app.verification_token not in json_
    async with page.session.get(f"{page.origin}/as/{MIA}/call/999999") as gone:
        assert gone.status == 404


async def test_an_empty_conversation_suggests_what_fits(page: Visitor) -> None:
    assert 'data-type="/checkin"' in await page.part(MIA, "messages")
    coordinator = await page.part("cora.vance", "messages")
    assert "/checkin" not in coordinator
    assert 'data-type="/mentoring help"' in coordinator


async def test_long_conversations_show_their_end(page: Visitor) -> None:
    for number in range(125):
        await person(page, MIA).dm(f"note {number}")
    assert "Show 5 earlier messages" in await page.text(MIA, "messages")
    html = await page.get(f"/as/{MIA}/reciprocal/part/messages?all=1")
    assert "note 0" in html
    assert "earlier messages" not in html


async def test_nothing_but_its_own_scripts_may_run(page: Visitor) -> None:
    async with page.session.get(f"{page.origin}/as/{MIA}/reciprocal") as answer:
        policy, html = answer.headers["Content-Security-Policy"], await answer.text()
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert not re.search(r"\sstyle=|\son\w+=|<script>", html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
    for name in re.findall(r"/static/[\w.]+", html):
        async with page.session.get(page.origin + name) as found:
            assert found.status == 200, name
