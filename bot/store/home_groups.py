"""Home groups as they are stored: settings, who is in which. Times are UTC program time."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from bot.domain.groups import Participant
from bot.domain.home_groups import Conversation, GroupSettings, HomeGroup
from bot.domain.members import Member, Person
from bot.store import rows
from bot.store.database import Tx
from bot.store.inserting import insert_for
from bot.store.lists import any_of
from bot.store.schema import members, people
from bot.store.schema_sessions import home_group_members, home_groups, session_groups, session_settings

_SETTINGS = [session_settings.c[name] for name in ("smallest", "largest", "conversation", "day_before", "hour_before")]
_GROUP = [home_groups.c[name] for name in ("id", "program_id", "name", "channel", "conversation", "turn")]
_STAYS = home_group_members.c.left_at.is_(None)


def settings_of(tx: Tx, program_id: int) -> GroupSettings:
    """Return how a program groups its people; one that has not said so has the defaults."""
    found = tx.execute(select(*_SETTINGS).where(session_settings.c.program_id == program_id)).first()
    if found is None:
        return GroupSettings()
    return GroupSettings(found.smallest, found.largest, Conversation(found.conversation), *found[3:])


def change_settings(tx: Tx, program_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a program's settings."""
    new = insert_for(tx.dialect.name, session_settings).values(program_id=program_id, **values)
    tx.execute(new.on_conflict_do_update(index_elements=["program_id"], set_=dict(values)))


def groups_of(tx: Tx, program_id: int) -> list[HomeGroup]:
    """Return the groups of a program that last, oldest first."""
    return _groups(tx, (home_groups.c.program_id == program_id) & home_groups.c.closed_at.is_(None))


def groups_by_id(tx: Tx, group_ids: Collection[int]) -> dict[int, HomeGroup]:
    """Return groups by id; those that are closed are missing."""
    if not group_ids:
        return {}
    found = _groups(tx, any_of(home_groups.c.id, group_ids) & home_groups.c.closed_at.is_(None))
    return {group.id: group for group in found}


def group_of(tx: Tx, member_id: int) -> HomeGroup | None:
    """Return the home group of a member, None while they have none."""
    return groups_of_members(tx, [member_id]).get(member_id)


_SEATS = select(home_group_members.c.member_id, home_group_members.c.group_id).where(
    any_of(home_group_members.c.member_id, "member_ids"), _STAYS
)


def groups_of_members(tx: Tx, member_ids: Collection[int]) -> dict[int, HomeGroup]:
    """Return the home groups of members by member id; who has none is missing."""
    found = {row[0]: row[1] for row in tx.execute(_SEATS, {"member_ids": member_ids})}
    groups = groups_by_id(tx, set(found.values())) if found else {}
    return {member_id: groups[group_id] for member_id, group_id in found.items() if group_id in groups}


def group_in(tx: Tx, program_id: int, channel: str) -> HomeGroup | None:
    """Return the group of a program whose conversation `channel` is."""
    here = (home_groups.c.program_id == program_id) & (home_groups.c.channel == channel)
    return next(iter(_groups(tx, here & home_groups.c.closed_at.is_(None))), None)


def _groups(tx: Tx, condition: ColumnElement[bool]) -> list[HomeGroup]:
    found = tx.execute(select(*_GROUP).where(condition).order_by(home_groups.c.id)).all()
    seats: dict[int, list[int]] = {row.id: [] for row in found}
    query = select(home_group_members.c.group_id, home_group_members.c.member_id)
    query = query.where(any_of(home_group_members.c.group_id, list(seats)), _STAYS)
    for group_id, member_id in tx.execute(query.order_by(home_group_members.c.member_id)) if seats else ():
        seats[group_id].append(member_id)
    return [_group(row, tuple(seats[row.id])) for row in found]


def _group(row: Any, member_ids: tuple[int, ...]) -> HomeGroup:
    form = Conversation(row.conversation)
    return HomeGroup(row.id, row.program_id, row.name, row.channel, form, member_ids, row.turn)


