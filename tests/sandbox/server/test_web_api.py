"""The Web API's strictness, seen through the real slack-sdk client."""

import io
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.limits import Limits
from bot.sandbox.slack.server import SlackServer

VIEW = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [{"type": "divider"}]}
METADATA = {"event_type": "reciprocal", "event_payload": {"key": "checkin:1:2026-36"}}


async def refused(awaitable: Any) -> Any:
    """Return Slack's answer to a call that it refuses."""
    with pytest.raises(SlackApiError) as caught:
        await awaitable
    return caught.value.response


async def error(awaitable: Any) -> str:
    """Return the error code of a call that Slack refuses."""
    return str((await refused(awaitable))["error"])


# Tokens, methods, arguments


async def test_tokens(server: SlackServer, client: AsyncWebClient) -> None:
    url = server.api_url
    assert (await client.auth_test())["user_id"] == server.workspace.bot.id
    assert await error(AsyncWebClient(base_url=url).auth_test()) == "not_authed"
    assert await error(AsyncWebClient("xoxb-0", base_url=url).auth_test()) == "invalid_auth"
    assert await error(client.apps_connections_open(app_token=server.bot_token)) == "not_allowed_token_type"
    assert (await client.apps_connections_open(app_token=server.app_token))["url"].startswith("ws://127.0.0.1")
    assert await error(client.users_list(token=server.app_token)) == "not_allowed_token_type"
    await client.auth_revoke()
    assert await error(client.auth_test()) == "token_revoked"


async def test_an_org_wide_install_shows(server: SlackServer, client: AsyncWebClient) -> None:
    assert (await client.auth_test())["is_enterprise_install"] is False
    server.workspace.enterprise_id = "E1"
    answer = await client.auth_test()
    assert (answer["is_enterprise_install"], answer["enterprise_id"]) == (True, "E1")


async def test_an_uninstalled_app_is_inactive(server: SlackServer, client: AsyncWebClient) -> None:
    server.uninstall()
    assert await error(client.auth_test()) == "account_inactive"


async def test_unknown_methods_and_ones_the_stand_in_lacks(client: AsyncWebClient) -> None:
    assert await error(client.api_call("chat.shout")) == "unknown_method"
    assert await error(client.api_call("usergroups.list")) == "not_implemented_in_sandbox"


async def test_arguments_missing_and_unknown(server: SlackServer, client: AsyncWebClient) -> None:
    answer = await refused(client.api_call("users.info"))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: user"]
    answer = await client.api_call("users.info", params={"user": server.workspace.bot.id, "colour": "red"})
    assert answer["response_metadata"]["warnings"] == ["unknown_argument:colour"]


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [(b"{", "application/json", "invalid_json"), (b"[]", "application/json", "json_not_object"),
     (b"x", "text/plain", "invalid_post_type")],
)  # fmt: skip
async def test_bodies_that_cannot_be_read(server: SlackServer, body: bytes, kind: str, code: str) -> None:
    headers = {"Content-Type": kind, "Authorization": f"Bearer {server.bot_token}"}
    url = server.api_url + "auth.test"
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as response:
        assert (response.status, (await response.json())["error"]) == (200, code)


async def test_scopes_are_the_manifests(server: SlackServer, client: AsyncWebClient) -> None:
    message = await client.chat_postMessage(channel=server.add_person("ada", "Ada").id, text="x")
    call = client.reactions_add(channel=message["channel"], timestamp=message["ts"], name="wave")
    answer = await refused(call)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "reactions:write")
    assert "chat:write" in answer["provided"].split(",")
    assert await error(client.conversations_create(name="new")) == "missing_scope"
    assert (await refused(client.conversations_list(types="mpim")))["needed"] == "mpim:read"


# People


