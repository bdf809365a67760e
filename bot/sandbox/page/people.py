"""People as the page shows them: faces made of initials and a colour, roles in words, and choices for menus."""

from typing import Any

from bot.domain.members import Role
from bot.sandbox.community.residents import ROLE_ORDER, Resident
from bot.sandbox.page.places import Places
from bot.sandbox.page.scene import Choice
from bot.sandbox.world import World

ROLE_GROUPS = {
    Role.MENTEE: "Mentees",
    Role.MENTOR: "Mentors",
    Role.EMERGING: "Emerging leaders",
    Role.COACH: "Coaches",
    Role.COORDINATOR: "Coordinators",
}
ROLE_WORD = {
    Role.MENTEE: "mentee",
    Role.MENTOR: "mentor",
    Role.EMERGING: "emerging leader",
    Role.COACH: "coach",
    Role.COORDINATOR: "coordinator",
}
TINTS = 12  # colours of faces, as classes of the style sheet
BOT_FACE = {"initials": "R", "tint": "bot"}
Card = dict[str, Any]


class People:
    """Everybody in the community, as cards."""

    def __init__(self, world: World, places: Places) -> None:
        self._world = world
        self._places = places

    def card(self, resident: Resident) -> Card:
        """Return what a card, a list or a heading shows of somebody."""
        by_handle = self._world.residents.by_handle
        return {
            "handle": resident.handle,
            "id": resident.person.id,
            "user": resident.person.user.name,
            "name": resident.name,
            **self.face(resident.person.id),
            "role": ROLE_WORD[resident.role],
            "where": ", ".join(part for part in (resident.line.school, resident.line.district) if part),
            "title": resident.line.position or "",
            "partners": [(ROLE_WORD[role], by_handle[handle].name) for handle, role in resident.partners],
            "new": self._places.new_from_bot(resident),
        }

    def face(self, user_id: str) -> dict[str, Any]:
        """Return the initials and the colour of somebody's picture."""
        resident = self._world.residents.by_id.get(user_id)
        if resident is None:
            return BOT_FACE
        return {"initials": resident.initials, "tint": resident.hue * TINTS // 360}

    def featured(self) -> list[Card]:
        """Return the cards of a few to begin with."""
        return [self.card(one) for one in self._world.residents.featured()]

    def groups(self) -> list[tuple[str, list[Card]]]:
        """Return everybody's cards by role."""
        residents = self._world.residents
        return [(ROLE_GROUPS[role], [self.card(one) for one in residents.with_role(role)]) for role in ROLE_ORDER]

    def partners(self, resident: Resident) -> tuple[str, list[Card]]:
        """Return a heading and the cards of somebody's partners."""
        roles = {role for _, role in resident.partners}
        many = len(resident.partners) > 1
        if roles == {Role.MENTOR}:
            heading = "My mentors" if many else "My mentor"
        elif roles == {Role.MENTEE}:
            heading = "My mentees" if many else "My mentee"
        else:
            heading = "My pairs"
        return heading, [self.card(self._world.residents.by_handle[handle]) for handle, _ in resident.partners]

    def choices(self) -> tuple[Choice, ...]:
        """Return everybody for menus of people, by name."""
        return tuple((one.person.id, one.name) for one in sorted(self._world.residents.by_id.values(), key=_name))


def _name(resident: Resident) -> str:
    return resident.name
