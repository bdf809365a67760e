"""What a pair reads about its observations, and what coordinators answer when cover is asked for."""

from dataclasses import dataclass
from datetime import date

from bot.content.wording import Wording
from bot.domain.observations import Cover, ObservationKind
from bot.views import ids
from bot.views.blocks import Element, actions, button, clip, context, plain, quote, section, spoken
from bot.views.message import Block, Message


@dataclass(frozen=True, slots=True)
class ObservationView:
    """An observation as one of the two sees it. `name` is the partner's, `own` says that the reader planned or wrote
    it; `period`, `subject`, `works` and `wonder` are a member's words.
    """

    observation_id: int
    pair_id: int
    name: str
    kind: ObservationKind
    day: date
    own: bool
    period: str = ""
    subject: str = ""
    cover: Cover = Cover.NONE
    cancelled: bool = False
    looked_back: bool = False
    works: str = ""
    wonder: str = ""


def planned(w: Wording, view: ObservationView) -> Message:
    """Compose the plan, for whoever made it or for the partner."""
    said = _said(w, view)
    if view.cancelled:
        return _line(w.mrkdwn("observations.plan.cancelled", **said))
    if view.looked_back:
        return _line(w.mrkdwn("observations.plan.over", **said))
    first = w.mrkdwn("observations.plan.own", **said) if view.own else w.mrkdwn("observations.plan.theirs", **said)
    text: list[str] = [first]
    if view.cover is not Cover.NONE:
        text.append(w.mrkdwn(f"observations.plan.cover.{view.cover.value}"))
    blocks = [section(" ".join(text)), *_details(w, view.period, view.subject)]
    confirm: Element = {
        "title": plain(w.plain("observations.confirm.title")),
        "text": plain(w.plain("observations.confirm.text")),
        "confirm": plain(w.plain("observations.confirm.go")),
        "deny": plain(w.plain("observations.confirm.keep")),
    }
    off = button(w.plain("observations.button.cancel"), ids.OBSERVATION_CANCEL, str(view.observation_id))
    return Message(spoken(*text), [*blocks, actions([{**off, "confirm": confirm}])])


def seen(w: Wording, view: ObservationView) -> Message:
    """Compose what was seen: what works first."""
    said = _said(w, view)
    first = w.mrkdwn("observations.seen.own", **said) if view.own else w.mrkdwn("observations.seen.theirs", **said)
    blocks = [section(first), context(w.mrkdwn("observations.seen.works")), quote(view.works)]
    if view.wonder:
        blocks += [context(w.mrkdwn("observations.seen.wonder")), quote(view.wonder)]
    if view.own:
        again = button(w.plain("observations.button.again"), ids.OBSERVATION_BACK, str(view.observation_id))
        blocks.append(actions([again]))
    return Message(spoken(first), blocks)


def look_back(w: Wording, view: ObservationView) -> Message:
    """Compose the question after an observation, or the thanks once one of the two answered."""
    said = _said(w, view)
    if view.cancelled:
        return _line(w.mrkdwn("observations.plan.cancelled", **said))
    if view.looked_back:
        return _line(w.mrkdwn("observations.back.done", **said))
    line = w.mrkdwn("observations.back.ask", **said)
    value = str(view.observation_id)
    write = button(w.plain("observations.button.back"), ids.OBSERVATION_BACK, value, "primary")
    off = button(w.plain("observations.button.cancel"), ids.OBSERVATION_CANCEL, value)
    return Message(spoken(line), [section(line), actions([write, off])])


def cover_answer(w: Wording, view: ObservationView) -> Message:
    """Compose whether there is cover."""
    said = _said(w, view)
    if view.cancelled:
        return _line(w.mrkdwn("observations.plan.cancelled", **said))
    if view.cover is Cover.APPROVED:
        return _line(w.mrkdwn("observations.answer.approved", **said))
    line = w.mrkdwn("observations.answer.declined", **said)
    another = button(w.plain("observations.button.another"), ids.OBSERVE, str(view.pair_id), "primary")
    return Message(spoken(line), [section(line), actions([another])])


@dataclass(frozen=True, slots=True)
class CoverView:
    """A request for cover as the coordinators' channel sees it. `days` is how many the pair has been given,
    `decided_by` a name.
    """

    observation_id: int
    mentor: str
    mentee: str
    kind: ObservationKind
    day: date
    period: str
    subject: str
    cover: Cover
    days: int
    decided_by: str = ""
    cancelled: bool = False


def cover_request(w: Wording, view: CoverView) -> Message:
    """Compose the request in its present state."""
    names = {"mentor": clip(view.mentor, 60), "mentee": clip(view.mentee, 60), "day": w.day(view.day)}
    if view.cancelled:
        return _line(w.mrkdwn("observations.request.cancelled", **names))
    days = w.mrkdwn("observations.request.days", count=view.days)
    if view.cover in (Cover.APPROVED, Cover.DECLINED):
        line = w.mrkdwn(f"observations.request.{view.cover.value}", **names, name=clip(view.decided_by, 60))
        return Message(spoken(line, days), [section(line), context(days)])
    line = w.mrkdwn("observations.request.asked", **names, kind=w.mrkdwn(f"observations.kind.{view.kind.value}"))
    value = str(view.observation_id)
    answers = [
        button(w.plain("observations.button.approve"), ids.COVER_APPROVE, value, "primary"),
        button(w.plain("observations.button.decline"), ids.COVER_DECLINE, value),
    ]
    details = _details(w, view.period, view.subject)
    return Message(spoken(line, days), [section(line), *details, context(days), actions(answers)])


def _said(w: Wording, view: ObservationView) -> dict[str, object]:
    kind = w.mrkdwn(f"observations.kind.{view.kind.value}")
    return {"name": clip(view.name, 60), "kind": kind, "day": w.day(view.day)}


def _details(w: Wording, period: str, subject: str) -> list[Block]:
    given = [words for words in (period, subject) if words]
    return [context(w.mrkdwn("observations.plan.details")), *map(quote, given)] if given else []


def _line(line: str) -> Message:
    return Message(spoken(line), [section(line)])
