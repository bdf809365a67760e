"""A small community on a clock that tests move, delivered to a gateway that records: rules over weeks in a moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import insert, select, update

from bot.clock import Clock
from bot.delivery.composers import COMPOSERS
from bot.delivery.gateway import Gateways
from bot.delivery.recording import RecordingGateway
from bot.delivery.sender import Sender
from bot.delivery.tempo import Tempo
from bot.domain.calendar import local, moment_of
from bot.domain.channels import Channel
from bot.domain.checkins import Answers, Prompt, Submission
from bot.domain.members import SlackPerson
from bot.domain.programs import Program
from bot.domain.roster import parse_roster
from bot.services import checkins, rhythm
from bot.services.programs import ProgramWish, create_program
from bot.services.roster import import_roster
from bot.store import programs as program_store
from bot.store import prompts as prompt_store
from bot.store.database import Store, create_store
from bot.store.schema import days_off, outbox, people, programs
from scheduling.tick import Ticked, next_moment, tick

AT_ONCE = Tempo(messages_per_second=1e9, channel_per_second=1e9, edits_per_second=1e9, batch=500, mark_every_s=0)
TEAM = "T1"
NEW_YORK = "America/New_York"
COORDINATORS = Channel("C0COORD", "coordinators", is_private=True)


@dataclass(frozen=True, slots=True)
class Got:
    """A message that went out: to whom (a first name, or a program's name in brackets), what, and when."""

    to: str
    kind: str
    at: datetime
    here: str  # the recipient's wall clock


class Village:
    """The community. Everybody's address is made from their first name."""

    def __init__(self, store: Store, at: datetime) -> None:
        self.store = store
        self.clock = Clock.fixed(at)
        self.gateway = RecordingGateway()
        self.directory: dict[str, SlackPerson] = {}
        with store.write() as tx:
            self.workspace_id = program_store.save_workspace(tx, TEAM, "Northfield", "UBOT", at).id
        self.sender = Sender(store, Gateways({self.workspace_id: self.gateway}), COMPOSERS, self.clock, AT_ONCE)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def move_in(self, *names: str, timezone: str = NEW_YORK) -> None:
        """Let people join Slack."""
        for name in names:
            email = f"{name}@x.example"
            self.directory[email] = SlackPerson(f"U{name.upper()}", email, name.title(), timezone, "en-US")

    def program(self, *roster: str, name: str = "Leaders", **wish: Any) -> Program:
        """Make a program and enrol people, given as lines of `first name,role[,mentor's first name]`."""
        self.move_in("cora")
        values = {"timezone": NEW_YORK, "starts": date(2026, 8, 24), "coordinator_channel": COORDINATORS} | wish
        cora = self.directory["cora@x.example"]
        report = create_program(self.store, self.workspace_id, ProgramWish(name, cora.email, cora, **values), self.now)
        assert report.program is not None, report.refused
        self.enrol(report.program, *roster)
        return report.program

    def enrol(self, program: Program, *roster: str) -> None:
        """Import roster lines; who is not in Slack yet moves in."""
        lines = ["email,role,mentor_email,school,district"]
        for line in roster:
            name, role, mentor, school, district = (*line.split(","), "", "", "", "")[:5]
            if f"{name}@x.example" not in self.directory:
                self.move_in(name)
            lines.append(f"{name}@x.example,{role},{f'{mentor}@x.example' if mentor else ''},{school},{district}")
        parsed = parse_roster("\n".join(lines).encode())
        import_roster(self.store, program.id, parsed, self.directory, self.now, enrolled_by="Cora")

    def take_off(self, program: Program, starts: date, ends: date, scope: str = "program", of: str = "") -> None:
        """Add days off, as whoever keeps the calendar does."""
        with self.store.write() as tx:
            values = {"program_id": program.id, "starts": starts, "ends": ends, "scope": scope, "scope_name": of}
            tx.execute(insert(days_off).values(values))
            rhythm.recompute(tx, [row.id for row in tx.execute(select(people.c.id))], self.now)

    def person(self, name: str) -> Any:
        """Return the row of a person."""
        with self.store.read() as tx:
            return tx.execute(select(people).where(people.c.email == f"{name}@x.example")).one()

    def change_person(self, name: str, **values: Any) -> None:
        with self.store.write() as tx:
            tx.execute(update(people).where(people.c.email == f"{name}@x.example").values(**values))

    def prompt(self, name: str) -> Prompt:
        """Return the prompt that somebody was given last."""
        with self.store.read() as tx:
            found = prompt_store.latest_prompt(tx, self.person(name).id)
        assert found is not None
        return found

    def form(self, name: str) -> checkins.Form:
        """Return somebody's check-in form, with who they are and their partners."""
        form = checkins.open_form(self.store, TEAM, f"U{name.upper()}", now=self.now)
        assert isinstance(form, checkins.Form), form
        return form

    def check_in(self, name: str, well: str = "It went well.", program: str | None = None, **more: Any) -> None:
        """Fill in the form as somebody, shared with every partner."""
        slack_id = f"U{name.upper()}"
        form = checkins.open_form(self.store, TEAM, slack_id, now=self.now)
        assert isinstance(form, checkins.Form), form
        if program is not None:
            member_id = next(member.id for member, its in form.choices if its.name == program)
            form = checkins.open_form(self.store, TEAM, slack_id, member_id, now=self.now)
            assert isinstance(form, checkins.Form)
        readers = frozenset(partner.person_id for partner in form.partners)
        values = {"readers": readers} | more
        given = Submission(form.member.id, form.week, Answers(well), **values)
        assert isinstance(checkins.submit(self.store, TEAM, slack_id, given, now=self.now), checkins.Saved)

    async def tick(self, moment: datetime | None = None) -> Ticked:
        """Move the clock and do what is due."""
        if moment is not None:
            self.clock.move_to(moment)
        return await tick(self.store, self.sender, self.now)

    async def live_until(self, moment: datetime) -> None:
        """Do what is due, then go from event to event up to `moment`."""
        await self.tick()
        while (upcoming := next_moment(self.store, self.now)) is not None and upcoming <= moment:
            await self.tick(upcoming)
        await self.tick(moment)

    def got(self, *kinds: str, to: str | None = None) -> list[Got]:
        """Return what went out, of these kinds (else all but updates), in order, read from the raw table."""
        query = (
            select(outbox, people.c.email, people.c.own_timezone, people.c.slack_timezone, programs.c.name)
            .join(people, people.c.id == outbox.c.person_id, isouter=True)
            .join(programs, programs.c.id == outbox.c.program_id, isouter=True)
            .where(outbox.c.state == "sent")
            .order_by(outbox.c.sent_at, people.c.email, outbox.c.id)
        )
        with self.store.read() as tx:
            rows = tx.execute(query).all()
        found = []
        for row in rows:
            name = row.email.partition("@")[0] if row.email else f"({row.name})"
            here = local(row.sent_at, row.own_timezone or row.slack_timezone or NEW_YORK)
            if row.kind in kinds or (not kinds and row.kind != "message_update"):
                found.append(Got(name, row.kind, row.sent_at, f"{here:%a %m-%d %H:%M}"))
        return [each for each in found if to in (None, each.to)]

    def times(self, kind: str, to: str) -> list[str]:
        """Return when somebody got messages of a kind, on their own clock."""
        return [each.here for each in self.got(kind, to=to)]

    def texts(self, target: str) -> list[str]:
        """Return the text and blocks of what was posted to a person or channel, in order."""
        return self._said(target, "chat.postMessage")

    def updates(self, target: str) -> list[str]:
        """Return the text and blocks of messages to a person or in a channel that were brought up to date, in order."""
        return self._said(target, "chat.update")

    def _said(self, target: str, method: str) -> list[str]:
        channel = target.upper() if f"{target}@x.example" in self.directory else target[1:]
        posted = [call.arguments for call in self.gateway.calls if call.method == method]
        return [f"{each['text']} {each.get('blocks')}" for each in posted if each["channel"][1:] == channel]

    def outcomes(self, kind: str) -> list[tuple[str, str | None]]:
        """Return state and reason of every row of a kind, oldest first."""
        with self.store.read() as tx:
            query = select(outbox.c.state, outbox.c.reason).where(outbox.c.kind == kind).order_by(outbox.c.id)
            return [(row.state, row.reason) for row in tx.execute(query)]


@asynccontextmanager
async def village(store_url: str, at: datetime) -> AsyncIterator[Village]:
    """Found the community at the program time `at`."""
    store = create_store(store_url)
    made = Village(store, at)
    try:
        yield made
    finally:
        await made.sender.close()
        store.close()


def in_zone(day: tuple[int, int, int], hour: int, minute: int = 0, timezone: str = NEW_YORK) -> datetime:
    """Return the moment at which a zone's clocks show that day and hour."""
    return moment_of(date(*day), time(hour, minute), timezone)