async def test_people(server: SlackServer, client: AsyncWebClient) -> None:
    ada = server.add_person("ada", "Ada Example", "ada@example.org", tz="Europe/Berlin", locale="de-DE")
    user = (await client.users_lookupByEmail(email=" ADA@example.org"))["user"]
    assert (user["id"], user["tz"], user["tz_offset"]) == (ada.id, "Europe/Berlin", 7200)
    assert user["profile"]["email"] == "ada@example.org"
    assert "locale" not in user
    blind = server.app.grant(server.workspace, "bot", frozenset({"users:read"})).value
    assert "email" not in (await client.users_info(user=ada.id, token=blind))["user"]["profile"]
    assert (await client.users_info(user=ada.id, include_locale=True))["user"]["locale"] == "de-DE"
    assert await error(client.users_info(user="U0")) == "user_not_found"
    server.workspace.change_user(ada.user, deleted=True)
    assert await error(client.users_lookupByEmail(email="ada@example.org")) == "users_not_found"
    server.workspace.change_user(ada.user, deleted=False, email="new@example.org")
    assert await error(client.users_lookupByEmail(email="ada@example.org")) == "users_not_found"


async def test_pages(server: SlackServer, client: AsyncWebClient) -> None:
    people = {server.add_person(f"p{number}", f"P {number}").id for number in range(7)}
    found: list[str] = []
    cursor, pages = "", 0
    while True:
        answer = await client.users_list(limit=4, cursor=cursor)
        found += [user["id"] for user in answer["members"]]
        pages, cursor = pages + 1, answer["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert pages == 3
    assert len(found) == len(set(found)) == 9
    assert people < set(found)
    assert await error(client.users_list(limit=4, cursor="nonsense")) == "invalid_cursor"
    assert await error(client.users_list(limit=5000)) == "invalid_limit"


async def test_a_large_workspace_must_be_paged(server: SlackServer, client: AsyncWebClient) -> None:
    for number in range(1000):
        server.workspace.add_user(f"p{number}", "P")
    assert await error(client.users_list()) == "limit_required"


# Conversations


async def test_opening_direct_messages(server: SlackServer, client: AsyncWebClient) -> None:
    ada, gone = server.add_person("ada", "Ada"), server.add_person("gone", "Gone", deleted=True)
    far = server.add_person("far", "Far", team_id="T0", is_stranger=True)
    first = await client.conversations_open(users=[ada.id])
    assert (await client.conversations_open(users=ada.id))["channel"]["id"] == first["channel"]["id"]
    assert await error(client.conversations_open(users="")) == "users_list_not_supplied"
    assert await error(client.conversations_open(users="U0")) == "user_not_found"
    assert await error(client.conversations_open(users=gone.id)) == "user_disabled"
    assert await error(client.conversations_open(users=far.id)) == "user_not_visible"
    assert await error(client.conversations_open(users="USLACKBOT")) == "cannot_dm_bot"
    assert await error(client.conversations_open(users=server.workspace.bot.id)) == "invalid_user_combination"
    nine = [server.add_person(f"p{number}", "P").id for number in range(9)]
    assert await error(client.conversations_open(users=nine)) == "too_many_users"
    group = await client.conversations_open(users=nine[:2])
    assert (await client.conversations_open(users=nine[1::-1]))["channel"]["id"] == group["channel"]["id"]


async def test_what_the_bot_cannot_see_or_enter(server: SlackServer, client: AsyncWebClient) -> None:
    space = server.workspace
    public, private = space.create_channel("public"), space.create_channel("private", private=True)
    old = space.create_channel("old", [space.bot], is_archived=True)
    shared = space.create_channel("shared", [space.bot], private=True, is_ext_shared=True)
    assert await error(client.chat_postMessage(channel=public.id, text="x")) == "not_in_channel"
    assert await error(client.chat_postMessage(channel=private.id, text="x")) == "channel_not_found"
    assert await error(client.chat_postMessage(channel=old.id, text="x")) == "is_archived"
    assert await error(client.conversations_history(channel=public.id)) == "not_in_channel"
    assert await error(client.conversations_info(channel=private.id)) == "channel_not_found"
    assert (await client.conversations_info(channel=shared.id))["channel"]["is_ext_shared"] is True
    listed = await client.conversations_list(types="public_channel,private_channel", exclude_archived=True)
    assert [one["id"] for one in listed["channels"]] == [public.id, shared.id]
    assert await error(client.conversations_list(types="public")) == "invalid_types"
    shared.refusal = "restricted_action"
    assert await error(client.chat_postMessage(channel=shared.id, text="x")) == "restricted_action"
    assert (await client.conversations_members(channel=shared.id))["members"] == [space.bot.id]


# Messages


async def test_posting(server: SlackServer, client: AsyncWebClient) -> None:
    ada = server.add_person("ada", "Ada")
    answer = await client.chat_postMessage(channel=ada.id, text="a & b", metadata=METADATA)
    assert answer["channel"] == server.workspace.dm(ada.id).id
    assert answer["message"]["bot_id"] == server.workspace.bot_id
    again = await client.chat_postMessage(channel=ada.id, text="again")
    assert float(again["ts"]) > float(answer["ts"])
    assert [message.text for message in ada.dms()] == ["a & b", "again"]
    assert await error(client.api_call("chat.postMessage", json={"channel": ada.id})) == "no_text"
    assert await error(client.chat_postMessage(channel="C0", text="x")) == "channel_not_found"
    assert await error(client.chat_postMessage(channel=ada.id, text="x", thread_ts="1.2")) == "thread_not_found"
    cut = await client.chat_postMessage(channel=ada.id, text="x" * 40_001)
    assert len(cut["message"]["text"]) == 40_000


async def test_blocks_that_slack_refuses(server: SlackServer, client: AsyncWebClient) -> None:
    ada = server.add_person("ada", "Ada")
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    answer = await refused(client.chat_postMessage(channel=ada.id, text="x", blocks=long))
    assert answer["error"] == "invalid_blocks"
    assert "[json-pointer:/0/text/text]" in answer["response_metadata"]["messages"][0].replace("/blocks", "")
    many = [{"type": "divider"}] * 51
    assert await error(client.chat_postMessage(channel=ada.id, text="x", blocks=many)) == "invalid_blocks"
    assert await error(client.blocks_validate(blocks=long)) == "invalid_blocks"
    assert (await client.blocks_validate(blocks=[{"type": "divider"}]))["ok"]


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ({"event_type": "x"}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {"a": {"b": {"c": 1}}}}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {"a": "y" * 8001}}, "metadata_too_large"),
    ],
)
async def test_metadata_that_slack_refuses(
    server: SlackServer, client: AsyncWebClient, metadata: dict[str, Any], code: str
) -> None:
    ada = server.add_person("ada", "Ada")
    assert await error(client.chat_postMessage(channel=ada.id, text="x", metadata=metadata)) == code
    assert ada.dms() == []


