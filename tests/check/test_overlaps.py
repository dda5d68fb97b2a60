"""Where two rules could speak of one fault, one of them is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from ippub.check.engine import make_plan, run
from ippub.check.example import read_example
from ippub.check.rule import Severity
from ippub.check.rules import load_rules
from ippub.connector.folder import read_connector

PLAN = make_plan(rule for rule in load_rules().values() if not rule.deep)
LIMIT = "name: limit, in: query, type: integer, x-ms-summary: Limit, description: The most widgets to return."

FAULTS = [
    ("info: {version: null}", {"InfoVersionMissing"}),
    ("info: {contact: null}", {"RequiredPropertyMissing"}),
    ("info: {contact: {email: null}}", {"ContactIncomplete"}),
    ('info: {title: "  "}', {"RequiredValueEmpty"}),
    ('info: {title: ""}', {"RequiredValueEmpty"}),
    ("info: {title: Default title}", {"TitlePlaceholder"}),
    ("info: {title: null}", {"RequiredPropertyMissing"}),
    ('info: {description: ""}', {"RequiredValueEmpty"}),
    ("info: {description: Widgets of all sizes.}", {"FieldLengthNotInRange"}),
    ("info: null", {"RequiredPropertyMissing"}),
    ("swagger: null", {"RequiredPropertyMissing"}),
    ("swagger: '3.0.1'", {"SpecificationVersionIncorrect"}),
    ('paths: {/widgets: {get: {operationId: ""}}}', {"OperationIdRequired"}),
    ("paths: {/widgets: {get: {responses: null}}}", {"OperationMustHaveResponse"}),
    ("x-ms-connector-metadata: null", {"RequiredPropertyMissing"}),
    (
        f"paths: {{/widgets: {{get: {{parameters: [{{{LIMIT}, x-ms-dynamic-values: {{value-path: id}}}}]}}}}}}",
        {"OneOfPropertiesRequired"},
    ),
    (
        f"paths: {{/widgets: {{get: {{parameters: [{{{LIMIT}, x-ms-dynamic-list: {{itemValuePath: id}}}}]}}}}}}",
        {"DynamicValuesRequiredKeys"},
    ),
    ("paths: {/widgets: {get: {summary: ListWidgets}}}", {"SummaryRepeatsOperationId"}),
    ('apiProperties.json: "{"', {"ApiPropertiesNotJson"}),
    ('apiProperties.json: "[]"', {"ApiPropertiesNotJson"}),
    ("apiProperties.json: {properties: {iconBrandColor: null}}", {"IconBrandColorMissing"}),
    ("apiProperties.json: {properties: {iconBrandColor: '#007ee5'}}", {"IconBrandColorInvalid"}),
]


@pytest.mark.parametrize(("text", "codes"), FAULTS, ids=[text[:60] for text, _ in FAULTS])
def test_one_fault_is_one_error_or_warning(tmp_path: Path, text: str, codes: set[str]) -> None:
    folder = read_example(text).write(str(tmp_path))
    found = run(read_connector(folder), PLAN)
    found = [one for one in found if one.finding.at.file.endswith(".json")]
    loud = [one.rule.code for one in found if (one.finding.severity or one.rule.severity) is not Severity.INFO]
    assert sorted(set(loud)) == sorted(codes)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\ufeff{}", "JsonByteOrderMark"),
        ('{"properties": {"publisher": "Ada",}}', "JsonTrailingComma"),
        ('{"properties": {}, "properties": {}}', "JsonDuplicateKey"),
        ('{"properties": {} /* none */}', "JsonComment"),
    ],
)
def test_a_fault_of_syntax_that_readers_forgive_is_told_under_its_own_code_only(
    tmp_path: Path, text: str, code: str
) -> None:
    folder = Path(read_example("{}").write(str(tmp_path)))
    (folder / "apiProperties.json").write_text(text, encoding="utf-8")
    found = run(read_connector(str(folder)), PLAN)
    about_syntax = {one.rule.code for one in found if one.finding.at.tokens is None and "ropert" in one.finding.at.file}
    assert about_syntax == {code}
