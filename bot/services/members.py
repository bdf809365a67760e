"""What Slack tells of people: somebody joined the workspace, or changed there. Knows nothing of how it is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain import enrolment
from bot.domain.members import Person, PersonState, SlackPerson
from bot.services import home_groups, introductions, partner_news, rhythm
from bot.store import identity as identities
from bot.store import members as people_store
from bot.store.database import Store, Tx
from bot.store.identity import workspace_of_team

_RHYTHM = {"slack_timezone", "state"}


def joined(store: Store, team_id: str, found: SlackPerson, now: datetime) -> bool:
    """Take in somebody who joined the workspace if their address was on a roster; say whether anything changed.

    `now` is UTC program time.
    """
    with store.write() as tx:
        workspace = workspace_of_team(tx, team_id)
        return workspace is not None and _take_in(tx, workspace.id, found, now)


def changed(store: Store, team_id: str, found: SlackPerson, now: datetime) -> bool:
    """Follow name, time zone, language, deactivation and return of a person; say whether anything changed.

    Somebody whose address becomes one that is expected is taken in. `now` is UTC program time.
    """
    with store.write() as tx:
        workspace = workspace_of_team(tx, team_id)
        if workspace is None:
            return False
        person = people_store.person_by_slack_id(tx, workspace.id, found.id)
        if person is None:
            return _take_in(tx, workspace.id, found, now)
        return _follow(tx, person, found, now)


def _take_in(tx: Tx, workspace_id: int, found: SlackPerson, now: datetime) -> bool:
    if not found.email or enrolment.slack_problem(found):
        return False
    person = people_store.person_by_email(tx, workspace_id, found.email)
    if person is None or person.state is PersonState.ACTIVE:
        return False
    if people_store.person_by_slack_id(tx, workspace_id, found.id) not in (None, person):
        return False
    return _follow(tx, person, found, now)


def _follow(tx: Tx, person: Person, found: SlackPerson, now: datetime) -> bool:
    values: Mapping[str, Any] = enrolment.differing(person, enrolment.slack_values(person, found))
    if person.state is PersonState.EXPECTED and person.name != enrolment.stopgap_name(person.email):
        values = {name: value for name, value in values.items() if name != "name"}  # the roster's name stands
    if values:
        people_store.change_person(tx, person.id, values)
    if _RHYTHM & values.keys():
        rhythm.recompute(tx, [person.id], now)
    if "state" in values:
        _tell_partners(tx, person, values["state"], now)
        if values["state"] is PersonState.ACTIVE:
            home_groups.came(tx, person.id, now)
    return bool(values)


def _tell_partners(tx: Tx, before: Person, state: PersonState, now: datetime) -> None:
    """Tell the partners of somebody who is gone from Slack, or in it again or at last."""
    identity = identities.identities(tx, [before.id])[before.id]
    if state is PersonState.DEACTIVATED:
        partner_news.gone(tx, identity, now)
    elif before.state is PersonState.DEACTIVATED:
        partner_news.back(tx, identity, now, now)
    else:
        introductions.catch_up(tx, partner_news.of_person(tx, identity), now)
