"""Draws the page and its parts from templates. What a template needs is made here; who may see it is not."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox import telling
from bot.sandbox.community.residents import Resident
from bot.sandbox.page.clockface import clock_words
from bot.sandbox.page.drawing import environment
from bot.sandbox.page.inspector import Entry, Inspector
from bot.sandbox.page.markup import Reader
from bot.sandbox.page.messages import Messages
from bot.sandbox.page.people import People
from bot.sandbox.page.places import BOT_PLACE, HOME_PLACE, Place, Places
from bot.sandbox.page.scene import Scene
from bot.sandbox.page.suggestions import suggestions
from bot.sandbox.slack.modals import View
from bot.sandbox.timeline import Journey
from bot.sandbox.world import World

TROUBLE = {
    "off": "Slack works",
    "slow": "Slack is slow",
    "limited": "Slack is rate limited",
    "failing": "Slack is failing",
}
MOST_NAMED = 2  # people named as having got something, at first
MOST_LISTED = 12  # of them in the account of all that happened
Wanted = Mapping[str, str]  # a part's further wishes, from the address
Draw = Callable[[Resident, Place, Wanted], str]


class Pictures:
    """The templates with the world they show."""

    def __init__(self, world: World, places: Places, inspector: Inspector) -> None:
        self._world = world
        self._places = places
        self._inspector = inspector
        self._people = People(world, places)
        self._messages = Messages(world, places, self._people, inspector)
        self._environment = environment()
        self.parts: Mapping[str, Draw] = {
            "messages": self._line,
            "thread": self._thread,
            "home": self._home,
            "modal": self._modal,
            "places": self._sidebar,
            "time": self._time,
            "people": self._people_part,
            "inspector": self._inspected,
        }

    def chooser(self) -> str:
        """Return the first page: who would you like to be?"""
        reader = Reader(self._world.slack.workspace, self._world.timezone, self._world.clock.now())
        return self._draw(
            "chooser.html",
            featured=self._people.featured(),
            people=self._people.groups(),
            program=self._world.program,
            now=clock_words(reader, reader.now),
            notes=self._world.notes,
            begins_empty=self._world.begins_empty,
        )

    def workspace(self, resident: Resident, place: Place, wanted: Wanted) -> str:
        """Return the whole page of a person in one of their conversations."""
        manifest = self._world.slack.app.manifest
        # Before they are drawn, for what was new stays marked as long as the conversation is open.
        since = str(self._places.read_until(resident, place.conversation))
        wanted = {"since": since, **wanted}
        # The messages come first: drawing them counts as reading them.
        messages = "" if place.kind == "home" else self._line(resident, place, wanted)
        return self._draw(
            "workspace.html",
            **self._common(resident, place),
            messages=messages,
            since=since,
            home=self._home(resident, place, wanted) if place.kind == "home" else "",
            thread=self._thread(resident, place, wanted) if wanted.get("thread") else "",
            sidebar=self._sidebar(resident, place, wanted),
            time=self._time(resident, place, wanted),
            modal=self._modal(resident, place, wanted),
            people=self._people.groups(),
            places=self._places.of(resident),
            commands=list(manifest.commands.values()),
            shortcuts=[one for one in manifest.shortcuts.values() if one.type == "global"],
            message_shortcuts=[one for one in manifest.shortcuts.values() if one.type == "message"],
            has_home=manifest.home_tab_enabled,
            trouble_choices=tuple(TROUBLE.items()),
        )

    def entry(self, number: int, resident: Resident) -> str | None:
        """Return the JSON of one call or request, or None when it is not kept any more."""
        found = self._inspector.find(number)
        return self._draw("entry.html", entry=found, pretty=_pretty) if found else None

    def _line(self, resident: Resident, place: Place, wanted: Wanted) -> str:
        reader = self._reader_for(resident)
        everything = bool(wanted.get("all"))
        shown, left_out = self._messages.line(resident, place, reader, everything=everything)
        since = int(wanted.get("since", "")) if wanted.get("since", "").isdecimal() else 0
        first_new = self._messages.first_new(resident, shown, since, has_earlier=left_out > 0)
        commands = frozenset(self._world.slack.app.manifest.commands)
        common = self._common(resident, place)
        return self._draw(
            "messages.html",
            **common,
            shown=shown,
            left_out=left_out,
            first_new=first_new,
            in_thread=False,
            suggestions=suggestions(resident, commands) if common["program"] else [],
        )

    def _thread(self, resident: Resident, place: Place, wanted: Wanted) -> str:
        reader = self._reader_for(resident)
        shown = self._messages.thread(resident, place, wanted.get("thread", ""), reader)
        common = self._common(resident, place)
        return self._draw("thread.html", **common, shown=shown, in_thread=True)

    def _home(self, resident: Resident, place: Place, wanted: Wanted) -> str:
        view = resident.person.home
        scene = self._scene_of(view, resident) if view else None
        return self._draw("home.html", **self._common(resident, place), view=view, scene=scene)

    def _modal(self, resident: Resident, place: Place, wanted: Wanted) -> str:
        view = resident.person.modal
        stack = self._world.slack.workspace.views.stacks.get(resident.person.id, [])
        below = stack[-2].definition["title"]["text"] if len(stack) > 1 else ""
        return self._draw("modal.html", view=view, scene=self._scene_of(view, resident) if view else None, below=below)

    def _scene_of(self, view: View, resident: Resident) -> Scene:
        channels = self._messages.channels_of(resident)
        return Scene.of_view(view, self._reader_for(resident), self._people.choices(), channels)

    def _sidebar(self, resident: Resident, place: Place, wanted: Wanted) -> str:
        heading, partners = self._people.partners(resident)
        places = self._places.of(resident)
        return self._draw(
            "sidebar.html",
            **self._common(resident, place),
            bot=places[0],
            channels=[one for one in places if one.kind in {"channel", "private"}],
            directs=[(one, [self._people.face(user) for user in one.people[:1]]) for one in places if one.people],
            partners_heading=heading,
            partners=partners,
        )

    def _people_part(self, resident: Resident, place: Place, wanted: Wanted) -> str:
        return self._draw("people.html", people=self._people.groups(), me=self._people.card(resident))

    def _inspected(self, resident: Resident, place: Place, wanted: Wanted) -> str:
        """Draw the latest calls and requests, or those of one message."""
        reader, ts = self._reader_for(resident), wanted.get("ts")
        message = next((one for one in resident.person.inbox(place.conversation) if one.ts == ts), None)
        found = self._inspector.of_message(message) if message else list(self._inspector.entries)[::-1]
        entries = [(one, reader.time(one.at), self._about(one, reader)) for one in found]
        return self._draw("inspector.html", entries=entries, of_message=message is not None)

    def _about(self, entry: Entry, reader: Reader) -> str:
        workspace = self._world.slack.workspace
        conversation = workspace.conversations.get(entry.about)
        if conversation is None:
            return workspace.users[entry.about].real_name if entry.about in workspace.users else ""
        if conversation.kind == "im":
            others = [user for user in conversation.members if user != workspace.bot.id]
            return reader.name_of(others[0]) if others else ""
        return f"#{conversation.name}"

    def _time(self, resident: Resident, place: Place, wanted: Wanted) -> str:
        reader = self._reader_for(resident)
        upcoming = self._world.timeline.next_moment()
        return self._draw(
            "time.html",
            me=self._people.card(resident),
            place=place,
            now=clock_words(reader, reader.now),
            zone=resident.person.user.tz.rpartition("/")[2].replace("_", " "),
            upcoming=f"{reader.pretty_day(upcoming)}, {reader.time(upcoming)}" if upcoming else "",
            news=self._news(self._world.timeline.last, resident),
            trouble=self._world.trouble.mode,
            trouble_words=TROUBLE,
            others="on" if self._world.life.on else "off",
        )

    def _news(self, journey: Journey | None, resident: Resident) -> dict[str, Any] | None:
        """Return what the last move brought, with a few people to look at besides the one who is here."""
        if journey is None:
            return None
        workspace, by_id = self._world.slack.workspace, self._world.residents.by_id
        conversations = [workspace.conversations[channel] for channel in journey.channels]
        direct = [found for found in conversations if found.kind in {"im", "mpim"}]
        people = list(dict.fromkeys(by_id[one] for found in direct for one in found.members if one in by_id))
        others = [one for one in people if one is not resident]
        # Partners first: theirs is the side of the story that one wants to see next.
        near = {handle for handle, _ in resident.partners}
        others.sort(key=lambda one: one.handle not in near)
        timezone = resident.person.user.tz
        return {
            "begin": telling.when(journey.begin, timezone),
            "end": telling.when(journey.end, timezone),
            "brief": telling.brief(journey),
            "is_little": telling.is_little(journey),
            "lived": telling.lived(journey),
            "sent": telling.sent(journey),
            "besides": telling.besides(journey),
            "for_me": [found.id for found in direct if resident.person.id in found.members],
            "others": [self._people.card(one) for one in others[:MOST_LISTED]],
            "named": MOST_NAMED,
            "count": len(others),
            "channels": [
                (found.name, resident.person.id in found.members) for found in conversations if found not in direct
            ],
        }

    def _common(self, resident: Resident, place: Place) -> dict[str, Any]:
        return {
            "me": self._people.card(resident),
            "place": place,
            "reader": self._reader_for(resident),
            "program": self._world.program,
            "begins_empty": self._world.begins_empty,
            "bot_place": BOT_PLACE,
            "home_place": HOME_PLACE,
        }

    def _reader_for(self, resident: Resident) -> Reader:
        user = resident.person.user
        return Reader(self._world.slack.workspace, user.tz, self._world.clock.now(), user.id)

    def _draw(self, template: str, **values: Any) -> str:
        return self._environment.get_template(template).render(**values)


def _pretty(value: Any) -> str:
    """Return JSON for people."""
    return json.dumps(value, indent=2, ensure_ascii=False)
