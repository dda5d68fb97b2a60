"""On which responses a schema belongs, and that it says something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from ippub.check.rule import Finding, Fix, Severity, rule, suggestion
from ippub.check.sources import PULL_REQUEST_TEMPLATE, SUBMISSION, VALIDATOR
from ippub.check.wording import listed, quoted
from ippub.connector.swagger import DYNAMIC, Operation, Response, Schema, Swagger
from ippub.document.edit import Edit, Remove, Rename, Set

_ALIASES = 5
"""Definitions that are only a reference are not allowed anyway; nobody needs a longer chain."""
_DEFAULT = ("default",)
_NO_CONTENT = ("204", "205", "304")
_SHAPES = ("properties", "additionalProperties", "$ref", "allOf", "items", "enum", *DYNAMIC)
"""Any of these makes an object schema say something."""


@lru_cache(maxsize=1)
def _by_schemas(swagger: Swagger) -> dict[tuple[str, ...], list[Operation]]:
    """The operations by the codes of their responses that have a schema: of most these are the same."""
    found: dict[tuple[str, ...], list[Operation]] = {}
    for operation in swagger.operations:
        codes = [response.code for response in operation.responses if "schema" in response.value]
        found.setdefault(tuple(codes), []).append(operation)
    return found


def _without(codes: Iterable[str], others: tuple[str, ...]) -> list[str]:
    return [code for code in codes if code not in others]


@rule("DefaultResponseHasSchema", Severity.ERROR, source=VALIDATOR, policy="5000.2.4.2", suggests=True)
def default_response_has_schema(swagger: Swagger) -> Iterator[Finding]:
    """The "default" response has a schema.

    "default" means every answer that is not listed, errors above all. A schema there makes the designer
    offer fields that the answer does not have.

    Fix: Move the schema to the code of success, normally "200", and leave "default" with its description
    only.

    Evidence: Printed as an error by Microsoft's validator (pull requests 3810, 3841 and 4181, 2025 and
    2026). Three quarters of the connectors opened with it were changed in review. 2 of those accepted in
    2023 and 2024 have it.

    Bad:
        paths:
          /widgets: {get: {responses: {default: {description: Error, schema: {type: object}}}}}
    Good:
        paths:
          /widgets: {get: {responses: {default: {description: Error}}}}
    """
    for codes, operations in _by_schemas(swagger).items():
        for operation in operations if "default" in codes else ():
            alone = len(operation.own_responses) == 1
            remedy = f'Rename "default" to "{"201" if operation.is_trigger else "200"}".' if alone else ""
            message = f'the "default" response of {operation.label} has a schema'
            at = operation.at("responses", "default")
            yield Finding(message, at=at, remedy=remedy, fix=_without_default(operation))


@rule("OperationHasManyResponsesWithSchema", Severity.WARNING, source=VALIDATOR)
def operation_has_many_responses_with_schema(swagger: Swagger) -> Iterator[Finding]:
    """An operation has schemas on several responses.

    The designer shows the fields of one answer. With several schemas it may pick the wrong one, that of an
    error for instance.

    Fix: Keep the schema of the success that a flow should use, and leave the other responses with a
    description.

    Evidence: Microsoft's validator prints it as a warning (two logs of 2026). 10 % of the connectors
    accepted in 2023 and 2024 have it.

    Reading: "default" is not counted, because DefaultResponseHasSchema reports it. One finding is given for
    the whole file, at the first operation.

    Bad:
        paths:
          /widgets:
            get:
              responses:
                "401": {schema: {type: object, properties: {error: {type: string}}}}
    Good:
        paths:
          /widgets:
            get:
              responses:
                "401": {description: The API key is missing or wrong.}
    """
    found = {
        operation: told
        for codes, operations in _by_schemas(swagger).items()
        if len(told := _without(codes, _DEFAULT)) > 1
        for operation in operations
    }
    if found:
        operation = next(operation for operation in swagger.operations if operation in found)
        message = f"{operation.label} has schemas on the responses {listed(found[operation], 4)}"
        if len(found) > 1:
            more = len(found) - 1
            message += f", and {more} more operation{'s have' if more > 1 else ' has'} several schemas"
        yield Finding(message, at=operation / "responses")


@rule("NoContentResponseHasSchema", Severity.INFO, source=VALIDATOR, suggests=True)
def no_content_response_has_schema(swagger: Swagger) -> Iterator[Finding]:
    """A response without content has a schema.

    The status 204 says that the answer is empty. A schema promises fields that a flow will never get.

    Fix: Remove the schema, or use the code that the service really gives, for instance "200".

    Evidence: HTTP does not allow content with 204; 7 % of the connectors accepted in 2023 and 2024 have
    such a schema.

    Reading: Where another response has a schema too, OperationHasManyResponsesWithSchema reports it.

    Bad:
        paths:
          /widgets:
            delete:
              operationId: DeleteWidgets
              responses: {"204": {description: Deleted, schema: {type: object}}}
    Good:
        paths:
          /widgets:
            delete:
              operationId: DeleteWidgets
              responses: {"204": {description: Deleted}}
    """
    for codes, operations in _by_schemas(swagger).items():
        told = _without(codes, _DEFAULT)
        if len(told) != 1 or told[0] not in _NO_CONTENT:
            continue
        for operation in operations:
            message = f"the response {told[0]} of {operation.label} has a schema, but {told[0]} means no content"
            at = operation.at("responses", told[0])
            own = operation.object_of("responses").get(told[0])
            repair = suggestion(Remove(at / "schema")) if isinstance(own, dict) and "schema" in own else None
            yield Finding(message, at=at, fix=repair)


@rule("SchemaDefinitionSetIncorrectly", Severity.WARNING, source=VALIDATOR)
def schema_definition_set_incorrectly(swagger: Swagger) -> Iterator[Finding]:
    """The schema of an operation stands on a response where it is not looked for.

    The designer takes the fields that later steps can use from the response 200, or 201. A schema on
    another code is not seen.

    Fix: Put the schema of the answer on "200" or "201".

    Evidence: Microsoft's validator lists it; a fair number of accepted connectors have it, so it does not
    stop one.

    Reading: It is not published when exactly the validator speaks. We report operations that have a schema,
    but on neither 200 nor 201. Those without any schema are reported by ResponseSchemaMissing. Schemas on
    204 and on "default" have rules of their own. Operations that delete are left out, and so is an error's
    schema beside a 204.

    Bad:
        paths:
          /widgets:
            get:
              responses: {"200": {schema: null}, "401": {schema: {$ref: "#/definitions/Widget"}}}
    Good:
        paths:
          /widgets:
            get:
              responses: {"200": {schema: {$ref: "#/definitions/Widget"}}}
    """
    for codes, operations in _by_schemas(swagger).items():
        told = _without(codes, (*_DEFAULT, *_NO_CONTENT))
        if not told or "200" in told or "201" in told:
            continue
        for operation in operations:
            if _answers_nothing(operation) or _notifies(operation):
                continue
            if not any(response.code.startswith("2") for response in operation.responses):
                continue  # told by OperationShouldHaveSuccessfulResponse
            yield Finding(
                f"{operation.label} has a schema on {listed(told, 4)}, but not on 200 or 201",
                at=operation / "responses",
            )


@rule("ResponseSchemaMissing", Severity.WARNING, source=PULL_REQUEST_TEMPLATE, policy="5000.2.4.1")
def response_schema_missing(swagger: Swagger) -> Iterator[Finding]:
    """No response of an operation has a schema.

    Without a schema the designer shows no fields, and later steps of a flow cannot use the answer by name.

    Fix: Put a schema on the response of success that lists the fields of the answer.

    Evidence: The form of the pull request makes the author confirm it. 1 % of the connectors accepted in
    2023 and 2024 lack it on an operation that reads; operations that write often answer nothing and get a
    info only.

    Reading: Hidden operations, operations that delete, those with a response 204 and triggers that describe
    the notification are left out.

    Bad:
        paths:
          /widgets: {get: {responses: {"200": {schema: null}}}}
    Good:
        paths:
          /widgets: {get: {responses: {"200": {schema: {$ref: "#/definitions/Widget"}}}}}
    """
    for operation in _by_schemas(swagger).get((), ()):
        if operation.internal or _answers_nothing(operation) or _notifies(operation):
            continue
        success = operation.main_response
        if success is not None:
            severity = Severity.WARNING if operation.method == "get" else Severity.INFO
            message = f"the answer of {operation.label} has no schema"
            yield Finding(message, at=operation.at("responses", success.code), severity=severity)


@rule("EmptyResponseSchema", Severity.WARNING, source=SUBMISSION, policy="5000.2.4.4")
def empty_response_schema(swagger: Swagger) -> Iterator[Finding]:
    """The schema of a response is empty.

    From an empty schema the designer learns no field, so later steps of a flow cannot use the answer by
    name.

    Fix: List the properties of the answer (a sample of the real answer helps), or make the schema dynamic.

    Evidence: Reviewers refuse it on successes (for instance in pull requests 1772, 2093, 2433 and 2518): 64
    % of the connectors opened with one were changed. 4 % of those accepted in 2023 and 2024 still have one.

    Reading: A success whose schema is {} is a warning. It is an info in a hidden operation and on an error;
    so is an object without properties, which no review is known to have asked about. Properties whose schema
    is {} are one info for the whole file.

    Bad:
        paths:
          /widgets: {get: {responses: {"202": {description: OK, schema: {}}}}}
    Bad:
        definitions:
          Widget: {properties: {id: {type: null, description: null, x-ms-summary: null}}}
    Good:
        paths:
          /widgets: {get: {responses: {"200": {schema: {properties: {widgets: {type: array}}}}}}}
    """
    found: dict[int, tuple[Operation, Response, Schema]] = {}
    full: set[str] = set()
    for operation in swagger.operations:
        for response in operation.responses:
            value = response.value.get("schema")
            if type(value) is not dict:
                continue
            ref = value.get("$ref")
            if ref in full if type(ref) is str else value.get("properties"):
                continue  # nearly always
            if response.code == "default" or response.code in _NO_CONTENT:
                continue  # other rules ask to remove that schema
            schema = Schema(value, response, ("schema",), "response")
            meant = _meant(swagger, schema)
            if meant is not None and _is_empty(meant):
                key = id(meant.value)  # a shared one is reported once, as badly as its worst use
                if key not in found or _is_visible_success(operation, response):
                    found[key] = (operation, response, meant)
            elif schema.ref:
                full.add(schema.ref)
    for operation, response, meant in found.values():
        yield _empty(operation, response, meant)
    yield from _empty_properties(swagger)


def _empty(operation: Operation, response: Response, schema: Schema) -> Finding:
    """The finding about an empty schema: where it is shared, the message names no single operation."""
    bare = not schema.value
    if schema.role == "definition":
        what = f"the definition {quoted(schema.name)}, which is the answer of operations,"
    elif isinstance(response.parent, Operation):
        what = f"the schema of the response {response.code} of {operation.label}"
    else:
        what = f"the schema of the shared response {quoted(response.step[-1])}"
    serious = bare and _is_visible_success(operation, response)
    return Finding(
        f"{what} is {'{}' if bare else 'an object without properties'}",
        at=schema.place,
        severity=Severity.WARNING if serious else Severity.INFO,
    )


def _is_visible_success(operation: Operation, response: Response) -> bool:
    return response.successful and not operation.internal


def _meant(swagger: Swagger, schema: Schema) -> Schema | None:
    """The definition behind the schema; chains of aliases are followed for a few steps only."""
    current: Schema | None = schema
    for _ in range(_ALIASES):
        if current is None or not current.ref:
            return current
        current = swagger.definitions.get(current.ref.removeprefix("#/definitions/"))
    return None


def _is_empty(schema: Schema) -> bool:
    value = schema.value
    if not value:
        return True
    if value.get("type") != "object":
        return False
    return not any(value.get(key) for key in _SHAPES) and not schema.is_dynamic


def _empty_properties(swagger: Swagger) -> Iterator[Finding]:
    """One finding for all properties and items of answers that are ``{}``."""
    found = [
        schema
        for schema in swagger.inventory.empty
        if schema.role in ("property", "items") and swagger.is_output(schema)
    ]
    if found:
        names = dict.fromkeys(_called(schema) for schema in found)
        noun = "property has" if len(found) == 1 else "properties have"
        message = f"{len(found)} response {noun} the schema {{}}: {listed(names)}"
        yield Finding(message, at=found[0].place, severity=Severity.INFO)


def _called(schema: Schema) -> str:
    """A property's name; for items the name of what holds them."""
    holder = schema.owner if schema.role == "items" else None
    return f"{holder.name or 'array'}[]" if holder is not None else schema.name


def _answers_nothing(operation: Operation) -> bool:
    """Whether a success without content is normal for it."""
    return operation.method in ("delete", "head", "options") or operation.response("204") is not None


def _notifies(operation: Operation) -> bool:
    """Whether it is a trigger whose fields come with the notification."""
    key = "x-ms-notification-content"
    return operation.is_trigger and (key in operation or key in operation.path_item)


def _without_default(operation: Operation) -> Fix | None:
    """The schema of "default" on the success, where that has none; else without it. None for a shared "default"."""
    at = operation.at("responses", "default")
    own = operation.object_of("responses")
    default, success = own.get("default"), operation.main_response
    if not isinstance(default, dict) or "schema" not in default:
        return None
    if operation.codes == ["default"]:
        return suggestion(Rename(at, "201" if operation.is_trigger else "200"))
    edits: list[Edit] = [Remove(at / "schema")]
    is_bare = success is not None and "schema" not in success and success.code not in _NO_CONTENT
    if success is not None and is_bare and success.place == operation.at("responses", success.code):
        edits.append(Set(success / "schema", default["schema"], after="description"))
    return suggestion(*edits)
