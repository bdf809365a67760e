"""One batch of claimed rows on its way to messages: decide, combine, compose. It neither writes nor talks to Slack."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery import situations
from bot.delivery.combining import combine
from bot.delivery.composing import Composer
from bot.delivery.errors import Verdict
from bot.delivery.items import Dropped, Held, Item, Outcome, PutBack, Refused
from bot.delivery.situations import Situations
from bot.domain.messages import KINDS, Effect, Row, RowState, Stop
from bot.domain.sending import Drop, Wait, decide_for_all
from bot.store import identity as identities
from bot.store import outbox
from bot.store.database import Tx
from bot.store.outbox import Found
from bot.views.message import Message

log = structlog.get_logger(__name__)

SOON_S = 0.3  # when to look again at a row that waits for another one
LATER_S = 300.0  # likewise, where Slack refused that other one until somebody mends its channel


@dataclass(slots=True)
class Prepared:
    """What became of a batch: messages to send, and rows that are decided already (written down by now)."""

    claimed: int = 0
    items: list[Item] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a post goes: a channel or person (None where there is none for it), and the thread there."""

    target: str | None
    thread: str | None = None


class Batch:
    """One batch on its way from rows to items, inside a transaction that reads."""

    def __init__(self, tx: Tx, composers: Mapping[str, Composer], now: datetime, deadline: float) -> None:
        self._tx = tx
        self._composers = composers
        self._now = now
        self._deadline = deadline
        self._found = Situations({}, {})
        self._settled: set[int] = set()
        self._granted: set[tuple[str, int | None]] = set()  # kind and person of counted messages that go now
        self.prepared = Prepared()
        self.carried: dict[int, list[int]] = {}
        self.carriers: list[Row] = []

    def plan(self, rows: Sequence[Row]) -> None:
        """Decide what becomes of the rows, in their order, and compose what is to be sent."""
        known = [row for row in rows if row.kind in KINDS]
        for row in rows:
            if row.kind not in KINDS:
                self._defect(row, "unknown_kind")
        self._plan_posts([row for row in known if KINDS[row.kind].effect is not Effect.UPDATE])
        self._plan_changes([row for row in known if KINDS[row.kind].effect is Effect.UPDATE])

    def _plan_posts(self, rows: Sequence[Row]) -> None:
        self._found = situations.load(self._tx, rows, self._now)
        rows = self._without_settled(rows)
        combined = combine([row for row in rows if self._may_go(row)], self._composers)
        self.carried, self.carriers = combined.carried, combined.carriers()
        for row in combined.rows:
            place = self._place(row)
            if isinstance(place, _Place):
                self._compose(row, row, place)
            else:
                self.prepared.outcomes.append(place)

    def _without_settled(self, rows: Sequence[Row]) -> list[Row]:
        """Ask the composers which rows are settled, and return those rows whose composer could say so."""
        answered: set[int] = set()
        for kind in {row.kind for row in rows}:
            of_kind = [row for row in rows if row.kind == kind]
            composer = self._composers.get(kind)
            try:
                if composer is None:
                    raise LookupError(kind)
                composer.read_ahead(self._tx, of_kind)
                self._settled |= composer.settled(self._tx, of_kind, self._now)
                answered.update(row.id for row in of_kind)
            except SQLAlchemyError:
                raise
            except Exception as error:
                for row in of_kind:
                    self._defect(row, type(error).__name__)
        return [row for row in rows if row.id in answered]

    def _may_go(self, row: Row) -> bool:
        """Decide about a post; what need not be sent now is settled here, save if Slack may have it already."""
        kind = KINDS[row.kind]
        busy = self._found.busy if kind.counted else self._found.published if kind.effect is Effect.HOME else ()
        if row.person_id in busy:
            self.prepared.outcomes.append(PutBack(row, SOON_S, "one_at_a_time"))
            return False
        found = self._found.of(row, settled=row.id in self._settled, now=self._now)
        joins = kind.combines and (row.kind, row.person_id) in self._granted and not row.attempts
        if joins:  # it becomes part of a message that is counted already
            found = [replace(situation, counted_days=()) for situation in found]
        decision = decide_for_all(kind, found, self._now)
        if isinstance(decision, (Wait, Drop)):
            if row.attempts and kind.effect is not Effect.HOME:
                self._look_only(row, decision)
            else:
                self.prepared.outcomes.append(_undone(row, decision))
            return False
        if kind.counted and row.person_id is not None and not joins:
            self._found.count(row.person_id, self._now)
            if not row.attempts:
                self._granted.add((row.kind, row.person_id))
        return True

    def _look_only(self, row: Row, decision: Wait | Drop) -> None:
        place = self._place(row)
        if isinstance(place, _Place) and place.target is not None:
            self._add(row, place.target, None, thread=place.thread, unless_found=decision)
        else:
            self.prepared.outcomes.append(_undone(row, decision))

    def _plan_changes(self, rows: Sequence[Row]) -> None:
        originals = _originals(self._tx, [row.facts.get("of", 0) for row in rows])
        self._read_ahead([original.row for original in originals.values()])
        brought_up_to_date: set[int] = set()
        for row in rows:
            original = originals.get(row.facts.get("of", 0))
            if original is not None and original.row.id in brought_up_to_date:
                self.prepared.outcomes.append(Dropped(row, "said_already"))  # by another change that goes now
            elif original is None or original.state in {RowState.DROPPED, RowState.FAILED}:
                self.prepared.outcomes.append(Dropped(row, "never_sent"))
            elif original.state is not RowState.SENT:
                waits = original.state is RowState.WAITING and original.not_before > self._now
                until = Held(row, original.not_before) if waits else PutBack(row, SOON_S, "original_under_way")
                self.prepared.outcomes.append(until)
            elif original.row.channel is None or original.row.ts is None:
                self.prepared.outcomes.append(Dropped(row, "never_sent"))
            elif KINDS[original.row.kind].effect is Effect.UPLOAD and not row.facts.get("remove"):
                self.prepared.outcomes.append(Dropped(row, "is_a_file"))
            elif row.facts.get("remove") or self._is_taken_back(original.row):
                self._remove(row, original.row)
            else:
                brought_up_to_date.add(original.row.id)
                self._compose(row, original.row)

    def _read_ahead(self, originals: Sequence[Row]) -> None:
        """Read in a few queries what the changes of a batch say; whatever fails here fails again where it belongs."""
        identities.identities(self._tx, {row.person_id for row in originals if row.person_id is not None})
        for kind in {row.kind for row in originals}:
            try:
                self._composers[kind].read_ahead(self._tx, [row for row in originals if row.kind == kind])
            except SQLAlchemyError:
                raise
            except Exception as error:
                log.warning("not_read_ahead", kind=kind, error=type(error).__name__)

    def _remove(self, row: Row, original: Row) -> None:
        is_file = KINDS[original.kind].effect is Effect.UPLOAD
        self._add(row, str(original.channel), None, ts=original.ts, removes=original.id, is_file=is_file)

    def _is_taken_back(self, original: Row) -> bool:
        """Say whether a post to a channel is no longer true: then it goes; a direct message says so instead."""
        if KINDS[original.kind].effect not in {Effect.CHANNEL, Effect.THREAD}:
            return False
        return original.id in self._composers[original.kind].settled(self._tx, [original], self._now)

    def _compose(self, row: Row, of: Row, place: _Place | None = None) -> None:
        """Compose the message of `of` for `row`: itself posted at `place`, or an update of what another posted."""
        try:
            message = self._composers[of.kind].compose(self._tx, of, self._now)
            target = place.target if place is not None else of.channel
        except SQLAlchemyError:
            raise
        except Exception as error:
            self._defect(row, type(error).__name__)
            return
        if message is None:
            self.prepared.outcomes.append(Dropped(row, Stop.SETTLED))
        elif target is not None:
            thread = place.thread if place is not None else None
            self._add(row, target, message, ts=of.ts if row is not of else None, thread=thread)
        elif row.person_id is not None:
            self.prepared.outcomes.append(Dropped(row, Stop.GONE))
        else:
            self.prepared.outcomes.append(Refused(row, "no_channel", Verdict.CHANNEL_UNUSABLE, self._now))

    def _place(self, row: Row) -> _Place | Outcome:
        """Return where a post goes, or what becomes of a reply as long as the post is not there that it belongs to.

        An answer to what somebody wrote in a thread of their direct message goes there.
        """
        if KINDS[row.kind].effect is not Effect.THREAD:
            return _Place(self._target(row), row.facts.get("thread"))
        parent = outbox.find(self._tx, row.facts["under"])
        if parent is None or parent.state in {RowState.DROPPED, RowState.FAILED}:
            return Dropped(row, "never_sent")
        if parent.state is RowState.SENT:
            return _Place(parent.row.channel, parent.row.ts)
        if parent.state is RowState.WAITING and parent.not_before > self._now:
            return Held(row, parent.not_before)
        return PutBack(row, LATER_S if parent.reason else SOON_S, "original_under_way")

    def _target(self, row: Row) -> str | None:
        if row.person_id is None or KINDS[row.kind].effect is Effect.GROUP:
            return self._composers[row.kind].channel(self._tx, row)
        identity = self._found.people.get(row.person_id)
        if identity is None:
            return None
        person = identity.person
        return person.slack_id if KINDS[row.kind].effect is Effect.HOME else person.dm_channel or person.slack_id

    def _add(
        self,
        row: Row,
        target: str,
        message: Message | None,
        *,
        ts: str | None = None,
        thread: str | None = None,
        removes: int | None = None,
        is_file: bool = False,
        unless_found: Wait | Drop | None = None,
    ) -> None:
        identity = self._found.people.get(row.person_id) if row.person_id is not None else None
        self.prepared.items.append(
            Item(
                row=row,
                kind=KINDS[row.kind],
                target=target,
                message=message,
                now=self._now,
                deadline=self._deadline,
                ts=ts,
                thread=thread,
                removes=removes,
                is_file=is_file,
                unless_found=unless_found,
                was_unreachable=identity is not None and identity.person.unreachable_since is not None,
            )
        )

    def _defect(self, row: Row, error: str) -> None:
        self.prepared.outcomes.append(Refused(row, error, Verdict.DEFECT, self._now))


def _undone(row: Row, decision: Wait | Drop) -> Outcome:
    return Held(row, decision.until) if isinstance(decision, Wait) else Dropped(row, decision.reason)


def _originals(tx: Tx, ids: Collection[int]) -> dict[int, Found]:
    """Return the rows that posted the messages meant by `ids`; a combined row's message is its carrier's."""
    found = outbox.get_many(tx, set(ids)) if ids else {}
    carriers = outbox.get_many(tx, {each.into_id for each in found.values() if each.into_id is not None})
    return {id_: carriers.get(each.into_id, each) if each.into_id is not None else each for id_, each in found.items()}
