"""A program's own questions, what people drew, and questions for the community."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    BindParameter,
    Integer,
    Row,
    and_,
    bindparam,
    cast,
    exists,
    func,
    insert,
    select,
    union_all,
    update,
)

from bot.content.questions import load_questions, question_text
from bot.domain.own_questions import PREFIX, CommunityQuestion, Draw, OwnQuestion, Purpose
from bot.domain.programs import Program
from bot.domain.questions import QuestionBank
from bot.store import rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import meetings, pairs, programs
from bot.store.schema_questions import community_questions, program_questions, question_draws

_OWN = [program_questions.c[f.name] for f in fields(OwnQuestion)]
_DRAW = [question_draws.c[f.name] for f in fields(Draw)]
_COMMUNITY = [community_questions.c[f.name] for f in fields(CommunityQuestion)]


@dataclass(frozen=True, slots=True)
class Bank:
    """The questions of a program. `own` are its own by key, retired ones too, since history refers to them."""

    for_people: QuestionBank
    for_community: QuestionBank
    own: Mapping[str, OwnQuestion]

    def text(self, key: str | None) -> str:
        """Return the text of a question, or an empty one for a key that there is not."""
        own = self.own.get(key or "")
        return own.text if own is not None else question_text(key or "")


def bank_of(tx: Tx, program: Program) -> Bank:
    """Return the questions of a program. They are read once for each version of its own, so mostly not at all."""
    version = program.questions_version
    found = _BANKS.get(version)
    if found is None:
        found = _bank(own_questions(tx, program.id))
        while len(_BANKS) >= _MOST_BANKS:
            _BANKS.pop(next(iter(_BANKS)), None)
        _BANKS[version] = found
    return found


def _bank(own: Collection[OwnQuestion]) -> Bank:
    current = [question for question in own if question.retired_at is None]
    mixed = [q for q in load_questions() if "group" in q.audience and len(q.audience) > 1]
    return Bank(
        QuestionBank([*load_questions(), *current]),
        # What is for groups alone speaks of "us" in a session; the community reads it one by one.
        QuestionBank([*mixed, *(question for question in current if "group" in question.audience)]),
        {question.key: question for question in own},
    )


_MOST_BANKS = 256
# By version: a change of a program's questions gives it a version that there never was, in any database.
_BANKS: dict[str, Bank] = {"": _bank(())}


def text_of(tx: Tx, key: str | None) -> str:
    """Return the text of any program's question, or an empty one for a key that there is not."""
    if not (key or "").startswith(PREFIX):
        return question_text(key or "")
    own = select(program_questions.c.text).where(program_questions.c.id == int(str(key).removeprefix(PREFIX)))
    return tx.execute(own).scalar() or ""


def own_questions(tx: Tx, program_id: int) -> list[OwnQuestion]:
    """Return a program's own questions, retired ones too, oldest first."""
    query = select(*_OWN).where(program_questions.c.program_id == program_id).order_by(program_questions.c.id)
    return [_own(row) for row in tx.execute(query)]


def _own(row: Row[Any]) -> OwnQuestion:
    return OwnQuestion(**{**row._mapping, "audience": audience(row._mapping["audience"])})


@lru_cache(maxsize=64)
def audience(stored: str) -> frozenset[str]:
    """Read whom a question is for, as it is stored."""
    return frozenset(stored.split(";"))


def add_own(tx: Tx, program_id: int, values: Mapping[str, Any], now: datetime) -> None:
    """Add a question of a program's own from column values (`audience` as a set), and give it a new version."""
    row = {**_stored(values), "program_id": program_id, "created_at": now}
    tx.execute(insert(program_questions).values(row))
    _renew(tx, program_id)


def change_own(tx: Tx, program_id: int, question_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a question of a program's own (`audience` as a set), and give the program a new version."""
    own = and_(program_questions.c.id == question_id, program_questions.c.program_id == program_id)
    tx.execute(update(program_questions).where(own).values(_stored(values)))
    _renew(tx, program_id)


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: ";".join(sorted(value)) if name == "audience" else value for name, value in values.items()}


def _renew(tx: Tx, program_id: int) -> None:
    tx.execute(update(programs).where(programs.c.id == program_id).values(questions_version=uuid4().hex))


# --- what people draw


def add_draw(tx: Tx, values: Mapping[str, Any]) -> int:
    """Write down a question that somebody gets, from column values, and return its id."""
    return int(tx.execute(insert(question_draws).values(values).returning(question_draws.c.id)).scalar_one())


def draw(tx: Tx, draw_id: int) -> Draw | None:
    """Return the draw with that id."""
    found = tx.execute(select(*_DRAW).where(question_draws.c.id == draw_id)).first()
    return _draw(found) if found else None


