"""What a JSON Schema says about the shape of the two JSON files, as plain values for the rules about shape.

The schemas are our own (``schemas/*.json``). ``jsonschema-rs`` says whether a file fits at all: the same
schema in Python's ``jsonschema`` takes more than a hundred times as long (docs/performance.md). Only a file
that does not fit is walked here, with the same schema: jsonschema-rs makes all errors at once, each with a
copy of the value it is about, which a hostile file turns into minutes and gigabytes. The walk has an upper
bound for both.

A schema may use ``title``, ``type``, ``enum``, ``required``, ``properties``, ``patternProperties`` (for
extensions only: ``^x-``), ``additionalProperties``, ``items`` with one schema, ``$ref`` to a definition and
``if``/``then``/ ``else`` over ``type`` and ``required``.
"""

import sys
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ippub.connector.properties import ApiProperties
from ippub.connector.swagger import Swagger
from ippub.document.json import Json
from ippub.document.place import Place, Token

if TYPE_CHECKING:
    from jsonschema_rs import Draft7Validator

MAX_FAULTS = 2_000
"""How many faults of one file are told."""
MAX_VALUES = 250_000
"""How many objects and arrays are looked at to find them; the largest accepted connector has 40,000."""

JsonSchema = dict[str, Any]


class ShapeFault(NamedTuple):
    """One thing that does not fit. ``keyword`` is the schema keyword ("type", "enum", "required", ...).

    ``tokens`` leads to the value (for "required" to the object that lacks ``name``; for an unknown key to
    the key); ``owner`` is what the object is called ("operation", "parameter" ...), from the schema's
    ``title``. An unknown key is "patternProperties" where extensions are allowed (the key is no extension),
    else "additionalProperties"; ``expected`` are then the known keys, else the allowed types or values.
    """

    keyword: str
    tokens: tuple[Token, ...]
    owner: str
    name: str
    value: Json
    expected: tuple[str, ...]


class SwaggerShape:
    """The faults of shape of a definition."""

    def __init__(self, swagger: Swagger, faults: tuple[ShapeFault, ...]) -> None:
        self.swagger = swagger
        self.faults = faults

    def at(self, fault: ShapeFault) -> Place:
        """Where ``fault`` is."""
        return Place(self.swagger.file, fault.tokens)


class PropertiesShape:
    """The faults of shape of an apiProperties file."""

    def __init__(self, properties: ApiProperties, faults: tuple[ShapeFault, ...]) -> None:
        self.properties = properties
        self.faults = faults

    def at(self, fault: ShapeFault) -> Place:
        """Where ``fault`` is."""
        return Place(self.properties.file, fault.tokens)


def swagger_shape(swagger: Swagger) -> SwaggerShape:
    """What does not fit in the definition: at most ``MAX_FAULTS``, in the order of the file. Never raises."""
    return SwaggerShape(swagger, _faults("definition", swagger.value))


def properties_shape(properties: ApiProperties) -> PropertiesShape:
    """What does not fit in apiProperties.json, in the same manner. Never raises."""
    return PropertiesShape(properties, _faults("properties", properties.value))


def warm_up() -> None:
    """Compile the schemas now, because many files follow."""
    for name in ("definition", "properties"):
        _validator(name)


def _faults(name: str, value: dict[str, Json]) -> tuple[ShapeFault, ...]:
    try:
        fits = _pays(value) and _validator(name).is_valid(value)
    except (ValueError, OverflowError, RecursionError):  # half a surrogate pair, a number of 5,000 digits
        fits = False
    if fits:
        return ()
    schema = _schema(name)
    walk = _Walk(schema["definitions"])
    walk.visit(schema, value, (), "")
    return tuple(walk.faults)


def _pays(value: dict[str, Json]) -> bool:
    """Whether jsonschema-rs is worth its import (12 ms): for a large file, or once it was imported for another one.

    The walk over a small file takes less than that and says the same.
    """
    if "jsonschema_rs" in sys.modules:
        return True
    return sum(len(part) for part in (value.get("paths"), value.get("definitions")) if isinstance(part, dict)) > 300


