"""What a coach's Home shows of the leaders assigned to them, besides who they are: what they share with their coach."""

from dataclasses import dataclass
from datetime import date

SHOWN = 3  # check-ins, the latest first


@dataclass(frozen=True, slots=True)
class SharedWithCoach:
    """A leader's check-in, as far as it is shown to a coach with whom it is shared. `day` is a local day of the
    program's; what was left empty is empty.
    """

    author: str
    slack_id: str | None
    day: date
    went_well: str
    hard: str = ""
    next_step: str = ""
