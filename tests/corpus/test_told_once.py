"""A user hears each thing once: on real connectors no two findings at one place say the same."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from ippub.check.engine import Found, make_plan, run
from ippub.check.rules import load_rules
from ippub.connector.folder import find_connectors, read_connector

SETTLED = {
    frozenset(pair)
    for pair in (
        ("DynamicValuesRequiredKeys", "OneOfPropertiesRequired"),
        ("RequiredValueEmpty", "ValueMustEndWithAlphanumeric"),
        ("RequiredValueEmpty", "TitleFolderMismatch"),
        ("TitlePlaceholder", "TitleFolderMismatch"),
        ("RequiredPropertyMissing", "InfoVersionMissing"),
        ("RequiredPropertyMissing", "ContactIncomplete"),
        ("RequiredPropertyMissing", "OperationIdRequired"),
        ("RequiredPropertyMissing", "OperationMustHaveResponse"),
        ("RequiredPropertyMissing", "PathParameterMustBeRequired"),
        ("FieldLengthNotInRange", "DescriptionThin"),
        ("DescriptionEqualsTitle", "DescriptionThin"),
        ("OperationDescriptionPunctuation", "OperationSummaryEqualsDescription"),
        ("OperationDescriptionPunctuation", "OperationDescriptionThin"),
        ("OperationDescriptionThin", "OperationSummaryEqualsDescription"),
        ("SummaryRepeatsOperationId", "StringCamelCase"),
        ("SummaryRepeatsOperationId", "OperationSummaryCharacters"),
        ("OperationMustHaveResponse", "WebhookLocationHeader"),
        ("OperationShouldHaveSuccessfulResponse", "SchemaDefinitionSetIncorrectly"),
        ("JsonIndentationUneven", "SwaggerIndentation"),
        ("DefaultNotInEnum", "DefaultValueMustMatchType"),
        ("OperationIdSanitized", "OperationIdPascalCase"),
    )
}
"""Pairs of rules that could speak of one thing; where both could, one of them is silent."""
FOR_ONE_EXAMPLE = {"StringCamelCase"}
"""Rules that speak once for the whole file, at the first of many places: another rule may speak of that one place."""
_QUOTED = re.compile(r'"[^"]*"')


def words(message: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]{3,}", _QUOTED.sub("", message).lower()))


def say_the_same(one: Found, other: Found) -> bool:
    """Equal words, whatever is quoted; or a pair that is settled."""
    pair = frozenset((one.rule.code, other.rule.code))
    if pair in SETTLED:
        return not (pair & FOR_ONE_EXAMPLE)
    left, right = words(one.finding.message), words(other.finding.message)
    return one.finding.message == other.finding.message or (len(left) > 2 and left == right)


@pytest.fixture(scope="module")
def folders(corpus: Path) -> list[str]:
    real = sorted(str(folder) for folder in (corpus / "connectors").glob("*/*"))[::3]
    return [*real, *find_connectors(str(corpus / "findings"))]


def test_no_two_findings_at_one_place_say_the_same(folders: list[str]) -> None:
    plan = make_plan(rule for rule in load_rules().values() if not rule.deep)
    twice = set()
    for folder in folders:
        at: defaultdict[object, list[Found]] = defaultdict(list)
        for one in run(read_connector(folder), plan):
            at[(one.finding.at.file, one.finding.at.tokens, one.finding.at.span)].append(one)
        for found in at.values():
            for one, other in combinations(found, 2):
                if one.rule.code != other.rule.code and say_the_same(one, other):
                    twice.add((one.rule.code, one.finding.message, other.rule.code, other.finding.message))
    assert len(folders) > 100
    assert twice == set()
