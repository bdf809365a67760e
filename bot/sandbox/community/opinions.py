"""What people of the sandbox say about the program when asked: the two questions of a term, consent to research."""

from collections.abc import Iterator

from bot.sandbox.community import acts, words
from bot.sandbox.community.cast import MEETING
from bot.sandbox.community.deeds import Deed
from bot.sandbox.community.reactions import Intent, Occasion, Reaction
from bot.sandbox.community.timing import hours
from bot.views import hours_ids, pulse_ids

ANSWERS, WRITES = 0.7, 0.3  # of those who are asked; of those who answer
WORTH = (3, 4, 4, 4, 5, 5)
FITS, FITS_LESS = (4, 4, 5, 5), (2, 3, 3, 4)  # whether the pair meets, or has a story of its own
AGREES, DECLINES = 0.75, 0.15


def to(occasion: Occasion) -> Iterator[Reaction]:
    """Yield what somebody will answer to a message that asks what they think."""
    if occasion.resident.handle in occasion.cast.silent:
        return
    yield from _polled(occasion)
    yield from _asked_for_research(occasion)


def _polled(one: Occasion) -> Iterator[Reaction]:
    """Answer the two questions of a term; some add a line."""
    if not one.offers(pulse_ids.PULSE_OPEN):
        return
    chance = one.chance("pulse")
    if chance.random() < ANSWERS:
        worth = chance.choice(WORTH)
        fit = chance.choice(FITS if one.story is None or one.story in MEETING else FITS_LESS)
        line = words.opinion(chance) if chance.random() < WRITES else ""
        said = Intent(Deed.SAID_WORTH, lambda person: acts.answer_pulse(person, one.message, worth, fit, line))
        yield Reaction(hours(chance, 0.5, 6), said)


def _asked_for_research(one: Occasion) -> Iterator[Reaction]:
    """Let their counts be part of research, or not; some say nothing."""
    if not one.offers(hours_ids.CONSENT_YES):
        return
    chance = one.chance("research")
    luck = chance.random()
    answer = hours_ids.CONSENT_YES if luck < AGREES else hours_ids.CONSENT_NO
    if luck < AGREES + DECLINES:
        said = Intent(Deed.DECIDED_RESEARCH, lambda person: acts.press(person, one.message, answer))
        yield Reaction(hours(chance, 0.5, 6), said)
