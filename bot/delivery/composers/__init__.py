"""What each kind of message says, made from the database at the moment of sending, by capability.

`COMPOSERS` has one entry for every kind that posts; updates are composed by the kind of what they update.
"""

from collections.abc import Mapping

from bot.delivery.composers import (
    checkins,
    digests,
    home,
    home_groups,
    hours,
    meetings,
    notes,
    notices,
    nudges,
    observations,
    obstacles,
    pairs,
    peer_feedback,
    peers,
    personal,
    prompts,
    pulses,
    questions,
    schedules,
    session_after,
    session_day,
    session_groups,
    sessions,
    times,
)
from bot.delivery.composing import Composer
from bot.domain import messages
from bot.domain.kinds import home_groups as group_kinds
from bot.domain.kinds import hours as hours_kinds
from bot.domain.kinds import nudges as nudge_kinds
from bot.domain.kinds import observations as observation_kinds
from bot.domain.kinds import peers as peer_kinds
from bot.domain.kinds import pulses as pulse_kinds
from bot.domain.kinds import questions as question_kinds
from bot.domain.kinds import schedules as schedule_kinds
from bot.domain.kinds import session_day as day_kinds
from bot.domain.kinds import sessions as session_kinds
from bot.domain.kinds.home import HOME_TAB
from bot.domain.kinds.personal import MY_DATA
from bot.domain.kinds.programs import DIGEST_LIST

