"""What others would like to see shared as a win: its author is asked, and decides."""

from dataclasses import replace
from datetime import datetime

from bot.domain.kinds import peers as kinds
from bot.domain.members import PersonState
from bot.domain.messages import Draft
from bot.domain.peers import ShareForm, ShareKind, Suggested, Wish
from bot.domain.refusals import Reason, Refusal
from bot.services import people, posts
from bot.services.peers import form_with, in_words, settle_suggestion, suggestion_key
from bot.store import peers as stored
from bot.store.database import Store


def suggest(
    store: Store, team_id: str, slack_id: str, author: str, place: tuple[str, str], text: str, *, now: datetime
) -> Suggested | Refusal:
    """Ask the author (a Slack id) of the message at (channel, ts) whether they would share it as a win."""
    with store.write() as tx:
        identity = people.active(tx, team_id, slack_id, now)
        if isinstance(identity, Refusal):
            return identity
        theirs = people.recognise(tx, team_id, author)
        if isinstance(theirs, Refusal) or theirs.person.state is not PersonState.ACTIVE:
            return Refusal(Reason.NOT_THERE, locale=identity.person.locale)
        words = in_words(tx, identity, text)
        suggestion_id = stored.suggest(tx, theirs.person.id, identity.person.id, place, words, now)
        if suggestion_id is not None:
            draft = Draft(
                identity.workspace.id,
                kinds.WIN_SUGGESTED.name,
                suggestion_key(suggestion_id),
                {"suggestion": suggestion_id},
                now,
                person_id=theirs.person.id,
            )
            posts.announce(tx, [draft], now)
        return Suggested(theirs.person.name, suggestion_id is None, identity.person.locale)


def open_suggestion(
    store: Store, team_id: str, slack_id: str, suggestion_id: int, *, now: datetime
) -> ShareForm | Refusal:
    """Return the form with one's own message, as somebody suggested."""
    with store.read() as tx:
        identity = people.active(tx, team_id, slack_id, now)
        if isinstance(identity, Refusal):
            return identity
        found = stored.suggestion(tx, suggestion_id)
        if found is None or found.author_id != identity.person.id or found.answered_at is not None:
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        form = form_with(tx, identity, Wish(ShareKind.WIN, found.words), now)
        return form if isinstance(form, Refusal) else replace(form, suggestion_id=suggestion_id)


def decline(store: Store, team_id: str, slack_id: str, suggestion_id: int, *, now: datetime) -> Refusal | None:
    """Leave a message unshared; nobody is told."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        found = stored.suggestion(tx, suggestion_id)
        if found is None or found.author_id != identity.person.id:
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        settle_suggestion(tx, identity, suggestion_id, None, now)
        return None