async def test_history_shows_metadata_only_on_request(server: SlackServer, client: AsyncWebClient) -> None:
    ada = server.add_person("ada", "Ada")
    posted = [await client.chat_postMessage(channel=ada.id, text=str(n), metadata=METADATA) for n in range(5)]
    channel, stamps = posted[0]["channel"], [one["ts"] for one in posted]
    plain = await client.conversations_history(channel=channel)
    assert [message["text"] for message in plain["messages"]] == ["4", "3", "2", "1", "0"]
    assert not any("metadata" in message for message in plain["messages"])
    full = await client.conversations_history(channel=channel, include_all_metadata=True, limit=2)
    assert full["messages"][0]["metadata"] == METADATA
    assert full["has_more"]
    rest = await client.conversations_history(channel=channel, cursor=full["response_metadata"]["next_cursor"])
    assert [message["text"] for message in rest["messages"]] == ["2", "1", "0"]
    span = {"oldest": stamps[1], "latest": stamps[3]}
    between = await client.conversations_history(channel=channel, **span)
    assert [message["ts"] for message in between["messages"]] == [stamps[2]]
    inclusive = await client.conversations_history(channel=channel, inclusive=True, **span)
    assert len(inclusive["messages"]) == 3
    assert await error(client.conversations_history(channel=channel, oldest="soon")) == "invalid_ts_oldest"


