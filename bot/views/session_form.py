"""The form in which a coordinator plans or edits a session, and what is read back from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from bot.content.protocols import load_protocols
from bot.content.wording import Wording
from bot.domain.members import Role
from bot.domain.series import AroundDaysOff
from bot.domain.sessions import INVITABLE, LINK_LENGTH, TITLE_LENGTH, Every, Flaw, Session, Wish
from bot.views import session_ids as ids
from bot.views.blocks import Element, choice, clip, context, field, modal, option
from bot.views.button_values import more_value
from bot.views.form_ids import form_id
from bot.views.ids import FORM_VALUE
from bot.views.message import Block
from bot.views.session_list import following_field, read_following
from bot.views.session_plans import sizes_lines

LENGTHS = (30, 45, 60, 75, 90, 105, 120, 150, 180, 240)
PAIR_LENGTHS = (0, 10, 15, 20, 30)
WEEKS = (1, 2, 3, 4, 6, 8)
MONTHS = (1, 2, 3)
USUAL_MINUTES = 120
USUAL_TIME = time(15, 30)

FIELDS = {
    Flaw.NO_TITLE: ids.TITLE,
    Flaw.PAST: ids.FIRST,
    Flaw.FAR: ids.FIRST,
    Flaw.AFTER_END: ids.FIRST,
    Flaw.MINUTES: ids.MINUTES,
    Flaw.NO_LINK: ids.LINK,
    Flaw.PROTOCOL: ids.PROTOCOL,
    Flaw.NOBODY: ids.ROLES,
    Flaw.PAIR_MINUTES: ids.PAIR_MINUTES,
    Flaw.ENDLESS: ids.COUNT,
    Flaw.COUNT: ids.COUNT,
    Flaw.UNTIL: ids.UNTIL,
    Flaw.NO_DAY: ids.FIRST,
    Flaw.HOSTS: ids.HOSTS,
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen so far of that on which the rounds depend, lengths in minutes."""

    protocol: str
    minutes: int
    pair_minutes: int


@dataclass(frozen=True, slots=True)
class FormView:
    """What the form shows: of a program for a new session, else of `session`. `today` is the program's local day,
    `hosts` are Slack ids, `following` is how many later sessions of the series there are, `sizes` how many people the
    program's groups can have, `chosen` is what is chosen in the open form.
    """

    program_id: int
    timezone: str
    today: date
    session: Session | None = None
    hosts: tuple[str, ...] = ()
    following: int = 0
    sizes: tuple[int, ...] = ()
    chosen: Chosen | None = None


def session_modal(w: Wording, view: FormView) -> dict[str, Any]:
    """Return the form."""
    session = view.session
    blocks = [*_when(w, view), *_what(w, view), *_who(w, view)]
    blocks += _repeats(w) if session is None else following_field(w, view.following)
    kind = "edit" if session else "new"
    return modal(
        ids.SESSION_FORM_MODAL,
        w.plain(f"sessions.form.title_{kind}"),
        blocks,
        close=w.plain("sessions.form.close" if session else "sessions.form.close_new"),
        submit=w.plain(f"sessions.form.submit_{kind}"),
        metadata=more_value("edit", session.id) if session else more_value("plan", view.program_id),
    )


def _when(w: Wording, view: FormView) -> list[Block]:
    session = view.session
    day: Element = {"type": "datepicker", "action_id": FORM_VALUE}
    if session is not None:
        day["initial_date"] = session.day.isoformat()
    at = (session.at if session else USUAL_TIME).isoformat("minutes")
    picker: Element = {"type": "timepicker", "action_id": FORM_VALUE, "initial_time": at}
    title = _typed(session.title if session else w.plain("sessions.form.usual_title"), TITLE_LENGTH)
    hint = w.plain("sessions.form.at_hint", timezone=view.timezone)
    return [
        field(ids.TITLE, w.plain("sessions.form.title"), title, optional=False),
        field(ids.FIRST, w.plain("sessions.form.first"), day, optional=False),
        field(ids.AT, w.plain("sessions.form.at"), picker, hint, optional=False),
    ]


