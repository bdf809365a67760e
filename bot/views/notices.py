"""What coordinators are told once: each notice says in one sentence what happened and in one what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.content.wording import Markup, Wording
from bot.views import ids
from bot.views.blocks import actions, button, clip, section, spoken
from bot.views.digest_matters import reason_words
from bot.views.message import Block, Message

SHOWN = 15


class NoticeKind(StrEnum):
    """What a coordinator should know or alone can mend."""

    LEFT = "left"
    LEFT_PARTNERS = "left_partners"
    LEFT_MATCHED = "left_matched"
    PARTNER_PAUSED = "partner_paused"
    PARTNER_PAUSED_UNTIL = "partner_paused_until"
    PARTNER_GONE = "partner_gone"
    NOT_TOGETHER = "not_together"
    GROUP_CHANNEL = "group_channel"
    GROUP_ALONE = "group_alone"
    UNREACHABLE = "unreachable"
    DIGEST_MISSING = "digest_missing"
    DIGEST_SHARED = "digest_shared"
    DIGEST_PUBLIC = "digest_public"
    DIGEST_UNUSABLE = "digest_unusable"
    COMMUNITY_MISSING = "community_missing"
    COMMUNITY_UNUSABLE = "community_unusable"
    TEXTS_GO = "texts_go"
    STOPPED = "stopped"
    DEFECT = "defect"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened. `name` is the person it is about, `partners` those of theirs whom it leaves without
    them; `reason` one of `digest_matters.REASONS`; `channel` is Slack's id of the channel, where there is one.
    `pair_id` is a pair with which something can be done, unless it was: `outcome` is `held`, `ended` or `back`. What a
    kind does not need stays empty. `unmatched` are mentees who are in no pair now: id of the one that ended, name.
    `day` is when something happens, in the program's time zone.
    """

    kind: NoticeKind
    name: str = ""
    reason: str = ""
    channel: str = ""
    partners: tuple[str, ...] = ()
    pair_id: int = 0
    outcome: str = ""
    unmatched: tuple[tuple[int, str], ...] = ()
    day: date | None = None


def notice(w: Wording, program: str, notices: Sequence[Notice]) -> Message:
    """Compose one message from `notices` (not empty), which waited for the same coordinators of `program`."""
    pairs = [_sentences(w, program, entry) for entry in notices]
    if len(pairs) == 1:
        return Message(spoken(*pairs[0]), [section(" ".join(pairs[0])), *_ways(w, notices[0])])
    intro = w.mrkdwn("notices.several", program=program, count=len(pairs))
    blocks: list[Block] = [section(intro)]
    for entry, (what, todo) in zip(notices[:SHOWN], pairs, strict=False):
        blocks += [section(f"{what}\n{todo}"), *_ways(w, entry)]
    text = [intro, *(f"{what} {todo}" for what, todo in pairs[:SHOWN])]
    if len(pairs) > SHOWN:
        more = w.mrkdwn("common.more", count=len(pairs) - SHOWN)
        blocks.append(section(more))
        text.append(f"{more}.")
    return Message(spoken(*text), blocks)


def _sentences(w: Wording, program: str, entry: Notice) -> tuple[str, str]:
    params = {
        "program": clip(program, 80),
        "name": clip(entry.name, 80),
        "partners": w.listing([clip(partner, 80) for partner in entry.partners], at_most=10),
        "reason": reason_words(w, entry.reason),
        "day": w.day(entry.day) if entry.day is not None else "",
        "channel": Markup(f"<#{entry.channel}>") if entry.channel else w.mrkdwn("notices.some_channel"),
    }
    what = w.mrkdwn(f"notices.{entry.kind.value}.what", **params)
    if entry.outcome:
        return what, w.mrkdwn(f"notices.outcome.{entry.outcome}", **params)
    return what, w.mrkdwn(f"notices.{entry.kind.value}.do")


def _ways(w: Wording, entry: Notice) -> list[Block]:
    """Return the buttons with which a coordinator deals with it; each leads to a form."""
    if entry.unmatched:  # as many as there are ids; the next follow when one of them has a mentor
        return [
            actions(
                [
                    button(w.plain("obstacles.button.match", mentee=clip(name, 50)), action_id, str(pair_id))
                    for action_id, (pair_id, name) in zip(ids.PAIR_MATCHES, entry.unmatched, strict=False)
                ]
            )
        ]
    if not entry.pair_id or entry.outcome:
        return []
    hold = button(w.plain("obstacles.button.hold"), ids.PAIR_HOLD, str(entry.pair_id))
    end = button(w.plain("obstacles.button.end"), ids.PAIR_END, str(entry.pair_id))
    return [actions([hold, end])]
