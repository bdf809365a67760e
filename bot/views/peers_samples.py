"""Samples of wins, challenges and feedback threads; part of `bot.views.samples`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.content.wording import Wording
from bot.domain.checkins import Audience
from bot.domain.peers import Help, Reach, ShareForm, ShareKind, Wish
from bot.views import peer_feedback, peers, peers_form
from bot.views.message import Message
from bot.views.places import message_address

Sample = Message | dict[str, Any]
Said = Callable[[str], str]

LOCALE, CHANNEL = "en-US", "C0SAMPLE01"
POST = message_address("https://northfield.slack.com/", CHANNEL, "1764000000.000100")
PAIR = Reach(31, Audience.PAIR, "Harbor Leaders", ("Ben Okafor",))
MANY = Reach(31, Audience.PAIR, "Harbor Leaders", tuple(f"Concepcion Villanueva-Rodriguez {n}" for n in range(1, 13)))
EVERYONE = Reach(31, Audience.COMMUNITY, "Harbor Leaders")


def peers_samples(w: Wording, said: Said) -> dict[str, Sample]:
    """Return the samples by name; `said` gives a member's words."""
    return _forms(w, said) | _posts(w, said) | _saved(w) | _suggestions(w, said) | _threads(w, said) | _asks(w, said)


def _win(said: Said) -> peers.ShareView:
    words = said("Two teachers asked to visit each other's lessons.")
    return peers.ShareView(41, ShareKind.WIN, "Ana Lima", words, author_slack_id="U0SAMPLE01")


def _challenge(said: Said) -> peers.ShareView:
    return peers.ShareView(
        42,
        ShareKind.CHALLENGE,
        "Ana Lima",
        said("The timetable talk went in circles again."),
        said("We lose the planning hour that we fought for."),
        frozenset({Help.QUESTIONS, Help.EXPERIENCE}),
        author_slack_id="U0SAMPLE01",
    )


def _forms(w: Wording, said: Said) -> dict[str, Sample]:
    win = ShareForm(LOCALE, (PAIR, EVERYONE), Wish(ShareKind.WIN, ""))
    challenge = replace(win, wish=Wish(ShareKind.CHALLENGE, ""))
    two = (PAIR, replace(PAIR, member_id=32, program="Bay Mentors", partners=("Cleo Marsh", "Devi Rao")), EVERYONE)
    words = Wish(ShareKind.WIN, said("A calm Monday."), thanked=("U0SAMPLE02",))
    edited = Wish(ShareKind.CHALLENGE, said("It went in circles."), said("We lose an hour."), frozenset(Help))
    return {
        "share form: win": peers_form.share_modal(w, win),
        "share form: win begun": peers_form.share_modal(w, replace(win, wish=words)),
        "share form: two programs": peers_form.share_modal(w, replace(win, reaches=two)),
        "share form: challenge": peers_form.share_modal(w, challenge),
        "share form: many partners": peers_form.share_modal(w, replace(win, reaches=(MANY, EVERYONE))),
        "share form: edit": peers_form.share_modal(w, ShareForm(LOCALE, (EVERYONE,), edited, share_id=42)),
        "share form: edit, may move": peers_form.share_modal(
            w, ShareForm(LOCALE, (replace(EVERYONE, member_id=0), PAIR), edited, share_id=42)
        ),
        "share form: edit, pair": peers_form.share_modal(w, ShareForm(LOCALE, (PAIR,), words, share_id=41)),
    }


def _posts(w: Wording, said: Said) -> dict[str, Sample]:
    win, challenge = _win(said), _challenge(said)
    found: dict[str, Sample] = {
        f"share post: win {n}": peers.post(w, replace(win, id=n)) for n in range(peers.HEADINGS)
    }
    found["share post: win with thanks"] = peers.post(w, replace(win, thanked=("U0SAMPLE02", "U0SAMPLE03")))
    found["share post: challenge"] = peers.post(w, challenge)
    found["share post: challenge closed"] = peers.post(w, replace(challenge, closed=True, help=frozenset(Help)))
    found["share direct: win"] = peers.direct(w, [win])
    found["share direct: challenge"] = peers.direct(w, [challenge])
    found["share direct: two"] = peers.direct(w, [win, challenge])
    found["share direct: taken back"] = peers.direct(w, [])
    found["win thanked: community"] = peers.thanked(w, ["Ana Lima", "Cleo Marsh"], CHANNEL)
    found["win thanked: one post"] = peers.thanked(w, ["Ana Lima"], CHANNEL, POST)
    found["win thanked: pair"] = peers.thanked(w, ["Ana Lima"])
    return found


