"""The roster: importing a file into a program, all of it in one transaction, and writing it out again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.calendar import local
from bot.domain.enrolment import ImportReport
from bot.domain.imports import Plan, Scene, ends_too_many, plan_import, report_of
from bot.domain.members import EndReason, SlackPerson
from bot.domain.roster import COLUMNS, Roster
from bot.domain.spreadsheets import neutralise
from bot.services import home, home_groups, introductions, partner_news, rhythm
from bot.store import forgotten
from bot.store import members as people_store
from bot.store import pairs as pair_store
from bot.store import programs as program_store
from bot.store.database import Store, Tx

AT_ONCE = 5000  # people asked for in one statement
_DAY = timedelta(days=1)
# What decides when a person is asked; a change of anything else leaves their next prompt alone.
_RHYTHM_OF_PERSON = {"own_timezone", "slack_timezone", "state"}
_RHYTHM_OF_MEMBER = {"roles", "starts", "school", "district"}
_NEW_MEMBER = {"school": "", "district": "", "position": "", "coach_email": "", "supervisor_email": "", "starts": None}


def import_roster(
    store: Store,
    program_id: int,
    roster: Roster,
    directory: Mapping[str, SlackPerson],
    now: datetime,
    *,
    enrolled_by: str = "",
    complete: bool = False,
    confirmed: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Bring a program's people and pairs to what the file says, and return what was done. `now` is UTC program time.

    `directory` holds whom Slack knows of the roster's addresses. With `complete`, memberships of people who are not in
    the file end. Without `confirmed` nothing is written if more than a tenth of the pairs would end. Raises LookupError
    if there is no such program.
    """
    terms = Terms(complete=complete, confirmed=confirmed, dry_run=dry_run)
    with store.read() if dry_run else store.write() as tx:
        return import_in(tx, program_id, roster, directory, now, enrolled_by, replace(terms, key=store.key))


@dataclass(frozen=True, slots=True)
class Terms:
    """How a roster is imported; see `import_roster`. `key` is the one behind the hashes of forgotten addresses."""

    complete: bool = False
    confirmed: bool = False
    dry_run: bool = False
    key: bytes = b""


def import_in(
    tx: Tx,
    program_id: int,
    roster: Roster,
    directory: Mapping[str, SlackPerson],
    now: datetime,
    enrolled_by: str,
    terms: Terms,
) -> ImportReport:
    """Do the same in the caller's transaction."""
    if not terms.dry_run:
        program_store.lock_program(tx, program_id)
    scene = _load(tx, program_id, roster, directory, terms.key)
    plan = plan_import(scene, roster, directory, complete=terms.complete)
    stopped = ends_too_many(scene, plan) and not terms.confirmed
    report = report_of(scene, plan, roster, complete=terms.complete)
    report = replace(report, needs_confirmation=stopped, dry_run=terms.dry_run)
    if not terms.dry_run and not stopped:
        _write(tx, scene, plan, enrolled_by, now)
    return report


def _load(tx: Tx, program_id: int, roster: Roster, directory: Mapping[str, SlackPerson], key: bytes) -> Scene:
    program = program_store.program(tx, program_id)
    if program is None:
        raise LookupError(f"there is no program {program_id}")
    slack_ids = [found.id for found in directory.values()]
    by_email = people_store.people_by_email(tx, program.workspace_id, roster.emails)
    by_slack_id = people_store.people_by_slack_id(tx, program.workspace_id, slack_ids)
    known = {person.id for person in (*by_email.values(), *by_slack_id.values())}
    memberships = people_store.members_of_people(tx, known)
    return Scene(
        program,
        by_email,
        by_slack_id,
        {who: [m for m in theirs if m.program_id == program_id] for who, theirs in memberships.items()},
        people_store.open_members_of_program(tx, program_id),
        pair_store.open_pairs_of_program(tx, program_id),
        forgotten.among(tx, program.workspace_id, roster.emails, key),
    )


