"""Responses of operations."""

from __future__ import annotations

import re
from typing import Any

from ippub.conversion.definitions import References
from ippub.conversion.inputs import Inputs, is_json, is_plain_json
from ippub.conversion.ledger import Ledger, Steps, mapping, words
from ippub.conversion.schemas import Schemas
from ippub.conversion.wording import sentence

_STATUS = re.compile(r"[1-5][0-9][0-9]")
_RANGE = re.compile(r"[1-5][xX]{2}")
_MEANINGS = {"2": "The request was carried out", "4": "The request was refused", "5": "The service failed"}


class Outputs:
    """Converts what an operation answers."""

    def __init__(self, references: References, schemas: Schemas, inputs: Inputs, ledger: Ledger) -> None:
        self._references = references
        self._schemas = schemas
        self._inputs = inputs
        self._ledger = ledger

    def responses(self, value: Any, at: Steps) -> dict[str, Any]:
        """The responses by status code. Only the first success has a schema: the designer looks at no other."""
        made: dict[str, Any] = {}
        shown = False
        value, at = self._of_success(value, at)
        codes = {self._code(code, (*at, str(code))): code for code in sorted(mapping(value), key=str)}
        for code, spelt in codes.items():
            found = self._references.follow(mapping(value)[spelt], (*at, spelt)) if code else None
            if found is None:
                continue
            description = sentence(words(found.value.get("description")))
            one: dict[str, Any] = {"description": description or _meaning(code)}
            schema, place = self._schema(found.value, found.at)
            success = code.startswith("2") and code != "204"
            if schema is not None and success and not shown:
                converted = self._schemas.convert(schema, place)
                if converted:
                    one["schema"] = converted
                shown = True
            elif schema is not None:
                self._ledger.leave(place, "Only the first success of an operation keeps its schema.")
            self._parts(found.value, found.at, one)
            made[code] = one
        if not any(code.startswith("2") for code in made):
            made = {"200": {"description": "The request was carried out."}, **made}
            self._ledger.leave(at, "No success is described; a 200 without a schema was added.")
        return dict(sorted(made.items()))

    def _of_success(self, value: Any, at: Steps) -> tuple[Any, Steps]:
        """``value``, or what stands for it where "default" is the only response: that describes the success."""
        codes = [str(code) for code in mapping(value) if not str(code).startswith("x-")]
        if codes != ["default"]:
            return value, at
        self._ledger.leave((*at, "default"), 'The only answer, "default", became 200.')
        return {"200": value["default"]}, at

    def _code(self, code: Any, at: Steps) -> str:
        text = str(code)
        if text == "default" or _STATUS.fullmatch(text):
            return text
        if _RANGE.fullmatch(text):
            self._ledger.leave(at, f"A range of status codes became {text[0]}00.")
            return f"{text[0]}00"
        if not text.startswith("x-"):
            self._ledger.leave(at, "It is no status code.")
        return ""

    def _schema(self, value: dict[str, Any], at: Steps) -> tuple[Any, Steps]:
        if "schema" in value:
            return value["schema"], (*at, "schema")
        content = mapping(value.get("content"))
        kind = next((one for one in content if is_json(one)), next(iter(content), None))
        if kind is None:
            return None, at
        for other in content:
            if other != kind:
                self._ledger.leave((*at, "content", other), f"The answer is described as {kind} only.")
        place = (*at, "content", kind)
        if not is_plain_json(kind):
            self._ledger.leave(place, "The definition calls every answer application/json.")
        for key in ("example", "examples"):
            if key in mapping(content[kind]):
                self._ledger.leave((*place, key), "Examples of whole answers were left out.")
        return mapping(content[kind]).get("schema"), (*place, "schema")

    def _parts(self, value: dict[str, Any], at: Steps, made: dict[str, Any]) -> None:
        headers: dict[str, Any] = {}
        taken: set[str] = set()
        for name, header in mapping(value.get("headers")).items():
            found = self._references.follow(header, (*at, "headers", name))
            if found is None or name.lower() in taken or name.lower() == "content-type":
                continue
            taken.add(name.lower())
            own = "schema" not in found.value
            one = self._inputs.simple(found.value if own else found.value["schema"], (*found.at, "schema"))
            headers[name] = {"description": sentence(words(found.value.get("description"))) or name, **one}
        if headers:
            made["headers"] = headers
        if mapping(value.get("links")):
            self._ledger.leave((*at, "links"), "Swagger 2.0 has no links between operations.")


def _meaning(code: str) -> str:
    return _MEANINGS.get(code[0], "Any other answer") + "."
