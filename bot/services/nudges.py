"""The ladder in use: who is looked at now, which step is taken, and what stops it.

Whatever changes a meeting, a pause, a roster, a plan or a setting calls `look_again` (or its like) in the same
transaction; the next tick then decides anew from the state as it stands.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.calendar import local, school_days
from bot.domain.kinds.nudges import NUDGE
from bot.domain.members import Member, Person
from bot.domain.messages import Draft
from bot.domain.nudges import (
    LONGEST_DAYS,
    SNOOZE_DAYS,
    NextStep,
    Reader,
    Step,
    Why,
    look_at,
    next_step,
    reaches_at,
    taken_days,
)
from bot.domain.obstacles import Told
from bot.domain.pair_files import LastStep, PairFile
from bot.domain.programs import DaysOff
from bot.domain.refusals import Reason, Refusal
from bot.services import obstacle_tasks, people, posts, time_offers
from bot.store import calendars, ladders, outbox, programs
from bot.store.database import Store, Tx
from bot.store.identity import Identity
from bot.store.schedules import Couple

BATCH = 200  # pairs a transaction, each with two messages at the most, so that others get their turn to write

Calendars = Mapping[int, Sequence[DaysOff]]


@dataclass
class _Batch:
    """What a batch writes, and what is known of whom it nudges."""

    last: dict[int, datetime]
    on_its_way: dict[int, datetime]
    drafts: list[Draft] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[PairFile] = field(default_factory=list)
    notes: list[tuple[Couple, datetime]] = field(default_factory=list)  # who get a note, and by when both have it (UTC)
    next_at: list[tuple[int, datetime | None]] = field(default_factory=list)


def nudge_due(store: Store, *, now: datetime, limit: int = BATCH) -> int:
    """Look at the pairs whose moment has come by `now` (at most `limit`), take the steps that are due, and return how
    many were looked at.
    """
    with store.read() as tx:
        if not ladders.any_due(tx, now):
            return 0
    with store.write() as tx:
        due = ladders.due_pairs(tx, now, limit)
        files = ladders.files(tx, due)
        days_off = _calendars(tx, {file.program.id for file in files.values()})
        batch = _begin(tx, files.values(), now)
        for pair_id in due:
            _look(files[pair_id], days_off, batch, now)
        busy = ladders.with_open_obstacle(tx, [file.pair.id for file in batch.tasks])
        for file in batch.tasks:
            if file.pair.id not in busy:
                obstacle_tasks.open_task(tx, file, None, Told(Why.NOT_SAID), now)
        time_offers.offer_unasked(tx, batch.notes, now)
        outbox.put(tx, batch.drafts)
        ladders.take_steps(tx, batch.steps)
        ladders.set_next(tx, batch.next_at)
        return len(due)


def _calendars(tx: Tx, program_ids: Collection[int]) -> Calendars:
    """Return the days off of programs with their breaks, in which no meeting is due and none is asked about."""
    breaks = calendars.without_meetings(tx, program_ids)
    return {id_: [*off, *breaks[id_]] for id_, off in programs.days_off_of(tx, program_ids).items()}


def _begin(tx: Tx, files: Collection[PairFile], now: datetime) -> _Batch:
    people = {person.id for file in files for _, person in file.sides}
    batch = _Batch({}, {})
    for person_id, at, waits in ladders.nudged(tx, people, NUDGE.name, now - timedelta(days=LONGEST_DAYS + 1)):
        known = batch.on_its_way if waits else batch.last
        known[person_id] = max(at, known.get(person_id, at))
    return batch


def _look(file: PairFile, days_off: Calendars, batch: _Batch, now: datetime) -> None:
    """Take the pair's next step if its moment has come, and note when to look again."""
    standing, days = file.standing, file.school_days(days_off.get(file.program.id, ()))
    zones = (file.timezone_of(file.mentor_person), file.timezone_of(file.mentee_person))
    step = next_step(standing, file.settings.ladder, days)
    if step is not None and look_at(step, zones) <= now:
        today = max(step.day, local(now, file.program.timezone).date())
        if standing.ends is not None and today > standing.ends:
            step = None
        else:
            on = _take(file, NextStep(step.step, today), days_off, batch, now)
            standing = replace(standing, step=step.step, stepped_on=on, met_before=file.last_met)
            batch.steps.append(
                {"pair": file.pair.id, "step": int(step.step), "stepped_on": on, "met_before": file.last_met}
            )
            step = next_step(standing, file.settings.ladder, days)
    batch.next_at.append((file.pair.id, look_at(step, zones) if step is not None else None))


