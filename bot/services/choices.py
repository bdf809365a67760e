"""What members decide for themselves: their day, a pause, to come back, to leave."""

from dataclasses import dataclass
from datetime import date, datetime, time

from bot.domain import messages
from bot.domain.calendar import QuietHours, is_plausible, local
from bot.domain.members import EndReason, Member, Person
from bot.domain.messages import Draft
from bot.domain.own_quiet import QuietObjection, flaw_of, quiet_hours
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.services import home, home_groups, nudges, partner_news, people, posts, resting, rhythm
from bot.store import members, outbox, pairs
from bot.store import prompts as prompt_store
from bot.store.database import Store, Tx
from bot.store.identity import Identity, partners_of
from bot.store.pairs import Two


@dataclass(frozen=True, slots=True)
class Standing:
    """A person with their open memberships, and the program whose rhythm they follow unless they chose their own."""

    person: Person
    lead: Program
    memberships: tuple[tuple[Member, Program], ...]


def standing(store: Store, team_id: str, slack_id: str, *, now: datetime) -> Standing | Refusal:
    """Return how somebody stands, for the forms in which they change it."""
    with store.read() as tx:
        return _standing(tx, team_id, slack_id, now)


def _standing(tx: Tx, team_id: str, slack_id: str, now: datetime) -> Standing | Refusal:
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    memberships = identity.open_memberships()
    lead = rhythm.lead(identity, now) or memberships[0]
    return Standing(identity.person, lead[1], tuple(memberships))


def change_day(
    store: Store, team_id: str, slack_id: str, weekday: int, at: time, every_weeks: int, *, now: datetime
) -> Refusal | None:
    """Ask the person on `weekday` (Monday is 0) at `at`, their own time, every so many weeks from now on."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        program = (rhythm.lead(identity, now) or identity.open_memberships()[0])[1]
        quiet = quiet_hours(identity.person, program)
        if not 0 <= weekday <= 4 or every_weeks not in (1, 2, 4) or quiet.hold_at(at):
            return Refusal(Reason.INVALID)
        values = {"prompt_weekday": weekday, "prompt_time": at, "every_weeks": every_weeks}
        members.change_person(tx, identity.person.id, values)
        resting.wake(tx, identity.person, now)
        rhythm.recompute(tx, [identity.person.id], now)
        home.changed(tx, [identity.person.id], now)
        return None


def change_quiet(
    store: Store, team_id: str, slack_id: str, wanted: QuietHours, *, now: datetime
) -> Refusal | QuietObjection | None:
    """Let nothing come unasked in these hours of the person's own clock. The program's hours mean: follow it."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        person = identity.person
        program = (rhythm.lead(identity, now) or identity.open_memberships()[0])[1]
        usual = wanted == QuietHours(program.quiet_from, program.quiet_to)
        asked_at = person.prompt_time or program.prompt_time
        flaw = None if usual else flaw_of(wanted, asked_at)
        if flaw is not None:
            return QuietObjection(flaw, asked_at)
        values = (None, None) if usual else (wanted.begins, wanted.ends)
        members.change_person(tx, person.id, dict(zip(("quiet_from", "quiet_to"), values, strict=True)))
        home.changed(tx, [person.id], now)
        return None


def pause(store: Store, team_id: str, slack_id: str, until: date | None, *, now: datetime) -> Refusal | None:
    """Send the person nothing until the local day `until`, or until they come back by themselves."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        if until is not None and not may_end(until, local(now, people.timezone_of(identity)).date()):
            return Refusal(Reason.INVALID)
        pause_in(tx, identity, until, now)
        return None


def may_end(until: date, today: date) -> bool:
    """Say whether a pause may last until the local day `until`."""
    return until > today and is_plausible(until)


def pause_in(tx: Tx, identity: Identity, until: date | None, now: datetime) -> None:
    """Do the same in the caller's transaction; `until` is after today."""
    since = identity.person.paused_at or now  # who moves the end of a pause has not begun another one
    members.change_person(tx, identity.person.id, {"paused_at": since, "paused_until": until})
    partner_news.paused(tx, identity, since, until, now)
    rhythm.recompute(tx, [identity.person.id], now)
    _refresh_prompt(tx, identity.person.id, now)
    home.changed(tx, [identity.person.id], now)


def resume(store: Store, team_id: str, slack_id: str, *, now: datetime) -> Standing | Refusal:
    """End a pause or a rest. What comes next is what is due next, not what was missed."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        resume_in(tx, identity, now)
        return _standing(tx, team_id, slack_id, now)


def resume_in(tx: Tx, identity: Identity, now: datetime) -> None:
    """Do the same in the caller's transaction."""
    members.change_person(tx, identity.person.id, {"paused_at": None, "paused_until": None})
    if identity.person.paused_at is not None:
        partner_news.back(tx, identity, identity.person.paused_at, now)
    resting.wake(tx, identity.person, now)
    rhythm.catch_up(tx, identity.person.id, now)
    nudges.come_back(tx, identity, now)
    _refresh_prompt(tx, identity.person.id, now)
    home.changed(tx, [identity.person.id], now)


def leave(store: Store, team_id: str, slack_id: str, member_id: int, *, now: datetime) -> Program | Refusal:
    """End a membership because the member says so, without a reason; the coordinators are told that they left."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        chosen = next((found for found in identity.open_memberships() if found[0].id == member_id), None)
        if chosen is None:
            return Refusal(Reason.OUTDATED)
        member, program = chosen
        if people.is_last_coordinator(tx, member):
            return Refusal(Reason.LAST_COORDINATOR, program=program.name, locale=identity.person.locale)
        left = end_in(tx, identity, chosen, EndReason.LEFT, now)
        notice = Draft(
            identity.workspace.id,
            messages.COORDINATOR_NOTICE.name,
            partner_news.left_key(member.id),
            {"notices": [{"left": member.id, "pairs": [two.pair.id for two in left]}]},
            now,
            program_id=program.id,
        )
        outbox.put(tx, [notice])
        return program


def end_in(
    tx: Tx, identity: Identity, membership: tuple[Member, Program], reason: EndReason, now: datetime
) -> list[Two]:
    """End a membership in the caller's transaction, and return the pairs that end with it."""
    member, program = membership
    today = local(now, people.timezone_of(identity)).date()
    partners = [partner.person_id for partner in partners_of(tx, member, today)]
    left = pairs.two_of_members(tx, [member.id])
    members.end_members(tx, [member.id], reason, now)
    home_groups.left(tx, [member.id], now)
    pairs.end_pairs_of_member(tx, member.id, today)
    partner_news.ended(tx, left, now, besides=[identity.person.id])
    rhythm.recompute(tx, [identity.person.id], now)
    _refresh_prompt(tx, identity.person.id, now)
    home.changed(tx, [identity.person.id, *partners], now)
    home.program_changed(tx, [program.id], now)
    return left


def _refresh_prompt(tx: Tx, person_id: int, now: datetime) -> None:
    prompt = prompt_store.latest_prompt(tx, person_id)
    if prompt is not None and prompt.is_open:
        posts.refresh(tx, [prompt.message_key], now)
