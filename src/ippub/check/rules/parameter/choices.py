"""The display names of a fixed choice: ``x-ms-enum-values``."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, fix, rule, suggestion
from ippub.check.sources import VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.node import Node
from ippub.connector.swagger import Typed
from ippub.document.edit import Remove, Set
from ippub.document.json import Json

_KEY = "x-ms-enum-values"


def _identity(value: Json) -> tuple[str, str]:
    """Equal for deeply equal values only; 1 and true differ."""
    return type(value).__name__, repr(value)


def _spelt(value: Json) -> str:
    """The value as a text, true and false as JSON has them."""
    return str(value).strip().lower() if isinstance(value, bool) else str(value).strip()


@rule("DuplicateEnumValuesInExtension", Severity.ERROR, source=VALIDATOR, needs=_KEY, fixable=True)
def duplicate_enum_values_in_extension(typed: Typed) -> Iterator[Finding]:
    """One value of a choice has two display names.

    The designer shows each entry of x-ms-enum-values as a line of the list. Two lines with the same value
    cannot be told apart once one of them is chosen.

    Fix: Keep one entry per value.

    Evidence: Microsoft's validator refuses it; no accepted connector is known that does it.

    Reading: Parameters and schema properties are looked at alike.

    Bad:
        definitions:
          Widget:
            properties:
              size:
                type: string
                enum: [s, m]
                x-ms-enum-values: [{value: s, displayName: Small}, {value: s, displayName: Tiny}]
    Bad:
        definitions:
          Widget:
            properties:
              size:
                type: string
                enum: [s, m]
                x-ms-enum-values: [{value: s, displayName: Small}, {value: s, displayName: Small}]
    Good:
        definitions:
          Widget:
            properties:
              size:
                type: string
                enum: [s, m]
                x-ms-enum-values: [{value: s, displayName: Small}, {value: m, displayName: Medium}]
    """
    seen: dict[tuple[str, str], Node] = {}
    for index, item in typed.elements(_KEY):
        if "value" not in item:
            continue
        first = seen.setdefault(_identity(item.get("value")), item)
        if first is not item:
            message = f"the value {quoted(item.get('value'))} has two display names"
            repair = fix(Remove(item.place)) if item.value == first.value else None
            yield Finding(message, at=typed.at(_KEY, index, "value"), fix=repair)


@rule("InvalidEnumValuesExtensionValue", Severity.ERROR, source=VALIDATOR, needs=_KEY, suggests=True)
def invalid_enum_values_extension_value(typed: Typed) -> Iterator[Finding]:
    """A display name belongs to a value that the choice does not have.

    The entries of x-ms-enum-values give names to the values of "enum" beside it. A value that is missing
    there could be chosen in the designer and would be refused when the flow runs.

    Fix: Add the value to "enum", or correct it (a number and a text of the same digits differ).

    Evidence: Microsoft's validator refuses it; no accepted connector does it.

    Bad:
        paths:
          /widgets:
            get:
              parameters:
                - name: size
                  in: query
                  type: string
                  enum: [s, m]
                  x-ms-enum-values: [{value: xl, displayName: Extra large}]
    Bad:
        paths:
          /widgets:
            get:
              parameters:
                - name: size
                  in: query
                  type: integer
                  enum: [1, 2]
                  x-ms-enum-values: [{value: "1", displayName: Small}]
    Good:
        paths:
          /widgets:
            get:
              parameters:
                - name: size
                  in: query
                  type: string
                  enum: [s, m]
                  x-ms-enum-values: [{value: s, displayName: Small}]
    """
    known = {_identity(value) for value in typed.items_of("enum")}
    for index, item in typed.elements(_KEY):
        if "value" in item and _identity(item.get("value")) not in known:
            why = "is not in enum" if "enum" in typed else "has no enum beside it"
            at = typed.at(_KEY, index, "value")
            meant = [value for value in typed.items_of("enum") if _spelt(value) == _spelt(item.get("value"))]
            repair = suggestion(Set(at, meant[0])) if len(meant) == 1 else None
            yield Finding(f"the value {quoted(item.get('value'))} {why}", at=at, fix=repair)


@rule("MissingEnumValuesDisplayName", Severity.ERROR, source=VALIDATOR, needs=_KEY, fixable=True)
def missing_enum_values_display_name(typed: Typed) -> Iterator[Finding]:
    """A value of a choice has no display name.

    The only purpose of x-ms-enum-values is to show something better than the raw value.

    Fix: Add "displayName"; the value itself will do when there is no better word.

    Evidence: Microsoft's validator refuses it; no accepted connector does it.

    Bad:
        paths:
          /widgets:
            get:
              parameters:
                - {name: size, in: query, type: string, enum: [s], x-ms-enum-values: [{value: s}]}
    Good:
        paths:
          /widgets:
            get:
              parameters:
                - name: size
                  in: query
                  type: string
                  enum: [s]
                  x-ms-enum-values: [{value: s, displayName: Small}]
    """
    for index, item in typed.elements(_KEY):
        if "displayName" not in item:
            message = f"the value {quoted(item.get('value'))} has no display name"
            at = item / "displayName"
            value = item.get("value")
            name = _spelt(value) if isinstance(value, str | int | float) else ""
            repair = fix(Set(at, name, after="value")) if name else None
            yield Finding(message, at=typed.at(_KEY, index), fix=repair)
