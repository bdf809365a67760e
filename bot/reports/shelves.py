"""A program's own questions and its library as YAML; `bot.services` reads the same files back."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.content.yaml_files import write_yaml
from bot.domain.own_questions import OwnQuestion
from bot.domain.resources import Resource, ResourceState
from bot.domain.shelves import Shelf
from bot.store import questions, resources
from bot.store.database import Tx


def shelf_file(tx: Tx, program_id: int, shelf: Shelf) -> str:
    """Return what a program keeps as a file, empty where it keeps nothing; bringing it in again changes nothing."""
    kept = resources.resources_of(tx, program_id)
    if shelf is Shelf.RESOURCES:
        return write_resources(kept)
    return write_questions(questions.own_questions(tx, program_id), {each.id: each.link for each in kept})


def write_questions(questions: Iterable[OwnQuestion], links: Mapping[int, str]) -> str:
    """Return a program's own questions as a file; `links` are those of resources, by id."""
    document: dict[str, list[dict[str, Any]]] = {}
    for question in questions:
        item: dict[str, Any] = {
            "key": question.name,
            "for": sorted(question.audience),
            "text": question.text,
        }
        if question.about_meetings:
            item["meeting"] = True
        if question.resource_id is not None:
            item["resource"] = links[question.resource_id]
        if question.retired_at is not None:
            item["retired"] = True
        document.setdefault(question.kind, []).append(item)
    return write_yaml(document) if document else ""


def write_resources(resources: Iterable[Resource]) -> str:
    """Return a program's library as a file."""
    document = []
    for resource in resources:
        item: dict[str, Any] = {"title": resource.title, "link": resource.link, "kind": resource.kind.value}
        if resource.minutes is not None:
            item["minutes"] = resource.minutes
        if resource.tags:
            item["tags"] = sorted(resource.tags)
        if resource.state is not ResourceState.LISTED:
            item["state"] = resource.state.value
        document.append(item)
    return write_yaml(document) if document else ""
