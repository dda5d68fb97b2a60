"""Kinds of schema: what the platform supports, and where."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule, suggestion
from ippub.check.sources import STRINGS, SUBMISSION, VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.swagger import Schema, Swagger, Typed
from ippub.document.edit import Remove, Set

MAX_SUMMARY = 80
"""Characters in the title of a property."""
_TYPED = ("type", "$ref", "allOf", "properties", "x-ms-dynamic-schema", "x-ms-dynamic-properties")
"""What says of a schema which type it has."""


@rule("SchemaTypeFileNotValid", Severity.ERROR, source=VALIDATOR, needs="file", suggests=True)
def schema_type_file_not_valid(swagger: Swagger) -> Iterator[Finding]:
    """The type "file" is used inside a schema.

    "file" is no JSON type. It may be the whole answer of an operation or a form parameter, never a property
    or a request body.

    Fix: For a property use the type "string" with the format "byte"; for an upload use a parameter in
    "formData".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        definitions: {Widget: {properties: {picture: {type: file}}}}
    Good:
        paths: {/widgets: {get: {responses: {"200": {schema: {type: file, properties: null}}}}}}
    """
    for schema in swagger.inventory.of_type("file"):
        if schema.role != "response":
            what = f"property {quoted(schema.name)}" if schema.role == "property" else "this schema"
            at = schema / "type"
            repair = None
            if schema.role == "property":
                repair = suggestion(Set(at, "string"), Set(schema / "format", "byte", after="type"))
            yield Finding(f'{what} has the type "file"', at=at, fix=repair)


@rule("InvalidStringBinaryProperty", Severity.WARNING, source=VALIDATOR, needs="format=binary", suggests=True)
def invalid_string_binary_property(schema: Schema) -> Iterator[Finding]:
    """A property has the format "binary".

    "binary" means raw bytes, and JSON cannot hold raw bytes. Only a whole body can be binary.

    Fix: Use the format "byte", which is Base64 text.

    Evidence: Listed by Microsoft's validator; 2 of 385 accepted connectors have one, so nobody is
    stopped for it.

    Reading: The root of a body, of an answer and of a definition may be binary; anything inside may not.

    Bad:
        definitions: {Widget: {properties: {picture: {type: string, format: binary}}}}
    Good:
        definitions: {Widget: {properties: {picture: {type: string, format: byte}}}}
    """
    if schema.get("format") == "binary" and schema.type == "string" and schema.owner is not None:
        what = f"property {quoted(schema.name)}" if schema.role == "property" else "this schema"
        at = schema / "format"
        message = f'{what} has the format "binary" inside a JSON object'
        yield Finding(message, at=at, fix=suggestion(Set(at, "byte")))


@rule("SwaggerKeywordNotSupported", Severity.WARNING, source=VALIDATOR, needs="uniqueItems", suggests=True)
def swagger_keyword_not_supported(typed: Typed) -> Iterator[Finding]:
    """A keyword is used that the platform does not support.

    "uniqueItems" is Swagger, but the platform does not keep it: makers can enter the same value twice.

    Fix: Remove the keyword, and say in the description what the service expects.

    Evidence: Listed by Microsoft's validator; 1 accepted independent publisher connector and 12
    certified ones use "uniqueItems".

    Reading: "uniqueItems" is the only keyword that Microsoft names. Keywords that Swagger 2.0 does not
    know at all are found by ExtensionNameNotValid and OpenApi3Keywords.

    Bad:
        definitions: {Widget: {properties: {tags: {type: array, items: {type: string}, uniqueItems: true}}}}
    Good:
        definitions: {Widget: {properties: {tags: {type: array, items: {type: string}}}}}
    """
    if typed.get("uniqueItems") is True:
        at = (typed / "uniqueItems").marked_key
        yield Finding('the keyword "uniqueItems" is not supported', at=at, fix=suggestion(Remove(at)))


@rule("PropertyTypeMissing", Severity.INFO, source=SUBMISSION)
def property_type_missing(swagger: Swagger) -> Iterator[Finding]:
    """Properties do not say their type.

    Without a type the designer cannot offer the property to other actions, or offers it as something
    that fits nowhere.

    Fix: Add "type" (string, integer, number, boolean, array or object).

    Evidence: The submission page asks for exact schemas. A few accepted connectors have such properties;
    reviewers speak about whole responses that are empty, rarely about one property.

    Reading: Reported once per body or definition. A property of an answer that is {} is left to
    EmptyResponseSchema.

    Bad:
        definitions: {Widget: {properties: {name: {type: null}}}}
    Good:
        definitions: {Widget: {properties: {name: {type: string}}}}
    """
    inventory = swagger.inventory
    missing = [
        number
        for number in inventory.without(*_TYPED)
        if inventory.values[number] or not swagger.is_output(inventory.schemas[number])
    ]
    for _, schemas in inventory.by_root(missing):
        names = _names(schemas)
        verb = "has" if len(schemas) == 1 else "have"
        yield Finding(f"{names} {verb} no type", at=schemas[0].place)


@rule("EmptyItemsSchema", Severity.INFO, source=SUBMISSION, needs="items")
def empty_items_schema(swagger: Swagger) -> Iterator[Finding]:
    """Arrays of a request say nothing about their elements: "items" is empty.

    The designer cannot show fields for an element. The maker has to write the elements by hand as JSON,
    and must know from elsewhere what they look like.

    Fix: Describe one element in "items", at least by its type.

    Evidence: The submission page asks for exact schemas. 1 % of the accepted independent publisher
    connectors have one: reviewers ask for whole answers that are empty, rarely for elements.

    Reading: Reported once per body or definition. Answers are left to EmptyResponseSchema.

    Bad:
        definitions:
          Rack: {type: object, properties: {tags: {type: array, items: {}}}}
    Good:
        definitions:
          Rack: {type: object, properties: {tags: {type: array, items: {type: string}}}}
    """
    inventory = swagger.inventory
    empty = [
        number
        for number in inventory.bare
        if (schema := inventory.schemas[number]).role == "items" and not swagger.is_output(schema)
    ]
    for _, schemas in inventory.by_root(empty):
        owners = [schema.owner for schema in schemas]
        names = _names([owner for owner in owners if owner is not None])
        yield Finding(f"nothing is said about the elements of {names}", at=schemas[0].place)


@rule("PropertySummaryTooLong", Severity.WARNING, source=STRINGS)
def property_summary_too_long(swagger: Swagger) -> Iterator[Finding]:
    """The title of a property has more than 80 characters.

    The title is the label of the field. The designer cuts off what does not fit, and the maker cannot
    tell two fields apart.

    Fix: Shorten it to 80 characters at most, and move the rest into the description.

    Evidence: Microsoft's guidance on texts sets the limit; 1 of 194 accepted connectors of 2023 and 2024
    is over it.

    Bad:
        definitions:
          Widget:
            properties:
              name:
                x-ms-summary: >-
                  The name that a widget goes by among all of those who work with it every day of the year
    Good:
        definitions: {Widget: {properties: {name: {x-ms-summary: Name}}}}
    """
    for key in ("x-ms-summary", "title"):
        if max(map(len, swagger.inventory.texts[key]), default=0) <= MAX_SUMMARY:
            continue  # nearly always
        for schema in swagger.inventory.holders(key):
            text = schema.value[key]
            if schema.role == "property" and isinstance(text, str) and len(text) > MAX_SUMMARY:
                message = f"{key} {quoted(text)} has {len(text)} characters; at most {MAX_SUMMARY} are allowed"
                yield Finding(message, at=schema / key)


def _names(schemas: list[Schema]) -> str:
    from ippub.check.wording import listed

    names = [schema.name or schema.role for schema in schemas]
    return f"the property {quoted(names[0])}" if len(names) == 1 else f"the properties {listed(names)}"
