"""What follows from a check-in: the confirmation, what partners and the community get, thanks, kept notes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.content.wording import Wording
from bot.domain.checkins import Answers, Keep
from bot.views import ids
from bot.views.blocks import actions, button, clip, context, mention, quote, section, spoken, units, when
from bot.views.button_values import week_value
from bot.views.goals import TapView, tap_blocks
from bot.views.message import Block, Message

MESSAGE_BLOCKS = 50
MESSAGE_UNITS = 12_000  # Slack refuses about 13,200 in all; the rest is room for what it counts besides


@dataclass(frozen=True, slots=True)
class ConfirmationView:
    """What an author is told after saving; `readers` are the names of those who can read it now, `later` those of
    others with the UTC moments from which on they can, on the wall clock of `timezone`.
    """

    member_id: int
    week: date
    readers: tuple[str, ...] = ()
    later: tuple[tuple[datetime, tuple[str, ...]], ...] = ()
    timezone: str = "UTC"
    win_to_community: bool = False
    challenge_to_community: bool = False
    goal: TapView | None = None
    win_to_group: bool = False
    challenge_to_group: bool = False


def confirmation(w: Wording, view: ConfirmationView) -> Message:
    """Compose the confirmation of a saved check-in."""
    line = " ".join([w.mrkdwn("checkins.confirmation.saved"), *_who_reads(w, view)])
    edit = button(w.plain("checkins.button.edit"), ids.CHECKIN_OPEN, week_value(view.member_id, view.week))
    goal = tap_blocks(w, view.goal) if view.goal is not None else []
    return Message(spoken(line), [section(line), actions([edit]), *goal])


def _who_reads(w: Wording, view: ConfirmationView) -> list[str]:
    lines: list[str] = []
    if view.readers:
        lines.append(w.mrkdwn("checkins.confirmation.readers", names=w.listing(view.readers)))
    for at, names in view.later:
        moment = when(w, at, view.timezone)
        lines.append(w.mrkdwn("checkins.confirmation.later", when=moment, names=w.listing(names)))
    posted = view.win_to_community or view.challenge_to_community or view.win_to_group or view.challenge_to_group
    if not (view.readers or view.later or posted):
        lines.append(w.mrkdwn("checkins.confirmation.only_you"))
    lines += _posted(w, view.win_to_community, view.challenge_to_community, "")
    lines += _posted(w, view.win_to_group, view.challenge_to_group, "group_")
    return lines


def _posted(w: Wording, win: bool, challenge: bool, where: str) -> list[str]:
    """Return what is posted to the community (`where` is empty) or the home group, as far as anything is."""
    if not (win or challenge):
        return []
    part = "both" if win and challenge else "win" if win else "challenge"
    return [w.mrkdwn(f"checkins.confirmation.{where}{part}")]


@dataclass(frozen=True, slots=True)
class SharedPart:
    """What one author shared with the recipient. `question` is the text that `answers.answer` answers."""

    checkin_id: int
    author: str
    answers: Answers
    author_slack_id: str | None = None
    question: str = ""
    thanked: bool = False


def how_many_fit(w: Wording, parts: Sequence[SharedPart]) -> int:
    """Return how many of `parts`, from the first, fit in one message; at least one, as a single one is shortened."""
    fitting = 1
    while fitting < len(parts) and _fits(_shared_blocks(w, parts[: fitting + 1])):
        fitting += 1
    return min(fitting, len(parts))


def shared_checkins(w: Wording, parts: Sequence[SharedPart], *, full_text: bool = False) -> Message:
    """Compose what partners shared, as one message; with `full_text` the words stand in the text as well.

    `parts` is not empty and has no more than `how_many_fit`.
    """
    blocks = _shared_blocks(w, parts)
    if not _fits(blocks):
        blocks = _shortened(w, parts)
    text = [_intro(w, parts, with_mentions=False)]
    if full_text:
        text += [line for part in parts for line in _spoken(w, part)]
    return Message(spoken(*text), blocks)


def _fits(blocks: list[Block]) -> bool:
    return len(blocks) <= MESSAGE_BLOCKS and units(str(blocks)) <= MESSAGE_UNITS


def _shared_blocks(w: Wording, parts: Sequence[SharedPart]) -> list[Block]:
    blocks = [section(_intro(w, parts, with_mentions=True))]
    for part in parts:
        if len(parts) > 1:
            title = w.mrkdwn("checkins.shared.author", name=mention(part.author_slack_id, part.author))
            blocks.append(section(f"*{title}*"))
        for heading, words in _answers(w, part):
            blocks += [context(f"*{heading}*"), quote(words)]
        blocks.append(_thanks_row(w, part))
    return blocks


def _thanks_row(w: Wording, part: SharedPart) -> Block:
    if part.thanked:
        return context(w.mrkdwn("checkins.shared.thanked", name=part.author))
    label = w.plain("checkins.button.thank", name=part.author)
    return actions([button(label, ids.CHECKIN_THANK, str(part.checkin_id))])


def _shortened(w: Wording, parts: Sequence[SharedPart]) -> list[Block]:
    """Return the blocks with every answer cut to a length at which all of them fit, and a sentence that says so."""
    note = context(w.mrkdwn("checkins.shared.shortened"))
    for limit in (1500, 1000, 700, 500, 300, 100):
        shorter = [replace(part, answers=_cut(part.answers, limit)) for part in parts]
        blocks = [*_shared_blocks(w, shorter), note]
        if _fits(blocks):
            break
    return blocks


def _cut(answers: Answers, limit: int) -> Answers:
    return Answers(
        went_well=clip(answers.went_well, limit),
        hard=clip(answers.hard, limit),
        next_step=clip(answers.next_step, limit),
        answer=clip(answers.answer, limit),
        looking_forward=clip(answers.looking_forward, limit),
        own_school=clip(answers.own_school, limit),
    )


def _intro(w: Wording, parts: Sequence[SharedPart], *, with_mentions: bool) -> str:
    names = [mention(part.author_slack_id if with_mentions else None, part.author) for part in parts]
    key = "checkins.shared.by_one" if len(names) == 1 else "checkins.shared.by_several"
    return w.mrkdwn(key, names=w.listing(names))


def _answers(w: Wording, part: SharedPart) -> list[tuple[str, str]]:
    """Return headings and words of what was written, strengths first."""
    answers = part.answers
    if part.question:
        question = w.mrkdwn("checkins.shared.question", question=part.question)
    else:
        question = w.mrkdwn("checkins.shared.no_question")
    pairs = [
        (w.mrkdwn("checkins.shared.went_well"), answers.went_well),
        (w.mrkdwn("checkins.shared.hard"), answers.hard),
        (w.mrkdwn("checkins.shared.next_step"), answers.next_step),
        (question, answers.answer),
        (w.mrkdwn("checkins.shared.looking_forward"), answers.looking_forward),
        (w.mrkdwn("checkins.shared.own_school"), answers.own_school),
    ]
    return [(heading, words) for heading, words in pairs if words]


def _spoken(w: Wording, part: SharedPart) -> list[str]:
    """Return a part as sentences for the `text` of those who asked for members' words there."""
    from_whom = w.mrkdwn("checkins.shared.author", name=part.author)
    said = [w.mrkdwn("checkins.shared.spoken", heading=heading, words=words) for heading, words in _answers(w, part)]
    return [f"{from_whom}.", *said]


