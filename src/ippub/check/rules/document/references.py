"""Whether references have the right form; what they refer to is looked up by the rules for each kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import SWAGGER_2, VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.folder import Connector
from ippub.connector.node import Node
from ippub.connector.swagger import Swagger
from ippub.document.json import Json
from ippub.document.place import Place, Token

_REFERENCE = re.compile(r'"\$ref"\s*:\s*"((?:[^"\\]|\\.)*)"')
_USUAL = re.compile(r"#/(?:definitions|parameters|responses)/[^/~%\\\s]+")
_POINTER = re.compile(r"#(?:/(?:[^~/%]|~[01]|%[0-9A-Fa-f]{2})*)*")
_DATA = frozenset(("default", "enum", "example", "examples", "x-ms-test-value"))
"""Members that hold values of the API: a "$ref" in them is no reference."""


@rule("JsonPointerNotValid", Severity.ERROR, source=VALIDATOR)
def json_pointer_not_valid(connector: Connector) -> Iterator[Finding]:
    """A reference is not written as a pointer into this file.

    A reference is "#" and then the way from the top of the file, each step after a "/". Inside a step "~"
    is written as ~0 and "/" as ~1. The platform cannot follow any other form.

    Fix: Write "#/definitions/Name" (or parameters, responses) with the name as it stands in the file.

    Evidence: A code of Microsoft's validator; no accepted connector has such a reference.

    Reading: Only the form is looked at here. References into other files are told by the rules for schemas,
    parameters and responses and by ExternalReference.

    Bad:
        definitions: {Widget: {properties: {owner: {$ref: "#definitions/Owner"}}}}
    Bad:
        definitions: {Widget: {properties: {owner: {$ref: "#/definitions/~Owner"}}}}
    Good:
        definitions: {Widget: {properties: {owner: {$ref: "#/definitions/Widget"}}}}
    """
    for ref, at, _ in _unusual(connector):
        if ref.startswith("#") and not _POINTER.fullmatch(ref):
            yield Finding(f'"$ref" is {quoted(ref)}, which is no pointer', at=at, remedy=_remedy(ref))


@rule("ExternalReference", Severity.ERROR, source=SWAGGER_2)
def external_reference(connector: Connector) -> Iterator[Finding]:
    """A reference leads out of the file, in a place where only the definition itself counts.

    A connector is one file. The platform does not fetch other files or web addresses, and neither does ippub.

    Fix: Copy what the reference means into this file.

    Evidence: No accepted connector refers to another file.

    Reading: References in schemas, parameters, responses and paths have rules of their own; this one speaks
    about all other places.

    Bad:
        securityDefinitions: {api_key: {$ref: "common.json#/api_key"}}
    Good:
        securityDefinitions: {api_key: {type: apiKey, in: header, name: X-Api-Key}}
    """
    for ref, at, covered in _unusual(connector):
        if not ref.startswith("#") and not covered:
            yield Finding(f'"$ref" is {quoted(ref)}, which is outside of this file', at=at)


def _remedy(ref: str) -> str:
    name = re.split(r"[/#.]", ref)[-1]
    section = next((key for key in ("parameters", "responses") if key in ref), "definitions")
    return f'Write "#/{section}/{name}".' if re.fullmatch(r"\w+", name) else ""


def _unusual(connector: Connector) -> Iterator[tuple[str, Place, bool]]:
    """Every reference that has not the usual form, its place, and whether another rule looks at it.

    The text is searched first: real definitions hold only usual references, and then nothing has to be
    walked.
    """
    document, swagger = connector.swagger_document, connector.swagger
    if document is None or swagger is None:
        return
    if not any(not _USUAL.fullmatch(found[1]) for found in _REFERENCE.finditer(document.text)):
        return
    covered = {id(node.value) for node in _covered(swagger)}
    waiting: list[tuple[Json, tuple[Token, ...]]] = [(swagger.value, ())]
    while waiting:
        value, tokens = waiting.pop()
        if isinstance(value, list):
            waiting.extend(
                (item, (*tokens, i)) for i, item in enumerate(value) if isinstance(item, dict | list)
            )
        elif isinstance(value, dict):
            ref = value.get("$ref")
            if isinstance(ref, str) and not _USUAL.fullmatch(ref):
                yield ref, Place(document.name, (*tokens, "$ref")), id(value) in covered
            # In "properties" every key is a name, so that one called "default" is a schema and no data.
            named = bool(tokens) and tokens[-1] in ("properties", "definitions")
            waiting.extend(
                (item, (*tokens, key))
                for key, item in value.items()
                if isinstance(item, dict | list) and (named or (key not in _DATA and not _is_extension(key)))
            )


def _is_extension(key: str) -> bool:
    return key.startswith("x-") and key != "x-ms-notification-content"


def _covered(swagger: Swagger) -> list[Node]:
    return [*swagger.schemas, *swagger.parameters, *swagger.responses, *swagger.path_items]
