"""What coordinators are told once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.domain.calendar import local
from bot.domain.members import PersonState
from bot.domain.messages import Row
from bot.domain.pairs import PairEvent
from bot.domain.programs import Program
from bot.store import home_groups, ladders, members, pairs, problems, programs, retention
from bot.store.database import Tx
from bot.store.identity import coordinators_of_program
from bot.store.pairs import Two
from bot.store.problems import Problem
from bot.views.home_groups import group_name
from bot.views.message import Message
from bot.views.notices import SHOWN, Notice, NoticeKind, notice


class NoticeComposer(Defaults):
    """Composes what happened and what to do about it; several matters become one message."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose every matter is over; a post that is there says instead what was done."""
        found = {row.id: _notices(tx, row, now) for row in rows}
        there = {row.id for row in rows if row.ts is not None}
        return {id_ for id_, ones in found.items() if not ones or (id_ not in there and all(o.outcome for o in ones))}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the matters that are still open."""
        found = _notices(tx, row, now)
        program = _program(tx, row)
        return notice(wording(), program.name, found) if found and program else None

    def channel(self, tx: Tx, row: Row) -> str | None:
        """Return the coordinators' channel, or a coordinator where that channel cannot be used."""
        return coordinators_place(tx, row)

    def fits(self, rows: Sequence[Row]) -> int:
        """As many as are shown in full."""
        return min(SHOWN, len(rows))


def coordinators_place(tx: Tx, row: Row) -> str | None:
    """Return the coordinators' channel of a row's program, or a coordinator where that channel cannot be used."""
    program = _program(tx, row)
    if program is None:
        return None
    unusable = {p.subject for p in problems.open_problems(tx, row.workspace_id) if p.kind == problems.CHANNEL}
    if program.coordinator_channel is not None and program.coordinator_channel not in unusable:
        return program.coordinator_channel
    return next(iter(coordinators_of_program(tx, program.id)), None)


def _program(tx: Tx, row: Row) -> Program | None:
    return programs.program(tx, row.program_id) if row.program_id is not None else None


def _notices(tx: Tx, row: Row, now: datetime) -> list[Notice]:
    program = _program(tx, row)
    made = [_notice(tx, program, entry, now) for entry in row.facts["notices"]] if program else []
    return [one for one in made if one is not None]


def _notice(tx: Tx, program: Program, entry: Mapping[str, Any], now: datetime) -> Notice | None:
    if "left" in entry:
        return _left(tx, entry)
    if "words_until" in entry:
        return _texts_go(tx, program, entry["words_until"])
    if "event" in entry:
        return _partner_notice(tx, entry, now)
    return _problem(tx, program, entry)


def _problem(tx: Tx, program: Program, entry: Mapping[str, Any]) -> Notice | None:
    problem = problems.problem(tx, entry["problem"])
    if problem is None or problem.resolved_at is not None:
        return None
    if problem.kind == problems.UNREACHABLE and problem.person_id is not None:
        person = members.person(tx, problem.person_id)
        if person is None or person.unreachable_since is None:
            return None
        return Notice(NoticeKind.UNREACHABLE, name=person.name, reason=person.unreachable_reason or "other")
    if problem.kind == problems.CHANNEL and (group := home_groups.group_in(tx, program.id, problem.subject)):
        return Notice(NoticeKind.GROUP_ALONE, name=group_name(wording(), group.name))
    if problem.kind in {problems.CHANNEL, problems.PUBLIC}:
        return Notice(_channel_kind(program, problem), channel=problem.subject)
    if problem.kind == problems.TOGETHER:
        return Notice(NoticeKind.NOT_TOGETHER)
    if problem.kind == problems.GROUP_CHANNEL:
        return Notice(NoticeKind.GROUP_CHANNEL)
    if problem.kind == problems.GROUP_ALONE:
        group = home_groups.groups_by_id(tx, [int(problem.subject)]).get(int(problem.subject))
        return Notice(NoticeKind.GROUP_ALONE, name=group_name(wording(), group.name)) if group is not None else None
    return Notice(NoticeKind.DEFECT)


def _texts_go(tx: Tx, program: Program, until: str) -> Notice | None:
    """Return that texts of a program go, as long as that is still meant for this moment."""
    moment = datetime.fromisoformat(until)
    if retention.goes_at(tx, program.id) != moment:
        return None
    return Notice(NoticeKind.TEXTS_GO, day=local(moment, program.timezone).date())


def _left(tx: Tx, entry: Mapping[str, Any]) -> Notice | None:
    person = members.person_of_member(tx, entry["left"])
    if person is None:
        return None
    found = pairs.two_of_pairs(tx, entry.get("pairs", ()))
    partners = tuple(two.partner_of(person.id)[1].name for two in found)
    unmatched = _unmatched(tx, found)
    was_mentor = any(two.mentor[1].id == person.id for two in found)
    matched = NoticeKind.LEFT_MATCHED if was_mentor and not unmatched else NoticeKind.LEFT_PARTNERS
    return Notice(
        matched if partners else NoticeKind.LEFT, name=person.name, partners=partners, unmatched=tuple(unmatched)
    )


def _unmatched(tx: Tx, found: Sequence[Two]) -> list[tuple[int, str]]:
    """Return the mentees of these pairs, all ended, who are in the program and in no pair now: pair id, name."""
    alone = pairs.without_mentor(tx, [two.pair.mentee_id for two in found])
    return [(two.pair.id, two.mentee[1].name) for two in found if two.pair.mentee_id in alone]


def _partner_notice(tx: Tx, entry: Mapping[str, Any], now: datetime) -> Notice | None:
    """Return that a pair has one partner less, and what was done about it or that it is so no more."""
    found = pairs.two_of_pairs(tx, [entry["pair"]])
    if not found:
        return None
    pair = found[0].pair
    person, partner = found[0].side_of(entry["person"])[1], found[0].partner_of(entry["person"])[1]
    if entry["event"] == PairEvent.GONE:
        kind, holds = NoticeKind.PARTNER_GONE, person.state is PersonState.DEACTIVATED
    else:
        holds = person.is_paused(local(now, person.timezone("UTC")).date())
        kind = NoticeKind.PARTNER_PAUSED if person.paused_until is None else NoticeKind.PARTNER_PAUSED_UNTIL
    if pair.ends is not None:
        outcome = "ended"
    elif pair.id in ladders.on_hold(tx, [pair.id], now.date()):
        outcome = "held"
    else:
        outcome = "" if holds else "back"
    unmatched = tuple(_unmatched(tx, found)) if outcome == "ended" else ()
    return Notice(
        kind,
        name=person.name,
        partners=(partner.name,),
        pair_id=pair.id,
        outcome=outcome,
        unmatched=unmatched,
        day=person.paused_until,
    )


_DIGEST_KINDS = {
    "not_in_channel": NoticeKind.DIGEST_MISSING,
    "channel_not_found": NoticeKind.DIGEST_MISSING,
    "channel_shared": NoticeKind.DIGEST_SHARED,
    "channel_public": NoticeKind.DIGEST_PUBLIC,
}


def _channel_kind(program: Program, problem: Problem) -> NoticeKind:
    if problem.subject == program.community_channel:
        missing = problem.detail in {"not_in_channel", "channel_not_found"}
        return NoticeKind.COMMUNITY_MISSING if missing else NoticeKind.COMMUNITY_UNUSABLE
    return _DIGEST_KINDS.get(problem.detail, NoticeKind.DIGEST_UNUSABLE)
