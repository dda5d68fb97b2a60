"""Paths that mean the same request."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.swagger import Operation, Swagger

_VARIABLE = lazy(r"\{[^{}/]*\}")
_ANY = "{}"
_LONGEST = 40
_MOST = 256
"""How many operations of one shape are compared with each other: a connector may not have more in all."""
_MOST_LOOKED_AT = 1_024
"""How many operations are looked at for overlaps, so that a hostile file does not keep us busy."""

Shape = tuple[str, ...]


@rule("DuplicateOperationPath", Severity.ERROR, source=VALIDATOR)
def duplicate_operation_path(swagger: Swagger) -> Iterator[Finding]:
    """Two operations have one method and paths that differ only in the names of variables.

    When a call arrives, the platform finds the operation by its method and path. For /widgets/{id} and
    /widgets/{name} it cannot say which one is meant.

    Fix: Give one of the paths another fixed segment. Where the service has only this one address, invent a
    segment and remove it again with a "Route request" policy or in script.csx.

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Reading: We compare without looking at the case. A slash at the end makes another path: certified
    connectors were accepted with such a pair.

    Bad:
        paths:
          "/widgets/{id}": {get: {operationId: GetWidgetById}}
          "/widgets/{name}": {get: {operationId: GetWidgetByName}}
    Good:
        paths:
          "/widgets/id/{id}": {get: {operationId: GetWidgetById}}
          "/widgets/name/{name}": {get: {operationId: GetWidgetByName}}
    """
    seen: dict[tuple[str, Shape], Operation] = {}
    for operation in swagger.operations:
        first = seen.setdefault((operation.method, _shape(operation.path)), operation)
        # The same path in another case is PathRedefined.
        if first is not operation and first.path.lower() != operation.path.lower():
            yield Finding(
                f"{quoted(operation.label)} and {quoted(first.label)} answer to the same request: "
                f"{operation.method.upper()} {quoted(operation.path)} and {quoted(first.path)}",
                at=operation.path_item.place.marked_key,
            )


@rule("PartialDuplicateOperationPath", Severity.INFO, source=VALIDATOR)
def partial_duplicate_operation_path(swagger: Swagger) -> Iterator[Finding]:
    """A variable in one path can take the value that is fixed in another.

    GET /widgets/{id} with the id "latest" is the same request as GET /widgets/latest. The platform may then
    take the wrong operation.

    Fix: Check that the variable never has that value; then nothing needs to be done. Otherwise give one of
    the paths another fixed segment.

    Evidence: Microsoft's validator has a rule for it, but about one in ten accepted connectors has such paths
    and no reviewer was seen to mind.

    Bad:
        paths:
          "/widgets/{id}": {get: {operationId: GetWidget}}
          /widgets/latest: {get: {operationId: GetLatestWidget}}
    Good:
        paths:
          "/widgets/{id}": {get: {operationId: GetWidget}}
          /latest: {get: {operationId: GetLatestWidget}}
    """
    partners: dict[Operation, list[Operation]] = {}
    for group in _groups(swagger):
        for (operation, shape), (other, other_shape) in combinations(group, 2):
            if shape != other_shape and _overlap(shape, other_shape):
                partners.setdefault(other, []).append(operation)
    for operation, others in partners.items():
        rest = len(others) - 1
        more = f" (and with {rest} more)" if rest else ""
        yield Finding(
            f"{operation.method.upper()} {quoted(operation.path)} can be the same request as "
            f"{quoted(others[0].path)}{more}",
            at=operation.path_item.place.marked_key,
        )


def _groups(swagger: Swagger) -> list[list[tuple[Operation, Shape]]]:
    """The operations that can overlap at all: one method, one number of segments; bounded."""
    groups: dict[tuple[str, int], list[tuple[Operation, Shape]]] = {}
    for operation in swagger.operations[:_MOST_LOOKED_AT]:
        shape = _shape(operation.path.rstrip("/"))
        group = groups.setdefault((operation.method, len(shape)), [])
        if len(shape) <= _LONGEST and len(group) < _MOST:
            group.append((operation, shape))
    return [group for group in groups.values() if any(_ANY in shape for _, shape in group)]


def _overlap(first: Shape, second: Shape) -> bool:
    for one, other in zip(first, second, strict=True):  # noqa: SIM110  # asked for every pair
        if one != other and _ANY not in (one, other):
            return False
    return True


@lru_cache(maxsize=1_000)
def _shape(path: str) -> Shape:
    """The segments of ``path`` in lower case, variables without their names."""
    return tuple(_VARIABLE.sub(_ANY, path.lower()).split("/"))
