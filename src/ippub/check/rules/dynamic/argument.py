"""What a dynamic extension sends to the operation it calls: every name must be right, every type must fit."""

from __future__ import annotations

from collections.abc import Iterator, KeysView

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.invocation import Calls, Input, Reference, json_type
from ippub.connector.node import Node
from ippub.connector.swagger import Operation, Swagger
from ippub.document.json import Json


@rule("OperationParameterNameNotFound", Severity.ERROR, source=VALIDATOR)
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
    calls = Calls(swagger)
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


@rule("OperationParameterNameIsAmbiguous", Severity.WARNING, source=VALIDATOR)
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
    calls = Calls(swagger)
    for call in calls.all:
        target = call.target
        if target is None or target.body is None:
            continue
        for key in call.arguments:
            if calls.parameter(target, key) is not None and calls.property(target, key)[0] is not None:
                message = f"{quoted(key)} is both a parameter and a body property of {quoted(target.label)}"
                yield Finding(message, at=call.argument(key).marked_key)


@rule("OperationMissingRequiredProperty", Severity.ERROR, source=VALIDATOR)
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
    calls = Calls(swagger)
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
            message = (
                f"{quoted(target.label)} is called without {quoted(missing[0].path)}{more}, which it requires"
            )
            yield Finding(message, at=node / "parameters")


@rule("OperationParameterRequiredMismatch", Severity.WARNING, source=VALIDATOR, fixable=True)
def operation_parameter_required_mismatch(swagger: Swagger) -> Iterator[Finding]:
    """A required input of the called operation gets its value from an optional one.

    When a maker leaves the optional input empty, the designer cannot make the call and the field shows an
    error.

    Fix: Mark the input that is referred to as required, give it a default, or send a fixed value.

    Evidence: The validator's own list names it; nobody was seen to be stopped by it.

    Bad:
        paths:
          /shops/{shop}/widgets:
            get:
              operationId: ListShopWidgets
              parameters:
              - {name: shop, in: path, required: true, type: string}
          /orders:
            get:
              operationId: ListOrders
              parameters:
              - {name: shop, in: query, type: string}
              - name: widget
                in: query
                type: string
                x-ms-dynamic-values:
                  operationId: ListShopWidgets
                  value-path: id
                  parameters:
                    shop: {parameter: shop}
    Good:
        paths:
          /shops/{shop}/widgets:
            get:
              operationId: ListShopWidgets
              parameters:
              - {name: shop, in: path, required: true, type: string}
          /orders:
            get:
              operationId: ListOrders
              parameters:
              - {name: shop, in: query, required: true, type: string}
              - name: widget
                in: query
                type: string
                x-ms-dynamic-values:
                  operationId: ListShopWidgets
                  value-path: id
                  parameters:
                    shop: {parameter: shop}
    """
    calls = Calls(swagger)
    for reference, source, goal in _connections(calls):
        if goal.required and not source.required and not source.has_default and not goal.has_default:
            message = f"{quoted(reference.name)} is optional, but {quoted(reference.key)} needs a value"
            yield Finding(message, at=reference.place)


@rule("OperationParameterTypeMismatch", Severity.ERROR, source=VALIDATOR)
def operation_parameter_type_mismatch(swagger: Swagger) -> Iterator[Finding]:
    """An input is passed on to one of another type.

    The designer sends the value as it is; a text in place of a number makes the call fail.

    Fix: Give both inputs the same type.

    Evidence: The validator's own list names it; independent publishers' accepted connectors do not do it.

    Reading: An integer may be passed on as a number. Formats are not compared.

    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - {name: count, in: query, type: string}
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values:
                    operationId: ListWidgets
                    value-path: id
                    parameters: {limit: {parameter: count}}
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - {name: count, in: query, type: integer}
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values:
                    operationId: ListWidgets
                    value-path: id
                    parameters: {limit: {parameter: count}}
    """
    calls = Calls(swagger)
    for reference, source, goal in _connections(calls):
        if source.type and goal.type and not _fits(source.type, goal.type):
            message = (
                f'{quoted(reference.name)} has the type "{source.type}", '
                f'but {quoted(reference.key)} has the type "{goal.type}"'
            )
            yield Finding(message, at=reference.place)


