"""Several rows of one kind for one recipient become one message: the first carries the facts of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.delivery.composing import Composer
from bot.domain.messages import KINDS, Row


@dataclass(frozen=True, slots=True)
class Combined:
    """Rows to be sent, and by the id of each that carries others: the ids it carries."""

    rows: list[Row]
    carried: dict[int, list[int]]

    def carriers(self) -> list[Row]:
        """Return the rows that carry others, with the merged facts."""
        return [row for row in self.rows if row.id in self.carried]


def combine(rows: Sequence[Row], composers: Mapping[str, Composer]) -> Combined:
    """Bring together what combines. A row that may have been sent already stays alone: its message is what it was."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        alone = row.attempts > 0 or not KINDS[row.kind].combines or row.kind not in composers
        recipient = (row.id,) if alone else (row.kind, row.workspace_id, row.person_id, row.program_id)
        groups.setdefault(recipient, []).append(row)
    combined = Combined([], {})
    for group in groups.values():
        rest = group
        while rest:
            fits = max(1, composers[rest[0].kind].fits(rest)) if len(rest) > 1 else 1
            together, rest = rest[:fits], rest[fits:]
            combined.rows.append(merged(together))
            if len(together) > 1:
                combined.carried[together[0].id] = [row.id for row in together[1:]]
    return combined


def merged(rows: Sequence[Row]) -> Row:
    """Return the first of `rows` with the lists among all their facts joined; other facts are the first one's."""
    facts = dict(rows[0].facts)
    for row in rows[1:]:
        for name, value in row.facts.items():
            if isinstance(value, list):
                before = facts.get(name, [])
                facts[name] = before + [each for each in value if each not in before]
    return replace(rows[0], facts=facts)
