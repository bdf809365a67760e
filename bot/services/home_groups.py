"""Home groups: propose who goes where, settle it, and have the conversations follow.

These are steps inside the transaction of whoever calls them, which checks whose business it is. What a conversation
says is composed when it is opened.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.calendar import moment_of, next_waking_moment
from bot.domain.home_groups import (
    Conversation,
    HomeGroup,
    Proposal,
    conversation_key,
    conversation_row,
    form_of,
    settled_homes,
)
from bot.domain.kinds.home_groups import HOME_GROUP_END
from bot.domain.members import Person, PersonState
from bot.domain.messages import Draft
from bot.domain.programs import Program
from bot.services import home
from bot.store import home_groups as stored
from bot.store import members, outbox, problems, programs, proposals
from bot.store.database import Tx


def propose(tx: Tx, program_id: int, member_ids: Collection[int], *, now: datetime) -> Proposal:
    """Return who of these members would be in which group, so that the fewest leave the home they have.

    Nothing is written. Members whose membership has ended are left out. `member_ids` are those who take part in the
    program's sessions, not those who come to the next one: who is away for a day is `bot.domain.group_day`'s matter.
    """
    return proposals.proposed(tx, program_id, member_ids)


def settle(tx: Tx, program_id: int, proposal: Proposal, *, now: datetime, opens_at: datetime | None = None) -> None:
    """Make the proposed groups the homes of those who are in them, and have their conversations follow.

    Who joined and left is written down, groups that nobody is in any more are closed. Who is not in the proposal stays
    at home, unless that home is gone (see `settled_homes`). Conversations are opened from `opens_at` (UTC; by default
    now) on, outside the program's quiet hours. The same proposal again changes nothing.
    """
    program = programs.program(tx, program_id)
    if program is None:
        return
    before = {group.name: group for group in stored.groups_of(tx, program_id)}
    homes = {name: frozenset(group.member_ids) for name, group in before.items()}
    after = settled_homes(homes, proposal.groups, stored.settings_of(tx, program_id).smallest)
    placed = frozenset(who for there in after.values() for who in there)
    at_home = {who: name for name, there in homes.items() for who in there}
    joining = {who: name for name, there in after.items() for who in there if at_home.get(who) != name}
    leaving = [who for who in at_home if who in joining or who not in placed]
    stored.leave(tx, leaving, now)
    ids = {name: group.id for name, group in before.items()}
    ids |= {name: stored.add_group(tx, program_id, name, now) for name in sorted(after.keys() - before.keys())}
    stored.join(tx, [(ids[name], who) for who, name in sorted(joining.items())], now)
    gone = [group for name, group in before.items() if name not in after]
    stored.close(tx, [group.id for group in gone], now)
    _archive(tx, program, gone, now)
    changed = {name for name in after if homes.get(name) != after[name]}
    follow(tx, program, [ids[name] for name in sorted(changed)], now, opens_at)
    concerned = {*leaving, *(who for name in changed for who in after[name])}
    home.changed(tx, stored.person_ids(tx, concerned), now)


def left(tx: Tx, member_ids: Collection[int], now: datetime) -> None:
    """Take members whose membership ends out of their home groups; the conversations go on without them."""
    theirs = stored.groups_of_members(tx, member_ids)
    stored.leave(tx, list(theirs), now)
    _changed(tx, {group.id for group in theirs.values()}, now)


def came(tx: Tx, person_id: int, now: datetime) -> None:
    """Let somebody into the conversations of their home groups whom Slack has not known until now."""
    mine = [member.id for member in members.members_of_people(tx, [person_id])[person_id] if member.ended_at is None]
    _changed(tx, {group.id for group in stored.groups_of_members(tx, mine).values()}, now)


def _changed(tx: Tx, group_ids: Collection[int], now: datetime) -> None:
    groups = stored.groups_by_id(tx, group_ids)
    empty = [group for group in groups.values() if not group.member_ids]
    stored.close(tx, [group.id for group in empty], now)
    for program_id in sorted({group.program_id for group in groups.values()}):
        program = programs.program(tx, program_id)
        if program is not None:
            own = [group for group in groups.values() if group.program_id == program_id]
            _archive(tx, program, [group for group in own if group in empty], now)
            follow(tx, program, sorted(group.id for group in own if group not in empty), now)
            home.changed(tx, stored.person_ids(tx, {who for group in own for who in group.member_ids}), now)


def change_settings(tx: Tx, program: Program, values: Mapping[str, Any], now: datetime) -> None:
    """Set how a program groups its people. Where the conversation becomes another, all groups follow, and what Slack
    refused before is tried once more.
    """
    before = stored.settings_of(tx, program.id).conversation
    stored.change_settings(tx, program.id, values)
    asks_again = "conversation" in values and _is_refused(tx, program)
    if asks_again or stored.settings_of(tx, program.id).conversation is not before:
        problems.resolve(tx, program.workspace_id, problems.GROUP_CHANNEL, f"program:{program.id}", now)
        groups = [group for group in stored.groups_of(tx, program.id) if group.turn]
        follow(tx, program, [group.id for group in groups], now)


def follow(
    tx: Tx, program: Program, group_ids: Collection[int], now: datetime, opens_at: datetime | None = None
) -> None:
    """Open conversations for groups, or let those that they have follow who is in them now.

    A group conversation is a new one each time, and from now on the old one is no longer the group's: those who left
    still read it. A private channel is kept.
    """
    wanted = stored.settings_of(tx, program.id).conversation
    if wanted is Conversation.CHANNEL and _is_refused(tx, program):
        wanted = Conversation.DM
    there = stored.people_of(tx, group_ids)
    drafts = []
    for group in stored.groups_by_id(tx, group_ids).values():
        form = form_of(wanted, sum(is_there(person) for _, person in there[group.id]))
        keeps = form is group.conversation is Conversation.CHANNEL and group.channel is not None
        if not keeps:
            _archive(tx, program, [group], now)
        stored.next_turn(tx, group.id, form, group.channel if keeps else None)
        if form is not Conversation.NONE:
            at = now if keeps else _waking(tx, program, max(now, opens_at or now))
            drafts.append(conversation_row(group, program.workspace_id, form, _before(tx, group), at))
        if form is Conversation.CHANNEL and program.ends is not None:
            drafts.append(_at_the_end(program, program.ends, group.id))
    outbox.put(tx, drafts)


def ends_changed(tx: Tx, program: Program) -> None:
    """Have the channels of a program archived when it is over, now that its last day is another."""
    groups = stored.groups_of(tx, program.id) if program.ends is not None else []
    ends = program.ends
    outbox.put(tx, [_at_the_end(program, ends, each.id) for each in groups if ends is not None and each.turn])


def is_there(person: Person) -> bool:
    """Say whether Slack lets somebody into a conversation."""
    return person.state is PersonState.ACTIVE and person.slack_id is not None


def _is_refused(tx: Tx, program: Program) -> bool:
    found = problems.open_problems(tx, program.workspace_id, program.id)
    return any(problem.kind == problems.GROUP_CHANNEL for problem in found)


def _waking(tx: Tx, program: Program, moment: datetime) -> datetime:
    """Return the first moment from then on that is no quiet hour of the program's and no day off."""
    waking = programs.waking(tx, program.id)
    return next_waking_moment(moment, program.timezone, waking.quiet, lambda day: day in waking.days)


def _before(tx: Tx, group: HomeGroup) -> str | None:
    """Return the channel of the latest conversation that a group had."""
    if group.channel is not None:
        return group.channel
    earlier = outbox.find(tx, conversation_key(group.id, group.turn))
    return earlier.row.facts["before"] if earlier is not None else None


def _archive(tx: Tx, program: Program, groups: Collection[HomeGroup], now: datetime) -> None:
    """Archive the channels of groups that have another conversation from now on, or none."""
    drafts = [
        Draft(
            program.workspace_id,
            HOME_GROUP_END.name,
            f"home-group-end:{group.channel}",
            {"group": group.id, "channel": group.channel},
            now,
            program_id=program.id,
        )
        for group in groups
        if group.conversation is Conversation.CHANNEL and group.channel is not None
    ]
    outbox.put(tx, drafts)


def _at_the_end(program: Program, ends: date, group_id: int) -> Draft:
    at = moment_of(ends + timedelta(days=1), program.quiet_to, program.timezone)
    facts = {"group": group_id, "ends": ends.isoformat()}
    key = f"home-group-end:{group_id}:{ends.isoformat()}"
    return Draft(program.workspace_id, HOME_GROUP_END.name, key, facts, at, program_id=program.id)