def _write(tx: Tx, scene: Scene, plan: Plan, enrolled_by: str, now: datetime) -> None:
    people_store.add_people(tx, plan.new_people, now)
    for person_id, values in plan.person_changes.items():
        people_store.change_person(tx, person_id, values)
    emails = [email for email, _ in plan.new_members]
    new = people_store.people_by_email(tx, scene.program.workspace_id, emails)
    fixed = {**_NEW_MEMBER, "program_id": scene.program.id, "enrolled_by": enrolled_by}
    rows = [{**fixed, **values, "person_id": new[email].id} for email, values in plan.new_members]
    people_store.add_members(tx, rows, now)
    for member_id, values in plan.member_changes.items():
        people_store.change_member(tx, member_id, values)
    _write_pairs(tx, scene, plan, now)
    people_store.end_members(tx, plan.ended_members, EndReason.ROSTER, now)
    home_groups.left(tx, plan.ended_members, now)
    moved = sorted(_with_new_rhythm(scene, plan, {person.id for person in new.values()}))
    for at in range(0, len(moved), AT_ONCE):
        rhythm.recompute(tx, moved[at : at + AT_ONCE], now)
    home.changed(tx, _with_new_partners(scene, plan), now)
    home.program_changed(tx, [scene.program.id], now)


def _write_pairs(tx: Tx, scene: Scene, plan: Plan, now: datetime) -> None:
    """Close what ends and open what begins. A pair's last day is yesterday: from now on it reads nothing new."""
    today = local(now, scene.program.timezone).date()
    ended = pair_store.two_of_pairs(tx, [pair.id for pair in plan.ended_pairs])
    pair_store.end_pairs(tx, [two.pair.id for two in ended], today - _DAY)
    partner_news.ended(tx, ended, now, besides=plan.ended_members.values())
    ids = {person.email: member.id for member, person in people_store.open_members_of_program(tx, scene.program.id)}
    pairs = [(ids[pair.mentor], ids[pair.mentee]) for pair in plan.new_pairs]
    pair_store.add_pairs(tx, scene.program.id, pairs, max(today, scene.program.starts), now)
    introductions.introduce(tx, scene.program, pairs, now, is_first_roster=not scene.pairs)


def _with_new_rhythm(scene: Scene, plan: Plan, newcomers: set[int]) -> set[int]:
    person_of = {member.id: person.id for member, person in scene.enrolled}
    moved = {who for who, values in plan.person_changes.items() if _RHYTHM_OF_PERSON & values.keys()}
    changed = {person_of[m] for m, values in plan.member_changes.items() if _RHYTHM_OF_MEMBER & values.keys()}
    return newcomers | moved | changed | set(plan.ended_members.values())


def _with_new_partners(scene: Scene, plan: Plan) -> set[int]:
    """Return the people known before whose pairs or membership this changes."""
    person_of = {member.id: person.id for member, person in scene.enrolled}
    ended = {person_of[m] for pair in plan.ended_pairs for m in (pair.mentor_id, pair.mentee_id) if m in person_of}
    emails = {email for pair in plan.new_pairs for email in (pair.mentor, pair.mentee)}
    begun = {person.id for email, person in scene.by_email.items() if email in emails}
    return ended | begun | set(plan.ended_members.values())


def export_roster(store: Store, program_id: int) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a program's roster file, the header first; importing them changes nothing."""
    with store.read() as tx:
        enrolled = people_store.open_members_of_program(tx, program_id)
        pairs = pair_store.open_pairs_of_program(tx, program_id)
    emails = {member.id: person.email for member, person in enrolled}
    mentors: dict[int, list[str]] = {}
    for pair in pairs:
        if pair.mentor_id in emails:
            mentors.setdefault(pair.mentee_id, []).append(emails[pair.mentor_id])
    yield COLUMNS
    for member, person in sorted(enrolled, key=lambda entry: entry[1].email):
        values: dict[str, Any] = {
            "email": person.email,
            "name": person.name,
            "role": ";".join(sorted(member.roles)),
            "mentor_email": ";".join(mentors.get(member.id, ())),
            "coach_email": member.coach_email,
            "supervisor_email": member.supervisor_email,
            "school": member.school,
            "district": member.district,
            "position": member.position,
            "timezone": person.own_timezone or "",
            "start_date": member.starts.isoformat() if member.starts else "",
        }
        yield tuple(neutralise(values[column]) for column in COLUMNS)
