"""Every schema of a definition in one pass, and what many rules ask about them.

There are more schemas than anything else, up to 100,000 in one file. So they are visited once and noted by their
keys: most have the same few keys as hundreds of others, and whoever looks for a key, or for one that is missing, asks
for each such group once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple

from ippub.connector.node import once
from ippub.connector.swagger import Schema
from ippub.document.json import Json

_TEXTS = ("description", "title", "x-ms-summary")
"""What people read."""
_TOGETHER = ("type", *_TEXTS)
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


class _Group:
    """Schemas that have the same keys in the same order; a file has a dozen of such groups.

    ``numbers`` say where they stand among all schemas. ``parts`` are the keys under which schemas stand, ``rest`` those
    under which something else than a schema, a type or a text of ``Inventory.texts`` stands.
    """

    def __init__(self, keys: frozenset[str], parts: tuple[str, ...], rest: tuple[str, ...], numbers: list[int]) -> None:
        self.keys = keys
        self.parts = parts
        self.rest = rest
        self.numbers = numbers


class Inventory:
    """``schemas`` are all schemas, outer before inner; the outermost ones are the roots.

    The number of a schema is its place among them. ``values`` are what they hold, ``texts`` the different titles,
    summaries and descriptions by their keys, in the order of the file. ``blank`` are those of these keys under which
    something else than a text stands somewhere, or an empty one. ``hollow`` are the numbers of the schemas with empty
    ``properties``.

    The roots are numbered by themselves. ``depths`` say how deep they are, ``references`` which texts stand under
    ``$ref`` in each root that has some, with depths as in ``RootSchema``; ``others`` are those where no schema can
    stand, for instance under ``oneOf``.
    """

    def __init__(self, roots: Iterable[Schema]) -> None:
        self.schemas: list[Schema] = []
        self.hollow: list[int] = []
        self.references: dict[int, list[tuple[str, int]]] = {}
        self.others: dict[int, list[str]] = {}
        self._groups: dict[tuple[str, ...], _Group] = {}
        self._plain: dict[tuple[str, ...], list[int]] = {}
        self._holders: dict[str, list[Schema]] = {}
        self._numbers: dict[str, list[int]] = {}
        self._members: dict[str, list[str]] = {}
        self._starts: list[int] = []
        self._parts: list[int] = []
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
        self._types = [(group, self._types_in(group)) for group in self._groups.values() if "type" in group.keys]

    @once
    def roots(self) -> list[RootSchema]:
        """The outermost schemas."""
        known = self.references
        return [
            RootSchema(self.schemas[start], nodes, depth, known.get(number, ()))
            for number, (start, nodes, depth) in enumerate(zip(self._starts, self.sizes, self.depths, strict=True))
        ]

    @once
    def are_properties(self) -> bytearray:
        """For each schema 1 when it is a property, else 0."""
        found = bytearray(b"\1") * len(self.schemas)
        for number in chain(self._starts, self._parts):
            found[number] = 0
        return found

    @once
    def sizes(self) -> list[int]:
        """How many schemas stand in each root, itself included."""
        return [after - start for start, after in pairwise([*self._starts, len(self.schemas)])]

    @once
    def _by_key(self) -> dict[str, list[list[int]]]:
        """The numbers of the groups that have a key."""
        found: dict[str, list[list[int]]] = {}
        for keys, group in self._groups.items():
            for key in keys:
                found.setdefault(key, []).append(group.numbers)
        return found

    @property
    def keys(self) -> Collection[str]:
        """Every key of a schema."""
        return self._by_key

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

    def numbers(self, key: str) -> list[int]:
        """The numbers of the schemas that have ``key``, ascending. Not to be changed."""
        known = self._numbers.get(key)
        if known is None:
            found = self._by_key.get(key, ())
            known = self._numbers[key] = found[0] if len(found) == 1 else sorted(chain.from_iterable(found))
        return known

    def each(self, key: str) -> Iterable[tuple[int, str]]:
        """The numbers of the schemas that have ``key`` (of ``texts``), ascending, with the text; "" is a fault."""
        return zip(self.numbers(key), self._members[key], strict=True)

    def with_text(self, key: str, wanted: Collection[str]) -> list[int]:
        """The numbers of the schemas that have one of ``wanted`` under ``key`` (of ``texts``), ascending."""
        return [number for number, text in self.each(key) if text in wanted] if wanted else []

    def has_any(self, keys: frozenset[str]) -> bool:
        """Whether some schema has one of ``keys``."""
        return not keys.isdisjoint(self.keys)

    def holders_of_any(self, keys: frozenset[str]) -> list[Schema]:
        """The schemas that have one of ``keys``, in the order of ``schemas``."""
        return self._at(sorted({number for key in keys.intersection(self.keys) for number in self.numbers(key)}))

    def of_type(self, kind: str, lacking: frozenset[str] = frozenset()) -> list[Schema]:
        """The schemas with the type ``kind`` that have none of the keys ``lacking``, in the order of ``schemas``."""
        values = self.values
        found = [group.numbers for group, types in self._types if kind in types and group.keys.isdisjoint(lacking)]
        return self._at(sorted([number for numbers in found for number in numbers if values[number]["type"] == kind]))

    def without(self, *keys: str) -> list[int]:
        """The numbers of the properties that have none of ``keys``, ascending."""
        are_properties = self.are_properties
        found = [group.numbers for group in self._groups.values() if group.keys.isdisjoint(keys)]
        return [number for number in sorted(chain.from_iterable(found)) if are_properties[number]]

    def lacking(self, *keys: str) -> list[int]:
        """The numbers of the properties with nothing under any of ``keys`` (of ``texts``), references left out."""
        found = self.without("$ref", *keys)
        blank = self.blank.intersection(keys)
        if not blank:
            return found  # nearly always
        for number in {number for key in blank for number in self.with_text(key, ("",))}:
            value = self.values[number]
            if self.are_properties[number] and "$ref" not in value and not any(map(value.get, keys)):
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
        """Note ``schema`` and every schema in it; how deep they reach. The depth of a file is bounded."""
        deepest, value = depth, schema.value
        group = self._groups.get(keys) or self._new_group(keys)
        group.numbers.append(len(self.schemas))
        self.schemas.append(schema)
        for key in group.rest:
            member = value[key]
            if type(member) is dict or type(member) is list:
                others += references(member)
            elif key == "$ref" and isinstance(member, str):
                refs.append((member, depth))
        for key in group.parts:
            member = value[key]
            if key == "properties" and type(member) is dict:
                deepest = max(deepest, self._note_properties(schema, member, depth, refs, others))
            else:
                for part in _inside(schema, key, member, others):
                    self._parts.append(len(self.schemas))
                    deepest = max(deepest, self._note(part, tuple(part.value), depth + 1, refs, others))
        return deepest

    def _note_properties(
        self,
        owner: Schema,
        properties: dict[str, Json],
        depth: int,
        refs: list[tuple[str, int]],
        others: list[str],
    ) -> int:
        """``_note`` for the properties of ``owner``: three of four schemas are such, 50,000 in a large definition."""
        schemas, plain = self.schemas, self._plain
        deepest, before = depth, len(schemas)
        if not properties:
            self.hollow.append(before - 1)
        for name, value in properties.items():
            if type(value) is not dict:  # a fault
                others += references({name: value})
                continue
            schema = Schema(value, owner, ("properties", name), "property", name)
            keys = tuple(value)
            numbers = plain.get(keys)
            if numbers is None:
                deepest = max(deepest, self._note(schema, keys, depth + 1, refs, others))
            else:  # as most are
                numbers.append(len(schemas))
                schemas.append(schema)
        return max(deepest, depth + 1) if len(schemas) > before else deepest

    def _new_group(self, keys: tuple[str, ...]) -> _Group:
        parts = tuple([key for key in _PARTS if key in keys])
        rest = tuple([key for key in keys if key not in _TOGETHER and key not in parts])
        group = self._groups[keys] = _Group(frozenset(keys), parts, rest, [])
        if not parts and not rest:
            self._plain[keys] = group.numbers
        return group

    def _texts_under(self, key: str) -> dict[str, None]:
        """The different texts under ``key``; anything else is a fault, but its references count."""
        members: list[Any] = [value[key] for value in self.values if key in value] if key in self.keys else []
        self._members[key] = members
        try:
            different = dict.fromkeys(members)
            if all(different) and set(map(type, different)) <= {str}:
                return different  # nearly always
        except TypeError:  # an object or a list
            self._note_references(key, self.numbers(key))
        self.blank.add(key)
        texts = self._members[key] = [member if type(member) is str else "" for member in members]
        return {text: None for text in dict.fromkeys(texts) if text}

    def _types_in(self, group: _Group) -> set[Any]:
        """The different types in a group, which has some; again the references of a fault count."""
        values = self.values
        try:
            return {values[number]["type"] for number in group.numbers}
        except TypeError:
            self._note_references("type", group.numbers)
            return {kind for number in group.numbers if type(kind := values[number]["type"]) is str}

    def _note_references(self, key: str, numbers: list[int]) -> None:
        for number in numbers:
            if found := references(self.values[number][key]):
                self.others.setdefault(bisect_right(self._starts, number) - 1, []).extend(found)


def _inside(schema: Schema, key: str, member: Json, others: list[str]) -> Sequence[Schema]:
    """The schemas under ``key`` of ``schema``; to ``others`` go the references where no schema can stand."""
    if type(member) is dict and key not in ("properties", "allOf"):
        return (Schema(member, schema, (key,), key),)
    if type(member) is list and key == "allOf":
        return _composed(schema, member, others)
    others += references(member)
    return ()


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
