"""Which plan a group gets in a session: a protocol that suits its size and the time, and what else fills the time.

Every group of two to seven people has a protocol in any session of three quarters of an hour to four hours. Lengths are
whole minutes; no words live here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

from bot.domain.protocols import (
    CLOSING,
    OPENING,
    PLAIN,
    DoesNotFit,
    FrameRound,
    Plan,
    PlannedRound,
    Round,
    Shape,
    Structure,
    plan,
    usual_length,
)
from bot.domain.session_day import GroupPlan, Step

OPEN_TALK = "open_talk"  # the key of a conversation without a protocol, and of its only round
IN_TURN = (PLAIN, Shape(pause=True, talk=True))
ONE_BY_ONE = (PLAIN, Shape(turns=2, pause=True), Shape(turns=2, pause=True, talk=True))
COMFORTABLE = (0.75, 1.5)  # of the usual length
SHORTEST = OPENING.shortest + 1 + CLOSING.shortest  # minutes
BREAK_FROM = 75  # minutes; a shorter session needs no break


@dataclass(frozen=True, slots=True)
class _OpenTalk:
    """A conversation without a protocol, for any number of people and any time: where none fits."""

    key: str = OPEN_TALK
    smallest: int = 1
    largest: int = 100
    in_turn: bool = False
    rounds: Sequence[Round] = (FrameRound(OPEN_TALK, 1, 30, 24 * 60),)


def fitting(
    protocols: Mapping[str, Structure], wanted: str, present: Sequence[int], minutes: int, pair_minutes: int = 0
) -> GroupPlan:
    """Return the plan of a group of these members, who present in this order. It adds up to `minutes`, but is never
    shorter than an opening, a talk and a closing can be.

    Where there is much more time than the protocol takes, there is a break, and a second matter or an open conversation
    after it. Where the wanted protocol is not for that many people or takes more time, the one that suits the time best
    takes its place: with `pair_minutes` for pairs if one fits, else without; where none fits, an open talk. Somebody
    alone has no rounds.
    """
    if len(present) < 2:
        return GroupPlan(wanted)
    first = [protocols[wanted]] if wanted in protocols else []
    for pairs in dict.fromkeys((pair_minutes, 0)):
        for choice in (first, protocols.values(), [_OpenTalk()]):
            made = _best(choice, len(present), minutes, pairs)
            if made is not None:
                return _for_people(made, present)
    return _for_people(plan(_OpenTalk(), len(present), SHORTEST), present)


def _best(protocols: Iterable[Structure], size: int, minutes: int, pairs: int) -> Plan | None:
    """Return the plan whose rounds are closest to their usual lengths; one without additions if that is comfortable."""
    made = sorted(_possible(protocols, size, minutes, pairs), key=lambda each: each[0])
    return made[0][1] if made else None


def _shapes(protocol: Structure) -> Sequence[Shape]:
    if protocol.key == OPEN_TALK:
        return (PLAIN,)
    return IN_TURN if protocol.in_turn else ONE_BY_ONE


def _possible(
    protocols: Iterable[Structure], size: int, minutes: int, pairs: int
) -> Iterator[tuple[tuple[bool, bool, bool, float, int], Plan]]:
    for number, protocol in enumerate(protocols):
        for shape in _shapes(protocol):
            try:
                made = plan(protocol, size, minutes, pairs_minutes=pairs, shape=shape)
            except DoesNotFit:
                continue
            stretch = minutes / usual_length(protocol, size, pairs_minutes=pairs, shape=shape)
            uneasy = not COMFORTABLE[0] <= stretch <= COMFORTABLE[1]
            yield (shape.pause and minutes < BREAK_FROM, uneasy, shape.talk, abs(log(stretch)), number), made


def _for_people(found: Plan, present: Sequence[int]) -> GroupPlan:
    return GroupPlan(found.protocol, tuple(_step(each, present) for each in found.rounds))


def _step(planned: PlannedRound, present: Sequence[int]) -> Step:
    of = planned.round
    in_turn = of.each and planned.presenter is not None
    presenter = present[planned.presenter] if in_turn and planned.presenter is not None else None
    return Step(of.key, planned.minutes, presenter, str(of.speaks), of.silent, of.clarifying_only)
