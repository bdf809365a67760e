"""A sample of every message and modal that the bot can compose, with invented people.

`reciprocal doctor --blocks` shows them to Slack's validator; the snapshot tests keep them. A view or state that is
added elsewhere gets its sample here.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any

from bot.content.wording import Wording, wording
from bot.domain.calendar import QuietHours
from bot.domain.checkins import Answers, Audience, Keep, RestChoice
from bot.domain.pairs import Partner
from bot.views import checkin_form, checkin_prompts, checkins, member_forms, members, notices
from bot.views.checkin_drafts import Carried
from bot.views.desk_samples import desk_samples
from bot.views.digest_samples import digest_samples
from bot.views.home_group_samples import home_group_samples
from bot.views.hours_samples import hours_samples
from bot.views.meeting_samples import meeting_samples
from bot.views.message import Message
from bot.views.pair_samples import pair_samples
from bot.views.peers_samples import peers_samples
from bot.views.pulse_samples import pulse_samples
from bot.views.question_samples import question_samples
from bot.views.samples_home import home_samples
from bot.views.schedule_samples import schedule_samples
from bot.views.session_day_samples import session_day_samples
from bot.views.session_samples import session_samples
from bot.views.year_samples import year_samples

Sample = Message | dict[str, Any]
Said = Callable[[str], str]

ZONE = "America/New_York"
WEEK = date(2026, 11, 26)
NEXT_WEEK = date(2026, 12, 3)
AT = datetime(2026, 11, 26, 20, 15, tzinfo=UTC)
BEN = Partner(1, 11, 21, "Ben Okafor", "U0SAMPLE02", ZONE, is_mentor=True, supervises=False)
RUTH = Partner(2, 12, 22, "Ruth Adler", "U0SAMPLE03", ZONE, is_mentor=True, supervises=True)
CLEO = Partner(3, 13, 23, "Cleo Marsh", None, ZONE, is_mentor=False, supervises=False)
DEVI = Partner(4, 14, 24, "Devi Rao", None, ZONE, is_mentor=False, supervises=True)
QUESTION = "Which strength of yours did you rely on most this week?"


def samples(words: str = "") -> dict[str, Sample]:
    """Return every sample by a name that says what it shows. With `words`, all members' words are these."""
    w = wording()

    def said(own: str) -> str:
        return words or own

    found: dict[str, Sample] = {}
    own = (_prompts, _rests, _after, _shared, _forms, _notices, _answers, _settings)
    others = (
        meeting_samples,
        schedule_samples,
        pair_samples,
        peers_samples,
        question_samples,
        hours_samples,
        pulse_samples,
        home_group_samples,
        session_samples,
        session_day_samples,
        desk_samples,
        year_samples,
    )
    for part in (*own, home_samples, digest_samples, *others):
        found |= part(w, said)
    return found


def _prompts(w: Wording, said: Said) -> dict[str, Sample]:
    view = checkin_prompts.PromptView(
        prompt_id=7,
        member_id=31,
        week=WEEK,
        name="Ana Lima",
        timezone=ZONE,
        question=QUESTION,
        last_next_step=said("Visit two maths lessons before Tuesday."),
        partners=(BEN,),
    )
    met = checkin_prompts.LoggedMeeting(5, BEN.pair_id, 15, BEN.name, WEEK)
    answered = checkin_prompts.Answered(AT)
    reminder = checkin_prompts.ReminderView(7, 31, WEEK, "Ana Lima", ZONE)
    views = {
        "open": view,
        "open without partner and step": replace(view, partners=(), last_next_step=""),
        "open with several partners": replace(view, partners=(BEN, CLEO)),
        "welcome": replace(view, last_next_step="", welcomes=(_welcome("Harbor Leaders", (BEN,)),)),
        "welcome to several programs": replace(
            view,
            welcomes=(_welcome("Harbor Leaders", (BEN, RUTH, CLEO)), _welcome("Bay Mentors", (), enrolled_by="")),
        ),
        "met": replace(view, meetings=(met,)),
        "answered": replace(view, state=answered),
        "answered and met": replace(view, state=answered, meetings=(met,)),
        "skipped": replace(view, state=checkin_prompts.Skipped(NEXT_WEEK)),
        "skipped the last": replace(view, state=checkin_prompts.Skipped(None)),
        "closed by a pause": replace(view, state=checkin_prompts.Closed(paused=True)),
        "closed by leaving": replace(view, state=checkin_prompts.Closed()),
        "postponed": replace(view, state=checkin_prompts.Postponed(datetime(2026, 11, 27, 19, 30, tzinfo=UTC))),
    }
    found: dict[str, Sample] = {f"prompt: {name}": checkin_prompts.prompt(w, shown) for name, shown in views.items()}
    found["reminder: open"] = checkin_prompts.reminder(w, reminder)
    found["reminder: answered"] = checkin_prompts.reminder(w, replace(reminder, state=answered))
    skipped = checkin_prompts.Skipped(NEXT_WEEK)
    found["reminder: skipped"] = checkin_prompts.reminder(w, replace(reminder, state=skipped))
    return found


