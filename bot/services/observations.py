"""Observations: planned by one of a pair, covered by a coordinator, looked back on by either."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.calendar import local, moment_of
from bot.domain.digests import Deed, MatterKind
from bot.domain.kinds.observations import (
    COVER_ANSWER,
    COVER_REQUEST,
    OBSERVATION_LOOK_BACK,
    OBSERVATION_SAVED,
    OBSERVATION_SHARED,
)
from bot.domain.messages import Draft
from bot.domain.observations import LOOK_BACK_TIME, VISIT_MINUTES, WORDS_LENGTH, Cover, Flaw, Observation, Plan, flaw
from bot.domain.pair_files import PairFile
from bot.domain.pairs import Bond, MeetingKind
from bot.domain.refusals import Reason, Refusal
from bot.services import desk, home, nudges, people, posts
from bot.store import audit, ladders, meetings, members, outbox
from bot.store import identity as identities
from bot.store import observations as stored
from bot.store.database import Store, Tx
from bot.store.identity import Identity

BATCH = 250  # observations a transaction, each with two messages


@dataclass(frozen=True, slots=True)
class OpenForm:
    """What the form offers: the pairs of the person (pair id and partner's name), whether cover can be asked for, how
    many observations the first pair has planned or held, and the program's target (0: none).
    """

    identity: Identity
    pairs: tuple[tuple[int, str], ...]
    cover_on: bool
    done: int
    target: int


def open_form(store: Store, team_id: str, slack_id: str, pair_id: int | None, *, now: datetime) -> OpenForm | Refusal:
    """Return what the form to plan an observation offers, for one pair or for all of the person's."""
    with store.read() as tx:
        identity = people.active(tx, team_id, slack_id, now)
        if isinstance(identity, Refusal):
            return identity
        today = local(now, people.timezone_of(identity)).date()
        mine = identities.partners_of_many(tx, [(member, today) for member, _ in identity.open_memberships()])
        found = [(each.pair_id, each.name) for partners in mine.values() for each in partners]
        found = [each for each in found if pair_id in (None, each[0])]
        if not found:
            return Refusal(Reason.OUTDATED if pair_id is not None else Reason.NOT_ASKED)
        file = ladders.files(tx, [found[0][0]]).get(found[0][0])
        if file is None:
            return Refusal(Reason.OUTDATED)
        target, cover_on = file.settings.observations_target, file.settings.cover_on
        return OpenForm(identity, tuple(found), cover_on, len(stored.of_pair(tx, file.pair.id)), target)


def plan(
    store: Store, team_id: str, slack_id: str, pair_id: int, wish: Plan, *, now: datetime
) -> Flaw | Refusal | None:
    """Plan an observation: both are told, and where the program offers cover and it is wished for, it is asked for."""
    with store.write() as tx:
        found = _own(tx, team_id, slack_id, pair_id)
        if isinstance(found, Refusal):
            return found
        identity, file = found
        if file.pair.ends is not None:
            return Refusal(Reason.OUTDATED)
        zone = file.timezone_of(identity.person)
        wrong = flaw(wish, local(now, zone).date(), file.program.starts, file.program.ends)
        if wrong is not None:
            return wrong
        asks = wish.cover and file.settings.cover_on
        wish = Plan(wish.kind, wish.day, wish.period, wish.subject, asks)
        look_back = moment_of(wish.day, LOOK_BACK_TIME, zone)
        observation_id = stored.add(tx, pair_id, identity.person.id, wish, look_back, now)
        facts = {"observation": observation_id, "part": "plan"}
        _, partner = file.partner_of(identity.person.id)
        drafts = [
            _to(file, identity.person.id, OBSERVATION_SAVED.name, _key("plan", observation_id), facts, now),
            _to(file, partner.id, OBSERVATION_SHARED.name, _key("plan-partner", observation_id), facts, now),
        ]
        if asks:
            drafts.append(_request(file, observation_id, now))
            home.program_changed(tx, [file.program.id], now)
        outbox.put(tx, drafts)
        ladders.look_again(tx, [pair_id], now)
        return None


def _own(tx: Tx, team_id: str, slack_id: str, pair_id: int) -> tuple[Identity, PairFile] | Refusal:
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    file = ladders.files(tx, [pair_id]).get(pair_id)
    if file is None or identity.person.id not in {person.id for _, person in file.sides}:
        return Refusal(Reason.OUTDATED)
    return identity, file


def _own_observation(
    tx: Tx, team_id: str, slack_id: str, observation_id: int
) -> tuple[Identity, PairFile, Observation] | Refusal:
    observation = stored.observation(tx, observation_id)
    found = _own(tx, team_id, slack_id, observation.pair_id if observation is not None else 0)
    if isinstance(found, Refusal):
        return found
    return Refusal(Reason.OUTDATED) if observation is None else (*found, observation)


def _key(part: str, observation_id: int) -> str:
    return f"observation-{part}:{observation_id}"


def _keys(observation: Observation, file: PairFile) -> list[str]:
    """Return the keys of all messages about an observation."""
    parts = [_key(part, observation.id) for part in ("plan", "plan-partner", "seen", "seen-partner", "cover")]
    people_ids = [person.id for _, person in file.sides]
    return parts + [f"{_key(part, observation.id)}:{who}" for part in ("back", "answer") for who in people_ids]


def _to(file: PairFile, person_id: int, kind: str, key: str, facts: dict[str, object], at: datetime) -> Draft:
    return Draft(file.program.workspace_id, kind, key, facts, at, person_id=person_id, program_id=file.program.id)


def _request(file: PairFile, observation_id: int, now: datetime) -> Draft:
    key, facts = _key("cover", observation_id), {"observation": observation_id}
    return Draft(file.program.workspace_id, COVER_REQUEST.name, key, facts, now, program_id=file.program.id)


def cancel(store: Store, team_id: str, slack_id: str, observation_id: int, *, now: datetime) -> Refusal | None:
    """Call an observation off, as either of the two; what was said about it then says so."""
    with store.write() as tx:
        found = _own_observation(tx, team_id, slack_id, observation_id)
        if isinstance(found, Refusal):
            return found
        _, file, observation = found
        if not stored.cancel(tx, observation_id, now):
            return Refusal(Reason.DONE)
        posts.refresh(tx, _keys(observation, file), now)
        ladders.look_again(tx, [file.pair.id], now)
        return None


def decide_cover(
    store: Store, team_id: str, slack_id: str, observation_id: int, *, approve: bool, now: datetime
) -> Refusal | None:
    """Approve or decline substitute cover, as a coordinator of the program; both of the pair are told."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        observation = stored.observation(tx, observation_id)
        file = ladders.files(tx, [observation.pair_id]).get(observation.pair_id) if observation is not None else None
        if observation is None or file is None:
            return Refusal(Reason.OUTDATED)
        if not people.coordinates(identity, file.program.id):
            return Refusal(Reason.NOT_COORDINATOR, locale=identity.person.locale)
        cover = Cover.APPROVED if approve else Cover.DECLINED
        if not stored.decide(tx, observation_id, cover, identity.person.id, now):
            decided = stored.observation(tx, observation_id)  # anew: two may press at once
            by = decided.decided_by if decided is not None else None
            first = members.person(tx, by) if by is not None else None
            return Refusal(Reason.DONE, by=first.name if first is not None else "")
        facts: dict[str, object] = {"observation": observation_id}
        key = _key("answer", observation_id)
        outbox.put(tx, [_to(file, who.id, COVER_ANSWER.name, f"{key}:{who.id}", facts, now) for _, who in file.sides])
        posts.refresh(tx, _keys(observation, file), now)
        deed, program_id = Deed.APPROVED if approve else Deed.DECLINED, file.program.id
        desk.settle(tx, program_id, MatterKind.COVER, observation_id, deed, identity.person.id, now)
        about = file.mentee_person.id
        audit.add(
            tx, program_id, identity.person.id, f"cover_{deed.value}", now, about, {"observation": observation_id}
        )
        return None


def look_back_due(store: Store, *, now: datetime, limit: int = BATCH) -> int:
    """Ask both of a pair to look back on observations whose day is over; return how many observations were due."""
    with store.read() as tx:
        if not stored.to_look_back(tx, now, 1):
            return 0
    with store.write() as tx:
        due = stored.to_look_back(tx, now, limit)
        files = ladders.files(tx, {each.pair_id for each in due})
        drafts = []
        for each in due:
            file = files.get(each.pair_id)
            if file is not None and each.reflect_at is not None and file.pair.ends is None:
                facts: dict[str, object] = {"observation": each.id}
                key, kind = _key("back", each.id), OBSERVATION_LOOK_BACK.name
                drafts += [_to(file, who.id, kind, f"{key}:{who.id}", facts, each.reflect_at) for _, who in file.sides]
        outbox.put(tx, drafts)
        stored.asked_back(tx, [each.id for each in due])
        return len(due)


@dataclass(frozen=True, slots=True)
class LookBack:
    """An observation of the person's, to be looked back on; `partner` is the other's name."""

    identity: Identity
    observation: Observation
    partner: str


def look_back(store: Store, team_id: str, slack_id: str, observation_id: int) -> LookBack | Refusal:
    """Return what the form to look back begins with."""
    with store.read() as tx:
        found = _own_observation(tx, team_id, slack_id, observation_id)
        if isinstance(found, Refusal):
            return found
        identity, file, observation = found
        if observation.cancelled_at is not None:
            return Refusal(Reason.OUTDATED)
        return LookBack(identity, observation, file.partner_of(identity.person.id)[1].name)


def reflect(
    store: Store,
    team_id: str,
    slack_id: str,
    observation_id: int,
    works: str,
    wonder: str,
    minutes: int,
    *,
    now: datetime,
) -> Refusal | None:
    """Write down what was seen, for the pair alone, and log the visit as a meeting; written again, it changes."""
    with store.write() as tx:
        found = _own_observation(tx, team_id, slack_id, observation_id)
        if isinstance(found, Refusal):
            return found
        identity, file, observation = found
        today = local(now, file.timezone_of(identity.person)).date()
        if observation.cancelled_at is not None or observation.day > today:
            return Refusal(Reason.OUTDATED)
        if not works or max(len(works), len(wonder)) > WORDS_LENGTH or minutes not in VISIT_MINUTES:
            return Refusal(Reason.INVALID)
        stored.reflect(tx, observation_id, identity.person.id, works, wonder, now)
        _log(tx, observation, identity.person.id, minutes, now)
        _, partner = file.partner_of(identity.person.id)
        facts: dict[str, object] = {"observation": observation_id, "part": "seen"}
        drafts = [
            _to(file, identity.person.id, OBSERVATION_SAVED.name, _key("seen", observation_id), facts, now),
            _to(file, partner.id, OBSERVATION_SHARED.name, _key("seen-partner", observation_id), facts, now),
        ]
        posts.announce(tx, drafts, now)
        posts.refresh(tx, _keys(observation, file), now)
        return None


def _log(tx: Tx, observation: Observation, person_id: int, minutes: int, now: datetime) -> None:
    """Log the visit as a meeting, unless the pair has one on that day."""
    bond = Bond(observation.pair_id)
    meetings.lock(tx, bond)
    if not meetings.held_between(tx, bond, observation.day, observation.day):
        kind = MeetingKind.OBSERVATION
        meetings.add(tx, meetings.NewMeeting(bond, observation.day, minutes, kind, person_id), now)
    nudges.follow_meeting(tx, [observation.pair_id], now)
