"""Which coaching question somebody gets with their weekly prompt, or in the form of a week without one."""

from collections.abc import Collection, Sequence
from datetime import date

from bot.domain.calendar import WEEK
from bot.domain.checkins import CheckIn
from bot.domain.members import Member
from bot.domain.peers import LastShare, ShareKind
from bot.domain.programs import Program
from bot.domain.questions import Choice, LastWeek
from bot.store import peers as peer_store
from bot.store import prompts as prompt_store
from bot.store import questions as stored
from bot.store.database import Tx
from bot.store.questions import Bank


def last_week(latest: CheckIn | None, shared: LastShare | None = None, *, missed_meeting: bool) -> LastWeek:
    """Return what somebody last did, as far as it decides on their question: their latest check-in or, if that was
    later, a win or challenge that they `shared`.
    """
    if shared is not None and (latest is None or shared.created_at > latest.updated_at):
        is_win = shared.kind is ShareKind.WIN
        return LastWeek(is_win, not is_win, shared.has_step, missed_meeting)
    if latest is None:
        return LastWeek(missed_meeting=missed_meeting)
    answers = latest.answers
    return LastWeek(bool(answers.went_well), bool(answers.hard), bool(answers.next_step), missed_meeting)


def missed_a_meeting(tx: Tx, member_ids: Collection[int], today: date) -> set[int]:
    """Return those of the members whose partners are not new and who met none of them in the seven days to `today`."""
    return stored.without_meeting(tx, member_ids, today - WEEK)


def choose_for(person_id: int, member: Member, bank: Bank, asked: Sequence[str], last: LastWeek, week: date) -> Choice:
    """Return the question for the week that begins on `week`, given the keys `asked` before (oldest first)."""
    return bank.for_people.choose(member.roles, asked, last, person_id=person_id, week=week)


def question_for(
    tx: Tx, person_id: int, member: Member, program: Program, latest: CheckIn | None, week: date, today: date
) -> Choice:
    """Return the question for one person, with what they have been asked before."""
    shared = peer_store.last_shares(tx, [person_id]).get((person_id, program.id))
    last = last_week(latest, shared, missed_meeting=member.id in missed_a_meeting(tx, [member.id], today))
    asked = prompt_store.asked_questions(tx, [person_id]).get(person_id, [])
    return choose_for(person_id, member, stored.bank_of(tx, program), asked, last, week)
