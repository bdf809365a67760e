"""What people of the sandbox make of what arrives for them, and when they talk: decided here, done by `acts`.

Everything is drawn from the occasion alone: who it is, what has come, and the moment at which it came.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bot.domain.nudges import Why
from bot.sandbox.community import acts, words
from bot.sandbox.community.cast import MEETING, Cast, Couple, Story, draw
from bot.sandbox.community.deeds import Deed
from bot.sandbox.community.residents import Resident
from bot.sandbox.community.timing import TALKS, Act, hours, logs_by_prompt, minutes_of
from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.person import Person
from bot.views import ids, session_day_ids, session_ids

ON_PROMPT, ON_REMINDER, SKIPS = 0.65, 0.35, 0.03  # shares of those who are asked
THANKS, ANSWERS, EVERYBODY = 0.25, 0.9, 0.04
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
COMES, CANNOT = 0.75, 0.12  # of those who are asked about a session; the rest says nothing
REFLECTS = 0.6  # of those who are asked what they take with them from a session
AT_ONCE = timedelta(minutes=5)  # until a host begins the rounds, or a facilitator writes down who was there
PAIR = 3  # in its conversation: two people and the bot


@dataclass(frozen=True, slots=True)
class Intent:
    """What somebody is going to do, and what it is counted as."""

    what: Deed
    act: Act


@dataclass(frozen=True, slots=True)
class Reaction:
    """An intent, and how long after its occasion: at the next full hour, unless it is `sharp`."""

    after: timedelta
    intent: Intent
    sharp: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """A message that has arrived for somebody at the UTC moment `at`; `visited` are Slack ids of a visitor's people,
    `offered` the ids of the actions that it offers.
    """

    resident: Resident
    cast: Cast
    conversation: Conversation
    message: Message
    at: datetime
    visited: Collection[str] = ()
    offered: frozenset[str] = frozenset()

    def offers(self, action: str) -> bool:
        """Say whether the message offered an action when it arrived."""
        return action in self.offered

    @property
    def story(self) -> Story | None:
        """How the first pair of theirs fares."""
        return self.cast.story_of(self.resident.handle)

    @property
    def couples(self) -> Sequence[Couple]:
        """Their pairs."""
        return self.cast.couples.get(self.resident.handle, ())

    def chance(self, about: str) -> Random:
        """Return the source of chance for what they make of it."""
        return draw(about, self.resident.handle, self.at.isoformat())


def to(occasion: Occasion) -> Iterator[Reaction]:
    """Yield what somebody will do about a message."""
    if occasion.resident.handle in occasion.cast.silent:
        return
    if occasion.conversation.kind == "mpim" and len(occasion.conversation.members) <= PAIR:
        yield from _greeted(occasion)
    elif occasion.message.bot_id is not None and occasion.message.blocks:
        for answer in (_asked, _shared, _nudged, _offered, _planned, _invited, _hosted, _sat, _asked_back):
            yield from answer(occasion)


# The check-in


def _asked(one: Occasion) -> Iterator[Reaction]:
    """Answer a prompt within hours, or its reminder; who logs talks with the prompt does it then."""
    message = one.message
    if not one.offers(ids.CHECKIN_OPEN) or not one.offers(ids.CHECKIN_SKIP):
        return
    chance = one.chance("prompt")
    first = one.offers(ids.CHECKIN_POSTPONE)
    luck, after = chance.random(), hours(chance, 0.3, 5)
    if first and luck > 1 - SKIPS:
        yield Reaction(after, Intent(Deed.SKIPPED, _press(message, ids.CHECKIN_SKIP)))
    elif luck < (ON_PROMPT if first else ON_REMINDER):
        said = words.answers(one.resident.role, chance)
        everybody, partners = chance.random() < EVERYBODY, chance.random() < ANSWERS

        async def check_in(person: Person) -> None:
            if not acts.has(message, ids.CHECKIN_SKIP):
                raise LookupError("the prompt is settled")
            await acts.check_in(person, message, said, to_everybody=everybody, to_partners=partners)

        yield Reaction(after, Intent(Deed.CHECKED_IN, check_in))
        for couple in one.couples if first else ():
            if couple.mentee is one.resident and logs_by_prompt(couple) and chance.random() < TALKS:
                yield Reaction(after, Intent(Deed.MET, _tap(message, couple.mentor.name, minutes_of(couple, chance))))


def _shared(one: Occasion) -> Iterator[Reaction]:
    """Thank for what was shared, now and then."""
    if one.offers(ids.CHECKIN_THANK) and (chance := one.chance("shared")).random() < THANKS:
        yield Reaction(hours(chance, 1, 5), Intent(Deed.THANKED, _press(one.message, ids.CHECKIN_THANK)))


# Meeting


def _nudged(one: Occasion) -> Iterator[Reaction]:
    """Do something about a note that a pair has not met; each story its own way."""
    message, story = one.message, one.story
    if story is None or not one.offers(ids.CHECKIN_MET) or one.offers(ids.CHECKIN_OPEN):
        return
    chance = one.chance("nudge")
    couple, after = one.couples[0], hours(chance, 0.5, 4)
    is_mentor = couple.mentor is one.resident
    partner = (couple.mentee if is_mentor else couple.mentor).name
    met = Intent(Deed.MET, _tap(message, partner, minutes_of(couple, chance)))
    find = Intent(Deed.LOOKED_FOR_TIME, lambda person: acts.find_time(person, message))
    if one.offers(ids.NUDGE_MORE):
        yield from _offered_with_note(one, met)
    elif one.offers(ids.TIMES_FIND):
        if story is Story.UNLOGGED and not is_mentor:
            yield Reaction(after, met)
        elif story is Story.NO_TIME and is_mentor:
            yield Reaction(after, find)
        elif story in MEETING and story is not Story.PARTING and not is_mentor:
            yield Reaction(after, met if chance.random() < 0.5 else find)
    elif one.offers(ids.NUDGE_SAY):
        why = {Story.NO_COVER: (False, Why.COVER), Story.NO_TIME: (True, Why.SCHEDULE)}.get(story)
        if story in MEETING:
            why = (False, Why.WORKLOAD)
        if why is not None and why[0] is is_mentor:
            yield Reaction(after, Intent(Deed.SAID_WHY, _say(message, why[1])))


def _offered_with_note(one: Occasion, met: Intent) -> Iterator[Reaction]:
    """Tap a time of a note that brings some, or say that they have met; for the pair without a time none works."""
    message, story, chance = one.message, one.story, one.chance("note")
    after, is_mentor = hours(chance, 0.5, 4), one.couples[0].mentor is one.resident
    if story is Story.NO_TIME and is_mentor:
        yield Reaction(after, Intent(Deed.FOUND_NO_TIME, lambda person: acts.no_time_in_note(person, message)))
    elif story is Story.UNLOGGED and not is_mentor:
        yield Reaction(after, met)
    elif story in MEETING and story is not Story.PARTING:
        yield Reaction(after, Intent(Deed.TICKED_TIMES, lambda person: acts.tap_time(person, message)))


def _offered(one: Occasion) -> Iterator[Reaction]:
    """Tick the times that suit; for the pair without a time none does."""
    message = one.message
    element = acts.found(message, ids.TIMES_PICK) if one.offers(ids.TIMES_PICK) else None
    if element is None:
        return
    chance = one.chance("times")
    after = hours(chance, 0.5, 4)
    if one.story is Story.NO_TIME and one.couples[0].mentee is one.resident:
        yield Reaction(after, Intent(Deed.FOUND_NO_TIME, lambda person: acts.no_time(person, message)))
        return
    suits = [option["value"] for option in element["options"][:2]]
    yield Reaction(after, Intent(Deed.TICKED_TIMES, _press(message, ids.TIMES_PICK, suits)))


def _planned(one: Occasion) -> Iterator[Reaction]:
    """Say that a planned talk was held."""
    if one.offers(ids.PLANNED_HELD) and (chance := one.chance("planned")).random() < ANSWERS:
        yield Reaction(hours(chance, 0.3, 3), Intent(Deed.MET, _press(one.message, ids.PLANNED_HELD)))


# Network sessions


def _invited(one: Occasion) -> Iterator[Reaction]:
    """Say whether they come to a session, if they have not: most do, some cannot, some say nothing."""
    yes = acts.found(one.message, session_ids.SESSION_YES) if one.offers(session_ids.SESSION_YES) else None
    if yes is None or yes.get("style") != "primary":
        return
    chance = one.chance("session")
    luck, after = chance.random(), hours(chance, 0.3, 5)
    if luck < COMES:
        yield Reaction(after, Intent(Deed.WILL_COME, _press(one.message, session_ids.SESSION_YES)))
    elif luck < COMES + CANNOT:
        yield Reaction(after, Intent(Deed.CANNOT_COME, _press(one.message, session_ids.SESSION_NO)))


def _hosted(one: Occasion) -> Iterator[Reaction]:
    """Begin the rounds of a session that they host."""
    if one.offers(session_day_ids.DAY_BEGIN):
        begin = Intent(Deed.BEGAN_SESSION, _press(one.message, session_day_ids.DAY_BEGIN))
        yield Reaction(AT_ONCE, begin, sharp=True)


def _sat(one: Occasion) -> Iterator[Reaction]:
    """Write down that all of the group were there, as its facilitator."""
    if one.offers(session_day_ids.ATTENDED_SAVE):
        count = Intent(Deed.NOTED_ATTENDANCE, _press(one.message, session_day_ids.ATTENDED_SAVE))
        yield Reaction(AT_ONCE, count, sharp=True)


def _asked_back(one: Occasion) -> Iterator[Reaction]:
    """Write what they take with them from a session, if they are of those who do."""
    if not one.offers(session_day_ids.REFLECT):
        return
    chance = one.chance("reflection")
    if chance.random() < REFLECTS:
        take_away, now_what, worth = words.take_away(chance), words.now_what(chance), chance.choice((3, 4, 4, 5))
        intent = Intent(Deed.REFLECTED, lambda person: acts.reflect(person, one.message, take_away, now_what, worth))
        yield Reaction(hours(chance, 0.3, 5), intent)


# Between the two of a pair


def _greeted(one: Occasion) -> Iterator[Reaction]:
    """Write to one's partner when a pair is introduced, and answer what the other wrote; once each."""
    others = [user for user in one.conversation.members if user != one.resident.person.id]
    partner = next((cast for cast in one.couples if _partner(cast, one.resident).person.id in others), None)
    if partner is None or partner.story is Story.NEVER:
        return
    with_, chance = _partner(partner, one.resident), draw("greeting", partner.name)
    days = sorted(chance.sample(WEEKDAYS, 2), key=WEEKDAYS.index)
    own = sum(message.user == one.resident.person.id for message in one.conversation.messages)
    is_mentor = partner.mentor is one.resident
    if one.message.bot_id is not None:
        kind, wanted = "introduction", is_mentor and own == 0
    elif with_.person.id in one.visited:
        kind, wanted = "answer", own <= is_mentor
    else:
        kind, wanted = "reply", not is_mentor and own == 0
    if wanted and one.message.user != one.resident.person.id:
        text = words.greeting(kind, with_.name.split()[0], days, chance)
        after = hours(one.chance("greeting"), 0.5, 4)
        yield Reaction(after, Intent(Deed.WROTE, lambda person: acts.write(person, one.conversation, text)))


def _partner(couple: Couple, resident: Resident) -> Resident:
    return couple.mentee if couple.mentor is resident else couple.mentor


# What is done


def _press(message: Message, action: str, value: object = None) -> Act:
    return lambda person: acts.press(person, message, action, value)


def _tap(message: Message, partner: str, minutes: int) -> Act:
    return lambda person: acts.tap_met(person, message, partner, minutes)


def _say(message: Message, why: Why) -> Act:
    return lambda person: acts.say_why(person, message, why, words.obstacle(why.value))
