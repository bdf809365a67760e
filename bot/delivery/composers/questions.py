"""The community's question."""

from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.domain.messages import Row
from bot.store import members, programs, questions
from bot.store.database import Tx
from bot.views import questions as views
from bot.views.message import Message


class CommunityQuestionComposer(Defaults):
    """Composes a question for everyone."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the question, with who asks it if it is a member."""
        found = questions.community_question(tx, row.facts["question"])
        if found is None:
            return None
        text = questions.text_of(tx, found.question_key)
        drawn = questions.draw(tx, found.draw_id) if found.draw_id is not None else None
        author = members.person(tx, drawn.person_id) if drawn is not None else None
        return views.community_question(
            wording(), text, author.name if author else "", author.slack_id if author else None
        )

    def channel(self, tx: Tx, row: Row) -> str | None:
        """Return the program's community channel."""
        program = programs.program(tx, row.program_id) if row.program_id is not None else None
        return program.community_channel if program else None
