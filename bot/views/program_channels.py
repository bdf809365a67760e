"""The form for a program's channels, and what is said of those that were chosen."""

from collections.abc import Mapping
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.channels import Channel, Verdict
from bot.domain.program_settings import Overview
from bot.views import desk_ids, ids
from bot.views.blocks import Element, field, modal, section
from bot.views.program_settings import Modal, about, told

USES = {"community": desk_ids.COMMUNITY, "coordinator": desk_ids.COORDINATORS}


def channels_form(w: Wording, of: Overview) -> Modal:
    """Compose the form with the channels as they are."""
    community = _select(of.program.community_channel, shared_too=True)
    coordinators = _select(of.program.coordinator_channel, shared_too=False)
    blocks = [
        field(
            desk_ids.COMMUNITY,
            w.plain("settings.channels.community"),
            community,
            w.plain("settings.channels.community_hint"),
        ),
        field(
            desk_ids.COORDINATORS,
            w.plain("settings.channels.coordinators"),
            coordinators,
            w.plain("settings.channels.coordinators_hint"),
        ),
    ]
    title, close = w.plain("settings.channels.title"), w.plain("settings.channels.close")
    return modal(
        desk_ids.CHANNELS_MODAL, title, blocks, close, w.plain("settings.channels.submit"), about(of.program.id)
    )


def _select(channel: str | None, *, shared_too: bool) -> Element:
    filters = {"include": ["public", "private"], "exclude_external_shared_channels": not shared_too}
    element: Element = {"type": "conversations_select", "action_id": ids.FORM_VALUE, "filter": filters}
    return {**element, "initial_conversation": channel} if channel else element


def read_channels(view: Mapping[str, Any]) -> dict[str, str]:
    """Read the chosen channels (Slack ids) by use. Raises KeyError or TypeError for what is no such form."""
    values = view["state"]["values"]
    chosen = {use: values[block][ids.FORM_VALUE].get("selected_conversation") for use, block in USES.items()}
    return {use: str(channel) for use, channel in chosen.items() if channel}


def channels_result(w: Wording, channels: Mapping[str, tuple[Channel | None, tuple[Verdict, ...]]]) -> Modal:
    """Compose what became of the chosen channels: in use, with what is to be known, or what to do first."""
    blocks = [section(line) for use, (channel, said) in channels.items() for line in _lines(w, use, channel, said)]
    return told(w, "channels", blocks, w.plain("settings.channels.back"))


def _lines(w: Wording, use: str, channel: Channel | None, said: tuple[Verdict, ...]) -> list[Markup]:
    shown = Markup(f"<#{channel.id}>") if channel is not None else Markup("")
    named = w.plain(f"settings.channels.use.{use}")
    lines = [w.mrkdwn(f"settings.channels.{one.value}", channel=shown, use=named) for one in said]
    in_use = not any(one.refuses or one is Verdict.OUTSIDE for one in said)
    saved = w.mrkdwn("settings.channels.saved", channel=shown, use=named)
    return [saved, *lines] if in_use else lines
