"""The names under "parameters" of a dynamic extension: they must be right, and none may be missing."""

from __future__ import annotations

from collections.abc import Iterator, KeysView

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.invocation import Calls, Input, calls_of
from ippub.connector.node import Node
from ippub.connector.swagger import DYNAMIC, Operation, Swagger


@rule("OperationParameterNameNotFound", Severity.ERROR, source=VALIDATOR, needs=DYNAMIC)
def operation_parameter_name_not_found(swagger: Swagger) -> Iterator[Finding]:
    """A dynamic extension names an input that the operation does not have.

    The keys under "parameters" are inputs of the called operation; what they refer to are inputs of the
    operation that the field belongs to. A wrong name means that the call is made without the value.

    Fix: Correct the name; write a body property as "body/property" with the body parameter's own name in
    front.

    Evidence: Printed as an error by Microsoft's validator when a connector is created; independent
    publishers' accepted connectors do not do it.

    Reading: A name that only occurs deeper in the body passes. A form that several operations share is
    found only when none of them has the input.

    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values: {operationId: ListWidgets, value-path: id, parameters: {top: 100}}
    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values:
                    operationId: ListWidgets
                    value-path: id
                    parameters: {limit: {parameter: pageSize}}
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values: {operationId: ListWidgets, value-path: id, parameters: {limit: 100}}
    """
    calls = calls_of(swagger)
    for call in calls.all:
        target = call.target
        if target is not None:
            for key in call.arguments:
                if not _exists(calls, target, key):
                    message = f"the operation {quoted(target.label)} has no input {quoted(key)}"
                    yield Finding(message, at=call.argument(key).marked_key)
    for reference in calls.references:
        users = reference.users
        if users and not any(_exists(calls, user, reference.name) for user in users):
            message = f"the operation {quoted(users[0].label)} has no input {quoted(reference.name)}"
            yield Finding(message, at=reference.place)


@rule("OperationParameterNameIsAmbiguous", Severity.WARNING, source=VALIDATOR, needs=DYNAMIC)
def operation_parameter_name_is_ambiguous(swagger: Swagger) -> Iterator[Finding]:
    """A dynamic extension sends an input whose name means two things in the called operation.

    When a parameter and a property of the body have the same name, nobody can say which of the two gets the
    value.

    Fix: Rename one of the two, or write the property with the body parameter's name in front: "body/id".

    Evidence: The validator's own list names it; none of the accepted connectors does it.

    Reading: This is about the keys under "parameters". Ambiguous references to the field's own operation are
    found by the rules that ask for x-ms-dynamic-list and x-ms-dynamic-properties.

    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values: {operationId: FindWidgets, value-path: id, parameters: {limit: 100}}
          /find:
            post:
              operationId: FindWidgets
              parameters:
                - {name: limit, in: query, type: integer}
                - {name: body, in: body, schema: {type: object, properties: {limit: {type: integer}}}}
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values: {operationId: ListWidgets, value-path: id, parameters: {limit: 100}}
    """
    calls = calls_of(swagger)
    for call in calls.all:
        target = call.target
        if target is None or target.body is None:
            continue
        for key in call.arguments:
            if calls.parameter(target, key) is not None and calls.property(target, key)[0] is not None:
                message = f"{quoted(key)} is both a parameter and a body property of {quoted(target.label)}"
                yield Finding(message, at=call.argument(key).marked_key)


@rule("OperationMissingRequiredProperty", Severity.ERROR, source=VALIDATOR, needs=(*DYNAMIC, "x-ms-operation-context"))
def operation_missing_required_property(swagger: Swagger) -> Iterator[Finding]:
    """A dynamic extension calls an operation without an input that it requires.

    The designer makes the call by itself while a maker fills in the form; an input that is missing makes it
    fail and the field shows an error.

    Fix: Give the input under "parameters": a fixed value, or a reference to another input of the same
    operation.

    Evidence: The validator's own list names it; independent publishers' accepted connectors do not do it.

    Reading: Inputs with a default count as given.

    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values: {operationId: FindWidgets, value-path: id}
          /find:
            get:
              operationId: FindWidgets
              parameters: [{name: query, in: query, required: true, type: string}]
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values: {operationId: FindWidgets, value-path: id, parameters: {query: all}}
          /find:
            get:
              operationId: FindWidgets
              parameters: [{name: query, in: query, required: true, type: string}]
    """
    calls = calls_of(swagger)
    required: dict[int, list[Input]] = {}
    for node, target in _automatic_calls(calls):
        needed = required.get(id(target))
        if needed is None:
            needed = required[id(target)] = list(calls.required_inputs(target))
        if not needed:
            continue
        given = node.object_of("parameters").keys()
        missing = [item for item in needed if not _given(given, item.path)]
        if missing:
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            message = f"{quoted(target.label)} is called without {quoted(missing[0].path)}{more}, which it requires"
            yield Finding(message, at=node / "parameters")


def _exists(calls: Calls, operation: Operation, name: str) -> bool:
    """Whether ``operation`` has the input ``name``, or might have it."""
    found, sure = calls.find(operation, name)
    if found is not None or not sure:
        return True
    return "/" not in name and calls.has_leaf(operation, name)


def _given(given: KeysView[str], path: str) -> bool:
    """Whether a key of ``given`` is ``path`` or stands above it, with or without the body's name in front."""
    _, _, inside = path.partition("/")
    ways = (path, inside) if inside else (path,)
    return any(way == key or way.startswith(f"{key}/") or key.startswith(f"{way}/") for key in given for way in ways)


def _automatic_calls(calls: Calls) -> Iterator[tuple[Node, Operation]]:
    """The calls that the designer makes on its own, with the operation called."""
    for call in calls.all:
        if call.target is not None and call.node.step != ("browse",):
            yield call.node, call.target
    for operation in [each for each in calls.swagger.operations if "x-ms-operation-context" in each.value]:
        context = operation.child("x-ms-operation-context")
        simulate = context.child("simulate") if context is not None else None
        if simulate is not None:
            target = calls.swagger.operations_by_id.get(simulate.text("operationId"))
            if target is not None and "parameters" in simulate:
                yield simulate, target
