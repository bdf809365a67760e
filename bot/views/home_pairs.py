"""The parts of Home about people: one's own pairs, the leaders a coach accompanies."""

from collections.abc import Sequence
from datetime import date

from bot.content.wording import Markup, Wording
from bot.domain.home import Home, Leader, MyPair
from bot.views import ids
from bot.views.blocks import button, clip, context, header, mention, section
from bot.views.checkin_prompts import met_menu
from bot.views.message import Block

APART = 5  # pairs that get a paragraph each; more become a list
LISTED = 30
NAME = 60


def pairs(w: Wording, home: Home) -> list[Block]:
    """Return one's pairs with their last meetings and the menu that logs one."""
    if not home.pairs:
        return [section(w.mrkdwn("home.pairs.none"))] if home.is_asked else []
    title = header(w.plain("home.pairs.title", count=len(home.pairs)))
    if len(home.pairs) > APART:
        return [title, *_together(w, home.pairs)]
    return [title, *(block for pair in home.pairs for block in _pair(w, pair, home.today))]


def _pair(w: Wording, pair: MyPair, today: date) -> list[Block]:
    partner = pair.partner
    key = "mentor" if partner.is_mentor else "mentee"
    who = mention(partner.slack_id, clip(partner.name, NAME))
    line = w.mrkdwn(f"home.pairs.{key}{'_at' if partner.school else ''}", name=who, school=clip(partner.school, NAME))
    menu = met_menu(w, [partner])
    # A menu keeps what was chosen as long as its block keeps its id, and the same choice again would do nothing.
    block_id = f"pair:{partner.pair_id}:{pair.meetings[0].id if pair.meetings else 0}:{today.isoformat()}"
    return [{**section(line, menu), "block_id": block_id}, _meetings(w, pair)]


def _meetings(w: Wording, pair: MyPair) -> Block:
    if not pair.meetings:
        return context(w.mrkdwn("home.pairs.never"))
    last, *before = pair.meetings
    earlier = [w.mrkdwn("home.pairs.earlier", days=w.listing([w.day(one.held_on) for one in before]))] if before else []
    if pair.own_today is None:
        last_line = w.mrkdwn("home.pairs.last", day=w.day(last.held_on), minutes=last.minutes)
        return context(" ".join([last_line, *earlier]))
    undo = button(w.plain("checkins.button.undo_met"), ids.CHECKIN_MET_UNDO, str(pair.own_today.id))
    return section(" ".join([w.mrkdwn("home.pairs.today", minutes=pair.own_today.minutes), *earlier]), undo)


def _together(w: Wording, mine: Sequence[MyPair]) -> list[Block]:
    """Return many pairs as a list with one menu for all, those that have waited longest first."""
    in_order = sorted(mine, key=lambda pair: pair.meetings[0].held_on if pair.meetings else date.min)
    lines = [_line(w, pair) for pair in in_order[:LISTED]]
    if len(mine) > LISTED:
        lines.append(w.mrkdwn("common.more", count=len(mine) - LISTED))
    newest = max((one.id for pair in mine for one in pair.meetings), default=0)
    menu = met_menu(w, [pair.partner for pair in in_order])
    blocks = paragraphs(lines)
    blocks[0] = {**blocks[0], "accessory": menu, "block_id": f"pairs:{newest}"}
    return blocks


def _line(w: Wording, pair: MyPair) -> Markup:
    name = mention(pair.partner.slack_id, clip(pair.partner.name, NAME))
    if not pair.meetings:
        return w.mrkdwn("home.pairs.line_never", name=name)
    return w.mrkdwn("home.pairs.line", name=name, day=w.day(pair.meetings[0].held_on))


def paragraphs(lines: Sequence[str], at_most: int = 10) -> list[Block]:
    """Return lines as paragraphs of ten, which stay far below Slack's 3,000 characters."""
    return [section("\n".join(lines[n : n + at_most])) for n in range(0, len(lines), at_most)]


def leaders(w: Wording, home: Home) -> list[Block]:
    """Return whom a coach accompanies."""
    if home.leaders is None:
        return []
    title = header(w.plain("home.leaders.title"))
    if not home.leaders:
        return [title, section(w.mrkdwn("home.leaders.none"))]
    lines = [_leader(w, leader) for leader in home.leaders[:LISTED]]
    if len(home.leaders) > LISTED:
        lines.append(w.mrkdwn("common.more", count=len(home.leaders) - LISTED))
    return [title, *paragraphs(lines)]


def _leader(w: Wording, leader: Leader) -> Markup:
    name = mention(leader.slack_id, clip(leader.name, NAME))
    if not leader.school:
        return w.mrkdwn("home.leaders.line", name=name)
    return w.mrkdwn("home.leaders.line_at", name=name, school=clip(leader.school, NAME))
