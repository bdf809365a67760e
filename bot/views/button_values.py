"""What buttons, options and forms carry as their value, and how it is read back. Under which id stands in `ids.py`.

Slack signs its requests, yet what a value holds is never more than a wish: whoever uses it looks whose it is.
"""

from datetime import UTC, date, datetime

from bot.domain.meetings import Answer, Sure, Talk
from bot.domain.pairs import Bond, MeetingKind
from bot.views.ids import TIMES_BLOCK

_LARGEST_ID = 2**31 - 1  # of the database's integers


def read_id(value: object) -> int:
    """Return the row's id that a button, an option or a form carries. Raises TypeError or ValueError for what is none.

    Slack signs its requests, yet what a value holds is never more than a wish: whoever uses it looks whose it is.
    """
    number = int(value) if isinstance(value, str | int) else 0
    if not 0 < number <= _LARGEST_ID:
        raise ValueError("not an id")
    return number


def week_value(member_id: int, week: date) -> str:
    """Return the button value that names a member's check-in of the program week that begins on `week`."""
    return f"{member_id}:{week.isoformat()}"


def read_week_value(value: str) -> tuple[int, date]:
    """Return member id and week of a `week_value`. Raises ValueError for anything else."""
    member_id, _, week = value.partition(":")
    return read_id(member_id), date.fromisoformat(week)


def met_value(pair_id: int, minutes: int) -> str:
    """Return the option value that names a pair and the length of its meeting."""
    return f"{pair_id}:{minutes}"


def read_met_value(value: str) -> tuple[int, int]:
    """Return pair id and minutes of a `met_value`. Raises ValueError for anything else."""
    pair_id, _, minutes = value.partition(":")
    return read_id(pair_id), read_id(minutes)


def slot_value(offer_id: int, number: int) -> str:
    """Return what names one of an offer's times."""
    return f"{offer_id}:{number}"


def read_slot_value(value: str) -> tuple[int, int]:
    """Return the offer's id and the time's number of a `slot_value`. Raises ValueError for anything else."""
    offer_id, _, number = value.partition(":")
    return read_id(offer_id), int(number)


def more_value(action: str, of_id: int) -> str:
    """Return the option value that names an action, and the id of what it is done to."""
    return f"{action}:{of_id}"


def pairs_value(program_id: int, state: str, page: int) -> str:
    """Return what names a page of the list of pairs: the program, how they stand, the page's number from 0."""
    return f"{program_id}:{state}:{page}"


def read_pairs_value(value: str) -> tuple[int, str, int]:
    """Return program id, state and page of a `pairs_value`. Raises ValueError for anything else."""
    program_id, state, page = value.split(":")
    return read_id(program_id), state, int(page)


OBSTACLE_TASKS = ("read", "write", "hold", "go_on", "end")


def task_value(task: str, obstacle_id: int) -> str:
    """Return the option value that names what a coordinator does about an obstacle."""
    return f"{task}:{obstacle_id}"


def read_task_value(value: str) -> tuple[str, int]:
    """Return task and obstacle id of a `task_value`. Raises ValueError for anything else."""
    task, _, obstacle_id = value.partition(":")
    if task not in OBSTACLE_TASKS:
        raise ValueError("no task")
    return task, read_id(obstacle_id)


def bond_value(bond: Bond) -> str:
    """Return the value that names a pair, or a coach and a leader."""
    return f"{bond.coach_id}-{bond.leader_id}" if bond.is_coaching else str(bond.pair_id)


def read_bond_value(value: str) -> Bond:
    """Return the bond of a `bond_value`. Raises ValueError for anything else."""
    coach_id, dash, leader_id = value.partition("-")
    return Bond(0, read_id(coach_id), read_id(leader_id)) if dash else Bond(read_id(value))


def talk_value(talk: Talk, existing: int = 0, seen: int = 0) -> str:
    """Return the value that names a talk with one person (without notes), and if it was asked of which meeting it may
    be: that one's id, and how many meetings of the day were seen.
    """
    kind = talk.kind.value if talk.kind else ""
    return f"{bond_value(talk.bonds[0])}|{talk.day.isoformat()}|{talk.minutes}|{kind}|{existing}|{seen}"


def read_talk_value(value: str, sure: Sure | None = None) -> tuple[Talk, Answer | None]:
    """Return the talk of a `talk_value`, and with `sure` the answer to whether it is the meeting named there.

    Raises ValueError for anything else.
    """
    bond, day, minutes, kind, existing, seen = value.split("|")
    talk = Talk(
        (read_bond_value(bond),), date.fromisoformat(day), read_id(minutes), MeetingKind(kind) if kind else None
    )
    return talk, Answer(sure, read_id(existing), int(seen)) if sure else None


def menu_value(action: str, value: str) -> str:
    """Return the value of an overflow's option that does what a button `action` with that `value` would."""
    return f"{action}:{value}"


def read_menu_value(value: str) -> tuple[str, str]:
    """Return action and value of a `menu_value`."""
    action, _, rest = value.partition(":")
    return action, rest


def planned_value(schedule_id: int, day: date, starts_at: datetime) -> str:
    """Return the button value that names one planned meeting; `starts_at` is UTC."""
    return f"{schedule_id}:{day.isoformat()}:{int(starts_at.timestamp())}"


def read_planned_value(value: str) -> tuple[int, date, datetime]:
    """Return schedule id, day and UTC beginning of a `planned_value`. Raises ValueError for anything else."""
    schedule_id, day, starts = value.split(":")
    return read_id(schedule_id), date.fromisoformat(day), datetime.fromtimestamp(read_id(starts), UTC)


def times_block(offer_id: int) -> str:
    """Return the id of the block in which an offer's times are ticked."""
    return f"{TIMES_BLOCK}{offer_id}"


def read_times_block(block_id: str) -> int:
    """Return the offer's id of a `times_block`. Raises ValueError for anything else."""
    return read_id(block_id.removeprefix(TIMES_BLOCK))


def reach_value(audience: str, member_id: int) -> str:
    """Return the option value that names an audience in one of somebody's programs."""
    return f"{audience}:{member_id}"


def read_reach_value(value: str) -> tuple[str, int]:
    """Return audience and member id of a `reach_value`. Raises ValueError for anything else."""
    audience, _, member_id = value.partition(":")
    return audience, read_id(member_id)
