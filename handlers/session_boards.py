"""From a session as the services know it to the board that hosts see."""

from collections.abc import Sequence

from bot.content.wording import Wording, wording
from bot.domain.session_seats import Seat, SessionGroup
from bot.domain.sessions import Answer
from bot.services.session_placing import Board
from bot.views.session_board import PER_PAGE, BoardGroup, BoardView
from bot.views.session_day import Someone
from bot.views.session_words import words


def board_view(board: Board, page: int) -> BoardView:
    """Return what the board shows."""
    session, w = board.session, wording(board.locale)
    last = max(0, (len(board.groups) - 1) // PER_PAGE)
    keys = {"yes": Answer.YES, "late": Answer.LATE, "no": Answer.NO, "open": None}
    return BoardView(
        session.id,
        session.timezone,
        tuple(_group(w, group, seats, group.id in board.reached) for group, seats in board.groups),
        {key: board.answers.get(answer, 0) for key, answer in keys.items()},
        tuple(board.absent.items()),
        session.begun_at is not None or session.ended_at is not None,
        min(max(0, page), last),
    )


def _group(w: Wording, group: SessionGroup, seats: Sequence[Seat], reached: bool) -> BoardGroup:
    run = group.run
    step = group.plan.steps[run.round] if run.is_on and run.round is not None else None
    return BoardGroup(
        group.id,
        group.name,
        tuple(Someone(seat.member_id, seat.person.name, seat.person.slack_id, seat.job) for seat in seats),
        words(w, group.plan.protocol, step.key).title if step is not None else "",
        run.round_ends_at if step is not None else None,
        run.round,
        run.ended_at is not None,
        reached,
    )
