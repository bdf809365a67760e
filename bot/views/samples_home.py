"""Samples of the Home tab for every role and state, and of the lists and forms behind it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from bot.content.wording import Wording
from bot.domain.coach_home import SharedWithCoach
from bot.domain.desk_home import Desk, PairLine, ProgramHealth, Queues, SeenTo, Waiting, WaitingPage
from bot.domain.digests import Deed, Matter, MatterKind, NamedMatter
from bot.domain.health import Health
from bot.domain.home import Home, Leader, MyGroup, MyPair, Settings, Week, WeekState
from bot.domain.nudges import Why
from bot.domain.pair_files import Hold
from bot.domain.pairs import Meeting, MeetingKind, PairEvent, Partner
from bot.domain.peer_home import CommunityWins, OpenChallenge, PeerPart
from bot.domain.program_settings import Setup, Topic
from bot.domain.reciprocity import Took
from bot.domain.terms import Term
from bot.views import home, home_programs, home_settings, home_waiting, members
from bot.views.message import Message
from bot.views.session_samples import LINE

ZONE = "America/New_York"
TODAY = date(2026, 11, 27)
AT = datetime(2026, 11, 26, 20, 15, tzinfo=UTC)
NEXT = datetime(2026, 12, 3, 19, 30, tzinfo=UTC)
BEN = Partner(1, 11, 21, "Ben Okafor", "U0SAMPLE02", ZONE, is_mentor=True, supervises=False, school="South School")
CLEO = Partner(3, 13, 23, "Cleo Marsh", None, ZONE, is_mentor=False, supervises=False)


_GROUP = MyGroup(
    "Harbor Leaders", "3", (("U0SAMPLE02", "Ben Okafor"), (None, "Cleo Marsh")), "T0SAMPLE01", "G0SAMPLE01"
)


def home_samples(w: Wording, said: Callable[[str], str]) -> dict[str, Any]:
    """Return every sample by name; `said` gives the members' own words."""
    return {**_tabs(w, said), **_behind(w)}


def _shared(said: Callable[[str], str]) -> tuple[SharedWithCoach, ...]:
    day = date(2026, 11, 26)
    full = (said("The maths team planned a term."), said("Two posts are open."), said("Call the district."))
    return (
        SharedWithCoach("Ana Lima", "U0SAMPLE01", day, *full),
        SharedWithCoach("Devi", None, day, said("It rained.")),
    )


def _meeting(number: int, pair_id: int, day: date, minutes: int = 30) -> Meeting:
    return Meeting(number, pair_id, day, minutes, MeetingKind.WEEKLY, 31, AT)


def _tabs(w: Wording, said: Callable[[str], str]) -> dict[str, Any]:
    week = replace(_WEEK, next_step=said("Visit two maths lessons before Tuesday."))
    mine = Home("Ana Lima", "en-US", ZONE, TODAY, _OWN, weeks=(week,), pairs=(_MET,), is_asked=True)
    tabs = {**_weeks(mine, said), **_pairs(mine), **_around(mine, said), **_desk_tabs(mine), **_full(mine, said)}
    shown = {name: home.home_tab(home.home_blocks(w, tab)) for name, tab in tabs.items()}
    shown["in no program"] = home.home_tab(members.not_in_program(w, ["Maria Stone"]).blocks)
    shown["no longer in a program"] = home.home_tab(members.ended(w, "Harbor Leaders", ["Maria Stone"]).blocks)
    shown["somebody of another team"] = home.home_tab(members.other_team(w).blocks)
    answers: dict[str, Any] = {
        "home answer: member": home.home_message(w, mine),
        "home answer: everything at once": home.home_message(w, tabs["everything at once"]),
    }
    return {**{f"home: {name}": tab for name, tab in shown.items()}, **answers}