def change_draw(tx: Tx, draw_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a draw."""
    tx.execute(update(question_draws).where(question_draws.c.id == draw_id).values(dict(values)))


def kept_draws(tx: Tx, person_id: int, limit: int) -> list[Draw]:
    """Return what somebody kept, newest first, at most `limit`."""
    kept = and_(question_draws.c.person_id == person_id, question_draws.c.kept_at.is_not(None))
    query = select(*_DRAW).where(kept).order_by(question_draws.c.asked_at.desc(), question_draws.c.id.desc())
    return [_draw(row) for row in tx.execute(query.limit(limit))]


_KEPT_FOR_PAIR = (
    select(*_DRAW)
    .where(
        question_draws.c.person_id == bindparam("person_id"),
        question_draws.c.pair_id == bindparam("pair_id"),
        question_draws.c.kept_at < bindparam("before"),
    )
    .order_by(question_draws.c.kept_at.desc())
    .limit(1)
)


def kept_for_pair(tx: Tx, person_id: int, pair_id: int, before: datetime) -> Draw | None:
    """Return what somebody kept last for the mentee of a pair before the UTC moment `before`."""
    found = tx.execute(_KEPT_FOR_PAIR, {"person_id": person_id, "pair_id": pair_id, "before": before}).first()
    return _draw(found) if found else None


def keys_for_pair(tx: Tx, pair_id: int) -> list[str]:
    """Return the keys of the questions that were drawn for a pair's mentee, oldest first."""
    query = select(question_draws.c.question_key).where(question_draws.c.pair_id == pair_id)
    return list(tx.execute(query.order_by(question_draws.c.id)).scalars())


def _draw(row: Row[Any]) -> Draw:
    return Draw(**{**row._mapping, "purpose": Purpose(row._mapping["purpose"])})


# --- the community


def add_community_question(tx: Tx, values: Mapping[str, Any]) -> int:
    """Write down a question for the community, from column values, and return its id."""
    made = insert(community_questions).values(values).returning(community_questions.c.id)
    return int(tx.execute(made).scalar_one())


def community_question(tx: Tx, question_id: int) -> CommunityQuestion | None:
    """Return the community's question with that id."""
    found = tx.execute(select(*_COMMUNITY).where(community_questions.c.id == question_id)).first()
    return CommunityQuestion(**found._mapping) if found else None


def community_question_of_draw(tx: Tx, draw_id: int) -> CommunityQuestion | None:
    """Return the question for the community that a draw became."""
    found = tx.execute(select(*_COMMUNITY).where(community_questions.c.draw_id == draw_id)).first()
    return CommunityQuestion(**found._mapping) if found else None


def community_questions_of_messages(tx: Tx, keys: Collection[str]) -> dict[str, CommunityQuestion]:
    """Return the community's questions that these outbox rows carry, by the row's key."""
    found = tx.execute(select(*_COMMUNITY).where(any_of(community_questions.c.message_key, keys)))
    return {row.message_key: CommunityQuestion(**row._mapping) for row in found}


def keys_for_community(tx: Tx, program_id: int) -> list[str]:
    """Return the keys of the questions that a program's community was asked, oldest first."""
    asked = select(community_questions.c.question_key).where(community_questions.c.program_id == program_id)
    return list(tx.execute(asked.order_by(community_questions.c.id)).scalars())


def programs_due(tx: Tx, now: datetime) -> list[Program]:
    """Return the programs whose community is due a question at the UTC moment `now`, as this transaction's own."""
    due = select(*rows.PROGRAM).where(programs.c.next_question_at <= now)
    found = tx.execute(due.order_by(programs.c.next_question_at, programs.c.id).with_for_update(skip_locked=True))
    return [rows.program(row) for row in found]


def set_next_question(tx: Tx, program_id: int, at: datetime | None) -> None:
    """Set when a program's community is due its next question (UTC)."""
    tx.execute(update(programs).where(programs.c.id == program_id).values(next_question_at=at))


# --- whether people met


def _unmet_side(own: Any) -> Any:
    since: BindParameter[date] = bindparam("since")
    met = exists().where(meetings.c.pair_id == pairs.c.id, meetings.c.held_on >= since)
    held = and_(any_of(own, "member_ids"), pairs.c.starts < since, pairs.c.ends.is_(None))
    return select(own.label("member_id"), func.max(cast(met, Integer)).label("met")).where(held).group_by(own)


_UNMET = union_all(_unmet_side(pairs.c.mentor_id), _unmet_side(pairs.c.mentee_id))


def without_meeting(tx: Tx, member_ids: Collection[int], since: date) -> set[int]:
    """Return those of the members who had a partner before the day `since` and with none of theirs a meeting since."""
    met: dict[int, bool] = {}
    for member_id, did in tx.execute(_UNMET, {"member_ids": list(member_ids), "since": since}):
        met[member_id] = met.get(member_id, False) or bool(did)
    return {member_id for member_id, did in met.items() if not did}
