"""What people of the sandbox make of their peers: they open a challenge now and then, reply to those of others, the
visitor's too, and answer a question to everyone in its thread.

What stands in a post decides, and the moment at which it came; who replies is drawn from all who can read it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from bot.content.wording import wording
from bot.domain.members import Role
from bot.sandbox.community import acts, words
from bot.sandbox.community.cast import draw
from bot.sandbox.community.deeds import Deed
from bot.sandbox.community.reactions import Intent, Occasion, Reaction
from bot.sandbox.community.residents import Resident
from bot.sandbox.community.timing import Act, awake, hours
from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.person import Person
from bot.views import ids

OPENS = 0.025  # of those who are asked for their check-in: about one a week in the sample community
CONCLUDES = 0.8  # of those who are asked what comes of their challenge
REPLIES, ANSWERS = (2, 3), (2, 3, 4)  # people
FEWEST_SILENT = 2  # of those who can read a post, so many leave it to the others


@dataclass(frozen=True, slots=True)
class Post:
    """A message in a conversation of many, at the UTC moment `at`; `residents` could reply, by Slack id."""

    conversation: Conversation
    message: Message
    at: datetime
    residents: Mapping[str, Resident]

    def chance(self, about: str) -> Random:
        """Return the source of chance for what comes of it."""
        return draw(about, self.at.isoformat(), self.message.text)


def to_post(post: Post) -> Iterator[tuple[Resident, Reaction]]:
    """Yield who will reply to a post of the bot, and what, if it is a challenge or a question to everyone."""
    message = post.message
    if message.bot_id is None or message.thread_ts is not None:
        return
    if acts.has(message, ids.QUESTION_ASK):
        chance = post.chance("challenge")
        who = _some(post, chance, REPLIES)
        said = words.replies(len(who), chance, listening=_wants_a_listener(message))
        deed = Deed.REPLIED
    elif str(wording().mrkdwn("asking.post.how")) in message.text:
        chance = post.chance("question")
        who = _some(post, chance, ANSWERS)
        said = words.told(message.text, len(who), chance)
        deed = Deed.TOLD
    else:
        return
    for resident, text in zip(who, said, strict=True):
        after = awake(post.at, hours(chance, 0.5, 6), resident.person.user.tz)
        yield resident, Reaction(after, Intent(deed, _in_thread(post, text, deed)))


def to(occasion: Occasion) -> Iterator[Reaction]:
    """Yield what somebody will do about a message to them, as far as it leads to their peers."""
    if occasion.resident.handle in occasion.cast.silent:
        return
    yield from _prompted(occasion)
    yield from _asked_now_what(occasion)


def _prompted(one: Occasion) -> Iterator[Reaction]:
    """Open a challenge when the prompt of the week brings one to mind."""
    if not one.offers(ids.CHECKIN_OPEN) or not one.offers(ids.CHECKIN_POSTPONE):
        return
    chance = one.chance("open")
    if one.resident.role in (Role.MENTEE, Role.EMERGING) and chance.random() < OPENS:
        hard, so_what = words.challenge(chance)
        opened = Intent(Deed.OPENED, lambda person: acts.open_challenge(person, hard, so_what))
        yield Reaction(hours(chance, 0.5, 3), opened)


def _asked_now_what(one: Occasion) -> Iterator[Reaction]:
    """Say what comes of a challenge: to the question for it, which has the small menu, not to news of replies."""
    if not one.offers(ids.NOW_WHAT) or not one.offers(ids.OVERFLOW) or one.offers(ids.SHARE_EDIT):
        return
    chance = one.chance("now what")
    if chance.random() < CONCLUDES:
        said = words.now_what(chance)
        concluded = Intent(Deed.CONCLUDED, lambda person: acts.conclude(person, one.message, said))
        yield Reaction(hours(chance, 0.5, 5), concluded)


def _some(post: Post, chance: Random, numbers: Collection[int]) -> list[Resident]:
    """Return some of those who can read a post and are not named in it, as its author is."""
    named = set(post.message.mentions)
    readers = [post.residents[one] for one in post.conversation.members if one in post.residents]
    able = sorted((one for one in readers if f"@{one.person.id}" not in named), key=lambda one: one.handle)
    return chance.sample(able, min(chance.choice(sorted(numbers)), max(0, len(able) - FEWEST_SILENT)))


def _wants_a_listener(message: Message) -> bool:
    """Say whether a challenge asks for nothing but to be heard."""
    w = wording()
    return str(w.mrkdwn("peers.post.wanted", kinds=w.plain("peers.post.listening"))) in message.text


def _in_thread(post: Post, text: str, deed: Deed) -> Act:
    async def reply(person: Person) -> None:
        gone = post.message.ts not in post.conversation.by_ts or post.message.deleted
        if gone or (deed is Deed.REPLIED and not acts.has(post.message, ids.QUESTION_ASK)):
            raise LookupError("it is closed or taken back")
        await acts.write(person, post.conversation, text, post.message.ts)

    return reply
