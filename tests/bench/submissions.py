"""Submitted check-ins, from the request sent until Slack is told that every row is committed."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select

from bot.content.wording import wording
from bot.store.database import create_store
from bot.store.schema import check_ins, outbox
from bot.views import ids
from bot.views.checkin_form import FormView, checkin_modal
from tests.bench import load, processes
from tests.bench.community import Community, enrol, move_in
from tests.bench.figures import middle, percentile, table

AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Run:
    """One load: submissions a second, each one's time until its answer, and the rows that were not there after."""

    per_second: float
    waits_s: tuple[float, ...]
    lost: int


def measure(engine: str, size: int, rounds: int) -> list[Run]:
    """Let everybody submit a check-in with an answer in each field, once a round; later rounds edit."""
    now = datetime.now(UTC)
    with ExitStack() as stack:
        slack = stack.enter_context(processes.slack())
        url = stack.enter_context(processes.database(engine))
        community = move_in(slack, size, now)
        enrol(community, url, now)
        app = stack.enter_context(processes.ours(slack, url))
        runs = []
        for turn in range(rounds):
            requests = [_request(community, n, turn) for n in range(1, size + 1)]
            sent = load.send_all(app.port, slack.signing_secret, requests, AT_ONCE)
            elapsed = max(one.answered for one in sent) - min(one.at for one in sent)
            waits = tuple(one.answered - one.at for one in sent)
            runs.append(Run(size / elapsed, waits, size - _saved(url, community, turn)))
        return runs


def _request(community: Community, n: int, turn: int) -> load.Fields:
    view = checkin_modal(wording("en-US"), FormView(n, community.week))
    text = {"type": "plain_text_input", "value": f"{turn}: one lesson seen, one thing said."}
    partner = {"value": f"partner:{n + 1 if n % 2 else n - 1}"}
    values: dict[str, Any] = {name: {ids.FORM_VALUE: text} for name in (ids.WENT_WELL, ids.HARD, ids.NEXT_STEP)}
    values[f"{ids.READERS}:{n}"] = {ids.FORM_VALUE: {"type": "checkboxes", "selected_options": [partner]}}
    given = {
        "id": f"V{n}",
        "type": "modal",
        "callback_id": ids.CHECKIN_MODAL,
        "hash": "1.2",
        "state": {"values": values},
    }
    body = {"private_metadata": view["private_metadata"], "blocks": view["blocks"]}
    return load.submission(community.team_id, community.slack_ids[n - 1], given | body)


def _saved(url: str, community: Community, turn: int) -> int:
    """Count the check-ins of this round that are there with the message to the partner."""
    store = create_store(url)
    with store.read() as tx:
        shared = select(outbox.c.id).where(outbox.c.kind == "checkin_shared", outbox.c.key.startswith("shared:"))
        told = tx.execute(select(func.count()).select_from(shared.subquery())).scalar_one()
        saved = tx.execute(
            select(func.count()).where(check_ins.c.week == community.week, check_ins.c.went_well.startswith(f"{turn}:"))
        ).scalar_one()
    store.close()
    return min(int(told), int(saved))


def report(runs: dict[str, list[Run]]) -> str:
    """Return the table: the median round."""
    rows = []
    for engine, of in runs.items():
        waits = [wait for run in of for wait in run.waits_s]
        rate = f"{middle([run.per_second for run in of]):.0f}"
        lost = sum(run.lost for run in of)
        rows.append([engine, rate, *(f"{percentile(waits, share) * 1000:.0f}" for share in (50, 99)), str(lost)])
    return table([f"Submissions, {AT_ONCE} at once", "a second", "median, ms", "99 %, ms", "lost"], rows)
