"""Decides what an import of the roster changes in a program: a pure function from what is known to what to write."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain import enrolment
from bot.domain.enrolment import ImportReport, PairNames, Somebody
from bot.domain.members import EndReason, Member, Person, PersonState, Role, SlackPerson
from bot.domain.pairs import Pair
from bot.domain.programs import Program
from bot.domain.roster import RefusedLine, RefusedPair, Roster, RosterLine

MOST_PAIRS_ENDED = 10  # one in so many may end without being confirmed; README, "The roster file"


@dataclass(slots=True)
class Scene:
    """What is known before the import: people by address and Slack id, memberships and pairs."""

    program: Program
    by_email: dict[str, Person]
    by_slack_id: dict[str, Person]
    memberships: dict[int, list[Member]]  # of the people above, by person id, in this program
    enrolled: list[tuple[Member, Person]]
    pairs: list[Pair]
    forgotten: frozenset[str] = frozenset()  # addresses whose owners asked to be forgotten


LAST_COORDINATOR = "not in the file, and stays: without them the program would have no coordinator"


@dataclass(slots=True)
class Plan:
    """What the import is going to write, and the report of it as it grows."""

    new_people: list[dict[str, Any]] = field(default_factory=list)
    person_changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    new_members: list[tuple[str, dict[str, Any]]] = field(default_factory=list)  # by address
    member_changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    ended_members: dict[int, int] = field(default_factory=dict)  # member id: person id
    new_pairs: list[PairNames] = field(default_factory=list)
    ended_pairs: list[Pair] = field(default_factory=list)
    roles: dict[str, frozenset[Role]] = field(default_factory=dict)  # of everybody enrolled after the import
    member_ids: dict[str, int] = field(default_factory=dict)  # of those among them who are enrolled already
    gone: dict[str, str] = field(default_factory=dict)  # addresses that are no members, and why
    seen: dict[int | str, int] = field(default_factory=dict)  # person ids and Slack ids: the row that is about them
    added: list[Somebody] = field(default_factory=list)
    changed: list[Somebody] = field(default_factory=list)
    unchanged: int = 0
    left_alone: list[Somebody] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)
    refused_pairs: list[RefusedPair] = field(default_factory=list)
    not_found: list[Somebody] = field(default_factory=list)
    not_in_file: list[Somebody] = field(default_factory=list)


def plan_import(scene: Scene, roster: Roster, directory: Mapping[str, SlackPerson], *, complete: bool) -> Plan:
    """Decide what the roster changes. `directory` holds whom Slack knows of its addresses; with `complete` memberships
    of people who are not in the file end.
    """
    plan = Plan(refused=list(roster.refused), refused_pairs=list(roster.refused_pairs))
    for member, person in scene.enrolled:
        plan.roles[person.email], plan.member_ids[person.email] = member.roles, member.id
    mentors = {mentor for line in roster.lines for mentor in line.mentors or ()}
    for line in roster.lines:
        _plan_line(scene, plan, line, directory.get(line.email), line.email in mentors)
    _keep_coordinators(scene, plan)
    _plan_absent(scene, plan, roster, complete=complete)
    _plan_pairs(scene, plan, roster)
    return plan


def _plan_line(scene: Scene, plan: Plan, line: RosterLine, found: SlackPerson | None, is_named_as_mentor: bool) -> None:
    person, problem = _who(scene, plan, line, found)
    if problem:
        plan.gone[line.email] = "their own line is refused"
        plan.refused.append(RefusedLine(line.number, line.email, (problem,)))
        return
    if line.email in scene.forgotten:
        plan.gone[line.email] = "they asked to be forgotten"
        reason = "they asked to be forgotten; an import does not bring them back"
        plan.left_alone.append(Somebody(line.number, line.email, line.email, reason))
        return
    theirs = scene.memberships.get(person.id, [])
    current = next((member for member in theirs if member.ended_at is None), None)
    changes = enrolment.person_changes(person, line, found)
    name = changes.get("name", person.name)
    if current is None and theirs and theirs[-1].end_reason == EndReason.LEFT:
        plan.gone[line.email] = "they left the program"
        reason = "they left the program themselves; an import does not bring them back"
        plan.left_alone.append(Somebody(line.number, line.email, name, reason))
        return
    if found is None and person.state is PersonState.EXPECTED:
        plan.not_found.append(Somebody(line.number, line.email, name))
    if person.id:
        if changes:
            plan.person_changes[person.id] = changes
        if person.email != line.email and person.email in plan.roles:
            plan.roles[line.email], plan.member_ids[line.email] = (
                plan.roles.pop(person.email),
                plan.member_ids.pop(person.email),
            )
    else:
        plan.new_people.append(_person_row(replace(person, **changes)))
    _plan_member(plan, line, current, changes, name, is_named_as_mentor)


def _plan_member(
    plan: Plan,
    line: RosterLine,
    current: Member | None,
    changes: Mapping[str, Any],
    name: str,
    is_named_as_mentor: bool,
) -> None:
    values = enrolment.member_values(line)
    if current is None:
        values["roles"] = enrolment.first_roles(line, is_named_as_mentor)
        plan.new_members.append((line.email, values))
        note = "" if line.roles else f"no role in the file, taken as {', '.join(values['roles'])}"
        plan.added.append(Somebody(line.number, line.email, name, note))
        plan.roles[line.email] = values["roles"]
        return
    values = enrolment.differing(current, values)
    plan.roles[line.email] = values.get("roles", current.roles)
    if values:
        plan.member_changes[current.id] = values
    if values or changes:
        plan.changed.append(Somebody(line.number, line.email, name, enrolment.words_for(changes, values)))
    else:
        plan.unchanged += 1


def _keep_coordinators(scene: Scene, plan: Plan) -> None:
    """Leave coordinators their role where the file's lines would take it from all of them."""
    if any(Role.COORDINATOR in roles for roles in plan.roles.values()):
        return
    emails = {member_id: email for email, member_id in plan.member_ids.items()}
    for member, _ in scene.enrolled:
        if Role.COORDINATOR in member.roles and "roles" in plan.member_changes.get(member.id, {}):
            email = emails[member.id]
            plan.roles[email] |= {Role.COORDINATOR}
            plan.member_changes[member.id]["roles"] = plan.roles[email]
            note = f"{', '.join(sorted(plan.roles[email]))}: without them the program would have no coordinator"
            plan.changed = [replace(one, note=note) if one.email == email else one for one in plan.changed]


