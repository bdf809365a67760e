"""What happens in the thread of a challenge: replies, open questions, the Now What.

Of replies only who and when is kept. What the bot asks on its own is in `bot.services.peer_steps`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.checkins import Audience
from bot.domain.kinds import peers as kinds
from bot.domain.messages import Draft
from bot.domain.peer_feedback import GATHER, QUESTION_LENGTH
from bot.domain.peers import Help, Share, ShareForm, ShareKind, Wish, flaw_of
from bot.domain.refusals import Reason, Refusal
from bot.services import home, people, posts
from bot.services.peers import asked_key, closed_key, form_with, gone, own_share, post_key, saved_key, unheard_key
from bot.store import home_groups, members, outbox, thread_questions
from bot.store import peer_feedback as stored
from bot.store import peers as peer_store
from bot.store.database import Store, Tx
from bot.store.identity import Identity, coordinators_of_program

HEARD_FOR = timedelta(days=90)  # how long replies in a thread are counted
SUGGESTED_FOR = timedelta(days=30)  # how long somebody may think about a suggestion
WORDS_FOR = timedelta(days=1)  # how long the words of a question are kept after it was asked


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """What the form for an open question shows."""

    locale: str
    share_id: int
    author: str
    help: frozenset[Help]


@dataclass(frozen=True, slots=True)
class NowWhatForm:
    """What the form for a Now What shows; `closed` says that there is one already, which it edits."""

    locale: str
    share_id: int
    words: str
    closed: bool


def question_key(question_id: int) -> str:
    """Return the key of the message that brings a question to the thread."""
    return f"question:{question_id}"


def thread_at(store: Store, team_id: str, channel: str, ts: str, *, now: datetime) -> int | None:
    """Return the challenge whose thread is under the post at (channel, ts), None if there is none such."""
    with store.read() as tx:
        found = stored.post_at(tx, team_id, channel, ts, now - HEARD_FOR)
        return found[0] if found is not None and found[1] is ShareKind.CHALLENGE else None


def replied(store: Store, share_id: int, slack_id: str, ts: str, *, now: datetime) -> bool:
    """Count a reply; its author hears of it in due time. Say whether it was new."""
    with store.write() as tx:
        if not stored.add_reply(tx, share_id, ts, slack_id, now):
            return False
        stored.look_by(tx, share_id, now + GATHER)
        return True


def message_gone(store: Store, team_id: str, channel: str, ts: str, under: str, *, now: datetime) -> None:
    """Follow what was deleted in a channel: a post of ours, or (`under` its ts) a reply to one."""
    with store.read() as tx:
        found = stored.post_at(tx, team_id, channel, under or ts, now - HEARD_FOR)
    if found is None:
        return
    with store.write() as tx:
        share = peer_store.share(tx, found[0])
        if under and under != ts:
            stored.remove_reply(tx, found[0], ts)
            stored.look_by(tx, found[0], now)
        elif share is not None:
            gone(tx, share, now)


# --- open questions


def open_question(store: Store, team_id: str, slack_id: str, share_id: int, *, now: datetime) -> QuestionForm | Refusal:
    """Return the form in which a peer asks about a challenge."""
    with store.read() as tx:
        found = _asking(tx, team_id, slack_id, share_id, now)
        if isinstance(found, Refusal):
            return found
        identity, share = found
        author = members.people_by_id(tx, [share.author_id])[share.author_id]
        return QuestionForm(identity.person.locale, share_id, author.name, share.help)


def ask(
    store: Store, team_id: str, slack_id: str, share_id: int, words: str, form_id: str, *, now: datetime
) -> Refusal | None:
    """Bring a peer's question to the thread; it counts as a reply."""
    with store.write() as tx:
        found = _asking(tx, team_id, slack_id, share_id, now)
        if isinstance(found, Refusal):
            return found
        identity, share = found
        if not words or len(words) > QUESTION_LENGTH:
            return Refusal(Reason.INVALID, locale=identity.person.locale)
        question_id = thread_questions.add(tx, share_id, identity.person.id, words, form_id, now)
        if question_id is None:
            return None
        if stored.add_reply(tx, share_id, question_key(question_id), slack_id, now):
            stored.look_by(tx, share_id, now + GATHER)
        facts = {"question": question_id, "under": post_key(share_id)}
        key, workspace_id = question_key(question_id), identity.workspace.id
        kind = kinds.CHALLENGE_QUESTION.name
        outbox.put(tx, [Draft(workspace_id, kind, key, facts, now, program_id=share.program_id)])
        return None


