"""Conditions at their limits: what is just right and what is just wrong, for a sample of the documented rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from ippub.check.engine import make_plan, run
from ippub.check.example import read_example
from ippub.check.rules import load_rules
from ippub.connector.folder import read_connector

RULES = load_rules()


def get(operation: str) -> str:
    return f"paths: {{/widgets: {{get: {{{operation}}}}}}}"


def parameter(members: str) -> str:
    shown = "x-ms-summary: Limit, description: The most widgets to return."
    return get(f"parameters: [{{name: limit, in: query, {shown}, {members}}}]")


def post(members: str) -> str:
    answer = 'responses: {"201": {description: Added.}}'
    texts = "operationId: AddWidget, summary: Add a widget, description: Adds a widget to the stock."
    return f"paths: {{/widgets: {{post: {{{texts}, {members}, {answer}}}}}}}"


def field(members: str) -> str:
    return f"definitions: {{Widget: {{properties: {{id: {{{members}}}}}}}}}"


LIMITS = [
    ("FieldLengthExceeded", f"info: {{title: {'A' * 30}}}", False),
    ("FieldLengthExceeded", f"info: {{title: {'A' * 31}}}", True),
    ("FieldLengthNotInRange", f"info: {{description: {'a' * 29}}}", True),
    ("FieldLengthNotInRange", f"info: {{description: {'a' * 30}}}", False),
    ("FieldLengthNotInRange", f"info: {{description: {'a' * 500}}}", False),
    ("FieldLengthNotInRange", f"info: {{description: {'a' * 501}}}", True),
    ("DescriptionThin", f"info: {{description: {'a' * 60}}}", True),
    ("DescriptionThin", f"info: {{description: {'a' * 61}}}", False),
    ("OperationSummaryTooLong", get(f"summary: {'a' * 80}"), False),
    ("OperationSummaryTooLong", get(f"summary: {'a' * 81}"), True),
    ("ParameterSummaryTooLong", parameter(f"type: string, x-ms-summary: {'a' * 80}"), False),
    ("OperationIdTooLong", get(f"operationId: {'A' * 79}"), False),
    ("OperationIdTooLong", get(f"operationId: {'A' * 80}"), True),
    ("ValueContainsRestrictedWords", "info: {title: NameAPI}", False),
    ("ValueContainsRestrictedWords", "info: {title: Name api}", True),
    ("ValueContainsRestrictedWords", "info: {title: Contoso Connectors}", False),
    ("ValueContainsRestrictedWords", "info: {description: Widgets in stock for everybody in Power Automate.}", True),
    ("ValueContainsRestrictedWords", "info: {description: Widgets in stock for everybody in powerautomate.}", False),
    ("ValueMustEndWithAlphanumeric", "info: {title: Contoso (EU)}", False),
    ("ValueMustEndWithAlphanumeric", "info: {title: 'Contoso!'}", True),
    ("RestrictedCharactersInSummary", get('summary: "Widgets in stock?"'), True),
    ("RestrictedCharactersInSummary", get('summary: "Widgets, in-stock (all)"'), False),
    ("HostNameNotValid", "host: api.contoso.com:8443", False),
    ("HostNameNotValid", "host: 'https://api.contoso.com'", True),
    ("HostNameNotValid", "host: api.contoso.com/v1", True),
    ("BasePathNotValid", "basePath: v1", True),
    ("BasePathNotValid", "basePath: /v1/", False),
    ("SchemeNotSupported", "schemes: [wss]", True),
    ("SchemeNotValid", "schemes: [ftp]", True),
    ("SchemeNotValid", "schemes: [wss]", False),
    ("SpecificationVersionIncorrect", "swagger: 2.0", True),
    (
        "TooManyConnectorCategories",
        "x-ms-connector-metadata: [{propertyName: Categories, propertyValue: AI;Data}]",
        False,
    ),
    (
        "TooManyConnectorCategories",
        "x-ms-connector-metadata: [{propertyName: Categories, propertyValue: AI;Data;Website}]",
        True,
    ),
    ("InvalidConnectorCategory", "x-ms-connector-metadata: [{propertyName: Categories, propertyValue: CDP}]", True),
    ("MimeTypeNotValid", "consumes: [application/vnd.api+json; charset=utf-8]", False),
    ("MimeTypeNotValid", "consumes: [json]", True),
    ("MimeTypeNotSupported", "produces: [application/xml]", True),
    ("MimeTypeNotSupported", "produces: [application/json; charset=utf-8]", False),
    ("ResponseMustBeDefaultOrHttpStatusCode", get('responses: {"2XX": {description: Fine.}}'), True),
    ("ResponseMustBeDefaultOrHttpStatusCode", get('responses: {"599": {description: Odd.}}'), False),
    ("ResponseMustBeDefaultOrHttpStatusCode", get('responses: {"600": {description: Odd.}}'), True),
    ("DefaultResponseHasSchema", get("responses: {default: {description: Fine., schema: {type: string}}}"), True),
    ("DefaultResponseHasSchema", get("responses: {default: {description: Fine.}}"), False),
    ("OperationShouldHaveSuccessfulResponse", get('responses: {"200": null, "302": {description: Elsewhere.}}'), True),
    ("OperationHasManyResponsesWithSchema", get('responses: {"401": {schema: {type: string}}}'), True),
    ("ConsumesMissing", "consumes: []\n" + post("parameters: []"), True),
    ("ConsumesMissing", "consumes: []\n" + post("consumes: [application/json], parameters: []"), False),
    (
        "PathParameterMustBeRequired",
        "paths: {'/a/{id}': {get: {parameters: [{name: id, in: path, type: string}]}}}",
        True,
    ),
    (
        "OperationMissingPathParameter",
        "paths: {'/a/{id}': {get: {parameters: [{name: ID, in: path, type: string}]}}}",
        True,
    ),
    (
        "PathParameterNotDefinedInTemplate",
        "paths: {/a: {get: {parameters: [{name: id, in: path, type: string}]}}}",
        True,
    ),
    ("OperationPathMustStartWithSlash", "paths: {a: {get: {}}}", True),
    ("OperationPathTemplateNotValid", "paths: {'/a/{id/b}': {get: {}}}", True),
    ("OperationPathTemplateNotValid", "paths: {'/a/{}': {get: {}}}", True),
    ("OperationPathTemplateNotValid", "paths: {'/a/{id}.{kind}': {get: {}}}", False),
    ("OperationPathMayNotContainQueryOrFragment", "paths: {'/a?b=c': {get: {}}}", True),
    ("PathRedefined", "paths: {/Widgets: {get: {}}}", True),
    ("DuplicateOperationPath", "paths: {'/a/{x}': {get: {}}, '/a/{y}': {get: {}}}", True),
    ("DuplicateOperationPath", "paths: {'/a/{x}': {get: {}}, '/a/{y}': {put: {}}}", False),
    ("MultipleOfMustBeGreaterThanZero", parameter("type: integer, multipleOf: 0"), True),
    ("MaxLengthMustBeGreaterThanOrEqualToZero", parameter("type: string, maxLength: 0"), False),
    ("MaxLengthMustBeGreaterThanOrEqualToZero", parameter("type: string, maxLength: -1"), True),
    ("MinimumShouldBeLessThanOrEqualToMaximum", parameter("type: integer, minimum: 5, maximum: 5"), False),
    ("MinimumShouldBeLessThanOrEqualToMaximum", parameter("type: integer, minimum: 6, maximum: 5"), True),
    (
        "MinItemsShouldBeLessThanOrEqualToMaxItems",
        field("type: array, items: {type: string}, minItems: 2, maxItems: 1"),
        True,
    ),
    ("ExclusiveMaximumRequiresMaximum", field("type: integer, exclusiveMaximum: true"), True),
    ("EnumMustContainAtLeastOneElement", parameter("type: string, enum: []"), True),
    ("InvalidEnumValue", parameter("type: integer, enum: [1, 2.0]"), False),
    ("InvalidEnumValue", parameter('type: integer, enum: [1, "2"]'), True),
    ("DefaultValueMustMatchType", parameter("type: number, default: 1"), False),
    ("DefaultValueMustMatchType", parameter('type: boolean, default: "true"'), True),
    ("ArrayDuplicateValue", "schemes: [https, https]", True),
    ("ArrayDuplicateValue", field("type: number, enum: [1, true]"), False),
    ("UnrecognizedTypeFormat", parameter("type: string, format: uuid"), False),
    ("UnrecognizedTypeFormat", parameter("type: string, format: integer"), True),
    (
        "CollectionFormatValueNotSupported",
        parameter("type: array, items: {type: string}, collectionFormat: multi"),
        True,
    ),
    ("ArrayHasNoItems", parameter("type: array"), True),
    ("NonBodyParameterSchemaNotValid", parameter("schema: {type: string}"), True),
    ("AllowEmptyValueOnlyValidForQueryFormData", parameter("type: string, allowEmptyValue: true"), False),
    ("QueryParameterEncodingNotSupported", parameter("type: string, x-ms-url-encoding: single"), True),
    ("JsonValueNotInEnum", parameter("type: string, in: cookie"), True),
    ("JsonTypeIncorrect", parameter('type: string, required: "true"'), True),
    ("VisibilityValue", parameter("type: string, x-ms-visibility: hidden"), True),
    ("ExtensionNameNotValid", "scriptOperations: []", True),
    ("ExtensionNameNotValid", "x-mine: []", False),
    ("PatternShouldBeValidRegularExpression", parameter("type: string, pattern: '(?<year>[0-9]{4})'"), False),
    ("PatternShouldBeValidRegularExpression", parameter("type: string, pattern: '([0-9]'"), True),
    ("SchemaReferenceNotFound", field("$ref: '#/definitions/Gadget'"), True),
    ("SchemaReferenceNotValid", field("$ref: 'other.json#/definitions/Gadget'"), True),
    ("SchemaReferenceNotValid", field('$ref: ""'), True),
    ("SchemaRefLoopNotAllowed", "definitions: {A: {$ref: '#/definitions/B'}, B: {$ref: '#/definitions/A'}}", True),
    (
        "RequiredLoopInSchemaNotAllowed",
        "definitions: {A: {required: [a], properties: {a: {$ref: '#/definitions/A'}}}}",
        True,
    ),
    ("RequiredLoopInSchemaNotAllowed", "definitions: {A: {properties: {a: {$ref: '#/definitions/A'}}}}", False),
    ("TagRedefined", "tags: [{name: A}, {name: A}]", True),
    ("SecuritySchemePropertyRequired", "securityDefinitions: {api_key: {type: apiKey, in: header, name: null}}", True),
    ("SecurityRequirementMustBeDefined", "security: [{other: []}]", True),
    ("SecurityRequirementMustHaveEmptyValue", "security: [{api_key: [read]}]", True),
    ("InvalidNextLinkNameValue", get("x-ms-pageable: {nextLinkName: next}"), True),
    ("InvalidNextLinkNameValue", get("x-ms-pageable: {nextLinkName: '@odata.nextLink'}"), False),
    ("ContactEmailNotValid", "info: {contact: {email: support at contoso.com}}", True),
    ("UrlNotValid", "info: {contact: {url: www.contoso.com}}", True),
    (
        "BodyOrFormDataParameterInFetchOperationNotAllowed",
        get("parameters: [{name: b, in: body, schema: {type: string}}]"),
        True,
    ),
    (
        "OperationParametersContainMultipleBodyParameters",
        post("parameters: [{name: a, in: body, schema: {type: string}}, {name: b, in: body, schema: {type: string}}]"),
        True,
    ),
    ("ConnectionIdParameterNotAllowed", parameter("name: connectionId, type: string"), True),
    ("InternalRequiredWithoutDefault", parameter("type: string, required: true, x-ms-visibility: internal"), True),
    ("IconBrandColorIndependentPublisher", "apiProperties.json: {properties: {iconBrandColor: '#DA3B01'}}", False),
    ("IconBrandColorIndependentPublisher", "apiProperties.json: {properties: {iconBrandColor: '#123456'}}", True),
]


@pytest.mark.parametrize(("code", "text", "told"), LIMITS)
def test_a_rule_speaks_at_its_limit_and_not_before(tmp_path: Path, code: str, text: str, told: bool) -> None:
    folder = read_example(text).write(str(tmp_path))
    codes = {found.rule.code for found in run(read_connector(folder), make_plan([RULES[code]]))}
    assert codes == ({code} if told else set())
