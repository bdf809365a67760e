"""Wins and challenges as they are stored, who reads them, who is thanked, and what others would like to see shared.

Times are UTC program time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, tuple_, update

from bot.domain.checkins import Audience
from bot.domain.peers import Help, LastShare, Share, ShareKind, Wish
from bot.store.database import Tx
from bot.store.inserting import insert_for
from bot.store.lists import any_of
from bot.store.rows import SqlRow
from bot.store.schema_peers import feedback_threads, share_readers, share_thanks, shares, suggestions

_SHARE = [
    shares.c[name]
    for name in (
        *("id", "program_id", "author_id", "kind", "words", "so_what", "help", "audience"),
        *("created_at", "changed_at", "taken_back_at", "moved_to"),
    )
]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody's message that another (`by_id`) would like to see shared as a win; both are person ids."""

    id: int
    author_id: int
    by_id: int
    words: str
    answered_at: datetime | None
    share_id: int | None


_SUGGESTION = [suggestions.c[name] for name in ("id", "author_id", "by_id", "words", "answered_at", "share_id")]


def add(tx: Tx, program_id: int, author_id: int, wish: Wish, audience: Audience, now: datetime) -> int | None:
    """Add a win or challenge and return its id; None if that form was sent off before."""
    new = insert_for(tx.dialect.name, shares).values(
        program_id=program_id,
        author_id=author_id,
        kind=wish.kind.value,
        words=wish.words,
        so_what=wish.so_what,
        help=_help_text(wish.help),
        audience=audience.value,
        form_id=wish.form_id or None,
        created_at=now,
    )
    id_: int | None = tx.scalar(new.on_conflict_do_nothing(index_elements=["form_id"]).returning(shares.c.id))
    return id_


def add_readers(tx: Tx, share_id: int, readers: Mapping[int, int]) -> None:
    """Note who reads it besides its author: pair ids by person id."""
    if readers:
        values = [{"share_id": share_id, "person_id": who, "pair_id": pair_id} for who, pair_id in readers.items()]
        tx.execute(insert(share_readers), values)


def thank(tx: Tx, share_id: int, slack_ids: Collection[str]) -> None:
    """Set whom it thanks, in order."""
    tx.execute(share_thanks.delete().where(share_thanks.c.share_id == share_id))
    if slack_ids:
        values = [{"share_id": share_id, "slack_id": id_, "place": n} for n, id_ in enumerate(slack_ids)]
        tx.execute(insert(share_thanks), values)


def change(tx: Tx, share_id: int, wish: Wish, now: datetime) -> None:
    """Write down what its author edited; the audience stays."""
    values = {"words": wish.words, "so_what": wish.so_what, "help": _help_text(wish.help), "changed_at": now}
    tx.execute(update(shares).where(shares.c.id == share_id).values(values))


def take_back(tx: Tx, share_id: int, now: datetime) -> bool:
    """Note that its author took it back; say whether it stood until now."""
    statement = update(shares).where(shares.c.id == share_id, shares.c.taken_back_at.is_(None))
    return tx.execute(statement.values(taken_back_at=now)).rowcount == 1


def note_move(tx: Tx, share_id: int, to: int) -> None:
    """Note what takes its place."""
    tx.execute(update(shares).where(shares.c.id == share_id).values(moved_to=to))


def origin(tx: Tx, share_id: int) -> int:
    """Return the id under which it was shared first, before any move."""
    while (before := tx.scalar(select(shares.c.id).where(shares.c.moved_to == share_id))) is not None:
        share_id = before
    return share_id


def latest(tx: Tx, ids: Collection[int]) -> list[Share]:
    """Return wins and challenges as they are shared now, whatever they were moved to meanwhile."""
    found = shares_by_id(tx, ids)
    while moved := {share.id: share.moved_to for share in found.values() if share.moved_to is not None}:
        there = shares_by_id(tx, list(moved.values()))
        found = {id_: share for id_, share in found.items() if id_ not in moved} | there
    return list(found.values())


def ids_of_author(tx: Tx, person_id: int) -> list[int]:
    """Return the ids of all that somebody has shared, taken back or not."""
    return list(tx.execute(select(shares.c.id).where(shares.c.author_id == person_id)).scalars())


def share(tx: Tx, share_id: int) -> Share | None:
    """Return a win or challenge."""
    return shares_by_id(tx, [share_id]).get(share_id)


