"""What each of the six pairs of `test_six_pairs` gets in twelve weeks: when, which kind, which text."""

from collections.abc import Iterator
from datetime import date, timedelta

Line = tuple[str, str, str]  # local time, kind, text; a text that ends in … may go on anyhow

STARTS = date(2026, 9, 7)  # a Monday
WEEKS = 12
LEAVES = 4  # the week in which a mentor leaves
MENTEES = ("meets", "silent", "busy", "covered", "left", "never")
CHANNEL = "the coordinators' channel"
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)


def expected() -> dict[str, list[Line]]:
    """Return every message by who gets it."""
    found: dict[str, list[Line]] = {CHANNEL: [*_channel(), *_digests()]}
    for name in MENTEES:
        found[name] = [*_weekly(name), _introduction(name)]
        found[f"{name}m"] = [*_weekly(f"{name}m", LEAVES if name == "left" else WEEKS)]
    found["meetsm"] += _logged("Meets", date(2026, 9, 8), "12:00")
    found["silent"] += [*_fridays("Silentm"), _set("schedule_saved", "Your meetings with Silentm are set.")]
    found["silentm"] += [*_fridays("Silent"), *_logged_late()]
    found["silentm"] += [_set("schedule_shared", "Silent set when the two of you meet.")]
    found["busy"] += [_first("Busym"), *_found_time("Busym")]
    found["busy"] += [("09-16 11:00", "schedule_shared", _HAVE.format("Busym"))]
    found["busym"] += [_first("Busy"), *_found_time("Busy"), *_logged("Busy", date(2026, 9, 21), "15:00")]
    found["covered"] += [_first("Coveredm"), _ask("Coveredm"), *_visit_of_mentee()]
    found["coveredm"] += [_first("Covered"), _ask("Covered"), *_visit_of_mentor()]
    found["coveredm"] += _logged("Covered", date(2026, 10, 6), "16:00")
    found["left"] += [("10-05 12:00", "partner_news", _GONE)]
    found["leftm"] += _logged("Left", date(2026, 9, 7), "16:00", date(2026, 9, 28))
    for name, partner in (("never", "Neverm"), ("neverm", "Never")):
        found[name] += [_first(partner), _ask(partner)]
    return found


def words(day: date) -> str:
    """Return a day as a message says it."""
    return f"{day:%A} {day.day} {day:%B}"


def _at(day: date, hour: str) -> str:
    return f"{day:%m-%d} {hour}"


# --- what comes every week, whatever pairs do


def _weekly(name: str, weeks: int = WEEKS) -> Iterator[Line]:
    """Yield the check-in of everybody: asked on Thursday at 14:30, confirmed when it is answered at 15:00."""
    for n in range(weeks):
        thursday = STARTS + 3 * DAY + n * WEEK
        asked = f"How was your week, {name.title()}? Two minutes are enough, and one sentence counts. To think about: …"
        mentee = name in MENTEES
        role = f"Your mentor is {name.title()}m." if mentee else f"You mentor {name.title()[:-1]}."
        first = f"Welcome to Leaders. Cora enrolled you. {role} Once a week, on Thursday at 14:30 your time, …"
        yield _at(thursday, "14:30"), "checkin_prompt", asked if n else first
        yield _at(thursday, "15:00"), "checkin_confirmation", "Your check-in is saved. Only you can read it."


def _digests() -> Iterator[Line]:
    """Yield the digest of each week, on the Monday after it."""
    for n in range(1, WEEKS):
        monday = STARTS + n * WEEK
        text = f"The week in Leaders, {words(monday - WEEK)} to {words(monday - DAY)}. …"
        yield _at(monday, "07:00"), "digest", text


def _introduction(name: str) -> Line:
    mentee, mentor = name.title(), f"{name.title()}m"
    text = (
        f"{mentor} and {mentee}, please meet each other. You are a pair in Leaders: {mentor} is the mentor, and both "
        "of you have something to learn. A first talk by Monday 21 September makes a good beginning, and fifteen "
        "minutes are enough. …"
    )
    return "09-07 09:00", "pair_introduction", text


def _logged(name: str, first: date, hour: str, last: date = date(2026, 11, 30)) -> Iterator[Line]:
    """Yield what the partner reads of a talk of fifteen minutes that `name` logs every week at the same time."""
    while first <= last and first < STARTS + WEEKS * WEEK:
        text = f"{name} logged that you met: 15 minutes on {words(first)}."
        yield _at(first, hour), "meeting_logged", text
        first += WEEK


# --- the ladder


def _first(partner: str) -> Line:
    text = (
        f"You and {partner} have not met yet. Fifteen minutes are enough for a first talk. Which of these times work "
        "for you? Thursday 17 September, 15:30, Friday 18 September, 8:30 and Monday 21 September, 12:00. Tap every "
        "time that works for you. The first that works for both of you becomes your date."
    )
    return "09-16 10:00", "nudge", text


def _ask(partner: str) -> Line:
    text = (
        f"Finding time with {partner} seems hard just now. What is in the way? You and the coordinators read your "
        "answer, and nobody else."
    )
    return "09-23 10:00", "nudge", text


