"""Arrays whose elements must differ."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Fix, Severity, fix, rule
from ippub.check.sources import VALIDATOR
from ippub.check.wording import quoted
from ippub.connector.node import Node
from ippub.connector.swagger import Swagger
from ippub.document.edit import Remove
from ippub.document.json import Json


@rule("ArrayDuplicateValue", Severity.ERROR, source=VALIDATOR, fixable=True)
def array_duplicate_value(swagger: Swagger) -> Iterator[Finding]:
    """An array that lists different things has one of them twice.

    The second one adds nothing and mostly stands where another value was meant: one choice in a list, one
    required property is missing.

    Fix: Remove the repeated element, or correct it.

    Evidence: A code of Microsoft's validator. One accepted connector of 2024 repeats a value in an "enum",
    so that is a warning; nothing else repeats in any accepted connector.

    Reading: Microsoft does not publish which arrays are looked at. We take those that its JSON Schema calls
    unique: schemes, MIME types, tags, required, enum and security. Repeated parameters have rules of their
    own.

    Bad:
        consumes: [application/json, application/json]
    Bad:
        definitions: {Widget: {required: [id, name, id]}}
    Bad:
        paths: {/widgets: {get: {security: [{api_key: []}, {api_key: []}]}}}
    Bad:
        definitions: {Widget: {properties: {size: {type: string, enum: [S, M, S]}}}}
    Good:
        definitions: {Widget: {properties: {size: {type: string, enum: [S, M, "1", "01"]}}}}
    """
    for key in ("schemes", "consumes", "produces", "security"):
        if not _all_differ(swagger.value.get(key)):
            yield from _repeated(swagger, key)
    for operation in swagger.operations:
        for key in ("schemes", "consumes", "produces", "tags", "security"):
            if key in operation.value and not _all_differ(operation.value[key]):
                yield from _repeated(operation, key)
    for node in (*swagger.parameters, *swagger.headers, *swagger.items, *swagger.schemas_with("enum")):
        if "enum" in node.value and not _all_differ(node.value["enum"]):
            yield from _repeated(node, "enum", Severity.WARNING)
    for schema in swagger.schemas_with("required"):
        if not _all_differ(schema.value["required"]):
            yield from _repeated(schema, "required")


@rule("TagRedefined", Severity.ERROR, source=VALIDATOR, fixable=True, needs="tags")
def tag_redefined(swagger: Swagger) -> Iterator[Finding]:
    """Two tags have the same name.

    A tag groups operations. When it is described twice, nobody knows which description counts.

    Fix: Remove one of the two.

    Evidence: A code of Microsoft's validator; none of 992 accepted connectors does it.

    Bad:
        tags: [{name: Widgets}, {name: Widgets, description: All about widgets.}]
    Good:
        tags: [{name: Widgets}, {name: Gadgets}]
    """
    seen: dict[str, Node] = {}
    for _, tag in swagger.elements("tags"):
        name = tag.text("name")
        if name and name in seen:
            repair = _one_of(seen[name], tag)
            yield Finding(f"the tag {quoted(name)} is defined twice", at=tag / "name", fix=repair)
        seen[name] = tag


def _one_of(first: Node, again: Node) -> Fix:
    """The one that says less goes; when each says something else, the second."""
    if first.value.items() <= again.value.items():
        return fix(Remove(first.place))
    return Fix((Remove(again.place),), safe=again.value.items() <= first.value.items())


def _repeated(node: Node, key: str, severity: Severity | None = None) -> Iterator[Finding]:
    seen: set[object] = set()
    for index, value in enumerate(node.items_of(key)):
        identity = _identity(value)
        if identity in seen:
            message = f'"{key}" lists {quoted(_shown(value))} more than once'
            at = node.at(key, index)
            yield Finding(message, at=at, severity=severity, fix=fix(Remove(at)))
        seen.add(identity)


def _all_differ(values: Json) -> bool:
    """Whether a first look is enough: no array, or one of different texts."""
    if type(values) is not list or len(values) < 2:
        return True
    return set(map(type, values)) == {str} and len(set(values)) == len(values)


def _identity(value: Json) -> object:
    """Something that is equal for values that are equal in JSON, where true is not 1."""
    if isinstance(value, bool):
        return ("boolean", value)
    return ("container", _shown(value)) if isinstance(value, dict | list) else value


def _shown(value: Json) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
