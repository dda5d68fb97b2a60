"""What an operation sends: body, form, and the MIME types that go with them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ippub.check.rule import Finding, Fix, Severity, rule, suggestion
from ippub.check.sources import VALIDATOR
from ippub.check.wording import listed, quoted
from ippub.connector.swagger import Operation, Parameter, Swagger
from ippub.document.edit import Set

MULTIPART = "multipart/form-data"
_SENT = ("body", "formData")
FORMS = (MULTIPART, "application/x-www-form-urlencoded")


@rule("BodyOrFormDataParameterInFetchOperationNotAllowed", Severity.WARNING, source=VALIDATOR)
def body_or_form_data_parameter_in_fetch_operation_not_allowed(swagger: Swagger) -> Iterator[Finding]:
    """A GET operation sends a body.

    GET asks for something and has no content. Gateways on the way drop a body, so the service never sees the
    input.

    Fix: Make the inputs query, path or header parameters. Where the service wants the body, describe the
    operation as POST and turn the method into GET with a "Route request" policy or in script.csx.

    Evidence: Microsoft's validator has a rule for it, yet of 41 submissions that had such an operation 37 were accepted
    with it, one of them in 2024, so it is a warning.

    Reading: HEAD is treated like GET.

    Bad:
        paths:
          /widgets:
            get:
              parameters:
                - {name: body, in: body, schema: {type: object, properties: {name: {type: string}}}}
    Good:
        paths:
          /widgets:
            get:
              parameters:
                - {name: name, in: query, type: string}
    """
    for operation, inputs in sending(swagger):
        if operation.method not in ("get", "head"):
            continue
        for parameter in inputs:
            kind = "body" if parameter.location == "body" else "form"
            yield Finding(
                f"{operation.method.upper()} operation {quoted(operation.label)} has the {kind} parameter "
                f"{quoted(parameter.name)}",
                at=parameter.place,
            )


@rule("ConsumesMissing", Severity.WARNING, source=VALIDATOR, fixable=True)
def consumes_missing(swagger: Swagger) -> Iterator[Finding]:
    """An operation sends data and nothing says in which format.

    "consumes" becomes the Content-Type header of the request. Without it the platform guesses, and services
    that are strict answer with status 415.

    Fix: Add "consumes": ["application/json"] to the operation or to the whole definition; for forms name the
    type of the form.

    Evidence: Microsoft's validator prints it as a warning (seen in pull request 1095); about one in twelve
    accepted connectors has it.

    Reading: POST, PUT and PATCH are looked at, also without a described body, as the validator seems to do. A
    type that is not supported is reported by MimeTypeNotSupported.

    Bad:
        consumes: []
        paths:
          /widgets:
            post: {operationId: CreateWidget, responses: {"201": {description: The widget was created.}}}
    Good:
        consumes: []
        paths:
          /widgets:
            post:
              operationId: CreateWidget
              consumes: [application/json]
              responses: {"201": {description: The widget was created.}}
    """
    if swagger.strings("consumes"):
        return  # nearly always
    for operation in swagger.operations:
        if operation.method in ("post", "put", "patch") and not operation.strings("consumes"):
            wanted = _wanted(operation)
            at = operation / "consumes"
            yield Finding(
                f'{operation.method.upper()} operation {quoted(operation.label)} has no "consumes"',
                at=at,
                fix=Fix((Set(at, [wanted], after="operationId"),), safe=_is_evident(operation)),
                remedy=f'Add "consumes": ["{wanted}"] to the operation or to the whole definition.',
            )


@rule("MimeTypeNotCompatibleWithRequestContentSchemaType", Severity.WARNING, source=VALIDATOR, suggests=True)
def mime_type_not_compatible_with_request_content_schema_type(swagger: Swagger) -> Iterator[Finding]:
    """The format that an operation announces does not fit what it sends.

    The platform writes the content from the parameters: a body as JSON, form parameters as a form, a file as
    one part of several. With the wrong Content-Type the service cannot read it.

    Fix: For a body use "application/json". For form parameters use "application/x-www-form-urlencoded", and
    "multipart/form-data" when one of them is a file.

    Evidence: Microsoft's validator has a rule for it; one accepted independent connector and eight certified
    ones break it.

    Reading: How the validator compares is not published. We report a body with form types only, form
    parameters without any form type, and a file without "multipart/form-data".

    Bad:
        paths:
          /widgets:
            post:
              operationId: CreateWidget
              consumes: [multipart/form-data]
              parameters:
                - {name: body, in: body, schema: {type: object, properties: {name: {type: string}}}}
    Bad:
        paths:
          /widgets:
            post:
              operationId: UploadWidget
              consumes: [application/x-www-form-urlencoded]
              parameters: [{name: image, in: formData, type: file}]
    Good:
        paths:
          /widgets:
            post:
              operationId: UploadWidget
              consumes: [multipart/form-data]
              parameters: [{name: image, in: formData, type: file}]
    """
    common = _types(swagger)
    for operation, inputs in sending(swagger):
        types = _types(operation) if "consumes" in operation.value else common
        if types and (fault := _misfit(types, inputs)):
            at = operation / "consumes" if "consumes" in operation else swagger / "consumes"
            message = f"operation {quoted(operation.label)} consumes {listed(operation.consumes)}, but {fault}"
            right = Set(operation / "consumes", [_wanted(operation)], after="operationId")
            yield Finding(message, at=at, fix=suggestion(right))


def _types(node: Operation | Swagger) -> set[str]:
    """The MIME types in ``consumes`` without their parameters."""
    return {text.partition(";")[0].strip().lower() for text in node.strings("consumes")}


def _misfit(types: set[str], inputs: list[Parameter]) -> str:
    """What of ``inputs`` does not go with ``types``, "" when all does."""
    forms = [parameter for parameter in inputs if parameter.location == "formData"]
    if not forms:
        return "it has a body" if types.issubset(FORMS) else ""
    if types.isdisjoint(FORMS):
        return f"it has the form parameter {quoted(forms[0].name)}"
    file = next((parameter for parameter in inputs if parameter.type == "file"), None)
    return f"it sends the file {quoted(file.name)}" if file is not None and MULTIPART not in types else ""


@lru_cache(maxsize=1)
def sending(swagger: Swagger) -> list[tuple[Operation, list[Parameter]]]:
    """The operations that send something, each with its bodies and the fields of its form."""
    senders = {user for each in swagger.parameters if each.location in _SENT for user in each.users}
    return [
        (operation, [parameter for parameter in operation.parameters if parameter.location in _SENT])
        for operation in swagger.operations
        if operation in senders
    ]


def _is_evident(operation: Operation) -> bool:
    """Whether the inputs leave no choice: an object or a list is sent as JSON, a file as a part of a form."""
    body = operation.body
    schema = operation.swagger.resolve(body.schema) if body is not None and body.schema is not None else None
    if schema is not None:
        return "formData" not in operation.locations and (schema.type in ("object", "array") or "properties" in schema)
    return any(parameter.type == "file" and parameter.location == "formData" for parameter in operation.parameters)


def _wanted(operation: Operation) -> str:
    """The MIME type that fits the parameters."""
    form = [parameter for parameter in operation.parameters if parameter.location == "formData"]
    if not form:
        return "application/json"
    return MULTIPART if any(parameter.type == "file" for parameter in form) else FORMS[1]
