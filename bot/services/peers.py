"""Wins and challenges from their author's side: open the form, share, take back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.calendar import local
from bot.domain.checkins import Audience
from bot.domain.digests import keys_with
from bot.domain.home_groups import HomeGroup
from bot.domain.kinds import peers as kinds
from bot.domain.members import Member, PersonState
from bot.domain.messages import Draft
from bot.domain.pairs import Partner
from bot.domain.peers import (
    THANKED,
    Reach,
    Share,
    ShareForm,
    ShareKind,
    Wish,
    flaws,
    mentioned,
    readable,
)
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.services import home, people, posts
from bot.store import home_groups, members, outbox
from bot.store import peer_feedback as feedback
from bot.store import peers as stored
from bot.store.database import Store, Tx
from bot.store.identity import Identity, partners_of

FIRST_LOOK = timedelta(hours=1)  # when to see whether Slack has taken the post


def post_key(share_id: int) -> str:
    """Return the key of the post in the community's channel."""
    return f"share:{share_id}"


def thread_key(share_id: int) -> str:
    """Return the key of the first message in the thread of a challenge."""
    return f"thread:{share_id}"


def saved_key(share_id: int) -> str:
    """Return the key of what its author was told."""
    return f"share-saved:{share_id}"


def closed_key(share_id: int) -> str:
    """Return the key of the message that closes a thread."""
    return f"closed:{share_id}"


def asked_key(share_id: int) -> str:
    """Return the key of the message that asks for a Now What."""
    return f"now-what:{share_id}"


def unheard_key(share_id: int) -> str:
    """Return the key of what its author hears when nobody has replied to a challenge."""
    return f"unheard:{share_id}"


def _direct_key(share_id: int, reader: int) -> str:
    return f"share:{share_id}:{reader}"


def _thanks_key(share_id: int, person_id: int) -> str:
    return f"win-thanked:{share_id}:{person_id}"


def suggestion_key(suggestion_id: int) -> str:
    """Return the key of the question to the author of a message."""
    return f"suggestion:{suggestion_id}"


def open_form(
    store: Store, team_id: str, slack_id: str, kind: ShareKind, text: str = "", *, now: datetime
) -> ShareForm | Refusal:
    """Return an empty form; `text`, as Slack passes it on, stands in its first field. A win thanks whom it names."""
    with store.read() as tx:
        identity = people.active(tx, team_id, slack_id, now)
        if isinstance(identity, Refusal):
            return identity
        wish = Wish(kind, in_words(tx, identity, text))
        if kind is ShareKind.WIN:
            others = [id_ for id_ in mentioned(text) if id_ != slack_id]
            wish = replace(wish, thanked=tuple(others[:THANKED]))
        return form_with(tx, identity, wish, now)


def in_words(tx: Tx, identity: Identity, text: str) -> str:
    """Return a text of Slack's as people see it, with the names of those it mentions."""
    known = members.people_by_slack_id(tx, identity.workspace.id, mentioned(text))
    return readable(text, {id_: person.name for id_, person in known.items()})


def form_with(tx: Tx, identity: Identity, wish: Wish, now: datetime) -> ShareForm | Refusal:
    """Return the form with what stands in it at first, and the audiences to choose from."""
    reaches = tuple(reaches_of(tx, identity, now))
    if not reaches:
        return Refusal(Reason.NOBODY, locale=identity.person.locale)
    return ShareForm(identity.person.locale, reaches, wish)


def reaches_of(tx: Tx, identity: Identity, now: datetime) -> list[Reach]:
    """Return the audiences that somebody can choose, over all their programs that are not history; partners
    come first.
    """
    found = []
    for member, program in identity.present_memberships():
        if partners := partners_to_read(tx, identity, member, now):
            names = tuple(partner.name for partner in partners)
            found.append(Reach(member.id, Audience.PAIR, program.name, names))
    groups = home_groups.groups_of_members(tx, [member.id for member, _ in identity.present_memberships()])
    for member, program in identity.present_memberships():
        if member.id in groups and groups[member.id].channel is not None:
            found.append(Reach(member.id, Audience.GROUP, program.name))
    for member, program in identity.present_memberships():
        if program.community_channel is not None:
            found.append(Reach(member.id, Audience.COMMUNITY, program.name))
    return found


def partners_to_read(tx: Tx, identity: Identity, member: Member, now: datetime) -> list[Partner]:
    """Return the partners of a membership who would read what is shared with the pair now."""
    today = local(now, people.timezone_of(identity)).date()
    return [partner for partner in partners_of(tx, member, today) if not partner.is_away]


def share(
    store: Store,
    team_id: str,
    slack_id: str,
    wish: Wish,
    member_id: int,
    audience: Audience,
    suggestion_id: int = 0,
    *,
    now: datetime,
) -> int | Refusal:
    """Share a win or a challenge with one audience and return its id; the same form again changes nothing."""
    with store.write() as tx:
        identity = people.active(tx, team_id, slack_id, now)
        if isinstance(identity, Refusal):
            return identity
        shared = share_in(tx, identity, wish, member_id, audience, now)
        if isinstance(shared, Refusal):
            return shared
        if shared is None:
            return stored.by_form(tx, wish.form_id) or 0
        settle_suggestion(tx, identity, suggestion_id, shared, now)
        return shared


