"""The weekly check-in from the member's side: open the form, save it, edit it, thank its author."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain import messages
from bot.domain.calendar import local, week_of
from bot.domain.checkins import (
    Answers,
    Audience,
    CheckIn,
    Submission,
    allowed_readers,
    latest_step,
    preselected_readers,
    shared_key,
)
from bot.domain.home_groups import HomeGroup
from bot.domain.members import Member
from bot.domain.messages import Draft
from bot.domain.pairs import Partner
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.services import home, meetings, notes, people, posts, resting, rhythm
from bot.services.checkin_news import announce
from bot.services.questions import question_for
from bot.store import checkin_form, home_groups, outbox
from bot.store import checkins as stored
from bot.store import prompts as prompt_store
from bot.store import questions as question_store
from bot.store.coaching import coach_of
from bot.store.database import Store, Tx
from bot.store.identity import Identity, partners_of


@dataclass(frozen=True, slots=True)
class Form:
    """All that the check-in form needs. `choices` are the memberships to choose from; one means there is no choice.
    `last_step` is what its author meant to do, empty once this week's check-in exists.
    """

    locale: str
    choices: tuple[tuple[Member, Program], ...]
    program: Program
    member: Member
    week: date
    partners: tuple[Partner, ...]
    away: tuple[Partner, ...]
    readers: frozenset[int]
    answers: Answers
    question_key: str
    question: str
    last_step: str
    existing: CheckIn | None
    coach: Partner | None = None  # who may read it as well, if they are not away and no partner besides
    group: bool = False  # there is a home group with a conversation


@dataclass(frozen=True, slots=True)
class Saved:
    """A check-in that is in the database."""

    check_in_id: int
    edited: bool


def open_form(
    store: Store, team_id: str, slack_id: str, member_id: int | None = None, week: date | None = None, *, now: datetime
) -> Form | Refusal:
    """Return the form for a membership (else the person's first), of this week or, if `week` says so, of the last."""
    with store.read() as tx:
        identity = people.active(tx, team_id, slack_id, now)
        if isinstance(identity, Refusal):
            return identity
        asked = people.asked(identity)
        chosen = next((found for found in asked if member_id in (None, found[0].id)), None)
        if chosen is None:
            return Refusal(Reason.OUTDATED if asked else Reason.NOT_ASKED)
        return _form(tx, identity, chosen, asked, week, now)


def _week(identity: Identity, program: Program, wanted: date | None, now: datetime) -> tuple[date, date]:
    """Return the person's local day, and the week meant: the `wanted` one if it is this or the last, else this."""
    today = local(now, identity.person.timezone(program.timezone)).date()
    this_week = week_of(today, program.prompt_weekday)
    return today, wanted if wanted == this_week - timedelta(weeks=1) else this_week


def _form(
    tx: Tx,
    identity: Identity,
    chosen: tuple[Member, Program],
    choices: list[tuple[Member, Program]],
    wanted: date | None,
    now: datetime,
) -> Form:
    member, program = chosen
    today, week = _week(identity, program, wanted, now)
    known = partners_of(tx, member, today)
    partners = tuple(partner for partner in known if not partner.is_away)
    begun = checkin_form.begun(tx, member.id)
    latest, prompt = begun.latest, begun.prompt
    existing = stored.check_in_of_week(tx, member.id, week) if latest and latest.week >= week else None
    current = prompt is not None and prompt.week == week
    if existing is not None and existing.question_key:
        question_key = existing.question_key
    elif prompt is not None and current:
        question_key = prompt.question_key
    else:
        question_key = question_for(tx, identity.person.id, member, program, latest, week, today).key
    step = latest_step(latest, begun.now_what) if existing is None else ""
    return Form(
        locale=identity.person.locale,
        choices=tuple(choices),
        program=program,
        member=member,
        week=week,
        partners=partners,
        away=tuple(partner for partner in known if partner.is_away),
        readers=existing.readers if existing else preselected_readers(partners),
        answers=existing.answers if existing else Answers(went_well=""),
        question_key=question_key,
        question=question_store.bank_of(tx, program).text(question_key),
        last_step=step,
        existing=existing,
        coach=_coach(tx, identity, chosen, partners, today),
        group=begun.has_group,
    )


def _coach(
    tx: Tx, identity: Identity, chosen: tuple[Member, Program], partners: Collection[Partner], today: date
) -> Partner | None:
    coach = coach_of(tx, identity.person, *chosen, today)
    known = {partner.person_id for partner in partners}
    return coach if coach is not None and not coach.is_away and coach.person_id not in known else None


def _conversing_group(tx: Tx, member: Member) -> HomeGroup | None:
    """Return the home group of a member if it has a conversation in which something can be shared."""
    found = home_groups.group_of(tx, member.id)
    return found if found is not None and found.channel is not None else None


def submit(store: Store, team_id: str, slack_id: str, submission: Submission, *, now: datetime) -> Saved | Refusal:
    """Save a form and put into the outbox all that follows from it. A form of last week counts for last week."""
    with store.write() as tx:
        identity = people.active(tx, team_id, slack_id, now)
        if isinstance(identity, Refusal):
            return identity
        chosen = next((found for found in people.asked(identity) if found[0].id == submission.member_id), None)
        if chosen is None:
            return Refusal(Reason.OUTDATED)
        member, program = chosen
        today, week = _week(identity, program, submission.week, now)
        partners = [partner for partner in partners_of(tx, member, today) if not partner.is_away]
        coach = _coach(tx, identity, chosen, partners, today)
        partners += [coach] if coach is not None else []
        existing = stored.check_in_of_week(tx, member.id, week)
        check_in_id = _save(tx, existing, member, program, week, submission, partners, now)
        if submission.met is not None:
            meetings.log_today(tx, identity, submission.met, now)
        announce(tx, identity, program, check_in_id, existing, partners, now)
        _settle_prompt(tx, identity, now)
        if submission.note is not None:
            notes.mark_kept(tx, identity.person.id, submission.note, now)
        home.changed(tx, [identity.person.id, *(partner.person_id for partner in partners if partner.is_coach)], now)
        return Saved(check_in_id, edited=existing is not None)


def _save(
    tx: Tx,
    existing: CheckIn | None,
    member: Member,
    program: Program,
    week: date,
    submission: Submission,
    partners: list[Partner],
    now: datetime,
) -> int:
    allowed = allowed_readers(submission.readers, partners)
    places = {Audience.PAIR}
    places |= {Audience.COMMUNITY} if program.community_channel is not None else set()
    places |= {Audience.GROUP} if _conversing_group(tx, member) is not None else set()
    asked = submission.question_key if question_store.bank_of(tx, program).text(submission.question_key) else None
    answers = submission.answers
    return stored.save_check_in(
        tx,
        existing=existing,
        member_id=member.id,
        week=week,
        answers=answers,
        question_key=asked,
        readers={partner.person_id: partner.pair_id or None for partner in partners if partner.person_id in allowed},
        win_audience=submission.win_audience if submission.win_audience in places else Audience.PAIR,
        challenge_audience=submission.challenge_audience
        if submission.challenge_audience in places and answers.hard
        else Audience.PAIR,
        now=now,
    )


def _settle_prompt(tx: Tx, identity: Identity, now: datetime) -> None:
    """Close the prompt that this answers, and wake up somebody who was left in peace."""
    prompt = prompt_store.latest_prompt(tx, identity.person.id)
    if prompt is not None and prompt.answered_at is None and now - prompt.asked_at < timedelta(weeks=1):
        prompt_store.change_prompt(tx, prompt.id, answered_at=now, skipped_at=None, remind_at=None)
        posts.refresh(tx, [key for key in (prompt.message_key, prompt.reminder_key) if key], now)
    if identity.person.resting_since is not None:
        resting.wake(tx, identity.person, now)
        rhythm.recompute(tx, [identity.person.id], now)


def thank(store: Store, team_id: str, slack_id: str, check_in_id: int, *, now: datetime) -> Refusal | None:
    """Tell the author of a check-in, once, that this reader thanks them for it."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        reader = identity.person.id
        check_in = stored.check_in(tx, check_in_id)
        if check_in is None or reader not in check_in.readers:
            return Refusal(Reason.OUTDATED)
        if not stored.mark_thanked(tx, check_in_id, reader, now):
            return None
        author, _ = stored.authors(tx, [check_in_id])[check_in_id]
        draft = Draft(
            identity.workspace.id,
            messages.CHECKIN_THANKS.name,
            f"thanks:{check_in_id}:{reader}",
            {"thanks": [[check_in_id, reader]]},
            now,
            person_id=author,
        )
        outbox.put(tx, [draft])
        posts.refresh(tx, [shared_key(check_in_id, reader)], now)
        return None
