"""Network sessions as coordinators plan them: one or a series, edited alone or with all that follow, cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.content.protocols import load_protocols
from bot.domain.calendar import SchoolDays, local, moment_of
from bot.domain.members import PersonState
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.domain.series import Fate, SeriesError
from bot.domain.session_moments import next_moment
from bot.domain.sessions import Every, Flaw, Session, Wish, flaws, occasions, shifted
from bot.services import people, session_news
from bot.services.people import Coordinating
from bot.store import audit, home_groups, members, programs
from bot.store import sessions as stored
from bot.store.database import Store, Tx
from bot.store.identity import Identity

PLANNED, CHANGED, CANCELLED = "planned", "changed", "cancelled"
Refused = Refusal | tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What the form begins with: a program, and the session that is to be edited, None for a new one.

    `hosts` are Slack ids, `following` is how many later sessions of its series there are, `sizes` how many people the
    program's groups can have.
    """

    program: Program
    locale: str
    here: datetime  # now, on the program's wall clock
    session: Session | None = None
    hosts: tuple[str, ...] = ()
    following: int = 0
    sizes: tuple[int, ...] = ()


def open_form(
    store: Store, team_id: str, slack_id: str, program_id: int | None = None, *, now: datetime
) -> Form | Refusal:
    """Return an empty form for a program that the person coordinates, by default their first."""
    with store.read() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        here = local(now, found.program.timezone)
        locale, sizes = found.identity.person.locale, _sizes(tx, found.program)
        return Form(found.program, locale, here, hosts=(slack_id,), sizes=sizes)


def _sizes(tx: Tx, program: Program) -> tuple[int, ...]:
    settings = home_groups.settings_of(tx, program.id)
    return tuple(range(settings.smallest, settings.largest + 1))


def open_edit(store: Store, team_id: str, slack_id: str, session_id: int, *, now: datetime) -> Form | Refusal:
    """Return the form with a session that is still ahead."""
    with store.read() as tx:
        found = _own(tx, team_id, slack_id, session_id, now)
        if isinstance(found, Refusal):
            return found
        who, session = found
        hosting = stored.hosts(tx, [session.id])[session.id]
        hosts = [members.person_of_member(tx, member_id) for member_id in hosting]
        return Form(
            who.program,
            who.identity.person.locale,
            local(now, session.timezone),
            session,
            tuple(person.slack_id for person in hosts if person is not None and person.slack_id is not None),
            len(stored.following(tx, session)),
            _sizes(tx, who.program),
        )


def _own(
    tx: Tx, team_id: str, slack_id: str, session_id: int, now: datetime, *, lock: bool = False
) -> tuple[Coordinating, Session] | Refusal:
    """Return a session that is still ahead to whoever coordinates its program, or why they may not change it."""
    session = stored.get(tx, session_id, lock=lock)
    found = people.coordinating(tx, team_id, slack_id, session.program_id if session else None)
    if isinstance(found, Refusal):
        return found
    locale = found.identity.person.locale
    if session is None or session.cancelled_at is not None:
        return Refusal(Reason.OUTDATED, locale=locale)
    if session.has_begun(now):
        return Refusal(Reason.RUNNING, locale=locale)
    return found, session


def plan(
    store: Store, team_id: str, slack_id: str, program_id: int, wish: Wish, *, now: datetime
) -> list[Session] | Refused:
    """Plan a session or a series, and tell everybody who is invited; the same form again changes nothing."""
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        program = found.program
        programs.lock_program(tx, program.id)
        if wish.form_id and (before := stored.by_form(tx, wish.form_id)):
            return before
        hosts = _hosts(tx, program, wish)
        if wrong := _flaws(wish, program, hosts, now):
            return wrong
        try:
            days = occasions(wish, program.timezone, _days(tx, program), program.ends)
        except SeriesError as error:
            return (_SERIES_FLAWS.get(error.problem, Flaw.COUNT),)
        if all(each.starts_at is None for each in days):
            return (Flaw.NO_DAY,)
        made = _add(tx, found, wish, [each.starts_at for each in days if each.starts_at is not None], now)
        for session in made:
            stored.set_hosts(tx, session.id, hosts)
        session_news.invite(tx, made, now)
        skipped = [each.meant.isoformat() for each in days if each.fate is Fate.SKIPPED]
        session_news.tell_saved(tx, found.identity, PLANNED, made, skipped, now)
        _note(tx, found.identity, program, "session_planned", made, now)
        return made


_SERIES_FLAWS = {"endless": Flaw.ENDLESS, "until": Flaw.UNTIL, "minutes": Flaw.MINUTES, "first": Flaw.FAR}


def _flaws(wish: Wish, program: Program, hosts: Sequence[int], now: datetime) -> tuple[Flaw, ...]:
    """Return what is wrong with a wish, hosts and protocol included."""
    wrong = list(flaws(wish, program.timezone, program.ends, now))
    if wish.protocol not in load_protocols().protocols:
        wrong.append(Flaw.PROTOCOL)
    if len(hosts) < max(1, len(set(wish.hosts))):
        wrong.append(Flaw.HOSTS)
    return tuple(wrong)


def _hosts(tx: Tx, program: Program, wish: Wish) -> list[int]:
    """Return the member ids of those among the wished hosts who are in the program and can be reached."""
    wanted = set(wish.hosts)
    return [
        member.id
        for member, person in members.open_members_of_program(tx, program.id)
        if person.slack_id in wanted and person.state is PersonState.ACTIVE
    ]


