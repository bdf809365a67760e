"""The views.* methods: opening, pushing, updating modals and publishing Home tabs."""

from typing import Any

from bot.sandbox.slack.api import checks
from bot.sandbox.slack.call import Call
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.modals import Trigger, View


def open_(call: Call) -> dict[str, Any]:
    """views.open: uses up the trigger; the view becomes the user's only modal."""
    definition = checks.view_of(call, "modal")
    trigger = _trigger(call)
    view = _make(call, definition, trigger.user_id)
    view.opened_by = trigger.id
    call.workspace.views.open(view)
    call.workspace.publish("view_opened", view)
    return {"ok": True, "view": view.json()}


def push(call: Call) -> dict[str, Any]:
    """views.push: uses up a trigger that arose in a modal; at most three views lie on each other."""
    definition = checks.view_of(call, "modal")
    trigger = _trigger(call)
    if trigger.view_id is None:
        raise SlackError("not_found")
    view = _make(call, definition, trigger.user_id)
    view.opened_by = trigger.id
    call.workspace.views.push(view)
    call.workspace.publish("view_opened", view)
    return {"ok": True, "view": view.json()}


def update(call: Call) -> dict[str, Any]:
    """views.update: by view_id or external_id; an outdated hash is refused."""
    view_id, external_id = call.args.text("view_id"), call.args.text("external_id")
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", "view_id or external_id is required [json-pointer:/view_id]")
    view = call.workspace.views.find(view_id, external_id)
    definition = checks.view_of(call, view.definition["type"])
    _check_hash(call, view)
    call.workspace.views.change(view, definition)
    call.workspace.publish("view_updated", view)
    return {"ok": True, "view": view.json()}


def publish(call: Call) -> dict[str, Any]:
    """views.publish: the Home tab of one user, if the manifest has one."""
    if not call.app.manifest.home_tab_enabled:
        raise SlackError("not_enabled")
    user_id = call.args.text("user_id")
    if user_id not in call.workspace.users:
        raise SlackError("invalid_arguments", "must be a valid user id [json-pointer:/user_id]")
    definition = checks.view_of(call, "home")
    view = call.workspace.views.homes.get(user_id)
    if view is None:
        view = _make(call, definition, user_id)
        call.workspace.views.publish(view)
    else:
        _check_hash(call, view)
        call.workspace.views.change(view, definition)
    call.workspace.publish("home", view)
    return {"ok": True, "view": view.json()}


def _trigger(call: Call) -> Trigger:
    given = call.args.text("trigger_id") or call.args.text("interactivity_pointer")
    if not given:
        raise SlackError("invalid_arguments", "missing required field: trigger_id [json-pointer:/trigger_id]")
    return call.workspace.triggers.exchange(given)


def _make(call: Call, definition: dict[str, Any], user_id: str) -> View:
    workspace = call.workspace
    return workspace.views.make(definition, user_id, workspace.id, workspace.app_id, workspace.bot_id)


def _check_hash(call: Call, view: View) -> None:
    seen = call.args.text("hash")
    if seen and seen != view.hash:
        raise SlackError("hash_conflict")


HANDLERS = {"views.open": open_, "views.push": push, "views.update": update, "views.publish": publish}
