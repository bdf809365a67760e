"""What a channel of Slack's must be like before a program may use it."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as Slack describes it. `is_shared`: with another team, or about to be (Slack Connect)."""

    id: str
    name: str
    is_private: bool = False
    is_shared: bool = False
    is_member: bool = True
    is_archived: bool = False


def refusal(channel: Channel, *, for_coordinators: bool) -> str | None:
    """Return why a program may not use the channel, or None."""
    if channel.is_archived:
        return f"#{channel.name} is archived"
    if for_coordinators and channel.is_shared:
        return f"#{channel.name} is shared with another Slack team, which would read who needs help; choose another"
    return None


def warnings(channel: Channel, *, for_coordinators: bool, for_everyone: bool = False) -> list[str]:
    """Return what the operator should mend or know about a channel that may be used. `for_everyone` says of the
    coordinators' channel that it is the community's, too.
    """
    found = []
    if for_everyone:
        found.append(f"#{channel.name} is for everyone too: all would read who needs help; choose one for coordinators")
    elif for_coordinators and not channel.is_private:
        found.append(f"#{channel.name} is public: the whole workspace can read the digest; a private one is safer")
    if not for_coordinators and channel.is_shared:
        found.append(f"#{channel.name} is shared with another Slack team, which can read what is posted there")
    if not channel.is_member:
        found.append(f"the bot is not in #{channel.name}: write /invite @Reciprocal there")
    return found


class Verdict(StrEnum):
    """What is to be said of a channel that somebody chose."""

    UNSEEN = "unseen"  # a private one without the bot, or none at all
    ARCHIVED = "archived"
    SHARED = "shared"  # with another team, which would read who needs help
    SAME = "same"  # the coordinators' channel is the one for everyone
    PUBLIC = "public"
    SHARED_COMMUNITY = "shared_community"
    OUTSIDE = "outside"  # the bot could not join

    @property
    def refuses(self) -> bool:
        """Say whether the channel may not be used."""
        return self in {Verdict.UNSEEN, Verdict.ARCHIVED, Verdict.SHARED}


def verdict(channel: Channel | None, *, for_coordinators: bool, for_everyone: bool = False) -> tuple[Verdict, ...]:
    """Return what is to be said of a channel; None stands for one that the bot does not see. `for_everyone` says of the
    coordinators' channel that it is the community's, too.
    """
    if channel is None:
        return (Verdict.UNSEEN,)
    if channel.is_archived:
        return (Verdict.ARCHIVED,)
    if channel.is_shared and for_coordinators:
        return (Verdict.SHARED,)
    found = {
        Verdict.SAME: for_everyone,
        Verdict.PUBLIC: for_coordinators and not for_everyone and not channel.is_private,
        Verdict.SHARED_COMMUNITY: channel.is_shared,
        Verdict.OUTSIDE: not channel.is_member,
    }
    return tuple(one for one, holds in found.items() if holds)
