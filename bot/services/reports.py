"""Reports that coordinators ask for in Slack, and whether a member's counts may be part of research."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.kinds.hours import CONSENT_ASKED, REPORT_FILE
from bot.domain.messages import Draft
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.reports.exports import Export
from bot.services import home, people, posts
from bot.store import audit, consents, outbox
from bot.store import reports as stored
from bot.store.database import Store

ASKED_AT_ONCE = 500  # drafts written together


class Flaw(StrEnum):
    """What keeps a report from being made as it was asked for."""

    BACKWARDS = "backwards"  # the last day is before the first
    NO_DISTRICT = "no_district"  # only the district's report is about one
    OTHER_PROGRAM = "other_program"  # the district is none of the chosen program's


class Act(StrEnum):
    """What the audit log calls what coordinators do here."""

    EXPORTED = "exported"
    RESEARCH = "research_begun"


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """The programs of which a coordinator may have reports, and the districts of those that have several: (id of a
    member there, program id, name).
    """

    locale: str
    programs: tuple[Program, ...]
    districts: tuple[tuple[int, int, str], ...] = ()


def choice(store: Store, team_id: str, slack_id: str, *, now: datetime) -> ReportChoice | Refusal:
    """Return what a coordinator may choose from."""
    with store.read() as tx:
        found = people.coordinating(tx, team_id, slack_id)
        if isinstance(found, Refusal):
            return found
        known = stored.districts(tx, [program.id for program in found.programs])
        several = Counter(program_id for _, program_id, _ in known)
        districts = tuple(each for each in known if several[each[1]] > 1)
        return ReportChoice(found.identity.person.locale, found.programs, districts)


def ask(
    store: Store,
    team_id: str,
    slack_id: str,
    program_id: int,
    export: Export,
    between: tuple[date | None, date | None],
    district_id: int | None = None,
    *,
    now: datetime,
) -> Refusal | Flaw | None:
    """Have a report sent to a coordinator of the program as a file. Dates are local days of the program; `district_id`
    (of a `ReportChoice`) narrows the report for districts to one.
    """
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        first, last = between
        if first is not None and last is not None and last < first:
            return Flaw.BACKWARDS
        if district_id is not None and export is not Export.DISTRICT:
            return Flaw.NO_DISTRICT
        names = {id_: name for id_, _, name in stored.districts(tx, [program_id])}
        if district_id is not None and district_id not in names:
            return Flaw.OTHER_PROGRAM
        person, days = found.identity.person, [day.isoformat() if day else None for day in between]
        facts = {"export": export.value, "first": days[0], "last": days[1]}
        if district_id is not None:
            facts["district"] = names[district_id]
        key = f"report:{export.value}:{program_id}:{person.id}:{district_id or 'all'}:{int(now.timestamp())}"
        key = posts.key_to_answer(tx, ":".join([key, *(day or "" for day in days)]))
        draft = Draft(found.identity.workspace.id, REPORT_FILE.name, key, facts, now, person.id, program_id)
        outbox.put(tx, [draft])
        audit.add(tx, program_id, person.id, Act.EXPORTED, now, facts=facts)
        return None


def begin_research(store: Store, team_id: str, slack_id: str, program_id: int, *, now: datetime) -> int | Refusal:
    """Have every member of a program asked once whether their counts may be part of research; return how many are.

    Who was asked before is not asked again.
    """
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        to_ask = consents.to_ask(tx, program_id)
        if not to_ask:
            return 0
        consents.asked(tx, [member_id for member_id, _ in to_ask], now)
        workspace_id, kind = found.identity.workspace.id, CONSENT_ASKED.name
        drafts = [
            Draft(workspace_id, kind, f"consent:{member_id}", {"member": member_id}, now, person_id, program_id)
            for member_id, person_id in to_ask
        ]
        for first in range(0, len(drafts), ASKED_AT_ONCE):
            outbox.put(tx, drafts[first : first + ASKED_AT_ONCE])
        audit.add(tx, program_id, found.identity.person.id, Act.RESEARCH, now, facts={"asked": len(drafts)})
        home.changed(tx, [person_id for _, person_id in to_ask], now)
        return len(drafts)


def consent(store: Store, team_id: str, slack_id: str, member_id: int, given: bool, *, now: datetime) -> Refusal | None:
    """Write down whether a member's counts may be part of research; it can be taken back at any time."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        own = [member.id for member, _ in identity.open_memberships()]
        if member_id not in own or not consents.decide(tx, member_id, given, now):
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        posts.refresh(tx, [f"consent:{member_id}"], now)
        home.changed(tx, [identity.person.id], now)
        return None