def _asking(tx: Tx, team_id: str, slack_id: str, share_id: int, now: datetime) -> tuple[Identity, Share] | Refusal:
    identity = people.active(tx, team_id, slack_id, now)
    if isinstance(identity, Refusal):
        return identity
    share, locale = peer_store.share(tx, share_id), identity.person.locale
    if share is None or share.taken_back_at is not None or not share.has_thread:
        return Refusal(Reason.OUTDATED, locale=locale)
    if share.program_id not in {program.id for _, program in identity.open_memberships()}:
        return Refusal(Reason.NOT_ENROLLED, coordinators_of_program(tx, share.program_id), locale=locale)
    if share.author_id == identity.person.id:
        return Refusal(Reason.OWN, locale=locale)
    readers = group_readers(tx, share)
    if readers is not None and not readers & {member.id for member, _ in identity.open_memberships()}:
        return Refusal(Reason.OUTDATED, locale=locale)
    if stored.standing(tx, share_id)[1] is not None:
        return Refusal(Reason.OUTDATED, locale=locale)
    return identity, share


def group_readers(tx: Tx, share: Share) -> frozenset[int] | None:
    """Return the member ids of the home group that a challenge is shared with; None if it is for the community."""
    if share.audience is not Audience.GROUP:
        return None
    posted = outbox.find(tx, post_key(share.id))
    group_id = posted.row.facts.get("group", 0) if posted is not None else 0
    group = home_groups.groups_by_id(tx, [group_id]).get(group_id)
    return frozenset(group.member_ids) if group is not None else frozenset()


def forget_words(store: Store, *, now: datetime) -> int:
    """Forget the words of questions that Slack has, and of suggestions that nobody answered; return of how many."""
    with store.write() as tx:
        old = peer_store.forget_suggestions(tx, now - SUGGESTED_FOR, now)
        return old + thread_questions.forget(tx, now - WORDS_FOR)


# --- Now what?


def open_now_what(store: Store, team_id: str, slack_id: str, share_id: int) -> NowWhatForm | Refusal:
    """Return the form in which an author says what comes now."""
    with store.read() as tx:
        own = _own_thread(tx, team_id, slack_id, share_id)
        if isinstance(own, Refusal):
            return own
        words, closed_at = stored.standing(tx, share_id)
        return NowWhatForm(own[0].person.locale, share_id, words, closed_at is not None)


def close(
    store: Store, team_id: str, slack_id: str, share_id: int, words: str, *, seen: bool, now: datetime
) -> Refusal | None:
    """Close the thread with an author's Now What, or (`seen`: the form showed that it is closed) change that.

    Of two forms that were open at once the second changes nothing: it is told that the thread is closed.
    """
    with store.write() as tx:
        own = _own_thread(tx, team_id, slack_id, share_id)
        if isinstance(own, Refusal):
            return own
        identity, share = own
        if flaw_of(words):
            return Refusal(Reason.INVALID, locale=identity.person.locale)
        if not stored.close(tx, share_id, words, now):
            if not seen:
                return Refusal(Reason.DONE, locale=identity.person.locale)
            stored.mark(tx, share_id, now_what=words)
        else:
            stored.look_next(tx, share_id, now)
        facts = {"share": share_id, "under": post_key(share_id)}
        kind, key = kinds.CHALLENGE_CLOSED.name, closed_key(share_id)
        draft = Draft(identity.workspace.id, kind, key, facts, now, program_id=share.program_id)
        posts.announce(tx, [draft], now)
        posts.refresh(tx, [each(share_id) for each in (post_key, saved_key, asked_key, unheard_key)], now)
        home.changed(tx, [identity.person.id], now)
        return None


def follow_up_key(share_id: int) -> str:
    """Return the key of the question what came of it."""
    return f"follow-up:{share_id}"


def keep_outcome(
    store: Store, team_id: str, slack_id: str, share_id: int, words: str, *, now: datetime
) -> Refusal | None:
    """Keep what came of a challenge, for its author alone; a later answer takes the place of an earlier one."""
    with store.write() as tx:
        own = _own_thread(tx, team_id, slack_id, share_id)
        if isinstance(own, Refusal):
            return own
        if flaw_of(words):
            return Refusal(Reason.INVALID, locale=own[0].person.locale)
        stored.mark(tx, share_id, outcome=words, outcome_at=now)
        posts.refresh(tx, [follow_up_key(share_id)], now)
        return None


def open_outcome(
    store: Store, team_id: str, slack_id: str, share_id: int, words: str, *, now: datetime
) -> ShareForm | Refusal:
    """Return the form of a win with what came of a challenge: the `words` just written, else what was kept."""
    with store.read() as tx:
        own = _own_thread(tx, team_id, slack_id, share_id)
        if isinstance(own, Refusal):
            return own
        identity = people.active(tx, team_id, slack_id, now)
        if isinstance(identity, Refusal):
            return identity
        return form_with(tx, identity, Wish(ShareKind.WIN, words or stored.outcome(tx, share_id)), now)


def _own_thread(tx: Tx, team_id: str, slack_id: str, share_id: int) -> tuple[Identity, Share] | Refusal:
    own = own_share(tx, team_id, slack_id, share_id)
    if isinstance(own, Refusal) or own[1].has_thread:
        return own
    return Refusal(Reason.OUTDATED, locale=own[0].person.locale)
