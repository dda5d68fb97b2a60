"""Every code that Microsoft documents, and every other requirement on the files, is a rule with tested examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from ippub.check.page import read_page
from ippub.check.rules import load_rules

HERE = Path(__file__).parent
PAGES = HERE.parent.parent / "docs" / "rules"
RULES = load_rules()


def listed(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").split()


VALIDATOR = listed("codes_of_the_validator.txt")
OTHERS = listed("codes_of_other_requirements.txt")


def test_the_list_of_the_validator_is_whole() -> None:
    assert len(set(VALIDATOR)) == 174


@pytest.mark.parametrize("code", [*VALIDATOR, *OTHERS])
def test_a_listed_code_is_known_has_a_page_and_tested_examples(code: str) -> None:
    rule = RULES[code]  # its examples run in test_examples.py
    page = read_page(rule)
    assert page.bad
    assert page.good
    assert page.evidence
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code}")


@pytest.mark.parametrize("code", listed("codes_that_are_a_reading.txt"))
def test_where_the_source_leaves_something_open_the_page_says_how_it_is_read(code: str) -> None:
    assert read_page(RULES[code]).reading