async def test_threads(server: SlackServer, client: AsyncWebClient) -> None:
    ada = server.add_person("ada", "Ada")
    parent = await client.chat_postMessage(channel=ada.id, text="parent")
    channel, ts = parent["channel"], parent["ts"]
    await client.chat_postMessage(channel=channel, text="reply", thread_ts=ts, metadata=METADATA)
    assert [one["text"] for one in (await client.conversations_history(channel=channel))["messages"]] == ["parent"]
    found = (await client.conversations_replies(channel=channel, ts=ts, include_all_metadata=True))["messages"]
    assert [one["text"] for one in found] == ["parent", "reply"]
    assert (found[0]["reply_count"], found[1]["metadata"]) == (1, METADATA)
    assert await error(client.conversations_replies(channel=channel, ts="1.2")) == "thread_not_found"


async def test_updating(server: SlackServer, client: AsyncWebClient) -> None:
    ada = server.add_person("ada", "Ada")
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "block"}}]
    posted = await client.chat_postMessage(channel=ada.id, text="x", blocks=blocks, metadata=METADATA)
    channel, ts = posted["channel"], posted["ts"]
    await client.chat_update(channel=channel, ts=ts, text="y")
    message = ada.dms()[0]
    assert (message.text, message.blocks, message.metadata) == ("y", None, METADATA)
    assert message.edited is not None
    assert await error(client.chat_update(channel=ada.id, ts=ts, text="y")) == "channel_not_found"
    assert await error(client.chat_update(channel=channel, ts="1.2", text="y")) == "message_not_found"
    assert await error(client.chat_update(channel=channel, ts=ts, text="é" * 2001)) == "msg_too_long"
    theirs = await ada.dm("mine")
    assert await error(client.chat_update(channel=channel, ts=theirs.ts, text="y")) == "cant_update_message"
    assert await error(client.chat_delete(channel=channel, ts=theirs.ts)) == "cant_delete_message"
    await client.chat_delete(channel=channel, ts=ts)
    assert ada.dms() == []


async def test_ephemeral_messages_reach_members_only(server: SlackServer, client: AsyncWebClient) -> None:
    ada, ben = server.add_person("ada", "Ada"), server.add_person("ben", "Ben")
    room = server.workspace.create_channel("room", [server.workspace.bot, ada.user])
    await client.chat_postEphemeral(channel=room.id, user=ada.id, text="psst")
    assert await error(client.chat_postEphemeral(channel=room.id, user=ben.id, text="psst")) == "user_not_in_channel"
    assert [message.text for message in ada.inbox(room)] == ["psst"]
    assert ben.inbox(room) == []
    assert (await client.conversations_history(channel=room.id))["messages"] == []


async def test_mentions_are_told_from_escaped_text(server: SlackServer, client: AsyncWebClient) -> None:
    ada = server.add_person("ada", "Ada")
    await client.chat_postMessage(channel=ada.id, text="&lt;!channel&gt; hi")
    section = [{"type": "section", "text": {"type": "mrkdwn", "text": f"<@{ada.id}> and <!here>"}}]
    await client.chat_postMessage(channel=ada.id, text="x", blocks=section)
    assert [message.mentions for message in ada.dms()] == [[], [f"@{ada.id}", "!here"]]


# Views


async def test_views(server: SlackServer, client: AsyncWebClient) -> None:
    ada = server.add_person("ada", "Ada")
    triggers = server.workspace.triggers
    assert await error(client.views_open(trigger_id="", view=VIEW)) == "invalid_arguments"
    long = {**VIEW, "title": {"type": "plain_text", "text": "x" * 25}}
    trigger = triggers.issue(ada.id)
    answer = await refused(client.views_open(trigger_id=trigger, view=long))
    assert answer["error"] == "invalid_arguments"
    assert "json-pointer:/view/title" in answer["response_metadata"]["messages"][0]
    first = (await client.views_open(trigger_id=trigger, view=VIEW))["view"]
    second = (await client.views_update(view_id=first["id"], hash=first["hash"], view=VIEW))["view"]
    assert await error(client.views_update(view_id=first["id"], hash=first["hash"], view=VIEW)) == "hash_conflict"
    assert second["hash"] != first["hash"]
    assert await error(client.views_update(view_id="V0", view=VIEW)) == "not_found"


