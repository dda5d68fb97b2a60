"""Which members a parameter may have in its location."""

from __future__ import annotations

from collections.abc import Iterator

from ippub.check.rule import Finding, Fix, Severity, fix, rule, suggestion
from ippub.check.sources import VALIDATOR, review
from ippub.check.wording import listed, quoted
from ippub.connector.swagger import Header, Items, Parameter, Schema, Swagger, Typed
from ippub.document.edit import Edit, Remove, RemoveAll, Set

_OF_SCHEMA = (
    "type",
    "format",
    "items",
    "collectionFormat",
    "default",
    "enum",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "multipleOf",
)
"""What a body says in its schema and every other parameter says directly (Swagger 2.0, Parameter Object)."""
_KEYS = frozenset(_OF_SCHEMA)

_MULTIPART = "multipart/form-data"
_URL_ENCODED = "application/x-www-form-urlencoded"


@rule("PathParameterMustBeRequired", Severity.ERROR, source=VALIDATOR, needs="in=path", fixable=True)
def path_parameter_must_be_required(parameter: Parameter) -> Iterator[Finding]:
    """A path parameter is not required.

    Without its value the address of the call has a hole, so a path parameter can never be optional.

    Fix: Add "required": true.

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters: [{name: id, in: path, type: string}]
              responses: {"200": {description: OK}}
    Good:
        paths:
          /widgets/{id}:
            get:
              operationId: GetWidget
              parameters: [{name: id, in: path, required: true, type: string}]
              responses: {"200": {description: OK}}
    """
    if parameter.location == "path" and not parameter.required:
        at = parameter / "required"
        message = f"the path parameter {quoted(parameter.name)} is not required"
        yield Finding(message, at=at, fix=fix(Set(at, True, after="in")))


@rule("FileParameterMustBeInFormData", Severity.ERROR, source=VALIDATOR, needs="type=file", suggests=True)
def file_parameter_must_be_in_form_data(parameter: Parameter) -> Iterator[Finding]:
    """A file is sent outside a form.

    The type "file" is a part of a multipart form; no address and no header can carry it.

    Fix: Set "in" to "formData" and let the operation consume "multipart/form-data".

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        paths:
          /widgets: {get: {parameters: [{name: photo, in: query, type: file}]}}
    Bad:
        paths:
          /widgets:
            post:
              operationId: AddPhoto
              parameters: [{name: photo, in: query, type: file}]
              responses: {"201": {description: Created}}
    Good:
        paths:
          /widgets:
            post:
              operationId: AddPhoto
              consumes: [multipart/form-data]
              parameters: [{name: photo, in: formData, type: file}]
              responses: {"201": {description: Created}}
    """
    if parameter.type == "file" and parameter.location not in ("formData", ""):
        message = f'the parameter {quoted(parameter.name)} has the type "file" but is in "{parameter.location}"'
        yield Finding(message, at=parameter / "in", fix=_as_form(parameter))


@rule("BodyParameterSchemaRequired", Severity.ERROR, source=VALIDATOR, needs="in=body")
def body_parameter_schema_required(parameter: Parameter) -> Iterator[Finding]:
    """A body has no schema.

    The schema is where the designer learns which fields the body has. Without it there is nothing to fill
    in.

    Fix: Add "schema" with the properties of the body; what stands beside it (type, format ...) belongs
    inside.

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        paths:
          /widgets:
            post:
              operationId: AddWidget
              parameters: [{name: body, in: body, required: true}]
              responses: {"201": {description: Created}}
    Good:
        paths:
          /widgets:
            post:
              operationId: AddWidget
              parameters: [{name: body, in: body, required: true, schema: {$ref: "#/definitions/Widget"}}]
              responses: {"201": {description: Created}}
    """
    if parameter.location == "body" and "schema" not in parameter:
        yield Finding(f"the body parameter {quoted(parameter.name)} has no schema", at=parameter / "schema")


