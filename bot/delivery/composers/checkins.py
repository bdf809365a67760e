"""What follows from a check-in: the author's confirmation, what readers and the community get, thanks."""

from collections.abc import Sequence
from datetime import datetime

from bot.content.wording import wording
from bot.delivery.arrivals import arrivals
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.peers import place_of
from bot.delivery.composers.recipients import recipient
from bot.domain.checkins import Audience, CheckIn, shared_key
from bot.domain.goals import goal_to_ask_about
from bot.domain.messages import Row
from bot.store import checkins, goals, members, questions
from bot.store.database import Tx
from bot.views import checkins as views
from bot.views.goals import TapView
from bot.views.message import Message


class ConfirmationComposer(Defaults):
    """Composes what the author is told."""

    def read_ahead(self, tx: Tx, rows: Sequence[Row]) -> None:
        """Read all check-ins and their readers in one go."""
        found = checkins.check_ins_by_id(tx, {row.facts["check_in"] for row in rows})
        members.people_by_id(tx, {reader for check_in in found for reader in check_in.readers})

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return who can read the check-in as it stands now."""
        check_in = checkins.check_in(tx, row.facts["check_in"])
        if check_in is None:
            return None
        to = recipient(tx, row)
        return views.confirmation(wording(to.person.locale), _confirmation(tx, check_in, to.timezone, now))


def _confirmation(tx: Tx, check_in: CheckIn, timezone: str, now: datetime) -> views.ConfirmationView:
    """Return what there is to say about who can read a check-in, and from when on."""
    names = {reader: person.name for reader, person in members.people_by_id(tx, check_in.readers).items()}
    waits = arrivals(tx, [shared_key(check_in.id, reader) for reader in names], now)
    later: dict[datetime, list[str]] = {}
    for reader, name in names.items():
        later.setdefault(waits.get(shared_key(check_in.id, reader), now), []).append(name)
    return views.ConfirmationView(
        member_id=check_in.member_id,
        week=check_in.week,
        readers=tuple(sorted(later.pop(now, ()))),
        later=tuple((at, tuple(sorted(later[at]))) for at in sorted(later)),
        timezone=timezone,
        win_to_community=check_in.win_audience is Audience.COMMUNITY,
        challenge_to_community=check_in.challenge_audience is Audience.COMMUNITY,
        win_to_group=check_in.win_audience is Audience.GROUP,
        challenge_to_group=check_in.challenge_audience is Audience.GROUP,
        goal=_goal(tx, check_in),
    )


def _goal(tx: Tx, check_in: CheckIn) -> TapView | None:
    """Return the one goal that this check-in asks about, or was marked at."""
    theirs = goals.goals_of(tx, [check_in.member_id])
    if not theirs:
        return None
    marked = goals.progress_at(tx, check_in.id)
    if marked is not None:
        goal = next((goal for goal in theirs if goal.id == marked[0]), None)
        return TapView(goal.id, check_in.id, goal.what, marked[1]) if goal else None
    next_one = goal_to_ask_about(theirs, goals.last_marks(tx, [goal.id for goal in theirs]))
    return TapView(next_one.id, check_in.id, next_one.what) if next_one else None


class SharedComposer(Defaults):
    """Composes what authors shared with a partner, several as one message."""

    def read_ahead(self, tx: Tx, rows: Sequence[Row]) -> None:
        """Read all check-ins and who wrote them in one go."""
        ids = {check_in_id for row in rows for check_in_id in row.facts["check_ins"]}
        checkins.check_ins_by_id(tx, ids)
        members.people_by_id(tx, {person_id for person_id, _ in checkins.authors(tx, ids).values()})

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose every check-in is no longer shared with the recipient."""
        return {row.id for row in rows if not _readable(tx, row)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the parts that the recipient may read now; what was taken back is gone from the message."""
        to = recipient(tx, row)
        w = wording(to.person.locale)
        readable = _readable(tx, row)
        if not readable:
            return views.taken_back(w)
        check_in_ids = [check_in.id for check_in in readable]
        authors = checkins.authors(tx, check_in_ids)
        people = members.people_by_id(tx, {person_id for person_id, _ in authors.values()})
        thanked = checkins.thanked(tx, check_in_ids, to.person.id)
        parts = []
        for check_in in readable:
            author = people[authors[check_in.id][0]]
            parts.append(
                views.SharedPart(
                    checkin_id=check_in.id,
                    author=author.name,
                    answers=check_in.answers,
                    author_slack_id=author.slack_id,
                    question=questions.text_of(tx, check_in.question_key),
                    thanked=check_in.id in thanked,
                )
            )
        return views.shared_checkins(w, parts, full_text=to.person.full_text)

    def fits(self, rows: Sequence[Row]) -> int:
        """Three full check-ins are what Slack's fifty blocks can hold."""
        return min(3, len(rows))


def _readable(tx: Tx, row: Row) -> list[CheckIn]:
    found = checkins.check_ins_by_id(tx, row.facts["check_ins"])
    return [check_in for check_in in found if row.person_id in check_in.readers]


class ThanksComposer(Defaults):
    """Composes the thanks of readers to an author."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return who thanks the author."""
        to = recipient(tx, row)
        readers = members.people_by_id(tx, {reader for _, reader in row.facts["thanks"]})
        return views.thanks(wording(to.person.locale), sorted(person.name for person in readers.values()))

    def fits(self, rows: Sequence[Row]) -> int:
        """Twenty names make a sentence that can still be read."""
        return min(20, len(rows))


class CommunityComposer(Defaults):
    """Composes a win or challenge for the community's channel, or for the conversation of a home group."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose author shares it no longer, or whose group has no conversation."""
        lost = {row.id for row in rows if row.ts is None and "group" in row.facts and self.channel(tx, row) is None}
        return lost | {row.id for row in rows if not _shared(checkins.check_in(tx, row.facts["check_in"]), row)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the post as its author has it now."""
        check_in = checkins.check_in(tx, row.facts["check_in"])
        if check_in is None:
            return None
        author_id, _ = checkins.authors(tx, [check_in.id])[check_in.id]
        author = members.people_by_id(tx, [author_id])[author_id]
        is_challenge = row.facts["part"] == "challenge"
        words = check_in.answers.hard if is_challenge else check_in.answers.went_well
        post = views.CommunityPost(author.name, words, challenge=is_challenge, author_slack_id=author.slack_id)
        return views.community_post(wording(), post)

    def channel(self, tx: Tx, row: Row) -> str | None:
        """Return the program's community channel, or the conversation of the group that it is shared with."""
        return place_of(tx, row)


def _shared(check_in: CheckIn | None, row: Row) -> bool:
    if check_in is None:
        return False
    audience = check_in.challenge_audience if row.facts["part"] == "challenge" else check_in.win_audience
    return audience is (Audience.GROUP if "group" in row.facts else Audience.COMMUNITY)
