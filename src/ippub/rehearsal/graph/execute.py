"""Walks a query over things: picks what was asked for, and says what is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ippub.rehearsal.graph.language import Document, Selection, Spread, Variable

Arguments = Mapping[str, object]


class NoField(Exception):
    """A type has no such field."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A node of the graph: its type, and its fields, which are values or functions of the arguments."""

    kind: str
    fields: Mapping[str, object] = field(default_factory=dict)


def execute(document: Document, root: Thing, variables: Mapping[str, object]) -> object:
    """The ``data`` of an answer. Raises ``NoField``."""
    values = {**document.defaults, **variables}
    return _select(root, document.selections, document, values)


def _select(
    value: object, selections: tuple[Selection, ...], document: Document, variables: Mapping[str, object]
) -> object:
    if isinstance(value, list):
        return [_select(each, selections, document, variables) for each in value]
    if not isinstance(value, Thing):
        return value
    shown: dict[str, object] = {}
    for selection in selections:
        if isinstance(selection, Spread):
            part = document.fragments.get(selection.name, selection)
            if part.on in ("", value.kind):
                inner = _select(value, part.selections, document, variables)
                shown.update(inner if isinstance(inner, dict) else {})
            continue
        arguments = {name: _filled(each, variables) for name, each in selection.arguments.items()}
        found = _resolve(value, selection.name, arguments)
        shown[selection.key] = _select(found, selection.selections, document, variables)
    return shown


def _resolve(thing: Thing, name: str, arguments: Arguments) -> object:
    if name == "__typename":
        return thing.kind
    if name not in thing.fields:
        raise NoField(f"Field '{name}' doesn't exist on type '{thing.kind}'")
    found = thing.fields[name]
    return found(arguments) if callable(found) else found


def _filled(value: object, variables: Mapping[str, object]) -> object:
    if isinstance(value, Variable):
        return variables.get(value.name)
    if isinstance(value, list):
        return [_filled(each, variables) for each in value]
    if isinstance(value, dict):
        return {name: _filled(each, variables) for name, each in value.items()}
    return value


def connection(items: Sequence[object]) -> Callable[[Arguments], Thing]:
    """A list as GraphQL pages it: by ``first`` or ``last``, without cursors, since no list here is long."""

    def page(arguments: Arguments) -> Thing:
        first, last = arguments.get("first"), arguments.get("last")
        shown = list(items[:first] if isinstance(first, int) else items)
        if isinstance(last, int):
            shown = shown[-last:]
        end = Thing("PageInfo", {"hasNextPage": False, "endCursor": None})
        edges = [Thing("Edge", {"node": each}) for each in shown]
        return Thing(
            "Connection",
            {"nodes": shown, "edges": edges, "totalCount": len(items), "issueCount": len(items), "pageInfo": end},
        )

    return page
