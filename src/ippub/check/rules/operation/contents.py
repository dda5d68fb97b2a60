"""What an operation consists of: nothing at all, or too much."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Fix, Severity, fix, rule
from ippub.check.sources import FAQ, SUBMISSION
from ippub.check.wording import listed, quoted
from ippub.connector.inventory import RootSchema
from ippub.connector.schemas import measure
from ippub.connector.swagger import METHODS, Swagger
from ippub.document.edit import Remove, RemoveAll

MAX_SCHEMAS = 16_384
"""How many schemas one operation may reach (Microsoft's FAQ)."""

_DEFINITIONS = "#/definitions/"


@rule("EmptyOperation", Severity.WARNING, source=SUBMISSION, fixable=True, policy="5000.2.4.5")
def empty_operation(swagger: Swagger) -> Iterator[Finding]:
    """A path has no operation, or an operation has no content.

    Nobody can call it. It is left over when an operation was deleted in the custom connector editor, which
    keeps the path.

    Fix: Delete the path, or the empty operation.

    Evidence: Reviewers ask for it (pull request 1152), and five of twelve authors deleted such paths during
    review. A few accepted connectors still have one, so it is a warning, once per connector; an operation
    that is "{}" stops the submission, because everything is missing that an operation must have.

    Bad:
        paths:
          /old: {}
    Bad:
        paths:
          /old: {get: {}}
    Good:
        paths:
          /old: {get: {operationId: ListOld, responses: {"200": {description: The old widgets.}}}}
    """
    filled = [operation.path for operation in swagger.operations if operation.value]
    if len(set(filled)) == len(swagger.path_items) and len(filled) == len(swagger.operations):
        return  # nearly always
    empty = []
    for item in swagger.path_items:
        methods = [method for method in METHODS if method in item.value]
        if not methods and "$ref" not in item.value:
            empty.append(item)
        for method in methods:
            if item.value[method] == {}:
                label = f"{method.upper()} {item.path}"
                at = item / method
                repair = fix(Remove(at if len(item.value) > 1 else item.place))
                yield Finding(f"the operation {quoted(label)} is empty", at=at, severity=Severity.ERROR, fix=repair)
    if empty:
        count = "1 path has" if len(empty) == 1 else f"{len(empty)} paths have"
        names = listed(item.path for item in empty)
        bare = [item.path for item in empty if not item.value]
        gone = RemoveAll(swagger / "paths", tuple(bare or [item.path for item in empty]))
        yield Finding(f"{count} no operation: {names}", at=empty[0].place.marked_key, fix=Fix((gone,), safe=bool(bare)))


@rule("OperationSchemaCountExceedsMaxAllowed", Severity.ERROR, source=FAQ, needs="definitions")
def operation_schema_count_exceeds_max_allowed(swagger: Swagger) -> Iterator[Finding]:
    """An operation reaches more than 16,384 schemas.

    The platform writes out every reference when it loads a connector. Definitions that refer to each other
    multiply, and beyond the limit the connector cannot be created.

    Fix: Remove properties that makers do not need, or describe the deep part as a plain object.

    Evidence: Microsoft's FAQ gives the limit and its validator has a rule for it; the largest accepted
    connectors stay below.

    Reading: How Microsoft counts is not published. We count every schema of the inputs and the responses,
    those behind references each time they are used; a definition inside itself counts once.

    Bad:
        definitions:
          Widget: {properties: {a: {$ref: "#/definitions/L1"}, b: {$ref: "#/definitions/L1"}}}
          L1: {properties: {a: {$ref: "#/definitions/L2"}, b: {$ref: "#/definitions/L2"}}}
          L2: {properties: {a: {$ref: "#/definitions/L3"}, b: {$ref: "#/definitions/L3"}}}
          L3: {properties: {a: {$ref: "#/definitions/L4"}, b: {$ref: "#/definitions/L4"}}}
          L4: {properties: {a: {$ref: "#/definitions/L5"}, b: {$ref: "#/definitions/L5"}}}
          L5: {properties: {a: {$ref: "#/definitions/L6"}, b: {$ref: "#/definitions/L6"}}}
          L6: {properties: {a: {$ref: "#/definitions/L7"}, b: {$ref: "#/definitions/L7"}}}
          L7: {properties: {a: {$ref: "#/definitions/L8"}, b: {$ref: "#/definitions/L8"}}}
          L8: {properties: {a: {$ref: "#/definitions/L9"}, b: {$ref: "#/definitions/L9"}}}
          L9: {properties: {a: {$ref: "#/definitions/L10"}, b: {$ref: "#/definitions/L10"}}}
          L10: {properties: {a: {$ref: "#/definitions/L11"}, b: {$ref: "#/definitions/L11"}}}
          L11: {properties: {a: {$ref: "#/definitions/L12"}, b: {$ref: "#/definitions/L12"}}}
          L12: {properties: {a: {$ref: "#/definitions/L13"}, b: {$ref: "#/definitions/L13"}}}
          L13: {type: string}
    Good:
        definitions:
          Widget: {type: object, properties: {parts: {type: array, items: {$ref: "#/definitions/Widget"}}}}
    """
    most = len(swagger.parameters) + len(swagger.responses)
    if not swagger.definitions or measure(swagger).stays_below(MAX_SCHEMAS, most):
        return  # nearly always
    uses = max([len(operation.parameters) + len(operation.responses) for operation in swagger.operations], default=0)
    if measure(swagger).stays_below(MAX_SCHEMAS, uses):
        return
    definitions = swagger.inventory.roots[: len(swagger.definitions)]
    by_name = {root.schema.name: _parts(root) for root in definitions}
    totals: dict[str, int] = {}
    for operation, roots in swagger.operation_roots:
        count = 0
        for root in roots:
            count += root.nodes
            if root.references:
                own, names = _parts(root)
                for name in names:
                    if name not in totals:
                        _fill(name, by_name, totals)
                count += own - root.nodes + sum([totals.get(name, 0) for name in names])
        if count > MAX_SCHEMAS:
            yield Finding(
                f"the operation {quoted(operation.label)} reaches more than {MAX_SCHEMAS:,} schemas",
                at=operation.place,
            )


def _parts(root: RootSchema) -> tuple[int, list[str]]:
    """How many schemas are in an outermost one, and what it refers to."""
    names = [ref[len(_DEFINITIONS) :] for ref, _ in root.references if ref.startswith(_DEFINITIONS)]
    return root.nodes - len(names), names


def _fill(name: str, by_name: dict[str, tuple[int, list[str]]], totals: dict[str, int]) -> None:
    """Work out ``totals[name]``, cut just above the limit. Definitions inside themselves count once."""
    waiting = [(name, False)]
    open_names: set[str] = set()
    while waiting:
        current, ready = waiting.pop()
        if current in totals or current not in by_name or (not ready and current in open_names):
            continue
        own, names = by_name[current]
        if ready:
            total = own + sum(totals.get(inner, 1) for inner in names)
            totals[current] = min(total, MAX_SCHEMAS + 1)
        else:
            open_names.add(current)
            waiting.append((current, True))
            waiting.extend((inner, False) for inner in dict.fromkeys(names))
