"""The page's templates, with the functions and words that they use."""

from pathlib import Path

from jinja2 import ChainableUndefined, Environment, FileSystemLoader

from bot.sandbox.page import emojis
from bot.sandbox.page.charts import charts
from bot.sandbox.page.markdown import markdown
from bot.sandbox.page.markup import mrkdwn, plain
from bot.sandbox.page.richtext import rich_text

TEMPLATES = Path(__file__).with_name("templates")
# Elements that HTML has itself, with the type of its input.
SIMPLE = {
    "plain_text_input": "text",
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "number",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "datetime-local",
}
SINGLE_MENUS = frozenset({"static_select", "users_select", "conversations_select", "channels_select"})
GROUPS = frozenset(
    {
        "checkboxes",
        "radio_buttons",
        "multi_static_select",
        "multi_users_select",
        "multi_conversations_select",
        "multi_channels_select",
    }
)
# What an element without a placeholder is called.
NAMES = {
    "static_select": "Choose",
    "users_select": "Choose a person",
    "conversations_select": "Choose a conversation",
    "channels_select": "Choose a channel",
    "multi_static_select": "Choose any",
    "multi_users_select": "Choose people",
    "multi_conversations_select": "Choose conversations",
    "multi_channels_select": "Choose channels",
    "checkboxes": "Choose any",
    "radio_buttons": "Choose one",
    "datepicker": "Date",
    "timepicker": "Time",
    "datetimepicker": "Date and time",
    "plain_text_input": "Text",
    "rich_text_input": "Text",
    "email_text_input": "Email address",
    "url_text_input": "Web address",
    "number_input": "Number",
    "file_input": "File",
}
DRAWN = frozenset(NAMES)
ALERT_WORDS = {"info": "Please note", "warning": "Take care", "error": "This went wrong", "success": "Done"}
STATIC = Path(__file__).with_name("static")
MODULES = sorted(path.name for path in STATIC.glob("*.js") if path.stem != "chooser")
KILO = 1024


def environment() -> Environment:
    """Return the templates. What a block lacks counts as empty: a page with a gap says more than none."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        mrkdwn=mrkdwn,
        plain=plain,
        rich_text=rich_text,
        markdown=markdown,
        charts=charts,
        size=size,
        emoji=emojis.shown,
        common_emoji=emojis.COMMON,
        kinds=DRAWN,
        simple=SIMPLE,
        single_menus=SINGLE_MENUS,
        groups=GROUPS,
        names=NAMES,
        alert_words=ALERT_WORDS,
        modules=MODULES,
    )
    return made


def size(number: int) -> str:
    """Return bytes as people say them: "3 kB"."""
    if number < KILO:
        return f"{number} bytes"
    return f"{number / KILO:.0f} kB" if number < KILO**2 else f"{number / KILO**2:.1f} MB"
