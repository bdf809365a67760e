"""The channels of a program: one for everyone, one for its coordinators, as they were found in Slack."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.channels import Channel, Verdict, verdict
from bot.domain.messages import KINDS, Effect
from bot.domain.program_settings import Overview, Topic
from bot.domain.programs import Program
from bot.domain.refusals import Refusal
from bot.services import home, people, program_settings
from bot.store import audit, outbox, problems, programs
from bot.store import program_settings as stored
from bot.store.database import Store, Tx


@dataclass(frozen=True, slots=True)
class ChannelsReport:
    """What became of chosen channels, by use (`community`, `coordinator`); one that may not be used was not saved."""

    overview: Overview
    channels: dict[str, tuple[Channel | None, tuple[Verdict, ...]]]

    @property
    def is_saved(self) -> bool:
        """Say whether all of them were saved."""
        return not any(one.refuses for _, verdicts in self.channels.values() for one in verdicts)


def choose(
    store: Store, team_id: str, slack_id: str, program_id: int, chosen: dict[str, Channel | None], *, now: datetime
) -> ChannelsReport | Refusal:
    """Use these channels from now on, by use; None stands for one that the bot does not see. Those that may not be used
    are left out, and the step of the set-up is done once all may.
    """
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        program = programs.program(tx, program_id) or found.program
        community = chosen.get("community")
        everyone = community.id if community is not None else program.community_channel
        report = {use: (channel, _verdict(use, channel, everyone)) for use, channel in chosen.items()}
        wanted = {
            f"{use}_channel": channel.id
            for use, (channel, verdicts) in report.items()
            if channel is not None and not any(one.refuses for one in verdicts)
        }
        changed: dict[str, Any] = {name: value for name, value in wanted.items() if getattr(program, name) != value}
        if changed:
            programs.change_program(tx, program_id, changed)
            facts = {name: [getattr(program, name) or "", value] for name, value in changed.items()}
            _mended(tx, program, changed, now)
            audit.add(tx, program_id, found.identity.person.id, program_settings.CHANGED, now, facts={"changes": facts})
        if len(wanted) == len(report):
            stored.step_done(tx, program_id, Topic.CHANNELS, now)
        home.changed(tx, [found.identity.person.id], now)
        return ChannelsReport(program_settings.overview_of(tx, found), report)


def _verdict(use: str, channel: Channel | None, everyone: str | None) -> tuple[Verdict, ...]:
    is_coordinators = use == "coordinator"
    is_everyones = is_coordinators and channel is not None and channel.id == everyone
    return verdict(channel, for_coordinators=is_coordinators, for_everyone=is_everyones)


def _mended(tx: Tx, program: Program, changed: Collection[str], now: datetime) -> None:
    """What the channel of before refused goes to the new one, and nobody has to mend the old one any more."""
    for name in changed:
        before = getattr(program, name) or f"program:{program.id}"
        problems.resolve(tx, program.workspace_id, problems.CHANNEL, before, now)
    outbox.again_at_once(tx, program.id, [kind.name for kind in KINDS.values() if kind.effect is Effect.CHANNEL])
