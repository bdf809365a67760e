"""The benchmark: `python -m tests.bench` prints Markdown tables for the README. No test runs it; a smoke test does.

It takes about ten minutes and wants the machine for itself: every load has three processes, of which two work at a
time. `--part` runs one part, `--quick` all with tiny numbers, to see that it works. Everything stays on loopback.

What the figures mean:

* `/checkin`: a signed slash command is sent to the app's port; the time ends when the strict Slack server of
  `bot/sandbox` takes its trigger in `views.open`. *Raw* is ASGI with a 200 and that call, *stock* is Bolt as its
  documentation starts it, *tuned* is Bolt as CONTRIBUTING describes it; all three send one fixed form. *Ours* is
  `reciprocal run`, which reads who asks, their partners, this week's prompt and their last check-in, and builds their
  form. One at a time, the time of a request ends when the form *and* the answer are there, since stock Bolt calls
  Slack before it answers. A form that comes after 3 s counts as lost. *CPU each* is the app's own processor time a
  request: of all figures the one that other work on the machine disturbs least.
* Submissions: a `view_submission` is answered after its transaction is committed: check-in, readers, prompt, and the
  messages that follow from it. *Lost* are rows that are not there afterwards.
* Replies: what Slack tells of messages in the threads of fifty challenges, 500 a round, in a channel where a thousand
  wins stand beside them; each is answered after it is counted. *Messages of them* are rows that the burst put into the
  outbox: its author hears of all of them an hour later, once.
* All due in one tick: everybody's prompt falls due at once, and one beat of the clock writes prompts and outbox rows.
  *Longest stop* is by how much a task that wakes every 2 ms was late at most meanwhile.
* Prompts to Slack: the sender composes and posts those rows to a Slack that answers 429 above the limit and a burst of
  a tenth of a second's messages. *Of ideal* is the time over messages ÷ limit. With cut connections Slack takes the
  message and the answer never comes, so the sender has to look for it; history is then read at 2/15 of the limit,
  which is what Tier 3 is to the bot's own pace of posting in Slack.
* Groups: a tenth stay away and a twentieth are new; every second person is to be kept apart from another. The time is
  that of `regroup`, the median of five.
* Coaching questions: the domain alone; each of the people has forty behind them, out of the whole bank.
* Sandbox: the page is there when its first request is answered, counted from the start of the process; a form is open
  when the local Slack has it; in every week of the jumps everybody answers what they were asked the week before.
* Nudge run: the job looks at the pairs whose moment has come and puts two messages for each into the outbox, in
  transactions of 250 pairs. *Grown* is by how much the process's memory was larger at most meanwhile.
* Home: our own processor time to read and build it, without Slack: the query of everything and the blocks. The members
  have three weeks of history; the coordinator's program has as many pairs as the column says.
* Digest: of a program in which every third pair has not met. *Found* is the job that gathers what needs somebody and
  writes it down, *composed* is the message with its numbers, both without Slack, in our own processor time.
* Research export: all rows of it, of a program whose members have checked in for forty weeks and all consented.
  *Grown* as with the nudges.
* Size: `psutil`'s resident set of the process, and the median of five starts.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.bench import (
    checkin,
    choosing,
    digest,
    export,
    groups,
    home,
    nudges,
    replies,
    sandbox,
    size,
    submissions,
    thursday,
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything, and on which databases; deliveries are (database, messages, a second, share cut)."""

    engines: tuple[str, ...]
    community: int
    requests: int
    rounds: int
    crowd: int
    deliveries: tuple[tuple[str, int, float, float], ...]
    pairs: int
    rosters: tuple[int, ...]
    weeks: int = 52


FULL = Scale(
    engines=("sqlite", "postgresql"),
    community=2000,
    requests=2000,
    rounds=3,
    crowd=10_000,
    deliveries=(
        ("sqlite", 10_000, 200, 0),
        ("sqlite", 2000, 50, 0),
        ("sqlite", 10_000, 200, 0.1),
        ("postgresql", 10_000, 200, 0),
    ),
    pairs=100_000,
    rosters=(60, 1000, 10_000),
)
QUICK = Scale(
    engines=("sqlite",),
    community=20,
    requests=20,
    rounds=1,
    crowd=40,
    deliveries=(("sqlite", 40, 200, 0),),
    pairs=1000,
    rosters=(40,),
    weeks=2,
)


def _checkin(scale: Scale) -> str:
    return checkin.report(checkin.measure(scale.engines, scale.community, scale.requests, scale.rounds))


def _submissions(scale: Scale) -> str:
    return submissions.report({e: submissions.measure(e, scale.community, scale.rounds) for e in scale.engines})


def _replies(scale: Scale) -> str:
    few = min(scale.community, 100)
    return replies.report({e: replies.measure(e, few, min(scale.crowd, 500), scale.rounds) for e in scale.engines})


def _thursday(scale: Scale) -> str:
    beats = {engine: thursday.beat(engine, scale.crowd) for engine in scale.engines}
    return thursday.report(beats, [thursday.deliver(*each) for each in scale.deliveries])


def _size(scale: Scale) -> str:
    return size.report(size.measure(scale.crowd, scale.requests))


def _groups(scale: Scale) -> str:
    return groups.report([groups.measure(people) for people in scale.rosters])


def _choosing(scale: Scale) -> str:
    return choosing.report(scale.crowd, choosing.measure(scale.crowd))


def _sandbox(scale: Scale) -> str:
    return sandbox.report(sandbox.measure(scale.weeks, min(scale.rounds, 3)))


def _nudges(scale: Scale) -> str:
    return nudges.report([nudges.measure(engine, scale.pairs) for engine in scale.engines])


def _home(scale: Scale) -> str:
    return home.report([one for e in scale.engines for one in home.measure(e, scale.crowd // 2, scale.rounds * 100)])


def _digest(scale: Scale) -> str:
    return digest.report([digest.measure(engine, scale.crowd // 2) for engine in scale.engines])


def _export(scale: Scale) -> str:
    return export.report([export.measure(engine, scale.crowd * 10) for engine in scale.engines])


PARTS: dict[str, Callable[[Scale], str]] = {
    "checkin": _checkin,
    "submissions": _submissions,
    "replies": _replies,
    "thursday": _thursday,
    "choosing": _choosing,
    "size": _size,
    "groups": _groups,
    "sandbox": _sandbox,
    "nudges": _nudges,
    "home": _home,
    "digest": _digest,
    "export": _export,
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this one; may be given several times")
    parser.add_argument("--quick", action="store_true", help="tiny numbers, to see that it works")
    chosen = parser.parse_args()
    machine = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {platform.system()}"
    print(f"Measured on {datetime.now(UTC):%Y-%m-%d}: {machine}.", flush=True)
    for name in chosen.part or PARTS:
        print(f"\n{PARTS[name](QUICK if chosen.quick else FULL)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