def _welcome(program: str, partners: tuple[Partner, ...], enrolled_by: str = "Maria Stone") -> checkin_prompts.Welcome:
    return checkin_prompts.Welcome(program, enrolled_by, partners, 3, time(14, 30), time(9, 0))


def _rests(w: Wording, said: Said) -> dict[str, Sample]:
    view = checkin_prompts.RestView(7, "Ana Lima")
    found: dict[str, Sample] = {"rest: offer": checkin_prompts.rest_offer(w, view)}
    for chosen in RestChoice:
        found[f"rest: {chosen.value}"] = checkin_prompts.rest_offer(w, replace(view, chosen=chosen, next_day=NEXT_WEEK))
        found[f"rest: {chosen.value}, no date yet"] = checkin_prompts.rest_offer(w, replace(view, chosen=chosen))
    return found


def _after(w: Wording, said: Said) -> dict[str, Sample]:
    mine = checkins.ConfirmationView(31, WEEK)
    shared = replace(mine, readers=("Ben Okafor",))
    views = {
        "only me": mine,
        "one reader": shared,
        "win to community": replace(shared, win_to_community=True),
        "challenge to community": replace(mine, challenge_to_community=True),
        "one reader later": replace(mine, later=((AT, ("Ben Okafor",)),), timezone="America/New_York"),
        "one now, two later": replace(shared, later=((AT, ("Cleo Marsh", "Ruth Adler")),)),
        "all": replace(mine, readers=("Ben Okafor", "Cleo Marsh"), win_to_community=True, challenge_to_community=True),
    }
    found: dict[str, Sample] = {f"confirmation: {name}": checkins.confirmation(w, view) for name, view in views.items()}
    win = said("Three teachers asked to visit each other's lessons.")
    challenge = said("Our team meetings stay polite, and nothing is decided.")
    found["community: win"] = checkins.community_post(w, checkins.CommunityPost("Ana Lima", win, False, "U0SAMPLE01"))
    found["community: challenge"] = checkins.community_post(w, checkins.CommunityPost("Ana Lima", challenge, True))
    found["thanks: one"] = checkins.thanks(w, ["Ben Okafor"])
    found["thanks: several"] = checkins.thanks(w, ["Ben Okafor", "Cleo Marsh"])
    found["note: offer"] = checkins.note_reply(w, checkins.NoteView(3))
    for kept in Keep:
        found[f"note: kept as {kept.value}"] = checkins.note_reply(w, checkins.NoteView(3, kept))
    return found


def _answered(said: Said) -> Answers:
    return Answers(
        went_well=said("The new timetable gave every team an hour together."),
        hard=said("Two parents are upset about the bus."),
        next_step=said("Call both of them tomorrow."),
        answer=said("Listening before I answer."),
        looking_forward=said("The reading evening on Friday."),
        own_school=said("I tried the same opening round with my own team."),
    )


def _shared(w: Wording, said: Said) -> dict[str, Sample]:
    full = checkins.SharedPart(41, "Ana Lima", _answered(said), "U0SAMPLE01", QUESTION)
    short = checkins.SharedPart(42, "Cleo Marsh", Answers(went_well=said("A calm Monday.")))
    third = replace(short, checkin_id=43, author="Devi Rao", thanked=True)
    long = Answers(*(said("We talked about it for a long time. ") * 60 for _ in range(6)))
    many = [replace(short, checkin_id=50 + n, author=f"Person {n}") for n in range(7)]
    return {
        "shared: one": checkins.shared_checkins(w, [full]),
        "shared: one, thanked": checkins.shared_checkins(w, [replace(full, question="", thanked=True)]),
        "shared: taken back": checkins.taken_back(w),
        "shared: several": checkins.shared_checkins(w, [short, third]),
        "shared: many": checkins.shared_checkins(w, many),
        "shared: too long": checkins.shared_checkins(w, [replace(full, answers=long)]),
    }


def _forms(w: Wording, said: Said) -> dict[str, Sample]:
    form = checkin_form.FormView(
        31, WEEK, partners=(BEN,), community="#leaders", question=QUESTION, readers=frozenset({BEN.person_id})
    )
    programs = (checkin_form.ProgramChoice(31, "Harbor Leaders"), checkin_form.ProgramChoice(32, "Bay Mentors"))
    everybody = (BEN, RUTH, CLEO, DEVI)
    many = tuple(replace(CLEO, pair_id=n, person_id=100 + n, name=f"Person {n}") for n in range(30))
    community = Audience.COMMUNITY
    views = {
        "first": form,
        "more": replace(form, expanded=True),
        "last step": replace(form, last_step=said("Visit two maths lessons before Tuesday.")),
        "partner away": replace(form, partners=(), community="", away=("Ben Okafor",)),
        "only me": replace(form, partners=(), community="", expanded=True),
        "several partners": replace(form, partners=everybody, readers=frozenset(), expanded=True, is_mentor=True),
        "many partners": replace(form, partners=many, expanded=True, is_mentor=True),
        "several programs": replace(form, programs=programs),
        "words set aside": replace(
            form,
            programs=programs,
            notice=w.mrkdwn("checkins.form.begun", saved="Bay Mentors", program="Harbor Leaders"),
            carried=Carried(put_back=1),
        ),
        "saved": replace(
            form, answers=_answered(said), saved=True, win_audience=community, challenge_audience=community
        ),
    }
    return {f"form: {name}": checkin_form.checkin_modal(w, view) for name, view in views.items()}


