"""A sandbox without a program: the world in which a coordinator sets one up."""

from pathlib import Path
from typing import Any

import aiohttp

from bot.domain.roster import parse_roster
from tests.scenario.test_sandbox_start_over import start_over
from tests.scenario.visiting import running_sandbox, visit, visited_sandbox, words

OWNER, MENTEE = "ottilie.farrow", "amina.hollis"


def asking_for_a_file() -> dict[str, Any]:
    element = {"type": "file_input", "action_id": "value", "filetypes": ["csv"], "max_files": 1}
    field = {"type": "input", "block_id": "roster", "label": {"type": "plain_text", "text": "Roster"}}
    title = {"type": "plain_text", "text": "Import"}
    return {"type": "modal", "title": title, "submit": title, "blocks": [{**field, "element": element}]}


async def test_people_an_owner_and_channels_but_no_program(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path, empty=True) as running, visit(running) as page:
        world = running.world
        assert world.program == ""
        bot = world.bot.slack
        everybody = (await bot.call("users.list", limit=200))["members"]
        assert [one["name"] for one in everybody if one.get("is_admin") or one.get("is_owner")] == [OWNER]
        channels = await bot.call("conversations.list", types="public_channel,private_channel")
        found = {one["name"]: one["is_member"] for one in channels["channels"]}
        assert found == {"general": False, "leaders": False}  # a private channel is not seen from outside
        chooser = words(await page.get("/"))
        assert "there is no mentoring program yet" in chooser
        assert chooser.index("workspace owner") < chooser.index("in no program yet")
        assert "mentee" not in chooser
        assert "There is no program yet." in await page.text(OWNER, "messages")
        told = await page.leap("next")
        assert told["sent"] == {}
        await page.leap("week")
        assert all(not one.person.dms() for one in world.residents.by_handle.values())


async def test_the_sample_roster_names_the_people_who_are_there(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path, empty=True) as running, visit(running) as page:
        roster = parse_roster((await page.get("/roster.csv")).encode())
        assert (roster.refused, roster.refused_pairs, roster.ignored_columns) == ((), (), ())
        people = running.world.slack.workspace.by_email
        assert set(roster.emails) == set(people)


async def test_the_owner_invites_the_bot(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path, empty=True) as running, visit(running) as page:
        assert await page.do(OWNER, "say", place="mentoring-desk", text="/invite @Reciprocal") == {}
        channels = await running.world.bot.slack.call("conversations.list", types="private_channel")
        assert [(one["name"], one["is_member"]) for one in channels["channels"]] == [("mentoring-desk", True)]
        for text, said in {
            "/invite": "an invitation names somebody",
            "/invite @nobody": "nobody here is called nobody",
        }.items():
            assert said in (await page.do(OWNER, "say", place="leaders", text=text))["problem"]
        assert "not into a direct message" in (await page.do(OWNER, "say", text="/invite @reciprocal"))["problem"]


async def test_the_bot_reads_a_file_that_somebody_gave_it_in_a_form(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path, empty=True) as running, visit(running) as page:
        slack, owner = running.world.slack, running.world.residents.by_handle[OWNER].person
        views = slack.workspace.views
        view = views.make(asking_for_a_file(), owner.id, slack.workspace.id, slack.app.id, slack.workspace.bot_id)
        views.open(view)
        content = await page.get("/roster.csv")
        upload = f"{page.origin}/as/{OWNER}/upload?name=roster.csv"
        async with page.session.post(upload, data=content.encode(), headers={"Origin": page.origin}) as sent:
            file_id = (await sent.json())["id"]
        await page.do(OWNER, "modal-files", view=view.id, values={"roster/value": [file_id]})
        file = view.state["roster"]["value"]["files"][0]
        reading = slack.app.grant(slack.workspace, "bot", slack.app.manifest.scopes | {"files:read"}).value
        blind = slack.app.grant(slack.workspace, "bot", slack.app.manifest.scopes - {"files:read"}).value
        async with aiohttp.ClientSession() as session:

            async def ask(token: str, file: str) -> dict[str, Any]:
                headers = {"Authorization": f"Bearer {token}"}
                async with session.post(f"{slack.api_url}files.info", data={"file": file}, headers=headers) as answer:
                    told: dict[str, Any] = await answer.json()
                    return told

            assert (await ask(blind, file["id"]))["error"] == "missing_scope"
            assert (await ask(reading, "F0"))["error"] == "file_not_found"
            assert (await ask(reading, file["id"]))["file"]["url_private_download"] == file["url_private_download"]
            for token, expected in ((reading, content), (blind, "Sign in")):
                headers = {"Authorization": f"Bearer {token}"}
                async with session.get(file["url_private_download"], headers=headers) as answer:
                    assert answer.status == 200
                    assert expected in await answer.text(encoding="utf-8")


async def test_starting_over_empty(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        status, told = await start_over(page, start="empty")
        assert (status, told["notes"]) == (200, [])
        assert told["said"] == "It is Monday morning again, and 20 people are here."
        assert "there is no mentoring program yet" in words(await page.get("/"))
        status, _ = await start_over(page)
        assert page.running.world.program == "Leading Together"