@rule("BodyParameterSchemaEmpty", Severity.WARNING, source=review(1360))
def body_parameter_schema_empty(swagger: Swagger) -> Iterator[Finding]:
    """The schema of a body is empty.

    The designer then shows one bare box, and whoever builds a flow has to know the format by heart.

    Fix: Describe the fields under "properties"; where they depend on another input, use x-ms-dynamic-schema.

    Evidence: A reviewer asked for it in pull request 1360. No accepted independent connector has one, five certified
    ones have; in operations that nobody sees it is an info.

    Bad:
        paths:
          /widgets:
            post:
              operationId: AddWidget
              parameters: [{name: body, in: body, required: true, schema: {}}]
              responses: {"201": {description: Created}}
    Good:
        paths:
          /widgets:
            post:
              operationId: AddWidget
              parameters: [{name: body, in: body, required: true, schema: {type: string}}]
              responses: {"201": {description: Created}}
    """
    for parameter in swagger.parameters:
        if parameter.location == "body" and parameter.get("schema") == {}:
            severity = Severity.INFO if parameter.internal else None
            message = f"the schema of the body {quoted(parameter.name)} is empty"
            yield Finding(message, at=parameter / "schema", severity=severity)


@rule("BodyParameterPropertyNotValid", Severity.ERROR, source=VALIDATOR, fixable=True)
def body_parameter_property_not_valid(swagger: Swagger) -> Iterator[Finding]:
    """A body has members beside its schema that belong inside it.

    Type, format, default and limits of a body are read from its schema only; beside it they are not valid.

    Fix: Move them into the schema of the parameter.

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        paths:
          /widgets:
            post:
              operationId: AddWidget
              parameters: [{name: body, in: body, type: string, schema: {type: string}}]
              responses: {"201": {description: Created}}
    Good:
        paths:
          /widgets:
            post:
              operationId: AddWidget
              parameters: [{name: body, in: body, schema: {type: string}}]
              responses: {"201": {description: Created}}
    """
    for parameter in swagger.parameters:
        if parameter.location != "body" or "schema" not in parameter.value or _KEYS.isdisjoint(parameter.value):
            continue
        # "file" is reported by FileParameterMustBeInFormData
        wrong = [key for key in _OF_SCHEMA if key in parameter and (key != "type" or parameter.type != "file")]
        if wrong:
            message = f"the body parameter {quoted(parameter.name)} has {listed(wrong)} outside its schema"
            yield Finding(message, at=(parameter / wrong[0]).marked_key, fix=_into_schema(parameter, wrong))


@rule("NonBodyParameterSchemaNotValid", Severity.ERROR, source=VALIDATOR, suggests=True)
def non_body_parameter_schema_not_valid(swagger: Swagger) -> Iterator[Finding]:
    """A parameter outside the body has a schema.

    This is how OpenAPI 3 writes a parameter. In Swagger 2.0 only a body has a schema; the platform would
    not know the type of the value.

    Fix: Move type, format, enum, default and limits from the schema to the parameter and remove the schema.

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        paths:
          /widgets: {get: {parameters: [{name: limit, in: query, schema: {type: integer}}]}}
    Good:
        paths:
          /widgets: {get: {parameters: [{name: limit, in: query, type: integer}]}}
    """
    for parameter in swagger.parameters:
        if "schema" in parameter.value and parameter.location in ("query", "path", "header", "formData"):
            message = f"the {parameter.location} parameter {quoted(parameter.name)} has a schema"
            yield Finding(message, at=(parameter / "schema").marked_key, fix=_out_of_schema(parameter))


@rule(
    "AllowEmptyValueOnlyValidForQueryFormData",
    Severity.ERROR,
    source=VALIDATOR,
    needs="allowEmptyValue",
    fixable=True,
)
def allow_empty_value_only_valid_for_query_form_data(parameter: Parameter) -> Iterator[Finding]:
    """A parameter that cannot be empty has allowEmptyValue.

    Only a query or form field can be sent by its name without a value, as in "?verbose".

    Fix: Remove "allowEmptyValue".

    Evidence: Microsoft's validator refuses it; none of about 990 accepted connectors does it.

    Bad:
        paths:
          /widgets: {get: {parameters: [{name: X-Trace, in: header, type: string, allowEmptyValue: true}]}}
    Good:
        paths:
          /widgets: {get: {parameters: [{name: trace, in: query, type: string, allowEmptyValue: true}]}}
    """
    if parameter.location in ("path", "header", "body"):
        message = f"the {parameter.location} parameter {quoted(parameter.name)} has allowEmptyValue"
        at = (parameter / "allowEmptyValue").marked_key
        yield Finding(message, at=at, fix=fix(Remove(at)))


