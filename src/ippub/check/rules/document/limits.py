"""How large a definition may be."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import FAQ, SUBMISSION, VALIDATOR
from ippub.connector.folder import Connector
from ippub.connector.inventory import RootSchema
from ippub.connector.schemas import measure
from ippub.connector.swagger import Swagger
from ippub.document.place import Place

MAX_OPERATIONS = 256
"""From Microsoft's questions and answers; a comment of 2020 still says 128."""
MAX_SCHEMAS = MAX_OPERATIONS * 16_384
"""256 operations with 16,384 schemas each: the formula of the same page."""
MAX_BYTES = 1_048_576
ROUND_MEGABYTE = 1_000_000
_ENDLESS = 10**12
"""More schemas are not counted: 60,000 definitions that double each other are a number of 60,000 bits."""


@rule("TotalOperationsCountExceedsMaxAllowed", Severity.ERROR, source=FAQ)
def too_many_operations(swagger: Swagger) -> Iterator[Finding]:
    """The connector has more than 256 operations.

    The platform does not load larger connectors, and nobody finds an action in such a list.

    Fix: Leave out the operations that nobody needs in a flow, or split the API into several connectors.

    Evidence: A code of Microsoft's validator; the largest accepted independent publisher's connector has 188.

    Bad:
        paths:
          /1: &all {get: {}, put: {}, post: {}, delete: {}, options: {}, head: {}, patch: {}}
          <<: {/2: *all, /3: *all, /4: *all, /5: *all, /6: *all, /7: *all, /8: *all, /9: *all, /10: *all,
            /11: *all, /12: *all, /13: *all, /14: *all, /15: *all, /16: *all, /17: *all, /18: *all,
            /19: *all, /20: *all,
            /21: *all, /22: *all, /23: *all, /24: *all, /25: *all, /26: *all, /27: *all, /28: *all, /29: *all,
            /30: *all, /31: *all, /32: *all, /33: *all, /34: *all, /35: *all, /36: *all, /37: *all}
    Good:
        paths:
          /1: {get: {}, put: {}, post: {}, delete: {}, options: {}, head: {}, patch: {}}
    """
    count = len(swagger.operations)
    if count > MAX_OPERATIONS:
        message = f"the definition has {count} operations; at most {MAX_OPERATIONS} are allowed"
        yield Finding(message, at=(swagger / "paths").marked_key)


@rule("TotalSchemaCountExceedsMaxAllowed", Severity.ERROR, source=VALIDATOR)
def too_many_schemas(swagger: Swagger) -> Iterator[Finding]:
    """The operations use more than 4,194,304 schemas in total.

    The platform replaces every reference by what it refers to. When definitions refer to each other in
    several layers, a small file grows into millions of schemas that no designer can show.

    Fix: Leave out the properties that nobody needs in a flow, or describe the deeper layers as plain objects.

    Evidence: A code of Microsoft's validator; no accepted connector comes near.

    Reading: The number is 256 operations times 16,384 schemas, from Microsoft's questions and answers. How
    schemas are counted is not published: we follow references, count a definition each time that it is
    used, and stop where it refers back to itself.

    Bad:
        definitions:
          Widget: {properties: {a: &b {$ref: "#/definitions/B"}, b: *b, c: *b, d: *b, e: *b, f: *b}}
          B: {properties: {a: &c {$ref: "#/definitions/C"}, b: *c, c: *c, d: *c, e: *c, f: *c}}
          C: {properties: {a: &d {$ref: "#/definitions/D"}, b: *d, c: *d, d: *d, e: *d, f: *d}}
          D: {properties: {a: &e {$ref: "#/definitions/E"}, b: *e, c: *e, d: *e, e: *e, f: *e}}
          E: {properties: {a: &f {$ref: "#/definitions/F"}, b: *f, c: *f, d: *f, e: *f, f: *f}}
          F: {properties: {a: &g {$ref: "#/definitions/G"}, b: *g, c: *g, d: *g, e: *g, f: *g}}
          G: {properties: {a: &h {$ref: "#/definitions/H"}, b: *h, c: *h, d: *h, e: *h, f: *h}}
          H: {properties: {a: &i {$ref: "#/definitions/I"}, b: *i, c: *i, d: *i, e: *i, f: *i}}
          I: {properties: {a: &j {type: string}, b: *j, c: *j, d: *j, e: *j, f: *j}}
    Good:
        definitions: {Widget: {type: object, properties: {parent: {$ref: "#/definitions/Widget"}}}}
    """
    uses = sum([len(operation.parameters) + len(operation.responses) for operation in swagger.operations])
    if measure(swagger).stays_below(MAX_SCHEMAS, uses):
        return  # nearly always
    definitions = swagger.inventory.roots[: len(swagger.definitions)]
    sizes = _sizes({root.schema.name: _parts(root) for root in definitions})
    total = 0
    for _, roots in swagger.operation_roots:
        for root in roots:
            total += root.nodes
            if root.references:
                number, references = _parts(root)
                total += number - root.nodes + sum([sizes.get(reference, 0) for reference in references])
    if total > MAX_SCHEMAS:
        shown = f"{total:,}" if total < _ENDLESS else f"more than {_ENDLESS:,}"
        message = f"the operations use {shown} schemas in total; at most {MAX_SCHEMAS:,} are allowed"
        yield Finding(message, at=(swagger / "definitions").marked_key)


