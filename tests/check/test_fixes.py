"""Every rule that says it has a fix has one, and the fix does what it says: the finding is gone and stays away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pytest

from ippub.check.engine import make_plan, run
from ippub.check.example import Example, read_example
from ippub.check.fix import settle
from ippub.check.page import read_page
from ippub.check.rule import Rule
from ippub.check.rules import load_rules
from ippub.connector.folder import read_connector

if TYPE_CHECKING:
    from pathlib import Path

    from ippub.check.engine import Found
    from ippub.check.fix import Settled
    from ippub.check.rule import Fix
    from ippub.connector.folder import Connector

RULES = load_rules()
BAD = [
    pytest.param(rule, text, id=f"{code}-{number}")
    for code, rule in RULES.items()
    for number, text in enumerate(read_page(rule).bad)
]


def found(connector: Connector, rule: Rule) -> list[Found]:
    return run(connector, make_plan([rule]))


def all_repairs(example: Example, connector: Connector, rule: Rule) -> Settled:
    def find(files: Mapping[str, bytes | None]) -> Sequence[Fix]:
        here = found(connector.with_files(files), rule)
        return [one.finding.fix for one in here if one.finding.fix is not None]

    return settle(example.files.get, find)


@pytest.mark.parametrize(("rule", "text"), BAD)
def test_a_rule_offers_a_fix_where_it_says_so_and_nowhere_else(tmp_path: Path, rule: Rule, text: str) -> None:
    offered = [one.finding.fix for one in found(read_connector(read_example(text).write(str(tmp_path))), rule)]
    assert rule.fixable or not any(offered)
    # --fix does not even ask a rule that only suggests
    assert not rule.suggests or not any(fix.safe for fix in offered if fix is not None)


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.fixable], ids=lambda rule: rule.code)
def test_a_fixable_rule_repairs_one_of_its_bad_examples(tmp_path: Path, rule: Rule) -> None:
    examples = [read_example(text) for text in read_page(rule).bad]
    connectors = [(one, read_connector(one.write(str(tmp_path / str(at))))) for at, one in enumerate(examples)]
    assert any(all_repairs(example, connector, rule).done for example, connector in connectors)


@pytest.mark.parametrize(("rule", "text"), [case for case in BAD if case.values[0].fixable])
def test_after_the_repair_nothing_is_left_to_repair(tmp_path: Path, rule: Rule, text: str) -> None:
    example = read_example(text)
    connector = read_connector(example.write(str(tmp_path)))
    settled = all_repairs(example, connector, rule)
    left = found(connector.with_files(settled.changes.files), rule)
    assert not [one for one in left if one.finding.fix is not None]
    if all(one.finding.fix is not None for one in found(connector, rule)):
        told = {one.finding.message for one in found(connector, rule)}
        assert not [one for one in left if one.finding.message in told]
        # a section that was added waits for its author: the same rule says so
        assert not [one for one in left if not one.finding.message.endswith("waits for your words")]


@pytest.mark.parametrize(("rule", "text"), [case for case in BAD if case.values[0].fixable])
def test_a_safe_repair_brings_no_other_finding(tmp_path: Path, rule: Rule, text: str) -> None:
    example = read_example(text)
    connector = read_connector(example.write(str(tmp_path)))
    if not all(one.finding.fix is not None and one.finding.fix.safe for one in found(connector, rule)):
        return
    settled = all_repairs(example, connector, rule)
    plan = make_plan([each for each in RULES.values() if not each.deep])
    before = {one.rule.code for one in run(connector, plan)}
    after = {one.rule.code for one in run(connector.with_files(settled.changes.files), plan)}
    assert after <= before
