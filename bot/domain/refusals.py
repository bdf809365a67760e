"""Why a request of somebody is not carried out, as facts; the sentences are the views'."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Reason(StrEnum):
    """The reason in one word."""

    OTHER_TEAM = "other_team"  # Slack Connect: a person of a team without the app
    NOT_ENROLLED = "not_enrolled"
    ENDED = "ended"  # every membership has ended
    PAUSED = "paused"
    NOT_ASKED = "not_asked"  # a coach or coordinator, who are not asked for check-ins
    NO_MENTEE = "no_mentee"  # wants a question for a mentee and mentors nobody now
    NO_COMMUNITY = "no_community"  # the program has no channel for everyone
    NOT_COORDINATOR = "not_coordinator"  # only coordinators of the program see or change it
    NO_PARTNER = "no_partner"  # enrolled, with nobody to log talks with
    NOBODY = "nobody"  # neither a partner nor a community channel to share with
    NOT_THERE = "not_there"  # the person it is about is in no program
    OWN = "own"  # only others can do that
    RUNNING = "running"  # a session that has begun is not changed any more
    OUTDATED = "outdated"  # a button or form whose matter has passed
    INVALID = "invalid"
    NOT_ADMIN = "not_admin"  # only admins and owners of the workspace begin a program
    NO_ADDRESS = "no_address"  # Slack tells no address of the person, so they cannot be known
    LAST_COORDINATOR = "last_coordinator"  # a program keeps one coordinator at least
    DONE = "done"  # somebody else was first
    MATCHED = "matched"  # the mentee who was to get a mentor has one: `by`


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused request. `coordinators` are Slack ids of people to ask; `program` names what it is about; `until` is
    the first local day after a pause; `locale` is the person's, as Slack names it; `by` names who was first.
    """

    reason: Reason
    coordinators: tuple[str, ...] = ()
    program: str = ""
    until: date | None = None
    locale: str = "en-US"
    by: str = ""
