"""Samples of what coordinators set up and keep: see `samples.py`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.channels import Channel, Verdict
from bot.domain.enrolment import ImportReport, PairNames, Somebody
from bot.domain.home_groups import Conversation, GroupSettings
from bot.domain.hours import Category
from bot.domain.matching import Candidate, match
from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.pair_files import PairSettings
from bot.domain.program_settings import NAMES, STEPS, Overview, Problem, Setup, Topic, settings_of
from bot.domain.programs import DaysOff, Program
from bot.domain.refusals import Reason
from bot.domain.roster import RefusedLine, RefusedPair
from bot.views import directory, home, matches, program_channels, program_days, program_settings, rosters, setup
from bot.views.desk_files import Upload

PROGRAM = Program(1, 1, "Harbor Leaders", "America/New_York", date(2026, 8, 31), date(2027, 6, 11), "C0SAMPLE01")
OTHER = Program(2, 1, "Bay Mentors", "America/Chicago", date(2026, 8, 31))
BREAK = DaysOff(date(2026, 12, 21), date(2027, 1, 1), "Winter break")
TARGETS = {Category.MENTORING: 1080, Category.COACHING: 630}
ELM = DaysOff(date(2026, 11, 3), date(2026, 11, 3), "", "school", "Elm School")


def desk_samples(w: Wording, said: Callable[[str], str]) -> dict[str, Any]:
    """Return every sample by name."""
    return {**_setup(w), **_settings(w), **_rosters(w), **_people(w), **_matches(w)}


def _of(program: Program = PROGRAM, setup: Setup | None = None, **more: Any) -> Overview:
    values = settings_of(program, PairSettings(), GroupSettings())
    return Overview(program, (program,), values, setup or Setup(), **more)


def _setup(w: Wording) -> dict[str, Any]:
    begun = {"name": "Harbor Leaders", "starts": PROGRAM.starts, "ends": None, "timezone": PROGRAM.timezone}
    doors = {
        "nobody may": setup.door(w, may_begin=False),
        "an admin": setup.door(w, may_begin=True, timezone="America/New_York"),
        "a second admin": setup.door(w, may_begin=True, unfinished=(PROGRAM, OTHER), by=[Markup("<@U0SAMPLE01>")]),
    }
    found: dict[str, Any] = {f"set up: {name}": home.home_tab(blocks) for name, blocks in doors.items()}
    found["set up: first form"] = setup.begin_modal(w, {"starts": PROGRAM.starts})
    found["set up: name taken"] = setup.begin_modal(w, begun, Problem.TAKEN)
    for reason in (Reason.NOT_ADMIN, Reason.NO_ADDRESS, Reason.LAST_COORDINATOR):
        found[f"set up: {reason.value}"] = setup.refused(w, reason, "Harbor Leaders")
    found["set up: ask a coordinator"] = setup.refused(w, Reason.NOT_ADMIN, "", [Markup("<@U0SAMPLE01>")])
    return found


def _settings(w: Wording) -> dict[str, Any]:
    full = _of(
        people=118,
        pairs=57,
        days_off=(BREAK, ELM) * 4,
        districts=("North",),
        schools=("Elm School",),
        targets=TARGETS,
        next_question=datetime(2026, 12, 3, 19, 30, tzinfo=UTC),
    )
    calm = PairSettings(nudges_on=False, observations_target=2, cover_on=True)
    other, nowhere = replace(OTHER, coaching_minutes=60), GroupSettings(conversation=Conversation.NONE)
    views = {
        "usual": full,
        "of several": replace(
            _of(other),
            programs=(PROGRAM, other),
            values=settings_of(other, calm, nowhere),
        ),
        "first step": _of(setup=Setup(frozenset({Topic.PROGRAM}), finished=False)),
        "a step with usual values": _of(setup=Setup(frozenset(STEPS[:2]), finished=False)),
        "last step": _of(setup=Setup(frozenset(STEPS[:5]), finished=False)),
    }
    found: dict[str, Any] = {
        f"settings list: {name}": program_settings.settings_list(w, of) for name, of in views.items()
    }
    for topic in NAMES:
        found[f"settings form: {topic.value}"] = program_settings.settings_form(w, full, topic)
    found["settings form: channels"] = program_channels.channels_form(w, full)
    found["settings form: days off"] = program_days.days_form(w, full)
    found["settings form: roster"] = rosters.roster_form(w, 1)
    found["settings form: checking"] = program_settings.checking(w)
    found["settings form: failed"] = program_settings.failed(w)
    found["settings form: no answer"] = program_settings.silent(w)
    channel = Channel("C0SAMPLE01", "leaders")
    for verdict in Verdict:
        seen = None if verdict is Verdict.UNSEEN else channel
        found[f"settings channels: {verdict.value}"] = program_channels.channels_result(
            w, {"community": (channel, ()), "coordinator": (seen, (verdict,))}
        )
    found["settings days: changed"] = program_days.days_result(w, 11, 2, 118, ["Staff meeting lasts part of a day"] * 9)
    found["settings days: same"] = program_days.days_result(w, 0, 0, 0, [])
    found["settings days: unreadable"] = program_days.unreadable(w)
    return found


def _rosters(w: Wording) -> dict[str, Any]:
    ana, cleo = Somebody(2, "ana@x.example", "Ana Lima"), Somebody(5, "cleo@x.example", "Cleo Marsh")
    pair = PairNames("ben@x.example", "ana@x.example")
    report = ImportReport(added=(ana,) * 118, pairs_added=(pair,) * 57, dry_run=True)
    bad = RefusedLine(7, "nobody", ("email “nobody” is not an address",))
    refused = replace(
        report,
        refused=(bad,) * 60,
        refused_pairs=(RefusedPair(9, "ana@x.example", "eve@x.example", "they left the program"),),
        not_found=(cleo,) * 30,
        left_alone=(replace(ana, note="they left the program themselves; an import does not bring them back"),),
        not_in_file=(cleo,) * 3,
        ended=(cleo, ana),
        ignored_columns=("shoe size",),
        pairs_ended=(pair,) * 9,
    )
    of = rosters.Checked(1, Upload("https://files.slack.com/files-pri/T1-F1/download/roster.csv", 4711), "0" * 64, True)
    return {
        "roster: clean": rosters.checked(w, of, report),
        "roster: much to say": rosters.checked(w, of, refused),
        "roster: ends many pairs": rosters.checked(w, replace(of, confirmed=True), refused),
        "roster: nothing new": rosters.checked(w, of, ImportReport(unchanged=3)),
        "roster: brought in": rosters.brought_in(w, refused),
        "roster: unusable": rosters.unusable(w, "The file is empty."),
        "roster: gone": rosters.not_there(w),
        "roster: another": rosters.another(w),
    }


def _people(w: Wording) -> dict[str, Any]:
    lines = [
        directory.Line(1, "Ana Lima", frozenset({Role.MENTEE}), "Elm School"),
        directory.Line(2, "Ben Okafor", frozenset({Role.MENTOR, Role.COORDINATOR})),
        directory.Line(3, "Cleo Marsh", frozenset({Role.MENTEE}), has_ended=True),
    ]
    view = directory.PeopleView(PROGRAM, lines, "", 3, 0, 1)
    many = replace(view, words="a", lines=lines * 3, count=3000, page=1, pages=300)
    ana = Person(1, 1, "ana@x.example", "Ana Lima", PersonState.ACTIVE, "U0SAMPLE01")
    member = Member(1, 1, 1, frozenset({Role.MENTEE}), "Elm School", "North", "principal")
    now = datetime(2026, 11, 26, 20, 15, tzinfo=UTC)
    shown = directory.PersonView(PROGRAM, member, ana, (directory.PairLine(4, "Ben Okafor", True),), now.date())
    paused = replace(ana, paused_at=now, paused_until=date(2026, 12, 3), state=PersonState.DEACTIVATED)
    ben = replace(member, roles=frozenset({Role.MENTOR}), school="", district="", position="")
    held = directory.PairLine(4, "Ben Okafor", True, held=True, held_until=date(2026, 12, 14))
    mentor = directory.PersonView(PROGRAM, ben, paused, (directory.PairLine(4, "Ana Lima", False),), now.date())
    found: dict[str, Any] = {
        "people: one page": directory.people_modal(w, view),
        "people: found": directory.people_modal(w, many),
        "people: nobody": directory.people_modal(w, replace(view, words="zz", lines=(), count=0)),
        "person: mentee": directory.person_modal(w, shown),
        "person: paused mentor": directory.person_modal(w, mentor),
        "person: open pause": directory.person_modal(w, replace(mentor, person=replace(paused, paused_until=None))),
        "person: to join, without a pair": directory.person_modal(
            w, replace(shown, pairs=(), person=replace(ana, state=PersonState.EXPECTED))
        ),
        "person: with a pair on hold": directory.person_modal(w, replace(shown, pairs=(held,))),
        "person: ended": directory.person_modal(w, replace(shown, member=replace(member, ended_at=now))),
    }
    for form in directory.FORMS:
        found[f"person form: {form}"] = directory.person_form(w, shown, form)
    return found


def _matches(w: Wording) -> dict[str, Any]:
    mentee = Candidate(1, 1, "Ana Lima", "North", "Elm School", "principal")
    near = Candidate(2, 2, "Ben Okafor", "North", "Oak School", "principal", load=1)
    far = Candidate(3, 3, "Ruth Adler", offset_hours=-3.0)
    proposed = [match(near, mentee), match(far, replace(mentee, name="Cleo Marsh"))]
    now = datetime(2026, 11, 26, 20, 15, tzinfo=UTC)
    changes = {"prompt_weekday": ["3", "2"], "community_channel": ["", "C0SAMPLE01"], "shoe_size": ["", "9"]}
    lines = [
        matches.LogLine("Maria Stone", "settings_changed", "", {"changes": changes}, now),
        matches.LogLine("Maria Stone", "days_off_changed", "", {"added": 3, "removed": 0, "whose": "program"}, now),
        matches.LogLine("Maria Stone", "roster_imported", "", {"added": 118, "pairs_added": 57}, now),
        matches.LogLine("Maria Stone", "pair_begun", "Ana Lima", {"mentor": 2}, now),
        matches.LogLine("", "membership_ended", "", {}, now),
        matches.LogLine("Maria Stone", "hours_approved", "Ana Lima", {}, now),
        matches.LogLine("Maria Stone", "rolled_over", "", {}, now),
    ]
    return {
        "matches: two": matches.matches_modal(w, PROGRAM, proposed, 2, "0" * 16),
        "matches: nobody waits": matches.matches_modal(w, PROGRAM, [], 0, ""),
        "matches: no mentor is free": matches.matches_modal(w, PROGRAM, [], 3, ""),
        "apart: nobody": matches.apart_modal(w, PROGRAM, []),
        "apart: two": matches.apart_modal(w, PROGRAM, [matches.ApartLine(1, "Ana Lima", "Ben Okafor")]),
        "log: in the middle": matches.log_modal(w, PROGRAM, lines, 1, 3, "America/New_York"),
        "log: empty": matches.log_modal(w, PROGRAM, [], 0, 1, "America/New_York"),
    }