@rule("SwaggerTooLarge", Severity.ERROR, source=SUBMISSION)
def swagger_too_large(connector: Connector) -> Iterator[Finding]:
    """The definition has more than one megabyte.

    Microsoft does not take larger files.

    Fix: Split the API into several connectors, each with its own group of operations; Microsoft names
    HubSpot as the model. Texts that repeat in many operations become smaller as shared parameters and
    definitions.

    Evidence: Documented; the largest accepted independent publisher's definition has 1,024,291 bytes.

    Reading: The documentation does not say whether a megabyte is 1,000,000 or 1,048,576 bytes. Above the
    second it is an error, between the two a warning.

    Bad:
        x-filler: &d
          - &a [0123456789abcdef, 0123456789abcdef, 0123456789abcdef, 0123456789abcdef]
          - &c [&b [*a, *a, *a, *a], *b, *b, *b]
          - *c
          - &f [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
          - [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
          - [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
          - [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
          - [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
          - [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
          - [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
    Good:
        x-filler: none
    """
    document = connector.swagger_document
    if document is None:
        return
    size = next((entry.size for entry in connector.entries if entry.name == document.name), 0)
    if size > MAX_BYTES:
        message = f"{document.name} has {size:,} bytes; at most {MAX_BYTES:,} are allowed"
        yield Finding(message, at=Place(document.name, ()))
    elif size > ROUND_MEGABYTE:
        message = f"{document.name} has {size:,} bytes, which is close to the limit of 1 MB"
        yield Finding(message, at=Place(document.name, ()), severity=Severity.WARNING)


_Parts = tuple[int, list[str]]
"""How many schemas stand in a schema, itself included, and the definitions that it refers to, with repeats."""


def _parts(root: RootSchema) -> _Parts:
    references = [ref.removeprefix("#/definitions/") for ref, _ in root.references]
    return root.nodes - len(references), references


def _sizes(parts: dict[str, _Parts]) -> dict[str, int]:
    """How many schemas each definition is when every reference in it is replaced by what it means.

    A definition that is being counted (a loop) counts as 0 inside itself.
    """
    sizes: dict[str, int] = {}
    for root in parts:
        stack = [root] if root not in sizes else []
        entered: set[str] = set()
        while stack:
            name = stack[-1]
            number, references = parts[name]
            if name in entered:
                stack.pop()
                entered.discard(name)
                size = number + sum(sizes.get(reference, 0) for reference in references)
                sizes[name] = min(size, _ENDLESS)
            elif name in sizes:
                stack.pop()
            else:
                sizes[name] = 0
                entered.add(name)
                stack.extend(reference for reference in references if reference in parts and reference not in sizes)
    return sizes
