"""Coaching questions that people ask for: for themselves, for a mentee, for everyone; what they keep of them."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.calendar import local, week_of
from bot.domain.community import GROUP
from bot.domain.members import ASKED_ROLES, Member, Role
from bot.domain.own_questions import ANSWER_LENGTH, Draw, Purpose
from bot.domain.pairs import Partner
from bot.domain.programs import Program
from bot.domain.questions import Choice, LastWeek
from bot.domain.refusals import Reason, Refusal
from bot.domain.resources import Resource
from bot.services import community_questions, people, rhythm
from bot.services.questions import last_week, missed_a_meeting
from bot.store import checkins, resources
from bot.store import peers as peer_store
from bot.store import prompts as prompt_store
from bot.store import questions as stored
from bot.store.database import Store, Tx
from bot.store.identity import Identity, partners_of

SHOWN = 10  # of what somebody kept


@dataclass(frozen=True, slots=True)
class Offered:
    """A question as it is offered. `mentees` are the partners it could be for, `partner` the one it is for;
    `channel` is the community's, empty without one.
    """

    locale: str
    draw_id: int
    purpose: Purpose
    question: str
    reason: str
    mentees: tuple[Partner, ...]
    partner: Partner | None
    channel: str
    resource: Resource | None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a question. `name` is the mentee's; `asked_at` (UTC) the moment at which everyone gets it."""

    locale: str
    purpose: Purpose
    name: str = ""
    asked_at: datetime | None = None
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that a person kept. `name` is that of the mentee it is for; `asked` says that everyone was asked."""

    draw_id: int
    question: str
    answer: str
    name: str
    asked: bool


@dataclass(frozen=True, slots=True)
class KeptList:
    """What a person kept, newest first; `can_ask` says that there is a community to ask."""

    locale: str
    kept: tuple[Kept, ...]
    can_ask: bool


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who asks for a question, in which of their programs, on which local day."""

    identity: Identity
    member: Member
    program: Program
    today: date
    partners: list[Partner]

    @property
    def mentees(self) -> list[Partner]:
        return [partner for partner in self.partners if not partner.is_mentor]


def _asker(tx: Tx, team_id: str, slack_id: str, now: datetime) -> _Asker | Refusal:
    identity = people.active(tx, team_id, slack_id, now)
    if isinstance(identity, Refusal):
        return identity
    member, program = rhythm.lead(identity, now) or identity.open_memberships()[0]
    today = local(now, identity.person.timezone(program.timezone)).date()
    return _Asker(identity, member, program, today, partners_of(tx, member, today))


def draw(
    store: Store, team_id: str, slack_id: str, purpose: Purpose, pair_id: int | None = None, *, now: datetime
) -> Offered | Refusal:
    """Offer a question, another one each time. With several mentees it is for the one of `pair_id`, else the first."""
    with store.write() as tx:
        asker = _asker(tx, team_id, slack_id, now)
        if isinstance(asker, Refusal):
            return asker
        locale = asker.identity.person.locale
        partner = None
        if purpose is Purpose.MENTEE:
            if not asker.mentees:
                return Refusal(Reason.NO_MENTEE, locale=locale)
            partner = next((p for p in asker.mentees if p.pair_id == pair_id), asker.mentees[0])
        if purpose is Purpose.COMMUNITY and asker.program.community_channel is None:
            return Refusal(Reason.NO_COMMUNITY, locale=locale)
        choice = _choose(tx, asker, purpose, partner, now)
        draw_id = stored.add_draw(
            tx,
            {
                "person_id": asker.identity.person.id,
                "member_id": asker.member.id,
                "purpose": purpose,
                "question_key": choice.key,
                "reason": choice.reason,
                "asked_at": now,
                "pair_id": partner.pair_id if partner else None,
            },
        )
        bank = stored.bank_of(tx, asker.program)
        own = bank.own.get(choice.key)
        with_it = own.resource_id if own is not None else None
        return Offered(
            locale=locale,
            draw_id=draw_id,
            purpose=purpose,
            question=bank.text(choice.key),
            reason=choice.reason,
            mentees=tuple(asker.mentees),
            partner=partner,
            channel=asker.program.community_channel or "",
            resource=resources.listed(tx, asker.program.id, with_it) if with_it is not None else None,
        )


