"""What services answer when somebody logs a talk, as facts; the sentences are the views'."""

from dataclasses import dataclass
from datetime import date

from bot.domain.meetings import DayProblem, Stranger, Talk
from bot.domain.met_text import TalkText, Unreadable
from bot.domain.pairs import Bond, Contact, Meeting


@dataclass(frozen=True, slots=True)
class Logged:
    """A meeting that stands; `was_known`: the other had logged it already. `month` is how many minutes a coach has
    talked with this leader in the month of the meeting, None for everybody else.
    """

    contact: Contact
    meeting: Meeting
    was_known: bool = False
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Whether the `talk` is the meeting `existing` has to be asked; `seen` is how many they have on that day."""

    contact: Contact
    talk: Talk
    existing: Meeting
    is_own: bool
    seen: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a talk, in the person's own `locale`."""

    logged: tuple[Logged, ...]
    doubts: tuple[Doubt, ...]
    locale: str


@dataclass(frozen=True, slots=True)
class WrongDay:
    """A talk cannot have been on `day`; `starts` is the program's first day."""

    problem: DayProblem
    day: date
    starts: date
    locale: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text after `/met` means. Without `minutes` it takes the form."""

    contacts: tuple[Contact, ...]
    is_clear: bool
    text: TalkText
    today: date
    locale: str


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """What of a text is wrong; exactly one of the two is set. `partners` are whom they could have meant."""

    unreadable: Unreadable | None
    stranger: Stranger | None
    partners: tuple[Contact, ...]
    locale: str


@dataclass(frozen=True, slots=True)
class MeetingForm:
    """All that the form needs: whom it can be about, what is chosen, and the `meeting` if one is corrected."""

    locale: str
    timezone: str
    today: date
    contacts: tuple[Contact, ...]
    chosen: tuple[Bond, ...]
    text: TalkText
    notes: str = ""
    meeting: Meeting | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """A meeting that was taken back; `stays`: the other, called `name`, had reported it too, and it is theirs now."""

    meeting: Meeting
    name: str
    stays: bool
    locale: str
