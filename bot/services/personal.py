"""What somebody can ask about themselves: a file of all that is kept, and to be forgotten."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain import messages
from bot.domain.calendar import local
from bot.domain.kinds.personal import MY_DATA
from bot.domain.messages import Draft
from bot.domain.refusals import Reason, Refusal
from bot.services import home, home_groups, partner_news, peers, people, posts
from bot.store import forgotten, members, outbox, pairs, personal_messages
from bot.store import identity as identities
from bot.store import peers as shares
from bot.store import personal as stored
from bot.store.database import Store, Tx
from bot.store.identity import Identity, partners_of


@dataclass(frozen=True, slots=True)
class Farewell:
    """What somebody is told before they are forgotten: how many entries go, how many stay as counts, and of which
    programs (id, name) they can have a statement of their hours first.
    """

    locale: str
    goes: int
    stays: int
    programs: tuple[tuple[int, str], ...]


def _known(tx: Tx, team_id: str, slack_id: str) -> Identity | Refusal:
    """Return who is asking, with an open membership or without: what is kept of former members is theirs as well."""
    identity = identities.identify(tx, team_id, slack_id)
    return identity if identity is not None else Refusal(Reason.NOT_ENROLLED)


def ask_data(store: Store, team_id: str, slack_id: str, *, now: datetime) -> Refusal | None:
    """Have a file with all that is kept about whoever asks sent to them."""
    with store.write() as tx:
        identity = _known(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        key = posts.key_to_answer(tx, f"my-data:{identity.person.id}:{int(now.timestamp())}")
        outbox.put(tx, [Draft(identity.workspace.id, MY_DATA.name, key, {}, now, person_id=identity.person.id)])
        return None


def farewell(store: Store, team_id: str, slack_id: str, *, now: datetime) -> Farewell | Refusal:
    """Return what being forgotten would mean for whoever asks."""
    with store.read() as tx:
        identity = _known(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        goes, stays = stored.counts(tx, stored.whose(identity))
        mine = tuple((program.id, program.name) for _, program in identity.open_memberships())
        return Farewell(identity.person.locale, goes, stays, mine)


def forget(store: Store, team_id: str, slack_id: str, *, now: datetime) -> Refusal | None:
    """Forget whoever asks: end their memberships, take the bot's messages with their words out of Slack, erase their
    words, name and address. Ids, days and counts stay. Done once; a second time they are unknown.
    """
    with store.write() as tx:
        identity = _known(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        for member, program in identity.open_memberships():
            if people.is_last_coordinator(tx, member):
                return Refusal(Reason.LAST_COORDINATOR, program=program.name, locale=identity.person.locale)
        alone, mixed = personal_messages.quoting(tx, stored.whose(identity))
        for share_id in shares.ids_of_author(tx, identity.person.id):
            found = shares.share(tx, share_id)
            if found is not None:
                peers.gone(tx, found, now)
        outbox.put(tx, [personal_messages.removal(row, now) for row in alone])
        outbox.put(tx, [personal_messages.emptied(row, now) for row in mixed])
        _leave_all(tx, identity, now)
        stored.erase(tx, identity, now)
        forgotten.remember(tx, identity.workspace.id, identity.person.email, store.key, now)
        return None


def _leave_all(tx: Tx, identity: Identity, now: datetime) -> None:
    """End every membership as when somebody leaves: partners and coordinators are told that, without a reason."""
    theirs = identity.open_memberships()
    if not theirs:
        return
    today = local(now, people.timezone_of(identity)).date()
    partners = [one.person_id for member, _ in theirs for one in partners_of(tx, member, today)]
    left = pairs.two_of_members(tx, [member.id for member, _ in theirs])
    members.end_members(tx, [member.id for member, _ in theirs], "left", now)
    home_groups.left(tx, [member.id for member, _ in theirs], now)
    for member, program in theirs:
        pairs.end_pairs_of_member(tx, member.id, today)
        ended = [two.pair.id for two in left if two.pair.program_id == program.id]
        facts = {"notices": [{"left": member.id, "pairs": ended}]}
        kind, key = messages.COORDINATOR_NOTICE.name, f"notice:left:{member.id}"
        outbox.put(tx, [Draft(identity.workspace.id, kind, key, facts, now, program_id=program.id)])
    partner_news.ended(tx, left, now, besides=[identity.person.id])
    home.changed(tx, partners, now)
    home.program_changed(tx, [program.id for _, program in theirs], now)
