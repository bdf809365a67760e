"""The ledger of hours as people use it: see where one stands, report, approve, correct, ask for a statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.calendar import local
from bot.domain.hours import REASON_LENGTH, Category, Report, ReportFlaw, Standing, flaws, span_of, standings
from bot.domain.kinds.hours import HOURS_CORRECTED, HOURS_DECIDED, HOURS_STATEMENT
from bot.domain.members import Member, Role
from bot.domain.messages import Draft
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.services import home, people, posts
from bot.services.people import Coordinating
from bot.store import audit, members, outbox
from bot.store import hours as stored
from bot.store.database import Store, Tx
from bot.store.hours import Waiting
from bot.store.identity import Identity

QUEUE = 10  # reports that a coordinator sees at once


class Act(StrEnum):
    """What the audit log calls what coordinators do here."""

    APPROVED = "hours_approved"
    DECLINED = "hours_declined"
    CORRECTED = "hours_corrected"
    TARGETS = "hours_targets"


@dataclass(frozen=True, slots=True)
class Ledger:
    """One membership of the person, and where they stand in it."""

    member_id: int
    program_id: int
    program: str
    standings: Sequence[Standing]


@dataclass(frozen=True, slots=True)
class Desk:
    """A program that the person coordinates: its targets, and the reports that wait, `count` in all."""

    program: Program
    targets: Mapping[Category, int]
    waiting: Sequence[Waiting]
    count: int


@dataclass(frozen=True, slots=True)
class HoursBoard:
    """What `/mentoring hours` shows; `today` is the person's local day."""

    locale: str
    today: date
    ledgers: tuple[Ledger, ...]
    desks: tuple[Desk, ...]


def board(store: Store, team_id: str, slack_id: str, *, now: datetime) -> HoursBoard | Refusal:
    """Return where somebody stands in each of their programs, and what waits in those they coordinate."""
    with store.read() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        return identity if isinstance(identity, Refusal) else _board(tx, identity, now)


def _board(tx: Tx, identity: Identity, now: datetime) -> HoursBoard:
    mine = identity.open_memberships()
    entries = stored.entries(tx, [member.id for member, _ in mine])
    ledgers = tuple(
        Ledger(
            member.id,
            program.id,
            program.name,
            standings([one for one in entries if one.member_id == member.id], stored.targets(tx, program.id)),
        )
        for member, program in mine
    )
    desks = tuple(_desk(tx, program) for member, program in mine if Role.COORDINATOR in member.roles)
    today = local(now, people.timezone_of(identity)).date()
    return HoursBoard(identity.person.locale, today, ledgers, desks)


def _desk(tx: Tx, program: Program) -> Desk:
    waiting, count = stored.waiting(tx, program.id, QUEUE), stored.count_waiting(tx, program.id)
    return Desk(program, stored.targets(tx, program.id), waiting, count)


