"""A community of any size in Slack and in the database: pairs with a history of prompts, check-ins and meetings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from bot.domain.calendar import week_of
from bot.store.database import Store, create_store
from bot.store.schema import (
    check_in_readers,
    check_ins,
    meetings,
    members,
    metadata,
    outbox,
    pairs,
    people,
    programs,
    prompts,
    workspaces,
)
from tests.bench.processes import Slack

WEEKDAY = 3
WEEKS = 3  # of history
CHUNK = 1000
FAR = timedelta(days=300)


@dataclass(frozen=True, slots=True)
class Community:
    """Where somebody is to be found: `slack_ids[n]` is the person, and the member, with the id n + 1."""

    team_id: str
    slack_ids: tuple[str, ...]
    week: date


def move_in(slack: Slack, size: int, now: datetime) -> Community:
    """Put `size` people (an even number) into Slack. `now` says which week is the present one."""
    names = [f"p{number}" for number in range(1, size + 1)]
    ids = slack.ask("users", add=[{"name": name, "real_name": f"Robin {name.upper()}"} for name in names])
    return Community(slack.team_id, tuple(ids[name] for name in names), week_of(now.date(), WEEKDAY))


def enrol(community: Community, url: str, now: datetime, due: datetime | None = None) -> None:
    """Put them into a database, in pairs of mentor and mentee.

    Their prompt of this week is due at `due` (UTC); by default they have it already, and it is unanswered.
    """
    store = create_store(url)
    with store.write() as tx:
        for table, rows in _rows(community, now, due):
            while chunk := list(islice(rows, CHUNK)):
                tx.execute(table.insert(), chunk)
    note_the_ids(store)
    store.close()


def note_the_ids(store: Store) -> None:
    """Let PostgreSQL's own numbers go on behind ours."""
    if not store.is_sqlite:
        with store.write() as tx:
            for table in metadata.sorted_tables:
                if "id" in table.c and table.c.id.autoincrement:
                    name = table.name
                    numbers = f"pg_get_serial_sequence('{name}', 'id')"
                    tx.exec_driver_sql(f"SELECT setval({numbers}, (SELECT COALESCE(MAX(id), 1) FROM {name}))")
            tx.exec_driver_sql("ANALYZE")


def _rows(community: Community, now: datetime, due: datetime | None) -> Iterator[tuple[Any, Iterator[dict[str, Any]]]]:
    ids = range(1, len(community.slack_ids) + 1)
    weeks = [community.week - timedelta(weeks=back) for back in range(WEEKS, 0, -1)]
    asked = weeks if due else [*weeks, community.week]
    yield workspaces, iter([{"id": 1, "team_id": community.team_id, "name": "Northfield", "created_at": now}])
    yield programs, iter([_program(community, now)])
    yield people, (_person(n, slack_id, now, due or now + FAR) for n, slack_id in enumerate(community.slack_ids, 1))
    yield members, (_member(n, now, weeks[0]) for n in ids)
    yield pairs, (_pair(n, community) for n in ids if n % 2)
    yield meetings, (_meeting(n, week) for n in ids if n % 2 for week in weeks)
    yield prompts, (_prompt(n, week, community.week) for n in ids for week in asked)
    yield outbox, (_posted(n, week) for n in ids for week in asked)
    yield check_ins, (_check_in(n, week, at) for at, week in enumerate(weeks) for n in ids)
    yield (
        check_in_readers,
        (
            {"check_in_id": at * len(ids) + n, "person_id": _partner(n), "pair_id": (n + 1) // 2}
            for at in range(len(weeks))
            for n in ids
        ),
    )


def _program(community: Community, now: datetime) -> dict[str, Any]:
    return {
        "id": 1,
        "workspace_id": 1,
        "name": "Northfield",
        "name_key": "northfield",
        "timezone": "America/New_York",
        "starts": community.week - timedelta(weeks=10),
        "community_channel": "C10000000",
        "prompt_weekday": WEEKDAY,
        "prompt_time": time(14, 30),
        "reminder_time": time(9),
        "digest_weekday": 0,
        "digest_time": time(7),
        "quiet_from": time(19),
        "quiet_to": time(7),
        "created_at": now,
    }


def _person(n: int, slack_id: str, now: datetime, due: datetime) -> dict[str, Any]:
    names = {"email": f"p{n}@leaders.example", "name": f"Robin P{n}", "slack_id": slack_id, "slack_name": f"Robin P{n}"}
    state = {"state": "active", "slack_timezone": "America/New_York", "next_prompt_at": due, "created_at": now}
    return {"id": n, "workspace_id": 1, **names, **state}


def _member(n: int, now: datetime, first: date) -> dict[str, Any]:
    welcomed = {"welcome_key": f"checkin:{n}:{first}"}
    role = "mentor" if n % 2 else "mentee"
    return {"id": n, "program_id": 1, "person_id": n, "roles": role, "created_at": now, **welcomed}


def _pair(n: int, community: Community) -> dict[str, Any]:
    starts = community.week - timedelta(weeks=10)
    return {"id": (n + 1) // 2, "program_id": 1, "mentor_id": n, "mentee_id": n + 1, "starts": starts}


def _partner(n: int) -> int:
    return n + 1 if n % 2 else n - 1


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(18, 30), UTC)


def _meeting(n: int, week: date) -> dict[str, Any]:
    held = {"held_on": week + timedelta(days=1), "minutes": 30, "kind": "weekly"}
    return {"pair_id": (n + 1) // 2, "logged_by": n, "logged_at": _noon(week + timedelta(days=1)), **held}


def _prompt(n: int, week: date, this_week: date) -> dict[str, Any]:
    return {
        "person_id": n,
        "member_id": n,
        "week": week,
        "asked_at": _noon(week),
        "question_key": "observe-one-lesson",
        "question_reason": "rotation",
        "answered_at": _noon(week + timedelta(days=1)) if week < this_week else None,
        "message_key": f"checkin:{n}:{week}",
    }


def _posted(n: int, week: date) -> dict[str, Any]:
    return {
        "workspace_id": 1,
        "program_id": 1,
        "person_id": n,
        "kind": "checkin_prompt",
        "key": f"checkin:{n}:{week}",
        "facts": {"week": week.isoformat(), "welcome": []},
        "due_at": _noon(week),
        "not_before": _noon(week),
        "priority": 0,
        "state": "sent",
        "sent_at": _noon(week),
        "channel": f"D{n}",
        "ts": f"{n}.1",
    }


def _check_in(n: int, week: date, at: int) -> dict[str, Any]:
    return {
        "member_id": n,
        "week": week,
        "went_well": f"The reading groups of week {at} found their own rhythm, without me in the room.",
        "hard": "Two teachers asked for the same hour.",
        "next_step": "Sit in on one lesson and say one thing.",
        "win_audience": "pair",
        "challenge_audience": "pair",
        "created_at": _noon(week + timedelta(days=1)),
        "updated_at": _noon(week + timedelta(days=1)),
    }