def _choose(tx: Tx, asker: _Asker, purpose: Purpose, partner: Partner | None, now: datetime) -> Choice:
    person_id = asker.identity.person.id
    asked = prompt_store.asked_questions(tx, [person_id]).get(person_id, [])
    if purpose is Purpose.COMMUNITY:
        return community_questions.choose(tx, asker.program, person_id, now, besides=asked)
    bank = stored.bank_of(tx, asker.program).for_people
    week = week_of(asker.today, asker.program.prompt_weekday)
    unmet = missed_a_meeting(tx, [asker.member.id], asker.today)
    if partner is None:
        latest = checkins.latest_check_in(tx, asker.member.id)
        shared = peer_store.last_shares(tx, [person_id]).get((person_id, asker.program.id))
        last = last_week(latest, shared, missed_meeting=bool(unmet))
        roles = asker.member.roles & ASKED_ROLES or GROUP
        return bank.choose(roles, asked, last, person_id=person_id, week=week)
    # What the mentee wrote decides nothing here: their mentor would read from the choice what was not shared.
    theirs = prompt_store.asked_questions(tx, [partner.person_id]).get(partner.person_id, [])
    before = [*theirs, *stored.keys_for_pair(tx, partner.pair_id)]
    last = LastWeek(missed_meeting=bool(unmet))
    return bank.choose(frozenset({Role.MENTEE}), before, last, person_id=partner.person_id, week=week)


def keep(store: Store, team_id: str, slack_id: str, draw_id: int, answer: str, *, now: datetime) -> Done | Refusal:
    """Keep a question, with what its owner wrote; one for everyone is asked. Again it changes nothing but the words.

    `answer` is `checkins.written`, and not longer than ANSWER_LENGTH.
    """
    with store.write() as tx:
        found = _own_draw(tx, team_id, slack_id, draw_id, now)
        if isinstance(found, Refusal):
            return found
        asker, drawn = found
        if len(answer) > ANSWER_LENGTH:
            return Refusal(Reason.INVALID, locale=asker.identity.person.locale)
        stored.change_draw(tx, draw_id, {"answer": answer, "kept_at": drawn.kept_at or now})
        name = next((p.name for p in asker.partners if p.pair_id == drawn.pair_id), "")
        at = None
        if drawn.purpose is Purpose.COMMUNITY:
            at = community_questions.put_draw(tx, asker.program, drawn, now)
        return Done(asker.identity.person.locale, drawn.purpose, name, at, asker.identity.person.timezone("UTC"))


def _own_draw(tx: Tx, team_id: str, slack_id: str, draw_id: int, now: datetime) -> tuple[_Asker, Draw] | Refusal:
    """Return a draw of this person in a program that they are in and follow now."""
    asker = _asker(tx, team_id, slack_id, now)
    if isinstance(asker, Refusal):
        return asker
    drawn = stored.draw(tx, draw_id)
    own = drawn is not None and drawn.person_id == asker.identity.person.id
    if drawn is None or not own:
        return Refusal(Reason.OUTDATED, locale=asker.identity.person.locale)
    for member, program in asker.identity.open_memberships():
        if member.id == drawn.member_id:
            return _Asker(asker.identity, member, program, asker.today, partners_of(tx, member, asker.today)), drawn
    return Refusal(Reason.OUTDATED, locale=asker.identity.person.locale)


def kept(store: Store, team_id: str, slack_id: str, *, now: datetime) -> KeptList | Refusal:
    """Return what somebody kept."""
    with store.read() as tx:
        asker = _asker(tx, team_id, slack_id, now)
        return asker if isinstance(asker, Refusal) else _kept(tx, asker)


def _kept(tx: Tx, asker: _Asker) -> KeptList:
    names = {partner.pair_id: partner.name for partner in asker.partners}
    found = [
        Kept(
            each.id,
            stored.text_of(tx, each.question_key),
            each.answer,
            names.get(each.pair_id or 0, ""),
            stored.community_question_of_draw(tx, each.id) is not None,
        )
        for each in stored.kept_draws(tx, asker.identity.person.id, SHOWN)
    ]
    can_ask = asker.program.community_channel is not None
    return KeptList(asker.identity.person.locale, tuple(found), can_ask)


def ask_everyone(store: Store, team_id: str, slack_id: str, draw_id: int, *, now: datetime) -> KeptList | Refusal:
    """Put a question that somebody kept to their community, once; what they wrote about it stays with them."""
    with store.write() as tx:
        found = _own_draw(tx, team_id, slack_id, draw_id, now)
        if isinstance(found, Refusal):
            return found
        asker, drawn = found
        if asker.program.community_channel is None:
            return Refusal(Reason.NO_COMMUNITY, locale=asker.identity.person.locale)
        community_questions.put_draw(tx, asker.program, drawn, now)
        return _kept(tx, asker)
