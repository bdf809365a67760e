"""What an empty conversation with the bot suggests, by the role of whoever looks at it."""

from bot.domain.members import Role
from bot.sandbox.community.residents import Resident

# In the order in which they are offered; only commands that the manifest has are.
BY_ROLE = {
    Role.MENTEE: ("/checkin", "/met", "/goal", "/mentoring help"),
    Role.MENTOR: ("/met", "/question", "/checkin", "/mentoring help"),
    Role.EMERGING: ("/checkin", "/question", "/mentoring help"),
    Role.COACH: ("/met", "/mentoring help"),
    Role.COORDINATOR: ("/session", "/mentoring help"),
}
MOST = 3


def suggestions(resident: Resident, commands: frozenset[str]) -> list[str]:
    """Return the commands to try first, of those that there are."""
    offered = [one for one in BY_ROLE[resident.role] if one.split()[0] in commands]
    return [*offered[: MOST - 1], *offered[-1:]] if len(offered) > MOST else offered
