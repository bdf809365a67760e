"""Exports of hours, check-ins, for a district and for research: recomputed from what was put in, on both engines."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.domain.checkins import Answers, Audience
from bot.domain.hours import Category, Report
from bot.domain.pairs import Bond, MeetingKind
from bot.domain.programs import Program
from bot.domain.roster import parse_roster
from bot.reports.district import UnknownDistrict
from bot.reports.exports import Export, Source, rows_of
from bot.reports.research import TooFew, export_research, program_week
from bot.services.programs import ProgramWish, create_program
from bot.services.roster import import_roster
from bot.store import checkins, hours, meetings, programs
from bot.store.database import Store
from bot.store.meetings import NewMeeting
from bot.store.schema import members, pairs, people
from bot.store.schema import programs as program_table
from bot.store.schema_desk import consents
from bot.store.schema_nudges import obstacles
from bot.store.schema_sessions import home_group_members, home_groups, session_invitations, sessions

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
TODAY = NOW.date()
WORDS = "=Sentinel words"
KEY = b"k" * 32


class Town:
    """A program with a mentor of two, eight more pairs, and what they did."""

    def __init__(self, store: Store) -> None:
        self.store = store
        with store.write() as tx:
            workspace = programs.save_workspace(tx, "T1", "Northfield", "UBOT", NOW)
        wish = ProgramWish("Leaders", "cora@x.example", starts=date(2026, 8, 24))
        report = create_program(store, workspace.id, wish, NOW)
        assert report.program is not None
        self.program: Program = report.program
        lines = [f"mentee{n}@x.example,mentee,mentor{max(n, 1)}@x.example,North" for n in range(10)]
        lines += [f"mentor{n}@x.example,mentor,,North" for n in range(1, 10)]
        roster = "email,role,mentor_email,district\n" + "\n".join(lines) + "\n"
        import_roster(store, self.program.id, parse_roster(roster.encode()), {}, NOW)
        with store.read() as tx:
            query = select(people.c.email, members.c.id, people.c.id).join(members, members.c.person_id == people.c.id)
            self.ids = {email.partition("@")[0]: (member, person) for email, member, person in tx.execute(query)}
            self.pair_of = {row[0]: row[1] for row in tx.execute(select(pairs.c.mentee_id, pairs.c.id))}

    def meet(self, mentee: str, day: date, minutes: int, kind: MeetingKind = MeetingKind.WEEKLY) -> int:
        member, person = self.ids[mentee]
        with self.store.write() as tx:
            new = NewMeeting(Bond(self.pair_of[member]), day, minutes, kind, person, WORDS)
            return meetings.add(tx, new, NOW)

    def check_in(self, name: str, week: date, audience: Audience = Audience.PAIR) -> None:
        with self.store.write() as tx:
            answers = Answers(WORDS, hard="Sentinel hard")
            checkins.save_check_in(
                tx,
                member_id=self.ids[name][0],
                week=week,
                answers=answers,
                existing=None,
                question_key=None,
                win_audience=audience,
                challenge_audience=Audience.PAIR,
                readers={},
                now=NOW,
            )

    def consent(self, *names: str) -> None:
        with self.store.write() as tx:
            rows = [{"member_id": self.ids[name][0], "asked_at": NOW, "given": True} for name in names]
            tx.execute(insert(consents), rows)

    def rows(
        self, export: Export, first: date | None = None, last: date | None = None, district: str | None = None
    ) -> list[tuple[str, ...]]:
        return list(rows_of(export, Source(self.store, self.program, (first, last), TODAY, KEY, district)))


@pytest.fixture
def town(store: Store) -> Town:
    return Town(store)


def test_the_ledger_counts_each_hour_once_and_only_what_is_approved(town: Town) -> None:
    one_talk = [town.meet("mentee0", date(2026, 11, 3), 45), town.meet("mentee1", date(2026, 11, 3), 45)]
    town.meet("mentee1", date(2026, 11, 9), 30, MeetingKind.OBSERVATION)
    mentor, person = town.ids["mentor1"]
    session = {"title": "Two", "day": date(2026, 11, 10), "at": time(16), "timezone": "UTC"}
    session |= {"starts_at": NOW, "minutes": 120, "protocol": "x", "invited_roles": "", "uid": "1"}
    with town.store.write() as tx:
        meetings.bind_talk(tx, one_talk)
        session |= {"program_id": town.program.id, "created_by": person, "created_at": NOW}
        number = tx.execute(insert(sessions).values(session).returning(sessions.c.id)).scalar_one()
        came = {"session_id": number, "member_id": mentor, "attended": True}
        stayed_away = {"session_id": number, "member_id": town.ids["mentee1"][0], "attended": False}
        tx.execute(insert(session_invitations), [came, stayed_away])
        approved = hours.add(tx, mentor, Report(Category.OWN, date(2026, 11, 12), 90, "=HYPERLINK()"), person, NOW)
        hours.add(tx, mentor, Report(Category.OWN, date(2026, 11, 13), 999, "Waits"), person, NOW)
        assert hours.decide(tx, approved, True, person, NOW)
        assert not hours.decide(tx, approved, False, person, NOW), "the first answer holds"
    rows = [row[2:] for row in town.rows(Export.HOURS) if row[1] == "mentor1@x.example"]
    assert [(row[1], row[2], row[3], row[4]) for row in rows] == [
        ("2026-11-03", "mentor_meetings", "45", ""),
        ("2026-11-09", "observations", "30", ""),
        ("2026-11-10", "sessions", "120", "Two"),
        ("2026-11-12", "own", "90", "'=HYPERLINK()"),
    ]
    of_mentee = [row[4:6] for row in town.rows(Export.HOURS, date(2026, 11, 4)) if row[1] == "mentee1@x.example"]
    assert of_mentee == [("observations", "30")]
    assert not any("Sentinel" in cell for row in town.rows(Export.HOURS) for cell in row)


def test_check_ins_say_only_what_was_shared_with_everyone(town: Town) -> None:
    town.check_in("mentee1", date(2026, 11, 5))
    town.check_in("mentee2", date(2026, 11, 5), Audience.COMMUNITY)
    town.check_in("mentee2", date(2026, 11, 12))
    assert [row[1:] for row in town.rows(Export.CHECK_INS, date(2026, 11, 1), date(2026, 11, 10))[1:]] == [
        ("mentee1@x.example", "mentee", "2026-11-05", "2026-11-20", "", ""),
        ("mentee2@x.example", "mentee", "2026-11-05", "2026-11-20", "'" + WORDS, ""),
    ]


def test_the_district_report_publishes_no_small_number(town: Town) -> None:
    town.meet("mentee1", date(2026, 11, 3), 45)
    with town.store.write() as tx:
        tx.execute(update(pairs).values(starts=town.program.starts))
        late = (pairs.c.mentee_id.in_([town.ids[f"mentee{n}"][0] for n in range(2, 9)]),)
        tx.execute(update(pairs).where(*late).values(starts=date(2026, 10, 1)))
        for n in range(6):
            member, person = town.ids[f"mentee{n}"]
            why = "schedule" if n < 5 else "fit"
            row = {"program_id": town.program.id, "pair_id": town.pair_of[member], "author_id": person, "why": why}
            tx.execute(insert(obstacles).values(**row, words="Sentinel words", opened_at=NOW))
    report = {(section, item): value for section, item, value in town.rows(Export.DISTRICT)}
    assert report["people by role", "mentee"] == "10"
    assert report["weeks", "weeks in which pairs met"] == "1"
    assert report["first year", "leaders without a mentor after two weeks"] == "7"
    assert report["in the way of meeting", "people who named other"] == "6", "one person's reason does not stand alone"
    assert not any(item.startswith("mentor_meetings") for _, item in report), "two people met: too few to publish"
    assert report["in your words", "What goes well"] == ""
    assert not any("Sentinel" in value for value in report.values())


def test_a_district_report_taken_from_the_whole_leaves_no_small_number(town: Town) -> None:
    with town.store.write() as tx:
        south = [town.ids[name][0] for name in ("mentee1", "mentee2", "mentee3", "mentor1", "mentor2", "mentor3")]
        tx.execute(update(members).where(members.c.id.in_(south)).values(district="South"))
        for name in ("mentee0", "mentee4", "mentee5", "mentee6", "mentee7", "mentee1", "mentee2"):
            member, person = town.ids[name]
            row = {"program_id": town.program.id, "pair_id": town.pair_of[member], "author_id": person, "why": "cover"}
            tx.execute(insert(obstacles).values(**row, words="Sentinel words", opened_at=NOW))
    told = "in the way of meeting", "people who named cover"
    whole, south_told, north_told = (
        {(section, item): value for section, item, value in town.rows(Export.DISTRICT, district=district)}
        for district in (None, " south ", "North")
    )
    assert whole[told] == "7"
    assert told not in north_told, "five of North, which would tell that two are of South"
    assert told not in south_told
    roles = [{key: value for key, value in one.items() if key[0] == "people by role"} for one in (whole, north_told)]
    assert roles[0]["people by role", "mentee"] == "10"
    assert set(roles[1]) == {("people by role", "other")}, "three mentees and three mentors are of South"
    with pytest.raises(UnknownDistrict, match="West"):
        town.rows(Export.DISTRICT, district="West")


def test_districts_with_few_people_are_told_of_together(town: Town) -> None:
    with town.store.write() as tx:
        few = [town.ids[name][0] for name in ("mentee1", "mentor1")]
        tx.execute(update(members).where(members.c.id.in_(few)).values(district="South"))
    report = town.rows(Export.DISTRICT, district="South")
    assert [row[2] for row in report if row[1] == "districts, told of together"] == ["North", "South", "no district"]


def test_research_holds_only_counts_of_those_who_agreed(town: Town) -> None:
    names = [f"mentee{n}" for n in range(6)] + [f"mentor{n}" for n in range(1, 4)]
    town.consent(*names[:4])
    with pytest.raises(TooFew):
        next(iter(export_research(town.store, town.program, KEY)))
    town.consent(*names[4:])
    for name in (*names, "mentee9"):
        town.check_in(name, date(2026, 11, 5), Audience.COMMUNITY)
    town.meet("mentee1", date(2026, 11, 6), 20)
    town.meet("mentee9", date(2026, 11, 6), 20)
    header, *rows = town.rows(Export.RESEARCH)
    assert header[0] == "person"
    assert len({row[0] for row in rows}) == len(names), "who did not agree is not there"
    kinds = Counter(row[1:4] for row in {row[:4]: row for row in rows}.values())
    assert min(kinds.values()) >= 5
    assert {row[4] for row in rows} == {str(program_week(town.program, date(2026, 11, 5)))}
    assert sum(int(row[6]) for row in rows) == 2, "both of the pair that agreed, nobody of the other"
    assert not any("Sentinel" in cell or "example" in cell for row in rows for cell in row)
    other_key = list(export_research(town.store, town.program, b"x" * 32))[1:]
    assert not {row[0] for row in rows} & {row[0] for row in other_key}


def test_weeks_are_counted_from_the_programs_beginning(town: Town) -> None:
    start = town.program.starts  # a Monday; weeks begin on Thursdays
    assert [program_week(town.program, start + timedelta(days=n)) for n in (-7, 0, 2, 3, 9, 10)] == [0, 1, 1, 2, 2, 3]


FORMULA = '=HYPERLINK("http://x")'
STARTS = ("=", "+", "-", "@", "\t", "\r")


def test_no_cell_of_any_export_is_a_formula_whatever_people_are_called(town: Town) -> None:
    town.consent(*[f"mentee{n}" for n in range(6)])
    town.meet("mentee1", date(2026, 11, 3), 45)
    town.check_in("mentee1", date(2026, 11, 5), Audience.COMMUNITY)
    mentor, person = town.ids["mentor1"]
    with town.store.write() as tx:
        for table in (people, members, program_table):
            texts = [column.name for column in table.c if column.name in {"name", "school", "district", "position"}]
            tx.execute(update(table).values(dict.fromkeys(texts, FORMULA)))
        tx.execute(update(people).where(people.c.id == person).values(email="+cmd@x.example"))
        made = {"program_id": town.program.id, "created_by": person, "created_at": NOW, "title": FORMULA, "uid": "1"}
        made |= {"day": TODAY, "at": time(16), "timezone": "UTC", "starts_at": NOW, "minutes": 60, "protocol": "x"}
        number = tx.execute(insert(sessions).values(invited_roles="", **made).returning(sessions.c.id)).scalar_one()
        came = {"session_id": number, "member_id": mentor, "attended": True}
        tx.execute(insert(session_invitations), [came])
        group = {"program_id": town.program.id, "name": FORMULA, "conversation": "none", "created_at": NOW}
        group_id = tx.execute(insert(home_groups).values(group).returning(home_groups.c.id)).scalar_one()
        tx.execute(insert(home_group_members).values(group_id=group_id, member_id=mentor, joined_at=NOW))
        program = programs.program(tx, town.program.id)
    assert program is not None
    town.program = program
    for export in Export:
        rows = town.rows(export)
        assert any(FORMULA in cell for row in rows for cell in row), export
        assert [cell for row in rows for cell in row if cell.startswith(STARTS)] == [], export
