"""Who a direct message goes to, as the composers need them."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.calendar import local
from bot.domain.members import Member, Person
from bot.domain.messages import Row
from bot.domain.programs import Program
from bot.store import identity as identities
from bot.store.database import Tx
from bot.store.identity import Identity


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person with their memberships."""

    identity: Identity

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.identity.person

    @property
    def first_name(self) -> str:
        """How a message greets them: the first word of their name."""
        return self.person.name.split()[0] if self.person.name.split() else self.person.name

    @property
    def timezone(self) -> str:
        """The IANA name of their time zone."""
        memberships = self.identity.memberships
        return self.person.timezone(memberships[0][1].timezone if memberships else "UTC")

    def day(self, now: datetime) -> date:
        """Return their local day at the UTC moment `now`."""
        return local(now, self.timezone).date()

    def membership(self, member_id: int) -> tuple[Member, Program]:
        """Return one of their memberships. Raises StopIteration if it is none of theirs."""
        return next((member, program) for member, program in self.identity.memberships if member.id == member_id)


def recipient(tx: Tx, row: Row) -> Recipient:
    """Return the recipient of a direct message. Raises KeyError if the row has none."""
    person_id = row.person_id
    if person_id is None:
        raise KeyError(f"{row.kind} {row.id} is no direct message")
    return Recipient(identities.identities(tx, [person_id])[person_id])