def _notices(w: Wording, said: Said) -> dict[str, Sample]:
    partners = ("Ruth Adler",)
    about = partial(notices.Notice, name="Cleo Marsh", reason="refused", channel="C0SAMPLE01", partners=partners)
    every = [about(kind, day=date(2026, 12, 7)) for kind in notices.NoticeKind]
    found: dict[str, Sample] = {
        f"notice: {entry.kind.value}": notices.notice(w, "Harbor Leaders", [entry]) for entry in every
    }
    nowhere = notices.Notice(notices.NoticeKind.DIGEST_UNUSABLE)
    going = notices.Notice(notices.NoticeKind.TEXTS_GO, day=date(2027, 6, 11))
    found["notice: texts go"] = notices.notice(w, "Harbor Leaders", [going])
    found["notice: no channel"] = notices.notice(w, "Harbor Leaders", [nowhere])
    away = notices.Notice(notices.NoticeKind.PARTNER_PAUSED, "Cleo Marsh", partners=partners, pair_id=1)
    found["notice: partner away"] = notices.notice(w, "Harbor Leaders", [away])
    found["notice: partners away"] = notices.notice(w, "Harbor Leaders", [away, replace(away, pair_id=2)])
    for outcome in ("held", "ended", "back"):
        found[f"notice: {outcome}"] = notices.notice(w, "Harbor Leaders", [replace(away, outcome=outcome)])
    left = notices.Notice(notices.NoticeKind.LEFT_PARTNERS, "Cleo Marsh", partners=partners, unmatched=((1, "Ruth"),))
    mentees = tuple((number, f"Ruth Adler {number}") for number in range(1, 6))
    found["notice: mentor left"] = notices.notice(w, "Harbor Leaders", [left])
    found["notice: mentor of five left"] = notices.notice(w, "Harbor Leaders", [replace(left, unmatched=mentees)])
    found["notice: several"] = notices.notice(w, "Harbor Leaders", every)
    found["notice: very many"] = notices.notice(w, "Harbor Leaders", every * 5)
    return found


def _answers(w: Wording, said: Said) -> dict[str, Sample]:
    who = ["Maria Stone"]
    return {
        "help: checkin": members.checkin_help(w),
        "help: member": members.help_message(w, ["member", "data"]),
        "help: coordinator, unknown argument": members.help_message(
            w, ["member", "data", "coordinator"], unknown_argument="dance"
        ),
        "help: first of a workspace": members.help_message(w, ["setup"], members.not_in_program(w)),
        "help: in no program": members.help_message(w, [], members.not_in_program(w, ["Maria Stone"])),
        "answer: in no program": members.not_in_program(w),
        "answer: in no program, whom to ask": members.not_in_program(w, who),
        "answer: ended": members.ended(w, "Harbor Leaders"),
        "answer: ended, whom to ask": members.ended(w, "Harbor Leaders", who),
        "answer: not asked": members.not_asked(w),
        "answer: other team": members.other_team(w),
        "answer: paused": members.paused(w, NEXT_WEEK),
        "answer: paused, open end": members.paused(w, None),
        "answer: database unavailable": members.failed(w, "unavailable"),
        "answer: something went wrong": members.failed(w, "broken"),
        "answer: already done": members.already_done(w),
        "answer: outdated": members.outdated(w),
        "answer: day saved": members.settings_saved(w, 1, time(8, 30)),
        "answer: quiet hours saved": members.quiet_saved(w, time(21), time(6)),
        "answer: pause saved": members.pause_saved(w, NEXT_WEEK),
        "answer: pause saved, open end": members.pause_saved(w, None),
        "answer: resumed": members.resumed(w, NEXT_WEEK),
        "answer: resumed, no date yet": members.resumed(w, None),
        "answer: left": members.left(w, "Harbor Leaders"),
    }


def _settings(w: Wording, said: Said) -> dict[str, Sample]:
    settings = member_forms.Settings(3, time(14, 30))
    programs = [checkin_form.ProgramChoice(31, "Harbor Leaders"), checkin_form.ProgramChoice(32, "Bay Mentors")]
    return {
        "settings: usual": member_forms.settings_modal(w, settings, ZONE, QuietHours()),
        "settings: odd": member_forms.settings_modal(w, member_forms.Settings(6, time(10, 10), 2), ZONE, QuietHours()),
        "quiet: own": member_forms.quiet_modal(w, QuietHours(time(21), time(6)), QuietHours(), ZONE),
        "pause: new": member_forms.pause_modal(w),
        "pause: change": member_forms.pause_modal(w, NEXT_WEEK),
        "leave: one program": member_forms.leave_modal(w, programs[:1]),
        "leave: several programs": member_forms.leave_modal(w, programs),
    }