@cache
def _schema(name: str) -> JsonSchema:
    import json
    import os

    with open(os.path.join(os.path.dirname(__file__), "schemas", f"{name}.json"), encoding="utf-8") as file:
        schema: JsonSchema = json.load(file)
    return schema


@cache
def _validator(name: str) -> "Draft7Validator":
    """The compiled schema: once per process, and only when a rule about shape is asked."""
    from jsonschema_rs import Draft7Validator

    return Draft7Validator(_schema(name))


class _Walk:
    """One way through a file that does not fit. Depth is bounded by the reader of the file."""

    def __init__(self, definitions: dict[str, JsonSchema]) -> None:
        self.definitions = definitions
        self.faults: list[ShapeFault] = []
        self.left = MAX_VALUES

    def visit(self, schema: JsonSchema | bool, value: Json, tokens: tuple[Token, ...], owner: str) -> None:
        if isinstance(schema, bool) or not schema or self.left <= 0 or len(self.faults) >= MAX_FAULTS:
            return
        if "$ref" in schema:
            schema = self.definitions[schema["$ref"].rpartition("/")[2]]
        types = schema.get("type")
        if types is not None and not _has_type(value, types):  # it belongs to the object around it
            self._add("type", tokens, owner, value, (types,) if isinstance(types, str) else tuple(types))
            return
        owner = schema.get("title", owner)
        if "enum" in schema and not (isinstance(value, str) and value in schema["enum"]):
            self._add("enum", tokens, owner, value, tuple(schema["enum"]))
        if "if" in schema:
            branch = "then" if _matches(schema["if"], value) else "else"
            self.visit(schema.get(branch, True), value, tokens, owner)
        if isinstance(value, dict):
            self.left -= 1
            self._object(schema, value, tokens, owner)
        elif isinstance(value, list):
            self.left -= 1
            items = schema.get("items")
            if items is not None:
                for index, item in enumerate(value):
                    self.visit(items, item, (*tokens, index), owner)

    def _object(self, schema: JsonSchema, value: dict[str, Json], tokens: tuple[Token, ...], owner: str) -> None:
        for name in schema.get("required", ()):
            if name not in value and len(self.faults) < MAX_FAULTS:
                self.faults.append(ShapeFault("required", tokens, owner, name, None, ()))
        known = schema.get("properties", {})
        extensible = "patternProperties" in schema
        others = schema.get("additionalProperties", True)
        for key, member in value.items():
            part = known.get(key)
            if part is None:
                if extensible and key.startswith("x-"):
                    continue
                if others is False:
                    keyword = "patternProperties" if extensible else "additionalProperties"
                    self._add(keyword, (*tokens, key), owner, member, tuple(known))
                    continue
                part = others
            if part is True or (type(member) is str and _takes(part, member)):
                continue
            self.visit(part, member, (*tokens, key), owner)

    def _add(self, keyword: str, tokens: tuple[Token, ...], owner: str, value: Json, expected: tuple[str, ...]) -> None:
        if len(self.faults) < MAX_FAULTS:
            name = next((token for token in reversed(tokens) if isinstance(token, str)), "")
            self.faults.append(ShapeFault(keyword, tokens, owner, name, value, expected))


def _takes(schema: JsonSchema | bool, text: str) -> bool:
    """Whether ``text`` fits as it is, seen at once: most members are texts, and most fit."""
    if isinstance(schema, bool) or schema.get("type") != "string":
        return False
    allowed = schema.get("enum")
    return allowed is None or text in allowed


def _matches(condition: JsonSchema, value: Json) -> bool:
    """Whether ``value`` meets an ``if``."""
    if "type" in condition and not _has_type(value, condition["type"]):
        return False
    return not isinstance(value, dict) or all(name in value for name in condition.get("required", ()))


def _has_type(value: Json, types: str | list[str]) -> bool:
    name = json_type(value)
    if name == types:
        return True
    wanted = (types,) if isinstance(types, str) else types
    if name in wanted:
        return True
    if name == "integer":
        return "number" in wanted
    return "integer" in wanted and isinstance(value, float) and value.is_integer()


def json_type(value: Json) -> str:
    """What JSON calls the type of ``value``; a number without a fraction is an "integer"."""
    return _TYPES.get(type(value), "object")


_TYPES = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
}