def share_in(
    tx: Tx,
    identity: Identity,
    wish: Wish,
    member_id: int,
    audience: Audience,
    now: datetime,
    before: Share | None = None,
) -> int | Refusal | None:
    """Share with one audience in the caller's transaction, instead of what was shared `before`, and return the new id;
    None if that form was sent off already.
    """
    chosen = next((found for found in identity.open_memberships() if found[0].id == member_id), None)
    if chosen is None or flaws(wish):
        return Refusal(Reason.OUTDATED, locale=identity.person.locale)
    partners = partners_to_read(tx, identity, chosen[0], now) if audience is Audience.PAIR else []
    group = home_groups.group_of(tx, member_id) if audience is Audience.GROUP else None
    places = {Audience.GROUP: group.channel if group else None, Audience.COMMUNITY: chosen[1].community_channel}
    if not partners and places.get(audience) is None:
        return Refusal(Reason.NOBODY, locale=identity.person.locale)
    share_id = stored.add(tx, chosen[1].id, identity.person.id, wish, audience, now)
    if share_id is None:
        return None
    stored.add_readers(tx, share_id, {partner.person_id: partner.pair_id for partner in partners})
    stored.thank(tx, share_id, others_thanked(wish, identity))
    if before is not None:
        stored.note_move(tx, before.id, share_id)
    if audience is not Audience.PAIR:
        feedback.look_next(tx, share_id, now + FIRST_LOOK)
        if wish.kind is ShareKind.CHALLENGE:
            feedback.begin(tx, share_id)
    announce(tx, identity, chosen[1], share_id, now, group)
    home.changed(tx, [identity.person.id], now)
    return share_id


def others_thanked(wish: Wish, identity: Identity) -> tuple[str, ...]:
    """Return whom a wish thanks, without its author."""
    return tuple(id_ for id_ in wish.thanked if id_ != identity.person.slack_id)[:THANKED]


def announce(
    tx: Tx, identity: Identity, program: Program, share_id: int, now: datetime, group: HomeGroup | None = None
) -> None:
    """Tell the author, the readers and whom it thanks; what was told before is brought up to date in place.

    `group` is the home group that it is shared with now; an edit stays where it stands.
    """
    found = stored.share(tx, share_id)
    assert found is not None  # noqa: S101  (written in this transaction, or looked up by it)

    def draft(kind: str, key: str, facts: Mapping[str, object], person_id: int | None) -> Draft:
        return Draft(identity.workspace.id, kind, key, facts, now, person_id=person_id, program_id=program.id)

    own = {"share": share_id}
    drafts = [draft(kinds.SHARE_SAVED.name, saved_key(share_id), own, identity.person.id)]
    if found.to_community or group is not None:
        where = {"group": group.id} if group is not None else {}
        drafts.append(draft(kinds.SHARE_POST.name, post_key(share_id), {**own, **where}, None))
    elif found.is_posted and (posted := outbox.find(tx, post_key(share_id))) is not None:
        drafts.append(draft(kinds.SHARE_POST.name, post_key(share_id), posted.row.facts, None))
    if found.has_thread:
        facts = {"share": share_id, "under": post_key(share_id)}
        drafts.append(draft(kinds.CHALLENGE_THREAD.name, thread_key(share_id), facts, None))
    for reader in sorted(found.readers):
        facts = {"shares": [share_id]}
        drafts.append(draft(kinds.SHARE_DIRECT.name, _direct_key(share_id, reader), facts, reader))
    thanked = members.people_by_slack_id(tx, identity.workspace.id, found.thanked)
    origin = stored.origin(tx, share_id)  # who was thanked in it before it was moved is not told again
    posts.refresh(tx, [_thanks_key(origin, person.id) for person in thanked.values()], now)
    for person in thanked.values():
        if person.state is PersonState.ACTIVE and person.id not in {found.author_id, *found.readers}:
            key = _thanks_key(origin, person.id)
            drafts.append(draft(kinds.WIN_THANKED.name, key, {"thanks": [origin]}, person.id))
    posts.announce(tx, drafts, now)


def own_share(tx: Tx, team_id: str, slack_id: str, share_id: int) -> tuple[Identity, Share] | Refusal:
    """Return a win or challenge that this person shared and did not take back."""
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    found = stored.share(tx, share_id)
    if found is None or found.author_id != identity.person.id or found.taken_back_at is not None:
        return Refusal(Reason.OUTDATED, locale=identity.person.locale)
    return identity, found


def take_back(store: Store, team_id: str, slack_id: str, share_id: int, *, now: datetime) -> Refusal | None:
    """Take a win or challenge back: its post goes, and what partners got says so."""
    with store.write() as tx:
        own = own_share(tx, team_id, slack_id, share_id)
        if isinstance(own, Refusal):
            return own
        _, found = own
        gone(tx, found, now)
        return None


def gone(tx: Tx, found: Share, now: datetime) -> None:
    """Note that a win or challenge is no longer shared, and have every message that shows it say or follow that."""
    if stored.take_back(tx, found.id, now):
        feedback.look_next(tx, found.id, None)
        keys = [each(found.id) for each in (post_key, thread_key, closed_key, saved_key, asked_key, unheard_key)]
        keys += [_direct_key(found.id, reader) for reader in sorted(found.readers)]
        posts.refresh(tx, [*keys, *digests_quoting(found)], now)
        home.changed(tx, [found.author_id], now)


def digests_quoting(found: Share) -> list[str]:
    """Return the keys of the digests in which what is shared may stand: a win that many may read."""
    if found.kind is not ShareKind.WIN or found.audience is Audience.PAIR:
        return []
    return keys_with(found.program_id, found.created_at)


def settle_suggestion(tx: Tx, identity: Identity, suggestion_id: int, share_id: int | None, now: datetime) -> None:
    """Note that the author answered a suggestion (0: there is none), with what they shared or with nothing."""
    found = stored.suggestion(tx, suggestion_id) if suggestion_id else None
    if found is not None and found.author_id == identity.person.id and found.answered_at is None:
        stored.answer_suggestion(tx, suggestion_id, share_id, now)
        posts.refresh(tx, [suggestion_key(suggestion_id)], now)
