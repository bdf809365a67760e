"""Questions for a program's whole community: at its rhythm, or asked by a member. Answers stay in Slack."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain import messages
from bot.domain.calendar import SchoolDays, local, school_days
from bot.domain.community import GROUP, LATEST, decent_moment, next_question
from bot.domain.messages import Draft
from bot.domain.own_questions import Draw
from bot.domain.programs import Program
from bot.domain.questions import Choice, LastWeek, Reason
from bot.store import outbox, programs
from bot.store import questions as stored
from bot.store.database import Store, Tx


def days_of(tx: Tx, program: Program) -> SchoolDays:
    """Return the school days of a program as a whole."""
    return school_days(programs.days_off_of(tx, [program.id])[program.id], "", "")


def set_next(tx: Tx, program: Program, now: datetime) -> None:
    """Set anew when the program's community is asked next; whatever changes its span, rhythm or calendar calls this."""
    stored.set_next_question(tx, program.id, next_question(program, days_of(tx, program), now))


def choose(tx: Tx, program: Program, seed: int, now: datetime, besides: Sequence[str] = ()) -> Choice:
    """Return the community's next question, with what it has been asked before; `besides` are keys to leave out too."""
    asked = [*stored.keys_for_community(tx, program.id), *besides]
    day = local(now, program.timezone).date()
    bank = stored.bank_of(tx, program).for_community
    return bank.choose(GROUP, asked, LastWeek(), person_id=seed, week=day)


def ask_due(store: Store, *, now: datetime) -> int:
    """Put the question of every community whose time has come into the outbox; return how many programs were due.

    One that is over two days late, whose day has become a day off, or that has no channel to go to, is left out.
    """
    with store.read() as tx:
        if not stored.programs_due(tx, now):
            return 0
    with store.write() as tx:
        due = stored.programs_due(tx, now)
        for program in due:
            at, days = program.next_question_at, days_of(tx, program)
            in_time = at is not None and now <= at + LATEST and local(at, program.timezone).date() in days
            if at is not None and in_time and program.community_channel is not None:
                _ask(tx, program, at)
            stored.set_next_question(tx, program.id, next_question(program, days, now))
        return len(due)


def _ask(tx: Tx, program: Program, at: datetime) -> None:
    choice = choose(tx, program, program.id, at)
    _put(tx, program, choice, f"question:{program.id}:{local(at, program.timezone).date().isoformat()}", at, None)


def put_draw(tx: Tx, program: Program, draw: Draw, now: datetime) -> datetime:
    """Ask the community what a member drew, once, at the first decent moment; return that moment (UTC)."""
    programs.lock_program(tx, program.id)
    known = stored.community_question_of_draw(tx, draw.id)
    if known is not None:
        return known.asked_at
    at = decent_moment(program, days_of(tx, program), now)
    choice = Choice(draw.question_key, Reason(draw.reason))
    _put(tx, program, choice, f"question:draw:{draw.id}", at, draw.id)
    return at


def _put(tx: Tx, program: Program, choice: Choice, key: str, at: datetime, draw_id: int | None) -> None:
    values = {"program_id": program.id, "question_key": choice.key, "reason": choice.reason, "asked_at": at}
    question_id = stored.add_community_question(tx, {**values, "draw_id": draw_id, "message_key": key})
    facts = {"question": question_id}
    kind = messages.COMMUNITY_QUESTION.name
    outbox.put(tx, [Draft(program.workspace_id, kind, key, facts, at, program_id=program.id)])
