"""The community's question, and the files that coordinators ask for of their questions and their library."""

from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import recipient
from bot.domain.members import Role
from bot.domain.messages import Row
from bot.domain.shelves import Shelf
from bot.reports.shelves import shelf_file
from bot.store import members, programs, questions
from bot.store.database import Tx
from bot.views import questions as views
from bot.views import shelf_files as shelf_views
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


class ShelfFileComposer(Defaults):
    """Composes the file of a program's own questions, or of its library."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the file, or that there is nothing; None to whom coordinates the program no more."""
        to = recipient(tx, row)
        mine = (program for member, program in to.identity.open_memberships() if Role.COORDINATOR in member.roles)
        program = next((program for program in mine if program.id == row.program_id), None)
        if program is None:
            return None
        shelf = Shelf(row.facts["shelf"])
        content = shelf_file(tx, program.id, shelf)
        return shelf_views.file_message(wording(to.person.locale), shelf, row.id, program.name, content)
