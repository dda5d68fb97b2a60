"""Several versions of one operation: ``x-ms-api-annotation`` with ``family`` and ``revision``."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule, suggestion
from ippub.check.sources import VALIDATOR, VERSIONING
from ippub.check.wording import listed, quoted
from ippub.connector.node import Node
from ippub.connector.swagger import Operation, Swagger
from ippub.document.edit import Set
from ippub.document.place import Place

ANNOTATION = "x-ms-api-annotation"

Families = dict[str, list[Operation]]


@rule("OperationFamilyHasDuplicateRevisions", Severity.ERROR, source=VALIDATOR, needs=ANNOTATION)
def operation_family_has_duplicate_revisions(swagger: Swagger) -> Iterator[Finding]:
    """Two operations of one family have the same revision.

    The designer offers the newest revision of a family. With the same number twice it cannot tell which one
    that is.

    Fix: Number the operations of a family 1, 2, 3 and so on.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        paths:
          /a: {get: {operationId: List, x-ms-api-annotation: {family: List, revision: 1}}}
          /b: {get: {operationId: List_V2, x-ms-api-annotation: {family: List, revision: 1}}}
    Good:
        paths:
          /a: {get: {operationId: List, x-ms-api-annotation: {family: List, revision: 1}}}
          /b: {get: {operationId: List_V2, x-ms-api-annotation: {family: List, revision: 2}}}
    """
    for family, members in _families(swagger).items():
        seen: dict[int, Operation] = {}
        for operation in members:
            number = _revision(operation)
            if number is None:
                continue
            first = seen.setdefault(number, operation)
            if first is not operation:
                yield Finding(
                    f"{quoted(operation.label)} and {quoted(first.label)} of the family {quoted(family)} "
                    f"both have revision {number}",
                    at=operation.at(ANNOTATION, "revision"),
                )


@rule("OperationFamilyHasManyEmptyRevisions", Severity.ERROR, source=VALIDATOR, needs=ANNOTATION)
def operation_family_has_many_empty_revisions(swagger: Swagger) -> Iterator[Finding]:
    """More than one operation of a family has no revision.

    The designer offers the newest revision of a family; without numbers it cannot tell which one that is.

    Fix: Number the operations of a family 1, 2, 3 and so on.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        paths:
          /a: {get: {operationId: List, x-ms-api-annotation: {family: List}}}
          /b: {get: {operationId: List_V2, x-ms-api-annotation: {family: List}}}
    Good:
        paths:
          /a: {get: {operationId: List, x-ms-api-annotation: {family: List, revision: 1}}}
          /b: {get: {operationId: List_V2, x-ms-api-annotation: {family: List, revision: 2}}}
    """
    for family, members in _families(swagger).items():
        empty = [operation for operation in members if not _has_revision(operation)]
        if len(empty) > 1:
            yield Finding(
                f"{len(empty)} operations of the family {quoted(family)} have no revision: "
                f"{listed(operation.label for operation in empty)}",
                at=empty[1] / ANNOTATION,
            )


@rule("OperationRevisionEmpty", Severity.WARNING, source=VALIDATOR, needs=ANNOTATION, suggests=True)
def operation_revision_empty(swagger: Swagger) -> Iterator[Finding]:
    """An operation belongs to a family and has no revision.

    The revision says which operation of a family is the newest; the designer offers that one.

    Fix: Add "revision": 1 to "x-ms-api-annotation", or the next free number.

    Evidence: Microsoft's validator has a rule for it; one certified connector was accepted without the
    number.

    Reading: Where several operations of a family lack it, OperationFamilyHasManyEmptyRevisions speaks
    instead.

    Bad:
        paths:
          /widgets: {get: {x-ms-api-annotation: {family: ListWidgets}}}
    Good:
        paths:
          /widgets: {get: {x-ms-api-annotation: {family: ListWidgets, revision: 1}}}
    """
    for family, members in _families(swagger).items():
        empty = [operation for operation in members if not _has_revision(operation)]
        if len(empty) == 1:
            yield Finding(
                f"{quoted(empty[0].label)} is in the family {quoted(family)} and has no revision",
                at=empty[0].at(ANNOTATION, "revision"),
                fix=suggestion(Set(empty[0].at(ANNOTATION, "revision"), _next_revision(members), after="family")),
            )


@rule("OperationFamilyHasManyActiveOperations", Severity.WARNING, source=VALIDATOR, needs=ANNOTATION)
def operation_family_has_many_active_operations(swagger: Swagger) -> Iterator[Finding]:
    """More than two operations of a family are not deprecated.

    The operations of a family do the same thing. Makers see all that are active and do not know which one to
    take.

    Fix: Mark the older revisions "deprecated": true.

    Evidence: Microsoft's validator has a rule for it; none of the accepted connectors does it.

    Reading: "Active" is taken for "not deprecated". Where more than one of them is in production,
    OperationFamilyHasManyActiveProductionOperations says so and this rule does not.

    Bad:
        paths:
          /a: {get: {operationId: List, x-ms-api-annotation: {family: List, revision: 1}}}
          /b: {get: {operationId: List_V2, x-ms-api-annotation: {family: List, revision: 2}}}
          /c: {get: {operationId: List_V3, x-ms-api-annotation: {family: List, revision: 3}}}
    Good:
        paths:
          /a: {get: {operationId: List, deprecated: true, x-ms-api-annotation: {family: List, revision: 1}}}
          /b: {get: {operationId: List_V2, x-ms-api-annotation: {family: List, revision: 2}}}
          /c: {get: {operationId: List_V3, x-ms-api-annotation: {family: List, revision: 3}}}
    """
    for family, members in _families(swagger).items():
        active = [operation for operation in members if not operation.deprecated]
        if len(active) > 2 and len(_in_production(active)) < 2:
            yield Finding(
                f"{len(active)} operations of the family {quoted(family)} are not deprecated: "
                f"{listed(operation.label for operation in active)}",
                at=_oldest(active),
            )


@rule("OperationFamilyHasManyActiveProductionOperations", Severity.WARNING, source=VALIDATOR, needs=ANNOTATION)
def operation_family_has_many_active_production_operations(swagger: Swagger) -> Iterator[Finding]:
    """More than one operation of a family is in production and not deprecated.

    A family has one operation that people shall use. A second one may be active as a preview only.

    Fix: Mark the older revisions "deprecated": true, or give the newest the status "Preview".

    Evidence: Microsoft's validator has a rule for it; none of the accepted connectors does it.

    Reading: An operation without a status of its own has the status of the connector.

    Bad:
        paths:
          /a: {get: {operationId: List, x-ms-api-annotation: {family: List, revision: 1, status: Production}}}
          /b:
            get: {operationId: List_V2, x-ms-api-annotation: {family: List, revision: 2, status: Production}}
    Good:
        paths:
          /a: {get: {operationId: List, x-ms-api-annotation: {family: List, revision: 1, status: Production}}}
          /b: {get: {operationId: List_V2, x-ms-api-annotation: {family: List, revision: 2, status: Preview}}}
    """
    for family, members in _families(swagger).items():
        active = _in_production([operation for operation in members if not operation.deprecated])
        if len(active) > 1:
            yield Finding(
                f"{len(active)} operations of the family {quoted(family)} are in production "
                f"and not deprecated: {listed(operation.label for operation in active)}",
                at=_oldest(active),
            )


@rule("OlderRevisionNotDownplayed", Severity.INFO, source=VERSIONING, needs=ANNOTATION, suggests=True)
def older_revision_not_downplayed(swagger: Swagger) -> Iterator[Finding]:
    """An older revision of an operation stands beside the newer one.

    As long as the older revision works it need not be deprecated, but new flows should take the newer one.
    "advanced" moves the older one down the list.

    Fix: Set "x-ms-visibility": "advanced" on the older operation.

    Evidence: Microsoft's page on versions recommends it; nobody was seen to check it.

    Reading: The documentation says what "advanced" does and leaves it to the author; "internal" is fine as well.

    Bad:
        paths:
          /a: {get: {operationId: List, x-ms-api-annotation: {family: List, revision: 1}}}
          /b: {get: {operationId: List_V2, x-ms-api-annotation: {family: List, revision: 2}}}
    Good:
        paths:
          /a:
            get:
              operationId: List
              x-ms-visibility: advanced
              x-ms-api-annotation: {family: List, revision: 1}
          /b: {get: {operationId: List_V2, x-ms-api-annotation: {family: List, revision: 2}}}
    """
    for family, members in _families(swagger).items():
        numbered = [(number, member) for member in members if (number := _revision(member)) is not None]
        newest = max((number for number, _ in numbered), default=0)
        for number, member in numbered:
            if number < newest and not member.deprecated and member.visibility not in ("advanced", "internal"):
                yield Finding(
                    f"{quoted(member.label)} is revision {number} of the family {quoted(family)}; "
                    f"the newest is {newest}",
                    at=member / "x-ms-visibility",
                    fix=suggestion(Set(member / "x-ms-visibility", "advanced", after="operationId")),
                )


@rule("OperationIdShouldEndWithRevision", Severity.WARNING, source=VALIDATOR, needs=ANNOTATION)
def operation_id_should_end_with_revision(operation: Operation) -> Iterator[Finding]:
    """The operationId of a later revision does not end with its number.

    Makers see the operationId in the code of their flow; the number tells them which revision they use.

    Fix: Let the operationId end with "_V" and the revision, for instance "ListWidgets_V2". Leave it when
    flows use the operation already.

    Evidence: Microsoft's validator has a rule for it and its page on versions shows "GetItems_V2".

    Reading: The exact ending is not published; "V2" without the underscore and in any case is accepted here.

    Bad:
        paths:
          /widgets: {get: {operationId: ListWidgets, x-ms-api-annotation: {family: ListWidgets, revision: 2}}}
    Good:
        paths:
          /widgets: {get: {operationId: ListWidgets_V2, x-ms-api-annotation: {family: Widgets, revision: 2}}}
    """
    number = _revision(operation)
    if number is not None and number > 1 and operation.id and not operation.id.lower().endswith(f"v{number}"):
        yield Finding(
            f"operationId {quoted(operation.id)} is revision {number} and does not end with it",
            at=operation / "operationId",
        )


def connector_status(swagger: Swagger) -> str:
    """The ``status`` that the connector as a whole announces, "" when none."""
    holders: list[Node | None] = [swagger.info, swagger]
    for holder in holders:
        annotation = holder.child(ANNOTATION) if holder is not None else None
        if annotation is not None and (status := annotation.text("status")):
            return status
    return ""


def _families(swagger: Swagger) -> Families:
    families: Families = {}
    for operation in swagger.operations:
        family = operation.object_of(ANNOTATION).get("family")
        if isinstance(family, str) and family:
            families.setdefault(family, []).append(operation)
    return families


def _has_revision(operation: Operation) -> bool:
    return "revision" in operation.object_of(ANNOTATION)


def _revision(operation: Operation) -> int | None:
    """The revision when it is a number that counts."""
    number = operation.object_of(ANNOTATION).get("revision")
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else None


def _next_revision(members: list[Operation]) -> int:
    return 1 + max((number for member in members if (number := _revision(member)) is not None), default=0)


def _in_production(operations: list[Operation]) -> list[Operation]:
    found = []
    for operation in operations:
        own = operation.object_of(ANNOTATION).get("status")
        if (own or connector_status(operation.swagger)) == "Production":
            found.append(operation)
    return found


def _oldest(operations: list[Operation]) -> Place:
    return min(operations, key=lambda operation: _revision(operation) or 0) / ANNOTATION
