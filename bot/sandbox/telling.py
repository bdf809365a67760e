"""What a move of time or a switch of trouble has brought, in words for whoever sits at the page."""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.reasons import kind_words
from bot.sandbox.timeline import Journey
from bot.sandbox.trouble import Mode

NOW = {
    "off": "Slack works again",
    "slow": "Slack is slow now",
    "limited": "Slack takes only some messages at a time now",
    "failing": "Slack answers every call with an error now",
}

NOTHING = "nothing of the kind comes in the next three months"

OTHERS = {
    "on": "The others live along: they check in, meet and write by themselves as time goes on.",
    "off": "The others do nothing by themselves now; only you act.",
}

# Kinds whose names would not stand behind a number: how one and how several are called.
NAMES = {
    "calendar_file": ("calendar file", "calendar files"),
    "challenge_alone": ("challenge passed on to a peer", "challenges passed on to peers"),
    "challenge_closed": ("end of a challenge's thread", "ends of challenges' threads"),
    "challenge_follow_up": ("question what came of a challenge", "questions what came of challenges"),
    "challenge_now_what": ("question for a Now What", "questions for a Now What"),
    "challenge_question": ("question on a challenge", "questions on challenges"),
    "challenge_replies": ("note of replies", "notes of replies"),
    "challenge_thread": ("start of a challenge's thread", "starts of challenges' threads"),
    "challenge_to_mentor": ("challenge passed on to a mentor", "challenges passed on to mentors"),
    "challenge_unheard": ("challenge that nobody answered", "challenges that nobody answered"),
    "checkin_rest": ("question how to go on", "questions how to go on"),
    "checkin_shared": ("shared check-in", "shared check-ins"),
    "checkin_thanks": ("word of thanks", "words of thanks"),
    "consent_asked": ("question for consent", "questions for consent"),
    "home_group": ("note to a home group", "notes to home groups"),
    "home_group_end": ("farewell to a home group", "farewells to home groups"),
    "hours_corrected": ("correction of hours", "corrections of hours"),
    "hours_decided": ("decision on hours", "decisions on hours"),
    "hours_statement": ("statement of hours", "statements of hours"),
    "meeting_asked": ("question about a meeting", "questions about meetings"),
    "meeting_logged": ("note of a meeting", "notes of meetings"),
    "message_update": ("changed message", "changed messages"),
    "my_data": ("file of somebody's data", "files of people's data"),
    "note_reply": ("answer", "answers"),
    "observation_look_back": ("look back at an observation", "looks back at observations"),
    "observation_saved": ("planned observation", "planned observations"),
    "observation_shared": ("shared observation", "shared observations"),
    "nudge": ("note that two have not met", "notes that two have not met"),
    "obstacle": ("task for coordinators", "tasks for coordinators"),
    "obstacle_shared": ("shared obstacle", "shared obstacles"),
    "pair_change": ("note of a pair's change", "notes of pairs' changes"),
    "pair_introduction_alone": ("pair introduction", "pair introductions"),
    "partner_news": ("note about a partner", "notes about partners"),
    "pulse_asked": ("pulse question", "pulse questions"),
    "schedule_saved": ("saved schedule", "saved schedules"),
    "schedule_shared": ("shared schedule", "shared schedules"),
    "session_attendance": ("question who came", "questions who came"),
    "session_call": ("word of a host to a group", "words of a host to groups"),
    "session_call_direct": ("word of a host to a group", "words of a host to groups"),
    "session_cancelled": ("cancelled session", "cancelled sessions"),
    "session_changed": ("changed session", "changed sessions"),
    "session_day_before": ("reminder a day before a session", "reminders a day before a session"),
    "session_groups": ("preview of a session's groups", "previews of sessions' groups"),
    "session_hosted": ("note to a session's host", "notes to sessions' hosts"),
    "session_hour_before": ("reminder an hour before a session", "reminders an hour before a session"),
    "session_invited": ("invitation to sessions", "invitations to sessions"),
    "session_now_whats": ("list of Now Whats", "lists of Now Whats"),
    "session_now_whats_direct": ("list of Now Whats", "lists of Now Whats"),
    "session_opened": ("opening of a session", "openings of sessions"),
    "session_opened_direct": ("opening of a session", "openings of sessions"),
    "session_reflection": ("question what somebody takes with them", "questions what people take with them"),
    "session_round": ("announcement of a round", "announcements of rounds"),
    "session_round_direct": ("announcement of a round", "announcements of rounds"),
    "session_saved": ("saved session", "saved sessions"),
    "session_self_report": ("question whether somebody came", "questions whether people came"),
    "session_shared": ("shared reflection", "shared reflections"),
    "session_zoom": ("Zoom file", "Zoom files"),
    "share_direct": ("shared win or challenge", "shared wins and challenges"),
    "share_post": ("posted win or challenge", "posted wins and challenges"),
    "share_saved": ("saved win or challenge", "saved wins and challenges"),
    "shelf_file": ("file for a coordinator", "files for coordinators"),
    "times_offered": ("offer of times", "offers of times"),
    "times_shared": ("shared offer of times", "shared offers of times"),
    "win_suggested": ("suggested win", "suggested wins"),
    "win_thanked": ("thanks in a win", "thanks in wins"),
}
MOST_KINDS = 5  # of messages named one by one
FEW = 2  # kinds of things that happened, which a line has room for


