"""What hosts change of the groups that are proposed for a session: people whom they want in a certain group."""

from collections.abc import Mapping
from dataclasses import replace

from bot.domain.groups import Why
from bot.domain.home_groups import MemberChange, Proposal


def pinned(proposal: Proposal, pins: Mapping[int, str]) -> Proposal:
    """Return the proposal with people in the groups that hosts want them in, by member id; everybody else stays.

    A host may go over the sizes. Somebody who does not take part is not brought in, a group that does not exist (any
    more) is not made, and one that loses its last person is gone.
    """
    placed = {who: name for name, there in proposal.groups.items() for who in there}
    wanted = {who: name for who, name in pins.items() if who in placed and name in proposal.groups}
    known = {change.member_id: change for change in proposal.changes}
    for who in wanted.keys() - known.keys():
        known[who] = MemberChange(who, placed[who], None, Why.NEEDED)
    placed |= wanted
    groups = {name: frozenset(who for who in placed if placed[who] == name) for name in proposal.groups}
    changes = [replace(known[who], after=placed.get(who)) for who in sorted(known)]
    return replace(
        proposal,
        groups={name: there for name, there in groups.items() if there},
        changes=tuple(each for each in changes if each.before != each.after),
    )