_WEEK = Week("Harbor Leaders", 31, date(2026, 11, 26), WeekState.OPEN, question="Which lesson stayed with you?")
_OWN = Settings(3, time(14, 30), 1, NEXT, full_text=False)
_MET = MyPair(BEN, tuple(_meeting(9 - n, 1, date(2026, 11, 20 - 7 * n)) for n in range(3)))
_HELD = Hold(AT, date(2026, 12, 14))
_MANY = tuple(
    MyPair(
        replace(CLEO, pair_id=n, name=f"Person {n}"),
        (_meeting(n, n, date(2026, 11, 1 + n % 20)),) if n % 3 else (),
        hold={8: _HELD, 9: Hold(AT)}.get(n),
    )
    for n in range(1, 41)
)


def _weeks(mine: Home, said: Callable[[str], str]) -> dict[str, Home]:
    """Return how the week can stand."""

    def in_state(state: WeekState, **more: Any) -> Home:
        return replace(mine, weeks=(replace(_WEEK, state=state, **more),))

    return {
        "open": mine,
        "answered": in_state(WeekState.ANSWERED, answered_at=AT, next_step=said("Call both of them tomorrow.")),
        "skipped": in_state(WeekState.SKIPPED),
        "no question this week": replace(in_state(WeekState.NOT_ASKED), settings=replace(_OWN, every_weeks=2)),
        "resting": replace(in_state(WeekState.RESTING), settings=replace(_OWN, next_prompt_at=None)),
        "day off": in_state(WeekState.DAY_OFF, day_off="Thanksgiving", day=TODAY),
        "day off without a name": in_state(WeekState.DAY_OFF, day=TODAY),
        "to begin": in_state(WeekState.TO_BEGIN, day=date(2026, 12, 7), question=""),
        "over": in_state(WeekState.OVER, day=date(2026, 11, 20), question=""),
        "paused": replace(mine, paused=True, paused_until=date(2026, 12, 3)),
        "paused, open end": replace(mine, paused=True),
        "several programs": _several(mine),
    }


def _several(mine: Home) -> Home:
    weeks = (
        replace(_WEEK, state=WeekState.ANSWERED, answered_at=AT),
        replace(_WEEK, program="Bay Mentors", member_id=32, question=""),
        replace(_WEEK, program="Old Friends", member_id=33, state=WeekState.OVER, day=date(2026, 6, 12)),
    )
    return replace(mine, weeks=weeks, pairs=(_MET, MyPair(CLEO)))


def _pairs(mine: Home) -> dict[str, Home]:
    """Return how the pairs can stand."""
    today = _meeting(9, 1, TODAY, 15)
    return {
        "met today": replace(mine, pairs=(MyPair(BEN, (today, *_MET.meetings), today),)),
        "with a schedule": replace(mine, pairs=(replace(_MET, term=Term(NEXT, date(2026, 9, 3), 9, 8)),)),
        "a schedule that begins": replace(mine, pairs=(MyPair(BEN, term=Term(NEXT, date(2026, 12, 3), 0, 0)),)),
        "no date ahead": replace(mine, pairs=(replace(_MET, term=Term(None, date(2026, 9, 3), 1, 3)),)),
        "on hold": replace(mine, pairs=(replace(_MET, hold=Hold(AT)), MyPair(CLEO, hold=_HELD))),
        "without a partner": replace(mine, pairs=(), settings=replace(_OWN, full_text=True)),
        "a mentor of many": replace(mine, pairs=_MANY),
    }


def _around(mine: Home, said: Callable[[str], str]) -> dict[str, Home]:
    """Return groups, sessions, peers, and what a mentor took from it."""
    to_come = (replace(_GROUP, channel="", waits=True), replace(_GROUP, program="Bay Mentors", channel=""))
    took = Took(date(2026, 9, 24), said("I tried the same opening round with my own team."))
    return {
        "with a home group": replace(mine, groups=(_GROUP,)),
        "with a home group whose conversation is to come": replace(mine, groups=to_come),
        "next session": replace(mine, session=LINE),
        "with peers": replace(mine, peers=_peers(said)),
        "a mentor, with what they took from it": replace(mine, took=took),
    }


