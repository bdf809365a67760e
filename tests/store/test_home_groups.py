"""Home groups as they are kept: proposed, settled, left. On both engines."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import insert, select

from bot.domain.groups import Why
from bot.domain.home_groups import Conversation, GroupSettings, HomeGroup, Proposal, settled_homes
from bot.domain.kinds.home_groups import HOME_GROUP
from bot.services import home_groups
from bot.store import home_groups as stored
from bot.store import outbox
from bot.store.apart import in_groups
from bot.store.database import Store, Tx
from bot.store.schema import members, people
from bot.store.schema_sessions import home_group_members, kept_apart
from tests.store.rosters import HEADER, NOW, Community, community, in_slack


@pytest.fixture
def here(store: Store) -> Community:
    """A workspace with one program and its coordinator."""
    return community(store)


def enrol(here: Community, *names: str, more: str = "") -> list[int]:
    """Import people as mentees and return their member ids, in this order."""
    here.directory |= in_slack(*(f"{name}@x.example" for name in names))
    here.load(HEADER + "".join(f"{name}@x.example,,mentee,,,\n" for name in names) + more)
    return [here.members(f"{name}@x.example")[-1].id for name in names]


def settle(here: Community, member_ids: list[int]) -> Proposal:
    """Propose groups of these members and settle them."""
    with here.store.write() as tx:
        proposal = home_groups.propose(tx, here.program_id, member_ids, now=NOW)
        home_groups.settle(tx, here.program_id, proposal, now=NOW)
    return proposal


def groups(here: Community) -> list[HomeGroup]:
    with here.store.read() as tx:
        return stored.groups_of(tx, here.program_id)


def conversation_rows(tx: Tx, here: Community, group: HomeGroup) -> list[str]:
    return outbox.keys_beginning(tx, here.program_id, HOME_GROUP.name, [f"home-group:{group.id}:"])


def test_a_proposal_writes_nothing_and_settling_it_twice_changes_nothing(here: Community) -> None:
    ids = enrol(here, *"abcdefgh")
    before = here.tables()
    with here.store.write() as tx:
        proposal = home_groups.propose(tx, here.program_id, ids, now=NOW)
    assert here.tables() == before
    assert {change.why for change in proposal.changes} == {Why.NEW}
    for _ in range(2):
        with here.store.write() as tx:
            home_groups.settle(tx, here.program_id, proposal, now=NOW)
        there = {group.name: frozenset(group.member_ids) for group in groups(here)}
        assert there == proposal.groups
        assert [group.turn for group in groups(here)] == [1, 1]
    assert settle(here, ids).changes == ()


def test_pairs_supervisors_and_whom_a_coordinator_keeps_apart_are_not_together(here: Community) -> None:
    header = "email,name,role,mentor_email,supervisor_email\n"
    here.directory |= in_slack(*(f"{name}@x.example" for name in "abcd"))
    here.load(
        header + "a@x.example,,mentee,b@x.example,\nb@x.example,,mentor,,\nc@x.example,,mentee,,d@x.example\n"
        "d@x.example,,mentee,,nobody@x.example\n"
    )
    a, b, c, d = (here.members(f"{name}@x.example")[0] for name in "abcd")
    two = sorted((a.person_id, d.person_id))
    with here.store.write() as tx:
        kept = {"program_id": here.program_id, "by_id": a.person_id, "since": NOW}
        tx.execute(insert(kept_apart).values(one_id=two[0], other_id=two[1], **kept))
        apart = in_groups(tx, here.program_id)
    assert apart == {frozenset((a.id, b.id)), frozenset((c.id, d.id)), frozenset((a.id, d.id))}


def test_settings_have_defaults_and_sizes_hold_for_the_proposal(here: Community) -> None:
    ids = enrol(here, *"abcdefgh")
    with here.store.write() as tx:
        assert stored.settings_of(tx, here.program_id) == GroupSettings()
        stored.change_settings(tx, here.program_id, {"smallest": 4, "largest": 4, "conversation": "none"})
        stored.change_settings(tx, here.program_id, {"day_before": False})
        assert stored.settings_of(tx, here.program_id) == GroupSettings(4, 4, Conversation.NONE, day_before=False)
    assert sorted(map(len, settle(here, ids).groups.values())) == [4, 4]


def test_who_leaves_the_program_leaves_their_group_and_its_conversation_follows(here: Community) -> None:
    ids = enrol(here, *"abcdef")
    settle(here, ids)
    (group, other) = groups(here)
    leaver = group.member_ids[0]
    with here.store.write() as tx:
        home_groups.left(tx, [leaver], NOW)
    with here.store.read() as tx:
        assert stored.group_of(tx, leaver) is None
        assert stored.groups_by_id(tx, [group.id])[group.id].member_ids == group.member_ids[1:]
        assert len(conversation_rows(tx, here, group)) == 2
        assert len(conversation_rows(tx, here, other)) == 1
    with here.store.write() as tx:
        home_groups.left(tx, ids, NOW)
    assert groups(here) == []


def test_a_complete_roster_that_does_not_name_somebody_takes_them_out(here: Community) -> None:
    ids = enrol(here, *"abcdef")
    settle(here, ids)
    rest = HEADER + "cleo@x.example,,coordinator,,,\n" + "".join(f"{name}@x.example,,mentee,,,\n" for name in "abcde")
    here.load(rest, complete=True, confirmed=True)
    assert sorted(id_ for group in groups(here) for id_ in group.member_ids) == ids[:5]


def test_who_stays_away_for_a_while_comes_back_to_their_home(here: Community) -> None:
    ids = enrol(here, *"abcdefgh")
    settle(here, ids)
    home = groups(here)[0]
    settle(here, [id_ for id_ in ids if id_ != home.member_ids[0]])
    assert groups(here)[0].member_ids == home.member_ids
    assert settle(here, ids).changes == ()


def test_a_home_in_which_nobody_takes_part_lasts_while_it_is_large_enough() -> None:
    homes = {"1": frozenset({1, 2, 3}), "2": frozenset({4, 5}), "3": frozenset({6, 7, 8, 9})}
    groups = {"3": frozenset({6, 7, 8, 5})}
    assert settled_homes(homes, groups, 3) == {"1": homes["1"], "3": frozenset({5, 6, 7, 8, 9})}


@pytest.mark.parametrize("seed", range(2))
def test_through_joiners_and_leavers_the_rules_hold(here: Community, seed: int) -> None:
    """Everyone who takes part is in one group of the right size, and history has no gaps."""
    random = Random(seed)
    names = [f"p{n:02}" for n in range(16)]
    ids = enrol(here, *names)
    everyone = {*ids}
    for round_ in range(6):
        new = enrol(here, *(f"n{round_}{n}" for n in range(random.randint(0, 4))))
        everyone |= {*new}
        gone = random.sample(sorted(everyone), random.randint(0, 4))
        everyone -= {*gone}
        now = NOW + timedelta(days=round_)
        with here.store.write() as tx:
            tx.execute(members.update().where(members.c.id.in_(gone)).values(ended_at=now, end_reason="left"))
            home_groups.left(tx, gone, now)
            before = {group.name: frozenset(group.member_ids) for group in stored.groups_of(tx, here.program_id)}
            proposal = home_groups.propose(tx, here.program_id, [*everyone, *gone], now=now)
            home_groups.settle(tx, here.program_id, proposal, now=now)
            after = {group.name: frozenset(group.member_ids) for group in stored.groups_of(tx, here.program_id)}
            seats = tx.execute(select(home_group_members)).all()
        assert after == proposal.groups
        assert Counter(id_ for there in after.values() for id_ in there) == Counter(everyone)
        assert all(3 <= len(there) <= 5 for there in after.values())
        at_home = {id_: name for name, there in before.items() for id_ in there}
        now_at = {id_: name for name, there in after.items() for id_ in there}
        assert proposal.moved == sum(at_home.get(id_, now_at[id_]) != now_at[id_] for id_ in everyone)
        assert Counter(seat.member_id for seat in seats if seat.left_at is None) == Counter(everyone)
        assert all(seat.left_at >= seat.joined_at for seat in seats if seat.left_at is not None)


def test_somebody_whom_slack_does_not_know_yet_is_let_in_when_they_come(here: Community) -> None:
    ids = enrol(here, "a", "b")
    here.load(HEADER + "late@x.example,,mentee,,,\n")
    late = here.members("late@x.example")[0]
    settle(here, [*ids, late.id])
    with here.store.write() as tx:
        tx.execute(people.update().where(people.c.id == late.person_id).values(state="active", slack_id="ULATE"))
        home_groups.came(tx, late.person_id, NOW)
        assert [group.turn for group in stored.groups_of(tx, here.program_id)] == [2]
