"""What the examples of the rules about parameters and responses do not show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ippub.check.engine import make_plan, run
from ippub.check.example import FOLDER, read_example
from ippub.check.rule import Finding, Severity
from ippub.check.rules import load_rules
from ippub.connector.folder import read_connector
from ippub.connector.reference import shared_name

RULES = load_rules()
OURS = [rule for rule in RULES.values() if rule.scope in ("parameter", "response")]


def findings(tmp_path: Path, example: str, *codes: str) -> list[Finding]:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for name, data in read_example(example).files.items():
        (folder / name).write_bytes(data)
    rules = [RULES[code] for code in codes] or OURS
    return [found.finding for found in run(read_connector(str(folder)), make_plan(rules))]


@pytest.mark.parametrize(
    ("ref", "name"),
    [
        ("#/parameters/limit", "limit"),
        ("#/parameters/a~1b~0c", "a/b~c"),
        ("#/parameters/page%20size", "page size"),
        ("#/parameters/", None),
        ("#/parameters/a/b", None),
        ("#/parameters/a~2", None),
        ("#/definitions/limit", None),
        ("other.json#/parameters/limit", None),
        ("", None),
    ],
)
def test_a_reference_names_one_shared_parameter_or_nothing(ref: str, name: str | None) -> None:
    assert shared_name(ref, "parameters") == name


def test_a_reference_in_other_letters_gets_the_right_name_as_remedy(tmp_path: Path) -> None:
    example = """
    parameters: {Limit: {name: limit, in: query, type: integer}}
    paths: {/widgets: {get: {parameters: [{$ref: "#/parameters/limit"}]}}}
    """
    (found,) = findings(tmp_path, example, "ParameterReferenceNotFound")
    assert found.remedy == 'Write "#/parameters/Limit".'


def test_a_broken_reference_is_not_reported_as_a_missing_path_parameter_too(tmp_path: Path) -> None:
    example = """
    paths:
      /widgets/{id}:
        get: {operationId: GetWidget, parameters: [{$ref: "#/parameters/gone"}]}
    """
    assert findings(tmp_path, example, "OperationMissingPathParameter") == []


def test_a_variable_that_is_sent_elsewhere_gets_the_exact_remedy(tmp_path: Path) -> None:
    example = """
    paths:
      /widgets/{id}:
        get: {operationId: GetWidget, parameters: [{name: id, in: query, type: string}]}
    """
    (found,) = findings(tmp_path, example, "OperationMissingPathParameter")
    assert found.remedy == 'Change "in" of the parameter "id" from "query" to "path".'


def test_a_path_parameter_of_the_path_item_counts_for_every_operation(tmp_path: Path) -> None:
    example = """
    paths:
      /widgets/{id}:
        parameters: [{name: id, in: path, required: true, type: string}]
        get: {operationId: GetWidget}
        delete: {operationId: DeleteWidget}
    """
    assert findings(tmp_path, example, "OperationMissingPathParameter", "PathParameterNotDefinedInTemplate") == []


def test_a_body_of_the_path_and_another_one_of_the_operation_are_two_bodies(tmp_path: Path) -> None:
    example = """
    paths:
      /orders:
        parameters: [{name: order, in: body, schema: {type: object}}]
        post: {operationId: AddOrder, parameters: [{name: options, in: body, schema: {type: object}}]}
    """
    (found,) = findings(tmp_path, example, "OperationParametersContainMultipleBodyParameters")
    assert '"order" and "options"' in found.message


def test_an_operation_may_replace_the_body_of_its_path(tmp_path: Path) -> None:
    example = """
    paths:
      /orders:
        parameters: [{name: order, in: body, schema: {type: object}}]
        post: {operationId: AddOrder, parameters: [{name: order, in: body, schema: {type: string}}]}
    """
    assert findings(tmp_path, example, "OperationParametersContainMultipleBodyParameters") == []


def test_collection_formats_that_nobody_knows_about_are_warnings(tmp_path: Path) -> None:
    example = """
    paths:
      /widgets:
        get:
          parameters:
            - {name: c, in: query, type: array, items: {type: string}, collectionFormat: pipes}
    """
    (found,) = findings(tmp_path, example, "CollectionFormatValueNotSupported")
    assert found.severity is Severity.WARNING


def test_a_number_and_a_text_of_the_same_digits_are_different_choices(tmp_path: Path) -> None:
    example = """
    definitions:
      Widget:
        properties:
          size: {type: integer, enum: [1], x-ms-enum-values: [{value: "1", displayName: One}]}
    """
    assert len(findings(tmp_path, example, "InvalidEnumValuesExtensionValue")) == 1


@pytest.mark.parametrize(
    ("schema", "reported"),
    [
        ("{type: string}", True),
        ("{type: string, default: a}", False),
        ("{type: string, x-ms-notification-url: true}", False),
        ("{type: object, properties: {b: {type: string, default: c}}}", False),
    ],
)
def test_a_hidden_required_property_needs_a_default_unless_something_else_fills_it(
    tmp_path: Path, schema: str, reported: bool
) -> None:
    hidden = schema.replace("{type", "{x-ms-visibility: internal, type", 1)
    example = f"""
    paths:
      /widgets:
        post:
          operationId: AddWidget
          parameters:
            - {{name: body, in: body, schema: {{type: object, required: [a], properties: {{a: {hidden}}}}}}}
    """
    assert bool(findings(tmp_path, example, "InternalRequiredWithoutDefault")) is reported


def test_a_hidden_required_property_of_an_answer_needs_no_default(tmp_path: Path) -> None:
    example = """
    definitions:
      Widget: {required: [id], properties: {id: {x-ms-visibility: internal}}}
    """
    assert findings(tmp_path, example, "InternalRequiredWithoutDefault") == []


@pytest.mark.parametrize(
    ("label", "right"),
    [
        ("Calendar ID", True),
        ("Size of the Page", True),
        ("iPhone Model", True),
        ("Start (in UTC)", True),
        ("of Interest", False),
        ("Page size", False),
        ("", True),
    ],
)
def test_title_case_knows_small_words_and_names(tmp_path: Path, label: str, right: bool) -> None:
    example = f"""
    parameters: {{p: {{name: p, in: query, type: string, x-ms-summary: "{label}"}}}}
    """
    assert (findings(tmp_path, example, "ParameterSummaryTitleCase") == []) is right


def test_a_technical_name_as_label_is_reported_once(tmp_path: Path) -> None:
    example = """
    parameters: {p: {name: user_id, in: query, type: string, x-ms-summary: user_id}}
    """
    codes = ("ParameterSummaryEqualsName", "ParameterSummaryCharacters", "ParameterSummaryTitleCase")
    assert len(findings(tmp_path, example, *codes)) == 1


def test_a_lone_default_with_a_schema_is_one_finding_with_the_exact_remedy(tmp_path: Path) -> None:
    example = """
    paths:
      /widgets:
        get:
          responses:
            "200": null
            "401": null
            default: {description: Widgets, schema: {type: object, properties: {id: {type: string}}}}
    """
    serious = [f for f in findings(tmp_path, example) if "default" in f.message and "schema" in f.message]
    assert [found.remedy for found in serious] == ['Rename "default" to "200".']


def test_a_default_response_with_a_shared_schema_is_found_where_it_is_used(tmp_path: Path) -> None:
    example = """
    responses: {Wrong: {description: Wrong, schema: {type: object}}}
    paths: {/widgets: {get: {responses: {default: {$ref: "#/responses/Wrong"}}}}}
    """
    (found,) = findings(tmp_path, example, "DefaultResponseHasSchema")
    assert found.at.tokens == ("paths", "/widgets", "get", "responses", "default")


@pytest.mark.parametrize(
    ("response", "severity"),
    [
        ('"200": {schema: null}, "202": {description: OK, schema: {}}', Severity.WARNING),
        ('"202": {description: OK, schema: {type: object}}', Severity.INFO),
        ('"404": {description: No, schema: {}}', Severity.INFO),
        ('"404": {description: No, schema: {type: object, additionalProperties: true}}', None),
        ('"404": {description: No, schema: {type: object, x-ms-dynamic-schema: {operationId: A}}}', None),
        ('"204": {description: No, schema: {}}', None),
        ("default: {description: No, schema: {}}", None),
    ],
)
def test_an_empty_schema_matters_on_a_success(tmp_path: Path, response: str, severity: Severity | None) -> None:
    example = f"paths: {{/widgets: {{get: {{responses: {{{response}}}}}}}}}"
    found = findings(tmp_path, example, "EmptyResponseSchema")
    assert [finding.severity for finding in found] == ([severity] if severity else [])


def test_an_empty_definition_is_reported_once_however_many_operations_answer_it(tmp_path: Path) -> None:
    example = """
    definitions: {Nothing: {type: object}}
    paths:
      /a: {get: {operationId: A, responses: {"200": {schema: {$ref: "#/definitions/Nothing"}}}}}
      /b: {get: {operationId: B, responses: {"200": {schema: {$ref: "#/definitions/Nothing"}}}}}
    """
    (found,) = findings(tmp_path, example, "EmptyResponseSchema")
    assert found.at.tokens == ("definitions", "Nothing")


def test_a_webhook_trigger_needs_no_schema_on_its_answer(tmp_path: Path) -> None:
    example = """
    paths:
      /hooks:
        x-ms-notification-content: {description: A widget., schema: {type: object}}
        post: {operationId: OnWidget, x-ms-trigger: single, responses: {"201": {description: Created}}}
    """
    assert findings(tmp_path, example, "ResponseSchemaMissing", "SchemaDefinitionSetIncorrectly") == []


def test_no_rule_crashes_on_values_of_any_type_in_any_place(tmp_path: Path) -> None:
    odd: list[Any] = [None, True, 0, "", [], {}, [[]], {"$ref": 1}, {"$ref": "#"}, {"in": []}]
    folder = tmp_path / FOLDER
    folder.mkdir()
    keys = ("name", "in", "type", "schema", "$ref", "required", "x-ms-enum-values", "description", "enum")
    more = ("x-ms-summary", "x-ms-visibility", "x-ms-url-encoding", "collectionFormat", "default")
    parameters = [{**dict.fromkeys((*keys, *more), "body"), key: value} for key in (*keys, *more) for value in odd]
    answers = ("description", "schema", "headers", "examples", "$ref")
    responses = {str(200 + i): {key: odd[i]} for i in range(len(odd)) for key in answers}
    responses |= {f"x{i}": value for i, value in enumerate(odd)} | {"": {}}
    get = {"parameters": [*parameters, *odd], "responses": responses, "consumes": odd, "produces": odd}
    definition = {
        "paths": {
            "/a/{b}": {"get": get, "parameters": [*parameters, *odd]},
            "/c": {"get": {"responses": []}},
        },
        "parameters": {str(i): value for i, value in enumerate([*parameters, *odd])},
        "responses": {str(i): value for i, value in enumerate([*responses.values(), *odd])},
    }
    (folder / "apiDefinition.swagger.json").write_text(json.dumps(definition), encoding="utf-8")
    found = run(read_connector(str(folder)), make_plan(OURS))
    assert [f.finding.message for f in found if f.rule.code == "RuleCrashed"] == []
