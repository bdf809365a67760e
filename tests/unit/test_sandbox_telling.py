"""How the sandbox says what its people did by themselves."""

from datetime import UTC, datetime

import pytest

from bot.domain import messages
from bot.sandbox import telling
from bot.sandbox.community.deeds import Deed
from bot.sandbox.timeline import Journey

NOON = datetime(2026, 9, 3, 16, 0, tzinfo=UTC)


def test_one_and_several_are_told_apart() -> None:
    lived = ((Deed.WILL_COME, 3), (Deed.BEGAN_SESSION, 1))
    told = telling.moved(Journey(NOON, NOON, lived=lived), "America/New_York")
    assert told.endswith(": 3 people said they will come to a session and 1 host began a session.")


def test_a_line_names_a_few_things_and_counts_many() -> None:
    few = Journey(NOON, NOON, lived=((Deed.MET, 1),), sent=(("digest", 1),))
    assert telling.brief(few) == "1 meeting was logged and the bot sent 1 digest."
    many = Journey(NOON, NOON, lived=((Deed.MET, 30), (Deed.THANKED, 1)), sent=(("digest", 1),), waiting=2)
    assert telling.brief(many) == "People acted 31 times, the bot sent 1 message and 2 messages wait for Slack."
    assert telling.lived(many) == ["30 meetings were logged", "1 person said thank you"]
    assert telling.sent(many) == ["1 digest"]
    assert telling.besides(many) == "2 messages wait for Slack."
    assert telling.brief(Journey(NOON, NOON)) == "Nothing was sent."
    rounds = Journey(NOON, NOON, sent=(("session_round", 3), ("digest", 2), ("session_round_direct", 1)))
    assert telling.sent(rounds) == ["4 announcements of rounds", "2 digests"]


def test_only_kinds_of_messages_have_names_of_their_own() -> None:
    assert telling.NAMES.keys() <= messages.KINDS.keys()
    sent = (("session_invited", 20), ("digest", 1))
    told = telling.moved(Journey(NOON, NOON, sent=sent), "America/New_York")
    assert told.endswith(": the bot sent 20 invitations to sessions and 1 digest.")


@pytest.mark.parametrize("deed", Deed)
def test_every_deed_has_its_words(deed: Deed) -> None:
    one, several = deed.counted(1), deed.counted(2)
    assert one.startswith("1 ")
    assert several.startswith("2 ")
    assert one[2:] != several[2:]
    assert len(one.split()) >= 3
