"""What becomes of a modal that was sent off, as the app answers: it closes, changes, is covered or shows errors."""

from bot.sandbox.slack import gestures
from bot.sandbox.slack.api import checks
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.response import Response
from bot.sandbox.slack.state import Workspace


def settle(workspace: Workspace, view: View, response: Response) -> None:
    """Do with a submitted view what the app answered.

    Raises SlackError for an answer that Slack would not take: `invalid_response_action`, `invalid_errors`, or what is
    wrong with the view in it.
    """
    body, views = response.body, workspace.views
    match body.get("response_action"):
        case None:
            if views.top(view.user_id) is view:
                views.pop(view.user_id)
                workspace.publish("view_closed", view)
        case "clear":
            for closed in views.clear(view.user_id):
                workspace.publish("view_closed", closed)
        case "errors":
            errors = body.get("errors")
            if not isinstance(errors, dict) or not errors or not errors.keys() <= gestures.input_block_ids(view):
                raise SlackError("invalid_errors")
            view.errors = response.errors = dict(errors)
            workspace.publish("view_updated", view)
        case "update":
            views.change(view, checks.checked_view(body.get("view"), "modal", workspace.ids))
            workspace.publish("view_updated", view)
        case "push":
            definition = checks.checked_view(body.get("view"), "modal", workspace.ids)
            pushed = views.make(definition, view.user_id, workspace.id, workspace.app_id, workspace.bot_id)
            views.push(pushed)
            workspace.publish("view_opened", pushed)
        case _:
            raise SlackError("invalid_response_action")
