"""Programs: making one, and changing it by naming it again."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.domain import channels, enrolment
from bot.domain.calendar import is_plausible, is_timezone, local, moment_of, next_weekly
from bot.domain.channels import Channel
from bot.domain.days_off import span_words
from bot.domain.home_groups import NO_GROUP_WISH, GroupWish
from bot.domain.members import Member, Person, Role, SlackPerson
from bot.domain.pair_files import NO_WISH, PairSettings, PairWish
from bot.domain.programs import DaysOff, Program
from bot.domain.roster import is_address
from bot.services import community_questions, home_groups, retention, rhythm
from bot.store import home_groups as group_store
from bot.store import ladders
from bot.store import members as people_store
from bot.store import next_year as years
from bot.store import programs as program_store
from bot.store.database import Store, Tx


@dataclass(frozen=True, slots=True)
class ProgramWish:
    """What somebody says of a program; None leaves it as it is, or, for a new one, as is usual.

    `coordinator` is what Slack knows of the address `coordinator_email`. Dates are days of the program's time zone.
    """

    name: str
    coordinator_email: str
    coordinator: SlackPerson | None = None
    timezone: str | None = None
    starts: date | None = None
    ends: date | None = None
    community_channel: Channel | None = None
    coordinator_channel: Channel | None = None
    days_off: tuple[DaysOff, ...] = ()
    coaching_minutes: int | None = None  # a month, of a coach with each leader; 0: no target any more
    pairs: PairWish = NO_WISH
    groups: GroupWish = NO_GROUP_WISH


@dataclass(frozen=True, slots=True)
class ProgramReport:
    """What became of a wish. With anything in `refused`, nothing was written and `program` is None."""

    program: Program | None = None
    created: bool = False
    changed: tuple[str, ...] = ()  # a line each
    warnings: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def create_program(store: Store, workspace_id: int, wish: ProgramWish, now: datetime) -> ProgramReport:
    """Make a program, or bring the one of that name to what is wished; the coordinator becomes a member of it.

    Asked for the same again it changes nothing. `now` is UTC program time.
    """
    with store.write() as tx:
        return create_in(tx, workspace_id, wish, now)


def create_in(tx: Tx, workspace_id: int, wish: ProgramWish, now: datetime) -> ProgramReport:
    """Do the same in the caller's transaction."""
    known = program_store.program_named(tx, workspace_id, wish.name)
    refused = [*_refusals(wish, known), *_pair_refusals(tx, wish, known)]
    if refused:
        return ProgramReport(refused=tuple(refused))
    if known is None:
        program_id = program_store.add_program(tx, _new_program(workspace_id, wish, now), now)
        changed: list[str] = []
    else:
        program_id = known.id
        changed = _change(tx, known, wish, now)
    changed += _set_pairs(tx, program_id, wish.pairs, now)
    taken_off = _take_off(tx, program_id, wish.days_off, now)
    program = program_store.program(tx, program_id)
    assert program is not None  # noqa: S101  (mypy: it was written above)
    changed += _set_groups(tx, program, wish.groups, now)
    if known is None or taken_off:
        community_questions.set_next(tx, program, now)
    if known is None:
        retention.set_next(tx, program_id, now)
    coordinator = enrol_coordinator(tx, program, wish, now)
    if known is not None:
        changed += coordinator
    changed += taken_off
    return ProgramReport(program, known is None, tuple(changed), tuple(_warnings(wish)))


def _refusals(wish: ProgramWish, known: Program | None) -> list[str]:
    problems = []
    if not wish.name.strip():
        problems.append("the name of a program cannot be empty")
    if wish.timezone is not None and not is_timezone(wish.timezone):
        problems.append(f"“{wish.timezone}” is not a time zone like America/New_York")
    problems += [
        f"{day} is not a day that can be meant"
        for day in (wish.starts, wish.ends)
        if day is not None and not is_plausible(day)
    ]
    starts, ends = wish.starts or (known and known.starts), wish.ends or (known and known.ends)
    if starts and ends and ends < starts:
        problems.append(f"the program would end on {ends}, before it starts on {starts}")
    if not is_address(wish.coordinator_email):
        problems.append(f"“{wish.coordinator_email}” is not an email address")
    if wish.coordinator is not None and (problem := enrolment.slack_problem(wish.coordinator)):
        problems.append(f"{wish.coordinator_email} cannot coordinate: {problem}")
    for channel, for_coordinators in ((wish.community_channel, False), (wish.coordinator_channel, True)):
        problem = channels.refusal(channel, for_coordinators=for_coordinators) if channel is not None else None
        problems += [problem] if problem else []
    return problems


