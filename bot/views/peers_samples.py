"""Samples of wins, challenges and feedback threads; part of `bot.views.samples`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.content.wording import Wording
from bot.domain.checkins import Audience
from bot.domain.peers import Help, Reach, ShareForm, ShareKind, Wish
from bot.views import peers, peers_form
from bot.views.message import Message

Sample = Message | dict[str, Any]
Said = Callable[[str], str]

LOCALE, CHANNEL = "en-US", "C0SAMPLE01"
PAIR = Reach(31, Audience.PAIR, "Harbor Leaders", ("Ben Okafor",))
EVERYONE = Reach(31, Audience.COMMUNITY, "Harbor Leaders")


def peers_samples(w: Wording, said: Said) -> dict[str, Sample]:
    """Return the samples by name; `said` gives a member's words."""
    return _forms(w, said) | _posts(w, said) | _saved(w) | _suggestions(w, said)


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
        "share form: edit": peers_form.share_modal(w, ShareForm(LOCALE, (EVERYONE,), edited, share_id=42)),
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