def _desk_tabs(mine: Home) -> dict[str, Home]:
    """Return what coordinators see."""
    nobody = replace(mine, weeks=(), pairs=(), is_asked=False)
    return {
        "coordinator": replace(nobody, programs=(_program(),)),
        "coordinator of two, one of them new": replace(nobody, desks=_desks()),
        "coordinator, all well": replace(nobody, programs=(ProgramHealth(1, "Harbor Leaders", _counts(0)),)),
        "coordinator, no pairs": replace(nobody, programs=(ProgramHealth(1, "Harbor Leaders", {}),)),
    }


def _full(mine: Home, said: Callable[[str], str]) -> dict[str, Home]:
    """Return what coaches see, and all there is at once."""
    nobody = replace(mine, weeks=(), pairs=(), is_asked=False)
    leaders = (Leader("Ana Lima", None, "Elm", "", 25, 60), Leader("Devi", None, "", ""))
    everything = replace(
        _several(mine), pairs=_MANY, leaders=tuple(Leader(f"Person {n}", None, "Elm", "") for n in range(50)),
        programs=(_program(),) * 9, peers=replace(_peers(said), more=7), desks=_desks() * 4,
    )  # fmt: skip
    return {
        "coach": replace(nobody, leaders=leaders),
        "coach with whom leaders share": replace(
            nobody, leaders=(Leader("Ana Lima", None, "Elm", ""),), shared=_shared(said)
        ),
        "coach without leaders": replace(nobody, leaders=()),
        "everything at once": everything,
    }


def _peers(said: Callable[[str], str]) -> PeerPart:
    post = ("https://northfield.slack.com/", "C0SAMPLE01", "1764000000.000100")

    def one(number: int, replies: int, *, asked: bool = False) -> OpenChallenge:
        return OpenChallenge(number, said("The timetable talk went in circles again."), AT, replies, asked, *post)

    wins = CommunityWins("C0SAMPLE01", ("Cleo Marsh", "Devi Rao", "Ruth Adler", "Ben Okafor", "Maria Stone"))
    return PeerPart((one(3, 0), one(2, 1), one(1, 4, asked=True)), 1, (wins,))


def _counts(needing: int) -> dict[Health, int]:
    return {Health.NEEDS_A_HAND: needing, Health.ON_TRACK: 12, Health.TOO_EARLY: 1, Health.ON_HOLD: needing}


def _lines() -> tuple[PairLine, ...]:
    began, needs = date(2026, 9, 1), Health.NEEDS_A_HAND
    return (
        PairLine(4, "Ruth Adler", "Devi Rao", date(2026, 10, 1), None, needs),
        PairLine(5, "Ben Okafor", "Ana Lima", began, date(2026, 11, 2), needs, Why.COVER, "Maria Stone"),
        PairLine(6, "Ben Okafor", "Cleo Marsh", began, date(2026, 10, 13), needs, agreed=date(2026, 11, 10)),
    )


def _waiting() -> tuple[NamedMatter, ...]:
    monday = date(2026, 11, 23)

    def of(number: int, kind: MatterKind, detail: str = "", pair_id: int | None = None) -> Matter:
        return Matter(number, 1, monday, kind, 40 + number, pair_id, monday, detail)

    two = ("Ruth Adler", "Devi Rao")
    return (
        NamedMatter(of(0, MatterKind.OBSTACLE, Why.COVER.value, 4), *two),
        NamedMatter(of(0, MatterKind.COVER, "", 4), *two),
        NamedMatter(of(3, MatterKind.ALONE, PairEvent.PAUSED.value, 4), *two),
        NamedMatter(of(0, MatterKind.UNMET, "", 4), *two),
        NamedMatter(of(0, MatterKind.CHALLENGE), name="Cleo Marsh"),
        NamedMatter(of(6, MatterKind.SILENT), name="Devi Rao"),
        NamedMatter(of(7, MatterKind.UNREACHED, "not_in_slack"), name="Ana Lima"),
    )