def people_of(tx: Tx, group_ids: Collection[int]) -> dict[int, list[tuple[Member, Person]]]:
    """Return who is in these groups, by group id, in the order of their names."""
    there: dict[int, list[tuple[Member, Person]]] = {group_id: [] for group_id in group_ids}
    query = (
        select(home_group_members.c.group_id, *rows.MEMBER, *rows.PERSON)
        .join(members, members.c.id == home_group_members.c.member_id)
        .join(people, people.c.id == members.c.person_id)
        .where(any_of(home_group_members.c.group_id, group_ids), _STAYS)
        .order_by(people.c.name, members.c.id)
    )
    for row in tx.execute(query) if there else ():
        there[row[0]].append((rows.member(row, 1), rows.person(row, 1 + len(rows.MEMBER))))
    return there


def participants(tx: Tx, program_id: int, member_ids: Collection[int]) -> list[Participant]:
    """Return these members as `regroup` takes them, their ids as text; those whose membership ended are left out.

    Their position is what brings people together.
    """
    query = select(members.c.id, members.c.position, members.c.district).where(
        any_of(members.c.id, member_ids), members.c.program_id == program_id, members.c.ended_at.is_(None)
    )
    return [
        Participant(str(row.id), row.position.casefold(), row.district.casefold())
        for row in tx.execute(query.order_by(members.c.id))
    ]


def add_group(tx: Tx, program_id: int, name: str, now: datetime) -> int:
    """Add a group in which nobody is yet and return its id."""
    new = insert(home_groups).values(program_id=program_id, name=name, created_at=now).returning(home_groups.c.id)
    id_: int = tx.execute(new).scalar_one()
    return id_


def join(tx: Tx, seats: Iterable[tuple[int, int]], now: datetime) -> None:
    """Let members in, given as (group id, member id)."""
    values = [{"group_id": group_id, "member_id": member_id, "joined_at": now} for group_id, member_id in seats]
    if values:
        tx.execute(insert(home_group_members), values)


def leave(tx: Tx, member_ids: Collection[int], now: datetime) -> None:
    """Note that members are in no home group any more."""
    mine = any_of(home_group_members.c.member_id, member_ids)
    tx.execute(update(home_group_members).where(mine, _STAYS).values(left_at=now))


def close(tx: Tx, group_ids: Collection[int], now: datetime) -> None:
    """Close groups that nobody is in. What follows from sessions that are over is not posted where they were."""
    tx.execute(update(home_groups).where(any_of(home_groups.c.id, group_ids)).values(closed_at=now))
    held = any_of(session_groups.c.home_group_id, group_ids), session_groups.c.ended_at.is_not(None)
    tx.execute(update(session_groups).where(*held).values(channel=None))


def person_ids(tx: Tx, member_ids: Collection[int]) -> list[int]:
    """Return whose memberships these are."""
    return list(tx.execute(select(members.c.person_id).where(any_of(members.c.id, member_ids))).scalars())


def next_turn(tx: Tx, group_id: int, conversation: Conversation, channel: str | None) -> None:
    """Note that a group's conversation has to follow its members; without a `channel` it has none until it has.

    What follows from sessions that are over goes nowhere else either, because those who left still read the old one.
    Rounds that run go on there, unless the group is to have none.
    """
    values = {"conversation": conversation.value, "channel": channel, "turn": home_groups.c.turn + 1}
    tx.execute(update(home_groups).where(home_groups.c.id == group_id).values(values))
    held = session_groups.c.home_group_id == group_id
    if conversation is not Conversation.NONE:
        held &= session_groups.c.ended_at.is_not(None)
    tx.execute(update(session_groups).where(held).values(channel=channel))


def set_channel(tx: Tx, group_id: int, turn: int, channel: str) -> None:
    """Note the conversation that Slack has opened for a group, unless the group has changed meanwhile. Sessions that
    run go on there from their next round, and what follows from those that are over is posted there.
    """
    still = (home_groups.c.id == group_id) & (home_groups.c.turn == turn)
    if tx.execute(update(home_groups).where(still).values(channel=channel)).rowcount:
        held = session_groups.c.home_group_id == group_id
        tx.execute(update(session_groups).where(held).values(channel=channel))
