"""The Home tab: what it shows whoever opens it, and what publishes it anew when something it shows has changed."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from bot.domain import messages
from bot.domain.calendar import local
from bot.domain.desk_home import (
    PairLine,
    PairNames,
    ProgramHealth,
    ProgramPairs,
    WaitingPage,
    pair_line,
    program_health,
)
from bot.domain.health import Health, PairStanding
from bot.domain.home import Home, arrange
from bot.domain.kinds.home import HOME_TAB
from bot.domain.members import Role
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.services import people
from bot.store import desk_home, matter_names, members, outbox, pairs, programs, waiting
from bot.store import home as stored
from bot.store.database import Store, Tx
from bot.store.identity import Identity

PER_PAGE = 20  # pairs of the list behind a coordinator's Home
WAITING_PER_PAGE = 10  # of what waits, each with its buttons
COORDINATORS_EVERY = timedelta(minutes=10)  # how often a coordinator's Home follows what a whole program does


@dataclass(frozen=True, slots=True)
class Opened:
    """What somebody who opens Home is shown; `to_mark` says that it is worth noting that they looked."""

    home: Home
    to_mark: bool


@dataclass(frozen=True, slots=True)
class PairsPage:
    """A page of a program's pairs that stand alike, those first that want a look first. `page` counts from 0,
    `today` is a day of the program's time zone.
    """

    program: ProgramHealth
    today: date
    state: Health
    lines: tuple[PairLine, ...]
    page: int
    pages: int
    locale: str
    name: str = ""  # what was searched for


def opened(store: Store, team_id: str, slack_id: str, *, now: datetime) -> Opened | Refusal:
    """Return what the Home of a person shows at the UTC moment `now`, read in one go."""
    with store.read() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        home = arrange(stored.facts(tx, identity, now), now)
        return Opened(home, stored.is_to_mark(tx, identity.person.id, now))


def of_each_role(store: Store, *, now: datetime) -> list[Home]:
    """Return the Home of one person of every role, read at the UTC moment `now`. What the process has read once, it
    reads in a fraction of the time: so the first who opens Home after a start need not wait.
    """
    with store.read() as tx:
        people_of_roles = {who for role in Role if (who := stored.somebody(tx, role)) is not None}
    answers = [opened(store, *who, now=now) for who in sorted(people_of_roles)]
    return [each.home for each in answers if isinstance(each, Opened)]


def mark(store: Store, team_id: str, slack_id: str, *, now: datetime) -> None:
    """Note that somebody looks at their Home, so that it is kept up to date from now on."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Identity):
            stored.mark_opened(tx, identity.person.id, now)


def changed(tx: Tx, person_ids: Collection[int], now: datetime) -> None:
    """Have the Home of these people published anew if they have looked at it of late; in the caller's transaction.

    A row each: those that wait at the same time become one, and what is published is the newest state.
    """
    _put(tx, [(*one, uuid4().hex) for one in stored.looking(tx, sorted(set(person_ids)), now)], now)


def first_shown(tx: Tx, person_id: int, now: datetime) -> None:
    """Have the Home follow of somebody who acted on it before they were known: nobody could note that they looked."""
    stored.mark_opened(tx, person_id, now)
    changed(tx, [person_id], now)


def pair_changed(tx: Tx, pair_id: int, now: datetime) -> None:
    """Have the Homes follow on which a pair stands: of its two people, and of those who coordinate its program."""
    found = stored.people_of_pair(tx, pair_id)
    if found is not None:
        program_id, person_ids = found
        changed(tx, person_ids, now)
        program_changed(tx, [program_id], now)