def _warnings(wish: ProgramWish) -> list[str]:
    found = []
    if wish.coordinator is None:
        found.append(f"{wish.coordinator_email} is not in Slack yet; they are taken in when they join")
    everyone, coordinators = wish.community_channel, wish.coordinator_channel
    if everyone is not None:
        found += channels.warnings(everyone, for_coordinators=False)
    if coordinators is not None:
        is_everyones = everyone is not None and everyone.id == coordinators.id
        found += channels.warnings(coordinators, for_coordinators=True, for_everyone=is_everyones)
    return found


def _wished(wish: ProgramWish) -> dict[str, Any]:
    values: dict[str, Any] = {"timezone": wish.timezone, "starts": wish.starts, "ends": wish.ends}
    values["coaching_minutes"] = wish.coaching_minutes
    values["community_channel"] = wish.community_channel.id if wish.community_channel else None
    values["coordinator_channel"] = wish.coordinator_channel.id if wish.coordinator_channel else None
    return {name: value for name, value in values.items() if value is not None}


def _new_program(workspace_id: int, wish: ProgramWish, now: datetime) -> dict[str, Any]:
    timezone = wish.timezone or (wish.coordinator.timezone if wish.coordinator else None) or "UTC"
    starts = wish.starts or local(now, timezone).date()
    usual = Program(0, workspace_id, " ".join(wish.name.split()), timezone, starts)
    rhythm_names = ("prompt_weekday", "prompt_time", "reminder_time", "digest_weekday", "digest_time")
    names = ("workspace_id", "name", "timezone", "starts", *rhythm_names, "quiet_from", "quiet_to")
    values = {name: getattr(usual, name) for name in names}
    return {**values, **_wished(wish), "next_digest_at": next_digest(usual, now)}


def next_digest(program: Program, now: datetime) -> datetime:
    """Return the UTC moment of the first digest after both `now` and the program's beginning."""
    beginning = moment_of(program.starts, time(0), program.timezone)
    return next_weekly(max(now, beginning), program.digest_weekday, program.digest_time, program.timezone)


def _change(tx: Tx, known: Program, wish: ProgramWish, now: datetime) -> list[str]:
    """Write what is new and say what that is."""
    values = {name: value for name, value in _wished(wish).items() if getattr(known, name) != value}
    if not values:
        return []
    program_store.change_program(tx, known.id, values)
    if values.keys() & {"timezone", "starts", "ends"}:
        program = program_store.program(tx, known.id)
        assert program is not None  # noqa: S101  (mypy: it is there)
        program_store.change_program(tx, known.id, {"next_digest_at": next_digest(program, now)})
        community_questions.set_next(tx, program, now)
        home_groups.ends_changed(tx, program)
        span_changed(tx, program, now)
        enrolled = people_store.open_members_of_program(tx, known.id)
        rhythm.recompute(tx, [person.id for _, person in enrolled], now)
    return [f"{name}: {getattr(known, name) or 'none'} → {value}" for name, value in values.items()]


def span_changed(tx: Tx, program: Program, now: datetime) -> None:
    """Compute anew what falls due when a program is over, now that its last day or its time zone is another."""
    retention.set_next(tx, program.id, now)
    if program.ends is not None:
        years.set_next(tx, program.id, moment_of(program.ends + timedelta(days=1), time(0), program.timezone))


def _pair_refusals(tx: Tx, wish: ProgramWish, known: Program | None) -> list[str]:
    try:
        wish.pairs.of(ladders.settings(tx, known.id) if known else PairSettings())
    except ValueError as error:
        return [str(error)]
    return []


