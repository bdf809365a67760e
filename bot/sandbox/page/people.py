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
OWNER, NOT_YET = "workspace owner", "in no program yet"  # in a workspace without a program
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
        return self._card(resident, under_way=self._is_under_way())

    def _is_under_way(self) -> bool:
        return not self._world.begins_empty or bool(self._world.program)

    def _card(self, resident: Resident, *, under_way: bool) -> Card:
        role = ROLE_WORD[resident.role] if under_way else OWNER if resident.person.user.is_owner else NOT_YET
        by_handle = self._world.residents.by_handle
        return {
            "handle": resident.handle,
            "id": resident.person.id,
            "user": resident.person.user.name,
            "name": resident.name,
            **self.face(resident.person.id),
            "role": role,
            "where": ", ".join(part for part in (resident.line.school, resident.line.district) if part),
            "title": resident.line.position or "",
            "partners": [(ROLE_WORD[role], by_handle[handle].name) for handle, role in resident.partners if under_way],
            "new": self._places.new_from_bot(resident),
        }

    def face(self, user_id: str) -> dict[str, Any]:
        """Return the initials and the colour of somebody's picture."""
        resident = self._world.residents.by_id.get(user_id)
        if resident is None:
            return BOT_FACE
        return {"initials": resident.initials, "tint": resident.hue * TINTS // 360}

    def featured(self) -> list[Card]:
        """Return the cards of a few to begin with; the workspace's owner first where a program is still to be made."""
        under_way = self._is_under_way()
        few = self._world.residents.featured()
        if not under_way:
            few.sort(key=lambda one: not one.person.user.is_owner)
        return [self._card(one, under_way=under_way) for one in few]

    def groups(self) -> list[tuple[str, list[Card]]]:
        """Return everybody's cards by role, or all together where a program is still to be made."""
        residents = self._world.residents
        if not self._is_under_way():
            everybody = sorted(residents.by_id.values(), key=_name)
            return [("In this workspace", [self._card(one, under_way=False) for one in everybody])]
        return [
            (ROLE_GROUPS[role], [self._card(one, under_way=True) for one in residents.with_role(role)])
            for role in ROLE_ORDER
        ]

    def partners(self, resident: Resident) -> tuple[str, list[Card]]:
        """Return a heading and the cards of somebody's partners."""
        if not self._is_under_way():
            return "", []
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
