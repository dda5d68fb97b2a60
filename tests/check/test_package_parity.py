"""Where Microsoft's script decides, we decide the same; where it is silent, we speak."""

from __future__ import annotations

from pathlib import Path

import pytest

from ippub.check.rule import Severity
from package_cases import DECIDED, SILENT, Case, built, folder, judged
from package_script import Exit, verdict


def _errors(found: list[object]) -> set[str]:
    return {one.rule.code for one in found if (one.finding.severity or one.rule.severity) is Severity.ERROR}  # type: ignore[attr-defined]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return folder(tmp_path)


@pytest.mark.parametrize("case", DECIDED, ids=lambda case: case.name)
def test_the_verdict_is_that_of_the_script(case: Case, home: Path) -> None:
    data = built(case, home)
    found = judged(home, data)
    if verdict(data, plugin=case.plugin) is Exit.SUCCESS:
        assert found == []
    else:
        assert _errors(found)


@pytest.mark.parametrize("case", SILENT, ids=lambda case: case.name)
def test_what_the_script_does_not_look_at_is_found(case: Case, home: Path) -> None:
    data = built(case, home)
    assert verdict(data, plugin=case.plugin) is Exit.SUCCESS
    assert judged(home, data)


def test_every_exit_of_the_script_has_a_case(home: Path) -> None:
    reached = {verdict(built(case, home), plugin=case.plugin) for case in DECIDED}
    assert reached == set(Exit)


def test_no_rule_about_packages_crashes(home: Path) -> None:
    for case in (*DECIDED, *SILENT):
        assert all(one.rule.code != "RuleCrashed" for one in judged(home, built(case, home)))
