"""Two questions each term: asking, answering, and what coordinators of the program see of it."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.calendar import local, school_days
from bot.domain.kinds.pulses import PULSE_ASKED
from bot.domain.members import Member, Person
from bot.domain.messages import Draft
from bot.domain.programs import Program
from bot.domain.pulses import PulseAnswer, PulseTerm, asked_at, asking_terms, latest_term, term_on
from bot.domain.refusals import Reason, Refusal
from bot.domain.rhythms import rhythm_of
from bot.services import people, posts
from bot.store import pairs, programs, pulses
from bot.store.database import Store, Tx
from bot.store.identity import Identity


def key_of(member_id: int, term: str) -> str:
    """Return the key of the message that asks a member in a term."""
    return f"pulse:{member_id}:{term}"


def askings(tx: Tx, program: Program, since: date, until: date) -> list[Draft]:
    """Return the messages that ask whose turn comes from the local day `since` until before `until`; none outside the
    last weeks of a term. Asked is who is in a pair then, in a new one two weeks after it began.
    """
    terms = asking_terms(program.starts, program.ends, since, until)
    if not terms:
        return []
    days_off = programs.days_off_of(tx, [program.id])[program.id]
    found: dict[str, Draft] = {}
    for two in pairs.two_of_program(tx, program.id):
        if two.pair.ends is not None or two.mentor[0].ended_at is not None or two.mentee[0].ended_at is not None:
            continue
        for term in terms:
            first = term.asks_from(two.pair.starts)
            if first is None or not since <= first < until:
                continue
            for member, person in (two.mentor, two.mentee):
                days = school_days(days_off, member.school, member.district)
                at = asked_at(term, first, rhythm_of(person, member, program), program.reminder_time, days)
                if at is not None:
                    found.setdefault(key_of(member.id, term.key), _asking(program, term, member, person, at))
    return list(found.values())


def _asking(program: Program, term: PulseTerm, member: Member, person: Person, at: datetime) -> Draft:
    facts, key = {"member": member.id, "term": term.key}, key_of(member.id, term.key)
    return Draft(program.workspace_id, PULSE_ASKED.name, key, facts, at, person.id, program.id)


@dataclass(frozen=True, slots=True)
class PulseForm:
    """What the form needs: what was answered already, and whether there is a pair to ask about."""

    locale: str
    member_id: int
    term: str
    program: str
    in_pair: bool
    answer: PulseAnswer | None


def form(store: Store, team_id: str, slack_id: str, member_id: int, term: str, *, now: datetime) -> PulseForm | Refusal:
    """Return the form in which a member answers in a term that lasts."""
    with store.read() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        program = _answerable(identity, member_id, term, now)
        if program is None:
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        before, in_pair = pulses.answer(tx, member_id, term), pulses.is_in_pair(tx, member_id)
        return PulseForm(identity.person.locale, member_id, term, program.name, in_pair, before)


def answer(
    store: Store, team_id: str, slack_id: str, member_id: int, term: str, given: PulseAnswer, *, now: datetime
) -> str | Refusal:
    """Keep what a member answers, in the place of what they answered before in that term; return their locale.

    Whoever is in no pair says nothing about one.
    """
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        locale = identity.person.locale
        if _answerable(identity, member_id, term, now) is None:
            return Refusal(Reason.OUTDATED, locale=locale)
        if not given.is_valid:
            return Refusal(Reason.INVALID, locale=locale)
        kept = given if pulses.is_in_pair(tx, member_id) else PulseAnswer(given.worth, None, given.line)
        pulses.save(tx, member_id, term, kept, now)
        posts.refresh(tx, [key_of(member_id, term)], now)
        return locale


def _answerable(identity: Identity, member_id: int, term: str, now: datetime) -> Program | None:
    """Return the program of that membership of theirs, if the term is the one it is in."""
    for member, program in identity.open_memberships():
        current = term_on(program.starts, program.ends, local(now, program.timezone).date())
        if member.id == member_id and current is not None and current.key == term:
            return program
    return None


@dataclass(frozen=True, slots=True)
class PulseResult:
    """What the members of a program answered in a term, by name, the latest first; `term` is None before it begins."""

    program: str
    term: PulseTerm | None
    answers: tuple[tuple[str, PulseAnswer], ...]


@dataclass(frozen=True, slots=True)
class PulseDesk:
    """What a coordinator sees: each program of theirs in its term."""

    locale: str
    results: tuple[PulseResult, ...]


def desk(store: Store, team_id: str, slack_id: str, *, now: datetime) -> PulseDesk | Refusal:
    """Return to a coordinator what was answered in the programs that they coordinate, and in no other."""
    with store.read() as tx:
        found = people.coordinating(tx, team_id, slack_id)
        if isinstance(found, Refusal):
            return found
        return PulseDesk(found.identity.person.locale, tuple(_result(tx, each, now) for each in found.programs))


def _result(tx: Tx, program: Program, now: datetime) -> PulseResult:
    term = latest_term(program.starts, program.ends, local(now, program.timezone).date())
    answers = pulses.of_term(tx, program.id, term.key) if term is not None else []
    return PulseResult(program.name, term, tuple(answers))
