"""References between schemas: $ref and definitions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ippub.check.rule import Finding, Fix, Severity, later, rule, suggestion
from ippub.check.sources import CODING, VALIDATOR
from ippub.check.wording import listed, quoted
from ippub.connector.reference import encoded, is_broken_pointer
from ippub.connector.schemas import cycles, definition_name
from ippub.connector.swagger import Schema, Swagger
from ippub.document.edit import RemoveAll, Set

_MAX_COMPARED = 500
"""Among more definitions than this the nearest name is not looked for."""


@rule("SchemaReferenceNotFound", Severity.ERROR, source=VALIDATOR, needs="$ref", suggests=True)
def schema_reference_not_found(swagger: Swagger) -> Iterator[Finding]:
    """A schema refers to a definition that does not exist.

    The platform cannot build the action without the schema, so the definition is refused. The usual
    cause is a definition that was renamed or deleted.

    Fix: Add the definition, or correct the name in "$ref" (upper and lower case count).

    Evidence: Microsoft's validator refuses it; none of 992 accepted connectors has one, and all authors
    who opened a pull request with one repaired it.

    Bad:
        definitions: {Widget: {properties: {maker: {$ref: "#/definitions/Maker"}}}}
    Bad:
        definitions: {Gadget: {properties: {widget: {$ref: "#/definitions/widget"}}}}
    Good:
        definitions:
          Widget: {properties: {maker: {$ref: "#/definitions/Maker"}}}
          Maker: {type: object, properties: {id: {type: string}}}
    """
    known = swagger.object_of("definitions")
    for schema, ref in _unusual(swagger):
        name = definition_name(ref)
        if name is None or name in known:
            continue
        near = _nearest(swagger, name) if len(known) <= _MAX_COMPARED else ""
        remedy = f'Did you mean "#/definitions/{near}"?' if near else ""
        at = schema / "$ref"
        repair = suggestion(Set(at, f"#/definitions/{encoded(near)}")) if near else None
        yield Finding(f"there is no definition {quoted(name)}", at=at, remedy=remedy, fix=repair)


@rule("SchemaReferenceNotValid", Severity.ERROR, source=VALIDATOR, needs="$ref", suggests=True)
def schema_reference_not_valid(swagger: Swagger) -> Iterator[Finding]:
    """A schema refers to something other than an entry of "definitions".

    The platform follows references inside the file and to "definitions" only. It never opens other
    files.

    Fix: Put the schema under "definitions" and refer to it as "#/definitions/<name>".

    Evidence: Microsoft's validator refuses it; none of 992 accepted connectors has one.

    Bad:
        definitions: {Widget: {properties: {maker: {$ref: "#/components/schemas/Maker"}}}}
    Bad:
        definitions: {Gadget: {properties: {widget: {$ref: "#/components/schemas/Widget"}}}}
    Bad:
        definitions: {Widget: {properties: {maker: {$ref: "maker.json"}}}}
    Good:
        definitions:
          Widget: {properties: {maker: {$ref: "#/definitions/Maker"}}}
          Maker: {type: object, properties: {id: {type: string}}}
    """
    for schema, ref in _unusual(swagger):
        if definition_name(ref) is not None or is_broken_pointer(ref):
            continue
        what = "does not point into definitions"
        if not ref.startswith("#"):
            what = "points out of this file"
        elif ref == "#/definitions/":
            what = "names no definition"
        elif ref.startswith("#/definitions/"):
            what = "points into the inside of a definition"
        at = schema / "$ref"
        last = ref.rpartition("/")[2]
        is_known = last in swagger.definitions and not ref.startswith("#/definitions/")
        repair = suggestion(Set(at, f"#/definitions/{last}")) if is_known else None
        yield Finding(f"reference {quoted(ref)} {what}", at=at, fix=repair)


@rule("SchemaRefLoopNotAllowed", Severity.ERROR, source=VALIDATOR, needs="$ref", suggests=True)
def schema_ref_loop_not_allowed(swagger: Swagger) -> Iterator[Finding]:
    """A definition is nothing but a reference to another definition.

    Such aliases can lead round in a circle, and then there is no schema at all. The platform therefore
    accepts none.

    Fix: Replace the alias by the schema that it stands for, or refer to that schema directly.

    Evidence: Microsoft's validator refuses it; none of 992 accepted connectors has one.

    Reading: Microsoft's message forbids every alias, its explanation speaks of circles only. Both are
    reported.

    Bad:
        definitions:
          Gadget: {$ref: "#/definitions/Widget"}
    Good:
        definitions:
          Gadget: {type: object, properties: {widget: {$ref: "#/definitions/Widget"}}}
    """
    aliases = {
        name: target
        for name, schema in swagger.definitions.items()
        if "$ref" in schema.value and (target := definition_name(schema.ref)) is not None
    }
    if not aliases:
        return
    circles = cycles({name: {target} for name, target in aliases.items() if target in aliases})
    circling = {name for group in circles for name in group}
    for name, target in aliases.items():
        schema = swagger.definitions[name]
        if name in circling:
            message = f"definition {quoted(name)} refers to {quoted(target)} and so, in a circle, to itself"
            yield Finding(message, at=schema / "$ref")
        elif len(schema.value) == 1:
            message = f"definition {quoted(name)} is only another name for {quoted(target)}"
            yield Finding(message, at=schema / "$ref", fix=Fix(_written_out(swagger, schema), safe=False))


@lru_cache(maxsize=1)
def _unusual(swagger: Swagger) -> list[tuple[Schema, str]]:
    """The schemas with a reference that is not simply one to a definition that is there, with that reference."""
    known = swagger.plain_references
    found = [(schema, schema.value["$ref"]) for schema in swagger.schemas_with("$ref")]
    return [(schema, ref) for schema, ref in found if isinstance(ref, str) and ref not in known]


@lru_cache(maxsize=1)
def _nearest(swagger: Swagger, name: str) -> str:
    """The definition whose name is most like ``name``, "" when none is."""
    from ippub.nearest import nearest

    return nearest(name, swagger.object_of("definitions")) or ""


def _written_out(swagger: Swagger, schema: Schema) -> later:
    """What ``schema`` refers to, in its place; nothing where that is nothing."""

    def edits() -> list[Set]:
        meant = swagger.resolve(schema)
        return [Set(schema.place, meant.value)] if meant is not None else []

    return later(edits)


@rule("AdditionalPropertyNotAllowedAdjacentToRef", Severity.WARNING, source=VALIDATOR, needs="$ref", suggests=True)
def additional_property_not_allowed_adjacent_to_ref(swagger: Swagger) -> Iterator[Finding]:
    """Something stands beside a "$ref".

    A reference is replaced by what it names, and everything beside it is dropped: a title or description
    written there never reaches the maker.

    Fix: Keep only "$ref". To say something else than the definition, write the schema out here instead
    of referring to it.

    Evidence: Listed by Microsoft's validator; 2 of 385 accepted connectors have one, so nobody is
    stopped for it.

    Reading: The documentation does not say where; schemas, parameters and responses are looked at, and extensions
    beside the reference count like everything else.

    Bad:
        definitions:
          Widget: {properties: {maker: {$ref: "#/definitions/Maker", description: Who made it.}}}
          Maker: {type: object, properties: {id: {type: string}}}
    Good:
        definitions:
          Widget: {properties: {maker: {$ref: "#/definitions/Maker"}}}
          Maker: {type: object, properties: {id: {type: string}}}
    """
    for node in [*swagger.schemas_with("$ref"), *swagger.parameters, *swagger.responses]:
        if "$ref" in node.value and len(node.value) > 1 and isinstance(node.value["$ref"], str):
            beside = [key for key in node.value if key != "$ref"]
            verb = "stands" if len(beside) == 1 else "stand"
            message = f'{listed(beside)} {verb} beside "$ref" and {verb.replace("stand", "count")} for nothing'
            gone = RemoveAll(node.place, tuple(beside))
            yield Finding(message, at=(node / beside[0]).marked_key, fix=suggestion(gone))


@rule("UnusedDefinition", Severity.INFO, source=CODING, needs="definitions", suggests=True)
def unused_definition(swagger: Swagger) -> Iterator[Finding]:
    """Nothing uses a definition.

    It makes the file longer than it needs to be, and a reader looks in vain for the operation that it
    belongs to. Often it is left over from a conversion.

    Fix: Remove the definition, or refer to it.

    Evidence: 7 % of the accepted connectors have some; reviewers do not ask about them.

    Bad:
        definitions: {Maker: {type: object, properties: {id: {type: string}}}}
    Good:
        definitions: {Maker: null}
    """
    used = swagger.input_definitions | swagger.output_definitions
    unused = [name for name in swagger.definitions if name not in used]
    if unused:
        verb = "is" if len(unused) == 1 else "are"
        count = f"{len(unused)} of {len(swagger.definitions)} definitions {verb} unused"
        message = f"nothing uses {listed(unused)} ({count})"
        gone = RemoveAll(swagger / "definitions", tuple(unused))
        yield Finding(message, at=swagger.at("definitions", unused[0]).marked_key, fix=suggestion(gone))