@rule("CollectionFormatValueNotSupported", Severity.ERROR, source=VALIDATOR, needs="collectionFormat")
def collection_format_value_not_supported(typed: Typed) -> Iterator[Finding]:
    """A list is sent in a way that the platform does not know.

    The platform joins the values of an array with commas. It cannot repeat the parameter once per value,
    which is what "multi" asks for, and a connector with it cannot even be created.

    Fix: Use "csv" if the service takes a comma separated list. Else take a string and expand it in
    script.csx.

    Evidence: The connector editor refuses "multi" with this message; the accepted connectors use "csv"
    only.

    Reading: Nothing is known about "ssv", "tsv" and "pipes". They are reported as a warning.

    Bad:
        paths:
          /widgets:
            get:
              parameters:
                - {name: colours, in: query, type: array, items: {type: string}, collectionFormat: multi}
    Good:
        paths:
          /widgets:
            get:
              parameters:
                - {name: colours, in: query, type: array, items: {type: string}, collectionFormat: csv}
    """
    if not isinstance(typed, Parameter | Header | Items):
        return
    value = typed.text("collectionFormat")
    if value == "multi":
        yield Finding('collectionFormat "multi" is not supported', at=typed / "collectionFormat")
    elif value in ("ssv", "tsv", "pipes"):
        message = f'collectionFormat "{value}" may not be supported'
        yield Finding(message, at=typed / "collectionFormat", severity=Severity.WARNING)


@rule("StringBinaryNotSupportedForFormUrlEncoded", Severity.ERROR, source=VALIDATOR, needs="binary")
def string_binary_not_supported_for_form_url_encoded(swagger: Swagger) -> Iterator[Finding]:
    """A URL-encoded form carries binary content.

    The content type application/x-www-form-urlencoded is text. Bytes do not survive in it.

    Fix: Let the operation consume "multipart/form-data" instead, or use the format "byte" (base64 text).

    Evidence: Microsoft's validator refuses it; no accepted connector is known that does it.

    Reading: Binary means type "string" with format "binary" in a form field or as the whole body. Binary
    properties inside a body have a rule of their own.

    Bad:
        paths:
          /widgets:
            post:
              operationId: AddPhoto
              consumes: [application/x-www-form-urlencoded]
              parameters: [{name: photo, in: formData, type: string, format: binary}]
              responses: {"201": {description: Created}}
    Good:
        paths:
          /widgets:
            post:
              operationId: AddPhoto
              consumes: [application/x-www-form-urlencoded]
              parameters: [{name: photo, in: formData, type: string, format: byte}]
              responses: {"201": {description: Created}}
    """
    for operation in swagger.operations:
        if not any(mime.partition(";")[0].strip().lower() == _URL_ENCODED for mime in operation.consumes):
            continue
        for parameter in operation.parameters:
            holder: Parameter | Schema | None = parameter if parameter.location == "formData" else parameter.schema
            if holder is not None and holder.type == "string" and holder.text("format") == "binary":
                message = f"{quoted(parameter.name)} is binary, but the form is URL-encoded"
                yield Finding(message, at=holder / "format")


def _as_form(parameter: Parameter) -> Fix | None:
    """The file as a part of the operation's form, where the operation has room for one."""
    operation = parameter.operation
    if operation is None or operation.method not in ("post", "put", "patch") or "body" in operation.locations:
        return None
    edits: list[Edit] = [Set(parameter / "in", "formData")]
    if _MULTIPART not in operation.consumes:
        edits.append(Set(operation / "consumes", [_MULTIPART], after="operationId"))
    return suggestion(*edits)


def _into_schema(parameter: Parameter, keys: list[str]) -> Fix | None:
    """The members in the schema, as far as it does not have them already; None when it says something else."""
    schema = parameter.schema
    if schema is None:
        return None
    missing = [key for key in keys if key not in schema]
    if any(schema.get(key) != parameter.get(key) for key in keys if key in schema) or (missing and schema.ref):
        return None
    gone = RemoveAll(parameter.place, tuple(keys))
    added = [Set(schema / key, parameter.get(key)) for key in missing]
    return Fix((gone, *added), safe=not missing)


def _out_of_schema(parameter: Parameter) -> Fix | None:
    """What the schema of a simple value says, on the parameter itself."""
    value = parameter.object_of("schema")
    simple = value.get("type") in ("string", "integer", "number", "boolean")
    if not simple or not value.keys() <= _KEYS or not value.keys().isdisjoint(parameter.value):
        return None
    return suggestion(Remove(parameter / "schema"), *(Set(parameter / key, each) for key, each in value.items()))
