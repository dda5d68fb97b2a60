"""Wrong JSON types, values outside a fixed set, and keys that nobody knows: what the JSON Schema finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ippub.check.rule import Finding, Fix, Severity, fix, rule, suggestion
from ippub.check.shape import PropertiesShape, ShapeFault, SwaggerShape, json_type
from ippub.check.sources import PROPERTIES_SCHEMA, VALIDATOR, review
from ippub.check.wording import listed, quoted
from ippub.connector.swagger import Invocation, Swagger
from ippub.document.edit import Remove, Rename, Set
from ippub.document.json import Json
from ippub.document.place import Place, Token
from ippub.nearest import nearest

_LONGEST_NUMBER = 18
"""How many digits a text has that becomes a number."""
_LARGEST = 10**15
"""A larger number would not be written as it was."""
_ARTICLES = {
    "array": "an array",
    "object": "an object",
    "integer": "an integer",
    "null": "null",
}


@rule("JsonTypeIncorrect", Severity.ERROR, source=review(4123), fixable=True)
def json_type_incorrect(shape: SwaggerShape) -> Iterator[Finding]:
    """A value in the definition has the wrong JSON type.

    Swagger says for every member whether it is a text, a number, true or false, an object or an array. The
    platform reads the definition into fixed types and stops at the first value that does not fit.

    Fix: Write a value of the expected type.

    Evidence: Printed as an error by Microsoft's validator in pull request 4123, where a "security" array
    had slipped below "definitions". One accepted connector of 930 has such a value.

    Bad:
        paths: {/widgets: {get: {deprecated: "true"}}}
    Bad:
        definitions: {Widget: {properties: {id: [string]}}}
    Bad:
        definitions: {Widget: {properties: {id: {required: true}}}}
    Good:
        paths: {/widgets: {get: {deprecated: true}}}
    """
    for fault in shape.faults:
        if fault.keyword == "type":
            at = shape.at(fault)
            yield Finding(_type_message(fault), at=at, remedy=_type_remedy(fault), fix=_cast(shape.swagger, fault, at))


@rule("ApiPropertiesTypeIncorrect", Severity.ERROR, source=PROPERTIES_SCHEMA)
def api_properties_type_incorrect(shape: PropertiesShape) -> Iterator[Finding]:
    """A value in apiProperties.json has the wrong JSON type.

    The platform reads the file into fixed types; a text in the place of an object, or an object in the
    place of an array, stops the import.

    Fix: Write a value of the expected type.

    Evidence: Derived from Microsoft's JSON Schema for the file; no accepted independent publisher's
    connector breaks it.

    Reading: Values that a rule of their own looks at (the brand colour, the capabilities, the constraints
    of a connection parameter) are left to that rule.

    Bad:
        apiProperties.json: {properties: {policyTemplateInstances: {}}}
    Bad:
        apiProperties.json: {properties: {scriptOperations: ListWidgets}}
    Good:
        apiProperties.json: {properties: {policyTemplateInstances: []}}
    """
    for fault in shape.faults:
        if fault.keyword == "type":
            yield Finding(_type_message(fault), at=shape.at(fault), remedy=_type_remedy(fault))


@rule("JsonValueNotInEnum", Severity.ERROR, source=VALIDATOR, fixable=True)
def json_value_not_in_enum(shape: SwaggerShape) -> Iterator[Finding]:
    """A member of the definition has a value outside its fixed set.

    Some members know only a few values, in exactly this spelling: where a parameter stands, the type of a
    value, the kind of a trigger. The platform cannot guess what another one means.

    Fix: Use one of the values that the message lists; upper and lower case count.

    Evidence: A code of Microsoft's validator; none of 930 accepted connectors has such a value.

    Bad:
        paths: {/widgets: {get: {x-ms-trigger: polling}}}
    Bad:
        definitions: {Widget: {properties: {id: {type: String}}}}
    Good:
        paths: {/widgets: {get: {x-ms-trigger: batch}}}
    """
    for fault in shape.faults:
        if fault.keyword == "enum" and fault.name != "x-ms-visibility":
            allowed = listed(fault.expected, most=len(fault.expected))
            message = f"{_what(fault)} is {quoted(fault.value)}, which is none of {allowed}"
            yield _with_value(message, fault, shape.at(fault))


@rule("ExtensionNameNotValid", Severity.ERROR, source=review(3810), suggests=True)
def extension_name_not_valid(shape: SwaggerShape) -> Iterator[Finding]:
    """An object has a key that Swagger does not know and that is no extension.

    Swagger 2.0 lists the keys of every object. Whatever else you want to say must begin with "x-"; all
    other keys are refused, because they are mostly misspelt.

    Fix: Correct the spelling, put "x-" in front of the key, or take it out.

    Evidence: Printed as an error by Microsoft's validator in pull request 3810 for "scriptOperations"
    beside "info". One of 930 accepted connectors has such a key.

    Reading: Keys of OpenAPI 3 and keywords of JSON Schema that Swagger 2.0 does not support are told by the
    rules OpenApi3Keywords and SwaggerKeywordNotSupported.

    Bad:
        scriptOperations: [ListWidgets]
    Bad:
        paths: {/widgets: {get: {sumary: List}}}
    Good:
        paths: {/widgets: {get: {x-sumary: List}}}
    """
    for fault in shape.faults:
        if fault.keyword == "patternProperties":
            yield _unknown_key(shape, fault, _MOVE.get(fault.name, ""), Rename(shape.at(fault), f"x-{fault.name}"))


@rule("AdditionalPropertyNotAllowed", Severity.ERROR, source=VALIDATOR, suggests=True)
def additional_property_not_allowed(shape: SwaggerShape) -> Iterator[Finding]:
    """An object that may not be extended has a key that it does not know.

    Microsoft's own extensions are closed: they have a fixed list of keys, and not even one that begins with
    "x-" may be added. An unknown key is mostly misspelt, and then what you wanted does not happen.

    Fix: Correct the spelling, or take the key out.

    Evidence: A code of Microsoft's validator; none of the accepted independent publishers' connectors has
    such a key.

    Reading: Microsoft does not publish which objects belong to this code and which to
    ExtensionNameNotValid. We take it for the extensions whose JSON Schema is closed: x-ms-api-annotation,
    x-ms-pageable, x-ms-enum-values and x-ms-trigger-metadata.

    Bad:
        paths: {/widgets: {get: {x-ms-api-annotation: {familiy: ListWidgets, revision: 1}}}}
    Good:
        paths: {/widgets: {get: {x-ms-api-annotation: {family: ListWidgets, revision: 1}}}}
    """
    for fault in shape.faults:
        if fault.keyword == "additionalProperties":
            yield _unknown_key(shape, fault, "", Remove(shape.at(fault)))


@rule("OneOfPropertiesRequired", Severity.ERROR, source=VALIDATOR)
def one_of_properties_required(invocation: Invocation) -> Iterator[Finding]:
    """A dynamic extension lacks every one of the keys of which it needs one.

    A list of values comes from an operation, a built-in operation or a capability; an input of that call is
    a fixed value or a reference. Without any of them the designer has nothing to show.

    Fix: Add one of the keys that the message names.

    Evidence: A code of Microsoft's validator; none of 2,900 such extensions in accepted connectors breaks it.

    Reading: Microsoft does not publish the sets of keys. These two follow from its JSON Schema.

    Bad:
        definitions: {Widget: {properties: {id: {x-ms-dynamic-values: {value-path: id}}}}}
    Bad:
        definitions:
          Widget:
            properties:
              id: {x-ms-dynamic-list: {operationId: ListWidgets, itemValuePath: id, parameters: {limit: {}}}}
    Good:
        definitions:
          Widget:
            properties:
              id: {x-ms-dynamic-list: {operationId: ListWidgets, parameters: {limit: {value: 9}}}}
    """
    sources = ("operationId", "builtInOperation", "capability")
    if invocation.extension == "x-ms-dynamic-values" and not any(key in invocation for key in sources):
        yield Finding(f'"{invocation.extension}" has none of {listed(sources)}', at=invocation.place)
    if invocation.extension in ("x-ms-dynamic-list", "x-ms-dynamic-properties"):
        for name, parameter in invocation.children("parameters"):
            if "value" not in parameter and "parameterReference" not in parameter:
                message = f'the input {quoted(name)} has neither "value" nor "parameterReference"'
                yield Finding(message, at=parameter.place)


_MOVE = {
    key: f'Move "{key}" into "properties" of apiProperties.json.'
    for key in (
        "scriptOperations",
        "connectionParameters",
        "connectionParameterSets",
        "policyTemplateInstances",
    )
}


def _unknown_key(shape: SwaggerShape, fault: ShapeFault, remedy: str, otherwise: Rename | Remove) -> Finding:
    """``otherwise`` is the repair when no known key is near."""
    near = nearest(fault.name, fault.expected)
    above = _value_at(shape.swagger, fault.tokens[:-1])
    edit = otherwise
    if near is not None and isinstance(above, dict) and near not in above:
        edit = Rename(shape.at(fault), near)
    is_taken = isinstance(edit, Rename) and isinstance(above, dict) and edit.key in above
    repair = None if remedy or is_taken else suggestion(edit)
    if not remedy and near is not None:
        remedy = f'Write "{near}" if that is what you mean, else take the key out.'
    message = f"the {fault.owner} has a key {quoted(fault.name)}, which is not known there"
    return Finding(message, at=shape.at(fault).marked_key, remedy=remedy, fix=repair)


def _value_at(swagger: Swagger, tokens: Sequence[Token]) -> Json:
    value: Json = swagger.value
    for token in tokens:
        if isinstance(value, dict) and token in value:
            value = value[str(token)]
        elif isinstance(value, list) and isinstance(token, int) and token < len(value):
            value = value[token]
        else:
            return None
    return value


def _cast(swagger: Swagger, fault: ShapeFault, at: Place) -> Fix | None:
    """The same value in the expected type, where nothing is lost.

    What becomes true begins to count, and a list brings its elements to the notice of other rules: suggestions.
    """
    value, expected = fault.value, fault.expected
    match value:
        case str():
            text = value.strip().lower()
            if "boolean" in expected and text in ("true", "false"):
                return Fix((Set(at, text == "true"),), safe=text == "false")
            if {"integer", "number"} & set(expected) and text.isascii() and text.removeprefix("-").isdigit():
                return fix(Set(at, int(text))) if len(text) < _LONGEST_NUMBER else None
            return suggestion(Set(at, [value])) if expected == ("array",) else None
        case bool():
            return _required_above(swagger, at, is_required=value) if fault.name == "required" else None
        case int() | float() if expected == ("string",):
            return Fix((Set(at, str(value)),), safe=isinstance(value, int)) if abs(value) < _LARGEST else None
        case [str() as only] if expected == ("string",):
            return suggestion(Set(at, only))
    return None


def _required_above(swagger: Swagger, at: Place, *, is_required: bool) -> Fix | None:
    """A property that says of itself that it is required: the list of the object around it has to say so."""
    tokens = at.tokens or ()
    if len(tokens) < 4 or tokens[-3] != "properties":
        return None
    owner = _value_at(swagger, tokens[:-3])
    names = owner.get("required", []) if isinstance(owner, dict) else None
    if not is_required or (isinstance(names, list) and tokens[-2] in names):
        return suggestion(Remove(at))
    if not isinstance(owner, dict) or not isinstance(names, list):
        return None
    above = Place(at.file, (*tokens[:-3], "required"))
    added = Set(above / len(names), str(tokens[-2])) if "required" in owner else Set(above, [str(tokens[-2])], "type")
    return suggestion(Remove(at), added)


def _with_value(message: str, fault: ShapeFault, at: Place) -> Finding:
    near = nearest(str(fault.value), fault.expected)
    if near is None:
        return Finding(message, at=at)
    is_same = str(fault.value).strip().lower() == near.lower()
    return Finding(message, at=at, remedy=f'Write "{near}".', fix=Fix((Set(at, near),), safe=is_same))


def _what(fault: ShapeFault) -> str:
    """What is wrong, for instance: "required" in the parameter."""
    last = fault.tokens[-1] if fault.tokens else ""
    if isinstance(last, int):
        return f'element {last + 1} of "{fault.name}" in the {fault.owner}'
    return f"{quoted(last)} in the {fault.owner}"


def _type_message(fault: ShapeFault) -> str:
    is_a = _article(json_type(fault.value))
    shown = f" ({quoted(fault.value, 30)})" if isinstance(fault.value, str) else ""
    wanted = " or ".join(_article(name) for name in fault.expected)
    return f"{_what(fault)} is {is_a}{shown}, but {wanted} is expected"


def _article(name: str) -> str:
    return _ARTICLES.get(name, f"a {name}")


def _type_remedy(fault: ShapeFault) -> str:
    value = fault.value
    if isinstance(value, str):
        text = value.strip().lower()
        number = text.removeprefix("-").isdecimal() and {"integer", "number"} & set(fault.expected)
        if ("boolean" in fault.expected and text in ("true", "false")) or number:
            return f"Write {text[:40]} without quotes."
    if fault.expected == ("string",) and isinstance(value, int | float):
        return f'Write it in quotes: "{str(value).lower()[:40]}".'
    if fault.expected == ("array",) and isinstance(value, str):
        return f"Put it in square brackets: [{quoted(value, 40)}]."
    if fault.name == "required" and isinstance(value, bool):
        return 'List the property\'s name in "required" of the schema around it.'
    return ""
