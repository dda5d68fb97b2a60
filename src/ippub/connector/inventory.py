"""Every schema of a definition in one pass, and what many rules ask about them.

There are more schemas than anything else, up to 100,000 in one file. So they are visited once and noted by their
keys: most have the same few keys as hundreds of others, and whoever looks for a key, or for one that is missing, asks
for each such group once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from ippub.connector.node import once
from ippub.connector.swagger import Schema
from ippub.document.json import Json

_TEXTS = ("type", "description", "title", "x-ms-summary")
"""The keys that nearly every schema has: what stands under them is looked at for all together."""
_PARTS = ("properties", "items", "additionalProperties", "allOf")
"""The keys of schemas in a schema, in the order in which these are visited."""


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


class _Group(NamedTuple):
    """Schemas that have the same keys in the same order; a file has a dozen of such groups.

    ``numbers`` say where they stand among all schemas. ``parts`` are the keys under which schemas stand, ``rest`` those
    under which something else than a schema or a text of ``Inventory.texts`` stands.
    """

    keys: frozenset[str]
    parts: tuple[str, ...]
    rest: tuple[str, ...]
    numbers: list[int]


class Inventory:
    """``schemas`` are all schemas, outer before inner; ``roots`` are the outermost ones.

    The number of a schema is its place among them. ``values`` are what they hold, ``texts`` the different titles,
    summaries, descriptions and types by their keys, in the order of the file. ``blank`` are those of these keys under
    which something else than a text stands somewhere, or an empty one.
    """

    def __init__(self, roots: Iterable[Schema]) -> None:
        self.schemas: list[Schema] = []
        self._groups: dict[tuple[str, ...], _Group] = {}
        self._holders: dict[str, list[Schema]] = {}
        self.roots: list[RootSchema] = []
        self._starts: list[int] = []
        for root in roots:
            refs: list[tuple[Schema, int]] = []
            others: list[str] = []
            before = len(self.schemas)
            self._starts.append(before)
            depth = self._note((root,), 1, refs, others)
            self.roots.append(RootSchema(root, len(self.schemas) - before, depth, refs, others))
        self.values: list[dict[str, Json]] = [schema.value for schema in self.schemas]
        self.blank: set[str] = set()
        self.texts: dict[str, dict[str, None]] = {key: self._texts_under(key) for key in _TEXTS}

    @once
    def keys(self) -> frozenset[str]:
        """Every key of a schema."""
        return frozenset().union(*self._groups)

    @once
    def properties(self) -> list[Schema]:
        """The schemas that are properties."""
        return [schema for schema in self.schemas if schema.role == "property"]

    @property
    def bare(self) -> list[int]:
        """The numbers of the schemas without a key, ascending. Not to be changed."""
        group = self._groups.get(())
        return group.numbers if group is not None else []

    @property
    def empty(self) -> list[Schema]:
        """The schemas without a key."""
        return self._at(self.bare)

    def holders(self, key: str) -> list[Schema]:
        """The schemas that have ``key``, in the order of ``schemas``. Not to be changed."""
        found = self._holders.get(key)
        if found is None:
            found = self._holders[key] = self._at(self.numbers(key))
        return found

    def numbers(self, *keys: str) -> list[int]:
        """The numbers of the schemas that have one of ``keys``, ascending. Not to be changed."""
        found = [group.numbers for group in self._groups.values() if not group.keys.isdisjoint(keys)]
        return found[0] if len(found) == 1 else sorted(chain.from_iterable(found))

    def has_any(self, keys: frozenset[str]) -> bool:
        """Whether some schema has one of ``keys``."""
        return not keys.isdisjoint(self.keys)

    def holders_of_any(self, keys: frozenset[str]) -> list[Schema]:
        """The schemas that have one of ``keys``, in the order of ``schemas``."""
        return self._at(self.numbers(*keys)) if self.has_any(keys) else []

    def without(self, *keys: str) -> list[int]:
        """The numbers of the properties that have none of ``keys``, ascending."""
        schemas = self.schemas
        found = [group.numbers for group in self._groups.values() if group.keys.isdisjoint(keys)]
        return [number for number in sorted(chain.from_iterable(found)) if schemas[number].role == "property"]

    def lacking(self, *keys: str) -> list[int]:
        """The numbers of the properties with nothing under any of ``keys`` (of ``texts``), references left out."""
        found = self.without("$ref", *keys)
        if self.blank.isdisjoint(keys):
            return found  # nearly always
        for number in self.numbers(*keys):
            value = self.values[number]
            if self.schemas[number].role == "property" and "$ref" not in value and not any(map(value.get, keys)):
                found.append(number)
        return sorted(found)

    def by_root(self, numbers: list[int]) -> Iterator[tuple[Schema, list[Schema]]]:
        """The schemas with these ascending ``numbers`` in runs that stand in the same root, with that root."""
        starts = self._starts
        first, count = 0, len(numbers)
        while first < count:
            index = bisect_right(starts, numbers[first])
            last = bisect_left(numbers, starts[index], first) if index < len(starts) else count
            yield self.roots[index - 1].schema, self._at(numbers[first:last])
            first = last

    def _at(self, numbers: list[int]) -> list[Schema]:
        schemas = self.schemas
        return [schemas[number] for number in numbers]

    def _note(self, parts: Iterable[Schema], depth: int, refs: list[tuple[Schema, int]], others: list[str]) -> int:
        """Note ``parts`` and every schema in them; how deep they reach. In a large definition there are 50,000."""
        schemas, groups, deepest = self.schemas, self._groups, depth
        for schema in parts:
            value = schema.value
            keys = tuple(value)
            group = groups.get(keys)
            if group is None:
                group = groups[keys] = _group(keys)
            group.numbers.append(len(schemas))
            schemas.append(schema)
            for key in group.rest:
                member = value[key]
                if type(member) is dict or type(member) is list:
                    others.extend(references(member))
                elif key == "$ref" and isinstance(member, str):
                    refs.append((schema, depth))
            if group.parts and (inner := _inside(schema, group.parts, others)):
                deepest = max(deepest, self._note(inner, depth + 1, refs, others))  # the depth of a file is bounded
        return deepest

    def _texts_under(self, key: str) -> dict[str, None]:
        """The different texts under ``key``; anything else is a fault, but its references count."""
        members = [value[key] for value in self.values if key in value]
        try:
            different: dict[Any, None] = dict.fromkeys(members)
        except TypeError:  # an object or a list
            different = dict.fromkeys([member for member in members if type(member) is str])
            for number, value in enumerate(self.values):
                root = self.roots[bisect_right(self._starts, number) - 1]
                root.others.extend(references(value.get(key)))
        if all(different) and set(map(type, different)) <= {str}:
            return different  # nearly always
        self.blank.add(key)
        return {text: None for text in different if type(text) is str and text}


def _group(keys: tuple[str, ...]) -> _Group:
    parts = tuple([key for key in _PARTS if key in keys])
    rest = tuple([key for key in keys if key not in _TEXTS and key not in parts])
    return _Group(frozenset(keys), parts, rest, [])


def _inside(schema: Schema, keys: tuple[str, ...], others: list[str]) -> list[Schema]:
    """The schemas under ``keys`` of ``schema``; to ``others`` go the references where no schema can stand."""
    found: list[Schema] = []
    for key in keys:
        member = schema.value[key]
        if type(member) is dict:
            if key == "properties":
                found += _properties(schema, member, others)
            elif key == "allOf":
                others.extend(references(member))
            else:
                found.append(Schema(member, schema, (key,), key))
        elif type(member) is list:
            if key == "allOf":
                found += _composed(schema, member, others)
            else:
                others.extend(references(member))
    return found


def _properties(schema: Schema, properties: dict[str, Json], others: list[str]) -> list[Schema]:
    found = [
        Schema(member, schema, ("properties", name), "property", name)
        for name, member in properties.items()
        if type(member) is dict
    ]
    if len(found) != len(properties):  # a fault
        for member in properties.values():
            if type(member) is list:
                others.extend(references(member))
        if isinstance(ref := properties.get("$ref"), str):
            others.append(ref)
    return found


def _composed(schema: Schema, parts: list[Json], others: list[str]) -> list[Schema]:
    found: list[Schema] = []
    for index, part in enumerate(parts):
        if type(part) is dict:
            found.append(Schema(part, schema, ("allOf", index), "allOf"))
        elif type(part) is list:
            others.extend(references(part))
    return found


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