async def test_three_views_lie_on_each_other_and_no_more(server: SlackServer, client: AsyncWebClient) -> None:
    ada = server.add_person("ada", "Ada")
    triggers = server.workspace.triggers
    named = {**VIEW, "external_id": "mine"}
    root = (await client.views_open(trigger_id=triggers.issue(ada.id), view=named))["view"]
    assert await error(client.views_open(trigger_id=triggers.issue(ada.id), view=named)) == "duplicate_external_id"
    for _ in range(2):
        pushed = await client.views_push(trigger_id=triggers.issue(ada.id, root["id"]), view=VIEW)
        assert pushed["view"]["root_view_id"] == root["id"]
    call = client.views_push(trigger_id=triggers.issue(ada.id, root["id"]), view=VIEW)
    assert await error(call) == "push_limit_reached"
    await ada.close_modal()
    assert (await client.views_update(external_id="mine", view=named))["view"]["id"] == root["id"]
    await ada.close_modal(everything=True)
    assert await error(client.views_update(external_id="mine", view=named)) == "not_found"


# Rate limits


async def test_messages_a_second(server: SlackServer, client: AsyncWebClient) -> None:
    ada = server.add_person("ada", "Ada")
    server.limiter.set(Limits.messages_per_second(0.5, burst=2))
    for _ in range(2):
        await client.chat_postMessage(channel=ada.id, text="x")
    answer = await refused(client.chat_postMessage(channel=ada.id, text="x"))
    assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (429, "ratelimited", "2")
    assert len(ada.dms()) == 2
    assert server.limiter.calls["chat.postMessage"] == 3
    assert server.limiter.limited["chat.postMessage"] == 1
    await client.auth_test()


async def test_slacks_own_limits(server: SlackServer, client: AsyncWebClient) -> None:
    ada, ben = server.add_person("ada", "Ada"), server.add_person("ben", "Ben")
    server.limiter.set(Limits.slack())
    for _ in range(4):
        await client.chat_postMessage(channel=ada.id, text="x")
    assert await error(client.chat_postMessage(channel=ada.id, text="x")) == "ratelimited"
    await client.chat_postMessage(channel=ben.id, text="x")
    for _ in range(10):
        await client.users_list(limit=1)
    assert await error(client.users_list(limit=1)) == "ratelimited"


# Faults


async def test_connections_cut_before_and_after_the_effect(server: SlackServer, client: AsyncWebClient) -> None:
    ada = server.add_person("ada", "Ada")
    for kind, posted in (("drop_before", 0), ("drop_after", 1)):
        server.faults.add(kind, "chat.postMessage", count=1)  # type: ignore[arg-type]
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(channel=ada.id, text="x")
        assert len(ada.dms()) == posted
    await client.chat_postMessage(channel=ada.id, text="x")
    assert len(ada.dms()) == 2


async def test_other_faults(server: SlackServer, client: AsyncWebClient) -> None:
    server.faults.add("server_error", "auth.test", count=1, status=503)
    server.faults.add("rate_limit", "team.info", seconds=7)
    server.faults.add("slack_error", "users.list", error="fatal_error")
    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()
    assert caught.value.response.status_code == 503
    await client.auth_test()
    assert (await refused(client.team_info())).headers["Retry-After"] == "7"
    assert await error(client.users_list(limit=1)) == "fatal_error"
    server.faults.clear()
    await client.users_list(limit=1)


async def test_a_fault_by_chance_strikes_about_as_often_as_said(server: SlackServer) -> None:
    fault = server.faults.add("drop_after", probability=0.1)
    for _ in range(2000):
        server.faults.draw("chat.postMessage")
    assert 150 < fault.struck < 250


# Installation


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack-sdk 3.47 uses it
async def test_oauth_gives_a_second_workspace_its_own_token(server: SlackServer) -> None:
    other = server.add_workspace("Southfield")
    client = AsyncWebClient(base_url=server.api_url)
    secrets = {"client_id": server.app.client_id, "client_secret": server.app.client_secret}
    code = server.oauth_code(other)
    assert await error(client.oauth_v2_access(client_id="1.2", client_secret="x", code=code)) == "invalid_client_id"
    answer = await client.oauth_v2_access(code=code, **secrets)
    assert answer["team"]["id"] == other.id
    assert (await client.auth_test(token=answer["access_token"]))["team_id"] == other.id
    assert await error(client.oauth_v2_access(code=code, **secrets)) == "invalid_code"