@rule("OperationParameterStaticTypeMismatch", Severity.ERROR, source=VALIDATOR, fixable=True)
def operation_parameter_static_type_mismatch(swagger: Swagger) -> Iterator[Finding]:
    """A fixed value in a dynamic extension has another type than the input it is for.

    The designer sends the value as it is written; "100" in quotes is a text and not a number.

    Fix: Write the value in the type of the input: numbers, true and false without quotes, texts with them.

    Evidence: The validator's own list names it; independent publishers' accepted connectors do not do it.

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
                  x-ms-dynamic-values: {operationId: ListWidgets, value-path: id, parameters: {limit: "100"}}
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
    calls = Calls(swagger)
    for call in calls.all:
        if call.target is None:
            continue
        for key, argument in call.arguments.items():
            known, value = _static(argument)
            goal = calls.find(call.target, key)[0] if known else None
            if goal is None or not goal.type or _fits(json_type(value), goal.type):
                continue
            message = f'{quoted(key)} gets {quoted(value)}, which is no "{goal.type}"'
            at = call.argument(key)
            yield Finding(
                message, at=at / "value" if isinstance(argument, dict) and "value" in argument else at
            )


@rule("SourcePropertyInternal", Severity.ERROR, source=VALIDATOR)
def source_property_internal(swagger: Swagger) -> Iterator[Finding]:
    """A dynamic extension takes a value from an input that nobody can fill in.

    The designer hides internal inputs, so there is nothing to pass on while the form is being filled in.

    Fix: Make the input visible, or send a fixed value in place of the reference.

    Evidence: The validator's own list names it; independent publishers' accepted connectors do not do it.

    Reading: Hidden inputs of hidden operations pass.

    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - {name: count, in: query, type: integer, x-ms-visibility: internal, default: 10}
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values:
                    operationId: ListWidgets
                    value-path: id
                    parameters: {limit: {parameter: count}}
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters:
                - {name: count, in: query, type: integer, x-ms-visibility: advanced, default: 10}
                - name: id
                  in: path
                  required: true
                  type: string
                  x-ms-dynamic-values:
                    operationId: ListWidgets
                    value-path: id
                    parameters: {limit: {parameter: count}}
    """
    calls = Calls(swagger)
    for reference in calls.references:
        for user in reference.users:
            source = None if user.internal else calls.find(user, reference.name)[0]
            if source is not None and source.internal:
                message = (
                    f"{quoted(reference.name)} is internal in {quoted(user.label)}, so it has no value here"
                )
                yield Finding(message, at=reference.place)
                break


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
    return any(
        way == key or way.startswith(f"{key}/") or key.startswith(f"{way}/") for key in given for way in ways
    )


def _automatic_calls(calls: Calls) -> Iterator[tuple[Node, Operation]]:
    """The calls that the designer makes on its own, with the operation called."""
    for call in calls.all:
        if call.target is not None and call.node.step != ("browse",):
            yield call.node, call.target
    for operation in calls.swagger.operations:
        context = operation.child("x-ms-operation-context")
        simulate = context.child("simulate") if context is not None else None
        if simulate is not None:
            target = calls.swagger.operations_by_id.get(simulate.text("operationId"))
            if target is not None and "parameters" in simulate:
                yield simulate, target


def _connections(calls: Calls) -> Iterator[tuple[Reference, Input, Input]]:
    """Every reference with the input it names and the input it is sent to, once for each reference."""
    for reference in calls.references:
        target = reference.call.target
        goal = calls.find(target, reference.key)[0] if target is not None else None
        if goal is None:
            continue
        for user in reference.users:
            source = calls.find(user, reference.name)[0]
            if source is not None:
                yield reference, source, goal
                break


def _static(argument: Json) -> tuple[bool, Json]:
    """Whether an argument is a fixed value, and which."""
    if isinstance(argument, dict):
        return ("value" in argument and len(argument) == 1), argument.get("value")
    return argument is not None, argument


def _fits(source: str, goal: str) -> bool:
    return source == goal or (source, goal) == ("integer", "number") or goal == "file"
