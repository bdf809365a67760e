"""The form in which a win or a challenge is shared names every reader before it is sent (product.md, who sees what)."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.content.wording import escape, wording
from bot.domain.checkins import Audience
from bot.domain.peers import Reach, ShareForm, ShareKind, Wish
from bot.sandbox.slack import blockkit
from bot.views.peers_form import share_modal

NAMES = st.text("abcdefgh _", min_size=1, max_size=28).map(lambda name: f"N{' '.join(name.split())}")
PROGRAMS = st.lists(st.lists(NAMES, min_size=1, max_size=60, unique=True), min_size=1, max_size=3)


@given(PROGRAMS, st.sampled_from(ShareKind))
def test_every_reader_is_named(programs: list[list[str]], kind: ShareKind) -> None:
    reaches = tuple(
        Reach(number, Audience.PAIR, f"Program {number}", tuple(names)) for number, names in enumerate(programs, 1)
    )
    modal = share_modal(wording(), ShareForm("en", reaches, Wish(kind, "")))
    shown = json.dumps(modal, ensure_ascii=False)
    for name in {name for names in programs for name in names}:
        assert json.dumps(name, ensure_ascii=False)[1:-1] in shown or escape(name) in shown
    assert not blockkit.check_view(modal)