def program_changed(tx: Tx, program_ids: Collection[int], now: datetime) -> None:
    """Have the Home of those who coordinate these programs follow, once in ten minutes however much happens."""
    due = datetime.fromtimestamp((now.timestamp() // _SPAN + 1) * _SPAN, UTC)
    looking = stored.coordinators_looking(tx, sorted(set(program_ids)), now)
    _put(tx, [(who, where, f"{int(due.timestamp())}") for who, where in looking], due)


def coordinators_changed(tx: Tx, program_id: int, now: datetime) -> None:
    """Have the Home of those who coordinate a program follow at once: one of them has done something there."""
    _put(tx, [(*one, uuid4().hex) for one in stored.coordinators_looking(tx, [program_id], now)], now)


_SPAN = COORDINATORS_EVERY.total_seconds()


def _put(tx: Tx, looking: Sequence[tuple[int, int, str]], due: datetime) -> None:
    drafts = [
        messages.Draft(workspace_id, HOME_TAB.name, f"home:{person_id}:{occasion}", {}, due, person_id=person_id)
        for person_id, workspace_id, occasion in looking
    ]
    outbox.put(tx, drafts)


def pairs_page(
    store: Store,
    team_id: str,
    slack_id: str,
    program_id: int | None = None,
    state: Health = Health.NEEDS_A_HAND,
    page: int = 0,
    name: str = "",
    *,
    now: datetime,
) -> PairsPage | Refusal:
    """Return a page of the pairs of a program (else the first that the person coordinates) that stand alike; with a
    `name`, of those in which somebody is called so, however they stand.
    """
    with store.read() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        program = _coordinated(identity, program_id)
        if program is None:
            return Refusal(Reason.NOT_COORDINATOR, locale=identity.person.locale)
        days_off = programs.days_off_of(tx, [program.id])[program.id]
        found = desk_home.program_pairs(tx, program, days_off, now)
        of_state = found.by_state[state] if not name else _named(tx, found, name)
        pages = max(1, -(-len(of_state) // PER_PAGE))
        page = min(max(0, page), pages - 1)
        shown = of_state[page * PER_PAGE : (page + 1) * PER_PAGE]
        names = pairs.pair_names(tx, [pair.pair_id for pair in shown])
        care = desk_home.care(tx, program, list(names), now)
        stands = {pair.pair_id: of for of, pairs_of in found.by_state.items() for pair in pairs_of} if name else {}
        return PairsPage(
            program_health(found),
            local(now, program.timezone).date(),
            state,
            tuple(
                pair_line(pair, names[pair.pair_id], stands.get(pair.pair_id, state), care.get(pair.pair_id))
                for pair in shown
            ),
            page,
            pages,
            identity.person.locale,
            name,
        )


def waiting_page(
    store: Store, team_id: str, slack_id: str, program_id: int, page: int = 0, *, now: datetime
) -> WaitingPage | Refusal:
    """Return a page of what waits for the coordinators of a program."""
    with store.read() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        program = found.program
        days_off = programs.days_off_of(tx, [program.id])[program.id]
        standing = desk_home.program_pairs(tx, program, days_off, now)
        every = waiting.waiting(tx, program, standing.by_state[Health.NEEDS_A_HAND], now)
        pages = max(1, -(-len(every) // WAITING_PER_PAGE))
        page = min(max(0, page), pages - 1)
        on_page = every[page * WAITING_PER_PAGE : (page + 1) * WAITING_PER_PAGE]
        named = tuple(matter_names.named(tx, program, on_page))
        counts = Counter(each.kind for each in every)
        return WaitingPage(program.id, program.name, named, counts, page, pages, found.identity.person.locale)


def _named(tx: Tx, of: ProgramPairs, name: str) -> list[PairStanding]:
    every = [pair for state in Health for pair in of.by_state[state]]
    names, wanted = pairs.pair_names(tx, [pair.pair_id for pair in every]), name.casefold()

    def fits(two: PairNames) -> bool:
        return wanted in two.mentor.casefold() or wanted in two.mentee.casefold()

    return [pair for pair in every if fits(names[pair.pair_id])]


def _coordinated(identity: Identity, program_id: int | None) -> Program | None:
    """Return the program if the person coordinates it, else the first that they do if none is named."""
    theirs = [program for member, program in identity.open_memberships() if Role.COORDINATOR in member.roles]
    return next((program for program in theirs if program_id in (None, program.id)), None)


def change_notifications(
    store: Store, team_id: str, slack_id: str, *, full_text: bool, now: datetime
) -> Refusal | None:
    """Let the notifications that a person gets hold the words that others shared with them, or no longer."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        members.change_person(tx, identity.person.id, {"full_text": full_text})
        changed(tx, [identity.person.id], now)
        return None
