"""What coordinators set a program to: read for their forms, changed with a line in the log, and everything that falls
due by it computed anew.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from bot.domain import program_settings as rules
from bot.domain.hours import Category
from bot.domain.pair_files import PairSettings
from bot.domain.program_settings import Objections, Overview, Problem, Topic
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.services import community_questions, home, home_groups, people, rhythm
from bot.services import hours as hours_service
from bot.services.people import Coordinating
from bot.services.programs import next_digest, span_changed
from bot.store import audit, hours, ladders, members, programs
from bot.store import home_groups as groups
from bot.store import program_settings as stored
from bot.store.database import Store, Tx

CHANGED = "settings_changed"


def overview(store: Store, team_id: str, slack_id: str, program_id: int | None = None) -> Overview | Refusal:
    """Return what a program is set to (else the coordinator's first), for a coordinator of it and nobody else."""
    with store.read() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        return found if isinstance(found, Refusal) else overview_of(tx, found)


def overview_of(tx: Tx, found: Coordinating) -> Overview:
    """Return what the program at hand is set to, as it stands in this transaction."""
    program = _program(tx, found.program.id)
    enrolled = stored.enrolled(tx, program.id)
    return Overview(
        program=program,
        programs=found.programs,
        values=rules.settings_of(program, ladders.settings(tx, program.id), groups.settings_of(tx, program.id)),
        setup=stored.setups_of(tx, [program.id])[program.id],
        days_off=tuple(programs.days_off_of(tx, [program.id])[program.id]),
        people=enrolled.people,
        pairs=enrolled.pairs,
        districts=enrolled.districts,
        schools=enrolled.schools,
        next_question=enrolled.next_question,
        targets=hours.targets(tx, program.id),
        locale=found.identity.person.locale,
    )


def _program(tx: Tx, program_id: int) -> Program:
    program = programs.program(tx, program_id)
    assert program is not None  # noqa: S101  (mypy: its coordinator is here)
    return program


def change(
    store: Store,
    team_id: str,
    slack_id: str,
    program_id: int,
    topic: Topic,
    wanted: Mapping[str, Any],
    *,
    now: datetime,
) -> Overview | Refusal | Objections:
    """Set a topic of a program to what is wanted, by name of the setting; what is not named stays as it is.

    Prompts, digests, questions and nudges follow in the same transaction; nobody is asked twice in a week by it.
    """
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        programs.lock_program(tx, program_id)
        known = overview_of(tx, found)
        names = rules.NAMES.get(topic, ())
        if not wanted.keys() <= set(names):
            return Refusal(Reason.INVALID, locale=known.locale)
        values = {name: wanted.get(name, known.values[name]) for name in names}
        problems = rules.problems(topic, values)
        if "name" in values and "name" not in problems and _is_taken(tx, known.program, values["name"]):
            problems["name"] = Problem.TAKEN
        if problems:
            return Objections(problems)
        changed = {name: value for name, value in values.items() if value != known.values[name]}
        if changed:
            _write(tx, known.program, changed, now)
            _follow(tx, _program(tx, program_id), changed.keys(), now)
            old_and_new = {name: [_text(known.values[name]), _text(value)] for name, value in changed.items()}
            audit.add(tx, program_id, found.identity.person.id, CHANGED, now, facts={"changes": old_and_new})
        stored.step_done(tx, program_id, topic, now)
        return overview_of(tx, found)


def set_targets(
    store: Store, team_id: str, slack_id: str, program_id: int, wanted: Mapping[Category, int | None], *, now: datetime
) -> Overview | Refusal:
    """Set what a program wants of everybody, in minutes by category; None takes a target away."""
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        hours_service.set_targets_in(tx, found, wanted, now)
        return overview_of(tx, found)


def keep(
    store: Store, team_id: str, slack_id: str, program_id: int, step: Topic, *, now: datetime
) -> Overview | Refusal:
    """Leave a step of the set-up as it is usual, and go on to the next."""
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        if step not in rules.HAS_USUAL:
            return Refusal(Reason.INVALID, locale=found.identity.person.locale)
        stored.step_done(tx, program_id, step, now)
        home.changed(tx, [found.identity.person.id], now)
        return overview_of(tx, found)


def _is_taken(tx: Tx, program: Program, name: str) -> bool:
    other = programs.program_named(tx, program.workspace_id, name)
    return other is not None and other.id != program.id


def _write(tx: Tx, program: Program, changed: Mapping[str, Any], now: datetime) -> None:
    of_pairs = {name: value for name, value in changed.items() if name in rules.OF_PAIRS}
    of_groups = {name: value for name, value in changed.items() if name in rules.OF_GROUPS}
    own = {name: value for name, value in changed.items() if name not in of_pairs.keys() | of_groups.keys()}
    if "name" in own:
        own["name_key"] = programs.name_key(own["name"])
    if own:
        programs.change_program(tx, program.id, own)
    if of_pairs:
        pair_settings: PairSettings = replace(ladders.settings(tx, program.id), **of_pairs)
        ladders.save_settings(tx, program.id, pair_settings)
    if of_groups:
        home_groups.change_settings(tx, program, of_groups, now)


def _follow(tx: Tx, program: Program, changed: AbstractSet[str], now: datetime) -> None:
    """Compute anew what falls due by the settings that have changed."""
    if changed & rules.MOVES_DIGEST:
        programs.change_program(tx, program.id, {"next_digest_at": next_digest(program, now)})
    if changed & rules.MOVES_QUESTIONS:
        community_questions.set_next(tx, program, now)
    if changed & rules.MOVES_END:
        span_changed(tx, program, now)
    enrolled = [person.id for _, person in members.open_members_of_program(tx, program.id)]
    if changed & rules.MOVES_PROMPTS:
        for at in range(0, len(enrolled), rhythm.AT_ONCE):
            rhythm.recompute(tx, enrolled[at : at + rhythm.AT_ONCE], now)
    if changed & rules.OF_PAIRS:
        ladders.look_again(tx, ladders.open_pair_ids(tx, program.id), now)
    home.changed(tx, enrolled, now)


def _text(value: Any) -> str:
    """Return a setting for the log."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)
