"""`ippub check package.zip` and `ippub rule` with Microsoft's codes, as processes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from program import command, environment, ippub

from ippub.check.example import read_example
from ippub.check.policy import POLICIES, SENTENCES
from ippub.check.rules import load_rules
from solutions import Export, package

ANSWER = """We reviewed your submission and identified some changes that are needed before we can publish.

Error(s) are:
1. Solution package not found at root of the package zip file
| Policy Code 5000.2.2.5 | Must be unique and distinguishable from any existing connector |
error OperationIdNotUnique: two operations ValuePath: '/paths' Value: 'x'
"""


@pytest.fixture
def connector(tmp_path: Path) -> Path:
    text = "intro.md: Contoso keeps stock of widgets.\npackage.zip: {}"
    return Path(read_example(text).write(str(tmp_path)))


def test_a_good_package_has_nothing_to_fix(connector: Path) -> None:
    result = ippub("check", "package.zip", cwd=connector)
    assert result.returncode == 0, result.stdout
    assert "Contoso Widgets" in result.stdout


def test_a_package_is_found_in_the_connectors_folder(connector: Path) -> None:
    text = (connector / "apiDefinition.swagger.json").read_text(encoding="utf-8")
    changed = text.replace("api.contoso.com", "api.fabrikam.com")
    (connector / "apiDefinition.swagger.json").write_text(changed, encoding="utf-8")
    result = ippub("check", ".", "--select", "PackageOutOfSync", cwd=connector)
    assert "package.zip!package.zip!PkgAssets/ConnectorSolution.zip!Connector/" in result.stdout
    assert "/host is" in result.stdout


def test_a_package_is_checked_wherever_it_lies_and_whatever_it_is_called(connector: Path, tmp_path: Path) -> None:
    place = tmp_path / "downloads"
    place.mkdir()
    (place / "Exported One.zip").write_bytes((connector / "package.zip").read_bytes())
    (place / "another.zip").write_bytes(b"no archive")
    result = ippub("check", place / "Exported One.zip")
    assert result.returncode == 0, result.stdout
    assert "Contoso Widgets" in result.stdout
    both = ippub("check", place / "Exported One.zip", place / "another.zip", "-q")
    assert both.returncode == 1
    assert "another.zip:1:1: error PackageNotZip" in both.stdout
    assert "Exported One.zip" not in both.stdout


def test_a_folder_with_a_package_alone_is_checked(connector: Path, tmp_path: Path) -> None:
    place = tmp_path / "alone"
    place.mkdir()
    (place / "ConnectorPackage.zip").write_bytes((connector / "package.zip").read_bytes()[:200])
    result = ippub("check", place, "--select", "package")
    assert result.returncode == 1
    assert "PackageDamaged" in result.stdout


def test_what_is_no_zip_by_its_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "package.txt").write_bytes(b"x")
    result = ippub("check", tmp_path / "package.txt")
    assert result.returncode == 2
    assert "not a file of a connector" in result.stderr


def test_the_json_report_says_where_in_the_archives_and_the_policy(connector: Path, report_schema: Any) -> None:
    export = Export(connector, without=("Workflows/",))
    (connector / "package.zip").write_bytes(package(export))
    result = ippub("check", "package.zip", "--format", "json", cwd=connector)
    report = json.loads(result.stdout)
    report_schema.validate(report)
    (finding,) = report["connectors"][0]["findings"]
    assert finding["code"] == "SolutionWorkflowsFolder"
    assert finding["file"] == "package.zip!package.zip!PkgAssets/FlowSolution.zip"
    assert finding["policy"] == ["5000.1.1.14"]
    assert "SolutionWorkflowsFolder  5000.1.1.14" in ippub("check", "package.zip", cwd=connector).stdout


def test_for_github_and_sarif_the_file_is_the_archive(connector: Path, sarif_schema: Any) -> None:
    (connector / "package.zip").write_bytes(package(Export(connector, operations=("Gone",))))
    annotated = ippub("check", "package.zip", "--format", "github", cwd=connector).stdout.splitlines()[0]
    assert annotated.startswith("::warning file=package.zip,line=1,")
    assert "package.zip!PkgAssets/FlowSolution.zip!Workflows/" in annotated
    sarif = json.loads(ippub("check", "package.zip", "--format", "sarif", cwd=connector).stdout)
    sarif_schema.validate(sarif)
    (found,) = sarif["runs"][0]["results"]
    location = found["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "package.zip"
    assert location["region"]["startLine"] == 1
    assert found["properties"]["policy"] == ["5000.1.1.9"]


def test_a_secret_in_a_package_is_in_no_report(connector: Path) -> None:
    secret = "q7Zk29fLx01PqRs8TuVw3yAbC5dE6fGh"
    (connector / "package.zip").write_bytes(package(Export(connector, header=f"Bearer {secret}")))
    for name in ("text", "json", "sarif", "github", "junit", "markdown"):
        result = ippub("check", ".", "--format", name, cwd=connector)
        assert "PackageSecret" in result.stdout
        assert secret[8:] not in result.stdout


def test_a_password_without_digits_is_in_no_report(connector: Path) -> None:
    flow = "{properties: {definition: {actions: {A: {inputs: {authentication: {password: Sommerregen, x: y}}}}}}}"
    tree = (
        f"package.zip: {{package.zip: {{PkgAssets: {{FlowSolution.zip: {{Workflows: {{Try-0A1B.json: {flow}}}}}}}}}}}"
    )
    (connector / "package.zip").write_bytes(read_example(tree).files["package.zip"])
    for name in ("text", "json", "sarif", "github", "junit", "markdown"):
        result = ippub("check", ".", "--format", name, cwd=connector)
        assert "PackageSecret" in result.stdout
        assert "merregen" not in result.stdout


def test_names_in_an_archive_reach_no_terminal_as_they_are(connector: Path) -> None:
    data = read_example('package.zip: {"\\x1b[2Jevil\\u202e.png": x, "a\\u009bb.txt": x}').files["package.zip"]
    (connector / "package.zip").write_bytes(data)
    result = ippub("check", "package.zip", cwd=connector)
    assert "PackageUnsafePath" in result.stdout
    assert not {"\x1b", "\u202e", "\x9b"} & set(result.stdout)


@pytest.mark.parametrize("code", POLICIES)
def test_every_policy_code_has_a_page(code: str) -> None:
    from ippub.report.policies import policy_markdown

    page = policy_markdown(POLICIES[code], load_rules())
    assert page.startswith(f"# {code}: ")
    assert "## What to do" in page
    assert "## How sure this is" in page


def test_every_code_that_a_rule_names_is_known_and_every_rule_of_a_sentence() -> None:
    rules = load_rules()
    assert {code for rule in rules.values() for code in rule.policy} <= set(POLICIES)
    assert {code for sentence in SENTENCES for code in sentence.rules} <= set(rules)
    assert {sentence.policy for sentence in SENTENCES} - {""} <= set(POLICIES)


def test_a_policy_code_is_explained_with_our_rules() -> None:
    result = ippub("rule", "5000.1.1.13")
    assert result.returncode == 0
    assert result.stdout.startswith("# 5000.1.1.13: Missing solution zip")
    assert "PackageSolutionCount" in result.stdout


def test_an_unknown_policy_code_names_the_nearest() -> None:
    result = ippub("rule", "5000.1.1.131")
    assert result.returncode == 2
    assert "did you mean '5000.1.1.13'?" in result.stderr


@pytest.mark.parametrize("piped", [True, False])
def test_a_whole_answer_is_explained_piped_or_pasted(piped: bool) -> None:
    arguments = command("rule", "-" if piped else ANSWER)
    result = subprocess.run(
        arguments, input=ANSWER if piped else "", capture_output=True, encoding="utf-8", env=environment(), check=False
    )
    assert result.returncode == 0, result.stderr
    titles = [line for line in result.stdout.splitlines() if line.startswith("# ")]
    assert titles == [
        "# 5000.2.2.5: Title not unique",
        '# "… not found at root of the package zip …"',
        "# Rules that it names",
    ]
    assert "OperationIdNotUnique" in result.stdout


def test_an_answer_in_which_nothing_is_known_says_so() -> None:
    result = ippub("rule", "Dear Partner, congratulations")
    assert result.returncode == 2
    assert "nothing in that text is known" in result.stderr


def test_a_version_number_is_no_policy_code() -> None:
    result = ippub("rule", "the build 15000.1.1.1 and 5000.1.1.1.1.9 failed")
    assert result.returncode == 2
