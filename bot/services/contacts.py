"""With whom somebody may log talks: their partners, their coach, the leaders whom they coach."""

from datetime import datetime

from bot.domain.calendar import local
from bot.domain.members import Member
from bot.domain.pairs import Bond, Contact, Partner
from bot.domain.programs import Program
from bot.services import people
from bot.store.coaching import coaching_contacts
from bot.store.database import Tx
from bot.store.identity import Identity, partners_of_many


def contacts_of(tx: Tx, identity: Identity, now: datetime) -> list[Contact]:
    """Return them over all programs that are not history, partners first. `now` is UTC.

    A coach and a leader who go on together in a program that is still to begin talk in the one that runs.
    """
    today = local(now, people.timezone_of(identity)).date()
    memberships = identity.present_memberships()
    partners = partners_of_many(tx, [(member, today) for member, _ in memberships])
    found = [_contact(partner, program) for member, program in memberships for partner in partners[member.id]]
    for member, program in memberships:
        known = {each.person_id for each in found if each.bond.is_coaching}
        coaching = coaching_contacts(tx, identity.person, member, program)
        found += [each for each in coaching if program.starts <= today or each.person_id not in known]
    return found


def _contact(partner: Partner, program: Program) -> Contact:
    return Contact(
        bond=Bond(partner.pair_id),
        program_id=program.id,
        person_id=partner.person_id,
        member_id=partner.member_id,
        name=partner.name,
        slack_id=partner.slack_id,
        timezone=partner.timezone or program.timezone,
        starts=program.starts,
    )


def own_member(identity: Identity, contact: Contact) -> Member:
    """Return the membership in which the person has that contact."""
    return next(member for member, program in identity.open_memberships() if program.id == contact.program_id)
