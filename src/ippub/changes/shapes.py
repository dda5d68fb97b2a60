"""What a schema means once every ``$ref`` is followed and every ``allOf`` is poured into one: its shape.

A place in a document is a ``Spot``: the schemas that hold there at once. Each definition is visited once for a shape,
so an ``allOf`` that doubles at every level costs no more than the file has lines, and a cycle ends by itself.
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote

from ippub.changes.model import Allowance
from ippub.connector.node import Node
from ippub.connector.swagger import Schema, Swagger
from ippub.document.json import Json
from ippub.document.place import Token

_LONGEST_CHAIN = 10_000
"""References that lead to references: no more are followed, whatever a hostile file holds."""

Spot = tuple[Schema, ...]
"""The schemas that hold at one place: one as a rule, several when parts of an ``allOf`` name the same property."""

_STRUCTURE = frozenset({"properties", "required", "items", "allOf", "$ref", "additionalProperties"})


class Shape(NamedTuple):
    """What holds at a spot.

    ``facts`` are all keywords that are not structure, ``homes`` the schema that each came from (``""`` for the spot
    itself, its ``$ref`` followed). ``required`` maps a name to the schema that requires it.
    ``additional`` is what stands for further properties: the schemas, or in ``facts`` a truth value.
    """

    facts: dict[str, Json]
    homes: dict[str, Node]
    properties: dict[str, Spot]
    required: dict[str, Node]
    items: Spot
    additional: Spot

    @property
    def type(self) -> str:
        """The declared type, else the one that follows from the other keywords, "" when nothing says."""
        value = self.facts.get("type")
        if isinstance(value, str):
            return value
        if isinstance(value, list):
            return " or ".join(sorted(str(each) for each in value))
        if self.properties or self.additional:
            return "object"
        return "array" if self.items else ""

    def text(self, key: str) -> str:
        """The fact when it is a text, else an empty one."""
        value = self.facts.get(key)
        return value if isinstance(value, str) else ""

    @property
    def internal(self) -> bool:
        """Whether the designer never shows it."""
        return self.facts.get("x-ms-visibility") == "internal"

    def home(self, key: str) -> Node:
        """The schema that says ``key``; the spot's own when none does."""
        return self.homes.get(key) or self.homes[""]


class Shapes:
    """The shapes of one definition file, each worked out once."""

    def __init__(self, swagger: Swagger, allowance: Allowance) -> None:
        self._swagger = swagger
        self._allowance = allowance
        self._known: dict[frozenset[int], Shape] = {}
        self._places: dict[str, Schema | None] = {}

    def of(self, spot: Spot) -> Shape:
        """The shape at ``spot``, which holds one schema at least."""
        key = frozenset(id(schema.value) for schema in spot)
        shape = self._known.get(key)
        if shape is None:
            shape = self._known[key] = self._poured(spot)
        return shape

    def settled(self, spot: Spot) -> Spot:
        """``spot`` with a lone ``$ref`` followed, so that all that refer to one definition are the same place."""
        if len(spot) > 1 or not spot[0].ref or any(key.startswith("x-") for key in spot[0].value):
            return spot
        target = self._target(spot[0])
        return spot if target is None else (target,)

    def _target(self, schema: Schema) -> Schema | None:
        """What ``schema`` refers to, itself without ``$ref``; None for what leads nowhere.

        Nearly every ``$ref`` names a definition; JSON References may name any other place of the file, too.
        """
        seen: set[str] = set()
        current: Schema | None = schema
        while current is not None and current.ref:
            if current.ref in seen or len(seen) > _LONGEST_CHAIN:
                return None
            seen.add(current.ref)
            current = self._swagger.definition(current.ref) or self._anywhere(current.ref)
        return current

    def _anywhere(self, ref: str) -> Schema | None:
        """The object at the pointer ``ref``, as a schema at its own place."""
        if not ref.startswith("#/"):
            return None
        known = self._places.get(ref)
        if known is None:
            known = self._places[ref] = self._read(ref)
        return known

    def _read(self, ref: str) -> Schema | None:
        tokens: list[Token] = []
        value: Json = self._swagger.value
        for step in unquote(ref[2:]).split("/"):
            token = step.replace("~1", "/").replace("~0", "~")
            if isinstance(value, dict) and token in value:
                value = value[token]
                tokens.append(token)
            elif isinstance(value, list) and token.isascii() and token.isdigit() and int(token) < len(value):
                value = value[int(token)]
                tokens.append(int(token))
            else:
                return None
        return Schema(value, self._swagger, tuple(tokens), "definition") if isinstance(value, dict) else None

    def _poured(self, spot: Spot) -> Shape:
        own = self._target(spot[0]) or spot[0]
        shape = Shape({}, {"": own}, {}, {}, (), ())
        depths: dict[str, int] = {}
        level, depth = list(spot), 0
        seen: set[int] = set()
        while level:
            below: list[Schema] = []
            for schema in level:
                if id(schema.value) in seen or not self._allowance.take():
                    continue
                seen.add(id(schema.value))
                if schema.ref:
                    target = self._target(schema)
                    below += [target] if target is not None else []
                    shape = self._with(shape, schema, depth, depths, beside_ref=True)
                else:
                    below += _parts(schema)
                    shape = self._with(shape, schema, depth, depths, beside_ref=False)
            level, depth = below, depth + 1
        return shape

    def _with(self, shape: Shape, schema: Schema, depth: int, depths: dict[str, int], *, beside_ref: bool) -> Shape:
        """``shape`` with what ``schema`` says itself. Beside a ``$ref`` only Microsoft's extensions count."""
        for key, value in schema.value.items():
            if key in _STRUCTURE or (beside_ref and not key.startswith("x-")):
                continue
            if key in depths and not _wins(value, depth, shape.facts[key], depths[key]):
                continue
            shape.facts[key], shape.homes[key], depths[key] = value, schema, depth
        if beside_ref:
            return shape
        for inner in schema.properties:
            self._allowance.take()
            shape.properties[inner.name] = (*shape.properties.get(inner.name, ()), inner)
        for name in schema.required_names:
            shape.required.setdefault(name, schema)
        items = schema.value.get("items")
        if isinstance(items, dict):
            shape = shape._replace(items=(*shape.items, Schema(items, schema, ("items",), "items")))
        further = schema.value.get("additionalProperties")
        if isinstance(further, dict) and further:
            more = Schema(further, schema, ("additionalProperties",), "additionalProperties")
            shape = shape._replace(additional=(*shape.additional, more))
        elif further is False:
            shape.facts["additionalProperties"], shape.homes["additionalProperties"] = False, schema
        return shape


def _parts(schema: Schema) -> list[Schema]:
    return [
        Schema(value, schema, ("allOf", index), "allOf")
        for index, value in enumerate(schema.items_of("allOf"))
        if isinstance(value, dict)
    ]


def _wins(value: Json, depth: int, known: Json, known_depth: int) -> bool:
    """The outer one wins; between two at the same depth the order in the file must not matter."""
    return depth == known_depth and value != known and repr(value) < repr(known)
