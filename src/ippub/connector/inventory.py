"""Every schema of a definition in one pass, and what many rules ask about them.

There are more schemas than anything else, up to 100,000 in one file. So they are visited once, and whoever looks
for a key, a reference or a size finds it written down.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from ippub.connector.swagger import Schema
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
        self._by_key: defaultdict[str, list[Schema]] = defaultdict(list)
        self.empty: list[Schema] = []
        self.blank: list[Schema] = []
        self.texts: dict[str, dict[str, None]] = {key: {} for key in _EVERYWHERE}
        self.roots: list[RootSchema] = [self._visit(root) for root in roots]
        self.properties: list[Schema] = [schema for schema in self.schemas if schema.role == "property"]

    def holders(self, key: str) -> list[Schema]:
        """The schemas that have ``key``, in the order of ``schemas``."""
        if key in _EVERYWHERE:
            return [schema for schema in self.schemas if key in schema.value]
        return self._by_key.get(key, [])

    @property
    def keys(self) -> Iterable[str]:
        """Every key of a schema, but for those that nearly every schema has."""
        return self._by_key

    def has_any(self, keys: frozenset[str]) -> bool:
        """Whether some schema has one of ``keys``."""
        return not keys.isdisjoint(self._by_key) or any(map(self.holders, keys & _EVERYWHERE))

    def holders_of_any(self, keys: frozenset[str]) -> list[Schema]:
        """The schemas that have one of ``keys`` (rare ones), in the order of ``schemas``."""
        known = self._by_key.keys() & keys
        if len(known) < 2:
            return self._by_key[known.pop()] if known else []
        wanted = {id(schema) for key in known for schema in self._by_key[key]}
        return [schema for schema in self.schemas if id(schema) in wanted]

    def _visit(self, root: Schema) -> RootSchema:
        """Note ``root`` and every schema in it. One loop: in a large definition this is done 50,000 times."""
        schemas, by_key, texts, blank = self.schemas, self._by_key, self.texts, self.blank
        before, deepest = len(schemas), 1
        refs: list[tuple[Schema, int]] = []
        others: list[str] = []
        waiting = [(root, 1)]
        while waiting:
            schema, depth = waiting.pop()
            schemas.append(schema)
            if depth > deepest:  # noqa: PLR1730  # a call of max for each schema is felt
                deepest = depth
            value = schema.value
            if not value:
                self.empty.append(schema)
            inner = False
            for key, member in value.items():
                known = texts.get(key)
                if known is None:
                    by_key[key].append(schema)
                    if key in _INSIDE:
                        inner = True
                    elif type(member) is dict or type(member) is list:
                        others.extend(references(member))
                    elif key == "$ref" and isinstance(member, str):
                        refs.append((schema, depth))
                elif not member:
                    blank.append(schema)
                elif type(member) is str:
                    known[member] = None
                else:  # a fault, but a reference all the same
                    others.extend(references(member))
            if inner:
                waiting += reversed([(part, depth + 1) for part in _inside(schema, others)])
        return RootSchema(root, len(schemas) - before, deepest, refs, others)


def _inside(schema: Schema, others: list[str]) -> list[Schema]:
    """The schemas that stand directly in ``schema``; to ``others`` go the references where no schema can stand."""
    value = schema.value
    found: list[Schema] = []
    properties = value.get("properties")
    if type(properties) is dict:
        for name, member in properties.items():
            if type(member) is dict:
                found.append(Schema(member, schema, ("properties", name), "property", name))
            elif type(member) is list:
                others.extend(references(member))
        if isinstance(ref := properties.get("$ref"), str):
            others.append(ref)
    elif type(properties) is list:
        others.extend(references(properties))
    for key in ("items", "additionalProperties"):
        part = value.get(key)
        if type(part) is dict:
            found.append(Schema(part, schema, (key,), key))
        elif type(part) is list:
            others.extend(references(part))
    if "allOf" in value:
        found += _composed(schema, others)
    return found


def _composed(schema: Schema, others: list[str]) -> list[Schema]:
    found: list[Schema] = []
    parts = schema.value["allOf"]
    if type(parts) is list:
        for index, part in enumerate(parts):
            if type(part) is dict:
                found.append(Schema(part, schema, ("allOf", index), "allOf"))
            elif type(part) is list:
                others.extend(references(part))
    elif type(parts) is dict:
        others.extend(references(parts))
    return found


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
