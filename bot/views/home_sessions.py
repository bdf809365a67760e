"""The next network session on Home, with what the person says of it."""

from bot.content.wording import Wording
from bot.domain.home import Home
from bot.views import session_ids as ids
from bot.views.blocks import actions, button, clip, section
from bot.views.message import Block
from bot.views.sessions import TITLE, buttons, particulars, shown_when


def next_session(w: Wording, home: Home) -> list[Block]:
    """Return the next session; nothing while none is planned, but for those who plan them."""
    every = button(w.plain("sessions.button.all"), ids.SESSIONS_OPEN)
    line = home.session
    if line is None:
        return [section(w.mrkdwn("sessions.home.none"), every)] if home.programs else []
    _, marked = shown_when(w, line.session, home.timezone)
    head = w.mrkdwn("sessions.home.next", title=clip(line.session.title, TITLE), when=marked)
    lines = [head, *particulars(w, line)]
    return [section("\n".join(lines)), buttons(w, line, in_list=True), actions([every])]
