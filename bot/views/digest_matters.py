"""What a digest asks coordinators to see to: each with its buttons, or with what was done, and the full list."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.digests import Deed, Matter, MatterKind, NamedMatter, fair_share
from bot.domain.nudges import Why
from bot.views import desk_ids, ids
from bot.views.blocks import actions, button, clip, context, quote, section, spoken
from bot.views.home_pairs import paragraphs
from bot.views.message import Block, Message

NAME = 60
CELL = 50  # characters of a table's cell; see PER_LIST in bot/domain/digests.py
REASONS = {
    # what the roster knows
    "not_in_slack": "not_in_slack",
    "deactivated": "deactivated",
    # what Slack answers, from docs.slack.dev/reference/methods/conversations.open and chat.postMessage
    "user_disabled": "deactivated",
    "user_not_found": "not_in_slack",
    "users_not_found": "not_in_slack",
    "user_not_visible": "other_team",
    "user_not_in_team": "other_team",
    "cannot_dm_bot": "bot",
    "is_bot": "bot",
    "messages_tab_disabled": "messages_off",
    "invalid_user_combination": "refused",
}  # why somebody could not be reached, to the key of the words for it


def reason_words(w: Wording, reason: str) -> str:
    """Return why somebody could not be reached, in plain words; an unknown reason reads as a refusal by Slack."""
    return w.plain(f"digests.reason.{REASONS.get(reason, 'refused')}")


def matter_blocks(w: Wording, views: Sequence[NamedMatter], most: int) -> list[Block]:
    """Return at most `most` of the matters, by kind, each with what can be done about it here."""
    by_id = {view.matter.id: view for view in views}
    shown = [by_id[each.id] for each in fair_share([view.matter for view in views], most)]
    totals = Counter(view.matter.kind for view in views)
    blocks: list[Block] = []
    for kind, of_kind in groupby(shown, key=lambda view: view.matter.kind):
        listed = list(of_kind)
        blocks += of_one_kind(w, listed, totals[kind])
        if totals[kind] > len(listed):
            blocks.append(context(w.mrkdwn("digests.rest", count=totals[kind] - len(listed))))
    return blocks


def of_one_kind(w: Wording, listed: Sequence[NamedMatter], total: int) -> list[Block]:
    """Return matters of one kind under what they have in common; there are `total` of that kind."""
    kind = listed[0].matter.kind
    blocks = [section(_title(w, kind, total))]
    if kind is MatterKind.SILENT and any(view.matter.deed is None for view in listed):
        blocks.append(quote(w.plain("digests.silent.ready")))
    return [*blocks, *(block for view in listed for block in _matter(w, view))]


def matters_aloud(w: Wording, views: Sequence[NamedMatter], most: int) -> list[str]:
    """Return the same as sentences, for who hears the message or reads it in a notification."""
    found: list[str] = []
    for kind, of_kind in groupby(views, key=lambda view: view.matter.kind):
        listed = list(of_kind)
        found.append(_title(w, kind, len(listed)))
        found += [f"{_line(w, view)}{_after(w, view)}." for view in listed[:most]]
        if len(listed) > most:
            found.append(w.mrkdwn("digests.rest", count=len(listed) - most))
    return found


def _title(w: Wording, kind: MatterKind, total: int) -> Markup:
    return w.mrkdwn(f"digests.title_of.{kind.value}", count=total)


def _matter(w: Wording, view: NamedMatter) -> list[Block]:
    return _with_buttons(w, view, f"• {_line(w, view)}{_after(w, view)}")


def matter_alone(w: Wording, view: NamedMatter) -> list[Block]:
    """Return a matter with what can be done about it, where it stands by itself."""
    return _with_buttons(w, view, matter_line(w, view))


def _with_buttons(w: Wording, view: NamedMatter, line: str) -> list[Block]:
    elements = BUTTONS[view.matter.kind](w, view)
    if not elements:
        return [section(line)]
    return [section(line, elements[0])] if len(elements) == 1 else [section(line), actions(elements)]


def matter_line(w: Wording, view: NamedMatter) -> Markup:
    """Return what a matter is, whom it is about and why, and what was done about it: all that a line by itself says."""
    kind = w.mrkdwn(f"digests.list.kind.{view.matter.kind.value}")
    return Markup(f"• {kind}. {_line(w, view)}{_after(w, view)}.")


def _after(w: Wording, view: NamedMatter) -> str:
    deed = view.matter.deed
    if deed is None or view.at is None:
        return ""
    return ". " + w.mrkdwn(f"digests.deed.{deed.value}", name=clip(view.by, NAME), when=w.moment(view.at))


def _line(w: Wording, view: NamedMatter) -> Markup:
    line = _about(w, view)
    if view.met is None or view.ended or not view.matter.is_open:
        return line
    return Markup(f"{line}; {w.mrkdwn('digests.matter.met', day=w.day(view.met))}")


def _about(w: Wording, view: NamedMatter) -> Markup:
    matter = view.matter
    day = w.day(matter.since) if matter.since is not None else ""
    names = {"mentor": clip(view.mentor, NAME), "mentee": clip(view.mentee, NAME), "name": clip(view.name, NAME)}
    match matter.kind:
        case MatterKind.OBSTACLE:
            return w.mrkdwn("digests.matter.obstacle", **names, why=_category(w, matter), day=day)
        case MatterKind.ALONE:
            return w.mrkdwn(f"pairs.digest.{matter.detail}", **names, day=day)
        case MatterKind.UNMET:
            return _unmet(w, matter, names, day)
        case MatterKind.UNREACHED:
            return w.mrkdwn("digests.matter.unreached", **names, reason=reason_words(w, matter.detail))
        case _:
            return w.mrkdwn(f"digests.matter.{matter.kind.value}", **names, day=day)


def _unmet(w: Wording, matter: Matter, names: dict[str, str], day: str) -> Markup:
    said = w.mrkdwn(f"digests.not_met.{'last' if day else 'never'}", **names, day=day)
    if not matter.detail:
        return said
    planned = w.mrkdwn("digests.not_met.planned", day=w.day(date.fromisoformat(matter.detail)))
    return Markup(f"{said}; {planned}")


def _category(w: Wording, matter: Matter) -> Markup:
    return w.mrkdwn(f"obstacles.why.{matter.detail}")


def _see_to(w: Wording, view: NamedMatter) -> list[Block]:
    if view.matter.deed is not None:
        return []
    word = "written" if view.matter.kind is MatterKind.SILENT else "take"
    return [button(w.plain(f"digests.button.{word}"), desk_ids.MATTER_DONE, desk_ids.matter_value(view.matter))]


def _obstacle(w: Wording, view: NamedMatter) -> list[Block]:
    """Return the ways to see to what is in the way: to take it on, to read the words if there are any, to close it."""
    if not view.matter.is_open or view.ended:
        return []
    value, said = str(view.matter.subject_id), view.matter.detail != Why.NOT_SAID.value
    take = button(w.plain("obstacles.button.take"), ids.OBSTACLE_TAKE, value)
    read = button(w.plain("obstacles.button.read"), ids.OBSTACLE_READ, value)
    close = button(w.plain("obstacles.button.close"), ids.OBSTACLE_CLOSE, value)
    return [*([] if view.matter.deed is Deed.TAKEN else [take]), *([read] if said else []), close]


def _cover(w: Wording, view: NamedMatter) -> list[Block]:
    if not view.matter.is_open:
        return []
    value = str(view.matter.subject_id)
    approve = button(w.plain("digests.button.approve"), ids.COVER_APPROVE, value)
    return [approve, button(w.plain("digests.button.decline"), ids.COVER_DECLINE, value)]


def _pair(w: Wording, view: NamedMatter) -> list[Block]:
    """Return the ways to see to a pair: to take it on, and to put it on hold while it lasts."""
    hold = button(w.plain("digests.button.hold"), ids.PAIR_HOLD, str(view.matter.pair_id))
    return [*_see_to(w, view), *([hold] if view.matter.is_open and not view.ended else [])]


def _alone(w: Wording, view: NamedMatter) -> list[Block]:
    """Return the ways to see to who is without a mentor: to take it on, and to find another mentor."""
    if not view.matter.is_open:
        return []
    value = str(view.matter.pair_id)
    if view.ended:
        match = w.plain("obstacles.button.match", mentee=clip(view.mentee, 50))
        return [*_see_to(w, view), button(match, ids.PAIR_MATCHES[0], value)]
    return [*_see_to(w, view), button(w.plain("digests.button.anew"), ids.PAIR_END, value)]


BUTTONS: dict[MatterKind, Callable[[Wording, NamedMatter], list[Block]]] = {
    MatterKind.OBSTACLE: _obstacle,
    MatterKind.COVER: _cover,
    MatterKind.ALONE: _alone,
    MatterKind.UNMET: _pair,
    MatterKind.CHALLENGE: _see_to,
    MatterKind.SILENT: _see_to,
    MatterKind.UNREACHED: _see_to,
}


# --- the full list, in the thread


def matters_list(w: Wording, views: Sequence[NamedMatter], today: date, page: int, pages: int, more: int) -> Message:
    """Compose a page of the full list as Slack's sortable table, and as lines where Slack takes no table. `more` are
    the matters that no page has.
    """
    title = w.mrkdwn("digests.list.title") if pages == 1 else w.mrkdwn("digests.list.page", page=page + 1, pages=pages)
    lines = [f"{_line(w, view)}{_after(w, view)}" for view in views]
    after = [context(w.mrkdwn("digests.list.more", count=more))] if more else []
    rows = [[_text(w.plain(f"digests.list.column.{name}")) for name in ("what", "who", "since", "days", "state")]]
    rows += [_row(w, view, today) for view in views]
    table: Block = {
        "type": "data_table",
        "caption": str(title),
        "rows": rows,
        "page_size": 10,
        "row_header_column_index": 1,
    }
    head = section(title)
    return Message(
        spoken(title), [head, table, *after], plain=[head, *paragraphs([f"• {line}" for line in lines]), *after]
    )


def _text(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": clip(text, CELL) or "–"}


def _row(w: Wording, view: NamedMatter, today: date) -> list[dict[str, Any]]:
    matter = view.matter
    who = view.name or w.plain("digests.list.pair", mentor=clip(view.mentor, 24), mentee=clip(view.mentee, 24))
    days = (today - matter.since).days if matter.since is not None else None
    state = w.plain("digests.list.open")
    if matter.deed is not None:
        state = w.plain(f"digests.list.deed.{matter.deed.value}", name=clip(view.by, 24))
    return [
        _text(w.plain(f"digests.list.kind.{matter.kind.value}")),
        _text(who),
        _text(matter.since.isoformat() if matter.since else "–"),
        _text("–") if days is None else {"type": "raw_number", "value": days, "text": str(days)},
        _text(state),
    ]
