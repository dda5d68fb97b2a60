"""Paths that mean the same request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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

Shape = list[str]
"""The segments of a path."""


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
    requests = list(zip([operation.method for operation in swagger.operations], _shapes(swagger), strict=True))
    if len(set(requests)) == len(requests):
        return  # nearly always
    seen: dict[tuple[str, str], Operation] = {}
    for operation, request in zip(swagger.operations, requests, strict=True):
        first = seen.setdefault(request, operation)
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


def _groups(swagger: Swagger) -> Iterator[list[tuple[Operation, Shape]]]:
    """The operations that can overlap at all: one method, one number of segments, alike where all are fixed; bounded."""
    groups: dict[tuple[str, int], list[tuple[Operation, str]]] = {}
    for operation, path in zip(swagger.operations[:_MOST_LOOKED_AT], _shapes(swagger), strict=False):
        shape = path.rstrip("/")
        groups.setdefault((operation.method, shape.count("/")), []).append((operation, shape))
    for (_, length), group in groups.items():
        if len(group) > 1 and length < _LONGEST and any(_ANY in shape for _, shape in group):
            yield from _alike([(operation, shape.split("/")) for operation, shape in group[:_MOST]])


def _alike(group: list[tuple[Operation, Shape]]) -> Iterable[list[tuple[Operation, Shape]]]:
    """Those of ``group`` whose segments are the same wherever none of them has a variable; none without variables."""
    variables = [segments.count(_ANY) for segments in zip(*[shape for _, shape in group], strict=True)]
    if {0, len(group)}.issuperset(variables):
        return ()  # nearly always
    fixed = [index for index, count in enumerate(variables) if not count]
    alike: dict[tuple[str, ...], list[tuple[Operation, Shape]]] = {}
    for operation, shape in group:
        alike.setdefault(tuple([shape[index] for index in fixed]), []).append((operation, shape))
    return alike.values()


def _overlap(first: Shape, second: Shape) -> bool:
    for one, other in zip(first, second, strict=True):  # noqa: SIM110  # asked for every pair
        if one != other and one != _ANY and other != _ANY:  # noqa: PLR1714  # which is faster
            return False
    return True


@lru_cache(maxsize=1)
def _shapes(swagger: Swagger) -> list[str]:
    """The path of each operation in lower case, variables without their names."""
    paths = [operation.path for operation in swagger.operations]
    shapes = _VARIABLE.sub(_ANY, "\n".join(paths).lower()).split("\n")
    if len(shapes) != len(paths):  # there are line breaks in them
        shapes = [_VARIABLE.sub(_ANY, path.lower()) for path in paths]
    return shapes