def _waits() -> dict[MatterKind, int]:
    return dict(zip(MatterKind, (2, 1, 1, 3, 1, 9, 1), strict=True))


def _program() -> ProgramHealth:
    monday = date(2026, 11, 23)
    taken = Matter(7, 1, monday, MatterKind.OBSTACLE, 3, 5, monday, Why.COVER.value, Deed.TAKEN, 9, AT)
    written = Matter(6, 1, monday, MatterKind.SILENT, 4, None, monday, "", Deed.WRITTEN, 9, AT)
    seen_to = (
        NamedMatter(taken, "Ben Okafor", "Ana Lima", by="Maria Stone", at=AT),
        NamedMatter(written, name="Devi Rao", by="Maria Stone", at=AT),
    )
    waits = Waiting(_waits(), _waiting()[:5])
    return ProgramHealth(1, "Harbor Leaders", _counts(2), Queues(3, 2), waits, SeenTo(seen_to, 3))


def _desks() -> tuple[Desk, ...]:
    begun = Setup(frozenset({Topic.PROGRAM}), finished=False)
    return (Desk(1, "Harbor Leaders", Setup()), Desk(2, "Bay Mentors", begun))


def _behind(w: Wording) -> dict[str, Any]:
    view = home_programs.PairsView(1, "Harbor Leaders", _counts(2), Health.NEEDS_A_HAND, _lines(), TODAY)
    begins = PairLine(6, "Ruth Adler", "Cleo Marsh", date(2026, 12, 7), None, Health.TOO_EARLY)
    resting = PairLine(7, "Ruth Adler", "Ana Lima", date(2026, 9, 1), date(2026, 10, 30), Health.ON_HOLD)
    held = (resting, replace(resting, pair_id=8, mentee="Devi Rao", held_until=date(2026, 12, 14)))
    failed: Message = members.failed(w, "broken")
    return {
        "pairs: one page": home_programs.pairs_modal(w, view),
        "pairs: in the middle": home_programs.pairs_modal(w, replace(view, lines=_lines() * 10, page=1, pages=3)),
        "pairs: still to begin": home_programs.pairs_modal(w, replace(view, state=Health.TOO_EARLY, lines=(begins,))),
        "pairs: on hold": home_programs.pairs_modal(w, replace(view, state=Health.ON_HOLD, lines=held)),
        "pairs: none like this": home_programs.pairs_modal(w, replace(view, lines=())),
        "pairs: found": home_programs.pairs_modal(
            w, replace(view, name="Ruth", lines=(replace(begins, why=Why.COVER),))
        ),
        "pairs: nobody found": home_programs.pairs_modal(w, replace(view, name="Zoe", lines=())),
        "pairs: none at all": home_programs.pairs_modal(w, replace(view, lines=(), counts={})),
        "what waits: one page": home_waiting.waiting_modal(w, WaitingPage(1, "Harbor Leaders", _waiting(), _waits())),
        "what waits: in the middle": home_waiting.waiting_modal(
            w, WaitingPage(1, "Harbor Leaders", _waiting(), dict.fromkeys(MatterKind, 400), 1, 280)
        ),
        "what waits: nothing": home_waiting.waiting_modal(w, WaitingPage(1, "Harbor Leaders", (), {})),
        "notifications: off": home_settings.notifications_modal(w, full_text=False),
        "notifications: on": home_settings.notifications_modal(w, full_text=True),
        "notifications: saved, on": home_settings.notifications_saved(w, full_text=True),
        "notifications: saved, off": home_settings.notifications_saved(w, full_text=False),
        "privacy: who sees what": home_settings.privacy_modal(w),
        "notice: over home": home_settings.notice_modal(w, failed),
    }