def _days(tx: Tx, program: Program) -> SchoolDays:
    """Return the days off that hold for everybody in a program."""
    return programs.waking(tx, program.id).days


def _add(tx: Tx, who: Coordinating, wish: Wish, starts: Sequence[datetime], now: datetime) -> list[Session]:
    program = who.program
    series_id = stored.add_series(tx, program.id, _rule(wish), now) if wish.every is not Every.ONCE else None
    ids = []
    for starts_at in starts:
        values = {
            **_details(wish),
            "program_id": program.id,
            "series_id": series_id,
            "day": local(starts_at, program.timezone).date(),
            "at": wish.at,
            "timezone": program.timezone,
            "starts_at": starts_at,
            "uid": uuid4().hex,
            "form_id": wish.form_id or None,
            "created_by": who.identity.person.id,
            "created_at": now,
        }
        ids.append(stored.add(tx, values))
        _look_again(tx, ids[-1], now)
    return stored.get_many(tx, ids)


def _details(wish: Wish) -> dict[str, Any]:
    """Return the columns that say what a session is, without when."""
    return {
        "title": " ".join(wish.title.split()),
        "minutes": wish.minutes,
        "pair_minutes": wish.pair_minutes,
        "link": wish.link,
        "protocol": wish.protocol,
        "invited_roles": wish.roles,
    }


def _rule(wish: Wish) -> dict[str, Any]:
    return {
        "every": wish.every.value,
        "interval": wish.interval,
        "first": wish.first.isoformat(),
        "count": wish.count,
        "until": wish.until.isoformat() if wish.until else None,
        "around": wish.around.value,
    }


def _look_again(tx: Tx, session_id: int, now: datetime) -> None:
    """Set anew when something of a session is due."""
    session = stored.get(tx, session_id)
    if session is not None:
        moment = next_moment(session, now, programs.waking(tx, session.program_id))
        stored.change(tx, session_id, {"next_at": moment})


def edit(
    store: Store, team_id: str, slack_id: str, session_id: int, wish: Wish, *, now: datetime
) -> list[Session] | Refused:
    """Change a session, with `following` all later ones of its series too, by as many days; one that has begun is
    refused. Who was invited stays invited, and hears once if a time has changed: their answers are asked anew then.
    """
    with store.write() as tx:
        found = _own(tx, team_id, slack_id, session_id, now, lock=True)
        if isinstance(found, Refusal):
            return found
        who, session = found
        hosts = _hosts(tx, who.program, wish)
        wrong = _flaws(replace(wish, every=Every.ONCE), who.program, hosts, now)
        if wrong:
            return wrong
        targets = [session, *(stored.following(tx, session) if wish.following else ())]
        by, days = wish.first - session.day, _days(tx, who.program)
        moved = [each.id for each in targets if _change(tx, each, session, wish, by, days, now)]
        for each in targets:
            stored.set_hosts(tx, each.id, hosts)
            _look_again(tx, each.id, now)
        changed = stored.get_many(tx, [each.id for each in targets])
        if wish.roles - session.invited_roles:
            session_news.invite(tx, changed, now)
        if moved:
            session_news.tell_changed(tx, [each for each in changed if each.id in moved], who.identity.person.id, now)
        session_news.follow(tx, changed, [person.id for _, person in session_news.people_of(tx, changed[0])], now)
        session_news.tell_saved(tx, who.identity, CHANGED, changed, (), now)
        _note(tx, who.identity, who.program, "session_changed", changed, now)
        return changed


def _change(tx: Tx, each: Session, edited: Session, wish: Wish, by: timedelta, days: SchoolDays, now: datetime) -> bool:
    """Write down what holds now for one session of an edit; say whether it is at another time."""
    day = wish.first if each.id == edited.id else shifted(each, by, days)
    starts_at = moment_of(day, wish.at, each.timezone)
    values = {**_details(wish), "day": day, "at": wish.at, "starts_at": starts_at, "sequence": each.sequence + 1}
    if starts_at != each.starts_at:
        values |= {"grouped_at": None, "approved_at": None, "approved_by": None}
        stored.forget_answers(tx, each.id)
    stored.change(tx, each.id, values)
    return starts_at != each.starts_at or wish.minutes != each.minutes


def cancel(
    store: Store, team_id: str, slack_id: str, session_id: int, *, following: bool = False, now: datetime
) -> list[Session] | Refusal:
    """Cancel a session, with `following` all later ones of its series too; everybody who had not declined is told."""
    with store.write() as tx:
        found = _own(tx, team_id, slack_id, session_id, now, lock=True)
        if isinstance(found, Refusal):
            return found
        who, session = found
        targets = [session, *(stored.following(tx, session) if following else ())]
        concerned = [person.id for _, person in session_news.people_of(tx, session)]
        stored.cancel(tx, [each.id for each in targets], now)
        cancelled = stored.get_many(tx, [each.id for each in targets])
        session_news.tell_cancelled(tx, cancelled, who.identity.person.id, now)
        session_news.follow(tx, cancelled, concerned, now)
        session_news.tell_saved(tx, who.identity, CANCELLED, cancelled, (), now)
        _note(tx, who.identity, who.program, "session_cancelled", cancelled, now)
        return cancelled


def _note(tx: Tx, identity: Identity, program: Program, action: str, about: Sequence[Session], now: datetime) -> None:
    audit.add(tx, program.id, identity.person.id, action, now, facts={"sessions": [each.id for each in about]})
