"""Edit a win or a challenge that is shared: its words, or who reads it.

Words change where they stand. With another audience it is taken from where it stands and shared anew, as something of
its own: nothing that was said about it in one place is ever shown in another.
"""

from datetime import datetime

from bot.domain.calendar import local
from bot.domain.checkins import Audience
from bot.domain.peers import Reach, Share, ShareForm, Wish, flaws
from bot.domain.refusals import Reason, Refusal
from bot.services import peers, people, posts
from bot.services.peers import announce, digests_quoting, gone, others_thanked, own_share, partners_to_read, reaches_of
from bot.store import home_groups, members, outbox
from bot.store import peer_feedback as feedback
from bot.store import peers as stored
from bot.store.database import Store, Tx
from bot.store.identity import Identity


def open_edit(store: Store, team_id: str, slack_id: str, share_id: int, *, now: datetime) -> ShareForm | Refusal:
    """Return the form with what is shared; its first audience is the present one, the others are those it can go to."""
    with store.read() as tx:
        own = own_share(tx, team_id, slack_id, share_id)
        if isinstance(own, Refusal):
            return own
        identity, found = own
        names = tuple(sorted(person.name for person in members.people_by_id(tx, found.readers).values()))
        program = next((each.name for _, each in identity.memberships if each.id == found.program_id), "")
        wish = Wish(found.kind, found.words, found.so_what, found.help, found.thanked)
        reaches = (Reach(0, found.audience, program, names), *_elsewhere(tx, identity, found, now))
        return ShareForm(identity.person.locale, reaches, wish, share_id)


def _elsewhere(tx: Tx, identity: Identity, found: Share, now: datetime) -> list[Reach]:
    """Return the audiences that are not the present one; none for a challenge that its Now What has closed."""
    away = identity.person.is_paused(local(now, people.timezone_of(identity)).date())
    if away or feedback.standing(tx, found.id)[1] is not None:
        return []
    memberships = {member.id: (member, program) for member, program in identity.open_memberships()}

    def is_present(reach: Reach) -> bool:
        member, program = memberships[reach.member_id]
        if reach.audience is not found.audience:
            return False
        if reach.audience is Audience.PAIR:
            return found.readers == {each.person_id for each in partners_to_read(tx, identity, member, now)}
        if reach.audience is Audience.GROUP:
            posted, group = outbox.find(tx, peers.post_key(found.id)), home_groups.group_of(tx, member.id)
            return group is not None and posted is not None and posted.row.facts.get("group") == group.id
        return program.id == found.program_id

    return [reach for reach in reaches_of(tx, identity, now) if not is_present(reach)]


def edit(store: Store, team_id: str, slack_id: str, share_id: int, wish: Wish, *, now: datetime) -> Refusal | None:
    """Save what an author edited and bring every message that shows it up to date. The audience stays."""
    with store.write() as tx:
        own = own_share(tx, team_id, slack_id, share_id)
        if isinstance(own, Refusal):
            return own
        identity, found = own
        program = next((each for _, each in identity.open_memberships() if each.id == found.program_id), None)
        if flaws(wish) or wish.kind is not found.kind or program is None:
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        stored.change(tx, share_id, wish, now)
        stored.thank(tx, share_id, others_thanked(wish, identity))
        announce(tx, identity, program, share_id, now)
        posts.refresh(tx, digests_quoting(found), now)
        return None


def move(
    store: Store,
    team_id: str,
    slack_id: str,
    share_id: int,
    wish: Wish,
    member_id: int,
    audience: Audience,
    *,
    now: datetime,
) -> Refusal | None:
    """Share it with another audience, with what was edited, and take it from where it stood; the same form again
    changes nothing.
    """
    with store.write() as tx:
        if stored.by_form(tx, wish.form_id) is not None:
            return None
        identity = people.active(tx, team_id, slack_id, now)
        if isinstance(identity, Refusal):
            return identity
        own = own_share(tx, team_id, slack_id, share_id)
        if isinstance(own, Refusal):
            return own
        _, found = own
        if wish.kind is not found.kind or feedback.standing(tx, share_id)[1] is not None:
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        shared = peers.share_in(tx, identity, wish, member_id, audience, now, before=found)
        if not isinstance(shared, Refusal):
            gone(tx, found, now)
        return shared if isinstance(shared, Refusal) else None
