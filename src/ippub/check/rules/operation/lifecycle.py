"""What ``x-ms-api-annotation`` says about the life of an operation: status, revision, replacement, expiry."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, fix, rule, suggestion
from ippub.check.rules.operation.families import ANNOTATION, connector_status
from ippub.check.sources import VALIDATOR, VERSIONING
from ippub.check.wording import quoted
from ippub.connector.node import Node
from ippub.connector.swagger import Operation, Swagger
from ippub.document.edit import Remove, Set

_LONGEST_REVISION = 9
"""More digits are no number of a revision."""
_STATUSES = ("Preview", "Production")


@rule(
    "ApiAnnotationExtensionReplacementInfoForNonDeprecatedOperations",
    Severity.ERROR,
    source=VALIDATOR,
    needs=ANNOTATION,
    suggests=True,
)
def replacement_info_for_non_deprecated_operations(operation: Operation) -> Iterator[Finding]:
    """An operation names its successor and is not deprecated.

    "replacement" tells the designer what to offer instead of an operation that goes away. One that stays has
    none.

    Fix: Set "deprecated": true on the operation, or remove "replacement" from "x-ms-api-annotation".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        paths:
          /widgets:
            get: {x-ms-api-annotation: {replacement: {api: contosowidgets, operationId: ListWidgets_V2}}}
    Good:
        paths:
          /widgets:
            get:
              deprecated: true
              x-ms-api-annotation: {replacement: {api: contosowidgets, operationId: ListWidgets_V2}}
    """
    if "replacement" in operation.object_of(ANNOTATION) and not operation.deprecated:
        yield Finding(
            f"{quoted(operation.label)} has a replacement and is not deprecated",
            at=operation.at(ANNOTATION, "replacement"),
            fix=suggestion(Remove(operation.at(ANNOTATION, "replacement"))),
        )


@rule(
    "ApiAnnotationExtensionReplacementInfoMissingApiProperty",
    Severity.ERROR,
    source=VALIDATOR,
    needs=ANNOTATION,
)
def replacement_info_missing_api_property(operation: Operation) -> Iterator[Finding]:
    """The successor of an operation is named without its connector.

    The successor may be in another connector, so the platform wants both names: "api" and "operationId".

    Fix: Add "api" with the name of the connector that holds the successor.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        paths:
          /widgets:
            get: {deprecated: true, x-ms-api-annotation: {replacement: {operationId: ListWidgets_V2}}}
    Good:
        paths:
          /widgets:
            get:
              deprecated: true
              x-ms-api-annotation: {replacement: {api: contosowidgets, operationId: ListWidgets_V2}}
    """
    yield from _missing_in_replacement(operation, "api")


@rule(
    "ApiAnnotationExtensionReplacementInfoMissingOperationIdProperty",
    Severity.ERROR,
    source=VALIDATOR,
    needs=ANNOTATION,
)
def replacement_info_missing_operation_id_property(operation: Operation) -> Iterator[Finding]:
    """The successor of an operation is named without its operationId.

    The name of the connector alone does not say which of its operations to take.

    Fix: Add "operationId" with the operationId of the successor.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        paths:
          /widgets: {get: {deprecated: true, x-ms-api-annotation: {replacement: {api: contosowidgets}}}}
    Good:
        paths:
          /widgets:
            get:
              deprecated: true
              x-ms-api-annotation: {replacement: {api: contosowidgets, operationId: ListWidgets_V2}}
    """
    yield from _missing_in_replacement(operation, "operationId")


@rule("RevisionNotPositiveInteger", Severity.ERROR, source=VERSIONING, needs=ANNOTATION, fixable=True)
def revision_not_positive_integer(operation: Operation) -> Iterator[Finding]:
    """A revision is not a whole number from 1 on.

    The designer compares revisions as numbers to find the newest one.

    Fix: Write 1, 2, 3 and so on, without quotes.

    Evidence: The documentation defines it as an integer; none of the accepted connectors has another type.
    One was accepted with the number 0, so a number below 1 is a warning.

    Bad:
        paths:
          /widgets: {get: {x-ms-api-annotation: {family: ListWidgets, revision: "1"}}}
    Good:
        paths:
          /widgets: {get: {x-ms-api-annotation: {family: ListWidgets, revision: 1}}}
    """
    annotation = operation.object_of(ANNOTATION)
    value = annotation.get("revision")
    if "revision" not in annotation:
        return
    at = operation.at(ANNOTATION, "revision")
    if not isinstance(value, int) or isinstance(value, bool):
        shown = quoted(value) if isinstance(value, str) else "not a whole number"
        text = str(value).strip().removesuffix(".0") if isinstance(value, str | float) else ""
        number = int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_REVISION else 0
        repair = fix(Set(at, number)) if number else None
        yield Finding(f"the revision of {quoted(operation.label)} is {shown}", at=at, fix=repair)
    elif value < 1:
        yield Finding(f"the revision of {quoted(operation.label)} is {value}", at=at, severity=Severity.WARNING)


@rule("AnnotationStatusValue", Severity.ERROR, source=VERSIONING, needs=ANNOTATION, fixable=True)
def annotation_status_value(swagger: Swagger) -> Iterator[Finding]:
    """A status is neither "Preview" nor "Production".

    The platform knows these two words only, and it compares the case.

    Fix: Write "Preview" or "Production".

    Evidence: The documentation lists the two values; none of the accepted connectors has another one.

    Bad:
        paths:
          /widgets: {get: {x-ms-api-annotation: {status: production}}}
    Good:
        paths:
          /widgets: {get: {x-ms-api-annotation: {status: Production}}}
    """
    holders: list[Node | None] = [swagger, swagger.info, *swagger.operations]
    for holder in holders:
        if holder is None or ANNOTATION not in holder.value:
            continue
        annotation = holder.object_of(ANNOTATION)
        if "status" in annotation and annotation["status"] not in _STATUSES:
            at = holder.at(ANNOTATION, "status")
            right = str(annotation["status"]).strip().capitalize()
            repair = fix(Set(at, right)) if right in _STATUSES else None
            yield Finding(f"the status is {quoted(annotation['status'])}", at=at, fix=repair)


@rule("OperationStatusAheadOfConnector", Severity.ERROR, source=VALIDATOR, needs=ANNOTATION, suggests=True)
def operation_status_ahead_of_connector(operation: Operation) -> Iterator[Finding]:
    """An operation is in production while its connector is a preview.

    The status of the connector is the highest that any of its operations can have.

    Fix: Remove the status of the operation or set it to "Preview".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Reading: Only a connector that says "Preview" itself is reported. What the validator makes of a connector
    without any status is not published.

    Bad:
        info: {x-ms-api-annotation: {status: Preview}}
        paths:
          /widgets: {get: {x-ms-api-annotation: {status: Production}}}
    Good:
        info: {x-ms-api-annotation: {status: Preview}}
        paths:
          /widgets: {get: {x-ms-api-annotation: {status: Preview}}}
    """
    own = operation.object_of(ANNOTATION).get("status")
    if own == "Production" and connector_status(operation.swagger) == "Preview":
        yield Finding(
            f'{quoted(operation.label)} has the status "Production", the connector has "Preview"',
            at=operation.at(ANNOTATION, "status"),
            fix=suggestion(Set(operation.at(ANNOTATION, "status"), "Preview")),
        )


@rule("ExpiresOnActiveOperation", Severity.WARNING, source=VERSIONING, needs=ANNOTATION, suggests=True)
def expires_on_active_operation(operation: Operation) -> Iterator[Finding]:
    """A date of expiry stands on an operation that is not deprecated, or is no date.

    "expires" tells makers when a deprecated operation stops working. On an active one it frightens them for
    nothing.

    Fix: Remove "expires", or set "deprecated": true and write the date as 2025-12-31.

    Evidence: The page on versions describes it for deprecated operations. No connector uses it, and
    Microsoft's JSON schema does not even know it, so this is a warning.

    Reading: The documentation shows the key beside "deprecated" only, so it is read as belonging to it.

    Bad:
        paths:
          /widgets: {get: {x-ms-api-annotation: {expires: "2030-12-31"}}}
    Good:
        paths:
          /widgets: {get: {deprecated: true, x-ms-api-annotation: {expires: "2030-12-31"}}}
    """
    annotation = operation.object_of(ANNOTATION)
    if "expires" not in annotation:
        return
    at = operation.at(ANNOTATION, "expires")
    if not operation.deprecated:
        message = f"{quoted(operation.label)} has a date of expiry and is not deprecated"
        yield Finding(message, at=at, fix=suggestion(Remove(at)))
    elif not _is_date(annotation["expires"]):
        yield Finding(f"the expiry {quoted(annotation['expires'])} is not an ISO 8601 date", at=at)


def _missing_in_replacement(operation: Operation, key: str) -> Iterator[Finding]:
    replacement = operation.object_of(ANNOTATION).get("replacement")
    if isinstance(replacement, dict):
        value = replacement.get(key)
        if not isinstance(value, str) or not value.strip():
            yield Finding(
                f'the replacement of {quoted(operation.label)} has no "{key}"',
                at=operation.at(ANNOTATION, "replacement", key),
            )


def _is_date(value: object) -> bool:
    if not isinstance(value, str):
        return False
    from datetime import datetime

    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
