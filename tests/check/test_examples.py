"""Every rule is tested by its own page: the bad example is found, the good one is clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from ippub.check.engine import make_plan, run
from ippub.check.example import read_example
from ippub.check.page import read_page
from ippub.check.rule import Rule
from ippub.check.rules import load_rules, silent_scopes, topic_of
from ippub.connector.folder import read_connector

RULES = load_rules()
WITHOUT_EXAMPLES = {"RuleCrashed", "IgnoreMatchesNothing"}
"""Rules about ippub's own run: no connector shows them (each has a test of its own)."""
EXAMPLES = [
    pytest.param(rule, kind, text, id=f"{code}-{kind}-{number}")
    for code, rule in RULES.items()
    for kind, texts in (("bad", read_page(rule).bad), ("good", read_page(rule).good))
    for number, text in enumerate(texts)
]
BAD = [example for example in EXAMPLES if example.values[1] == "bad"]


def codes_found(tmp_path: Path, text: str, rules: list[Rule]) -> list[str]:
    folder = read_example(text).write(str(tmp_path))
    return [found.rule.code for found in run(read_connector(folder), make_plan(rules))]


@pytest.mark.parametrize(("rule", "kind", "text"), EXAMPLES)
def test_the_bad_example_is_found_and_the_good_one_is_clean(tmp_path: Path, rule: Rule, kind: str, text: str) -> None:
    codes = set(codes_found(tmp_path, text, [rule]))
    assert codes == ({rule.code} if kind == "bad" else set())


@pytest.mark.parametrize(("rule", "kind", "text"), BAD)
def test_a_connector_that_a_rule_speaks_about_brings_its_scope(
    tmp_path: Path, rule: Rule, kind: str, text: str
) -> None:
    silent = silent_scopes(read_connector(read_example(text).write(str(tmp_path))), topics=True)
    assert silent.isdisjoint((rule.scope, topic_of(rule))), kind


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_has_a_whole_page(rule: Rule) -> None:
    page = read_page(rule)
    assert page.what.endswith(".")
    assert page.why
    assert page.fix.endswith((".", ")"))
    if rule.code not in WITHOUT_EXAMPLES:
        assert page.bad
        assert page.good


@pytest.mark.parametrize(("rule", "kind", "text"), EXAMPLES)
def test_no_rule_crashes_on_any_example(tmp_path: Path, rule: Rule, kind: str, text: str) -> None:
    assert "RuleCrashed" not in codes_found(tmp_path, text, list(RULES.values()))


def test_the_example_package_is_clean(tmp_path: Path) -> None:
    assert codes_found(tmp_path, "package.zip: {}", list(RULES.values())) == ["IntroMissing"]


def test_the_example_connector_is_clean(tmp_path: Path) -> None:
    assert codes_found(tmp_path, "{}", list(RULES.values())) == ["IntroMissing"]
