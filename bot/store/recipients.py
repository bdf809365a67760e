"""What Slack's answers teach about recipients: where a person is written to, whether a workspace's token works.

Times are UTC program time.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, exists, select, update

from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import installations, members, people, workspaces


def program_of(tx: Tx, person_id: int) -> int | None:
    """Return one of the programs the person is in, or was in last."""
    statement = select(members.c.program_id).where(members.c.person_id == person_id)
    id_: int | None = tx.scalar(statement.order_by(members.c.ended_at.is_not(None), members.c.id.desc()).limit(1))
    return id_


def remember_dm_channels(tx: Tx, channels: Mapping[int, str]) -> None:
    """Keep the direct channels that Slack named, by person id."""
    if channels:
        statement = update(people).where(people.c.id == bindparam("who")).values(dm_channel=bindparam("where"))
        tx.execute(statement, [{"who": id_, "where": channel} for id_, channel in channels.items()])


def mark_unreachable(tx: Tx, person_id: int, reason: str, now: datetime) -> None:
    """Note since when and why the bot cannot write to a person; the first moment stays."""
    statement = update(people).where(people.c.id == person_id, people.c.unreachable_since.is_(None))
    tx.execute(statement.values(unreachable_since=now, unreachable_reason=reason))


def mark_reachable(tx: Tx, person_ids: Collection[int]) -> None:
    """Forget that these people could not be reached."""
    statement = update(people).where(any_of(people.c.id, person_ids))
    tx.execute(statement.values(unreachable_since=None, unreachable_reason=None))


def stop_workspace(tx: Tx, workspace_id: int, reason: str, now: datetime) -> bool:
    """Let everything of a workspace wait because its token does not work; say whether it was running.

    `now` (UTC) is from before the call that was refused: if the app was installed anew since, that was another token.
    """
    newer = exists().where(installations.c.workspace_id == workspace_id, installations.c.installed_at > now)
    statement = update(workspaces).where(workspaces.c.id == workspace_id, workspaces.c.stopped_at.is_(None), ~newer)
    return tx.execute(statement.values(stopped_at=now, stopped_reason=reason)).rowcount > 0


def start_workspace(tx: Tx, workspace_id: int) -> None:
    """Let a workspace go on, after its token was seen to work."""
    statement = update(workspaces).where(workspaces.c.id == workspace_id)
    tx.execute(statement.values(stopped_at=None, stopped_reason=None))