_SHARES = select(*_SHARE).where(any_of(shares.c.id, "ids"))
_READERS = select(share_readers).where(any_of(share_readers.c.share_id, "ids"))
_THANKED = select(share_thanks).where(any_of(share_thanks.c.share_id, "ids")).order_by(share_thanks.c.place)


def shares_by_id(tx: Tx, ids: Collection[int]) -> dict[int, Share]:
    """Return wins and challenges by id."""
    if not ids:
        return {}
    found = tx.execute(_SHARES, {"ids": ids}).all()
    readers: dict[int, set[int]] = {}
    for row in tx.execute(_READERS, {"ids": ids}):
        readers.setdefault(row.share_id, set()).add(row.person_id)
    thanked: dict[int, list[str]] = {}
    for row in tx.execute(_THANKED, {"ids": ids}):
        thanked.setdefault(row.share_id, []).append(row.slack_id)
    return {row.id: _share(row, readers.get(row.id, set()), thanked.get(row.id, [])) for row in found}


def _share(row: SqlRow, readers: Collection[int], thanked: Collection[str]) -> Share:
    named = dict(row._mapping)
    named |= {"kind": ShareKind(named["kind"]), "audience": Audience(named["audience"])}
    named["help"] = frozenset(Help(name) for name in named["help"].split(";") if name)
    return Share(**named, readers=frozenset(readers), thanked=tuple(thanked))


def _help_text(kinds: Collection[Help]) -> str:
    return ";".join(sorted(kind.value for kind in kinds))


def by_form(tx: Tx, form_id: str) -> int | None:
    """Return the id of what came from an opened form."""
    id_: int | None = tx.scalar(select(shares.c.id).where(shares.c.form_id == form_id))
    return id_


def suggest(tx: Tx, author_id: int, by_id: int, place: tuple[str, str], words: str, now: datetime) -> int | None:
    """Note that a message, at (channel, ts), is suggested as a win; return the id, None if that was done before."""
    new = insert_for(tx.dialect.name, suggestions).values(
        author_id=author_id, by_id=by_id, channel=place[0], ts=place[1], words=words, asked_at=now
    )
    once = new.on_conflict_do_nothing(index_elements=["author_id", "channel", "ts"])
    id_: int | None = tx.scalar(once.returning(suggestions.c.id))
    return id_


def suggestion(tx: Tx, suggestion_id: int) -> Suggestion | None:
    """Return a suggestion."""
    found = tx.execute(select(*_SUGGESTION).where(suggestions.c.id == suggestion_id)).first()
    return Suggestion(*found) if found else None


def answer_suggestion(tx: Tx, suggestion_id: int, share_id: int | None, now: datetime) -> None:
    """Note what became of a suggestion; the words are not kept any longer."""
    values = {"answered_at": now, "share_id": share_id, "words": ""}
    tx.execute(update(suggestions).where(suggestions.c.id == suggestion_id).values(values))


def forget_suggestions(tx: Tx, before: datetime, now: datetime) -> int:
    """Let go of suggestions that were made before then and never answered; return how many."""
    old = update(suggestions).where(suggestions.c.answered_at.is_(None), suggestions.c.asked_at < before)
    return tx.execute(old.values(answered_at=now, words="")).rowcount


_NEWEST = (
    select(shares.c.author_id, shares.c.program_id, func.max(shares.c.created_at))
    .where(any_of(shares.c.author_id, "people"), shares.c.taken_back_at.is_(None))
    .group_by(shares.c.author_id, shares.c.program_id)
)
_LAST_SHARES = (
    select(
        shares.c.author_id,
        shares.c.program_id,
        shares.c.kind,
        shares.c.created_at,
        feedback_threads.c.closed_at.is_not(None).label("has_step"),
    )
    .join(feedback_threads, feedback_threads.c.share_id == shares.c.id, isouter=True)
    .where(tuple_(shares.c.author_id, shares.c.program_id, shares.c.created_at).in_(_NEWEST))
    .where(shares.c.taken_back_at.is_(None))
    .order_by(shares.c.id)
)


def last_shares(tx: Tx, people: Collection[int]) -> dict[tuple[int, int], LastShare]:
    """Return the latest win or challenge of people (their ids), by (person id, program id)."""
    return {
        (row.author_id, row.program_id): LastShare(ShareKind(row.kind), row.created_at, bool(row.has_step))
        for row in tx.execute(_LAST_SHARES, {"people": list(people)})
    }
