"""Parameters, headers and bodies of requests."""

from __future__ import annotations

import re
from typing import Any

from ippub.conversion.definitions import References, Target
from ippub.conversion.ledger import Ledger, Steps, mapping, sequence, words
from ippub.conversion.schemas import Schemas
from ippub.conversion.wording import label, plain, sentence

JSON = "application/json"
_FORM, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_SIMPLE = (
    *("type", "format", "enum", "default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("multipleOf", "minLength", "maxLength", "pattern", "minItems", "maxItems"),
)
_BY_THE_PLATFORM = frozenset({"accept", "content-type", "authorization"})
_FORM_NAME = re.compile(r"[\x20-\x7e]+")


class Inputs:
    """Converts what an operation takes."""

    def __init__(self, references: References, schemas: Schemas, ledger: Ledger) -> None:
        self._references = references
        self._schemas = schemas
        self._ledger = ledger

    def parameter(self, target: Target) -> dict[str, Any] | None:
        """The parameter ``target`` of a path, query or header; None when the platform cannot take it."""
        value, at = target
        name, where = words(value.get("name")), value.get("in")
        reason = _refused(name, where)
        if reason:
            self._ledger.leave(at, reason)
            return None
        made: dict[str, Any] = {"name": name, "in": where}
        made["description"] = sentence(words(value.get("description"))) or f"The {label(name)} to use."
        made["required"] = where == "path" or value.get("required") is True
        made.update(self._simple_of(value, at))
        made["x-ms-summary"] = plain(words(value.get("x-ms-summary")), 80) or label(name)
        if where == "path":
            made["x-ms-url-encoding"] = "single"
        for key in ("example", "examples", "deprecated"):
            if value.get(key):
                self._ledger.leave((*at, key), f"A parameter of Swagger 2.0 has no {key}.")
        visibility = value.get("x-ms-visibility")
        if visibility in ("important", "advanced"):
            made["x-ms-visibility"] = visibility
        return made

    def _simple_of(self, value: dict[str, Any], at: Steps) -> dict[str, Any]:
        content = mapping(value.get("content"))
        if content:
            self._ledger.leave((*at, "content"), "A parameter that holds a document became a text.")
            return {"type": "string"}
        own = "schema" not in value
        schema = {key: one for key, one in value.items() if key in (*_SIMPLE, "items")} if own else value["schema"]
        place = at if own else (*at, "schema")
        made = self.simple(schema, place)
        if made["type"] == "array":
            several = value.get("explode", value.get("style", "form") == "form") is True and not own
            if value.get("in") == "query" and (several or value.get("collectionFormat") == "multi"):
                self._ledger.leave(at, "A list is sent with commas; the platform cannot repeat the parameter's name.")
            style = {"spaceDelimited": "ssv", "pipeDelimited": "pipes"}.get(str(value.get("style")), "csv")
            made["collectionFormat"] = style
        return made

    def simple(self, schema: Any, at: Steps, depth: int = 0) -> dict[str, Any]:
        """The schema as one that stands outside a body: no object, no reference; a text where it is more."""
        found = self._references.follow(schema, at)
        full = self._schemas.written_out(found) if found is not None else {}
        made = {key: full[key] for key in _SIMPLE if key in full}
        kind = full.get("type", "string")
        if kind == "object" or (kind == "array" and depth > 3):
            self._ledger.leave(at, "An object outside a body became a text.")
            return {"type": "string"}
        if kind == "array" and found is not None:
            items = mapping(found.value.get("items"))
            made["items"] = self.simple(items, (*found.at, "items"), depth + 1) if items else {"type": "string"}
        made["type"] = kind
        if "type" not in full:
            for key in ("enum", "default"):
                if made.pop(key, None) is not None:
                    self._ledger.leave((*at, key), f"A value outside a body without one type has no {key}.")
        return made

    def body(self, target: Target) -> tuple[list[dict[str, Any]], str]:
        """The parameters that make the body, and its content type; none and "" when there is nothing to send."""
        content = mapping(target.value.get("content"))
        kind = next((one for one in content if is_json(one)), None)
        for other in (_MULTIPART, _FORM, "text/plain", "application/octet-stream"):
            kind = kind or (other if other in content else None)
        kind = kind or next(iter(content), None)
        if kind is None:
            return [], ""
        for other in content:
            if other != kind:
                self._ledger.leave((*target.at, "content", other), f"The body is sent as {kind} only.")
        if is_json(kind) and not is_plain_json(kind):
            self._ledger.leave((*target.at, "content", kind), "The body is sent as application/json.")
        at = (*target.at, "content", kind, "schema")
        schema = mapping(content[kind]).get("schema", {})
        if kind in (_FORM, _MULTIPART):
            return self._form(schema, at, kind)
        made = {"name": "body", "in": "body", "required": target.value.get("required") is True}
        if is_json(kind) or _is_object(schema):
            converted = self._schemas.convert(schema, at)
        else:
            converted = {"type": "string"} if kind.startswith("text/") else {"type": "string", "format": "binary"}
        made["schema"] = converted or {"type": "object"}
        description = sentence(words(target.value.get("description")))
        return [{**made, "description": description} if description else made], JSON if is_json(kind) else kind

    def _form(self, schema: Any, at: Steps, kind: str) -> tuple[list[dict[str, Any]], str]:
        found = self._references.follow(schema, at)
        full = self._schemas.written_out(found) if found is not None else {}
        made, taken = [], set()
        for name, one in mapping(full.get("properties")).items():
            place = (*at, "properties", name)
            if not _FORM_NAME.fullmatch(name) or name.lower() in taken:
                self._ledger.leave(place, "The name of a form field needs plain letters and must be there once.")
                continue
            taken.add(name.lower())
            made.append(self._field(name, one, name in full.get("required", ()), place))
        if any(field["type"] == "file" for field in made):
            kind = _MULTIPART
        if not made:
            self._ledger.leave(at, "A form without described fields cannot be shown.")
        return made, kind if made else ""

    def _field(self, name: str, one: dict[str, Any], required: bool, at: Steps) -> dict[str, Any]:
        source = one
        if "$ref" in one:
            self._ledger.leave(at, "An object in a form became a text.")
            source = {"type": "string"}
        binary = source.get("format") == "binary"
        kind = "file" if binary else source.get("type", "string")
        made = {"name": name, "in": "formData", "description": one.get("description") or f"The {label(name)} to use."}
        made |= {"required": required, "type": kind, "x-ms-summary": one.get("x-ms-summary") or label(name)}
        if kind in ("object", "array"):
            self._ledger.leave(at, "A list or an object in a form became a text.")
            made["type"] = "string"
        elif kind != "file":
            made |= {key: source[key] for key in _SIMPLE if key in source}
        return made


def is_json(kind: str) -> bool:
    """Whether a content type is JSON, or one that is written in JSON."""
    bare = kind.partition(";")[0].strip().lower()
    return bare in (JSON, "text/json", "*/*") or bare.endswith("+json")


def is_plain_json(kind: str) -> bool:
    """Whether a content type is JSON itself, whatever its parameters."""
    return kind.partition(";")[0].strip().lower() == JSON


def _is_object(schema: Any) -> bool:
    return bool(sequence(schema)) or mapping(schema).get("type") == "object"


def _refused(name: str, where: Any) -> str:
    if not name:
        return "The parameter has no name."
    if where == "cookie":
        return "The platform sends no cookies."
    if where not in ("path", "query", "header"):
        return "A parameter of Swagger 2.0 cannot stand there."
    if where == "header" and name.lower() in _BY_THE_PLATFORM:
        return "The platform sets this header itself."
    return "The platform keeps the name connectionId for itself." if name.lower() == "connectionid" else ""