# Channels that the app makes and fills, with scopes that the manifest does not have yet


async def test_making_and_filling_channels(server: SlackServer) -> None:
    scopes = frozenset(
        {"channels:manage", "channels:read", "channels:join", "chat:write", "groups:write", "groups:read"}
    )
    token = server.app.grant(server.workspace, "bot", scopes).value
    client = AsyncWebClient(token, base_url=server.api_url)
    ada, gone = server.add_person("ada", "Ada"), server.add_person("gone", "Gone", deleted=True)
    guest = server.add_person("guest", "Guest", is_ultra_restricted=True)
    room = (await client.conversations_create(name="room", is_private=True))["channel"]["id"]
    for name, code in (
        ("room", "name_taken"),
        ("Room!", "invalid_name_specials"),
        ("x" * 81, "invalid_name_maxlength"),
    ):
        assert await error(client.conversations_create(name=name)) == code
    await client.conversations_invite(channel=room, users=[ada.id, guest.id])
    answer = await refused(client.conversations_invite(channel=room, users=[ada.id, gone.id]))
    assert [one["error"] for one in answer["errors"]] == ["already_in_channel", "user_not_found"]
    other = (await client.conversations_create(name="other"))["channel"]["id"]
    assert await error(client.conversations_invite(channel=other, users=guest.id)) == "ura_max_channels"
    assert await error(client.conversations_invite(channel=other, users=server.workspace.bot.id)) == "cant_invite_self"
    await client.conversations_kick(channel=room, user=ada.id)
    assert await error(client.conversations_kick(channel=room, user=ada.id)) == "not_in_channel"
    assert (await client.conversations_setTopic(channel=room, topic="Peers"))["channel"]["topic"]["value"] == "Peers"
    await client.conversations_archive(channel=room)
    assert await error(client.conversations_archive(channel=room)) == "already_archived"
    assert await error(client.conversations_invite(channel=room, users=ada.id)) == "is_archived"


async def test_joining_is_for_public_channels(server: SlackServer) -> None:
    scopes = frozenset({"channels:join", "channels:read", "chat:write"})
    client = AsyncWebClient(server.app.grant(server.workspace, "bot", scopes).value, base_url=server.api_url)
    public = server.workspace.create_channel("public")
    private = server.workspace.create_channel("private", [server.workspace.bot], private=True)
    await client.conversations_join(channel=public.id)
    assert (await client.conversations_join(channel=public.id))["warning"] == "already_in_channel"
    assert await error(client.conversations_join(channel=private.id)) == "method_not_supported_for_channel_type"
    posted = await client.chat_postMessage(channel=public.id, text="x")
    link = (await client.chat_getPermalink(channel=public.id, message_ts=posted["ts"]))["permalink"]
    assert link == f"https://northfield-mentors.slack.com/archives/{public.id}/p{posted['ts'].replace('.', '')}"
    assert (await client.users_conversations())["channels"][0]["id"] == public.id


async def test_a_file_must_be_whole_before_it_is_shared(server: SlackServer) -> None:
    scopes = frozenset({"files:write", "chat:write"})
    client = AsyncWebClient(server.app.grant(server.workspace, "bot", scopes).value, base_url=server.api_url)
    announced = await client.files_getUploadURLExternal(filename="a.txt", length=3_000_000)
    shared = [{"id": announced["file_id"]}]
    assert await error(client.files_completeUploadExternal(files=shared)) == "file_not_found"
    async with aiohttp.ClientSession() as session:
        for content, status in ((b"no", 400), (b"x" * 3_000_000, 200)):
            async with session.post(announced["upload_url"], data=io.BytesIO(content)) as response:
                assert response.status == status
    assert (await client.files_completeUploadExternal(files=shared))["files"][0]["title"] == "a.txt"
    await client.files_delete(file=announced["file_id"])
    assert announced["file_id"] not in server.workspace.files
    assert await error(client.files_delete(file=announced["file_id"])) == "file_not_found"
