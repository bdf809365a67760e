"""What each kind of message says, made from the database at the moment of sending, by capability.

`COMPOSERS` has one entry for every kind that posts; updates are composed by the kind of what they update.
"""

from collections.abc import Mapping

from bot.delivery.composers import checkins, digests, home, notes, notices, prompts, questions
from bot.delivery.composing import Composer
from bot.domain import messages
from bot.domain.kinds.home import HOME_TAB

COMPOSERS: Mapping[str, Composer] = {
    messages.CHECKIN_PROMPT.name: prompts.PromptComposer(),
    messages.CHECKIN_REMINDER.name: prompts.ReminderComposer(),
    messages.CHECKIN_REST.name: prompts.RestComposer(),
    messages.CHECKIN_CONFIRMATION.name: checkins.ConfirmationComposer(),
    messages.CHECKIN_SHARED.name: checkins.SharedComposer(),
    messages.CHECKIN_THANKS.name: checkins.ThanksComposer(),
    messages.COMMUNITY_POST.name: checkins.CommunityComposer(),
    messages.COMMUNITY_QUESTION.name: questions.CommunityQuestionComposer(),
    HOME_TAB.name: home.HomeComposer(),
    messages.NOTE_REPLY.name: notes.NoteComposer(),
    messages.DIGEST.name: digests.DigestComposer(),
    messages.COORDINATOR_NOTICE.name: notices.NoticeComposer(),
}
