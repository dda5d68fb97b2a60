"""Empty and repeated schemas."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from ippub.check.rule import Finding, Fix, Severity, fix, later, rule
from ippub.check.sources import CODING, SUBMISSION
from ippub.check.wording import are_alike, listed, quoted
from ippub.connector.node import Node
from ippub.connector.swagger import Parameter, Response, Schema, Swagger
from ippub.document.edit import Remove, RemoveAll
from ippub.document.json import Json

_MIN_PROPERTIES = 3
"""Smaller schemas are alike by chance."""


@rule("EmptyPropertiesObject", Severity.INFO, source=SUBMISSION, fixable=True)
def empty_properties_object(swagger: Swagger) -> Iterator[Finding]:
    """Optional members are there, but empty.

    An empty "properties", title, description or list of tags says nothing. Reviewers ask to remove them,
    because they look like something that was forgotten.

    Fix: Fill the member in, or remove it.

    Evidence: The submission page asks to remove empty members. 14 % of the accepted connectors of 2023
    and 2024 have an object without properties, a third of those who were asked removed it, so it does
    not stop a submission.

    Reading: Reported once per body, definition or operation.

    Bad:
        definitions: {Widget: {properties: {tags: {type: object, properties: {}}}}}
    Bad:
        definitions: {Widget: {properties: {name: {description: "", title: Name}}}}
    Bad:
        paths: {/widgets: {get: {tags: []}}}
    Good:
        definitions: {Widget: {properties: {tags: {type: object}}}}
    """
    inventory = swagger.inventory
    numbers = {number for key in inventory.blank for number in inventory.with_text(key, ("",))}
    numbers.update(inventory.hollow)
    empty = [number for number in sorted(numbers) if _empty_key(inventory.schemas[number])]
    for _, schemas in inventory.by_root(empty):
        yield _empty_finding(schemas)
    for operation in swagger.operations:
        if operation.value.get("tags") == []:
            at = (operation / "tags").marked_key
            yield Finding('"tags" is empty', at=at, fix=fix(Remove(at)))


@rule("RepeatedSchemaNotShared", Severity.INFO, source=CODING)
def repeated_schema_not_shared(swagger: Swagger) -> Iterator[Finding]:
    """The same object is written out in several operations.

    A change has to be made in every copy, and one is forgotten. A definition is written once, and the
    file gets shorter.

    Fix: Move the schema to "definitions" and refer to it with "$ref".

    Evidence: Microsoft's coding standards ask for it; reviewers do not.

    Reading: Objects with three or more properties that are the same, but for a full stop, in two operations;
    reported once per file.

    Bad:
        paths:
          /gadgets:
            get:
              summary: List gadgets
              description: Retrieves the gadgets.
              operationId: ListGadgets
              responses:
                "200": &answer
                  description: The gadgets.
                  schema:
                    type: object
                    properties:
                      a: {type: string, description: The first., x-ms-summary: A}
                      b: {type: string, description: The second., x-ms-summary: B}
                      c: {type: string, description: The third., x-ms-summary: C}
            post:
              summary: Add a gadget
              description: Adds a gadget.
              operationId: AddGadget
              responses: {"200": *answer}
    Good:
        definitions: {Widget: {type: object}}
    """
    first: dict[tuple[str, ...], Schema] = {}
    copies: list[tuple[Schema, Schema]] = []
    within: set[int] = set()
    for schema, shape in _of_objects_alike(swagger):
        if within and _is_below(schema, within):
            continue  # a part of a copy is no copy of its own
        known = first.setdefault(shape, schema)
        if known is not schema and _operation(known) is not _operation(schema) and are_alike(known.value, schema.value):
            copies.append((schema, known))
            within.add(id(schema))
    copies = [(copy, known) for copy, known in copies if _operation(copy) and _operation(known)]
    if copies:
        copy, known = copies[0]
        shapes = len({id(known.value) for _, known in copies})
        more = f"; {len(copies)} copies of {shapes} schemas in all" if len(copies) > 1 else ""
        names = listed(copy.object_of("properties"))
        message = f"the schema with {names} stands in {_label(known)} already{more}"
        yield Finding(message, at=copy.place)


def _of_objects_alike(swagger: Swagger) -> list[tuple[Schema, tuple[str, ...]]]:
    """The objects with the names of their properties, as far as the same are written out in an operation.

    None when no two that are written out have the same names: then there is no copy.
    """
    inventory = swagger.inventory
    numbers = inventory.numbers("properties")
    shared = bisect_left(numbers, sum(inventory.sizes[: len(swagger.definitions)]))  # those in definitions come first

    def shapes(of: list[int]) -> Iterator[tuple[Schema, tuple[str, ...]]]:
        for number in of:
            properties = inventory.values[number]["properties"]
            if type(properties) is dict and len(properties) >= _MIN_PROPERTIES:
                yield inventory.schemas[number], tuple(properties)

    written_out = list(shapes(numbers[shared:]))
    different = {shape for _, shape in written_out}
    if len(different) == len(written_out):
        return []
    return [*[each for each in shapes(numbers[:shared]) if each[1] in different], *written_out]


def _empty_key(schema: Schema) -> str:
    """The first optional member of ``schema`` that is empty, "" when none is."""
    value = schema.value
    if value.get("properties") == {}:
        return "properties"
    if value.get("description") == "":
        return "description"
    if value.get("title") == "":
        return "title"
    return "x-ms-summary" if value.get("x-ms-summary") == "" else ""


_EMPTY: dict[str, Json] = {"properties": {}, "description": "", "title": "", "x-ms-summary": ""}
"""The members that say nothing when they are like this."""


def _emptied(schema: Schema) -> tuple[str, ...]:
    """The members that can go without another rule speaking up: a schema of nothing else stays as it is."""
    value = schema.value
    keys = tuple(key for key, empty in _EMPTY.items() if key in value and value[key] == empty)
    bare = len(keys) == len(value) or ("properties" in keys and "type" not in value)
    return () if bare else keys


def _empty_finding(schemas: list[Schema]) -> Finding:
    schema, count = schemas[0], len(schemas)
    key = _empty_key(schema)
    of = f" of {quoted(schema.name)}" if schema.name else ""
    more = f", and {count - 1} more of this kind in the same schema" if count > 1 else ""
    repair = None
    if any(map(_emptied, schemas)):
        repair = Fix(later(lambda: [RemoveAll(each.place, keys) for each in schemas if (keys := _emptied(each))]))
    return Finding(f'"{key}"{of} is empty{more}', at=(schema / key).marked_key, fix=repair)


def _operation(schema: Schema) -> Node | None:
    """The operation in which ``schema`` is written out, None when it is shared already."""
    holder = schema.outermost.parent
    return holder.operation if isinstance(holder, Parameter | Response) else None


def _label(schema: Schema) -> str:
    operation = _operation(schema)
    return quoted(getattr(operation, "label", ""))


def _is_below(schema: Schema, above: set[int]) -> bool:
    """Whether one of the schemas around ``schema`` is among ``above`` (their identities)."""
    owner = schema.owner
    while owner is not None:
        if id(owner) in above:
            return True
        owner = owner.owner
    return False
