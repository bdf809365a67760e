"""Goals: their author writes, reworks, achieves or drops them; the partner of a pair that holds reads them."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.calendar import local
from bot.domain.goals import (
    MOST_OPEN,
    PARTS,
    READING_LENGTH,
    FullGoal,
    Goal,
    GoalProblem,
    GoalState,
    GoalWish,
    Mark,
    may_become,
    problems,
)
from bot.domain.members import Member, Role
from bot.domain.pairs import Partner
from bot.domain.peers import ShareForm, ShareKind, Wish
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.services import home, peers, people, posts, rhythm
from bot.store import audit, checkins, programs
from bot.store import goals as stored
from bot.store.database import Store, Tx
from bot.store.identity import Identity, partners_of


@dataclass(frozen=True, slots=True)
class PartnersGoals:
    """The open goals of a partner."""

    partner: Partner
    goals: tuple[FullGoal, ...]


@dataclass(frozen=True, slots=True)
class GoalBoard:
    """What somebody sees of goals: their own, their present partners' open ones, and as a coordinator the counts by
    state. `framework` are the tags that the program names.
    """

    locale: str
    today: date
    program: Program
    mine: tuple[FullGoal, ...]
    partners: tuple[PartnersGoals, ...]
    counts: dict[GoalState, int] | None
    framework: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Owner:
    identity: Identity
    member: Member
    program: Program
    today: date

    @property
    def locale(self) -> str:
        return self.identity.person.locale

    @property
    def member_ids(self) -> list[int]:
        """Their open memberships: a goal of an ended one is history."""
        return [member.id for member, _ in self.identity.open_memberships()]


def _owner(tx: Tx, team_id: str, slack_id: str, now: datetime) -> _Owner | Refusal:
    identity = people.active(tx, team_id, slack_id, now)
    if isinstance(identity, Refusal):
        return identity
    member, program = rhythm.lead(identity, now) or identity.open_memberships()[0]
    today = local(now, identity.person.timezone(program.timezone)).date()
    return _Owner(identity, member, program, today)


def board(store: Store, team_id: str, slack_id: str, *, now: datetime) -> GoalBoard | Refusal:
    """Return what somebody sees of goals."""
    with store.read() as tx:
        owner = _owner(tx, team_id, slack_id, now)
        return owner if isinstance(owner, Refusal) else _board(tx, owner)


def _board(tx: Tx, owner: _Owner) -> GoalBoard:
    partners = [p for m, _ in owner.identity.open_memberships() for p in partners_of(tx, m, owner.today)]
    coordinated = [program for m, program in owner.identity.open_memberships() if Role.COORDINATOR in m.roles]
    every = stored.full_goals(tx, [*owner.member_ids, *(partner.member_id for partner in partners)])
    return GoalBoard(
        locale=owner.locale,
        today=owner.today,
        program=owner.program,
        mine=tuple(each for each in every if each.goal.member_id in owner.member_ids),
        partners=tuple(
            PartnersGoals(
                partner,
                tuple(e for e in every if e.goal.member_id == partner.member_id and e.goal.state.is_open),
            )
            for partner in partners
        ),
        counts=stored.counts_by_state(tx, coordinated[0].id) if coordinated else None,
        framework=tuple(tag for tag in owner.program.goal_framework.split(";") if tag),
    )


def save(
    store: Store, team_id: str, slack_id: str, goal_id: int | None, wish: GoalWish, *, now: datetime
) -> GoalBoard | Refusal | dict[str, GoalProblem]:
    """Write a goal down, or (with `goal_id`) rework one, whose former words are kept. What cannot be is returned by
    field.
    """
    with store.write() as tx:
        owner = _owner(tx, team_id, slack_id, now)
        if isinstance(owner, Refusal):
            return owner
        wrong = problems(wish, owner.today)
        if wrong:
            return wrong
        framework = set(owner.program.goal_framework.split(";"))
        values = {
            "what": wish.what,
            "by_when": wish.by_when,
            "parts": {name: wish.parts[name] for name in PARTS if wish.parts.get(name)},
            "tags": wish.tags & framework,
            "changed_at": now,
        }
        if goal_id is None:
            programs.lock_program(tx, owner.program.id)
            mine = [goal for goal in stored.goals_of(tx, owner.member_ids) if goal.state.is_open]
            if len(mine) >= MOST_OPEN:
                return Refusal(Reason.INVALID, locale=owner.locale)
            if any((goal.what, goal.by_when) == (wish.what, wish.by_when) for goal in mine):
                return _board(tx, owner)  # a second press of the same form
            new = values | {"member_id": owner.member.id, "state": GoalState.ACTIVE, "created_at": now}
            goal_id = stored.add_goal(tx, new)
        else:
            goal = _own_goal(tx, owner, goal_id)
            if goal is None or not goal.state.is_open:
                return Refusal(Reason.OUTDATED, locale=owner.locale)
            before = {"what": goal.what, "by_when": goal.by_when, "parts": dict(goal.parts)}
            if before != {name: values[name] for name in before}:
                stored.keep_version(tx, goal, now)
                values["state"] = GoalState.REWORKED
            stored.change_goal(tx, goal_id, values)
        stored.set_steps(tx, goal_id, wish.steps)
        home.changed(tx, [owner.identity.person.id], now)
        return _board(tx, owner)


def _own_goal(tx: Tx, owner: _Owner, goal_id: int) -> Goal | None:
    goal = stored.lock_goal(tx, goal_id)
    return goal if goal is not None and goal.member_id in owner.member_ids else None


def set_state(
    store: Store, team_id: str, slack_id: str, goal_id: int, state: GoalState, *, now: datetime
) -> GoalBoard | Refusal:
    """Achieve a goal, drop it without a reason, or take it up again; what it already is, it stays."""
    with store.write() as tx:
        owner = _owner(tx, team_id, slack_id, now)
        if isinstance(owner, Refusal):
            return owner
        goal = _own_goal(tx, owner, goal_id)
        if goal is None or not (goal.state is state or may_become(goal.state, state)):
            return Refusal(Reason.OUTDATED, locale=owner.locale)
        if goal.state is not state:
            stored.change_goal(tx, goal_id, {"state": state, "changed_at": now})
            home.changed(tx, [owner.identity.person.id], now)
        return _board(tx, owner)


def open_win(store: Store, team_id: str, slack_id: str, goal_id: int, *, now: datetime) -> ShareForm | Refusal:
    """Return the form of a win with what somebody has achieved in its first field."""
    with store.read() as tx:
        owner = _owner(tx, team_id, slack_id, now)
        if isinstance(owner, Refusal):
            return owner
        goal = next((each for each in stored.goals_of(tx, owner.member_ids) if each.id == goal_id), None)
        if goal is None or goal.state is not GoalState.ACHIEVED:
            return Refusal(Reason.OUTDATED, locale=owner.locale)
        return peers.form_with(tx, owner.identity, Wish(ShareKind.WIN, goal.what), now)


def record(
    store: Store, team_id: str, slack_id: str, goal_id: int, steps_done: frozenset[int], value: str, *, now: datetime
) -> GoalBoard | Refusal | GoalProblem:
    """Note which steps of a goal are done and, if `value` is not empty, what its measure shows today."""
    with store.write() as tx:
        owner = _owner(tx, team_id, slack_id, now)
        if isinstance(owner, Refusal):
            return owner
        goal = _own_goal(tx, owner, goal_id)
        if goal is None:
            return Refusal(Reason.OUTDATED, locale=owner.locale)
        if len(value) > READING_LENGTH:
            return GoalProblem.TOO_LONG
        stored.mark_steps(tx, goal_id, steps_done, now)
        if value:
            stored.add_reading(tx, goal_id, owner.today, value)
        home.changed(tx, [owner.identity.person.id], now)
        return _board(tx, owner)


def mark(
    store: Store, team_id: str, slack_id: str, goal_id: int, check_in_id: int, how: Mark, *, now: datetime
) -> Refusal | None:
    """Note in one tap how a goal has been going at a check-in of its author; another tap replaces it."""
    with store.write() as tx:
        owner = _owner(tx, team_id, slack_id, now)
        if isinstance(owner, Refusal):
            return owner
        goal, check_in = _own_goal(tx, owner, goal_id), checkins.check_in(tx, check_in_id)
        if goal is None or check_in is None or check_in.member_id not in owner.member_ids:
            return Refusal(Reason.OUTDATED, locale=owner.locale)
        stored.set_progress(tx, goal_id, check_in_id, how, now)
        posts.refresh(tx, [f"confirmation:{check_in_id}"], now)
        return None


def set_framework(
    store: Store, team_id: str, slack_id: str, tags: tuple[str, ...], *, now: datetime
) -> GoalBoard | Refusal:
    """Name, as a coordinator, what goals in the program may be tagged with; what is tagged stays."""
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id)
        if isinstance(found, Refusal):
            return found
        framework = ";".join(tags)
        changes = {"goal_framework": [found.program.goal_framework, framework]}
        audit.add(tx, found.program.id, found.identity.person.id, "settings_changed", now, facts={"changes": changes})
        programs.change_program(tx, found.program.id, {"goal_framework": framework})
        owner = _owner(tx, team_id, slack_id, now)
        return owner if isinstance(owner, Refusal) else _board(tx, owner)
