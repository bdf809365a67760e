"""What coordinators do with a pair that needs it: put it on hold, let it go on, end it, match it anew.

Everything stays in the records; a pair that ended is never reopened, a new one begins.
"""

from datetime import date, datetime

from bot.domain.calendar import local
from bot.domain.digests import Deed
from bot.domain.kinds.nudges import PAIR_CHANGE
from bot.domain.messages import Draft
from bot.domain.obstacles import HELPED_LENGTH
from bot.domain.pair_files import PairFile
from bot.domain.refusals import Reason, Refusal
from bot.services import desk, home, nudges, obstacle_tasks, pair_matching, partner_news, people, planning, posts
from bot.services.pair_matching import OpenPair
from bot.store import audit, ladders, obstacles, outbox
from bot.store import pairs as pair_store
from bot.store.database import Store, Tx
from bot.store.identity import Identity


def open_pair(store: Store, team_id: str, slack_id: str, pair_id: int, *, now: datetime) -> OpenPair | Refusal:
    """Return a pair that lasts, for a coordinator of its program and nobody else."""
    with store.read() as tx:
        found = _coordinated(tx, team_id, slack_id, pair_id, now)
        return found if isinstance(found, Refusal) else OpenPair(found[1], found[0])


def hold(
    store: Store, team_id: str, slack_id: str, pair_id: int, until: date | None, *, now: datetime
) -> Refusal | None:
    """Put a pair on hold: no nudges and no reminders until the day `until`, or until a coordinator lets it go on."""
    with store.write() as tx:
        found = _coordinated(tx, team_id, slack_id, pair_id, now)
        if isinstance(found, Refusal):
            return found
        identity, file = found
        if until is not None and until <= local(now, file.program.timezone).date():
            return Refusal(Reason.INVALID)
        if file.ladder.held_at is not None and file.ladder.held_until == until:
            return _quicker(tx, file, "pair_held")
        ladders.change(tx, pair_id, {"held_at": now, "held_until": until})
        _log(tx, identity, file, "pair_held", now)
        _follow(tx, file, "hold", now)
        _done(tx, file, identity, Deed.HELD, now)
        return None


def go_on(store: Store, team_id: str, slack_id: str, pair_id: int, *, now: datetime) -> Refusal | None:
    """Let a pair that is on hold go on from today."""
    with store.write() as tx:
        found = _coordinated(tx, team_id, slack_id, pair_id, now)
        if isinstance(found, Refusal):
            return found
        identity, file = found
        if file.ladder.held_at is None:
            return _quicker(tx, file, "pair_went_on")
        today = local(now, file.program.timezone).date()
        ladders.change(tx, pair_id, {"held_at": None, "held_until": None, "counts_from": today})
        _log(tx, identity, file, "pair_went_on", now)
        _follow(tx, file, "go_on", now)
        _done(tx, file, identity, Deed.GONE_ON, now)
        return None


def end(
    store: Store,
    team_id: str,
    slack_id: str,
    pair_id: int,
    reason: str,
    mentor_slack_id: str | None = None,
    *,
    now: datetime,
) -> Refusal | None:
    """End a pair with a reason that the coordinators keep; with `mentor_slack_id` its mentee begins anew with that
    mentor of the program, from today.

    Refused as invalid without a reason, or when the new mentor is none of the program's, is kept apart from the
    mentee, or is the old one.
    """
    with store.write() as tx:
        found = _coordinated(tx, team_id, slack_id, pair_id, now)
        if isinstance(found, Refusal):
            return found
        identity, file = found
        if not reason or len(reason) > HELPED_LENGTH:
            return Refusal(Reason.INVALID)
        mentor_id = None
        if mentor_slack_id is not None:
            mentor_id = pair_matching.mentor_id(tx, team_id, mentor_slack_id, file, besides=[file.mentor.id])
            if mentor_id is None:
                return Refusal(Reason.INVALID)
        today = local(now, file.program.timezone).date()
        pair_store.end_pairs(tx, [pair_id], today)
        obstacles.add_ending(tx, pair_id, identity.person.id, reason, now)
        _log(tx, identity, file, "pair_ended", now)
        _close_tasks(tx, file, identity, now)
        if mentor_id is not None:
            pair_matching.begin(tx, file, mentor_id, today, now)
        planning.recompute_pairs(tx, [pair_id], now)
        _follow(tx, file, "end", now)
        _done(tx, file, identity, Deed.ENDED, now)
        return None


def _log(tx: Tx, identity: Identity, file: PairFile, action: str, now: datetime) -> None:
    facts = {"pair": file.pair.id, "mentor": file.mentor_person.id}
    audit.add(tx, file.program.id, identity.person.id, action, now, about_id=file.mentee_person.id, facts=facts)


def _coordinated(
    tx: Tx, team_id: str, slack_id: str, pair_id: int, now: datetime
) -> tuple[Identity, PairFile] | Refusal:
    """Return the coordinator and a pair of their program that lasts, or why not."""
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    file = ladders.files(tx, [pair_id]).get(pair_id)
    if file is None:
        return Refusal(Reason.OUTDATED)
    if not people.coordinates(identity, file.program.id):
        return Refusal(Reason.NOT_COORDINATOR, locale=identity.person.locale)
    return _quicker(tx, file, "pair_ended") if file.pair.ends is not None else (identity, file)


def _quicker(tx: Tx, file: PairFile, action: str) -> Refusal:
    """Say that it is done, and who did it last."""
    return Refusal(Reason.DONE, by=audit.last_actor(tx, file.program.id, action, file.mentee_person.id))


def _done(tx: Tx, file: PairFile, identity: Identity, deed: Deed, now: datetime) -> None:
    """Have the digests show what a coordinator did about a pair."""
    desk.settle_pair(tx, file.program.id, file.pair.id, deed, identity.person.id, now)


def _close_tasks(tx: Tx, file: PairFile, identity: Identity, now: datetime) -> None:
    for each in obstacles.open_of_pairs(tx, [file.pair.id]):
        obstacles.close(tx, each.id, identity.person.id, "", now)
        posts.refresh(tx, [obstacle_tasks.task_key(each.id)], now)


def _follow(tx: Tx, file: PairFile, change: str, now: datetime) -> None:
    """Tell both, look at the pair again, and bring what stands about it up to date."""
    ladders.look_again(tx, [file.pair.id], now)
    drafts = [
        Draft(
            person.workspace_id,
            PAIR_CHANGE.name,
            f"pair-{change}:{file.pair.id}:{now.isoformat()}:{person.id}",
            {"pair": file.pair.id, "change": change},
            now,
            person_id=person.id,
            program_id=file.program.id,
        )
        for _, person in file.sides
    ]
    outbox.put(tx, drafts)
    tasks = [obstacle_tasks.task_key(each.id) for each in obstacles.open_of_pairs(tx, [file.pair.id])]
    notices = partner_news.notice_keys(tx, file.program.id, file.pair.id)
    posts.refresh(tx, [*nudges.keys_of(file), *tasks, *notices], now)
    home.pair_changed(tx, file.pair.id, now)
