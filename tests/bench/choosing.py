"""How long it takes to choose a coaching question for everybody, each with a year of questions behind them."""

import time
from datetime import date, timedelta

from bot.content.questions import load_questions
from bot.domain.members import Role
from bot.domain.questions import LastWeek, QuestionBank
from tests.bench.figures import table

WEEKS = 40
MONDAY = date(2026, 9, 7)
ROLES = (Role.MENTEE, Role.MENTOR, Role.EMERGING)


def measure(crowd: int) -> float:
    """Return the processor's seconds it takes to choose for `crowd` people, a third without a meeting last week."""
    bank = QuestionBank(load_questions())
    keys = [question.key for question in load_questions()]
    asked = [keys[n % len(keys) :][:WEEKS] for n in range(crowd)]
    began = time.process_time()
    for n in range(crowd):
        last = LastWeek(win=n % 2 == 0, challenge=n % 5 == 0, missed_meeting=n % 3 == 0)
        who = frozenset({ROLES[n % len(ROLES)]})
        bank.choose(who, asked[n], last, person_id=n, week=MONDAY + timedelta(weeks=WEEKS))
    return time.process_time() - began


def report(crowd: int, seconds: float) -> str:
    """Return the figure as a Markdown table."""
    return table(("Coaching questions", "people", "seconds"), [("chosen", str(crowd), f"{seconds:.2f}")])
