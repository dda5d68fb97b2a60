"""Which operation is called: it must exist, and be one that can be called."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule, suggestion
from ippub.check.sources import TEST_CONNECTION, VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.invocation import MAX_SUGGESTIONS, call_nodes, calls_of, nearest_operation
from ippub.connector.node import Node
from ippub.connector.swagger import DYNAMIC, Swagger
from ippub.document.edit import Set

_REFERRING = frozenset({"x-ms-notification", "x-ms-operation-context"})
"""The keys of an operation under which another one is named."""


@rule(
    "OperationIdNotFound",
    Severity.ERROR,
    source=VALIDATOR,
    needs=(*DYNAMIC, "x-ms-notification", "x-ms-operation-context", "x-ms-capabilities"),
    suggests=True,
)
def operation_id_not_found(swagger: Swagger) -> Iterator[Finding]:
    """Something refers to an operation that the definition does not have.

    Lists, dynamic forms, notifications and the connection test name the operation that they call by its
    operationId, upper and lower case included. When there is none, the designer shows an error instead of a
    list.

    Fix: Correct the operationId, or add the operation.

    Evidence: Microsoft's validator printed it in a review; none of the accepted connectors does it.

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
                  x-ms-dynamic-values: {operationId: listWidgets, value-collection: widgets, value-path: id}
    Bad:
        x-ms-capabilities: {testConnection: {operationId: Ping}}
    Good:
        x-ms-capabilities: {testConnection: {operationId: ListWidgets}}
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
    known = swagger.operations_by_id
    unknown = 0
    for node in _referring(swagger):
        name = node.text("operationId")
        if name and name not in known:
            unknown += 1
            near = nearest_operation(swagger, name) if unknown <= MAX_SUGGESTIONS else ""
            remedy = f"Use {quoted(near)}, or add the operation." if near else ""
            at = node / "operationId"
            repair = suggestion(Set(at, near)) if near else None
            yield Finding(f"there is no operation {quoted(name)}", at=at, remedy=remedy, fix=repair)


@rule("TestConnectionOperation", Severity.ERROR, source=TEST_CONNECTION, needs="testConnection")
def test_connection_operation(swagger: Swagger) -> Iterator[Finding]:
    """The operation that tests a new connection cannot be called on its own.

    The platform calls it right after somebody signs in, with nothing but the fixed values in
    "testConnection/parameters". It must be a GET, must not change anything, and must not need more input.

    Fix: Choose a cheap GET operation without required inputs, such as one that reads the signed-in user.

    Evidence: Documented; all of the accepted connectors that test their connection keep to it.

    Reading: That the operation exists at all is checked by OperationIdNotFound.

    Bad:
        x-ms-capabilities: {testConnection: {operationId: AddWidget}}
        paths:
          /widgets: {post: {operationId: AddWidget, responses: {"201": {description: Added.}}}}
    Bad:
        x-ms-capabilities: {testConnection: {operationId: GetWidget}}
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters: [{name: id, in: path, required: true, type: string}]
    Good:
        x-ms-capabilities: {testConnection: {operationId: ListWidgets, parameters: {limit: 1}}}
    """
    capabilities = swagger.child("x-ms-capabilities")
    test = capabilities.child("testConnection") if capabilities is not None else None
    if test is None:
        return
    name = test.text("operationId")
    if not name:
        yield Finding("the connection test names no operation", at=test.place)
        return
    operation = swagger.operations_by_id.get(name)
    if operation is None:
        return
    if operation.method != "get":
        message = f"the connection test calls {quoted(name)}, which is a {operation.method.upper()}"
        yield Finding(message, at=test / "operationId")
    arguments = test.object_of("parameters")
    for needed in calls_of(swagger).required_inputs(operation):
        if needed.path not in arguments and needed.path.partition("/")[0] not in arguments:
            message = f"the connection test does not give {quoted(needed.path)}, which {quoted(name)} requires"
            yield Finding(message, at=test / "operationId")
    for key, value in arguments.items():
        if isinstance(value, dict) and ("parameter" in value or "parameterReference" in value):
            message = f"the connection test takes {quoted(key)} from another input, and there is none"
            yield Finding(message, at=test.at("parameters", key))


def _referring(swagger: Swagger) -> Iterator[Node]:
    """The objects whose ``operationId`` names another operation."""
    for invocation in swagger.invocations:
        if "builtInOperation" not in invocation and "capability" not in invocation:
            yield from call_nodes(invocation)
    for operation in swagger.operations:
        if _REFERRING.isdisjoint(operation.value):
            continue  # nearly always
        notification = operation.child("x-ms-notification")
        if notification is not None:
            yield notification
        context = operation.child("x-ms-operation-context")
        simulate = context.child("simulate") if context is not None else None
        if simulate is not None:
            yield simulate
    capabilities = swagger.child("x-ms-capabilities")
    if capabilities is None:
        return
    test = capabilities.child("testConnection")
    if test is not None:
        yield test
    picker = capabilities.child("file-picker")
    for key in ("open", "browse"):
        call = picker.child(key) if picker is not None else None
        if call is not None:
            yield call
