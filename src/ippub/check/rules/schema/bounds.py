"""Bounds: lengths, counts and ranges that no value could keep."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, fix, rule, suggestion
from ippub.check.sources import VALIDATOR
from ippub.connector.node import Node
from ippub.connector.swagger import Schema, Typed
from ippub.document.edit import Remove, Set


@rule("MultipleOfMustBeGreaterThanZero", Severity.ERROR, source=VALIDATOR, needs="multipleOf", suggests=True)
def multiple_of_must_be_greater_than_zero(typed: Typed) -> Iterator[Finding]:
    """The step of a number (multipleOf) is zero or negative.

    No number is a multiple of zero, and a negative step means nothing; no value could pass.

    Fix: Use a positive number, or remove "multipleOf".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        definitions: {Widget: {properties: {size: {type: integer, multipleOf: 0}}}}
    Good:
        definitions: {Widget: {properties: {size: {type: number, multipleOf: 0.5}}}}
    """
    step = _number(typed, "multipleOf")
    if step is not None and step <= 0:
        at = typed / "multipleOf"
        message = f"multipleOf is {_short(step)}, which is not greater than 0"
        yield Finding(message, at=at, fix=suggestion(Remove(at)))


@rule("MaxItemsMustBeGreaterThanOrEqualToZero", Severity.ERROR, source=VALIDATOR, needs="maxItems", fixable=True)
def max_items_must_be_greater_than_or_equal_to_zero(typed: Typed) -> Iterator[Finding]:
    """The largest number of elements (maxItems) is negative.

    No array has fewer than no elements, so every value would be refused.

    Fix: Use 0 or more, or remove "maxItems".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        definitions: {Widget: {properties: {parts: {type: array, items: {type: string}, maxItems: -1}}}}
    Good:
        definitions: {Widget: {properties: {parts: {type: array, items: {type: string}, maxItems: 10}}}}
    """
    yield from _negative(typed, "maxItems")


@rule("MaxLengthMustBeGreaterThanOrEqualToZero", Severity.ERROR, source=VALIDATOR, needs="maxLength", fixable=True)
def max_length_must_be_greater_than_or_equal_to_zero(typed: Typed) -> Iterator[Finding]:
    """The largest length of a text (maxLength) is negative.

    No text is shorter than empty, so every value would be refused.

    Fix: Use 0 or more, or remove "maxLength".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        definitions: {Widget: {properties: {name: {maxLength: -1}}}}
    Good:
        definitions: {Widget: {properties: {name: {maxLength: 80}}}}
    """
    yield from _negative(typed, "maxLength")


@rule(
    "MaxPropertiesMustBeGreaterThanOrEqualToZero", Severity.ERROR, source=VALIDATOR, needs="maxProperties", fixable=True
)
def max_properties_must_be_greater_than_or_equal_to_zero(schema: Schema) -> Iterator[Finding]:
    """The largest number of properties (maxProperties) is negative.

    No object has fewer than no properties, so every value would be refused.

    Fix: Use 0 or more, or remove "maxProperties".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        definitions: {Widget: {maxProperties: -1}}
    Good:
        definitions: {Widget: {maxProperties: 8}}
    """
    yield from _negative(schema, "maxProperties")


@rule("MinItemsMustBeGreaterThanOrEqualToZero", Severity.ERROR, source=VALIDATOR, needs="minItems", fixable=True)
def min_items_must_be_greater_than_or_equal_to_zero(typed: Typed) -> Iterator[Finding]:
    """The smallest number of elements (minItems) is negative.

    A negative count means nothing; it is a slip for 0, or for another bound.

    Fix: Use 0 or more, or remove "minItems".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        definitions: {Widget: {properties: {parts: {type: array, items: {type: string}, minItems: -1}}}}
    Good:
        definitions: {Widget: {properties: {parts: {type: array, items: {type: string}, minItems: 1}}}}
    """
    yield from _negative(typed, "minItems")


@rule("MinLengthMustBeGreaterThanOrEqualToZero", Severity.ERROR, source=VALIDATOR, needs="minLength", fixable=True)
def min_length_must_be_greater_than_or_equal_to_zero(typed: Typed) -> Iterator[Finding]:
    """The smallest length of a text (minLength) is negative.

    A negative length means nothing; it is a slip for 0, or for another bound.

    Fix: Use 0 or more, or remove "minLength".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        definitions: {Widget: {properties: {name: {minLength: -1}}}}
    Good:
        definitions: {Widget: {properties: {name: {minLength: 1}}}}
    """
    yield from _negative(typed, "minLength")


@rule(
    "MinPropertiesMustBeGreaterThanOrEqualToZero", Severity.ERROR, source=VALIDATOR, needs="minProperties", fixable=True
)
def min_properties_must_be_greater_than_or_equal_to_zero(schema: Schema) -> Iterator[Finding]:
    """The smallest number of properties (minProperties) is negative.

    A negative count means nothing; it is a slip for 0, or for another bound.

    Fix: Use 0 or more, or remove "minProperties".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        definitions: {Widget: {minProperties: -1}}
    Good:
        definitions: {Widget: {minProperties: 1}}
    """
    yield from _negative(schema, "minProperties")


@rule("MinimumShouldBeLessThanOrEqualToMaximum", Severity.ERROR, source=VALIDATOR, needs="minimum", suggests=True)
def minimum_should_be_less_than_or_equal_to_maximum(typed: Typed) -> Iterator[Finding]:
    """The minimum is greater than the maximum.

    No number lies between them, so every value would be refused.

    Fix: Swap the two bounds, or correct one of them.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        definitions: {Widget: {properties: {size: {type: integer, minimum: 10, maximum: 1}}}}
    Good:
        definitions: {Widget: {properties: {size: {type: integer, minimum: 1, maximum: 10}}}}
    """
    yield from _crossed(typed, "minimum", "maximum")


@rule("MinItemsShouldBeLessThanOrEqualToMaxItems", Severity.ERROR, source=VALIDATOR, needs="minItems", suggests=True)
def min_items_should_be_less_than_or_equal_to_max_items(typed: Typed) -> Iterator[Finding]:
    """An array needs more elements (minItems) than it may have (maxItems).

    No array has both, so every value would be refused.

    Fix: Swap the two bounds, or correct one of them.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        definitions:
          Widget: {properties: {parts: {type: array, items: {type: string}, minItems: 3, maxItems: 2}}}
    Good:
        definitions:
          Widget: {properties: {parts: {type: array, items: {type: string}, minItems: 2, maxItems: 3}}}
    """
    yield from _crossed(typed, "minItems", "maxItems")


@rule("MinLengthShouldBeLessThanOrEqualToMaxLength", Severity.ERROR, source=VALIDATOR, needs="minLength", suggests=True)
def min_length_should_be_less_than_or_equal_to_max_length(typed: Typed) -> Iterator[Finding]:
    """A text must be longer (minLength) than it may be (maxLength).

    No text is both, so every value would be refused.

    Fix: Swap the two bounds, or correct one of them.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        definitions: {Widget: {properties: {name: {minLength: 80, maxLength: 8}}}}
    Good:
        definitions: {Widget: {properties: {name: {minLength: 8, maxLength: 80}}}}
    """
    yield from _crossed(typed, "minLength", "maxLength")


@rule(
    "ExclusiveMaximumRequiresMaximum",
    Severity.ERROR,
    source=VALIDATOR,
    needs="exclusiveMaximum",
    fixable=True,
)
def exclusive_maximum_requires_maximum(typed: Typed) -> Iterator[Finding]:
    """There is an exclusiveMaximum but no maximum.

    In Swagger 2.0 "exclusiveMaximum" only says that the maximum itself is not allowed. Alone it has no
    meaning.

    Fix: Add "maximum", or remove "exclusiveMaximum".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        definitions: {Widget: {properties: {size: {type: integer, exclusiveMaximum: true}}}}
    Good:
        definitions: {Widget: {properties: {size: {type: integer, maximum: 10, exclusiveMaximum: true}}}}
    """
    yield from _alone(typed, "exclusiveMaximum", "maximum")


@rule(
    "ExclusiveMinimumRequiresMinimum",
    Severity.ERROR,
    source=VALIDATOR,
    needs="exclusiveMinimum",
    fixable=True,
)
def exclusive_minimum_requires_minimum(typed: Typed) -> Iterator[Finding]:
    """There is an exclusiveMinimum but no minimum.

    In Swagger 2.0 "exclusiveMinimum" only says that the minimum itself is not allowed. Alone it has no
    meaning.

    Fix: Add "minimum", or remove "exclusiveMinimum".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        definitions: {Widget: {properties: {size: {type: integer, exclusiveMinimum: true}}}}
    Good:
        definitions: {Widget: {properties: {size: {type: integer, minimum: 0, exclusiveMinimum: true}}}}
    """
    yield from _alone(typed, "exclusiveMinimum", "minimum")


def _number(node: Node, key: str) -> float | None:
    """The member when it is a number; true and false are none."""
    value = node.get(key)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _negative(node: Node, key: str) -> Iterator[Finding]:
    value = _number(node, key)
    if value is not None and value < 0:
        at = node / key
        # At least -1 and at least 0 mean the same; at most -1 may have meant no limit.
        repair = fix(Set(at, 0)) if key.startswith("min") else suggestion(Remove(at))
        yield Finding(f"{key} is {_short(value)}, which is less than 0", at=at, fix=repair)


def _crossed(node: Node, lower: str, upper: str) -> Iterator[Finding]:
    least, most = _number(node, lower), _number(node, upper)
    if least is not None and most is not None and least > most:
        swap = suggestion(Set(node / lower, most), Set(node / upper, least))
        yield Finding(f"{lower} {_short(least)} is greater than {upper} {_short(most)}", at=node / lower, fix=swap)


def _alone(node: Node, key: str, bound: str) -> Iterator[Finding]:
    # A number here is the form of later standards; the rule about types reports it.
    if isinstance(node.get(key), bool) and bound not in node:
        at = node / key
        yield Finding(f"{key} stands here without {bound}", at=at, fix=fix(Remove(at)))


def _short(number: float) -> str:
    """The number in at most 40 characters; Python refuses to write integers of thousands of digits."""
    return str(number)[:40] if abs(number) < 10**40 else f"{'-' if number < 0 else ''}1e40 or beyond"
