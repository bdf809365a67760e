"""The parts of Home about people: one's own pairs, the leaders a coach accompanies."""

from collections.abc import Sequence
from datetime import date

from bot.content.wording import Markup, Wording
from bot.domain.calendar import local
from bot.domain.coach_home import SHOWN, SharedWithCoach
from bot.domain.home import APART, Home, Leader, MyPair
from bot.domain.pair_files import Hold
from bot.domain.terms import Term
from bot.views import ids
from bot.views.blocks import actions, button, clip, context, header, mention, quote, section, units, when
from bot.views.meetings import met_menu
from bot.views.message import Block

LISTED = 30
NAME = 60
WORDS = 600  # characters shown of an answer
PARAGRAPH = 2800  # units; a section takes 3,000 characters


def pairs(w: Wording, home: Home) -> list[Block]:
    """Return one's pairs with their last meetings and the menu that logs one."""
    if not home.pairs:
        return [section(w.mrkdwn("home.pairs.none"))] if home.is_asked else []
    title = header(w.plain("home.pairs.title", count=len(home.pairs)))
    if len(home.pairs) > APART:
        return [title, *_together(w, home.pairs)]
    return [title, *(block for pair in home.pairs for block in _pair(w, pair, home))]


def _pair(w: Wording, pair: MyPair, home: Home) -> list[Block]:
    partner = pair.partner
    key = "mentor" if partner.is_mentor else "mentee"
    who = mention(partner.slack_id, clip(partner.name, NAME))
    line = w.mrkdwn(f"home.pairs.{key}{'_at' if partner.school else ''}", name=who, school=clip(partner.school, NAME))
    menu = met_menu(w, [partner])
    # A menu keeps what was chosen as long as its block keeps its id, and the same choice again would do nothing.
    block_id = f"pair:{partner.pair_id}:{pair.meetings[0].id if pair.meetings else 0}:{home.today.isoformat()}"
    on_hold = [section(_hold(w, pair.hold, home.timezone))] if pair.hold is not None else []
    return [
        {**section(line, menu), "block_id": block_id},
        *on_hold,
        _meetings(w, pair),
        *_term(w, pair, home.timezone),
    ]


def _hold(w: Wording, hold: Hold, timezone: str) -> Markup:
    since = w.day(local(hold.since, timezone).date())
    if hold.until is None:
        return w.mrkdwn("home.pairs.held", since=since)
    return w.mrkdwn("home.pairs.held_until", since=since, until=w.day(hold.until))


def _term(w: Wording, pair: MyPair, timezone: str) -> list[Block]:
    """Return the next meeting and how the term goes, and the buttons that change when the two meet."""
    value, term = str(pair.partner.pair_id), pair.term
    find = button(w.plain("schedules.button.find"), ids.TIMES_FIND, value)
    if term is None:
        return [actions([find, button(w.plain("schedules.button.set"), ids.SCHEDULE_OPEN, value)])]
    change = button(w.plain("schedules.button.change"), ids.SCHEDULE_OPEN, value)
    ways = [change] if term.next_at is not None else [find, change]
    return [context(_term_line(w, term, timezone)), actions(ways)]


def _term_line(w: Wording, term: Term, timezone: str) -> str:
    if term.next_at is not None:
        lines = [w.mrkdwn("home.pairs.next", when=when(w, term.next_at, timezone))]
    else:
        lines = [w.mrkdwn("home.pairs.no_next")]
    if term.planned:
        lines.append(w.mrkdwn("home.pairs.term", day=w.day(term.since), planned=term.planned, met=term.met))
    return " ".join(lines)


def _meetings(w: Wording, pair: MyPair) -> Block:
    if not pair.meetings:
        return context(w.mrkdwn("home.pairs.never"))
    last, *before = pair.meetings
    earlier = [w.mrkdwn("home.pairs.earlier", days=w.listing([w.day(one.held_on) for one in before]))] if before else []
    if pair.own_today is None:
        last_line = w.mrkdwn("home.pairs.last", day=w.day(last.held_on), minutes=last.minutes)
        return context(" ".join([last_line, *earlier]))
    undo = button(w.plain("meetings.button.undo"), ids.MEETING_UNDO, str(pair.own_today.id))
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
        line = w.mrkdwn("home.pairs.line_never", name=name)
    else:
        line = w.mrkdwn("home.pairs.line", name=name, day=w.day(pair.meetings[0].held_on))
    return line if pair.hold is None else Markup(f"{line}; {held(w, pair.hold.until)}")


def held(w: Wording, until: date | None) -> Markup:
    """Return in a line of a list that a pair is on hold, until the local day on which it goes on, if one is set."""
    return w.mrkdwn("home.program.held_until", day=w.day(until)) if until is not None else w.mrkdwn("home.program.held")


def paragraphs(lines: Sequence[str]) -> list[Block]:
    """Return lines as paragraphs, as few as Slack's 3,000 characters allow."""
    together: list[list[str]] = [[]]
    for line in lines:
        if together[-1] and units("\n".join([*together[-1], line])) > PARAGRAPH:
            together.append([])
        together[-1].append(line)
    return [section("\n".join(part)) for part in together]


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
    return [title, *paragraphs(lines), *(block for each in home.shared[:SHOWN] for block in _shared(w, each))]


def _shared(w: Wording, each: SharedWithCoach) -> list[Block]:
    name = mention(each.slack_id, clip(each.author, NAME))
    parts = ((each.went_well, "went_well"), (each.hard, "hard"), (each.next_step, "next_step"))
    blocks = [section(w.mrkdwn("home.leaders.shared", name=name, day=w.day(each.day)))]
    for words, key in parts:
        if words:
            blocks += [context(f"*{w.mrkdwn(f'checkins.shared.{key}')}*"), quote(clip(words, WORDS))]
    return blocks


def _leader(w: Wording, leader: Leader) -> Markup:
    name = mention(leader.slack_id, clip(leader.name, NAME))
    line = (
        w.mrkdwn("home.leaders.line_at", name=name, school=clip(leader.school, NAME))
        if leader.school
        else w.mrkdwn("home.leaders.line", name=name)
    )
    if leader.target is not None:
        done = w.mrkdwn("home.leaders.of_target", minutes=leader.minutes, target=leader.target)
    else:
        done = w.mrkdwn("home.leaders.minutes", minutes=leader.minutes)
    return Markup(f"{line}: {done}")
