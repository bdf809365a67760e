"""The one table of Slack's errors: what each means for a message.

Sources: the error lists of docs.slack.dev/reference/methods/chat.postMessage, chat.update, chat.delete,
conversations.open, conversations.history, conversations.archive, files.delete and views.publish. An error that is
not here is a defect of ours until somebody adds it.
"""

from enum import StrEnum

from bot.domain.messages import Effect


class Verdict(StrEnum):
    """What becomes of a message that Slack refused."""

    RETRY = "retry"  # passes by itself: try again later
    PERSON_UNREACHABLE = "person unreachable"  # give up, and have a coordinator told
    CHANNEL_UNUSABLE = "channel unusable"  # likewise
    NOT_TOGETHER = "not together"  # write to each alone, and have a coordinator told
    NOTHING_LEFT = "nothing left"  # the message to be changed or removed is not there (any more)
    STOP_WORKSPACE = "stop workspace"  # nothing goes out until the token works again; nothing is lost
    DEFECT = "defect"  # our mistake, or a missing permission: give up and say so loudly


_ERRORS: dict[Verdict, tuple[str, ...]] = {
    Verdict.RETRY: (
        "ratelimited",
        "rate_limited",
        "team_added_to_org",  # the workspace is being moved and comes back
        "external_channel_migrating",
        "ekm_access_denied",  # "administrators have suspended the ability to post", for now
    ),
    Verdict.PERSON_UNREACHABLE: (
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
        "user_not_in_team",
        "cannot_dm_bot",
        "is_bot",
        "messages_tab_disabled",
        "invalid_user_combination",
    ),
    Verdict.CHANNEL_UNUSABLE: (
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "is_inactive",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "channel_type_not_supported",
        "method_not_supported_for_channel_type",
        "team_access_not_granted_to_channel",
        "channel_shared",  # ours: it belongs to another Slack team as well, and the message names people
        "no_channel",  # ours: the program has no channel for this kind of message
    ),
    Verdict.NOTHING_LEFT: (
        "message_not_found",
        "thread_not_found",
        "cant_update_message",
        "cant_delete_message",
        "edit_window_closed",
        "file_not_found",  # files.delete
        "file_deleted",
        "cant_delete_file",
        "already_archived",
        "not_enabled",  # views.publish: the app's Home tab is switched off
    ),
    Verdict.STOP_WORKSPACE: (
        "token_revoked",
        "token_expired",
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "not_allowed_token_type",
        "team_access_not_granted",
        "org_login_required",
        "access_denied",
        "accesslimited",
        "enterprise_is_restricted",
        "two_factor_setup_required",
    ),
}
_VERDICTS = {error: verdict for verdict, errors in _ERRORS.items() for error in errors}


def verdict_of(error: str, effect: Effect) -> Verdict:
    """Return what Slack's `error` means for a message with that `effect`.

    Whatever keeps a group from the conversation it is to have, it may have another one. Whatever keeps two people from
    being written to together, each may still be written to alone. Where the channel is the person's own, a channel that
    cannot be used is a person who cannot be reached. A Home tab of somebody whom Slack does not know (any more) is
    nothing that anybody misses.
    """
    verdict = _VERDICTS.get(error, Verdict.DEFECT)
    if effect is Effect.CONVERSATION and verdict not in {Verdict.RETRY, Verdict.STOP_WORKSPACE}:
        return Verdict.NOT_TOGETHER
    if effect is Effect.ARCHIVE and verdict is Verdict.CHANNEL_UNUSABLE:
        return Verdict.NOTHING_LEFT
    if verdict is Verdict.PERSON_UNREACHABLE and effect is Effect.HOME:
        return Verdict.NOTHING_LEFT
    if effect is Effect.GROUP and verdict in {
        Verdict.CHANNEL_UNUSABLE,
        Verdict.PERSON_UNREACHABLE,
        Verdict.DEFECT,  # a missing scope, say
    }:
        return Verdict.NOT_TOGETHER
    if verdict is Verdict.CHANNEL_UNUSABLE and effect in {Effect.DIRECT, Effect.UPLOAD}:
        return Verdict.PERSON_UNREACHABLE
    return verdict