def _take(file: PairFile, step: NextStep, days_off: Calendars, batch: _Batch, now: datetime) -> date:
    """Take a step and return the local day on which it reaches the later of the two: the next is counted from there."""
    if step.step is Step.TASK:
        batch.tasks.append(file)
        return step.day
    moments = {}
    for member, person in file.sides:
        reader = _reader(file, member, person, days_off, batch)
        at = moments[person.id] = reaches_at(step.day, reader, file.settings.step_days, now)
        batch.on_its_way[person.id] = max(at, batch.on_its_way.get(person.id, at))
    if step.step is Step.NOTE:
        batch.notes.append((Couple(file.pair, file.program, file.sides), max(moments.values())))
    on = max(local(moments[person.id], file.timezone_of(person)).date() for _, person in file.sides)
    batch.drafts += [
        Draft(
            person.workspace_id,
            NUDGE.name,
            nudge_key(file.pair.id, step.step, on, person.id),
            {"steps": [[file.pair.id, int(step.step), on.isoformat()]]},
            moments[person.id],
            person_id=person.id,
            program_id=file.program.id,
        )
        for _, person in file.sides
    ]
    return on


def _reader(file: PairFile, member: Member, person: Person, days_off: Calendars, batch: _Batch) -> Reader:
    timezone = file.timezone_of(person)
    days = school_days(days_off.get(file.program.id, ()), member.school, member.district)
    prompt = person.next_prompt_at
    taken = taken_days(local(prompt, timezone).date(), person.every_weeks, days) if prompt is not None else frozenset()
    return Reader(timezone, days, taken, batch.last.get(person.id), batch.on_its_way.get(person.id))


def nudge_key(pair_id: int, step: int, day: date, person_id: int) -> str:
    """Return the key of the row that brings a pair's step to one of the two."""
    return f"nudge:{pair_id}:{step}:{day.isoformat()}:{person_id}"


def keys_of(file: PairFile) -> list[str]:
    """Return the keys of the messages that brought the pair's last step."""
    ladder = file.ladder
    if ladder.stepped_on is None:
        return []
    person_ids = (file.mentor_person.id, file.mentee_person.id)
    return _keys(LastStep(file.pair.id, ladder.step, ladder.stepped_on, person_ids, file.program.timezone))


def _keys(last: LastStep) -> list[str]:
    return [nudge_key(last.pair_id, last.step, last.on, person_id) for person_id in last.person_ids]


# --- what stops it, or lets it go on


def follow_meeting(tx: Tx, pair_ids: Collection[int | None], now: datetime) -> None:
    """Have pairs looked at again whose meetings have changed, and their last nudge say so. None is no pair's."""
    known = [pair_id for pair_id in pair_ids if pair_id is not None]
    ladders.look_again(tx, known, now)
    young = [last for last in ladders.last_steps(tx, known) if _is_young(last, now)]
    posts.refresh(tx, [key for last in young for key in _keys(last)], now)


def _is_young(last: LastStep, now: datetime) -> bool:
    """Say whether the last nudge is what the two would look at: a note of months ago stays as it was."""
    return (local(now, last.timezone).date() - last.on).days <= SNOOZE_DAYS


def come_back(tx: Tx, identity: Identity, now: datetime) -> None:
    """Count what is due for the pairs of somebody who comes back from a pause from their local today on."""
    ladders.restart_people(tx, [identity.person.id], local(now, people.timezone_of(identity)).date())
    ladders.look_again_at_people(tx, [identity.person.id], now)


def snooze(store: Store, team_id: str, slack_id: str, pair_id: int, *, now: datetime) -> Refusal | None:
    """Leave a pair in peace for two weeks, because one of the two says so."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        file = ladders.files(tx, [pair_id]).get(pair_id)
        if file is None or identity.person.id not in {person.id for _, person in file.sides} or file.pair.ends:
            return Refusal(Reason.OUTDATED)
        until = local(now, people.timezone_of(identity)).date() + timedelta(days=SNOOZE_DAYS)
        ladders.change(tx, pair_id, {"snoozed_until": until})
        ladders.look_again(tx, [pair_id], now)
        posts.refresh(tx, keys_of(file), now)
        return None
