"""What a run says after its repairs is what a run says that comes upon the repaired folder later."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ippub.check.example import read_example
from ippub.check.page import read_page
from ippub.check.rules import load_rules
from ippub.cli.runner import Checker, Settings
from ippub.report.formats import Style

MENDING = ("safe", "unsafe")
BAD = {code: read_page(rule).bad for code, rule in load_rules().items() if rule.fixable}
SEVERAL = {
    "three files at once": """
        info: {title: Contoso Widgets API, description: Retreives the widgets}
        paths: {/widgets: {get: {description: Retreives what is new}}}
        apiProperties.json: {properties: {iconBrandColor: orange, publisher: "Ada Lovelace "}}
        readme.md: "You need an acount at Contoso.\\n"
        """,
    "a definition that changes in two rounds": """
        paths: {/widgets: {get: {summary: list all., parameters: [{name: a, in: path, type: integer, default: "1"}]}}}
        """,
    "a file that gets its name": """
        readme.md: null
        README.txt: "# Contoso Widgets\\n\\nWrite to Contoso.\\n"
        """,
}


@cache
def checker(mending: str) -> Checker:
    return Checker(Settings("json", Style(), mending=mending))


def told(folder: Path, mending: str = "") -> tuple[str, int]:
    """The report on ``folder`` after the repairs of ``mending``, and how many there were."""
    outcome = checker(mending).outcome(str(folder))
    assert outcome.fault is None
    return outcome.text, outcome.repaired.findings if outcome.repaired is not None else 0


@pytest.mark.parametrize("mending", MENDING)
@pytest.mark.parametrize("code", BAD)
def test_after_a_repair_is_told_what_is_there(tmp_path: Path, code: str, mending: str) -> None:
    for number, text in enumerate(BAD[code]):
        folder = Path(read_example(text).write(str(tmp_path / str(number))))
        after, _ = told(folder, mending)
        assert after == told(folder)[0]


@pytest.mark.parametrize("mending", MENDING)
@pytest.mark.parametrize("text", SEVERAL.values(), ids=SEVERAL)
def test_after_several_repairs_is_told_what_is_there(tmp_path: Path, text: str, mending: str) -> None:
    folder = Path(read_example(text).write(str(tmp_path)))
    after, repairs = told(folder, mending)
    assert repairs > 1
    assert after == told(folder)[0]


def test_the_second_opinion_is_told_after_repairs_too(tmp_path: Path) -> None:
    folder = Path(read_example(SEVERAL["three files at once"]).write(str(tmp_path)))
    path = folder / "apiDefinition.swagger.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"paths"', '"tags": 3, "paths"'), encoding="utf-8")
    settings = Settings("json", Style(), mending="safe", deep=True)
    after = Checker(settings).outcome(str(folder))
    assert after.repaired is not None
    assert after.repaired.findings
    assert after.text == Checker(settings._replace(mending="")).outcome(str(folder)).text
