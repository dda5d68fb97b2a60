"""What an operation is called on the wire: its operationId."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, later, rule
from ippub.check.sources import CODING, VALIDATOR
from ippub.check.wording import listed, quoted
from ippub.connector.swagger import Operation, Swagger
from ippub.document.edit import Set

LONGEST_ID = 79
"""How long an operationId may be. Microsoft does not say; the longest that was accepted has 77 characters."""

_PASCAL = lazy(r"[A-Z][A-Za-z0-9]*(_[Vv][0-9]+)?")
_WORD = lazy(r"[A-Za-z0-9]+")


@rule("OperationIdRequired", Severity.ERROR, source=VALIDATOR, suggests=True)
def operation_id_required(swagger: Swagger) -> Iterator[Finding]:
    """An operation has no operationId.

    Flows and apps store the operationId and nothing else; without one the platform cannot offer the
    operation.

    Fix: Add a unique operationId in Pascal case, for instance "ListWidgets".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors lacks one.

    Bad:
        paths:
          /widgets: {get: {operationId: null}}
    Good:
        paths:
          /widgets: {get: {operationId: ListWidgets}}
    """
    for operation in swagger.operations:
        if operation.value and not operation.id.strip():
            label = f"{operation.method.upper()} {operation.path}"
            yield Finding(f"{label} has no operationId", at=operation.place, fix=_proposed(operation))


@rule("OperationIdNotUnique", Severity.ERROR, source=VALIDATOR, suggests=True)
def operation_id_not_unique(swagger: Swagger) -> Iterator[Finding]:
    """Two operations share one operationId.

    Flows bind to an action by its operationId, so the platform refuses a definition in which one id means two
    actions.

    Fix: Rename one of the two.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        paths:
          /a: {get: {operationId: List}}
          /b: {get: {operationId: List}}
    Good:
        paths:
          /a: {get: {operationId: ListA}}
          /b: {get: {operationId: ListB}}
    """
    known = swagger.operations_by_id
    for operation in swagger.operations:
        first = known.get(operation.id, operation)
        if first is not operation:
            other = f"{first.method.upper()} {first.path}"
            message = f'operationId "{operation.id}" is used by {other} too'
            yield Finding(message, at=operation / "operationId", fix=_proposed(operation))


@rule("OperationIdCaseCollision", Severity.WARNING, source=VALIDATOR)
def operation_id_case_collision(swagger: Swagger) -> Iterator[Finding]:
    """Two operationIds differ only in upper and lower case.

    Some parts of the platform compare operationIds without looking at the case, policies and scripts among
    them, so one action can answer for the other. People confuse the two as well.

    Fix: Give one of the two operations a name of its own.

    Evidence: No accepted connector does it, and no review was seen that speaks of it, so it is a warning.

    Bad:
        paths:
          /a: {get: {operationId: ListA}}
          /b: {get: {operationId: listA}}
    Good:
        paths:
          /a: {get: {operationId: ListA}}
          /b: {get: {operationId: ListB}}
    """
    known = swagger.operations_by_id
    if len(set(map(str.lower, known))) == len(known):
        return  # nearly always
    seen: dict[str, Operation] = {}
    for operation in swagger.operations:
        if operation.id.strip():
            first = seen.setdefault(operation.id.lower(), operation)
            if first.id != operation.id:
                yield Finding(
                    f"operationId {quoted(operation.id)} differs from {quoted(first.id)} only in case",
                    at=operation / "operationId",
                )


@rule("OperationIdSanitized", Severity.WARNING, source=VALIDATOR)
def operation_id_sanitized(swagger: Swagger) -> Iterator[Finding]:
    """An operationId has characters other than letters, digits and the underscore.

    The operationId becomes a name in flows, apps and generated code. The platform rewrites characters that
    are not allowed there, and the rewritten name no longer matches what scripts and policies compare with.

    Fix: Use letters and digits only, each word with a capital: "ListWidgets" instead of "list-widgets".
    Renaming an operation that people use already breaks their flows: leave it, or deprecate it and add a new
    one.

    Evidence: Microsoft's validator has a rule for it, yet about one in 25 accepted connectors has such an id
    (hyphens above all), so it is no error, and one finding per connector. Reviewers asked for clean ids in
    2023.

    Reading: The set of allowed characters is not published. The documentation's own examples use
    "GetItems_V2", so the underscore counts as allowed here; OperationIdPascalCase speaks of it.

    Bad:
        paths:
          /widgets: {get: {operationId: list-widgets}}
    Good:
        paths:
          /widgets: {get: {operationId: ListWidgets}}
    """
    if not _is_odd("".join(swagger.operations_by_id)):
        return  # nearly always
    found = [operation for operation in swagger.operations if operation.id.strip() and _is_odd(operation.id)]
    yield from _renamings(found, "characters that are not allowed")


@rule("OperationIdPascalCase", Severity.INFO, source=CODING)
def operation_id_pascal_case(swagger: Swagger) -> Iterator[Finding]:
    """An operationId is not in Pascal case.

    Makers meet the operationId in expressions and in the code view of a flow. One style across all connectors
    lets them guess it: every word with a capital, nothing between the words.

    Fix: Write it as "ListWidgets". Renaming an operation that people use already breaks their flows: leave it
    then.

    Evidence: Microsoft's coding standards ask for it and reviewers asked for it in pull request 2360. About
    one in ten accepted connectors does otherwise, so it is one info per connector; ids that begin with a small letter
    were changed in reviews and are rare in accepted connectors (1.5 %), so those are a warning.

    Reading: Microsoft calls this style Pascal case on one page and camel case on another; the examples on
    both begin with a capital. An ending such as "_V2" is allowed, since the documentation on versions uses
    it.

    Bad:
        paths:
          /widgets: {get: {operationId: listWidgets}}
    Bad:
        paths:
          /widgets: {get: {operationId: List_Widgets}}
    Good:
        paths:
          /widgets: {get: {operationId: ListWidgets_V2}}
    """
    other = {
        name
        for name in swagger.operations_by_id
        if not (name.isalnum() and "A" <= name[0] <= "Z") and not _PASCAL.fullmatch(name) and not _is_odd(name)
    }
    if not other:
        return
    found = [operation for operation in swagger.operations if operation.id in other]
    small = any(operation.id[0].islower() for operation in found)
    yield from _renamings(found, "another form than Pascal case", Severity.WARNING if small else None)


@rule("OperationIdTooLong", Severity.WARNING, source=VALIDATOR)
def operation_id_too_long(swagger: Swagger) -> Iterator[Finding]:
    """An operationId is too long.

    The platform builds names of resources from it, and those have a limit.

    Fix: Shorten the id. The path and the summary carry the details.

    Evidence: Microsoft's validator has a rule for it; the longest id that was accepted has 77 characters.

    Reading: Microsoft does not publish the limit. We report 80 characters and more, which no accepted
    connector has, and only warn because the number is our guess.

    Bad:
        paths:
          /widgets:
            get:
              operationId: ListTheWidgetsOfOneWarehouseThatWereCountedInTheLastThirtyDaysSortedByTheirNameUp
    Good:
        paths:
          /widgets: {get: {operationId: ListCountedWidgets}}
    """
    for operation in swagger.operations:
        length = len(operation.id)
        if length > LONGEST_ID:
            yield Finding(
                f"operationId {quoted(operation.id)} has {length} characters; at most {LONGEST_ID} are safe",
                at=operation / "operationId",
            )


def _is_odd(name: str) -> bool:
    """Whether it has other characters than ASCII letters, digits and the underscore."""
    return not name.isascii() or not name.replace("_", "x").isalnum()


def _renamings(operations: list[Operation], fault: str, severity: Severity | None = None) -> Iterator[Finding]:
    """One finding for all ``operations``: who writes ids in a style of their own does it everywhere."""
    if operations:
        # the worst first: an id that begins with a small letter
        operations = sorted(operations, key=lambda operation: not operation.id[0].islower())
        first = operations[0].id
        count = "1 operationId has" if len(operations) == 1 else f"{len(operations)} operationIds have"
        better = _pascal(first)
        yield Finding(
            f"{count} {fault}: {listed(operation.id for operation in operations)}",
            at=operations[0] / "operationId",
            remedy=f"Rename {quoted(first)} to {quoted(better)} unless flows use it already." if better else "",
            severity=severity,
        )


_VERBS = {"get": "Get", "post": "Create", "put": "Update", "patch": "Update", "delete": "Delete"}


def _proposed(operation: Operation) -> Fix:
    """An operationId that no operation has: from the summary where no other has that, else from method and path."""
    return Fix(later(lambda: _named(operation)), safe=False)


def _named(operation: Operation) -> list[Set]:
    verb = _VERBS.get(operation.method, operation.method.capitalize())
    words = _pascal(operation.summary) if operation.summary in _single_summaries(operation.swagger) else ""
    for name in (words, verb + _pascal(operation.path), f"{words}By{_pascal(operation.path)}" if words else ""):
        if name and len(name) <= LONGEST_ID and name not in operation.swagger.operations_by_id:
            return [Set(operation / "operationId", name, after="summary")]
    return []


@lru_cache(maxsize=1)
def _single_summaries(swagger: Swagger) -> frozenset[str]:
    """The summaries that one operation alone has."""
    counts: dict[str, int] = {}
    for operation in swagger.operations:
        counts[operation.summary] = counts.get(operation.summary, 0) + 1
    return frozenset(summary for summary, count in counts.items() if count == 1)


def _pascal(name: str) -> str:
    """``name`` in Pascal case, a version at its end kept; "" when nothing is left of it."""
    stem, mark, version = name.rpartition("_")
    if mark and version[:1] in ("v", "V") and version[1:].isdigit():
        return f"{better}_V{version[1:]}" if (better := _pascal(stem)) else ""
    better = "".join(word[0].upper() + word[1:] for word in _WORD.findall(name))
    return better if better[:1].isalpha() else ""