def report(
    store: Store, team_id: str, slack_id: str, member_id: int, wish: Report, *, now: datetime
) -> HoursBoard | Refusal | dict[str, ReportFlaw]:
    """Write down hours that somebody reports for one of their memberships; they count once a coordinator approves."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        own = _own(identity, member_id)
        if own is None:
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        today = local(now, identity.person.timezone(own[1].timezone)).date()
        wrong = flaws(wish, today, own[1].starts, own[1].ends)
        if wrong:
            return wrong
        stored.add(tx, member_id, wish, identity.person.id, now)
        home.program_changed(tx, [own[1].id], now)
        return _board(tx, identity, now)


def _own(identity: Identity, member_id: int) -> tuple[Member, Program] | None:
    return next((each for each in identity.open_memberships() if each[0].id == member_id), None)


def decide(
    store: Store, team_id: str, slack_id: str, entry_id: int, approved: bool, *, now: datetime
) -> HoursBoard | Refusal:
    """Approve or decline reported hours, as a coordinator of their program; the reporter is told. Who is second learns
    that it is done.
    """
    with store.write() as tx:
        entry = stored.entry(tx, entry_id)
        found = people.coordinating(tx, team_id, slack_id, entry.program_id if entry else 0)
        if isinstance(found, Refusal):
            return found
        person = found.identity.person
        if entry is None or not stored.decide(tx, entry_id, approved, person.id, now):
            by = stored.decider(tx, entry_id)
            return Refusal(Reason.DONE, locale=person.locale, by=by)
        act = Act.APPROVED if approved else Act.DECLINED
        facts = {"entry": entry_id, "minutes": entry.minutes, "category": entry.category.value}
        audit.add(tx, entry.program_id, person.id, act, now, entry.person_id, facts)
        key, workspace_id = f"hours:{entry_id}", found.identity.workspace.id
        told = {"entries": [entry_id], "by": person.id}
        draft = Draft(workspace_id, HOURS_DECIDED.name, key, told, now, entry.person_id, entry.program_id)
        outbox.put(tx, [draft])
        home.changed(tx, [entry.person_id], now)
        home.program_changed(tx, [entry.program_id], now)
        return _board(tx, found.identity, now)


@dataclass(frozen=True, slots=True)
class Correction:
    """A coordinator's correction of somebody's ledger: what is added (or with negative minutes taken off), and why."""

    program_id: int
    about: str  # Slack id
    report: Report
    reason: str


def correct(
    store: Store, team_id: str, slack_id: str, wish: Correction, *, now: datetime
) -> HoursBoard | Refusal | dict[str, ReportFlaw]:
    """Correct somebody's hours with a reason, as a coordinator of their program. It counts at once; they are told."""
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, wish.program_id)
        if isinstance(found, Refusal):
            return found
        coordinator, program = found.identity.person, found.program
        whom = people.recognise(tx, team_id, wish.about)
        member = None if isinstance(whom, Refusal) else _member_in(whom, program.id)
        if member is None:
            return Refusal(Reason.NOT_THERE, locale=coordinator.locale)
        today = local(now, program.timezone).date()
        size = Report(wish.report.category, wish.report.held_on, abs(wish.report.minutes), wish.report.topic)
        wrong = flaws(size, today, program.starts, program.ends)
        if not wish.reason or len(wish.reason) > REASON_LENGTH:
            wrong["reason"] = ReportFlaw.TOPIC
        if wrong:
            return wrong
        entry_id = stored.correct(tx, member.id, wish.report, wish.reason, coordinator.id, now)
        facts = {"entry": entry_id, "minutes": wish.report.minutes, "category": wish.report.category.value}
        audit.add(tx, program.id, coordinator.id, Act.CORRECTED, now, member.person_id, facts)
        if member.person_id != coordinator.id:
            key, told = f"hours-corrected:{entry_id}", {"hours": [entry_id], "by": coordinator.id}
            workspace_id = found.identity.workspace.id
            draft = Draft(workspace_id, HOURS_CORRECTED.name, key, told, now, member.person_id, program.id)
            outbox.put(tx, [draft])
        home.changed(tx, [member.person_id], now)
        return _board(tx, found.identity, now)


def _member_in(identity: Identity, program_id: int) -> Member | None:
    return next((member for member, program in identity.open_memberships() if program.id == program_id), None)


def set_targets(
    store: Store, team_id: str, slack_id: str, program_id: int, wanted: Mapping[Category, int | None], *, now: datetime
) -> HoursBoard | Refusal:
    """Set what a program wants of everybody, in minutes by category; None takes a target away."""
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        set_targets_in(tx, found, wanted, now)
        return _board(tx, found.identity, now)


def set_targets_in(tx: Tx, by: Coordinating, wanted: Mapping[Category, int | None], now: datetime) -> None:
    """Do the same in the caller's transaction, in the program at hand."""
    program_id = by.program.id
    for category, minutes in wanted.items():
        stored.set_target(tx, program_id, category, minutes)
    facts = {category.value: minutes for category, minutes in wanted.items()}
    audit.add(tx, program_id, by.identity.person.id, Act.TARGETS, now, facts=facts)
    home.changed(tx, [person.id for _, person in members.open_members_of_program(tx, program_id)], now)


def ask_statement(
    store: Store, team_id: str, slack_id: str, program_id: int, about: str | None = None, *, now: datetime
) -> Refusal | None:
    """Have a statement of hours sent to whoever asks: their own, or as a coordinator that of `about` (a Slack id)."""
    with store.write() as tx:
        asking = people.recognise(tx, team_id, slack_id)
        if isinstance(asking, Refusal):
            return asking
        whose = asking
        if about not in (None, slack_id):
            if not people.coordinates(asking, program_id):
                return Refusal(Reason.NOT_COORDINATOR, locale=asking.person.locale)
            other = people.recognise(tx, team_id, str(about))
            if isinstance(other, Refusal):
                return Refusal(Reason.NOT_THERE, locale=asking.person.locale)
            whose = other
        own = next(((m, p) for m, p in whose.open_memberships() if p.id == program_id), None)
        if own is None:
            return Refusal(Reason.NOT_THERE, locale=asking.person.locale)
        first, last = span_of(local(now, own[1].timezone).date(), own[1].starts, own[1].ends)
        facts = {"member": own[0].id, "first": first.isoformat(), "last": last.isoformat()}
        key = posts.key_to_answer(tx, f"statement:{own[0].id}:{asking.person.id}:{int(now.timestamp())}")
        kind, workspace_id = HOURS_STATEMENT.name, asking.workspace.id
        outbox.put(tx, [Draft(workspace_id, kind, key, facts, now, asking.person.id, program_id)])
        return None