def _who(scene: Scene, plan: Plan, line: RosterLine, found: SlackPerson | None) -> tuple[Person, str]:
    """Return whom a line is about (known by address or by Slack account, or new), and what speaks against using it."""
    known = scene.by_email.get(line.email)
    holder = scene.by_slack_id.get(found.id) if found is not None else None
    person = known or holder or enrolment.newcomer(scene.program.workspace_id, line.email)
    problem = (enrolment.slack_problem(found) if found is not None else None) or ""
    if found is None and person.state is PersonState.DEACTIVATED:
        problem = "their Slack account is deactivated"
    if known is not None and holder is not None and known.id != holder.id:
        problem = problem or f"the same Slack account is already here as {holder.email}"
    for identity in (person.id, found.id if found is not None else ""):
        if identity:
            row = plan.seen.setdefault(identity, line.number)
            problem = problem or (f"line {row} is about the same person" if row != line.number else "")
    return person, problem


def _person_row(person: Person) -> dict[str, Any]:
    names = ("workspace_id", "email", "name", "state", "slack_id", "own_timezone", "slack_timezone", "slack_name")
    return {name: getattr(person, name) for name in (*names, "locale")}


def _plan_absent(scene: Scene, plan: Plan, roster: Roster, *, complete: bool) -> None:
    absent = [
        (member, person)
        for member, person in scene.enrolled
        if person.id not in plan.seen and person.email not in roster.mentioned
    ]
    coordinators = {email for email, roles in plan.roles.items() if Role.COORDINATOR in roles}
    keeps_one = bool(coordinators - {person.email for _, person in absent})
    for member, person in absent:
        if complete and not keeps_one and person.email in coordinators:
            plan.left_alone.append(Somebody(None, person.email, person.name, LAST_COORDINATOR))
            continue
        plan.not_in_file.append(Somebody(None, person.email, person.name))
        if complete:
            plan.ended_members[member.id] = person.id
            plan.gone[person.email] = "they are not in the file, which ends their membership"
            del plan.roles[person.email], plan.member_ids[person.email]
    plan.ended_pairs = [p for p in scene.pairs if {p.mentor_id, p.mentee_id} & plan.ended_members.keys()]


def _plan_pairs(scene: Scene, plan: Plan, roster: Roster) -> None:
    """Make each mentee's pairs those of their own line; nothing ends on the word of a line with a refused mentor."""
    emails = {member_id: email for email, member_id in plan.member_ids.items()}
    ended = {pair.id for pair in plan.ended_pairs}
    by_mentee: dict[int, list[Pair]] = {}
    for pair in scene.pairs:
        by_mentee.setdefault(pair.mentee_id, []).append(pair)
    for line in roster.lines:
        if line.mentors is None or line.email not in plan.roles or line.email in plan.gone:
            continue
        theirs = by_mentee.get(plan.member_ids.get(line.email, 0), ())
        current = {emails.get(pair.mentor_id, ""): pair for pair in theirs}
        wanted = {mentor: _mentor_problem(plan, mentor) for mentor in line.mentors}
        for mentor, problem in wanted.items():
            if problem:
                plan.refused_pairs.append(RefusedPair(line.number, line.email, mentor, problem))
            elif mentor not in current:
                plan.new_pairs.append(PairNames(mentor, line.email))
        if not line.has_refused_mentor and not any(wanted.values()):
            plan.ended_pairs += [p for mentor, p in current.items() if mentor not in wanted and p.id not in ended]


def _mentor_problem(plan: Plan, mentor: str) -> str:
    if mentor not in plan.roles:
        return plan.gone.get(mentor, "they are neither in this file nor a member of the program")
    return "" if Role.MENTOR in plan.roles[mentor] else "they do not have the role mentor in this program"


def ends_too_many(scene: Scene, plan: Plan) -> bool:
    """Say whether the plan ends more pairs than an import may end without being confirmed."""
    return len(plan.ended_pairs) * MOST_PAIRS_ENDED > len(scene.pairs)


def report_of(scene: Scene, plan: Plan, roster: Roster, *, complete: bool) -> ImportReport:
    """Return the report of a plan."""
    emails = {member.id: person.email for member, person in scene.enrolled}
    ended = [PairNames(emails.get(p.mentor_id, "?"), emails.get(p.mentee_id, "?")) for p in plan.ended_pairs]
    return ImportReport(
        added=tuple(plan.added),
        changed=tuple(plan.changed),
        unchanged=plan.unchanged,
        left_alone=tuple(plan.left_alone),
        refused=tuple(sorted(plan.refused, key=lambda line: line.number)),
        refused_pairs=tuple(sorted(plan.refused_pairs, key=lambda pair: pair.number)),
        pairs_added=tuple(plan.new_pairs),
        pairs_ended=tuple(ended),
        not_found=tuple(plan.not_found),
        not_in_file=() if complete else tuple(plan.not_in_file),
        ended=tuple(plan.not_in_file) if complete else (),
        ignored_columns=roster.ignored_columns,
    )
