"""Every schema of a definition in one pass, and what many rules ask about them.

There are more schemas than anything else, up to 100,000 in one file. So they are visited once and noted by their
keys: most have the same few keys as hundreds of others, and whoever looks for a key, or for one that is missing, asks
for each such group once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
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
    ``references`` are the texts under ``$ref`` of its schemas, each with the depth of that schema, in the order of the
    file.
    """

    schema: Schema
    nodes: int
    depth: int
    references: Sequence[tuple[str, int]]


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
    """``schemas`` are all schemas, outer before inner; the outermost ones are the roots.

    The number of a schema is its place among them. ``values`` are what they hold, ``texts`` the different titles,
    summaries, descriptions and types by their keys, in the order of the file. ``blank`` are those of these keys under
    which something else than a text stands somewhere, or an empty one.

    The roots are numbered by themselves. ``depths`` say how deep they are, ``references`` which texts stand under
    ``$ref`` in each root that has some, with depths as in ``RootSchema``; ``others`` are those where no schema can
    stand, for instance under ``oneOf``.
    """

    def __init__(self, roots: Iterable[Schema]) -> None:
        self.schemas: list[Schema] = []
        self.references: dict[int, list[tuple[str, int]]] = {}
        self.others: dict[int, list[str]] = {}
        self._groups: dict[tuple[str, ...], _Group] = {}
        self._plain: dict[tuple[str, ...], list[int]] = {}
        self._holders: dict[str, list[Schema]] = {}
        self._starts: list[int] = []
        self.depths: list[int] = []
        refs: list[tuple[str, int]] = []
        others: list[str] = []
        for number, root in enumerate(roots):
            self._starts.append(len(self.schemas))
            self.depths.append(self._note(root, tuple(root.value), 1, refs, others))
            if refs:
                self.references[number] = refs
                refs = []
            if others:
                self.others[number] = others
                others = []
        self.values: list[dict[str, Json]] = [schema.value for schema in self.schemas]
        self.blank: set[str] = set()
        self.texts: dict[str, dict[str, None]] = {key: self._texts_under(key) for key in _TEXTS}

    @once
    def roots(self) -> list[RootSchema]:
        """The outermost schemas."""
        known = self.references
        return [
            RootSchema(self.schemas[start], nodes, depth, known.get(number, ()))
            for number, (start, nodes, depth) in enumerate(zip(self._starts, self.sizes, self.depths, strict=True))
        ]

    @once
    def sizes(self) -> list[int]:
        """How many schemas stand in each root, itself included."""
        return [
            after - start for start, after in zip(self._starts, [*self._starts[1:], len(self.schemas)], strict=True)
        ]

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
            yield self.schemas[starts[index - 1]], self._at(numbers[first:last])
            first = last

    def _at(self, numbers: list[int]) -> list[Schema]:
        schemas = self.schemas
        return [schemas[number] for number in numbers]

    def _note(
        self, schema: Schema, keys: tuple[str, ...], depth: int, refs: list[tuple[str, int]], others: list[str]
    ) -> int:
        """Note ``schema`` and every schema in it; how deep they reach. In a large definition there are 50,000."""
        schemas, plain, deepest = self.schemas, self._plain, depth
        group = self._groups.get(keys) or self._new_group(keys)
        group.numbers.append(len(schemas))
        schemas.append(schema)
        for key in group.rest:
            member = schema.value[key]
            if type(member) is dict or type(member) is list:
                others += references(member)
            elif key == "$ref" and isinstance(member, str):
                refs.append((member, depth))
        for key in group.parts:
            inside = _inside(schema, key, others)
            if inside and deepest == depth:
                deepest += 1
            for part in inside:
                keys = tuple(part.value)
                numbers = plain.get(keys)
                if numbers is None:  # the depth of a file is bounded
                    deepest = max(deepest, self._note(part, keys, depth + 1, refs, others))
                else:  # as most are
                    numbers.append(len(schemas))
                    schemas.append(part)
        return deepest

    def _new_group(self, keys: tuple[str, ...]) -> _Group:
        parts = tuple([key for key in _PARTS if key in keys])
        rest = tuple([key for key in keys if key not in _TEXTS and key not in parts])
        group = self._groups[keys] = _Group(frozenset(keys), parts, rest, [])
        if not parts and not rest:
            self._plain[keys] = group.numbers
        return group

    def _texts_under(self, key: str) -> dict[str, None]:
        """The different texts under ``key``; anything else is a fault, but its references count."""
        members = [value[key] for value in self.values if key in value]
        try:
            different: dict[Any, None] = dict.fromkeys(members)
        except TypeError:  # an object or a list
            different = dict.fromkeys([member for member in members if type(member) is str])
            for number, value in enumerate(self.values):
                root = bisect_right(self._starts, number) - 1
                self.others.setdefault(root, []).extend(references(value.get(key)))
        if all(different) and set(map(type, different)) <= {str}:
            return different  # nearly always
        self.blank.add(key)
        return {text: None for text in different if type(text) is str and text}


def _inside(schema: Schema, key: str, others: list[str]) -> Sequence[Schema]:
    """The schemas under ``key`` of ``schema``; to ``others`` go the references where no schema can stand."""
    member = schema.value[key]
    if type(member) is dict:
        if key == "properties":
            return _properties(schema, member, others)
        if key != "allOf":
            return (Schema(member, schema, (key,), key),)
    elif type(member) is list and key == "allOf":
        return _composed(schema, member, others)
    others += references(member)
    return ()


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
