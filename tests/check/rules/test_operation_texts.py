"""Summaries, descriptions and ids: what must not be reported."""

from __future__ import annotations

import pytest

from ippub.check.rule import RULES
from ippub.check.rules import load_rules
from ippub.connector.swagger import Swagger
from ippub.document.json import Json

load_rules()


def found(code: str, **operation: Json) -> list[str]:
    """The messages of ``code`` about one operation."""
    value: dict[str, Json] = {"operationId": "ListWidgets", **operation}
    swagger = Swagger({"info": {"title": "Contoso Widgets"}, "paths": {"/a": {"get": value}}}, "a.json")
    rule = RULES[code]
    subject = swagger if rule.subject == "Swagger" else swagger.operations[0]
    return [finding.message for finding in rule.check(subject)]


@pytest.mark.parametrize(
    ("name", "summary"),
    [
        ("Search", "Search"),
        ("ListWidgets", "List widgets"),
        ("DNS", "DNS"),
        ("search", "Search"),
        ("List_Widgets", ""),
    ],
)
def test_a_summary_in_words_is_not_the_operation_id(name: str, summary: str) -> None:
    assert not found("SummaryRepeatsOperationId", operationId=name, summary=summary)


@pytest.mark.parametrize("summary", ["getWidgets", "get_widgets", "Get-Widgets", "getwidgets"])
def test_a_summary_that_is_the_operation_id_in_another_spelling_is_reported(summary: str) -> None:
    assert found("SummaryRepeatsOperationId", operationId="GetWidgets", summary=summary)


@pytest.mark.parametrize(
    "summary",
    ["Get read-only widget", "List a user's widgets", "List users' widgets", "Get v2.0 widget", "列出小部件"],
)
def test_characters_that_belong_to_a_word_are_fine_in_a_summary(summary: str) -> None:
    assert not found("OperationSummaryCharacters", summary=summary)


@pytest.mark.parametrize("summary", ["iCal feed", "List widgets", "2nd widget", "列出", ""])
def test_a_summary_that_starts_small_on_purpose_is_fine(summary: str) -> None:
    assert not found("OperationSummaryLowerCase", summary=summary)


@pytest.mark.parametrize(
    "text",
    ["Lists them (all).", 'Lists "all."', "列出小部件。", "Search", "Does it work?", "Lists `all`.", ""],
)
def test_a_description_with_an_end_needs_no_full_stop(text: str) -> None:
    assert not found("OperationDescriptionPunctuation", description=text)


@pytest.mark.parametrize("text", ["TODO", "Enter description here.", "<description>", "Lorem ipsum", "string"])
def test_what_a_template_left_is_a_placeholder(text: str) -> None:
    assert found("DescriptionPlaceholder", description=text)


@pytest.mark.parametrize("text", ["Description of the widget.", "The to do list of the user.", "String to search."])
def test_a_sentence_is_no_placeholder(text: str) -> None:
    assert not found("DescriptionPlaceholder", description=text)


@pytest.mark.parametrize("text", ["Uses solar power apparatus.", "Follows the logic of apps.", "Powerful automation."])
def test_ordinary_words_are_no_product_names(text: str) -> None:
    assert not found("OperationTextContainsProductName", description=text)


@pytest.mark.parametrize("text", ["For Power Automate.", "for PowerApps users", "In a Logic App", "Logic Apps"])
def test_product_names_are_found_in_any_spelling(text: str) -> None:
    assert found("OperationTextContainsProductName", description=text)


@pytest.mark.parametrize(("revision", "reported"), [(1, False), (0, True), (True, True), ("1", True), (1.5, True)])
def test_a_revision_counts_from_one(revision: Json, reported: bool) -> None:
    messages = found("RevisionNotPositiveInteger", **{"x-ms-api-annotation": {"family": "A", "revision": revision}})
    assert bool(messages) is reported


@pytest.mark.parametrize("junk", [None, 1, True, [], [1], {}, {"a": [{}]}, ""])
@pytest.mark.parametrize(
    "key",
    [
        "operationId",
        "summary",
        "description",
        "parameters",
        "responses",
        "consumes",
        "deprecated",
        "x-ms-api-annotation",
        "x-ms-capabilities",
        "x-ms-notification-content",
        "x-ms-pageable",
        "x-ms-trigger",
        "x-ms-trigger-metadata",
        "x-ms-visibility",
    ],
)
def test_no_rule_about_operations_fails_on_a_value_of_the_wrong_type(key: str, junk: Json) -> None:
    for code, rule in RULES.items():
        if rule.scope == "operation" and rule.subject in ("Operation", "Swagger"):
            found(code, **{key: junk})
