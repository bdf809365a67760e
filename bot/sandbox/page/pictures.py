"""Draws the page and its parts from templates. What a template needs is made here; who may see it is not."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader

from bot.domain.members import Role
from bot.sandbox.community.residents import ROLE_ORDER, Resident
from bot.sandbox.page.markup import Reader, mrkdwn, plain
from bot.sandbox.page.places import Place, Places
from bot.sandbox.reasons import kind_words
from bot.sandbox.slack import inputs
from bot.sandbox.slack.modals import View
from bot.sandbox.timeline import Journey
from bot.sandbox.world import World

TEMPLATES = Path(__file__).with_name("templates")
ROLE_GROUPS = {
    Role.MENTEE: "Mentees",
    Role.MENTOR: "Mentors",
    Role.EMERGING: "Emerging leaders",
    Role.COACH: "Coaches",
    Role.COORDINATOR: "Coordinators",
}
ROLE_WORD = {
    Role.MENTEE: "mentee",
    Role.MENTOR: "mentor",
    Role.EMERGING: "emerging leader",
    Role.COACH: "coach",
    Role.COORDINATOR: "coordinator",
}
SIMPLE_INPUTS = {  # elements that HTML has itself
    "email_text_input": "email",
    "url_text_input": "url",
    "number_input": "number",
    "datepicker": "date",
    "timepicker": "time",
}
MOST_NAMED = 2  # people named as having got something


class Pictures:
    """The templates with the world they show."""

    def __init__(self, world: World, places: Places) -> None:
        self._world = world
        self._places = places
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=ChainableUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            mrkdwn=mrkdwn,
            plain=plain,
            state_of=state_of,
            options_of=inputs.options_of,
            kinds=frozenset(inputs.SHAPES),
            simple=SIMPLE_INPUTS,
            everybody=world.slack.workspace.users,
        )
        self.parts: Mapping[str, Callable[[Resident, Place], str]] = {
            "messages": self._messages,
            "modal": self._modal,
            "places": self._sidebar,
            "time": self._time,
            "people": self._people_part,
        }

    def chooser(self) -> str:
        """Return the first page: who would you like to be?"""
        residents = self._world.residents
        return self._draw(
            "chooser.html",
            featured=[self._card(one) for one in residents.featured()],
            people=self._people(),
            program=self._world.program,
            now=self._clock_words(self._reader("America/New_York")),
        )

    def workspace(self, resident: Resident, place: Place) -> str:
        """Return the whole page of a person in one of their conversations."""
        manifest = self._world.slack.app.manifest
        reader = self._reader_for(resident)
        # The messages come first: drawing them counts as reading them.
        messages = self._messages(resident, place)
        return self._draw(
            "workspace.html",
            **self._common(resident, place, reader),
            messages=messages,
            sidebar=self._sidebar(resident, place),
            time=self._time(resident, place),
            modal=self._modal(resident, place),
            people=self._people(),
            commands=list(manifest.commands.values()),
            shortcuts=[one for one in manifest.shortcuts.values() if one.type == "global"],
        )

    def _messages(self, resident: Resident, place: Place) -> str:
        reader = self._reader_for(resident)
        shown = self._places.read(resident, place, reader)
        return self._draw("messages.html", **self._common(resident, place, reader), shown=shown)

    def _modal(self, resident: Resident, place: Place) -> str:
        view = resident.person.modal
        reader = self._reader_for(resident)
        return self._draw("modal.html", view=view, reader=reader)

    def _sidebar(self, resident: Resident, place: Place) -> str:
        places = self._places.of(resident)
        return self._draw(
            "sidebar.html",
            **self._common(resident, place, self._reader_for(resident)),
            places=places,
            partners=[self._card(self._world.residents.by_handle[handle]) for handle, _ in resident.partners],
        )

    def _people_part(self, resident: Resident, place: Place) -> str:
        return self._draw("people.html", people=self._people())

    def _time(self, resident: Resident, place: Place) -> str:
        reader = self._reader_for(resident)
        upcoming = self._world.bot.next_moment()
        return self._draw(
            "time.html",
            now=self._clock_words(reader),
            zone=resident.person.user.tz.rpartition("/")[2].replace("_", " "),
            upcoming=f"{reader.pretty_day(upcoming)}, {reader.time(upcoming)}" if upcoming else "",
            news=self._news(self._world.timeline.last, resident, reader),
        )

    def _news(self, journey: Journey | None, resident: Resident, reader: Reader) -> dict[str, Any] | None:
        """Return what the last move brought, with a few people to look at besides the one who is here."""
        if journey is None:
            return None
        workspace, by_id = self._world.slack.workspace, self._world.residents.by_id
        conversations = [workspace.conversations[channel] for channel in journey.channels]
        people = [by_id[one] for found in conversations if found.kind == "im" for one in found.members if one in by_id]
        others = [one for one in people if one is not resident]
        # Partners first: theirs is the side of the story that one wants to see next.
        near = {handle for handle, _ in resident.partners}
        others.sort(key=lambda one: one.handle not in near)
        return {
            "sent": [f"{count} × {kind_words(kind)}" for kind, count in journey.sent],
            "for_me": resident in people,
            "others": [self._card(one) for one in others[:MOST_NAMED]],
            "more": max(0, len(others) - MOST_NAMED),
            "channels": [found.name for found in conversations if found.name],
            "when": f"{reader.day(journey.end)}, {reader.time(journey.end)}",
        }

    def _people(self) -> list[tuple[str, list[dict[str, Any]]]]:
        residents = self._world.residents
        return [(ROLE_GROUPS[role], [self._card(one) for one in residents.with_role(role)]) for role in ROLE_ORDER]

    def _card(self, resident: Resident) -> dict[str, Any]:
        by_handle = self._world.residents.by_handle
        return {
            "handle": resident.handle,
            "name": resident.name,
            "initials": resident.initials,
            "hue": resident.hue,
            "role": ROLE_WORD[resident.role],
            "where": ", ".join(part for part in (resident.line.school, resident.line.district) if part),
            "title": resident.line.position or "",
            "partners": [(ROLE_WORD[role], by_handle[handle].name) for handle, role in resident.partners],
            "new": self._places.new_from_bot(resident),
        }

    def _common(self, resident: Resident, place: Place, reader: Reader) -> dict[str, Any]:
        return {"me": self._card(resident), "place": place, "reader": reader, "program": self._world.program}

    def _reader_for(self, resident: Resident) -> Reader:
        return self._reader(resident.person.user.tz)

    def _reader(self, timezone: str) -> Reader:
        return Reader(self._world.slack.workspace, timezone, self._world.clock.now())

    def _clock_words(self, reader: Reader) -> dict[str, str]:
        now: datetime = self._world.clock.now()
        return {
            "iso": now.isoformat(),
            "day": reader.day(now),
            "year": f"{reader.local(now):%Y}",
            "time": reader.time(now),
        }

    def _draw(self, template: str, **values: Any) -> str:
        return self._environment.get_template(template).render(**values)


def state_of(view: View, block_id: str, element: dict[str, Any]) -> Any:
    """Return what stands in an element of a view: text, date or id, or the values of the chosen options."""
    state = view.state.get(block_id, {}).get(element["action_id"]) or inputs.untouched(element)
    value = inputs.value_of(state)
    if isinstance(value, list):
        return [one["value"] if isinstance(one, dict) else one for one in value]
    return value["value"] if isinstance(value, dict) and "value" in value else value
