"""Every schema of a definition in one pass, and what many rules ask about them.

There are more schemas than anything else, up to 100,000 in one file. So they are visited once, and whoever looks
for a key, a reference or a size finds it written down.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from ippub.connector.swagger import Schema

if TYPE_CHECKING:
    from ippub.document.json import Json

_EVERYWHERE = frozenset({"type", "description", "title", "x-ms-summary"})
"""The keys that nearly every schema has; lists of their holders would be as long as the list of all schemas."""


class RootSchema(NamedTuple):
    """An outermost schema as it stands in the file, nothing followed.

    ``nodes`` counts it and every schema in it, ``depth`` is the longest way down (1 for a root alone).
    ``references`` are its schemas with a ``$ref`` that is a string, each with its depth, in the order of the file.
    ``others`` are such texts in it where no schema can stand, for instance under ``oneOf``.
    """

    schema: Schema
    nodes: int
    depth: int
    references: list[tuple[Schema, int]]
    others: list[str]


class Inventory:
    """``schemas`` are all schemas, outer before inner; ``roots`` are the outermost ones.

    ``properties`` are those that are properties, ``empty`` those without a key, ``blank`` those with a text that is "".
    ``texts`` are the different titles, summaries, descriptions and types by their keys, in the order of the file.
    """

    def __init__(self, roots: Iterable[Schema]) -> None:
        self.schemas: list[Schema] = []
        self._by_key: dict[str, list[Schema]] = {}
        self.roots: list[RootSchema] = []
        self.empty: list[Schema] = []
        self.blank: list[Schema] = []
        self.texts: dict[str, dict[str, None]] = {key: {} for key in _EVERYWHERE}
        self.properties: list[Schema] = []
        for root in roots:
            self._root = RootSchema(root, 0, 1, [], [])
            self._depth = 1
            before = len(self.schemas)
            self._visit(root, 1)
            nodes = len(self.schemas) - before
            self.roots.append(self._root._replace(nodes=nodes, depth=self._depth))

    def holders(self, key: str) -> list[Schema]:
        """The schemas that have ``key``, in the order of ``schemas``."""
        if key in _EVERYWHERE:
            return [schema for schema in self.schemas if key in schema.value]
        return self._by_key.get(key, [])

    def has_any(self, keys: frozenset[str]) -> bool:
        """Whether some schema has one of ``keys``."""
        return not keys.isdisjoint(self._by_key) or any(map(self.holders, keys & _EVERYWHERE))

    def _visit(self, schema: Schema, depth: int) -> None:
        """Note ``schema`` and every schema in it. The document's depth is bounded, and so is the recursion."""
        self.schemas.append(schema)
        self._depth = max(self._depth, depth)
        value = schema.value
        if not value:
            self.empty.append(schema)
        inner = False
        for key, member in value.items():
            if key in _EVERYWHERE:
                if not member:
                    self.blank.append(schema)
                elif type(member) is str:
                    self.texts[key][member] = None
                else:  # a fault, but a reference all the same
                    self._root.others.extend(references(member))
                continue
            holders = self._by_key.get(key)
            if holders is None:
                self._by_key[key] = [schema]
            else:
                holders.append(schema)
            if key in _INSIDE:
                inner = True
            elif key == "$ref" and isinstance(member, str):
                self._root.references.append((schema, depth))
            elif type(member) is dict or type(member) is list:
                self._root.others.extend(references(member))
        if inner:
            self._visit_inside(schema, depth + 1)

    def _visit_inside(self, schema: Schema, depth: int) -> None:
        value = schema.value
        properties = value.get("properties")
        if type(properties) is dict:
            for name, member in properties.items():
                if type(member) is dict:
                    inner = Schema(member, schema, ("properties", name), "property", name)
                    self.properties.append(inner)
                    self._visit(inner, depth)
                elif type(member) is list:
                    self._root.others.extend(references(member))
            if isinstance(ref := properties.get("$ref"), str):
                self._root.others.append(ref)
        elif type(properties) is list:
            self._root.others.extend(references(properties))
        for key in ("items", "additionalProperties"):
            self._visit_part(value.get(key), schema, (key,), depth)
        parts = value.get("allOf")
        if type(parts) is list:
            for index, part in enumerate(parts):
                self._visit_part(part, schema, ("allOf", index), depth)
        elif type(parts) is dict:
            self._root.others.extend(references(parts))

    def _visit_part(self, part: Json, schema: Schema, step: tuple[str, *tuple[int, ...]], depth: int) -> None:
        if type(part) is dict:
            self._visit(Schema(part, schema, step, step[0]), depth)
        elif type(part) is list:
            self._root.others.extend(references(part))


_INSIDE = frozenset({"properties", "items", "additionalProperties", "allOf"})


def references(value: Json) -> list[str]:
    """Every ``$ref`` in a JSON value."""
    found = []
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, dict):
            ref = current.get("$ref")
            if isinstance(ref, str):
                found.append(ref)
            waiting.extend([inner for inner in current.values() if type(inner) is dict or type(inner) is list])
        elif isinstance(current, list):
            waiting.extend([inner for inner in current if type(inner) is dict or type(inner) is list])
    return found
