"""Arrays and objects: items, required, readOnly, discriminator."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ippub.check.rule import Finding, Fix, Severity, fix, later, rule, suggestion
from ippub.check.sources import VALIDATOR
from ippub.check.wording import listed, quoted
from ippub.connector.schemas import swagger_of
from ippub.connector.swagger import Header, Items, Parameter, Schema, Swagger
from ippub.document.edit import Edit, Remove, RemoveAll, Set
from ippub.document.json import Json

_OF_ARRAY = frozenset({"items", "$ref"})
"""What says of an array what its elements are."""


@rule("ArrayHasNoItems", Severity.ERROR, source=VALIDATOR, needs="array")
def array_has_no_items(swagger: Swagger) -> Iterator[Finding]:
    """An array does not say what its elements are.

    Without "items" the designer cannot show what is in the array, and a flow cannot use it in "Apply to
    each".

    Fix: Add "items" with the schema of one element.

    Evidence: Microsoft's validator refuses it; 1 of 992 accepted connectors has one, and 5 of 6 authors
    who opened a pull request with one repaired it.

    Bad:
        definitions: {Widget: {properties: {parts: {type: array}}}}
    Good:
        definitions: {Widget: {properties: {parts: {type: array, items: {type: string}}}}}
    """
    schemas = swagger.inventory.of_type("array", lacking=_OF_ARRAY)
    holders: list[Parameter | Header | Items] = [*swagger.parameters, *swagger.headers, *swagger.items]
    arrays = [node for node in holders if node.type == "array" and _OF_ARRAY.isdisjoint(node.value)]
    for node in (*schemas, *arrays):
        yield Finding(f"{_name(node)} has the type array but no items", at=node.place)


@rule("RequiredPropertyArrayEmpty", Severity.ERROR, source=VALIDATOR, needs="required", fixable=True)
def required_property_array_empty(schema: Schema) -> Iterator[Finding]:
    """The list of required properties is empty.

    JSON Schema asks for at least one name in "required", so the definition is refused as invalid.

    Fix: Remove "required", or name the properties that must be there.

    Evidence: Microsoft's validator refuses it; none of 992 accepted connectors has one.

    Bad:
        definitions: {Widget: {required: []}}
    Good:
        definitions: {Widget: {required: [id]}}
    """
    if schema.get("required") == []:
        at = schema / "required"
        yield Finding("required is an empty array", at=at, fix=fix(Remove(at)))


@rule("RequiredPropertyDefinitionMissing", Severity.WARNING, source=VALIDATOR, needs="required", suggests=True)
def required_property_definition_missing(schema: Schema) -> Iterator[Finding]:
    """A required property is not defined.

    The designer offers only what "properties" lists. A maker cannot fill in a required property that is
    not there.

    Fix: Define the property under "properties", or remove its name from "required". Often it is a
    spelling slip.

    Evidence: Listed by Microsoft's validator; none of the accepted independent publisher connectors has
    one, and all authors who opened a pull request with one repaired it. 8 certified connectors still
    have one.

    Reading: A schema that gets properties from elsewhere (allOf, a reference, additionalProperties, a dynamic
    schema) is left alone.

    Bad:
        definitions: {Widget: {required: [id, nmae]}}
    Good:
        definitions: {Widget: {required: [id, name]}}
    """
    known = schema.object_of("properties")
    missing = [name for name in schema.required_names if name not in known]
    if not missing or schema.role == "allOf" or schema.is_dynamic or schema.type not in ("", "object"):
        return
    if "allOf" not in schema and "$ref" not in schema and not schema.get("additionalProperties"):
        verb = "is" if len(missing) == 1 else "are"
        message = f"{listed(missing)} {verb} required, but not defined under properties"
        yield Finding(message, at=schema / "required", fix=_without_names(schema, missing, known))


@rule("RequiredPropertyNotOnObject", Severity.WARNING, source=VALIDATOR, needs="required", suggests=True)
def required_property_not_on_object(schema: Schema) -> Iterator[Finding]:
    """A list of required properties stands on something that is no object.

    Only objects have properties. On a string, number or array "required" does nothing, and what was
    meant to be required is not.

    Fix: Move "required" to the object around it, or into "items"; or set the type to "object".

    Evidence: Listed by Microsoft's validator; none of the accepted independent publisher connectors has
    one, 8 certified ones have.

    Reading: A schema without a type may be an object and is left alone; a "required" that is no list is told by
    JsonTypeIncorrect.

    Bad:
        definitions: {Widget: {properties: {name: {required: [first]}}}}
    Good:
        definitions: {Widget: {required: [name]}}
    """
    if isinstance(schema.get("required"), list) and schema.type not in ("", "object"):
        at = schema / "required"
        message = f"required stands on the type {schema.type}, which has no properties"
        yield Finding(message, at=at, fix=suggestion(Remove(at)))


@rule(
    "RequiredReadOnlyPropertyNotAllowedAsInput",
    Severity.ERROR,
    source=VALIDATOR,
    needs="readOnly",
    suggests=True,
)
def required_read_only_property_not_allowed_as_input(schema: Schema) -> Iterator[Finding]:
    """A property of a request is required and read-only at once.

    A read-only property may not be sent, a required one must be. No request can be both.

    Fix: Remove the name from "required", or remove "readOnly".

    Evidence: Microsoft's validator refuses it; none of the accepted independent publisher connectors has
    one.

    Bad:
        paths:
          /widgets:
            post:
              summary: Add a widget
              description: Adds a widget to the stock.
              operationId: AddWidget
              parameters:
                - {name: body, in: body, required: true, schema: {$ref: "#/definitions/Widget"}}
              responses: {"204": {description: Added.}}
        definitions: {Widget: {required: [id], properties: {id: {readOnly: true}}}}
    Good:
        definitions: {Widget: {required: [id], properties: {id: {readOnly: true}}}}
    """
    owner = schema.owner
    if owner is None or schema.get("readOnly") is not True:
        return
    if schema.is_required and swagger_of(schema).is_input(schema):
        message = f"property {quoted(schema.name)} is required and read-only, but a request carries it"
        yield Finding(message, at=schema.place, fix=_without_names(owner, [schema.name], {}))


@rule("PropertyMustBeRequired", Severity.ERROR, source=VALIDATOR, needs="x-ms-visibility=internal", suggests=True)
def property_must_be_required(schema: Schema) -> Iterator[Finding]:
    """A hidden property of a request has a default, but is not required.

    The maker never sees an internal property. The platform sends its default only when the property is
    required, so as it stands the service never gets the value.

    Fix: Add the name to "required" of the object around it.

    Evidence: Microsoft's validator lists it as a must.

    Reading: The documentation names the code without a condition. It is read like
    InternalPropertyWithDefaultOptional, for properties of requests.

    Bad:
        paths:
          /widgets:
            post:
              summary: Add a widget
              description: Adds a widget to the stock.
              operationId: AddWidget
              parameters:
                - {name: body, in: body, required: true, schema: {$ref: "#/definitions/Widget"}}
              responses: {"204": {description: Added.}}
        definitions: {Widget: {properties: {id: {x-ms-visibility: internal, default: none}}}}
    Good:
        definitions: {Widget: {required: [id], properties: {id: {x-ms-visibility: internal, default: none}}}}
    """
    if (
        schema.role == "property"
        and "default" in schema
        and not schema.is_required
        and swagger_of(schema).is_input(schema)
    ):
        message = f"property {quoted(schema.name)} is internal and has a default, but is not required"
        yield Finding(message, at=schema.place, fix=required_too(schema))


@rule(
    "DiscriminatorMustBeARequiredStringProperty", Severity.ERROR, source=VALIDATOR, needs="discriminator", suggests=True
)
def discriminator_must_be_a_required_string_property(schema: Schema) -> Iterator[Finding]:
    """The discriminator is not a required string property of its schema.

    The discriminator is the property that says which kind of object it is. It must always be there, and
    it must be text.

    Fix: Define the property with the type "string" and list it in "required", or remove "discriminator".

    Evidence: Microsoft's validator refuses it; none of the accepted independent publisher connectors has
    one.

    Reading: A property that an "allOf" of the same schema may bring along is not looked for.

    Bad:
        definitions: {Widget: {discriminator: kind}}
    Bad:
        definitions: {Widget: {discriminator: name}}
    Good:
        definitions: {Widget: {discriminator: name, required: [name]}}
    """
    name = schema.text("discriminator")
    if not name or "allOf" in schema:
        return
    value = schema.object_of("properties").get(name)
    reason = ""
    if not isinstance(value, dict):
        reason = "is not defined under properties"
    elif value.get("type") != "string" and "$ref" not in value:
        reason = "has not the type string"
    elif name not in schema.required_names:
        reason = "is not required"
    if reason:
        inner = next((each for each in schema.properties if each.name == name), None)
        repair = required_too(inner) if inner is not None and reason == "is not required" else None
        yield Finding(f"discriminator {quoted(name)} {reason}", at=schema / "discriminator", fix=repair)


@rule(
    "InvalidCustomEditorExtensionDictionaryValue", Severity.ERROR, source=VALIDATOR, needs="x-ms-editor", suggests=True
)
def invalid_custom_editor_extension_dictionary_value(schema: Schema) -> Iterator[Finding]:
    """The dictionary editor is asked for on something that is no free-form object.

    The editor lets the maker add any keys and values. That needs an object that allows additional
    properties.

    Fix: Set the type to "object" and "additionalProperties" to the schema of a value, or remove
    "x-ms-editor".

    Evidence: Microsoft's validator refuses it; none of the accepted connectors does it.

    Bad:
        definitions: {Widget: {properties: {tags: {type: string, x-ms-editor: dictionary}}}}
    Good:
        definitions:
          Widget:
            properties:
              tags: {type: object, additionalProperties: {type: string}, x-ms-editor: dictionary}
    """
    if schema.get("x-ms-editor") != "dictionary":
        return
    if schema.type != "object":
        kind = f"of type {schema.type}" if schema.type else "without a type"
        at = schema / "x-ms-editor"
        yield Finding(f"x-ms-editor is dictionary on a schema {kind}", at=at, fix=suggestion(Remove(at)))
    elif schema.get("additionalProperties") in (None, False):
        message = "x-ms-editor is dictionary on an object without additionalProperties"
        yield Finding(message, at=schema / "x-ms-editor")


def required_too(property_: Schema) -> Fix | None:
    """The suggestion to list a property as required in the object around it; None when it is no property, or listed."""
    owner = property_.owner
    if owner is None or property_.role != "property" or property_.is_required:
        return None
    at, name = owner / "required", property_.name

    def edits() -> Iterator[Edit]:
        if not isinstance(owner.get("required"), list):
            yield Set(at, [name], after="type")
        else:  # behind what is there, in the order of the properties
            position = list(owner.object_of("properties")).index(name)
            yield Set(at / (len(owner.items_of("required")) + position), name)

    return Fix(later(edits), safe=False)


def _without_names(schema: Schema, names: list[str], properties: dict[str, Json]) -> Fix:
    """The required names without ``names``; one that is a property but for its case is corrected."""
    return Fix(later(partial(_edits_without, schema, names, properties)), safe=False)


def _edits_without(schema: Schema, names: list[str], properties: dict[str, Json]) -> list[Edit]:
    listed_names = schema.items_of("required")
    by_case = {name.lower(): name for name in properties if name not in listed_names}
    at = schema / "required"
    if not set(map(str, listed_names)) - set(names) and not any(name.lower() in by_case for name in names):
        return [Remove(at)]
    right = {name: by_case.pop(name.lower()) for name in dict.fromkeys(names) if name.lower() in by_case}
    gone = tuple(step for step, name in enumerate(listed_names) if name in names and name not in right)
    edits: list[Edit] = [Set(at / listed_names.index(name), better) for name, better in right.items()]
    if gone:
        edits.append(RemoveAll(at, gone))
    return edits


def _name(node: object) -> str:
    name = getattr(node, "name", "")
    role = getattr(node, "role", "") or type(node).__name__.lower()
    return f"{role} {quoted(name)}" if name else f"this {role}"