# --- the pair that meets on Fridays, and logs it on 25 September and 23 October only, before the question

TWICE = (date(2026, 9, 25), date(2026, 10, 23))
NOT_LOGGED = (date(2026, 9, 11), date(2026, 10, 2), date(2026, 10, 30))  # each the first since the last that was


def _set(kind: str, opening: str) -> Line:
    text = (
        f"{opening} Every Friday at 15:00, 30 minutes, around the days off. Next: Friday 11 September, 15:00; "
        "Friday 18 September, 15:00; Friday 25 September, 15:00. Either of you can change it at any time. A reminder "
        "comes to both an hour before, unless that is in quiet hours."
    )
    return "09-07 09:00", kind, text


def _fridays(partner: str) -> Iterator[Line]:
    """Yield the reminder of every Friday, the question after those not logged, and the ladder of those."""
    for n in range(WEEKS):
        friday = STARTS + 4 * DAY + n * WEEK
        reminder = f"You meet {partner} at 15:00. 30 minutes are planned. To open with: …"
        yield _at(friday, "14:00"), "meeting_reminder", reminder
        if friday not in TWICE:
            asked = f"Did you and {partner} meet on {words(friday)}? 30 minutes were planned."
            yield _at(friday, "15:30"), "meeting_asked", asked
    for planned in NOT_LOGGED:
        note = (
            f"The talk with {partner} planned for {words(planned)} isn't logged. If you met, one tap logs it. If not, "
            "shall I find another time?"
        )
        yield _at(planned + 3 * DAY, "10:00"), "nudge", note
        ask = (
            f"The talk with {partner} planned for {words(planned)} may not have worked out. What is in the way of "
            "meeting, if anything? You and the coordinators read your answer, and nobody else."
        )
        yield _at(planned + 10 * DAY, "10:00"), "nudge", ask


def _logged_late() -> Iterator[Line]:
    for day in TWICE:
        yield from _logged("Silent", day, "11:00", day)


# --- the pair that finds no time: both tap, in their note, what suits them

_HAVE = "You have a time with {}: Thursday 17 September, 15:30. It works for both of you."


def _found_time(partner: str) -> Iterator[Line]:
    reminder = f"You meet {partner} at 15:30. 30 minutes are planned. To open with: …"
    yield "09-17 14:30", "meeting_reminder", reminder
    asked = f"Did you and {partner} meet on Thursday 17 September? 30 minutes were planned."
    yield "09-17 16:00", "meeting_asked", asked


# --- the pair that needs cover: the mentee says so, plans a visit, and the coordinator says yes

_COVERED = "There is substitute cover for a classroom visit with {} on Tuesday 29 September."
_BACK = "How was the visit with {0}? What did you see that works? Two sentences are enough, and {0} reads them too."


def _visit_of_mentee() -> Iterator[Line]:
    plan = "You plan a classroom visit with Coveredm on Tuesday 29 September. Coveredm is told today."
    yield "09-23 11:00", "observation_saved", f"{plan} Substitute cover is asked for."
    yield "09-23 12:00", "cover_answer", _COVERED.format("Coveredm")
    yield "09-29 15:30", "observation_look_back", _BACK.format("Coveredm")
    seen = "Coveredm wrote down what they saw on Tuesday 29 September. You two can read it, and nobody else."
    yield "09-29 16:00", "observation_shared", seen


def _visit_of_mentor() -> Iterator[Line]:
    plan = "Covered plans a classroom visit with you on Tuesday 29 September. Substitute cover is asked for."
    yield "09-23 11:00", "observation_shared", plan
    yield "09-23 12:00", "cover_answer", _COVERED.format("Covered")
    yield "09-29 15:30", "observation_look_back", _BACK.format("Covered")
    seen = "Your notes on the visit of Tuesday 29 September are saved. You and Covered can read them."
    yield "09-29 16:00", "observation_saved", seen


# --- what the coordinators get

_GONE = (
    "Your pair with Leftm in Leaders has ended. What you shared with each other stays with the two of you. Your "
    "coordinator can tell you what comes next."
)
_HAND = "{0}m and {0} could use a hand. No meeting is logged, and nobody has said why yet. Since {1}."


def _channel() -> Iterator[Line]:
    said = "Coveredm and Covered: something is in the way of meeting. Somebody has to take the class meanwhile. "
    yield "09-23 11:00", "obstacle", f"{said}Since Wednesday 23 September."
    asked = "Coveredm and Covered ask for substitute cover on Tuesday 29 September. It is for a classroom visit."
    yield "09-23 11:00", "cover_request", f"{asked} 0 days of cover so far in this program."
    yield "09-30 10:00", "obstacle", _HAND.format("Never", "Wednesday 30 September")
    gone = "Leftm has left Leaders. A pair there ended for Left, who can see that. No reason was asked."
    yield "10-05 12:00", "coordinator_notice", f"{gone} Please think about a new partner."
    yield "10-19 10:00", "obstacle", _HAND.format("Silent", "Monday 19 October")
