"""Every code has examples: a change that is told under it, and a near one that is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from changes.documents import base, base_properties, connector, patched
from ippub.changes.compare import compare
from ippub.changes.kinds import KINDS
from ippub.changes.model import Change, Level
from ippub.document.place import pointer

EXAMPLES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("examples.yaml").read_text(encoding="utf-8")
)
CASES = [(code, index) for code, entries in EXAMPLES.items() for index in range(len(entries))]

WITHOUT = {"ReadmeChanged", "ComparisonCutShort"}
"""Codes whose examples are no patches: test_compare.py and test_hostile_changes.py have them."""

OF_MICROSOFT = {
    "BreakingOperationDeleted": Level.BREAKING,
    "BreakingOperationHidden": Level.BREAKING,
    "BreakingPathTemplateChanged": Level.BREAKING,
    "BreakingMethodChanged": Level.BREAKING,
    "BreakingParameterLocationChanged": Level.BREAKING,
    "BreakingRequiredInputAdded": Level.BREAKING,
    "BreakingInputOptionalToRequired": Level.BREAKING,
    "BreakingInputDeleted": Level.BREAKING,
    "BreakingInputHidden": Level.RISKY,
    "BreakingInputTypeChanged": Level.BREAKING,
    "BreakingEnumValueRemoved": Level.BREAKING,
    "BreakingEnumAdded": Level.BREAKING,
    "BreakingOutputDeleted": Level.BREAKING,
    "BreakingOutputTypeChanged": Level.BREAKING,
    "BreakingOutputFormatChanged": Level.BREAKING,
    "BreakingOutputAdded": Level.HARMLESS,
    "BreakingAuthenticationChanged": Level.BREAKING,
}
"""The codes of Microsoft's change check; the severities error, warning and info are the three levels."""


def told(entry: dict[str, Any], which: str) -> list[Change]:
    before = base_properties() if entry.get("properties") else base()
    before = patched(before, entry.get("before", {}))
    after = patched(before, entry[which])
    if entry.get("properties"):
        return compare(connector(base(), before), connector(base(), after))
    return compare(connector(before), connector(after))


@pytest.mark.parametrize(("code", "index"), CASES)
def test_the_bad_example_is_told_under_its_code(code: str, index: int) -> None:
    found = [change for change in told(EXAMPLES[code][index], "bad") if change.code == code]
    assert found
    assert all(change.message and change.old.tokens is not None and change.new.tokens is not None for change in found)


@pytest.mark.parametrize(("code", "index"), CASES)
def test_the_good_example_is_not(code: str, index: int) -> None:
    assert code not in {change.code for change in told(EXAMPLES[code][index], "good")}


def test_every_code_has_an_example() -> None:
    assert set(EXAMPLES) | WITHOUT == set(KINDS)


def test_microsofts_codes_have_the_level_of_its_check() -> None:
    assert {code: KINDS[code].level for code in OF_MICROSOFT} == OF_MICROSOFT
    assert {code for code in KINDS if code.startswith("Breaking")} == set(OF_MICROSOFT)


@pytest.mark.parametrize("code", KINDS)
def test_a_kind_says_why_and_what_to_do(code: str) -> None:
    kind = KINDS[code]
    for text in (kind.what, kind.why, kind.instead):
        assert text[0].isupper()
        assert text.endswith(".")


def test_a_place_is_the_changed_keyword_in_the_definition_that_holds_it() -> None:
    entry = EXAMPLES["BreakingOutputFormatChanged"][0]
    (change,) = (each for each in told(entry, "bad") if each.code == "BreakingOutputFormatChanged" and each.operations)
    assert pointer(change.old.tokens or ()) == "/definitions/Widget/allOf/1/properties/made/format"
    assert change.operations == ("ListWidgets", "MakeWidget", "GetWidget", "WhenWidgetIsMade")
