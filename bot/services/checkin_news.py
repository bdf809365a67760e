"""What follows from a check-in that is saved: its author, its readers, the community and the home group hear of it."""

from datetime import datetime

from bot.domain import messages
from bot.domain.checkins import Audience, CheckIn, share_at, shared_key
from bot.domain.digests import keys_with
from bot.domain.messages import Draft
from bot.domain.pairs import Partner
from bot.domain.programs import Program
from bot.services import posts
from bot.store import checkins as stored
from bot.store import home_groups
from bot.store.database import Tx
from bot.store.identity import Identity, partner_counts

COACHED = 2  # a coach has several leaders, whose check-ins come as one message


def announce(
    tx: Tx,
    identity: Identity,
    program: Program,
    check_in_id: int,
    existing: CheckIn | None,
    partners: list[Partner],
    now: datetime,
) -> None:
    """Tell the author, the readers and the community; what was told before is brought up to date in place."""
    saved = stored.check_in(tx, check_in_id)
    assert saved is not None  # noqa: S101  (written a moment ago in this transaction)
    workspace_id = identity.workspace.id
    drafts = [
        Draft(
            workspace_id,
            messages.CHECKIN_CONFIRMATION.name,
            f"confirmation:{check_in_id}",
            {"check_in": check_in_id},
            now,
            person_id=identity.person.id,
        )
    ]
    counts = partner_counts(tx, [partner.member_id for partner in partners])
    counts |= {partner.member_id: COACHED for partner in partners if partner.is_coach}
    for partner in partners:
        if partner.person_id in saved.readers:
            drafts.append(
                Draft(
                    workspace_id,
                    messages.CHECKIN_SHARED.name,
                    shared_key(check_in_id, partner.person_id),
                    {"check_ins": [check_in_id]},
                    share_at(now, partner.timezone or program.timezone, counts.get(partner.member_id, 1)),
                    person_id=partner.person_id,
                )
            )
    drafts += _post_drafts(tx, saved, program, now)
    posts.announce(tx, drafts, now)
    before = {shared_key(check_in_id, reader) for reader in existing.readers} if existing else set()
    parts = {f"post:{check_in_id}:{part}{at}" for part in ("win", "challenge") for at in ("", ":group") if existing}
    if existing is not None and existing.win_audience is not Audience.PAIR:
        parts |= set(keys_with(program.id, existing.created_at))
    posts.refresh(tx, sorted((before | parts) - {draft.key for draft in drafts}), now)


def _post_drafts(tx: Tx, saved: CheckIn, program: Program, now: datetime) -> list[Draft]:
    """Return the posts to the community and to the home group; an edit stays in the group it was shared with."""
    drafts = []
    for part, audience in (("win", saved.win_audience), ("challenge", saved.challenge_audience)):
        key, facts = f"post:{saved.id}:{part}", {"check_in": saved.id, "part": part}
        if audience is Audience.PAIR:
            continue
        if audience is Audience.GROUP:
            key, group = f"{key}:group", home_groups.group_of(tx, saved.member_id)
            facts["group"] = group.id if group is not None else 0
        kind = messages.COMMUNITY_POST.name
        drafts.append(Draft(program.workspace_id, kind, key, facts, now, program_id=program.id))
    return drafts
