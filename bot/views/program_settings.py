"""The list of what a program is set to, which leads through its set-up too, and the plain forms behind it."""

import json
from collections.abc import Mapping
from typing import Any

from bot.content.wording import Markup, Wording, escape
from bot.domain.days_off import span_words
from bot.domain.hours import as_hours
from bot.domain.program_settings import HAS_USUAL, NAMES, STEPS, Objections, Overview, Problem, Topic
from bot.domain.programs import DaysOff
from bot.views import desk_ids
from bot.views.blocks import actions, button, choice, clip, context, modal, option, section, when
from bot.views.button_values import read_id
from bot.views.desk_fields import read_settings, setting_field
from bot.views.hours import category_name
from bot.views.message import Block

Modal = dict[str, Any]
DAYS_SHOWN = 4
TAGS_SHOWN = 6
_MOST_OPTIONS = 100


def settings_list(w: Wording, of: Overview) -> Modal:
    """Compose the list: what each topic is set to, what it does and who notices; in a set-up, what comes next."""
    blocks = [section(_intro(w, of))]
    if len(of.programs) > 1 and of.setup.finished:
        options = [option(program.name, str(program.id)) for program in of.programs[:_MOST_OPTIONS]]
        now = next((one for one in options if one["value"] == str(of.program.id)), None)
        menu = choice("static_select", desk_ids.SETTINGS_PROGRAM, options, now)
        blocks.append(section(w.mrkdwn("settings.list.choose"), menu))
    for topic in Topic if of.setup.finished else STEPS:
        blocks += _topic(w, of, topic)
    title, close = w.plain("settings.list.title"), w.plain("settings.list.close")
    return modal(desk_ids.SETTINGS_LIST_MODAL, title, blocks, close, metadata=about(of.program.id))


def _intro(w: Wording, of: Overview) -> Markup:
    name = clip(of.program.name, 80)
    step = of.setup.next_step
    if of.setup.finished or step is None:
        coming = {"question": of.next_question, "digest": of.program.next_digest_at}
        said = [w.mrkdwn("settings.list.intro", program=name)]
        said += [
            w.mrkdwn(f"settings.list.next_{what}", when=when(w, at, of.program.timezone))
            for what, at in coming.items()
            if at is not None
        ]
        return Markup(" ".join(said))
    return w.mrkdwn("settings.list.setup", program=name, step=STEPS.index(step) + 1, steps=len(STEPS))


def _topic(w: Wording, of: Overview, topic: Topic) -> list[Block]:
    setup, title = of.setup, w.plain(f"settings.topic.{topic.value}.title")
    is_next = not setup.finished and topic is setup.next_step
    marks = {True: "", False: w.plain("settings.list.done") if topic in setup.done else ""}
    mark = w.plain("settings.list.next") if is_next else marks[setup.finished]
    edit = button(
        w.plain(f"settings.topic.{topic.value}.edit"), desk_ids.SETTINGS_EDIT, topic.value, "primary" if is_next else ""
    )
    blocks = [
        section(Markup(f"{mark}*{title}.* {_now(w, of, topic)}"), edit),
        context(w.mrkdwn(f"settings.topic.{topic.value}.does")),
    ]
    if is_next and topic in HAS_USUAL:
        blocks.append(actions([button(w.plain("settings.list.keep"), desk_ids.SETTINGS_KEEP, topic.value)]))
    return blocks


def _now(w: Wording, of: Overview, topic: Topic) -> Markup:
    values = of.values
    match topic:
        case Topic.PROGRAM if values["ends"] is None:
            named = {"name": clip(values["name"], 80), "starts": w.day(values["starts"])}
            return w.mrkdwn("settings.topic.program.now_open", timezone=Markup(values["timezone"]), **named)
        case Topic.PROGRAM:
            named = {"name": clip(values["name"], 80), "starts": w.day(values["starts"]), "ends": w.day(values["ends"])}
            return w.mrkdwn(f"settings.topic.{topic.value}.now", timezone=Markup(values["timezone"]), **named)
        case Topic.CHANNELS:
            used = {"community": of.program.community_channel, "coordinators": of.program.coordinator_channel}
            shown = {name: _channel(w, channel) for name, channel in used.items()}
            return w.mrkdwn(f"settings.topic.{topic.value}.now", **shown)
        case Topic.RHYTHM:
            return w.mrkdwn(f"settings.topic.{topic.value}.now", **_rhythm(w, values))
        case Topic.PAIRS:
            return _pairs(w, values)
        case Topic.DAYS_OFF:
            return _days(w, of)
        case Topic.ROSTER:
            return w.mrkdwn(f"settings.topic.{topic.value}.now", people=of.people, pairs=of.pairs)
        case Topic.QUESTIONS:
            return w.mrkdwn(
                f"settings.topic.{topic.value}.now", often=w.plain(f"bank.list.every_{values['question_every_weeks']}")
            )
        case Topic.GOALS:
            return _goals(w, values["goal_framework"])
        case Topic.HOURS:
            return _hours(w, of)
        case Topic.TEXTS:
            return w.mrkdwn("settings.topic.texts.now", count=values["keep_words_months"])
    conversation = w.plain(f"settings.conversation.{values['conversation']}")
    return w.mrkdwn(
        f"settings.topic.{topic.value}.now",
        smallest=values["smallest"],
        largest=values["largest"],
        conversation=conversation,
    )


