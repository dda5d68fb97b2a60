"""What must be there, and must not be empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from ippub.check.rule import Finding, Severity, rule
from ippub.check.shape import SwaggerShape
from ippub.check.sources import VALIDATOR, review
from ippub.check.wording import quoted
from ippub.connector.node import Node
from ippub.connector.swagger import Operation, Parameter, Swagger

_Node = TypeVar("_Node", bound=Node)
_OF_OPERATION = frozenset({"summary", "description"})
_OF_PARAMETER = frozenset({"type", "x-ms-summary", "description"})


@rule("RequiredPropertyMissing", Severity.ERROR, source=review(3407))
def required_property_missing(shape: SwaggerShape) -> Iterator[Finding]:
    """A key that every connector needs is missing.

    Some keys are needed by Swagger itself, for instance the name of a parameter. Others are needed by
    Microsoft because users see them: the summary and description of every action and of every input are all
    the help that somebody gets who builds a flow.

    Fix: Add the key that the message names.

    Evidence: Printed as an error by Microsoft's validator in pull requests 550, 1095 and 3407. Of 8,808
    visible parameters in accepted connectors 8,805 have both texts, and every visible action has them.

    Reading: Parameters and operations that are marked internal need no texts, and body parameters need none
    because the designer shows their properties. Keys that have a rule of their own (operationId, responses,
    the version, the e-mail address) are left to it.

    Bad:
        info: {contact: null}
    Bad:
        x-ms-connector-metadata: null
    Bad:
        paths: {/widgets: {get: {summary: null}}}
    Bad:
        paths:
          /widgets:
            get:
              parameters: [{name: limit, in: query, type: integer, x-ms-summary: Limit}]
    Bad:
        definitions: {Widget: {externalDocs: {description: More about widgets.}}}
    Good:
        paths:
          /widgets:
            get:
              parameters: [{name: limit, in: query, type: integer, x-ms-visibility: internal}]
    """
    for fault in shape.faults:
        if fault.keyword == "required":
            yield Finding(f'the {fault.owner} has no "{fault.name}"', at=shape.at(fault))
    swagger = shape.swagger
    if "swagger" not in swagger and "openapi" not in swagger:
        yield Finding('the definition has no "swagger"', at=swagger.place, remedy='Add "swagger": "2.0".')
    if "x-ms-connector-metadata" not in swagger:
        yield Finding('the definition has no "x-ms-connector-metadata"', at=swagger.place)
    if swagger.info is not None:
        for key in ("description", "contact"):
            if key not in swagger.info:
                yield Finding(f'the info has no "{key}"', at=swagger.info.place)
    for operation in swagger.operations:
        if not operation.value.keys() >= _OF_OPERATION:
            yield from _without_texts(operation)
    for parameter in swagger.parameters:
        if not parameter.value.keys() >= _OF_PARAMETER:
            yield from _parameter_without(parameter)


@rule("RequiredValueEmpty", Severity.ERROR, source=VALIDATOR)
def required_value_empty(swagger: Swagger) -> Iterator[Finding]:
    """A text that every connector needs is there, but empty.

    The template for new connectors has empty texts that are meant to be filled in. Left empty, the designer
    shows an action or an input without a name.

    Fix: Fill in the text.

    Evidence: A code of Microsoft's validator; none of the connectors accepted in 2023 and 2024 has an empty
    one.

    Reading: Only texts that somebody sees count: not those of internal operations and parameters, and not the
    descriptions of responses, which are empty in some accepted connectors.

    Bad:
        info: {title: ""}
    Bad:
        x-ms-connector-metadata:
          - {propertyName: Website, propertyValue: ""}
    Bad:
        paths: {/widgets: {get: {description: ""}}}
    Good:
        paths: {/widgets: {get: {description: "", x-ms-visibility: internal}}}
    """
    if swagger.info is not None:
        for key in ("title", "description"):
            for info in _with_blank([swagger.info], key):
                yield _empty(info, "the connector", key)
    for entry in _with_blank([entry for _, entry in swagger.elements("x-ms-connector-metadata")], "propertyValue"):
        yield _empty(entry, quoted(entry.text("propertyName")), "propertyValue")
    for key in ("summary", "description"):
        for operation in _with_blank(swagger.operations, key):
            if not operation.internal:
                yield _empty(operation, operation.label, key)
    for key in ("x-ms-summary", "description"):
        for parameter in _with_blank(swagger.parameters, key):
            if _needs_texts(parameter):
                yield _empty(parameter, f"the parameter {quoted(parameter.name)}", key)


def _without_texts(operation: Operation) -> Iterator[Finding]:
    if operation.value and not operation.internal:  # an empty one is told by EmptyOperation
        for key in ("summary", "description"):
            if key not in operation:
                yield Finding(f'{operation.label} has no "{key}"', at=operation.place)


def _parameter_without(parameter: Parameter) -> Iterator[Finding]:
    if parameter.ref or "in" not in parameter:
        return
    label = f"the parameter {quoted(parameter.name)}" if parameter.name else "a parameter without a name"
    if parameter.location != "body" and "type" not in parameter and "schema" not in parameter:
        yield Finding(f'{label} has no "type"', at=parameter.place)
    if _needs_texts(parameter):
        for key in ("x-ms-summary", "description"):
            if key not in parameter:
                yield Finding(f'{label} has no "{key}"', at=parameter.place)


def _needs_texts(parameter: Parameter) -> bool:
    """Whether the designer shows this parameter. A shared one that no operation uses is never shown."""
    return bool(parameter.users) and parameter.location != "body" and not parameter.ref and not parameter.internal


def _with_blank(nodes: Sequence[_Node], key: str) -> list[_Node]:
    """Those of ``nodes`` with an empty text under ``key``."""
    return [node for node in nodes if type(text := node.value.get(key)) is str and not text.strip()]


def _empty(node: Node, owner: str, key: str) -> Finding:
    return Finding(f'the "{key}" of {owner} is empty', at=node / key)
