"""Our structural rules against openapi-spec-validator, file by file: every kind of disagreement is explained."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from ippub.check.engine import make_plan, run
from ippub.check.rules import load_rules
from ippub.check.second_opinion import Opinion, second_opinion
from ippub.connector.folder import read_connector

STEP = int(os.environ.get("DIFFERENTIAL_STEP", "4"))
"""Every how many connectors one is looked at: all take a minute, a quarter of them fifteen seconds."""
TABLE = Path(__file__).with_name("disagreements.md")

STRUCTURAL = {
    "AdditionalPropertyNotAllowed",
    "AdditionalPropertyNotAllowedAdjacentToRef",
    "AllowEmptyValueOnlyValidForQueryFormData",
    "ArrayDuplicateValue",
    "ArrayHasNoItems",
    "BasePathNotValid",
    "BodyParameterPropertyNotValid",
    "BodyParameterSchemaRequired",
    "DefaultNotInEnum",
    "DefaultValueMustMatchType",
    "DiscriminatorMustBeARequiredStringProperty",
    "DuplicateOperationPath",
    "EnumMustContainAtLeastOneElement",
    "ExtensionNameNotValid",
    "FileParameterMustBeInFormData",
    "HostNameNotValid",
    "InvalidEnumValue",
    "JsonTypeIncorrect",
    "JsonValueNotInEnum",
    "MimeTypeNotValid",
    "NonBodyParameterSchemaNotValid",
    "OAuthSecurityRequirementValueMustBeScopeName",
    "OneOfPropertiesRequired",
    "OperationIdNotUnique",
    "OperationMissingPathParameter",
    "OperationMustHaveResponse",
    "OperationParametersAreNotUnique",
    "OperationParametersContainDuplicateParameter",
    "OperationParametersContainMultipleBodyParameters",
    "OperationPathMustStartWithSlash",
    "OperationPathTemplateNotValid",
    "ParameterListContainsFormDataAndBody",
    "ParameterReferenceNotFound",
    "ParameterReferenceNotValid",
    "PathParameterMustBeRequired",
    "PathParameterNotDefinedInTemplate",
    "PathParametersContainDuplicateParameter",
    "PathRedefined",
    "RequiredPropertyArrayEmpty",
    "RequiredPropertyMissing",
    "RequiredPropertyNotOnObject",
    "ResponseMustBeDefaultOrHttpStatusCode",
    "ResponseReferenceNotFound",
    "ResponseReferenceNotValid",
    "SchemaReferenceNotFound",
    "SchemaReferenceNotValid",
    "SchemeNotValid",
    "SecurityRequirementMustBeDefined",
    "SecurityRequirementMustHaveEmptyValue",
    "SecuritySchemePropertyNotValid",
    "SecuritySchemePropertyRequired",
    "SpecificationVersionIncorrect",
    "TagRedefined",
}
"""The rules that speak of what Swagger 2.0 itself says, and may be compared."""

Steps = tuple[str, ...]


class Verdicts(NamedTuple):
    """What both say about one connector: its opinions, and our findings as code and place."""

    name: str
    theirs: tuple[Opinion, ...]
    ours: list[tuple[str, Steps]]


@pytest.fixture(scope="module")
def verdicts(corpus: Path) -> list[Verdicts]:
    rules = load_rules()
    plan = make_plan(rule for rule in rules.values() if not rule.deep)
    found = []
    for folder in sorted((corpus / "connectors").glob("*/*"))[::STEP]:
        connector = read_connector(str(folder))
        if connector.swagger is None or connector.swagger_document is None:
            continue
        verdict = second_opinion(connector.swagger.value, 10_000)
        assert not verdict.gave_up, folder.name
        ours = [
            (one.rule.code, tuple(map(str, one.finding.at.tokens or ())))
            for one in run(connector, plan)
            if one.finding.at.file == connector.swagger_document.name
        ]
        found.append(Verdicts(folder.name, verdict.opinions, ours))
    return found


def explained(title: str) -> set[str]:
    """The kinds in the table under ``title``."""
    part = TABLE.read_text(encoding="utf-8").split(f"## {title}")[1].split("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in part.splitlines() if line.startswith("| ")]
    return set(rows[1:])


def near(place: Steps, others: set[Steps]) -> bool:
    """Whether ``place`` or what is right above it is in ``others``, as ``around`` makes them."""
    return place in others or place[:-1] in others


def around(places: set[Steps]) -> set[Steps]:
    """``places`` and what is right above each."""
    return places | {place[:-1] for place in places}


def only_theirs(verdicts: list[Verdicts]) -> Iterator[tuple[str, str, str]]:
    for verdict in verdicts:
        told = around({place for _, place in verdict.ours if place})
        for message, tokens in verdict.theirs:
            place = tuple(map(str, tokens))
            if not near(place, told):
                yield verdict.name, kind_of(message, place), message


def kind_of(message: str, place: Steps) -> str:
    if "default" in place[:-1] or (place[-1:] == ("default",) and "required property" in message):
        return "inside the default of an object"
    if place[-1:] == ("default",) and " is not a '" in message:
        return "format of a default"
    return message


def test_what_only_openapi_spec_validator_says_is_explained(verdicts: list[Verdicts]) -> None:
    known = explained("Only openapi-spec-validator speaks")
    assert len(verdicts) > 300 / STEP
    assert [told for told in only_theirs(verdicts) if told[1] not in known] == []


def test_what_only_we_say_about_swagger_itself_is_explained(verdicts: list[Verdicts]) -> None:
    known = explained("Only our rules speak")
    assert known <= STRUCTURAL
    alone = set()
    for verdict in verdicts:
        theirs = around({tuple(map(str, tokens)) for _, tokens in verdict.theirs})
        alone |= {
            (verdict.name, code, place)
            for code, place in verdict.ours
            if code in STRUCTURAL - known and not near(place, theirs)
        }
    assert alone == set()


def test_a_definition_that_it_does_not_accept_is_one_about_which_we_speak_too(verdicts: list[Verdicts]) -> None:
    refused = [verdict for verdict in verdicts if verdict.theirs]
    explained_ones = {name for name, _, _ in only_theirs(verdicts)}
    silent = [
        verdict.name
        for verdict in refused
        if verdict.name not in explained_ones and not STRUCTURAL & {code for code, _ in verdict.ours}
    ]
    assert refused
    assert silent == []
