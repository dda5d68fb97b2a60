"""Which version of the specification the definition speaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ippub.check.rule import Finding, Fix, Severity, fix, later, rule, suggestion
from ippub.check.sources import FAQ, VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.node import Node
from ippub.connector.swagger import Swagger
from ippub.document.edit import Remove, Rename, Set

_CONVERT = "Convert the document to Swagger 2.0."
_ROOT = {
    "components": 'Move its schemas to "definitions", its parameters to "parameters", its responses to '
    '"responses" '
    'and its securitySchemes to "securityDefinitions".',
    "servers": 'Write the address as "schemes", "host" and "basePath".',
    "webhooks": "Describe the webhook as a trigger with x-ms-notification-content.",
    "jsonSchemaDialect": "Take it out.",
}
_PATH = {
    "servers": 'Write one "host" and "basePath" for the whole definition.',
    "summary": "Move it into the operations.",
    "description": "Move it into the operations.",
    "trace": "Take the operation out: Swagger 2.0 does not know this method.",
}
_OPERATION = {
    "requestBody": 'Write a parameter {"name": "body", "in": "body", "schema": ...}; list its type in "consumes".',
    "callbacks": "Describe the webhook as a trigger with x-ms-notification-content.",
    "servers": 'Write one "host" and "basePath" for the whole definition.',
}
_PARAMETER = {
    "style": 'Write "collectionFormat" for an array, else take it out.',
    "explode": 'Write "collectionFormat" for an array, else take it out.',
    "content": 'Write "type" (and "format") directly in the parameter.',
    "example": 'Say it in the description, or write "x-example".',
    "examples": 'Say it in the description, or write "x-examples".',
    "allowReserved": 'For a path parameter write "x-ms-url-encoding", else take it out.',
    "deprecated": "Say it in the description.",
    "nullable": 'Write "x-nullable".',
}
_RESPONSE = {
    "content": 'Write the "schema" directly in the response; list its content type in "produces".',
    "links": "Take it out.",
}
_HEADER = {
    "schema": 'Write "type" (and "format") directly in the header.',
    "required": "Take it out.",
    "example": "Say it in the description.",
}
_ITEMS = {"nullable": 'Write "x-nullable".'}
_SCHEMA = {
    "oneOf": "Describe one shape with all properties, none of them required.",
    "anyOf": "Describe one shape with all properties, none of them required.",
    "nullable": 'Write "x-nullable".',
    "writeOnly": "Take it out.",
    "deprecated": "Say it in the description.",
    "examples": 'Write one "example".',
}


@rule("SpecificationVersionIncorrect", Severity.ERROR, source=VALIDATOR, policy="5000.2.6.3", fixable=True)
def specification_version_incorrect(swagger: Swagger) -> Iterator[Finding]:
    """The definition is not Swagger 2.0.

    The platform reads Swagger 2.0 only, which is also called OpenAPI 2.0. OpenAPI 3 looks alike, but says
    almost everything in another place.

    Fix: Write "swagger": "2.0", as a text in quotes; convert an OpenAPI 3 document first.

    Evidence: A code of Microsoft's validator; all of 992 accepted connectors say "2.0".

    Bad:
        swagger: 2.0
    Bad:
        swagger: null
        openapi: 3.0.1
    Good:
        swagger: "2.0"
    """
    if "openapi" in swagger:
        message = f"the definition is written in OpenAPI {quoted(swagger.get('openapi'))}"
        yield Finding(message, at=swagger / "openapi", remedy=_CONVERT)
    elif "swagger" in swagger and swagger.get("swagger") != "2.0":
        value = swagger.get("swagger")
        shown = quoted(value) if isinstance(value, str) else f"{value}, which is no text,"
        remedy = 'Write "2.0", in quotes.'
        at = swagger / "swagger"
        repair = fix(Set(at, "2.0")) if str(value).strip() in ("2", "2.0") else None
        yield Finding(f'"swagger" is {shown} and not "2.0"', at=at, remedy=remedy, fix=repair)


@rule("OpenApi3Keywords", Severity.ERROR, source=FAQ, policy="5000.2.6.3", fixable=True)
def open_api_3_keywords(swagger: Swagger) -> Iterator[Finding]:
    """The definition uses a keyword of OpenAPI 3.

    The platform reads Swagger 2.0 only. A keyword of OpenAPI 3 is refused or ignored, and then the request
    has no body, the answer no properties.

    Fix: Say it in Swagger 2.0, or convert the whole document.

    Evidence: The documentation says that OpenAPI 3 is not supported; no accepted connector uses one of
    these keywords.

    Reading: Each keyword is told once, at its first place, with the number of places. A "schema" in a
    parameter that is no body is told by NonBodyParameterSchemaNotValid.

    Bad:
        paths:
          /widgets:
            post: {requestBody: {content: {application/json: {schema: {type: object}}}}}
    Bad:
        definitions: {Widget: {properties: {id: {nullable: true}}}}
    Bad:
        servers: [{url: "https://api.contoso.com/v1"}]
    Good:
        definitions: {Widget: {properties: {id: {x-nullable: true}}}}
    """
    yield from _told("definition", [swagger], _ROOT)
    yield from _told("path", swagger.path_items, _PATH)
    yield from _told("operation", swagger.operations, _OPERATION)
    yield from _told("parameter", swagger.parameters, _PARAMETER)
    yield from _told("response", swagger.responses, _RESPONSE)
    yield from _told("header", swagger.headers, _HEADER)
    yield from _told("items", swagger.items, _ITEMS)
    if swagger.inventory.has_any(frozenset(_SCHEMA)):
        yield from _told("schema", swagger.schemas, _SCHEMA)


def _told(owner: str, nodes: Iterable[Node], remedies: dict[str, str]) -> Iterator[Finding]:
    """One finding for each keyword that some of ``nodes`` have."""
    keywords = remedies.keys()
    found: dict[str, list[Node]] = {}
    for node in nodes:
        if not keywords.isdisjoint(node.value):
            for key in keywords & node.value.keys():
                found.setdefault(key, []).append(node)
    for key in sorted(found):
        holders = found[key]
        where = f"in {len(holders)} places; this is the first" if len(holders) > 1 else "here"
        message = f'the {owner} keyword "{key}" of OpenAPI 3 is used {where}'
        at, remedy = (holders[0] / key).marked_key, remedies[key]
        yield Finding(message, at=at, remedy=remedy, fix=_repair(owner, holders, key))


def _repair(owner: str, holders: list[Node], key: str) -> Fix | None:
    """Another name where Swagger 2.0 has an extension for it; out with what says nothing there."""
    better = "x-" + key
    if key in ("nullable", "example") or (owner == "parameter" and key == "examples"):
        if any(better in holder for holder in holders) or (owner, key) == ("header", "example"):
            return None
        return Fix(later(lambda: [Rename(holder / key, better) for holder in holders]))
    if key in ("writeOnly", "links", "jsonSchemaDialect") or (owner, key) == ("header", "required"):
        return suggestion(*(Remove(holder / key) for holder in holders))
    return None
