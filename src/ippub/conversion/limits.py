"""The keywords of a schema that bound its values: kept where they make sense, left out where they do not."""

from __future__ import annotations

import re
from typing import Any

from ippub.check.pattern import fault_of_pattern
from ippub.conversion.ledger import Ledger, Steps

_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_COUNTS = (
    ("minLength", "maxLength", "string"),
    ("minItems", "maxItems", "array"),
    ("minProperties", "maxProperties", "object"),
)


def fits(value: Any, kind: str) -> bool:
    """Whether ``value`` has the type ``kind``; every value has the type ""."""
    if not kind:
        return True
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _KINDS.get(kind, ()))


def is_number(value: Any) -> bool:
    """Whether ``value`` is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def bounds(value: dict[str, Any], kind: str, at: Steps, ledger: Ledger) -> dict[str, Any]:
    """The bounds of the schema ``value`` that hold for its type ``kind``, as Swagger 2.0 writes them."""
    made = {**_counts(value, kind, at, ledger), **_range(value, kind, at, ledger)}
    step = value.get("multipleOf")
    if step is not None and kind in ("number", "integer"):
        if is_number(step) and step > 0:
            made["multipleOf"] = step
        else:
            ledger.leave((*at, "multipleOf"), "The step is no positive number.")
    pattern = value.get("pattern")
    if pattern is not None and kind == "string":
        if isinstance(pattern, str) and not fault_of_pattern(pattern) and _compiles(pattern):
            made["pattern"] = pattern
        else:
            ledger.leave((*at, "pattern"), "The pattern is no regular expression that every program reads.")
    return made


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def _counts(value: dict[str, Any], kind: str, at: Steps, ledger: Ledger) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for low, high, of in _COUNTS:
        for key in (low, high) if kind == of else ():
            count = value.get(key)
            if isinstance(count, int) and not isinstance(count, bool) and count >= 0:
                made[key] = count
            elif count is not None:
                ledger.leave((*at, key), "The length is no whole number from 0 on.")
        if low in made and high in made and made[low] > made[high]:
            del made[low], made[high]
            ledger.leave((*at, high), "The largest length is smaller than the smallest.")
    return made


def _range(value: dict[str, Any], kind: str, at: Steps, ledger: Ledger) -> dict[str, Any]:
    if kind not in ("number", "integer"):
        return {}
    made: dict[str, Any] = {}
    for key, outside in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        limit, exclusive = value.get(key), value.get(outside)
        if is_number(exclusive):  # OpenAPI 3.1: the limit itself
            limit, exclusive = exclusive, True
        if is_number(limit):
            made[key] = limit
            if exclusive is True:
                made[outside] = True
        elif limit is not None:
            ledger.leave((*at, key), "The limit is no number.")
    if made.get("minimum", 0) > made.get("maximum", made.get("minimum", 0)):
        ledger.leave((*at, "maximum"), "The maximum is smaller than the minimum.")
        return {}
    return made


def chosen(value: dict[str, Any], kind: str, at: Steps, ledger: Ledger) -> list[Any]:
    """The values of ``enum`` or ``const`` that have the type ``kind``, each once."""
    wanted = value.get("enum") if isinstance(value.get("enum"), list) else None
    if wanted is None:
        if "const" not in value:
            return []
        wanted = [value["const"]]
    made: list[Any] = []
    for one in wanted:
        if one is None:
            continue  # x-nullable says it
        if not fits(one, kind):
            ledger.leave((*at, "enum"), "A value to choose from has another type than the schema.")
        elif not any(one == other and type(one) is type(other) for other in made):
            made.append(one)
    return made


def default_holds(value: Any, schema: dict[str, Any]) -> bool:
    """Whether ``value`` can be the default of the converted ``schema``."""
    if isinstance(value, dict | list) or value is None or not fits(value, schema.get("type", "")):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if is_number(value):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        outside = (schema.get("exclusiveMinimum") and value == low) or (
            schema.get("exclusiveMaximum") and value == high
        )
        return bool(low <= value <= high and not outside and "multipleOf" not in schema)
    if isinstance(value, str):
        short = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        return bool(short and "pattern" not in schema and schema.get("format", "") in ("", "password"))
    return True