def taken_back(w: Wording) -> Message:
    """Compose what stands where an author took back what they had shared."""
    line = w.mrkdwn("checkins.shared.taken_back")
    return Message(line, [section(line)])


@dataclass(frozen=True, slots=True)
class CommunityPost:
    """A win (`challenge` false) or a challenge that its author shared with the community."""

    author: str
    words: str
    challenge: bool = False
    author_slack_id: str | None = None


def community_post(w: Wording, post: CommunityPost) -> Message:
    """Compose the post in the community's channel."""
    key = "checkins.community.challenge" if post.challenge else "checkins.community.win"
    shown = w.mrkdwn(key, name=mention(post.author_slack_id, post.author))
    return Message(spoken(w.mrkdwn(key, name=post.author)), [section(shown), quote(post.words)])


def thanks(w: Wording, names: Sequence[str]) -> Message:
    """Compose what an author hears when partners (`names`, not empty) thanked them."""
    line = w.mrkdwn("checkins.thanks.text", names=w.listing(names))
    return Message(spoken(line), [section(line)])


@dataclass(frozen=True, slots=True)
class NoteView:
    """A message somebody wrote to the bot; `kept` once it went into a check-in."""

    note_id: int
    kept: Keep | None = None


def note_reply(w: Wording, view: NoteView) -> Message:
    """Compose the answer to a message written to the bot."""
    if view.kept is not None:
        line = w.mrkdwn(f"checkins.note.kept_{view.kept.value}")
        return Message(spoken(line), [section(line)])
    note = str(view.note_id)
    buttons = [
        button(w.plain("checkins.note.keep_answer"), ids.NOTE_ANSWER, note),
        button(w.plain("checkins.note.keep_win"), ids.NOTE_WIN, note),
        button(w.plain("checkins.note.keep_challenge"), ids.NOTE_CHALLENGE, note),
    ]
    line = w.mrkdwn("checkins.note.ask")
    return Message(spoken(line), [section(line), actions(buttons)])
