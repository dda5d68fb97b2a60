"""Schemas of OpenAPI 3.0, 3.1 and Swagger 2.0 as the schemas that Swagger 2.0 and the platform know."""

from __future__ import annotations

import json
from typing import Any

from ippub.conversion.definitions import PREFIX, References, Target
from ippub.conversion.ledger import Ledger, Steps, mapping, sequence, words
from ippub.conversion.limits import bounds, chosen, default_holds
from ippub.conversion.merging import as_one
from ippub.conversion.wording import label, plain, sentence

_DEEPEST = 50
_TYPES = ("object", "array", "string", "number", "integer", "boolean")
_HANDLED = frozenset(
    [
        "type",
        "nullable",
        "x-nullable",
        "title",
        "description",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "default",
        "format",
        "example",
        "examples",
        "readOnly",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "allOf",
        "oneOf",
        "anyOf",
        "$defs",
        "definitions",
        "$schema",
        "$id",
        "$comment",
        "x-ms-summary",
        "x-ms-visibility",
    ]
)
_LONGEST_EXAMPLE = 1_000


class Schemas:
    """Converts schemas; what they refer to waits in ``references`` until ``definitions`` is asked for."""

    def __init__(self, references: References, ledger: Ledger, *, own: bool) -> None:
        """``own`` says that the source is Swagger 2.0, whose x-ms- extensions are the platform's own."""
        self._references = references
        self._ledger = ledger
        self._own = own

    def definitions(self) -> dict[str, Any]:
        """Every definition that was referred to so far, and those to which these refer."""
        made: dict[str, Any] = {}
        while self._references.waiting:
            name, target = self._references.waiting.pop(0)
            made[name] = self.written_out(target)
        return dict(sorted(made.items()))

    def convert(self, value: Any, at: Steps, depth: int = 0) -> dict[str, Any]:
        """The schema ``value``; a reference stays one."""
        if depth > _DEEPEST:
            self._ledger.leave(at, f"The schema is nested more than {_DEEPEST} levels deep.")
            return {}
        if not isinstance(value, dict):
            if value is not True:
                self._ledger.leave(at, "It is no schema.")
            return {}
        wrapped = self._only_reference(value)
        if wrapped is None:
            return self.written_out(Target(value, at), depth)
        target = self._references.follow(wrapped, at)
        if target is None:
            return {"type": "object"}
        beside = [key for key in value if key in ("description", "title", "nullable", "default", "readOnly")]
        if beside:
            self._ledger.leave(at, f"Beside a reference {' and '.join(beside)} count for nothing in Swagger 2.0.")
        return {"$ref": PREFIX + self._references.name_of(target)}

    def written_out(self, target: Target, depth: int = 0) -> dict[str, Any]:
        """The schema ``target`` itself, its alternatives and parts made one."""
        value, at, places = as_one(target, self._references, self._ledger)
        kind = self._kind(value, at)
        made: dict[str, Any] = {"type": kind} if kind else {}
        if self._may_be_null(value):
            made["x-nullable"] = True
        self._texts(value, made)
        if isinstance(value.get("format"), str) and kind not in ("object", "array", ""):
            made["format"] = value["format"]
        self._values(value, made, kind, at)
        if kind == "array":
            made["items"] = self._items(value, at, depth)
        if kind == "object":
            made.update(self._members(value, at, places, depth))
        self._rest(value, at)
        if self._own:
            made.update({key: one for key, one in value.items() if key.startswith("x-ms-")})
        return made

    @staticmethod
    def _only_reference(value: dict[str, Any]) -> dict[str, Any] | None:
        """The reference that ``value`` is, or wraps into a list of one part; None when it says more."""
        if isinstance(value.get("$ref"), str):
            return value
        for key in ("allOf", "oneOf", "anyOf"):
            parts = [part for part in sequence(value.get(key)) if mapping(part).get("type") != "null"]
            lone = len(parts) == 1 and isinstance(mapping(parts[0]).get("$ref"), str)
            if lone and not set(value) - {key, "description", "title", "nullable", "default", "readOnly"}:
                return mapping(parts[0])
        return None

    def _kind(self, value: dict[str, Any], at: Steps) -> str:
        kinds = value.get("type")
        named = [one for one in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(one, str)]
        known = [one for one in dict.fromkeys(named) if one in _TYPES]
        if set(known) == {"integer", "number"}:
            return "number"
        if len(known) == 1:
            return known[0]
        if len(known) > 1:
            self._ledger.leave((*at, "type"), "A value of several types has none in Swagger 2.0.")
            return ""
        if named and named != ["null"]:
            self._ledger.leave((*at, "type"), "Swagger 2.0 has no such type in a schema.")
            return "string" if named == ["file"] else ""
        if "properties" in value or "additionalProperties" in value:
            return "object"
        return "array" if "items" in value else ""

    @staticmethod
    def _may_be_null(value: dict[str, Any]) -> bool:
        listed = isinstance(value.get("type"), list) and "null" in value["type"]
        return listed or value.get("nullable") is True or value.get("x-nullable") is True

    @staticmethod
    def _texts(value: dict[str, Any], made: dict[str, Any]) -> None:
        description = sentence(words(value.get("description")))
        if description:
            made["description"] = description
        title = plain(words(value.get("x-ms-summary")) or words(value.get("title")), 80)
        if title:
            made["x-ms-summary"] = title

    def _values(self, value: dict[str, Any], made: dict[str, Any], kind: str, at: Steps) -> None:
        made.update(bounds(value, kind, at, self._ledger))
        choice = chosen(value, kind, at, self._ledger) if kind not in ("object", "array") else []
        if choice:
            made["enum"] = choice
        if "default" in value:
            if default_holds(value["default"], made):
                made["default"] = value["default"]
            elif value["default"] is not None:
                self._ledger.leave((*at, "default"), "The default does not hold for the schema, or is no single value.")
        example = value.get("example", (sequence(value.get("examples")) or [None])[0])
        if example is not None:
            if len(json.dumps(example)) <= _LONGEST_EXAMPLE:
                made["example"] = example
            else:
                self._ledger.leave((*at, "example"), "The example is long and was left out.")
        if value.get("readOnly") is True:
            made["readOnly"] = True

    def _items(self, value: dict[str, Any], at: Steps, depth: int) -> dict[str, Any]:
        items = value.get("items")
        if isinstance(items, list):
            self._ledger.leave((*at, "items"), "Swagger 2.0 knows one schema for all elements of an array.")
            return {}
        return self.convert(items, (*at, "items"), depth + 1) if items is not None else {}

    def _members(self, value: dict[str, Any], at: Steps, places: dict[str, Steps], depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        properties: dict[str, Any] = {}
        for name, one in mapping(value.get("properties")).items():
            member = self.convert(one, places.get(name, (*at, "properties", name)), depth + 1)
            if "$ref" not in member:
                member.setdefault("x-ms-summary", label(name))
            properties[name] = member
        if properties:
            made["properties"] = properties
        required = self._required(value, properties, at)
        if required:
            made["required"] = required
        more = value.get("additionalProperties")
        if isinstance(more, dict) and more:
            made["additionalProperties"] = self.convert(more, (*at, "additionalProperties"), depth + 1)
        elif more is not None and not isinstance(more, dict):
            made["additionalProperties"] = bool(more)
        elif more == {}:
            made["additionalProperties"] = True
        return made

    def _required(self, value: dict[str, Any], properties: dict[str, Any], at: Steps) -> list[str]:
        made = []
        for name in dict.fromkeys(one for one in sequence(value.get("required")) if isinstance(one, str)):
            if name not in properties:
                self._ledger.leave((*at, "required"), "A required property is not described.")
            elif properties[name].get("readOnly"):
                self._ledger.leave((*at, "required"), "A property that is read-only cannot be required, too.")
            else:
                made.append(name)
        return made

    def _rest(self, value: dict[str, Any], at: Steps) -> None:
        for key in value:
            if key not in _HANDLED and not (self._own and key.startswith("x-ms-")) and key != "$ref":
                what = "extension" if key.startswith("x-") else "keyword"
                self._ledger.leave((*at, key), f"The {what} {key} has no place in what the platform reads.")