def _typed(initial: str, length: int) -> Element:
    element: Element = {"type": "plain_text_input", "action_id": FORM_VALUE, "max_length": length}
    return {**element, "initial_value": initial} if initial else element


def _what(w: Wording, view: FormView) -> list[Block]:
    session = view.session
    minutes = session.minutes if session else USUAL_MINUTES
    lengths = sorted({*LENGTHS, minutes})
    pairs = session.pair_minutes if session else 0
    protocols = load_protocols().protocols
    keys = [*protocols, *([session.protocol] if session and session.protocol not in protocols else [])]
    names = [(key, _protocol(w, key)) for key in keys]
    link = _typed(session.link if session else "", LINK_LENGTH)
    usual = Chosen(session.protocol if session else names[0][0], minutes, pairs)
    return [
        _select(w, ids.MINUTES, "minutes", [(str(n), _minutes(w, n)) for n in lengths], str(minutes)),
        field(ids.LINK, w.plain("sessions.form.link"), link, w.plain("sessions.form.link_hint")),
        _select(w, ids.PROTOCOL, "protocol", names, session.protocol if session else names[0][0]),
        _select(
            w,
            ids.PAIR_MINUTES,
            "pair_minutes",
            [(str(n), _minutes(w, n)) for n in sorted({*PAIR_LENGTHS, pairs})],
            str(pairs),
        ),
        *_rounds(w, view.chosen or usual, view.sizes),
    ]


def _rounds(w: Wording, chosen: Chosen, sizes: Sequence[int]) -> list[Block]:
    """Say what groups of each size would do in that time."""
    if not sizes:
        return []
    return [context("\n".join(sizes_lines(w, chosen.protocol, sizes, chosen.minutes, chosen.pair_minutes)))]


def _protocol(w: Wording, key: str) -> str:
    found = load_protocols().protocols.get(key)
    if found is None:
        return key
    return w.plain(
        "sessions.form.protocol_option", name=clip(found.name, 45), smallest=found.smallest, largest=found.largest
    )


def _minutes(w: Wording, minutes: int) -> str:
    return w.plain("sessions.form.minutes_option", minutes=minutes) if minutes else w.plain("sessions.form.pair_none")


def _select(w: Wording, block_id: str, key: str, options: Sequence[tuple[str, str]], now: str) -> Block:
    made = [option(words, value) for value, words in options]
    chosen = next((each for each in made if each["value"] == now), made[0])
    element = choice("static_select", ids.FORM_ROUNDS, made, chosen)
    return {**field(block_id, w.plain(f"sessions.form.{key}"), element, optional=False), "dispatch_action": True}


def _who(w: Wording, view: FormView) -> list[Block]:
    hosts: Element = {"type": "multi_users_select", "action_id": FORM_VALUE}
    if view.hosts:
        hosts["initial_users"] = list(view.hosts)
    options = [option(w.plain(f"sessions.form.role.{role.value}"), role.value) for role in INVITABLE]
    roles = view.session.invited_roles if view.session else frozenset(INVITABLE)
    element: Element = {"type": "checkboxes", "action_id": FORM_VALUE, "options": options}
    if ticked := [each for each in options if each["value"] in roles]:
        element["initial_options"] = ticked
    hint = w.plain("sessions.form.roles_hint") if view.session else ""
    return [
        field(ids.HOSTS, w.plain("sessions.form.hosts"), hosts, optional=False),
        field(ids.ROLES, w.plain("sessions.form.roles"), element, hint, optional=False),
    ]