COMPOSERS: Mapping[str, Composer] = {
    messages.CHECKIN_PROMPT.name: prompts.PromptComposer(),
    messages.CHECKIN_REMINDER.name: prompts.ReminderComposer(),
    messages.CHECKIN_REST.name: prompts.RestComposer(),
    messages.CHECKIN_CONFIRMATION.name: checkins.ConfirmationComposer(),
    messages.CHECKIN_SHARED.name: checkins.SharedComposer(),
    messages.CHECKIN_THANKS.name: checkins.ThanksComposer(),
    messages.MEETING_LOGGED.name: meetings.MeetingComposer(),
    messages.PAIR_INTRODUCTION.name: pairs.IntroductionComposer(),
    messages.PAIR_INTRODUCTION_ALONE.name: pairs.IntroductionComposer(),
    messages.PARTNER_NEWS.name: pairs.PartnerNewsComposer(),
    messages.COMMUNITY_POST.name: checkins.CommunityComposer(),
    messages.COMMUNITY_QUESTION.name: questions.CommunityQuestionComposer(),
    question_kinds.SHELF_FILE.name: questions.ShelfFileComposer(),
    HOME_TAB.name: home.HomeComposer(),
    group_kinds.HOME_GROUP.name: home_groups.ConversationComposer(),
    group_kinds.HOME_GROUP_END.name: home_groups.EndComposer(),
    messages.NOTE_REPLY.name: notes.NoteComposer(),
    nudge_kinds.NUDGE.name: nudges.NudgeComposer(),
    nudge_kinds.OBSTACLE.name: obstacles.ObstacleComposer(),
    nudge_kinds.OBSTACLE_SHARED.name: nudges.SharedComposer(),
    nudge_kinds.COORDINATOR_MESSAGE.name: nudges.CoordinatorMessageComposer(),
    nudge_kinds.PAIR_CHANGE.name: nudges.PairChangeComposer(),
    observation_kinds.OBSERVATION_SAVED.name: observations.ObservationComposer(),
    observation_kinds.OBSERVATION_SHARED.name: observations.ObservationComposer(),
    observation_kinds.COVER_REQUEST.name: observations.CoverRequestComposer(),
    observation_kinds.COVER_ANSWER.name: observations.CoverAnswerComposer(),
    observation_kinds.OBSERVATION_LOOK_BACK.name: observations.LookBackComposer(),
    peer_kinds.SHARE_SAVED.name: peers.SavedComposer(),
    peer_kinds.SHARE_POST.name: peers.PostComposer(),
    peer_kinds.SHARE_DIRECT.name: peers.DirectComposer(),
    peer_kinds.WIN_THANKED.name: peers.ThankedComposer(),
    peer_kinds.WIN_SUGGESTED.name: peers.SuggestedComposer(),
    peer_kinds.CHALLENGE_THREAD.name: peer_feedback.BeginComposer(),
    peer_kinds.CHALLENGE_QUESTION.name: peer_feedback.QuestionComposer(),
    peer_kinds.CHALLENGE_CLOSED.name: peer_feedback.EndComposer(),
    peer_kinds.CHALLENGE_REPLIES.name: peer_feedback.RepliesComposer(),
    peer_kinds.CHALLENGE_NOW_WHAT.name: peer_feedback.NowWhatComposer(),
    peer_kinds.CHALLENGE_ALONE.name: peer_feedback.AloneComposer(mentor=False),
    peer_kinds.CHALLENGE_TO_MENTOR.name: peer_feedback.AloneComposer(mentor=True),
    peer_kinds.CHALLENGE_UNHEARD.name: peer_feedback.UnheardComposer(),
    peer_kinds.CHALLENGE_FOLLOW_UP.name: peer_feedback.FollowUpComposer(),
    schedule_kinds.SCHEDULE_SAVED.name: schedules.ScheduleComposer(),
    schedule_kinds.SCHEDULE_SHARED.name: schedules.ScheduleComposer(),
    schedule_kinds.MEETING_REMINDER.name: schedules.ReminderComposer(),
    schedule_kinds.MEETING_ASKED.name: schedules.AskedComposer(),
    schedule_kinds.TIMES_OFFERED.name: times.TimesComposer(),
    schedule_kinds.TIMES_SHARED.name: times.TimesComposer(),
    schedule_kinds.CALENDAR_FILE.name: schedules.FileComposer(),
    hours_kinds.HOURS_DECIDED.name: hours.DecidedComposer(),
    hours_kinds.HOURS_CORRECTED.name: hours.CorrectedComposer(),
    hours_kinds.HOURS_STATEMENT.name: hours.StatementComposer(),
    hours_kinds.REPORT_FILE.name: hours.ReportComposer(),
    hours_kinds.CONSENT_ASKED.name: hours.ConsentComposer(),
    pulse_kinds.PULSE_ASKED.name: pulses.PulseComposer(),
    session_kinds.SESSION_INVITED.name: sessions.InvitedComposer(),
    session_kinds.SESSION_CHANGED.name: sessions.ChangedComposer(),
    session_kinds.SESSION_CANCELLED.name: sessions.CancelledComposer(),
    session_kinds.SESSION_DAY_BEFORE.name: sessions.ReminderComposer(hour=False),
    session_kinds.SESSION_HOUR_BEFORE.name: sessions.ReminderComposer(hour=True),
    session_kinds.SESSION_FILE.name: sessions.FileComposer(),
    session_kinds.SESSION_SAVED.name: sessions.SavedComposer(),
    session_kinds.SESSION_GROUPS.name: session_groups.GroupsComposer(),
    session_kinds.SESSION_ZOOM.name: session_groups.ZoomComposer(),
    MY_DATA.name: personal.MyDataComposer(),
    messages.DIGEST.name: digests.DigestComposer(),
    DIGEST_LIST.name: digests.DigestListComposer(),
    messages.COORDINATOR_NOTICE.name: notices.NoticeComposer(),
    **{kind.name: session_day.OpenedComposer() for kind in day_kinds.SESSION_OPENED},
    **{kind.name: session_day.RoundComposer() for kind in day_kinds.SESSION_ROUND},
    **{kind.name: session_day.CallComposer() for kind in day_kinds.SESSION_CALL},
    day_kinds.SESSION_HOSTED.name: session_day.HostedComposer(),
    **{kind.name: session_after.NowWhatsComposer() for kind in day_kinds.NOW_WHATS},
    day_kinds.SESSION_ATTENDANCE.name: session_after.AttendanceComposer(),
    day_kinds.SESSION_SELF_REPORT.name: session_after.ReportComposer(),
    day_kinds.SESSION_REFLECTION.name: session_after.ReflectionComposer(),
    day_kinds.SESSION_SHARED.name: session_after.SharedComposer(),
}
