"""Matters of a digest with the names of whom they are about, and of who has seen to them."""

from collections.abc import Sequence
from datetime import date

from bot.domain.calendar import local
from bot.domain.digests import Matter, MatterKind, NamedMatter
from bot.domain.programs import Program
from bot.store import digests, meetings, members, pairs, peers
from bot.store.database import Tx

UNMET = frozenset({MatterKind.OBSTACLE, MatterKind.UNMET})
OF_PEOPLE = frozenset({MatterKind.SILENT, MatterKind.UNREACHED})


def named(tx: Tx, program: Program, found: Sequence[Matter]) -> list[NamedMatter]:
    """Return matters as they are shown, read in a few queries however many they are."""
    if not found:
        return []
    pair_ids = {each.pair_id for each in found if each.pair_id is not None}
    names, ended = pairs.pair_names(tx, pair_ids), digests.ended_pairs(tx, pair_ids)
    asked = {each.subject_id for each in found if each.kind is MatterKind.CHALLENGE}
    authors = {share.id: share.author_id for share in peers.shares_by_id(tx, asked).values()}
    about = {each.subject_id for each in found if each.kind in OF_PEOPLE} | set(authors.values())
    people = members.people_by_id(tx, about | {each.done_by for each in found if each.done_by is not None})
    unmet = {each.pair_id for each in found if each.kind in UNMET and each.pair_id is not None}
    last = meetings.last_days(tx, unmet) if unmet else {}
    views = []
    for each in found:
        person_id = authors.get(each.subject_id) if each.kind is MatterKind.CHALLENGE else each.subject_id
        who = people.get(person_id) if person_id is not None and each.pair_id is None else None
        two = names.get(each.pair_id) if each.pair_id is not None else None
        by = people.get(each.done_by) if each.done_by is not None else None
        views.append(
            NamedMatter(
                matter=each,
                mentor=two.mentor if two else "",
                mentee=two.mentee if two else "",
                name=who.name if who else "",
                by=by.name if by else "",
                at=local(each.done_at, program.timezone) if each.done_at is not None else None,
                ended=each.pair_id in ended,
                met=_met_since(each, last.get(each.pair_id or 0)),
            )
        )
    return views


def _met_since(each: Matter, last: date | None) -> date | None:
    """Return the day of a pair's last meeting if that has been since it became a matter: since somebody said that
    something is in the way, or after the meeting that was its last then.
    """
    if last is None or each.kind not in UNMET:
        return None
    is_new = each.since is None or last > each.since or (last == each.since and each.kind is MatterKind.OBSTACLE)
    return last if is_new else None
