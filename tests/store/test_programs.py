"""Making and changing programs. On both engines."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.domain.channels import Channel
from bot.services.programs import ProgramReport, ProgramWish, coordinator_name, create_program
from bot.store.database import Store
from tests.store.rosters import NOW, ROSTER, Community, community, in_slack

CLEO = in_slack("cleo@x.example")["cleo@x.example"]
WISH = ProgramWish("Second  Year", "cleo@x.example", CLEO, "America/Chicago", date(2026, 10, 1), date(2027, 6, 1))
DESK = Channel("C1", "desk", is_private=True)


@pytest.fixture
def here(store: Store) -> Community:
    """A workspace with one program."""
    return community(store)


def make(here: Community, **changes: Any) -> ProgramReport:
    return create_program(here.store, here.workspace_id, replace(WISH, **changes), NOW)


def test_a_new_program(here: Community) -> None:
    report = make(here, coordinator_channel=DESK, community_channel=Channel("C2", "all"))
    program = report.program
    assert program is not None
    assert (report.created, report.warnings, report.changed) == (True, (), ())
    assert (program.name, program.timezone, program.starts) == ("Second Year", "America/Chicago", date(2026, 10, 1))
    assert (program.coordinator_channel, program.community_channel) == ("C1", "C2")
    # The first Monday, 7:00 in Chicago, after it has begun.
    assert program.next_digest_at == datetime(2026, 10, 5, 12, tzinfo=UTC)
    assert coordinator_name(here.store, program.id) == "Cleo of Slack"
    assert [member.roles for member in here.members("cleo@x.example")] == ["coordinator", "coordinator"]


def test_again_changes_nothing(here: Community) -> None:
    make(here, coordinator_channel=DESK)
    before = here.tables()
    report = make(here, name="second year ", coordinator_channel=DESK)
    assert (report.created, report.changed) == (False, ())
    make(here, timezone=None, starts=None, ends=None)
    assert here.tables() == before


def test_again_with_other_values_changes_them(here: Community) -> None:
    here.load(ROSTER)
    report = create_program(
        here.store, here.workspace_id, ProgramWish("leaders", "cleo@x.example", CLEO, starts=date(2026, 10, 1)), NOW
    )
    assert report.changed == ("starts: 2026-08-24 → 2026-10-01",)
    assert here.person("ben@x.example").next_prompt_at == datetime(2026, 10, 1, 18, 30, tzinfo=UTC)


def test_defaults_come_from_the_coordinator(here: Community) -> None:
    report = make(here, timezone=None, starts=None, ends=None)
    assert report.program is not None
    assert (report.program.timezone, report.program.starts) == ("America/New_York", date(2026, 9, 1))


def test_a_member_becomes_coordinator_too(here: Community) -> None:
    here.load(ROSTER)
    wish = ProgramWish("Leaders", "ben@x.example", here.directory["ben@x.example"])
    report = create_program(here.store, here.workspace_id, wish, NOW)
    assert report.changed == ("coordinator: ben@x.example added",)
    assert [member.roles for member in here.members("ben@x.example")] == ["coordinator;mentor"]


def test_a_coordinator_who_is_not_in_slack_yet(here: Community) -> None:
    report = make(here, coordinator_email="dee@x.example", coordinator=None)
    assert report.warnings == ("dee@x.example is not in Slack yet; they are taken in when they join",)
    assert here.person("dee@x.example").state == "expected"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": " "}, "the name of a program cannot be empty"),
        ({"timezone": "Eastern"}, "“Eastern” is not a time zone like America/New_York"),
        ({"ends": date(2026, 9, 30)}, "the program would end on 2026-09-30, before it starts on 2026-10-01"),
        ({"coordinator_email": "cleo"}, "“cleo” is not an email address"),
        ({"coordinator": replace(CLEO, is_deactivated=True)}, "their Slack account is deactivated"),
        ({"coordinator_channel": replace(DESK, is_shared=True)}, "#desk is shared with another Slack team"),
        ({"community_channel": replace(DESK, is_archived=True)}, "#desk is archived"),
    ],
)
def test_what_is_refused_writes_nothing(here: Community, changes: dict[str, Any], reason: str) -> None:
    before = here.tables()
    report = make(here, **changes)
    assert report.program is None
    assert len(report.refused) == 1
    assert reason in report.refused[0]
    assert here.tables() == before


def test_warnings(here: Community) -> None:
    public = Channel("C1", "desk", is_member=False)
    shared = Channel("C2", "all", is_shared=True)
    report = make(here, coordinator_channel=public, community_channel=shared)
    assert report.program is not None
    assert [warning.split(":")[0].split(",")[0] for warning in report.warnings] == [
        "#all is shared with another Slack team",
        "#desk is public",
        "the bot is not in #desk",
    ]
    one = make(here, coordinator_channel=Channel("C1", "all"), community_channel=Channel("C1", "all"))
    assert [warning.split(":")[0] for warning in one.warnings] == ["#all is for everyone too"]
