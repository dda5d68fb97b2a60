"""Values on their way to the called operation: they must be there, be visible, and have the right type."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Fix, Severity, fix, rule, suggestion
from ippub.check.rules.schema.objects import required_too
from ippub.check.rules.schema.values import recast
from ippub.check.sources import VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.invocation import Calls, Input, Reference, calls_of, json_type
from ippub.connector.swagger import DYNAMIC, Parameter, Swagger
from ippub.document.edit import Set
from ippub.document.json import Json


@rule("OperationParameterRequiredMismatch", Severity.WARNING, source=VALIDATOR, suggests=True, needs=DYNAMIC)
def operation_parameter_required_mismatch(swagger: Swagger) -> Iterator[Finding]:
    """A required input of the called operation gets its value from an optional one.

    When a maker leaves the optional input empty, the designer cannot make the call and the field shows an
    error.

    Fix: Mark the input that is referred to as required, give it a default, or send a fixed value.

    Evidence: The validator's own list names it; nobody was seen to be stopped by it.

    Reading: A default on either side counts as a value.

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
    calls = calls_of(swagger)
    for reference, source, goal in _connections(calls):
        if goal.required and not source.required and not source.has_default and not goal.has_default:
            message = f"{quoted(reference.name)} is optional, but {quoted(reference.key)} needs a value"
            yield Finding(message, at=reference.place, fix=_required_source(source))


@rule("OperationParameterTypeMismatch", Severity.ERROR, source=VALIDATOR, needs=DYNAMIC)
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
    calls = calls_of(swagger)
    for reference, source, goal in _connections(calls):
        if source.type and goal.type and not _fits(source.type, goal.type):
            message = (
                f'{quoted(reference.name)} has the type "{source.type}", '
                f'but {quoted(reference.key)} has the type "{goal.type}"'
            )
            yield Finding(message, at=reference.place)


@rule("OperationParameterStaticTypeMismatch", Severity.ERROR, source=VALIDATOR, fixable=True, needs=DYNAMIC)
def operation_parameter_static_type_mismatch(swagger: Swagger) -> Iterator[Finding]:
    """A fixed value in a dynamic extension has another type than the input it is for.

    The designer sends the value as it is written; "100" in quotes is a text and not a number.

    Fix: Write the value in the type of the input: numbers, true and false without quotes, texts with them.

    Evidence: The validator's own list names it; independent publishers' accepted connectors do not do it.

    Reading: A whole number fits "number"; inputs without a type are left alone.

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
    calls = calls_of(swagger)
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
            if isinstance(argument, dict) and "value" in argument:
                at = at / "value"
            right = recast(value, goal.type)
            yield Finding(message, at=at, fix=fix(Set(at, right)) if right is not None else None)


@rule("SourcePropertyInternal", Severity.ERROR, source=VALIDATOR, needs=DYNAMIC)
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
    calls = calls_of(swagger)
    for reference in calls.references:
        for user in reference.users:
            source = None if user.internal else calls.find(user, reference.name)[0]
            if source is not None and source.internal:
                message = f"{quoted(reference.name)} is internal in {quoted(user.label)}, so it has no value here"
                yield Finding(message, at=reference.place)
                break


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


def _required_source(source: Input) -> Fix | None:
    """Only what is not inside something optional can be required by one change."""
    node = source.node
    if isinstance(node, Parameter):
        return suggestion(Set(node / "required", True, after="in"))
    return required_too(node) if "/" not in source.path else None


def _static(argument: Json) -> tuple[bool, Json]:
    """Whether an argument is a fixed value, and which."""
    if isinstance(argument, dict):
        return ("value" in argument and len(argument) == 1), argument.get("value")
    return argument is not None, argument


def _fits(source: str, goal: str) -> bool:
    return source == goal or (source, goal) == ("integer", "number") or goal == "file"