def _set_pairs(tx: Tx, program_id: int, wish: PairWish, now: datetime) -> list[str]:
    """Write what the program says about its pairs, and say what is new; the pairs are looked at again."""
    known = ladders.settings(tx, program_id)
    wanted = wish.of(known)
    if wanted == known:
        return []
    ladders.save_settings(tx, program_id, wanted)
    ladders.look_again(tx, ladders.open_pair_ids(tx, program_id), now)
    names = [field.name for field in fields(PairSettings)]
    return [
        f"{name}: {getattr(known, name)} → {getattr(wanted, name)}"
        for name in names
        if getattr(known, name) != getattr(wanted, name)
    ]


def _set_groups(tx: Tx, program: Program, wish: GroupWish, now: datetime) -> list[str]:
    """Write what the program says about its home groups, and say what is new."""
    known, values = group_store.settings_of(tx, program.id), wish.values()
    if values:
        home_groups.change_settings(tx, program, values, now)
    wanted = group_store.settings_of(tx, program.id)
    return [
        f"group {name}: {getattr(known, name)} → {getattr(wanted, name)}"
        for name in values
        if getattr(known, name) != getattr(wanted, name)
    ]


def _take_off(tx: Tx, program_id: int, wished: Sequence[DaysOff], now: datetime) -> list[str]:
    """Add the days off that the program does not have yet, and say which those are."""
    there = {(span.starts, span.ends, span.scope) for span in program_store.days_off_of(tx, [program_id])[program_id]}
    new = [span for span in dict.fromkeys(wished) if (span.starts, span.ends, span.scope) not in there]
    if new:
        program_store.add_days_off(tx, program_id, new)
        enrolled = people_store.open_members_of_program(tx, program_id)
        rhythm.recompute(tx, [person.id for _, person in enrolled], now)
    return [f"day off: {span_words(span)} added" for span in new]


def enrol_coordinator(tx: Tx, program: Program, wish: ProgramWish, now: datetime) -> list[str]:
    """Make the coordinator a member with that role and say what that changed."""
    person = _coordinator(tx, program.workspace_id, wish, now)
    theirs = people_store.members_of_people(tx, [person.id])[person.id]
    member = next((m for m in theirs if m.program_id == program.id and m.ended_at is None), None)
    if member is None:
        row = {"program_id": program.id, "person_id": person.id, "roles": frozenset({Role.COORDINATOR})}
        people_store.add_members(tx, [row], now)
    elif Role.COORDINATOR not in member.roles:
        people_store.change_member(tx, member.id, {"roles": member.roles | {Role.COORDINATOR}})
    else:
        return []
    return [f"coordinator: {person.email} added"]


def _coordinator(tx: Tx, workspace_id: int, wish: ProgramWish, now: datetime) -> Person:
    """Return the coordinator, known by address or Slack account, else added; brought up to date with Slack."""
    email, found = wish.coordinator_email, wish.coordinator
    known = people_store.person_by_email(tx, workspace_id, email)
    if known is None and found is not None:
        known = people_store.person_by_slack_id(tx, workspace_id, found.id)
    person = known or enrolment.newcomer(workspace_id, email)
    values = enrolment.slack_values(person, found) if found is not None else {}
    if known is None:
        values.setdefault("name", enrolment.stopgap_name(email))
        row = {"workspace_id": workspace_id, "email": email, "state": person.state, **values}
        people_store.add_people(tx, [row], now)
    elif changes := enrolment.differing(person, values):
        people_store.change_person(tx, person.id, changes)
    saved = known or people_store.person_by_email(tx, workspace_id, email)
    assert saved is not None  # noqa: S101  (mypy: it was written above)
    return saved


def coordinator_name(store: Store, program_id: int) -> str:
    """Return the name of the program's first coordinator, who enrols people; empty if there is none."""

    def coordinates(member: Member) -> bool:
        return Role.COORDINATOR in member.roles

    with store.read() as tx:
        enrolled = people_store.open_members_of_program(tx, program_id)
    return next((person.name for member, person in enrolled if coordinates(member)), "")
