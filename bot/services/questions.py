"""Which coaching question somebody gets."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from bot.content.questions import load_questions
from bot.domain.checkins import CheckIn
from bot.domain.members import Member
from bot.domain.questions import Choice, LastWeek, QuestionBank
from bot.store import prompts as prompt_store
from bot.store.database import Tx


def choose_for(person_id: int, member: Member, asked: Sequence[str], latest: CheckIn | None, week: date) -> Choice:
    """Return the question for the week that begins on `week`, given the keys `asked` before (oldest first)."""
    last = LastWeek()
    if latest is not None:
        answers = latest.answers
        last = LastWeek(win=bool(answers.went_well), challenge=bool(answers.hard), next_step=bool(answers.next_step))
    return _bank().choose(member.roles, asked, last, person_id=person_id, week=week)


@lru_cache(maxsize=1)
def _bank() -> QuestionBank:
    return QuestionBank(load_questions())


def question_for(tx: Tx, person_id: int, member: Member, latest: CheckIn | None, week: date) -> Choice:
    """Return the question for one person, with what they have been asked before."""
    return choose_for(person_id, member, prompt_store.asked_questions(tx, [person_id]).get(person_id, []), latest, week)
