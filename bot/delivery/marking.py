"""Writing down what became of rows, many in one transaction, and what follows from a refusal."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import structlog

from bot.delivery import metrics
from bot.delivery.errors import Verdict
from bot.delivery.items import Dropped, Held, Outcome, PutBack, Refused, Sent
from bot.domain.home_groups import Conversation, conversation_row, form_of
from bot.domain.messages import COORDINATOR_NOTICE, KINDS, PAIR_INTRODUCTION_ALONE, Draft, Effect, Row
from bot.store import home_groups, leasing, outbox, problems, recipients
from bot.store.database import Tx

log = structlog.get_logger(__name__)

MENDING = timedelta(minutes=5)  # machine time


def write_down(tx: Tx, outcomes: Sequence[Outcome], machine_now: datetime, owner: str) -> None:
    """Write down what became of rows. `machine_now` is UTC machine time.

    That a message was sent holds whoever has the row by now; anything else counts only while `owner` still leases it.
    """
    in_order = sorted(outcomes, key=lambda outcome: outcome.row.id)  # two senders lock rows in the same order
    _sent(tx, [outcome for outcome in in_order if isinstance(outcome, Sent)])
    leasing.hold(tx, {outcome.row.id: outcome.until for outcome in in_order if isinstance(outcome, Held)}, owner)
    dropped = {outcome.row.id: str(outcome.reason) for outcome in in_order if isinstance(outcome, Dropped)}
    leasing.mark_dropped(tx, dropped, owner)
    refused = [outcome for outcome in in_order if isinstance(outcome, Refused)]
    back = [
        leasing.Retry(each.row.id, machine_now + timedelta(seconds=each.after_s), each.reason, each.unsure)
        for each in in_order
        if isinstance(each, PutBack)
    ]
    stopped = [each for each in refused if each.verdict is Verdict.STOP_WORKSPACE]
    back += [leasing.Retry(each.row.id, None, each.error) for each in stopped]
    # A channel can be mended (the bot invited, say) while the message is still wanted, so it waits for that.
    waiting = [each for each in refused if each.verdict is Verdict.CHANNEL_UNUSABLE and KINDS[each.row.kind].latest]
    back += [leasing.Retry(each.row.id, machine_now + MENDING, each.error) for each in waiting]
    leasing.release(tx, back, owner)
    for refusal in stopped:
        recipients.stop_workspace(tx, refusal.row.workspace_id, refusal.error, refusal.at)
    failed = [each for each in refused if each not in stopped and each not in waiting]
    leasing.mark_failed(tx, {each.row.id: each.error for each in failed}, owner)
    for refusal in (*failed, *waiting):
        _follow_up(tx, refusal)


def _sent(tx: Tx, sent: Sequence[Sent]) -> None:
    leasing.mark_sent(tx, [(each.row.id, each.channel, each.ts, each.at) for each in sent])
    leasing.mark_taken_back(tx, [each.removed for each in sent if each.removed is not None])
    channels = {each.row.person_id: each.channel for each in sent if each.new_dm}
    recipients.remember_dm_channels(tx, {id_: channel for id_, channel in channels.items() if id_ and channel})
    if reached := [each.row.person_id for each in sent if each.was_unreachable and each.row.person_id]:
        recipients.mark_reachable(tx, reached)
    for each in sent:
        if KINDS[each.row.kind].effect is Effect.CONVERSATION and each.channel:
            home_groups.set_channel(tx, each.row.facts["group"], each.row.facts["turn"], each.channel)
    solved = {(each.row.workspace_id, *matter): each.at for each in sent for matter in _solved_by(each)}
    for (workspace_id, kind, subject), at in solved.items():
        problems.resolve(tx, workspace_id, kind, subject, at)
    for each in sent:
        if each.is_public and each.channel:
            _warn_of_public(tx, each.row, each.channel, each.at)


def _solved_by(sent: Sent) -> Iterator[tuple[str, str]]:
    """Yield kind and subject of the problems that there are no more, since a message has come through."""
    row, effect = sent.row, KINDS[sent.row.kind].effect
    if sent.was_unreachable and row.person_id is not None:
        yield problems.UNREACHABLE, str(row.person_id)
    if effect is Effect.CHANNEL and sent.channel:
        yield problems.CHANNEL, sent.channel
    if effect is Effect.GROUP:
        yield problems.TOGETHER, f"program:{row.program_id}"
    if effect is Effect.CONVERSATION and sent.channel:
        yield problems.GROUP_ALONE, str(row.facts["group"])


def _warn_of_public(tx: Tx, row: Row, channel: str, now: datetime) -> None:
    problem_id = problems.record(
        tx, row.workspace_id, problems.PUBLIC, channel, now, detail="channel_public", program_id=row.program_id
    )
    if problem_id and row.program_id:
        outbox.put(tx, [_notice(row.workspace_id, row.program_id, problem_id, now)])


def _follow_up(tx: Tx, refusal: Refused) -> None:
    """Record why a message failed, and have the coordinators told once of what only they can mend."""
    row = refusal.row
    program_id = row.program_id
    if program_id is None and row.person_id is not None:
        program_id = recipients.program_of(tx, row.person_id)
    if refusal.verdict is Verdict.PERSON_UNREACHABLE and row.person_id is not None:
        recipients.mark_unreachable(tx, row.person_id, refusal.error, refusal.at)
        kind, subject = problems.UNREACHABLE, str(row.person_id)
    elif refusal.verdict is Verdict.NOT_TOGETHER and KINDS[row.kind].effect is Effect.CONVERSATION:
        kind, subject = _another_conversation(tx, row, refusal.at)
    elif refusal.verdict is Verdict.NOT_TOGETHER:
        outbox.put(tx, _each_alone(row, refusal.at))
        kind, subject = problems.TOGETHER, f"program:{program_id}"
    elif refusal.verdict is Verdict.CHANNEL_UNUSABLE:
        kind, subject = problems.CHANNEL, refusal.target or f"program:{row.program_id}"
    else:
        kind, subject = problems.DEFECT, f"{row.kind}:{refusal.error}"
    problem_id = problems.record(
        tx,
        row.workspace_id,
        kind,
        subject,
        refusal.at,
        detail=refusal.error,
        program_id=program_id,
        person_id=row.person_id,
    )
    # A notice that cannot be posted would only make another one that cannot.
    if problem_id and program_id and kind != problems.DEFECT and row.kind != COORDINATOR_NOTICE.name:
        outbox.put(tx, [_notice(row.workspace_id, program_id, problem_id, refusal.at)])


def _another_conversation(tx: Tx, row: Row, now: datetime) -> tuple[str, str]:
    """Let a group that Slack refuses a channel have a group conversation, one that is refused that have none; return
    kind and subject of the problem.
    """
    group = home_groups.groups_by_id(tx, [row.facts["group"]]).get(row.facts["group"])
    is_channel = row.facts["form"] == Conversation.CHANNEL
    problem = (problems.GROUP_CHANNEL, f"program:{row.program_id}")
    if not is_channel:
        problem = (problems.GROUP_ALONE, str(row.facts["group"]))
    if group is None or group.turn != row.facts["turn"]:
        return problem
    form = form_of(Conversation.DM, len(group.member_ids)) if is_channel else Conversation.NONE
    if form is not Conversation.DM:
        home_groups.next_turn(tx, group.id, Conversation.NONE, None)
        return problems.GROUP_ALONE, str(group.id)
    home_groups.next_turn(tx, group.id, form, None)
    outbox.put(tx, [conversation_row(group, row.workspace_id, form, row.facts["before"], now)])
    return problem


def _each_alone(row: Row, now: datetime) -> list[Draft]:
    """Return what each of the people gets whom Slack does not let the bot write to together."""
    facts = {name: value for name, value in row.facts.items() if name != "people"}
    return [
        Draft(
            workspace_id=row.workspace_id,
            kind=PAIR_INTRODUCTION_ALONE.name,
            key=f"{row.key}:{person_id}",
            facts=facts,
            due_at=now,
            person_id=person_id,
            program_id=row.program_id,
        )
        for person_id in row.facts["people"]
    ]


def _notice(workspace_id: int, program_id: int, problem_id: int, now: datetime) -> Draft:
    return Draft(
        workspace_id=workspace_id,
        kind=COORDINATOR_NOTICE.name,
        key=f"notice:problem:{problem_id}",
        facts={"notices": [{"problem": problem_id}]},
        due_at=now,
        program_id=program_id,
    )


def report(outcomes: Sequence[Outcome]) -> None:
    """Count what became of rows for Prometheus, and log what somebody should look at; never words or names."""
    for outcome in outcomes:
        row = outcome.row
        match outcome:
            case Sent():
                metrics.SENT.labels(row.kind).inc()
                metrics.LATENESS.labels(row.kind).observe(max(0.0, (outcome.at - row.due_at).total_seconds()))
            case Dropped():
                metrics.DROPPED.labels(row.kind, outcome.reason).inc()
            case PutBack():
                metrics.RETRIES.labels(row.kind, outcome.reason).inc()
            case Refused():
                metrics.FAILED.labels(row.kind, outcome.error).inc()
                say = log.error if outcome.verdict in {Verdict.DEFECT, Verdict.STOP_WORKSPACE} else log.warning
                say("slack_refused", row=row.id, kind=row.kind, error=outcome.error, verdict=outcome.verdict.value)
            case Held():
                pass
