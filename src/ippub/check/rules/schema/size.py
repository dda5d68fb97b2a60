"""Schemas that are too large, too deep or endless."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Severity, rule
from ippub.check.sources import VALIDATOR
from ippub.check.wording import listed, quoted
from ippub.connector.schemas import MANY, cycles, definition_name, extents_of_roots, measure
from ippub.connector.swagger import Schema, Swagger

MAX_NODES = 512
"""Schemas in one body, as Microsoft's validator counts (quoted in issue 1088 of the upstream repository)."""
MAX_DEPTH = 64
"""Our reading; the deepest schema of all accepted connectors has 15 levels."""


@rule("BodySchemaCountExceedsMaxAllowed", Severity.ERROR, source=VALIDATOR)
def body_schema_count_exceeds_max_allowed(swagger: Swagger) -> Iterator[Finding]:
    """One body consists of more than 512 schemas.

    The designer shows each property as a field or as dynamic content. The platform refuses bodies that
    are too large for that.

    Fix: Leave out the properties that makers do not need, or describe the large part with
    "x-ms-dynamic-schema", or cut the answer down in script.csx.

    Evidence: Microsoft's validator calls it critical and names the limit. The largest body of all
    accepted connectors has 451 schemas by this count.

    Reading: How Microsoft counts is not published. Counted is the body itself, every property, "items",
    "additionalProperties" and part of an "allOf", with references followed. A body that contains itself
    is left to SchemaTooDeep.

    Bad:
        definitions:
          A: {properties: {a: &b {$ref: "#/definitions/B"}, b: *b, c: *b, d: *b}}
          B: {properties: {a: &c {$ref: "#/definitions/C"}, b: *c, c: *c, d: *c}}
          C: {properties: {a: &d {$ref: "#/definitions/D"}, b: *d, c: *d, d: *d}}
          D: {properties: {a: &e {$ref: "#/definitions/E"}, b: *e, c: *e, d: *e}}
          E: {properties: {a: &f {$ref: "#/definitions/F"}, b: *f, c: *f, d: *f}}
          F: {properties: {a: {type: string}, b: {type: string}, c: {type: string}}}
    Good:
        definitions:
          A: {type: object, properties: {a: {$ref: "#/definitions/B"}, b: {$ref: "#/definitions/B"}}}
          B: {type: object, properties: {a: {type: string}, b: {type: string}}}
    """
    for root, extent in extents_of_roots(swagger) if measure(swagger).largest > MAX_NODES else ():
        # Where a body is nothing but a reference, the definition is what must shrink.
        if extent.nodes > MAX_NODES and "$ref" not in root.value:
            count = f"{extent.nodes:,}" if extent.nodes < MANY else "more than a thousand million"
            message = f"this {_what(root)} consists of {count} schemas; at most {MAX_NODES} are allowed"
            yield Finding(message, at=root.place)


@rule("SchemaTooDeep", Severity.WARNING, source=VALIDATOR)
def schema_too_deep(swagger: Swagger) -> Iterator[Finding]:
    """A schema is nested too deeply, or contains itself.

    The designer unfolds the whole schema to show its fields. One that contains itself has no end.

    Fix: Flatten the schema, or cut the recursion: make one of the properties an object without
    properties.

    Evidence: Microsoft's validator has the rule, but does not publish its limit. 1 of 251 accepted
    independent publisher connectors and 16 of 349 certified ones have a definition that contains itself,
    so it does not stop a submission.

    Reading: A definition that contains itself is reported, and so is nesting over 64 levels; the deepest
    accepted schema has 15.

    Bad:
        definitions:
          Widget: {properties: {parts: {type: array, items: {$ref: "#/definitions/Widget"}}}}
    Good:
        definitions:
          Widget: {properties: {parts: {type: array, items: {type: object}}}}
    """
    extents = measure(swagger)
    for group in extents.cycles:
        message = f"definition {quoted(group[0])} contains itself"
        if len(group) > 1:
            message += f", by way of {listed(group[1:])}"
        yield Finding(message, at=swagger.at("definitions", group[0]))
    for root, extent in extents_of_roots(swagger) if extents.deepest > MAX_DEPTH else ():
        if extent.depth > MAX_DEPTH:
            yield Finding(f"this {_what(root)} is nested {extent.depth} levels deep", at=root.place)


@rule("RequiredLoopInSchemaNotAllowed", Severity.ERROR, source=VALIDATOR, needs="$ref")
def required_loop_in_schema_not_allowed(swagger: Swagger) -> Iterator[Finding]:
    """A definition requires itself.

    Following only required properties leads back to the start. No value can be complete, because it
    would have no end.

    Fix: Take one property of the circle out of "required".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors has one.

    Reading: Only properties are followed, not "items": an array can be empty.

    Bad:
        definitions: {Widget: {required: [next], properties: {next: {$ref: "#/definitions/Widget"}}}}
    Good:
        definitions: {Widget: {properties: {next: {$ref: "#/definitions/Widget"}}}}
    """
    circling = {name for group in measure(swagger).cycles for name in group}  # mostly none
    edges = {name: _required(schema) for name, schema in swagger.definitions.items() if name in circling}
    for group in cycles({name: targets for name, targets in edges.items() if targets}):
        message = f"definition {quoted(group[0])} requires itself"
        if len(group) > 1:
            message += f", by way of {listed(group[1:])}"
        yield Finding(message, at=swagger.at("definitions", group[0], "required"))


def _required(definition: Schema) -> set[str]:
    """The definitions that a value of ``definition`` must contain."""
    found = set()
    waiting = [definition.value]
    while waiting:
        value = waiting.pop()
        ref = value.get("$ref")
        if isinstance(ref, str):
            name = definition_name(ref)
            # An alias on the outermost level is a matter of SchemaRefLoopNotAllowed.
            if name is not None and value is not definition.value:
                found.add(name)
            continue
        properties, required = value.get("properties"), value.get("required")
        if isinstance(properties, dict) and isinstance(required, list):
            for name in dict.fromkeys(each for each in required if isinstance(each, str)):
                inner = properties.get(name)
                if isinstance(inner, dict):
                    waiting.append(inner)
    return found


def _what(root: Schema) -> str:
    if root.role == "definition":
        return f"definition {quoted(root.name)}"
    return {"body": "request body", "response": "response", "notification": "notification"}[root.role]
