"""Values that must fit their type: enum, default, format, pattern."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Fix, Severity, fix, later, rule, suggestion
from ippub.check.sources import SWAGGER_2, VALIDATOR
from ippub.check.wording import listed, quoted
from ippub.connector.node import Node
from ippub.connector.swagger import Parameter, Swagger, Typed
from ippub.document.edit import Remove, Set
from ippub.document.json import Json

_KINDS = {"string": "a string", "integer": "an integer", "number": "a number", "boolean": "a boolean"}
_KINDS |= {"array": "an array", "object": "an object"}
_MAX_PATTERN_TEXT = 10_000
"""How many characters of patterns are tried; a connector has a handful of short ones."""
_LONGEST_NUMBER = 15
"""How many digits of a number every program keeps."""
_FORMATS = {
    "string": frozenset(
        ("byte", "binary", "date", "date-time", "date-no-tz", "password", "email", "html", "uri", "uuid")
    ),
    "integer": frozenset(("int32", "int64")),
    "number": frozenset(("float", "double")),
}
_BETTER_FORMATS = {
    "guid": "uuid",
    "datetime": "date-time",
    "date_time": "date-time",
    "url": "uri",
    "int": "int32",
    "integer": "int32",
    "long": "int64",
    "base64": "byte",
    "decimal": "double",
}


@rule("InvalidEnumValue", Severity.WARNING, source=VALIDATOR, needs="enum", fixable=True)
def invalid_enum_value(typed: Typed) -> Iterator[Finding]:
    """A value in an enum does not have the declared type.

    The designer offers the values of the list. When somebody picks one of the wrong type, the request is
    refused, or the value is sent in a form that the service does not know.

    Fix: Write the values in the declared type (for instance 0 instead of "0"), or change the type.

    Evidence: Listed by Microsoft's validator; still there in 3 of 385 accepted connectors, and half of
    the authors who opened a pull request with such a list repaired it before the merge.

    Reading: The validator's test is not published. A whole number fits "number" and a number without fraction fits
    "integer"; null fits nothing.

    Bad:
        paths:
          /widgets:
            get:
              parameters:
                - {name: size, in: query, type: integer, enum: ["1", "2"]}
    Good:
        paths:
          /widgets:
            get:
              parameters:
                - {name: size, in: query, type: integer, enum: [1, 2.0]}
    """
    kind = typed.type
    if kind not in _KINDS or (kind == "string" and set(map(type, typed.items_of("enum"))) == {str}):
        return
    wrong = [(at, value) for at, value in enumerate(typed.items_of("enum")) if not fits(value, kind)]
    if wrong:
        at, value = wrong[0]
        more = f", and so for {len(wrong) - 1} more of its values" if len(wrong) > 1 else ""
        shown = f"{_shown(value)} is {_kind(value)}" if value is not None else f"{at + 1} is null"
        message = f"enum value {shown}, but the type is {typed.type}{more}"
        # The display names hang on the values as they are.
        is_bound = "x-ms-enum-values" in typed or not all(recast(each, kind) is not None for _, each in wrong)
        yield Finding(message, at=typed.at("enum", at), fix=None if is_bound else Fix(_recast_choices(typed, kind)))


def _recast_choices(typed: Typed, kind: str) -> later:
    """The values of another type, as the type that is declared."""
    values = typed.items_of("enum")
    return later(
        lambda: [
            Set(typed.at("enum", at), recast(each, kind)) for at, each in enumerate(values) if not fits(each, kind)
        ]
    )


@rule("EnumMustContainAtLeastOneElement", Severity.ERROR, source=VALIDATOR, needs="enum", fixable=True)
def enum_must_contain_at_least_one_element(typed: Typed) -> Iterator[Finding]:
    """An enum is empty.

    An enum lists the values that are allowed. An empty one allows none, so nobody could ever fill in the
    field.

    Fix: List the allowed values, or remove "enum".

    Evidence: Microsoft's validator refuses it; none of 992 accepted connectors has one.

    Bad:
        definitions: {Widget: {properties: {name: {enum: []}}}}
    Good:
        definitions: {Widget: {properties: {name: {enum: [cog, sprocket]}}}}
    """
    if typed.get("enum") == []:
        at = typed / "enum"
        repair = Fix((Remove(at),), safe=len(typed.value) > 1)
        yield Finding("this enum is empty and allows no value at all", at=at, fix=repair)


@rule("DefaultValueMustMatchType", Severity.WARNING, source=VALIDATOR, needs="default", fixable=True)
def default_value_must_match_type(typed: Typed) -> Iterator[Finding]:
    """A default does not have the declared type.

    The designer fills the default in for the maker. One of the wrong type makes the field invalid from
    the start, or reaches the service as text where it expects a number or a yes/no.

    Fix: Write the default in the declared type (for instance false instead of "false"), or change the
    type.

    Evidence: Listed by Microsoft's validator; 9 of 385 accepted connectors have one, mostly "true" or
    "false" in quotes, so nobody is stopped for it.

    Reading: The validator's test is not published. A whole number fits "number" and a number without fraction fits
    "integer"; null fits nothing.

    Bad:
        definitions: {Widget: {properties: {sold: {type: boolean, default: "false"}}}}
    Good:
        definitions: {Widget: {properties: {sold: {type: boolean, default: false}}}}
    """
    value = typed.get("default")
    if typed.type not in _KINDS or fits(value, typed.type):
        return
    shown = f"{_shown(value)} is {_kind(value)}" if value is not None else "is null"
    message = f"default {shown}, but the type is {typed.type}"
    at = typed / "default"
    right = recast(value, typed.type)
    known = [str(each) for each in typed.items_of("enum")]
    repair = None
    if right is not None and (not known or str(value) in known):
        repair = fix(Set(at, right))
    elif value is None:
        repair = suggestion(Remove(at))
    yield Finding(message, at=at, remedy=_cast(value, typed.type), fix=repair)


@rule("DefaultNotInEnum", Severity.WARNING, source=SWAGGER_2, needs="enum", suggests=True)
def default_not_in_enum(typed: Typed) -> Iterator[Finding]:
    """A default is not among the values that may be chosen.

    The designer fills in a value that its own list does not offer, and the service may refuse it.

    Fix: Choose the default from "enum", or add it there.

    Evidence: Two accepted certified connectors have such a default, no independent one has.

    Reading: A default of another type than the declared one is told by DefaultValueMustMatchType instead.

    Bad:
        definitions: {Widget: {properties: {size: {type: string, enum: [small, large], default: medium}}}}
    Bad:
        definitions: {Widget: {properties: {size: {type: string, enum: [small, large], default: Small}}}}
    Good:
        definitions: {Widget: {properties: {size: {type: string, enum: [small, large], default: small}}}}
    """
    values = typed.items_of("enum")
    default = typed.get("default")
    if "default" not in typed or not values or (typed.type in _KINDS and not fits(default, typed.type)):
        return
    if not any(value == default and isinstance(value, bool) is isinstance(default, bool) for value in values):
        message = f"default {_shown(default)} is not one of {listed(values)}"
        at = typed / "default"
        alike = [value for value in values if str(value).strip().lower() == str(default).strip().lower()]
        repair = suggestion(Set(at, alike[0])) if len(alike) == 1 else None
        yield Finding(message, at=at, fix=repair)


@rule("UnrecognizedTypeFormat", Severity.WARNING, source=VALIDATOR, needs="format", suggests=True)
def unrecognized_type_format(typed: Typed) -> Iterator[Finding]:
    """The format is not one that the platform knows for this type.

    The format decides which control the designer shows and how the value is converted. One that is not
    known is passed over, so the maker gets a plain text field.

    Fix: Use a format that goes with the type, or remove "format". Strings take byte, binary, date,
    date-time, date-no-tz, email, html, password, uri and uuid; integers int32 and int64; numbers float
    and double.

    Evidence: Listed by Microsoft's validator; 4 of 385 accepted independent publisher connectors and 42
    certified ones use another pair, so nobody is stopped for it.

    Reading: Microsoft's list is not published. The pairs are those in the JSON Schema of the upstream
    repository.

    Bad:
        definitions: {Widget: {properties: {id: {format: guid}}}}
    Bad:
        definitions: {Widget: {properties: {size: {type: integer, format: double}}}}
    Good:
        definitions: {Widget: {properties: {id: {format: uuid}}}}
    """
    form, kind = typed.get("format"), typed.type
    if not isinstance(form, str) or kind not in _KINDS or form in _FORMATS.get(kind, ()):
        return
    if isinstance(typed, Parameter) and typed.location == "body":
        return
    known = _FORMATS.get(typed.type, frozenset())
    better = _BETTER_FORMATS.get(form.strip().lower(), form.strip().lower())
    remedy = f'Use "{better}" instead.' if better in known else ""
    at = typed / "format"
    repair = suggestion(Set(at, better) if remedy else Remove(at))
    yield Finding(f"{quoted(form)} is no known format for the type {typed.type}", at, remedy, fix=repair)


@rule("PatternShouldBeValidRegularExpression", Severity.ERROR, source=VALIDATOR, needs="pattern")
def pattern_should_be_valid_regular_expression(swagger: Swagger) -> Iterator[Finding]:
    """A pattern is not a regular expression.

    The platform compiles the pattern with .NET to check what the maker types. One that does not compile
    makes every value invalid.

    Fix: Correct the pattern, or remove it.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors has one.

    Reading: Patterns are tried with Python's regular expressions, after what only .NET and JavaScript
    know is translated. A pattern over 2,000 characters is not tried, and one that is used several times
    is reported once.

    Bad:
        definitions: {Widget: {properties: {id: {pattern: "^[A-Z"}}}}
    Good:
        definitions: {Widget: {properties: {id: {pattern: "^(?<kind>[A-Z]+)-[0-9]+$"}}}}
    """
    patterns: dict[str, Node] = {}
    length = 0
    for node in [*swagger.schemas_with("pattern"), *swagger.parameters, *swagger.headers, *swagger.items]:
        pattern = node.value.get("pattern")
        if isinstance(pattern, str) and pattern not in patterns and length < _MAX_PATTERN_TEXT:
            patterns[pattern] = node
            length += len(pattern)
    if not patterns:
        return
    from ippub.check.pattern import fault_of_pattern

    for pattern, node in patterns.items():
        if fault := fault_of_pattern(pattern):
            yield Finding(f"pattern {quoted(pattern)} does not compile: {fault}", at=node / "pattern")


def fits(value: Json, kind: str) -> bool:
    """Whether ``value`` has the type ``kind`` of Swagger: 1.0 is an integer, true is not, null is nothing."""
    kinds: tuple[str, ...]
    match value:
        case bool():
            kinds = ("boolean",)
        case int():
            kinds = ("integer", "number")
        case float():
            kinds = ("integer", "number") if value.is_integer() else ("number",)
        case str():
            kinds = ("string",)
        case list():
            kinds = ("array",)
        case dict():
            kinds = ("object",)
        case _:
            kinds = ()
    return kind in kinds


def _kind(value: Json) -> str:
    if value is None:
        return "null"
    return next(name for kind, name in _KINDS.items() if fits(value, kind))


def _shown(value: Json) -> str:
    """The value as it stands in the file, short."""
    if isinstance(value, str):
        return quoted(value)
    match value:
        case list():
            return "[…]"
        case dict():
            return "{…}"
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case int() if abs(value) >= 10**40:
            return "1e40 or beyond"  # Python refuses to write integers of thousands of digits
    return str(value)[:40]


def recast(value: Json, kind: str) -> Json:
    """``value`` in the type ``kind`` where nothing is lost, else None."""
    if isinstance(value, str):
        text = value.strip().lower()
        if kind == "boolean" and text in ("true", "false"):
            return text == "true"
        digits = text.removeprefix("-")
        if kind in ("integer", "number") and digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER:
            # 007 may well be a code that is compared with its zeros
            return int(text) if digits == "0" or digits[0] != "0" else None
    elif kind == "string" and isinstance(value, bool):
        return "true" if value else "false"
    elif kind == "string" and isinstance(value, int) and abs(value) < 10**_LONGEST_NUMBER:
        return str(value)
    return None


def _cast(value: Json, kind: str) -> str:
    """The exact remedy where the value can be rewritten without loss."""
    if isinstance(value, str):
        text = value.strip().lower()
        if kind == "boolean" and text in ("true", "false"):
            return f"Write {text} without quotes."
        if kind in ("integer", "number") and text.isascii() and text.removeprefix("-").isdigit():
            return f"Write {text[:40]} without quotes."
    elif kind == "string" and isinstance(value, int | float):
        return f'Write "{_shown(value)}" in quotes.'
    return ""
