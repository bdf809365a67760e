"""Samples of the digest and of the lists in its thread: a quiet week, a full one, and the largest program."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.content.wording import Wording
from bot.domain.digest_figures import Coming, Figures, RoleCount
from bot.domain.digests import Deed, Matter, MatterKind, NamedMatter, Since
from bot.domain.members import Role
from bot.domain.nudges import Why
from bot.domain.pairs import PairEvent
from bot.domain.peers import Help
from bot.domain.pulses import Trend
from bot.views import digest_matters, digests

DAY = date(2026, 11, 30)
SINCE = date(2026, 11, 23)
AT = datetime(2026, 11, 30, 8, 14, tzinfo=UTC)
WEEKS = (date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16), SINCE)


def digest_samples(w: Wording, said: Callable[[str], str]) -> dict[str, Any]:
    """Return every sample by name; `said` gives the members' own words."""
    short = digests.DigestView("Harbor Leaders", SINCE, date(2026, 11, 29))
    counts = (RoleCount(Role.MENTEE, 9, 12, 7), RoleCount(Role.MENTOR, 5, 8))
    win = digests.SharedWin("Ana Lima", said("Three teachers asked to visit each other's lessons."))
    figures = Figures(
        counts=counts,
        weeks=WEEKS,
        meetings=(9, 12, 11, 14),
        check_ins=(15, 13, 7, 14),
        asked=(True,) * 4,
        since_last={Since.WEEK: 14, Since.TWO: 3, Since.FOUR: 1, Since.NEVER: 2},
        on_hold=2,
        by_plan=1,
        challenges=3,
        asking={Help.QUESTIONS: 2, Help.IDEAS: 1},
        coming=Coming(12, ((date(2026, 12, 4), date(2026, 12, 4), "In-service day"),), ("Visiting lessons", AT)),
        pulse=Trend(12, 4.2, 3.8, 4.4, 4.3),
    )
    full = replace(short, matters=_matters(), figures=figures, wins=(win,))
    after = replace(figures, asked=(True, True, False, True), counts=(RoleCount(Role.MENTEE, 9, 12),))
    off = replace(figures, check_ins=(15, 13, 7, 1), asked=(True, True, True, False), counts=())
    huge = replace(
        full, program="Harbor Leaders of the whole wide coast " * 4, matters=_many(), wins=(replace(win),) * 40
    )
    views = {
        "quiet week": replace(short, figures=Figures(counts, WEEKS[-1:], (1,), (14,), (True,))),
        "nobody was asked": replace(short, figures=off),
        "nobody was asked the week before": replace(short, figures=after),
        "week": full,
        "seen to since the last one": replace(short, dealt_with=tuple(_done()[2:9])),
        "all seen to": replace(full, matters=tuple(_done())),
        "huge program": huge,
    }
    lists = {
        "list": digest_matters.matters_list(w, _matters(), DAY, 0, 1, 0),
        "list in parts": digest_matters.matters_list(w, _many()[:40], DAY, 9, 10, 1600),
    }
    found: dict[str, Any] = {f"digest: {name}": digests.digest(w, view) for name, view in views.items()}
    return {**found, **{f"digest {name}: thread": message for name, message in lists.items()}}


def _of(number: int, kind: MatterKind, detail: str = "", since: date | None = SINCE, **more: Any) -> NamedMatter:
    about_pair = kind not in {MatterKind.CHALLENGE, MatterKind.SILENT, MatterKind.UNREACHED}
    matter = Matter(number, 1, DAY, kind, 40 + number, 7 if about_pair else None, since, detail)
    names = {"mentor": "Ruth Adler", "mentee": "Devi Rao"} if about_pair else {"name": "Cleo Marsh"}
    return NamedMatter(matter, **{**names, **more})


def _matters() -> tuple[NamedMatter, ...]:
    task = _of(1, MatterKind.OBSTACLE, Why.COVER.value)
    taken = replace(task.matter, id=2, detail=Why.NOT_SAID.value, deed=Deed.TAKEN, done_by=3, done_at=AT)
    return (
        task,
        replace(task, matter=taken, by="Maria Stone", at=AT, met=date(2026, 11, 26)),
        _of(3, MatterKind.COVER),
        _of(4, MatterKind.ALONE, PairEvent.PAUSED.value),
        _of(5, MatterKind.ALONE, PairEvent.ENDED.value, ended=True),
        _of(6, MatterKind.UNMET, since=None),
        _of(7, MatterKind.UNMET, "2026-11-16", date(2026, 10, 19)),
        _of(8, MatterKind.CHALLENGE),
        _of(9, MatterKind.SILENT),
        _of(10, MatterKind.UNREACHED, "not_in_slack", None),
    )


def _done() -> list[NamedMatter]:
    return [
        replace(each, matter=replace(each.matter, deed=deed, done_by=3, done_at=AT), by="Maria Stone", at=AT)
        for each, deed in zip(_matters(), [*Deed, Deed.TAKEN], strict=True)
    ]


def _many() -> tuple[NamedMatter, ...]:
    kinds = {MatterKind.OBSTACLE: Why.WORKLOAD.value, MatterKind.ALONE: PairEvent.GONE.value}
    reasons = [*digest_matters.REASONS]
    found: list[NamedMatter] = []
    for kind in MatterKind:
        for n in range(60):
            detail = reasons[n % len(reasons)] if kind is MatterKind.UNREACHED else kinds.get(kind, "")
            view = _of(100 * len(found) + n, kind, detail)
            long = replace(view, mentor="Ruth Alexandra Adler-Ravensworth", mentee="Devi Rao of North Harbor School")
            found.append(long if view.mentor else view)
    return tuple(found)
