"""Home groups as rows of a file: who is in which."""

from collections.abc import Iterator

from bot.domain.groups import in_order
from bot.domain.programs import Program
from bot.domain.spreadsheets import neutralise
from bot.store import home_groups as stored
from bot.store.database import Store

COLUMNS = ("group", "name", "email", "role", "school", "district")


def export_groups(store: Store, program: Program) -> Iterator[tuple[str, ...]]:
    """Yield the header, then a row for everybody in a home group, group by group in the order of names."""
    with store.read() as tx:
        groups = stored.groups_of(tx, program.id)
        there = stored.people_of(tx, [group.id for group in groups])
    yield COLUMNS
    for group in sorted(groups, key=lambda each: in_order(each.name)):
        for member, person in there[group.id]:
            roles = ";".join(sorted(member.roles))
            values = (group.name, person.name, person.email, roles, member.school, member.district)
            yield tuple(neutralise(value) for value in values)