def moved(journey: Journey, timezone: str) -> str:
    """Return what a move brought; times as clocks in `timezone` show them."""
    if not journey.found:
        return f"It is now {when(journey.end, timezone)}, and {NOTHING}."
    return f"It is now {when(journey.end, timezone)}: {_outcome(journey, 'nothing was sent')}.{_quiet(journey)}"


def brief(journey: Journey) -> str:
    """Return what a move brought in a line: each thing if there are few, else how many there were."""
    if not journey.found:
        return _sentence(NOTHING)
    if is_little(journey):
        return f"{_sentence(_outcome(journey, 'nothing was sent'))}{_quiet(journey)}"
    done, went = (sum(count for _, count in counted) for counted in (journey.lived, journey.sent))
    parts = [f"people acted {_counted(done, 'time')}"] if done else []
    parts += [f"the bot sent {_counted(went, 'message')}"] if went else []
    return f"{_sentence(_listed([*parts, *_left(journey)]))}{_quiet(journey)}"


def is_little(journey: Journey) -> bool:
    """Say whether a line has room for all that happened."""
    return len(journey.lived) + len(sent(journey)) <= FEW


def lived(journey: Journey) -> list[str]:
    """Return all that the others did by themselves, each with its number."""
    return [deed.counted(count) for deed, count in journey.lived]


def sent(journey: Journey) -> list[str]:
    """Return all that the bot sent, what goes by the same name together, each with its number."""
    return [_counted(count, *words) for words, count in _by_name(journey)]


def besides(journey: Journey) -> str:
    """Return what became of messages that did not go out, in a sentence; empty if there is nothing to say."""
    left = _left(journey)
    return _sentence(_listed(left)) if left else ""


def when(moment: datetime, timezone: str) -> str:
    """Return a UTC moment in words, on the clocks of `timezone`."""
    here = moment.astimezone(ZoneInfo(timezone))
    return f"{here:%A} {here.day} {here:%B}, {here:%H:%M}"


def switched(mode: Mode, journey: Journey) -> str:
    """Return what a switch of trouble brought."""
    return f"{NOW[mode]}: {_outcome(journey, 'nothing was waiting for it' if mode == 'off' else 'nothing waits')}."


def _outcome(journey: Journey, nothing: str) -> str:
    parts = lived(journey)
    if journey.sent:
        kinds = sent(journey)
        shown = kinds if len(kinds) <= MOST_KINDS + 1 else kinds[:MOST_KINDS]
        rest = sum(count for _, count in _by_name(journey)[len(shown) :])
        went = _listed([*shown, *([_counted(rest, "other message")] if rest else [])])
        parts.append(f"the bot sent {went}")
    parts += _left(journey)
    return _listed(parts) if parts else nothing


def _by_name(journey: Journey) -> list[tuple[tuple[str, str], int]]:
    """Return how often the bot sent what goes by a name (of one and of several), the most first."""
    counted: Counter[tuple[str, str]] = Counter()
    for kind, count in journey.sent:
        words = kind_words(kind)
        counted[NAMES.get(kind, (words, f"{words}s"))] += count
    return counted.most_common()


def _left(journey: Journey) -> list[str]:
    parts = []
    if journey.waiting:
        parts.append(f"{_counted(journey.waiting, 'message')} {'wait' if journey.waiting > 1 else 'waits'} for Slack")
    if journey.late:
        parts.append(f"{_counted(journey.late, 'message')} came too late to be of use and stayed away")
    return parts


def _quiet(journey: Journey) -> str:
    return "".join(f" Nothing in the week of {one.monday.day} {one.monday:%B}: {one.title}." for one in journey.quiet)


def _counted(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or f'{one}s'}"


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _listed(parts: list[str]) -> str:
    return ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1]