def _channel(w: Wording, channel: str | None) -> Markup:
    return Markup(f"<#{channel}>") if channel else w.mrkdwn("settings.topic.channels.none")


def _rhythm(w: Wording, values: Mapping[str, Any]) -> dict[str, str]:
    return {
        "weekday": w.weekday(values["prompt_weekday"]),
        "time": w.time(values["prompt_time"]),
        "reminder": w.time(values["reminder_time"]),
        "digest_day": w.weekday(values["digest_weekday"]),
        "digest_time": w.time(values["digest_time"]),
        "quiet_from": w.time(values["quiet_from"]),
        "quiet_to": w.time(values["quiet_to"]),
    }


def _pairs(w: Wording, values: Mapping[str, Any]) -> Markup:
    days = {"grace": values["grace_days"], "step": values["step_days"]}
    on = values["nudges_on"]
    nudges = w.mrkdwn("settings.topic.pairs.nudges", **days) if on else w.mrkdwn("settings.topic.pairs.no_nudges")
    minutes, count = values["coaching_minutes"], values["observations_target"]
    targets = [
        w.mrkdwn("settings.topic.pairs.coaching", minutes=minutes)
        if minutes
        else w.mrkdwn("settings.topic.pairs.no_coaching"),
        *([w.mrkdwn("settings.topic.pairs.observations", count=count)] if count else []),
        *([w.mrkdwn("settings.topic.pairs.cover")] if values["cover_on"] else []),
    ]
    return w.mrkdwn("settings.topic.pairs.now", nudges=nudges, targets=Markup(" ".join(targets)))


def _goals(w: Wording, framework: str) -> Markup:
    if not framework:
        return w.mrkdwn("settings.topic.goals.none")
    return w.mrkdwn("settings.topic.goals.now", tags=w.listing(framework.split(";"), TAGS_SHOWN))


def _hours(w: Wording, of: Overview) -> Markup:
    if not of.targets:
        return w.mrkdwn("settings.topic.hours.none")
    lines = [
        w.mrkdwn("settings.topic.hours.target", category=category_name(w, category), hours=as_hours(minutes))
        for category, minutes in sorted(of.targets.items())
    ]
    return w.mrkdwn("settings.topic.hours.now", targets=w.listing(lines))


def _days(w: Wording, of: Overview) -> Markup:
    if not of.days_off:
        return w.mrkdwn("settings.topic.days_off.none")
    shown = w.listing([day_words(span) for span in of.days_off], DAYS_SHOWN)
    return w.mrkdwn("settings.topic.days_off.now", count=len(of.days_off), days=shown)


def day_words(span: DaysOff) -> Markup:
    """Return days off as they are typed, with what they are called."""
    return escape(" ".join(filter(None, (span_words(span), clip(span.title, 40), clip(span.scope_name, 40)))))


def about(program_id: int, **more: Any) -> str:
    """Return what a modal keeps of its program, and more."""
    return json.dumps({"program": program_id, **more})


def settings_form(w: Wording, of: Overview, topic: Topic) -> Modal:
    """Compose the form of a topic whose settings are plain fields."""
    blocks = [setting_field(w, name, of.values[name]) for name in NAMES[topic]]
    return modal(
        desk_ids.SETTINGS_FORM_MODAL,
        w.plain(f"settings.topic.{topic.value}.title"),
        blocks,
        w.plain("settings.form.close"),
        w.plain("settings.form.submit"),
        about(of.program.id, topic=topic.value),
    )


def read_program(view: Mapping[str, Any]) -> int:
    """Read of which program a modal is. Raises KeyError, TypeError or ValueError for anything else."""
    return read_id(json.loads(view["private_metadata"])["program"])


def read_form(view: Mapping[str, Any]) -> tuple[int, Topic, dict[str, Any]]:
    """Read program id, topic and settings from a form. Raises KeyError, TypeError or ValueError for anything else."""
    topic = Topic(json.loads(view["private_metadata"])["topic"])
    return read_program(view), topic, read_settings(view, NAMES[topic])


def on_fields(w: Wording, objections: Objections) -> dict[str, str]:
    """Return what stands on the fields of settings that cannot be."""
    return {desk_ids.SETTING + name: problem_words(w, problem) for name, problem in objections.problems.items()}


def problem_words(w: Wording, problem: Problem) -> str:
    """Return why a setting cannot be."""
    return w.plain(f"settings.problem.{problem.value}")


def checking(w: Wording) -> Modal:
    """Compose what stands in a form's place while Slack is asked."""
    return told(w, "checking", [section(w.mrkdwn("settings.checking.text"))], w.plain("settings.checking.close"))


def silent(w: Wording) -> Modal:
    """Say that Slack did not answer."""
    return told(w, "checking", [section(w.mrkdwn("settings.checking.silent"))], w.plain("settings.checking.close"))


def failed(w: Wording) -> Modal:
    """Say that something is wrong with the bot itself."""
    return told(w, "checking", [section(w.mrkdwn("settings.checking.failed"))], w.plain("settings.checking.close"))


def told(w: Wording, of: str, blocks: list[Block], close: str) -> Modal:
    """Compose what came of a form, in its place; `of` says which one."""
    title = w.plain("settings.checking.title") if of == "checking" else w.plain(f"settings.{of}.result")
    return modal(desk_ids.CHECKING_MODAL, title, blocks, close)
