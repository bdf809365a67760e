"""What people of the sandbox do by themselves: one table, with the words in which the page counts each."""

from enum import Enum


class Deed(Enum):
    """Something that people do; its value is how a sentence goes on after the number, for one and for several."""

    CHECKED_IN = ("person checked in", "people checked in")
    WILL_COME = ("person said they will come to a session", "people said they will come to a session")
    CANNOT_COME = ("person said they cannot come to a session", "people said they cannot come to a session")
    BEGAN_SESSION = ("host began a session", "hosts began a session")
    NOTED_ATTENDANCE = ("facilitator wrote down who was there", "facilitators wrote down who was there")
    REFLECTED = ("person wrote what they take with them", "people wrote what they take with them")
    MET = ("meeting was logged", "meetings were logged")
    OPENED = ("person opened a challenge to peers", "people opened a challenge to peers")
    REPLIED = ("person replied to a peer's challenge", "people replied to a peer's challenge")
    CONCLUDED = ("person wrote what comes of their challenge", "people wrote what comes of their challenge")
    TOLD = ("person answered a question to everyone", "people answered a question to everyone")
    THANKED = ("person said thank you", "people said thank you")
    WROTE = ("person wrote to their partner", "people wrote to their partners")
    SKIPPED = ("person skipped the week", "people skipped the week")
    TICKED_TIMES = ("person chose times to meet", "people chose times to meet")
    LOOKED_FOR_TIME = ("person looked for a time to meet", "people looked for a time to meet")
    FOUND_NO_TIME = ("person found that no time suits", "people found that no time suits")
    SAID_WHY = ("person said what is in the way of meeting", "people said what is in the way of meeting")
    SAID_WORTH = ("person said whether it is worth their time", "people said whether it is worth their time")
    DECIDED_RESEARCH = ("person decided about research", "people decided about research")
    LEFT = ("mentor left the program", "mentors left the program")

    def __init__(self, one: str, several: str) -> None:
        """Take the words for one and for several."""
        self.one = one
        self.several = several

    def counted(self, count: int) -> str:
        """Return how often it was done, in words."""
        return f"{count} {self.one if count == 1 else self.several}"