def _saved(w: Wording) -> dict[str, Sample]:
    found: dict[str, Sample] = {}
    for kind in ShareKind:
        for standing in peers.Standing:
            view = peers.SavedView(42, kind, standing, CHANNEL)
            found[f"share saved: {kind.value}, {standing.value}"] = peers.saved(w, view)
        view = peers.SavedView(42, kind, readers=("Ben Okafor",))
        found[f"share saved: {kind.value} to a pair"] = peers.saved(w, view)
        found[f"help: {kind.value}"] = peers.usage(w, kind)
    return found


def _suggestions(w: Wording, said: Said) -> dict[str, Sample]:
    words = said("The reading corner is full every lunch break.")
    found: dict[str, Sample] = {
        "win suggested: open": peers.suggested(w, 7, "Ben Okafor", words),
        "win suggested: asked": peers.asked(w, "Ana Lima", before=False),
        "win suggested: asked before": peers.asked(w, "Ana Lima", before=True),
        "share answer: nobody": peers.nobody(w),
    }
    for answered in peers.Answered:
        found[f"win suggested: {answered.value}"] = peers.suggested(w, 7, "Ben Okafor", words, answered)
    for why in peers.Unshareable:
        found[f"share answer: {why.value}"] = peers.unshareable(w, why)
    return found


def _threads(w: Wording, said: Said) -> dict[str, Sample]:
    ana, ben = peer_feedback.Who("Ana Lima", "U0SAMPLE01"), peer_feedback.Who("Ben Okafor", "U0SAMPLE02")
    words = said("What would it look like if it went well?")
    step = said("Ask two teachers to draft it with me.")
    found: dict[str, Sample] = {
        "thread: question": peer_feedback.question(w, ben, words),
        "thread: end": peer_feedback.thread_end(w, ana, step, ["U0SAMPLE02", "U0SAMPLE03"]),
        "thread: end without replies": peer_feedback.thread_end(w, ana, step, []),
        "thread form: question": peer_feedback.question_modal(w, 42, "Ana Lima", frozenset(Help)),
        "thread form: now what": peer_feedback.now_what_modal(w, 42, "", closed=False),
        "thread form: now what, again": peer_feedback.now_what_modal(w, 42, step, closed=True),
    }
    for kind in Help:
        found[f"thread: begin, {kind.value}"] = peer_feedback.thread_begin(w, ana, frozenset({kind}))
    return found


def _asks(w: Wording, said: Said) -> dict[str, Sample]:
    ana, cleo = peer_feedback.Who("Ana Lima", "U0SAMPLE01"), peer_feedback.Who("Cleo Marsh")
    took_part = ["U0SAMPLE02", "U0SAMPLE03"]
    where = peer_feedback.Where(CHANNEL)
    there = peer_feedback.Where(CHANNEL, POST)
    return {
        "challenge: replies": peer_feedback.replies(w, [42], took_part, there),
        "challenge: replies to two": peer_feedback.replies(w, [42, 43], took_part, where),
        "challenge: replies gone": peer_feedback.replies(w, [], [], where),
        "challenge: now what": peer_feedback.ask_now_what(w, 42, took_part, there, closed=False),
        "challenge: now what, done": peer_feedback.ask_now_what(w, 42, took_part, there, closed=True),
        "challenge: alone": peer_feedback.alone(w, [ana], [42], there),
        "challenge: alone, listening": peer_feedback.alone(w, [ana], [42], there, listening=True),
        "challenge: two alone": peer_feedback.alone(w, [ana, cleo], [42, 43], where),
        "challenge: alone, to the mentor": peer_feedback.alone(w, [ana], [42], there, mentor=True),
        "challenge: alone no more": peer_feedback.alone(w, [], [], where),
        "challenge: unheard": peer_feedback.unheard(w, 42, there),
        "challenge: unheard no more": peer_feedback.heard(w),
        "challenge: follow-up answered": peer_feedback.follow_up(w, 42, "", said("They drafted it in an hour.")),
        "challenge: follow-up": peer_feedback.follow_up(w, 42, said("Ask two teachers to draft it with me.")),
    }
