"""Feedback threads: what comes next and when, which peers are asked; and what becomes of text that Slack marked up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checkins import Audience
from bot.domain.peer_feedback import DAY, FOLLOW_UP_AFTER, GATHER, Peer, Step, Thread, choose_peers, next_step
from bot.domain.peers import LONGEST, Flaw, Help, Share, ShareKind, Wish, flaws, mentioned, readable

POSTED = datetime(2026, 11, 16, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
peers = st.lists(
    st.builds(Peer, st.integers(1, 40), st.booleans(), st.booleans(), st.integers(0, 3)),
    unique_by=lambda peer: peer.person_id,
)


def act(thread: Thread, at: datetime, step: Step) -> Thread:
    """Take a step as the service does."""
    match step:
        case Step.TELL:
            return replace(thread, told_at=at, first_new_at=None)
        case Step.ASK:
            return replace(thread, asked_at=at, told_at=at, first_new_at=None)
        case Step.PEERS:
            return replace(thread, peers_at=at)
        case Step.MENTOR:
            return replace(thread, mentor_at=at)
        case Step.UNHEARD:
            return replace(thread, told_at=at)
        case Step.FOLLOW_UP:
            return replace(thread, followed_up_at=at)


def lived(replies: list[datetime], closes: datetime | None = None) -> list[tuple[datetime, Step]]:
    """Live through a thread, looking every hour for six weeks; return what was done when."""
    thread, done = Thread(1, POSTED), []
    for hour in range(24 * 42):
        now = POSTED + hour * HOUR
        for at in (each for each in replies if now - HOUR < each <= now):
            first, new = thread.first_reply_at or at, thread.first_new_at or at
            thread = replace(thread, first_reply_at=first, first_new_at=new)
        if closes is not None and thread.closed_at is None and closes <= now:
            thread = replace(thread, closed_at=now)
        while (step := next_step(thread)) is not None and step[0] <= now:
            done.append((now, step[1]))
            thread = act(thread, now, step[1])
    return done


moments = st.lists(st.integers(1, 24 * 20).map(lambda hours: POSTED + hours * HOUR), max_size=30)


class TestSteps:
    @given(moments)
    def test_its_author_hears_of_every_reply_and_at_most_once_a_day(self, replies: list[datetime]) -> None:
        told = [at for at, step in lived(replies) if step in {Step.TELL, Step.ASK}]
        tells = [at for at, step in lived(replies) if step is Step.TELL]
        assert all(later - before >= DAY for before, later in pairwise(tells))
        assert all(any(at <= news <= at + DAY + GATHER + HOUR for news in told) for at in replies)
        assert not tells or replies

    @given(moments)
    def test_a_challenge_is_never_alone_silently(self, replies: list[datetime]) -> None:
        done = {step: at for at, step in reversed(lived(replies))}
        first = min(replies, default=None)
        assert (Step.PEERS in done) == (first is None or first > POSTED + DAY)
        assert (Step.MENTOR in done) == (first is None or first > POSTED + 2 * DAY)
        assert (Step.UNHEARD in done) == (first is None or first > POSTED + 3 * DAY)
        assert first is None or done.get(Step.TELL, done[Step.ASK]) <= first + GATHER + HOUR
        assert (Step.ASK in done) == (first is not None)

    @given(moments, st.integers(1, 24 * 10))
    def test_once_it_is_closed_only_the_follow_up_comes_once(self, replies: list[datetime], hours: int) -> None:
        closes = POSTED + hours * HOUR
        after = [(at, step) for at, step in lived(replies, closes) if at >= closes]
        assert after == [(closes + FOLLOW_UP_AFTER, Step.FOLLOW_UP)]

    def test_nothing_is_asked_twice(self) -> None:
        steps = [step for _, step in lived([POSTED + HOUR])]
        assert steps == [Step.TELL, Step.ASK]


class TestWhoIsAsked:
    @given(peers, st.integers(1, 1000), st.randoms())
    def test_two_at_most_by_the_rule_and_whatever_the_order(
        self, found: list[Peer], share_id: int, rng: object
    ) -> None:
        chosen = choose_peers(found, share_id)
        shuffled = sorted(found, key=lambda _: rng.random())  # type: ignore[attr-defined]
        assert choose_peers(shuffled, share_id) == chosen
        assert len(chosen) == len(set(chosen)) == min(2, len(found))
        by_id = {peer.person_id: peer for peer in found}

        def rank(id_: int) -> tuple[bool, bool, int]:
            peer = by_id[id_]
            return not peer.same_position, not peer.same_role, peer.lately

        others = by_id.keys() - set(chosen)
        assert all(rank(asked) <= rank(other) for asked in chosen for other in others)

    def test_equals_take_turns(self) -> None:
        equals = [Peer(n, True, True, 0) for n in range(10)]
        asked = {id_ for share_id in range(60) for id_ in choose_peers(equals, share_id)}
        assert asked == set(range(10))


class TestWords:
    def test_mentions_links_and_entities_read_as_people_see_them(self) -> None:
        text = "Thanks <@U1|ana> &amp; <@U2>, see <https://x.example|the plan> in <#C1|staff> <!here> &lt;b&gt;"
        assert readable(text, {"U2": "Ben Ode"}) == "Thanks @ana & @Ben Ode, see https://x.example in #staff @here <b>"
        assert mentioned(text + "<@U1>") == ("U1", "U2")

    @given(st.text())
    def test_any_text_can_be_read(self, text: str) -> None:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert readable(escaped, {}) == text.strip()
        assert mentioned(escaped) == ()

    @given(st.text(max_size=2500), st.text(max_size=10), st.sets(st.sampled_from(Help)))
    def test_every_field_is_needed_and_has_its_length(self, words: str, so_what: str, kinds: set[Help]) -> None:
        found = flaws(Wish(ShareKind.CHALLENGE, words, so_what, frozenset(kinds)))
        assert (found.get("words") is Flaw.LONG) == (len(words) > LONGEST)
        assert (found.get("words") is Flaw.EMPTY) == (not words)
        assert ("so_what" in found) == (not so_what)
        assert ("help" in found) == (not kinds)
        assert not flaws(Wish(ShareKind.WIN, "A calm Monday."))

    def test_only_a_challenge_to_the_group_or_the_community_has_a_thread(self) -> None:
        for kind in ShareKind:
            for audience in Audience:
                share = Share(1, 1, 1, kind, "x", "", frozenset(), audience, POSTED)
                assert share.has_thread == (kind is ShareKind.CHALLENGE and audience is not Audience.PAIR)
