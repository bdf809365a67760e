"""Importing a roster: who goes in, what changes, what is left alone. On both engines."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.enrolment import PairNames
from bot.domain.members import EndReason, PersonState
from bot.store import members as people_store
from bot.store.database import Store
from tests.store.rosters import HEADER, LATER, NOW, ROSTER, Community, community, in_slack


@pytest.fixture
def here(store: Store) -> Community:
    """A program with the three people of ROSTER in Slack, and only the coordinator enrolled."""
    return community(store)


def emails(entries: object) -> list[str]:
    return [entry.email for entry in entries]  # type: ignore[attr-defined]


def test_a_first_import(here: Community) -> None:
    report = here.load(ROSTER, enrolled_by="Cleo Marsh")
    assert emails(report.added) == ["ana@x.example", "ben@x.example"]
    assert emails(report.changed) == ["cleo@x.example"]  # the file's name goes before Slack's
    assert report.pairs_added == (PairNames("ben@x.example", "ana@x.example"),)
    assert report.is_clean
    ana = here.person("ana@x.example")
    assert (ana.name, ana.state, ana.slack_id) == ("Ana Lima", "active", "UANA")
    assert (ana.own_timezone, ana.slack_timezone) == ("America/Chicago", "America/New_York")
    assert [(m.roles, m.school, m.enrolled_by) for m in here.members("ana@x.example")] == [
        ("mentee", "North", "Cleo Marsh")
    ]
    assert here.pairs() == [("ben@x.example", "ana@x.example", date(2026, 9, 1), None)]


def test_prompts_are_set_by_the_persons_own_clock(here: Community) -> None:
    here.load(ROSTER)
    assert here.person("ana@x.example").next_prompt_at == datetime(2026, 9, 3, 19, 30, tzinfo=UTC)  # 14:30 in Chicago
    assert here.person("ben@x.example").next_prompt_at == datetime(2026, 9, 3, 18, 30, tzinfo=UTC)
    assert here.person("cleo@x.example").next_prompt_at is None  # a coordinator is not asked


def test_importing_twice_changes_nothing(here: Community) -> None:
    here.load(ROSTER)
    before = here.tables()
    report = here.load(ROSTER, LATER)
    assert here.tables() == before
    assert report.unchanged == 3
    assert (*report.added, *report.changed, *report.pairs_added, *report.pairs_ended) == ()


def test_what_is_exported_changes_nothing_when_imported(here: Community) -> None:
    here.load(ROSTER.replace("North", "'=North").replace("Ana Lima", '"Lima, =Ana"'))
    before = here.tables()
    text = here.exported()
    assert "'=North" in text
    report = here.load(text, LATER)
    assert here.tables() == before
    assert report.unchanged == 3
    assert here.exported() == text


def test_ten_newcomers_touch_nobody_else(here: Community) -> None:
    here.load(ROSTER)
    before = here.tables()
    newcomers = [f"new{n}@x.example" for n in range(10)]
    here.directory = in_slack(*newcomers)
    text = HEADER + "".join(f"{email},New,mentee,ben@x.example,,\n" for email in newcomers)
    report = here.load(text, LATER)
    assert emails(report.added) == newcomers
    assert emails(report.not_in_file) == ["cleo@x.example", "ana@x.example", "ben@x.example"]
    for name, rows in here.tables().items():
        assert rows[: len(before[name])] == before[name]
    assert len(here.pairs()) == 11


def test_a_dry_run_says_the_same_and_writes_nothing(here: Community) -> None:
    before = here.tables()
    dry = here.load(ROSTER, dry_run=True)
    assert here.tables() == before
    wet = here.load(ROSTER)
    assert dry.dry_run
    assert (dry.added, dry.changed, dry.pairs_added) == (wet.added, wet.changed, wet.pairs_added)


def test_changes_are_named(here: Community) -> None:
    here.load(ROSTER)
    report = here.load(HEADER + "ana@x.example,Ana L,mentee;mentor,ben@x.example,East,America/Denver\n")
    (changed,) = report.changed
    assert changed.note == "timezone, name, role, school"
    assert here.person("ana@x.example").next_prompt_at == datetime(2026, 9, 3, 20, 30, tzinfo=UTC)


def test_absent_columns_and_empty_cells_that_mean_as_before(here: Community) -> None:
    here.load(ROSTER)
    before = here.tables()
    here.load("email,name,role,timezone\nana@x.example,,,\n", LATER)
    assert here.tables() == before


def test_unknown_to_slack_now_and_found_at_the_next_import(here: Community) -> None:
    here.directory.pop("ana@x.example")
    report = here.load(ROSTER)
    assert emails(report.not_found) == ["ana@x.example"]
    ana = here.person("ana@x.example")
    assert (ana.state, ana.slack_id, ana.next_prompt_at) == (PersonState.EXPECTED, None, None)
    assert len(here.pairs()) == 1
    here.directory |= in_slack("ana@x.example")
    report = here.load(ROSTER, LATER)
    assert emails(report.changed) == ["ana@x.example"]
    assert report.not_found == ()
    assert here.person("ana@x.example").next_prompt_at == datetime(2026, 9, 10, 19, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("details", "reason"),
    [
        ({"is_stranger": True}, "another Slack workspace"),
        ({"is_bot": True}, "an app or bot"),
        ({"is_deactivated": True}, "deactivated"),
    ],
)
def test_accounts_that_cannot_be_members_are_refused_by_name(
    here: Community, details: dict[str, bool], reason: str
) -> None:
    here.directory |= in_slack("ana@x.example", **details)
    report = here.load(ROSTER)
    (refused,) = report.refused
    assert (refused.number, refused.email) == (2, "ana@x.example")
    assert reason in refused.reasons[0]
    assert emails(report.added) == ["ben@x.example"]
    assert here.members("ana@x.example") == []


def test_guests_are_members_like_others(here: Community) -> None:
    here.directory |= in_slack("ana@x.example", is_guest=True)
    assert here.load(ROSTER).is_clean


def test_a_mentor_who_is_not_known_refuses_the_pair_and_not_the_person(here: Community) -> None:
    report = here.load(HEADER + "ana@x.example,Ana,mentee,who@x.example;cleo@x.example,,\n")
    assert emails(report.added) == ["ana@x.example"]
    assert [(pair.number, pair.mentor, pair.reason) for pair in report.refused_pairs] == [
        (2, "who@x.example", "they are neither in this file nor a member of the program"),
        (2, "cleo@x.example", "they do not have the role mentor in this program"),
    ]
    assert here.pairs() == []


def test_nothing_ends_on_the_word_of_a_line_with_a_refused_mentor(here: Community) -> None:
    here.load(ROSTER)
    report = here.load(ROSTER.replace("mentee,ben@", "mentee,bne@"), confirmed=True)
    assert report.pairs_ended == ()
    assert here.pairs()[0][3] is None


def test_a_member_whose_line_is_refused_keeps_membership_and_pairs(here: Community) -> None:
    here.load(ROSTER)
    here.directory |= in_slack("ana@x.example", is_deactivated=True)
    before = here.tables()
    report = here.load(ROSTER.replace("mentee,ben@x.example", "mentee,"), LATER, complete=True, confirmed=True)
    assert emails(report.refused) == ["ana@x.example"]
    assert here.tables() == before


def test_a_mentor_may_be_known_from_an_earlier_file(here: Community) -> None:
    here.load(ROSTER)
    here.directory |= in_slack("dee@x.example")
    report = here.load(HEADER + "dee@x.example,Dee,emerging,ben@x.example,,\n")
    assert report.pairs_added == (PairNames("ben@x.example", "dee@x.example"),)


def test_a_change_of_mentor_closes_the_old_pair(here: Community) -> None:
    here.load(ROSTER + "dee@x.example,Dee,mentor,,,\n")
    changed = ROSTER.replace("mentee,ben@", "mentee,dee@") + "dee@x.example,Dee,mentor,,,\n"
    report = here.load(changed, LATER, confirmed=True)
    assert report.pairs_ended == (PairNames("ben@x.example", "ana@x.example"),)
    assert here.pairs() == [
        ("ben@x.example", "ana@x.example", date(2026, 9, 1), date(2026, 9, 7)),
        ("dee@x.example", "ana@x.example", date(2026, 9, 8), None),
    ]


def test_an_empty_mentor_ends_the_pair_and_a_missing_column_does_not(here: Community) -> None:
    here.load(ROSTER)
    assert here.load("email,role\nana@x.example,mentee\n").pairs_ended == ()
    report = here.load(ROSTER.replace("mentee,ben@x.example", "mentee,"), confirmed=True)
    assert report.pairs_ended == (PairNames("ben@x.example", "ana@x.example"),)


def test_more_than_a_tenth_of_the_pairs_needs_to_be_confirmed(here: Community) -> None:
    mentees = [f"mentee{n}@x.example" for n in range(10)]
    text = ROSTER + "".join(f"{email},M,mentee,ben@x.example,,\n" for email in mentees)
    here.load(text)  # eleven pairs
    one_ends = text.replace("mentee0@x.example,M,mentee,ben@x.example", "mentee0@x.example,M,mentee,")
    two_end = one_ends.replace("mentee1@x.example,M,mentee,ben@x.example", "mentee1@x.example,M,mentee,")
    before = here.tables()
    report = here.load(two_end)
    assert report.needs_confirmation
    assert not report.is_clean
    assert here.tables() == before
    assert not here.load(one_ends).needs_confirmation
    assert here.load(two_end, confirmed=True).pairs_ended == (PairNames("ben@x.example", "mentee1@x.example"),)


def test_complete_ends_memberships_of_people_who_are_not_in_the_file(here: Community) -> None:
    here.load(ROSTER)
    rest = HEADER + "ben@x.example,Ben Okafor,mentor,,South,\ncleo@x.example,Cleo Marsh,nonsense,,,\n"
    report = here.load(rest, LATER, complete=True)
    assert report.needs_confirmation
    report = here.load(rest, LATER, complete=True, confirmed=True)
    assert emails(report.ended) == ["ana@x.example"]
    (ended,) = here.members("ana@x.example")
    assert (ended.ended_at, ended.end_reason) == (LATER, EndReason.ROSTER)
    assert here.person("ana@x.example").next_prompt_at is None
    assert here.pairs()[0][3] == date(2026, 9, 7)
    assert here.members("cleo@x.example")[0].ended_at is None  # she has a line, if a bad one
    report = here.load(ROSTER, LATER)
    assert emails(report.added) == ["ana@x.example"]
    assert len(here.members("ana@x.example")) == 2


def test_who_left_is_not_brought_back(here: Community) -> None:
    here.load(ROSTER)
    with here.store.write() as tx:
        people_store.end_members(tx, [here.members("ana@x.example")[0].id], EndReason.LEFT, NOW)
    report = here.load(ROSTER, LATER)
    assert [(entry.number, entry.email) for entry in report.left_alone] == [(2, "ana@x.example")]
    assert "left the program themselves" in report.left_alone[0].note
    assert len(here.members("ana@x.example")) == 1


def test_without_a_role_newcomers_are_mentees_or_the_mentors_they_are_named_as(here: Community) -> None:
    report = here.load("email,mentor_email\nana@x.example,ben@x.example\nben@x.example,\n")
    assert [(entry.email, entry.note) for entry in report.added] == [
        ("ana@x.example", "no role in the file, taken as mentee"),
        ("ben@x.example", "no role in the file, taken as mentor"),
    ]
    assert report.pairs_added == (PairNames("ben@x.example", "ana@x.example"),)


def test_a_person_survives_a_new_slack_account_and_a_new_address(here: Community) -> None:
    here.load(ROSTER)
    who = here.person("ana@x.example").id
    here.directory["ana@x.example"] = in_slack("ana2@x.example")["ana2@x.example"]
    here.load(ROSTER)
    assert (here.person("ana@x.example").id, here.person("ana@x.example").slack_id) == (who, "UANA2")
    renamed = here.directory.pop("ana@x.example")
    here.directory["lima@x.example"] = renamed
    report = here.load(ROSTER.replace("ana@x", "lima@x"))
    assert here.person("lima@x.example").id == who
    assert report.pairs_added == report.pairs_ended == ()


def test_two_addresses_of_one_slack_account_are_one_person(here: Community) -> None:
    here.directory["lima@x.example"] = here.directory["ana@x.example"]
    report = here.load(ROSTER + "lima@x.example,Ana Lima,mentee,,,\n")
    assert [(bad.number, bad.reasons) for bad in report.refused] == [(5, ("line 2 is about the same person",))]


def test_a_program_that_does_not_exist(here: Community) -> None:
    here.program_id = 99
    with pytest.raises(LookupError):
        here.load(ROSTER)


def test_a_complete_file_without_its_coordinators_leaves_the_program_to_them(here: Community) -> None:
    here.load(ROSTER)
    report = here.load(HEADER + "ben@x.example,Ben Okafor,mentor,,South,\n", LATER, complete=True, confirmed=True)
    assert emails(report.ended) == ["ana@x.example"]
    assert here.members("cleo@x.example")[0].ended_at is None


def test_a_file_does_not_take_the_role_from_the_only_coordinator(here: Community) -> None:
    here.load(ROSTER)
    report = here.load("email,role\ncleo@x.example,mentor\n", LATER)
    assert [m.roles for m in here.members("cleo@x.example")] == ["coordinator;mentor"]
    assert "no coordinator" in report.changed[0].note
    here.load("email,role\nben@x.example,mentor;coordinator\ncleo@x.example,mentor\n", LATER)
    assert [m.roles for m in here.members("cleo@x.example")] == ["mentor"], "with another one it does"
