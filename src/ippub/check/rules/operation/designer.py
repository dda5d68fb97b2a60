"""How the designer shows an operation: its visibility and capabilities."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, fix, rule, suggestion
from ippub.check.sources import EXTENSIONS, SUBMISSION, TEST_CONNECTION
from ippub.check.wording import quoted
from ippub.connector.swagger import Operation, Swagger
from ippub.document.edit import Remove, Set

_MANY = 10
"""From how many operations on makers lose the overview when none is marked."""

_TEST = lazy(
    r"(?:test|check|verify|validate|ping)[\W_]*(?:the[\W_]*)?(?:connection|connectivity|credential)",
    re.IGNORECASE,
)


@rule("OperationVisibilityMissing", Severity.INFO, source=SUBMISSION)
def operation_visibility_missing(swagger: Swagger) -> Iterator[Finding]:
    """A connector with many operations does not say which of them matter most.

    The designer shows operations marked "important" first and hides those marked "advanced" behind a link.
    Without any mark makers read through the whole list.

    Fix: Set "x-ms-visibility" to "important" on the few operations that most people need and to "advanced" on
    the special ones. Helper operations are "internal".

    Evidence: Microsoft's checklist asks for it. Nearly all accepted connectors leave it out and nobody was
    seen to ask, so it is an info, once per connector.

    Reading: An operation without the extension is shown normally, which is right for most. We speak only
    where at least ten operations stand side by side and none has it.

    Bad:
        paths:
          /a: {get: {operationId: GetA}, put: {operationId: SetA}, delete: {operationId: DeleteA}}
          /b: {get: {operationId: GetB}, put: {operationId: SetB}, delete: {operationId: DeleteB}}
          /c: {get: {operationId: GetC}, put: {operationId: SetC}, delete: {operationId: DeleteC}}
    Good:
        paths:
          /a: {get: {operationId: GetA}, put: {operationId: SetA}, delete: {operationId: DeleteA}}
          /b: {get: {operationId: GetB}, put: {operationId: SetB}, delete: {operationId: DeleteB}}
          /c:
            get: {operationId: GetC, x-ms-visibility: important}
            put: {operationId: SetC}
            delete: {operationId: DeleteC}
    """
    operations = swagger.operations
    if len(operations) >= _MANY and not any("x-ms-visibility" in operation for operation in operations):
        yield Finding(
            f"none of the {len(operations)} operations has x-ms-visibility",
            at=operations[0] / "x-ms-visibility",
        )


@rule("TestConnectionOperationVisible", Severity.INFO, source=TEST_CONNECTION, suggests=True, needs="testConnection")
def test_connection_operation_visible(swagger: Swagger) -> Iterator[Finding]:
    """The operation that tests the connection is offered as an action.

    The platform calls it when a connection is made. As a step in a flow it does nothing useful.

    Fix: Set "x-ms-visibility": "internal" on the operation.

    Evidence: Microsoft's page on the test of connections recommends it.

    Reading: An operation that people use as well may serve as the test. We report it only when its name or
    path says that testing the connection is all it does.

    Bad:
        paths:
          /ping: {get: {operationId: TestConnection, summary: Test the connection}}
        x-ms-capabilities: {testConnection: {operationId: TestConnection}}
    Good:
        paths:
          /ping: {get: {operationId: TestConnection, summary: Test the connection, x-ms-visibility: internal}}
        x-ms-capabilities: {testConnection: {operationId: TestConnection}}
    """
    capabilities = swagger.child("x-ms-capabilities")
    test = capabilities.child("testConnection") if capabilities is not None else None
    operation = swagger.operations_by_id.get(test.text("operationId")) if test is not None else None
    if operation is None or operation.internal:
        return
    if any(_TEST.search(text) for text in (operation.id, operation.summary, operation.path)):
        yield Finding(
            f"{quoted(operation.label)} only tests the connection and is visible",
            at=operation / "x-ms-visibility",
            fix=suggestion(Set(operation / "x-ms-visibility", "internal", after="operationId")),
        )


@rule("ChunkTransferType", Severity.ERROR, source=EXTENSIONS, needs="x-ms-capabilities", fixable=True)
def chunk_transfer_type(operation: Operation) -> Iterator[Finding]:
    """The capabilities of an operation hold something else than chunkTransfer true or false.

    The only capability of an operation is the transfer of large files in pieces. The platform reads a JSON
    true or false there.

    Fix: Write "x-ms-capabilities": {"chunkTransfer": true}, or remove it.

    Evidence: Microsoft's documentation and JSON schema allow nothing else; none of the accepted independent
    connectors has another value.

    Bad:
        paths:
          /widgets: {get: {x-ms-capabilities: {chunkTransfer: "true"}}}
    Good:
        paths:
          /widgets: {get: {x-ms-capabilities: {chunkTransfer: true}}}
    """
    capabilities = operation.child("x-ms-capabilities")
    if capabilities is None:
        return
    for key, value in capabilities.value.items():
        if key != "chunkTransfer":
            at = capabilities / key
            message = f"{quoted(operation.label)} has the unknown capability {quoted(key)}"
            yield Finding(message, at=at, fix=suggestion(Remove(at)))
        elif not isinstance(value, bool):
            at = capabilities / key
            text = value.strip().lower() if isinstance(value, str) else ""
            repair = fix(Set(at, text == "true")) if text in ("true", "false") else None
            yield Finding(f"chunkTransfer of {quoted(operation.label)} is not true or false", at=at, fix=repair)
