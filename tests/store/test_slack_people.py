"""What Slack tells of people: who joins is taken in, who changes is followed. On both engines."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.members import PersonState, SlackPerson
from bot.services import members
from bot.store.database import Store
from tests.store.rosters import LATER, ROSTER, Community, community, in_slack

ANA = in_slack("ana@x.example")["ana@x.example"]


@pytest.fixture
def here(store: Store) -> Community:
    """A program whose roster names Ana, who is not in Slack yet."""
    made = community(store)
    made.directory.pop("ana@x.example")
    made.load(ROSTER)
    return made


def test_who_was_expected_is_taken_in(here: Community) -> None:
    assert members.joined(here.store, "T1", ANA, LATER)
    ana = here.person("ana@x.example")
    assert (ana.state, ana.slack_id, ana.name) == (PersonState.ACTIVE, "UANA", "Ana Lima")
    assert ana.next_prompt_at == datetime(2026, 9, 10, 19, 30, tzinfo=UTC)
    assert not members.joined(here.store, "T1", ANA, LATER)


@pytest.mark.parametrize(
    "found",
    [
        replace(ANA, email=""),
        replace(ANA, email="other@x.example"),
        replace(ANA, is_bot=True),
        replace(ANA, is_stranger=True),
        replace(ANA, is_deactivated=True),
        replace(ANA, id="UBEN"),
    ],
)
def test_others_are_not(here: Community, found: SlackPerson) -> None:
    before = here.tables()
    assert not members.joined(here.store, "T1", found, LATER)
    assert not members.joined(here.store, "T0OTHER", ANA, LATER)
    assert here.tables() == before


def test_changes_are_followed(here: Community) -> None:
    ben = here.directory["ben@x.example"]
    assert not members.changed(here.store, "T1", ben, LATER)
    moved = replace(ben, timezone="America/Denver", locale="es-ES", name="Benjamin Okafor")
    assert members.changed(here.store, "T1", moved, LATER)
    row = here.person("ben@x.example")
    assert (row.slack_timezone, row.locale, row.name) == ("America/Denver", "es-ES", "Benjamin Okafor")
    assert row.next_prompt_at == datetime(2026, 9, 10, 20, 30, tzinfo=UTC)


def test_a_status_does_not_undo_the_name_of_the_roster(here: Community) -> None:
    assert here.person("ben@x.example").name == "Ben Okafor"
    members.changed(here.store, "T1", here.directory["ben@x.example"], LATER)
    assert here.person("ben@x.example").name == "Ben Okafor"


def test_deactivation_and_return(here: Community) -> None:
    ben = here.directory["ben@x.example"]
    assert members.changed(here.store, "T1", replace(ben, is_deactivated=True, timezone=None), LATER)
    row = here.person("ben@x.example")
    assert (row.state, row.next_prompt_at) == (PersonState.DEACTIVATED, None)
    here.directory.pop("ben@x.example")
    (refused,) = here.load(ROSTER, LATER).refused
    assert refused.reasons == ("their Slack account is deactivated",)
    assert members.changed(here.store, "T1", ben, LATER)
    assert here.person("ben@x.example").next_prompt_at is not None


def test_an_address_that_becomes_the_expected_one(here: Community) -> None:
    assert members.changed(here.store, "T1", ANA, LATER)
    assert here.person("ana@x.example").state == PersonState.ACTIVE