def _repeats(w: Wording) -> list[Block]:
    options = [option(w.plain("sessions.form.once"), "once:1")]
    options += [option(w.plain("sessions.form.weeks", count=n), f"{Every.WEEKS.value}:{n}") for n in WEEKS]
    options += [option(w.plain("sessions.form.months", count=n), f"{Every.MONTHS.value}:{n}") for n in MONTHS]
    every = choice("static_select", FORM_VALUE, options, options[0])
    number = _typed("", 3)
    until: Element = {"type": "datepicker", "action_id": FORM_VALUE}
    around = [option(w.plain(f"sessions.form.around_{each.value}"), each.value) for each in AroundDaysOff]
    return [
        field(ids.EVERY, w.plain("sessions.form.every"), every, w.plain("sessions.form.every_hint"), optional=False),
        field(ids.COUNT, w.plain("sessions.form.count"), number, w.plain("sessions.form.count_hint")),
        field(ids.UNTIL, w.plain("sessions.form.until"), until),
        field(
            ids.AROUND,
            w.plain("sessions.form.around"),
            choice("radio_buttons", FORM_VALUE, around, around[0]),
            optional=False,
        ),
    ]


@dataclass(frozen=True, slots=True)
class FormRead:
    """What was sent off: `what` is plan, with a program's id, or edit, with a session's."""

    what: str
    row_id: int
    wish: Wish


def read_session(view: Mapping[str, Any], slack_id: str) -> FormRead:
    """Read the form of somebody as Slack sends it. Raises KeyError, TypeError or ValueError for anything else."""
    what, row_id = ids.read_more_value(str(view["private_metadata"]))
    values = {block_id: next(iter(found.values())) for block_id, found in view["state"]["values"].items()}

    def chosen(block_id: str, usual: str = "") -> str:
        option_ = values.get(block_id, {}).get("selected_option")
        return str(option_["value"]) if option_ else usual

    def typed(block_id: str) -> str:
        return str(values.get(block_id, {}).get("value") or "").strip()

    every, _, interval = chosen(ids.EVERY, "once:1").partition(":")
    until = values.get(ids.UNTIL, {}).get("selected_date")
    number = typed(ids.COUNT)
    wish = Wish(
        title=typed(ids.TITLE),
        first=date.fromisoformat(values[ids.FIRST]["selected_date"]),
        at=time.fromisoformat(values[ids.AT]["selected_time"]),
        minutes=int(chosen(ids.MINUTES)),
        protocol=chosen(ids.PROTOCOL),
        roles=frozenset(Role(each["value"]) for each in values[ids.ROLES].get("selected_options") or ()),
        link=typed(ids.LINK),
        pair_minutes=int(chosen(ids.PAIR_MINUTES)),
        hosts=tuple(map(str, values[ids.HOSTS].get("selected_users") or ())),
        every=Every(every),
        interval=int(interval),
        count=_number(number) if number else None,
        until=date.fromisoformat(until) if until else None,
        around=AroundDaysOff(chosen(ids.AROUND, AroundDaysOff.MOVE.value)),
        following=read_following(view),
        form_id=form_id(view, slack_id),
    )
    return FormRead(what, row_id, wish)


def read_chosen(view: Mapping[str, Any]) -> tuple[str, int, Chosen]:
    """Read what is chosen so far in the open form, behind `what` and `row_id` as in FormRead. Raises KeyError,
    TypeError or ValueError for anything else.
    """
    what, row_id = ids.read_more_value(str(view["private_metadata"]))
    protocol, minutes, pairs = (
        str(view["state"]["values"][block_id][ids.FORM_ROUNDS]["selected_option"]["value"])
        for block_id in (ids.PROTOCOL, ids.MINUTES, ids.PAIR_MINUTES)
    )
    return what, row_id, Chosen(protocol, int(minutes), int(pairs))


def _number(typed: str) -> int:
    """Return a typed number, 0 for what is none: no number of sessions."""
    return int(typed) if typed.isascii() and typed.isdecimal() else 0


def errors(w: Wording, found: Sequence[Flaw], *, planning: bool) -> dict[str, str]:
    """Return what is wrong by the field where it is to be said: of each field the first."""
    said: dict[str, str] = {}
    for flaw in found:
        block_id = FIELDS[flaw]
        shown = block_id if planning or block_id not in {ids.COUNT, ids.UNTIL} else ids.FIRST
        said.setdefault(shown, w.plain(f"sessions.flaw.{flaw.value}"))
    return said
