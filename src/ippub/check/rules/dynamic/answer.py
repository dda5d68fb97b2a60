"""What the called operation answers: the lists and names that an extension reads must be described there."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.invocation import Calls, calls_of, is_open
from ippub.connector.swagger import DYNAMIC, Schema, Swagger

_COLLECTION = {
    "x-ms-dynamic-values": "value-collection",
    "x-ms-dynamic-list": "itemsPath",
    "x-ms-dynamic-tree": "itemsPath",
}
_INSIDE = {
    "x-ms-dynamic-values": ("value-path", "value-title"),
    "x-ms-dynamic-list": ("itemValuePath", "itemTitlePath"),
    "x-ms-dynamic-tree": ("itemValuePath", "itemTitlePath"),
}
_WHOLE = {"x-ms-dynamic-schema": "value-path", "x-ms-dynamic-properties": "itemValuePath"}


@rule("InvokedOperationShouldProduceArray", Severity.WARNING, source=VALIDATOR, needs=DYNAMIC)
def invoked_operation_should_produce_array(swagger: Swagger) -> Iterator[Finding]:
    """A list in the designer is filled from something that is not an array.

    The path in "value-collection" or "itemsPath" must lead to an array in the answer of the called operation;
    without a path the answer itself must be the array. Otherwise the list stays empty.

    Fix: Correct the path, or describe the array in the response schema of the called operation.

    Evidence: The validator's own list names it, but some certified connectors were accepted with it; one of
    about 250 independent publishers' connectors has it.

    Reading: The answer is that of 200, else 201, else the first 2xx. Where its schema is open (dynamic, or
    an object without properties) nothing is said.

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
                  x-ms-dynamic-values: {operationId: ListWidgets, value-path: id}
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
                  x-ms-dynamic-values: {operationId: ListWidgets, value-collection: widgets, value-path: id}
    """
    calls = calls_of(swagger)
    for call, answer in calls.answered:
        key = _COLLECTION.get(call.invocation.extension)
        if key is None:
            continue
        path = call.node.text(key)
        reached, sure = calls.walk(answer, path.strip("/"))
        if reached is None:
            if sure:
                name = quoted(call.node.text("operationId"))
                yield Finding(f"the answer of {name} has no array {quoted(path)}", at=call.node / key)
        elif not _may_be_array(reached):
            name = quoted(call.node.text("operationId"))
            where = f"{quoted(path)} in the answer of {name}" if path else f"the answer of {name}"
            yield Finding(f'{where} is of the type "{reached.type or "object"}", not an array', at=call.node / key)


@rule("InvokedOperationShouldProduceProperty", Severity.WARNING, source=VALIDATOR, needs=DYNAMIC)
def invoked_operation_should_produce_property(swagger: Swagger) -> Iterator[Finding]:
    """A dynamic extension reads a property that the called operation does not return.

    The designer takes the value and the name of every entry from the properties that the paths lead to. A
    path that leads nowhere gives a list of empty entries, or a form without fields.

    Fix: Correct the path, or add the property to the response schema of the called operation.

    Evidence: The validator's own list names it, but some certified connectors were accepted with it; no
    independent publisher's connector has it.

    Reading: Where the schema on the way is open (dynamic, or an object without properties) nothing is said.

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
                x-ms-dynamic-values: {operationId: ListWidgets, value-collection: widgets, value-path: number}
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
                  x-ms-dynamic-values: {operationId: ListWidgets, value-collection: widgets, value-path: id}
    """
    calls = calls_of(swagger)
    for call, answer in calls.answered:
        extension = call.invocation.extension
        start: Schema | None = answer
        keys: tuple[str, ...]
        if extension in _WHOLE:
            keys = (_WHOLE[extension],)
        else:
            keys = _INSIDE[extension]
            start = _items(calls, answer, call.node.text(_COLLECTION[extension]).strip("/"))
        if start is None:
            continue
        for key in keys:
            path = call.node.text(key)
            reached, sure = calls.walk(start, path.strip("/"))
            if path and reached is None and sure:
                name = quoted(call.node.text("operationId"))
                yield Finding(f"the answer of {name} has no property {quoted(path)} there", at=call.node / key)


def _may_be_array(schema: Schema) -> bool:
    return schema.type == "array" or "items" in schema.value or is_open(schema)


def _items(calls: Calls, answer: Schema, path: str) -> Schema | None:
    """What the array at ``path`` holds, None when that is not known."""
    reached, _ = calls.walk(answer, path)
    items = reached.get("items") if reached is not None else None
    return Schema(items, reached, ("items",), "items") if reached is not None and isinstance(items, dict) else None
