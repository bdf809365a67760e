"""Opening a task for the coordinators, whoever makes it necessary: a member who answers, or the ladder."""

from datetime import datetime

from bot.domain.calendar import local
from bot.domain.digests import NAMED_FOR
from bot.domain.kinds.nudges import OBSTACLE
from bot.domain.messages import Draft
from bot.domain.obstacles import Told
from bot.domain.pair_files import PairFile
from bot.services import home
from bot.store import hands, obstacles, outbox
from bot.store.database import Tx


def task_key(obstacle_id: int) -> str:
    """Return the key of the post about an obstacle in the coordinators' channel."""
    return f"obstacle:{obstacle_id}"


def open_task(tx: Tx, file: PairFile, author_id: int | None, told: Told, now: datetime) -> int:
    """Open an obstacle, have the coordinators' channel told, and return its id. Who has the pair has it too."""
    held = hands.of_pairs(tx, [file.pair.id], local(now, file.program.timezone).date() - NAMED_FOR).get(file.pair.id)
    obstacle_id = obstacles.add(tx, file.program.id, file.pair.id, author_id, told, now)
    if held is not None:
        obstacles.take_of_pair(tx, file.pair.id, held.person_id, held.at)
    draft = Draft(
        file.program.workspace_id,
        OBSTACLE.name,
        task_key(obstacle_id),
        {"obstacle": obstacle_id},
        now,
        program_id=file.program.id,
    )
    outbox.put(tx, [draft])
    home.program_changed(tx, [file.program.id], now)
    return obstacle_id
