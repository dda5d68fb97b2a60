"""`ippub diff` as a process: what OLD and NEW may be, what the formats say, what is allowed, the exit codes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from test_check import ippub

from ippub.changes.kinds import KINDS
from ippub.check.example import read_example
from ippub.rehearsal.seed import connector_files

if TYPE_CHECKING:
    from ippub.rehearsal import Rehearsal

DELETED = "definitions: {Widget: {properties: {name: null}}}"
CODE = "BreakingOutputDeleted"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return Path(read_example("{}").write(str(tmp_path / "old")))


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return Path(read_example(DELETED).write(str(tmp_path / "new")))


@pytest.fixture(autouse=True)
def folders(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_the_same_folder_twice_says_that_nothing_changed(old: Path) -> None:
    result = ippub("diff", old, old)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("No changes from ")


def test_a_breaking_change_is_told_with_both_places_the_reason_and_the_remedy(old: Path, new: Path) -> None:
    result = ippub("diff", old, new)
    assert result.returncode == 1
    for text in (
        f"breaking  {CODE}",
        'ListWidgets: output "widgets[].name" is gone',
        "before: ",
        "why: Later steps",
        "instead: Keep the field",
        "A major update by Microsoft's count (6 to 10 weeks). Set info.version to 2.0 (now 1.0).",
    ):
        assert text in result.stdout, result.stdout
    assert ippub("diff", old, new, "--exit-zero").returncode == 0


def test_json_has_both_pointers_and_lines(old: Path, new: Path) -> None:
    said = json.loads(ippub("diff", old, new, "--format", "json").stdout)
    change = next(each for each in said["changes"] if each["code"] == CODE)
    line = next(
        number
        for number, text in enumerate((old / "apiDefinition.swagger.json").read_text("utf-8").splitlines(), 1)
        if "What the widget is called" in text
    )
    assert change["old"]["pointer"] == change["new"]["pointer"] == "/definitions/Widget/properties/name"
    assert change["old"]["line"] in (line - 1, line - 2, line)
    assert change["operations"] == ["ListWidgets"]
    assert said["summary"] == {
        "breaking": 1, "all_breaking": 1, "all_risky": 0, "all_harmless": 1, "update": "major",
        "old_version": "1.0", "new_version": "1.0", "proposed_version": "2.0",
    }  # fmt: skip


def test_sarif_names_every_code_and_github_annotates_the_new_file(old: Path, new: Path) -> None:
    said = json.loads(ippub("diff", old, new, "--format", "sarif").stdout)
    (run,) = said["runs"]
    assert run["results"][0]["ruleId"] == CODE
    assert run["results"][0]["level"] == "error"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(KINDS)
    lines = ippub("diff", "../../old/Contoso Widgets", ".", "--format", "github", cwd=new).stdout.splitlines()
    assert lines[0].startswith("::error file=apiDefinition.swagger.json,line=")
    assert lines[-1].startswith("::notice title=ippub::1 breaking")


def test_markdown_is_a_table_and_takes_no_markup_from_the_files(old: Path, tmp_path: Path) -> None:
    (tmp_path / "evil").mkdir()
    evil = read_example("info: {title: '<img src=x> @everyone | `x`'}").write(str(tmp_path / "evil"))
    result = ippub("diff", old, evil, "--format", "markdown")
    assert result.returncode == 0
    assert "| Level | Code |" in result.stdout
    assert "<img" not in result.stdout
    assert "@everyone" not in result.stdout


def test_two_files_are_compared(old: Path, new: Path) -> None:
    names = [folder / "apiDefinition.swagger.json" for folder in (old, new)]
    result = ippub("diff", *names, "--quiet")
    assert result.returncode == 1
    said = f'breaking {CODE}: ListWidgets: output "widgets[].name" is gone'
    assert result.stdout.startswith(f"{names[1]}:")
    assert result.stdout.endswith(f": {said}\n")
    assert result.stdout.count("\n") == 1


def test_a_change_is_allowed_with_a_reason_in_ippub_yaml_or_for_once(old: Path, new: Path) -> None:
    assert ippub("diff", old, new, "--allow", f"{CODE}:/definitions/Widget/**").returncode == 0
    assert ippub("diff", old, new, "--allow", f"{CODE}:/definitions/Gadget/**").returncode == 1
    settings = new / "ippub.yaml"
    settings.write_text(f"allow:\n  - code: {CODE.lower()}\n    reason: Nobody used it yet.\n", encoding="utf-8")
    result = ippub("diff", old, new)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "1 other allowed" in result.stdout
    said = json.loads(ippub("diff", old, new, "--format", "json").stdout)
    assert [each["reason"] for each in said["allowed"]] == ["Nobody used it yet."]
    settings.write_text(
        f"allow:\n  - code: {CODE}\n    reason: It is new.\n  - code: HostChanged\n    pointer: /host\n    reason: x\n",
        encoding="utf-8",
    )
    result = ippub("diff", old, new)
    assert result.returncode == 0
    assert "ippub.yaml:4: no change is a HostChanged at /host, so nothing is allowed by it." in " ".join(
        result.stdout.split()
    )
    said = json.loads(ippub("diff", old, new, "--format", "json").stdout)
    assert said["unused_allow"] == [{"code": "HostChanged", "pointer": "/host", "line": 4, "reason": "x"}]
    file = "apiDefinition.swagger.json"
    assert "no change is" not in ippub("diff", old / file, new / file).stdout
    settings.write_text(f"allow:\n  - code: {CODE}x\n    reason: A slip.\n", encoding="utf-8")
    result = ippub("diff", old, new)
    assert result.returncode == 2
    assert f"did you mean {CODE}" in result.stderr.replace("'", "").replace('"', "")
    # check knows the key and leaves its codes to diff
    assert ippub("check", new, "--exit-zero").returncode == 0


def test_an_allowed_change_without_a_reason_is_refused(old: Path, new: Path) -> None:
    (new / "ippub.yaml").write_text(f"allow:\n  - code: {CODE}\n", encoding="utf-8")
    result = ippub("diff", old, new)
    assert result.returncode == 2
    assert "needs a 'reason'" in result.stderr


def test_a_revision_of_a_checkout_is_read_by_folder_file_and_relative_path(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    (repository / "connectors").mkdir(parents=True)
    folder = Path(read_example("{}").write(str(repository / "connectors")))
    git(repository, "init", "--quiet")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "one")
    read = json.loads((folder / "apiDefinition.swagger.json").read_text("utf-8"))
    del read["definitions"]["Widget"]["properties"]["name"]
    (folder / "apiDefinition.swagger.json").write_text(json.dumps(read), encoding="utf-8")
    for text in (f"HEAD:connectors/{folder.name}", "HEAD:.", "HEAD:./", f"HEAD:../{folder.name}"):
        result = ippub("diff", text, ".", "--quiet", cwd=folder)
        assert (result.returncode, CODE in result.stdout) == (1, True), (text, result.stdout, result.stderr)
    file = f"HEAD:connectors/{folder.name}/apiDefinition.swagger.json"
    assert CODE in ippub("diff", file, ".", "--quiet", cwd=folder).stdout
    git(repository, "commit", "--quiet", "-am", "two")
    assert ippub("diff", "HEAD:.", ".", cwd=folder).returncode == 0
    result = ippub("diff", "HEAD~1:.", "HEAD:.", "--format", "json", cwd=folder)
    assert json.loads(result.stdout)["changes"][0]["new"]["path"] == "HEAD:./apiDefinition.swagger.json"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("HEAD~9:.", "has no commit HEAD~9"),
        ("HEAD:nowhere", "there is no nowhere at HEAD"),
        ("--output=x:.", ""),
        (":.", "is not the name of a commit"),
        ("nowhere", "there is no file or folder nowhere"),
    ],
)
def test_a_version_that_is_not_there_is_said_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    folder = Path(read_example("{}").write(str(tmp_path / "old")))
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "one")
    result = ippub("diff", text, ".", cwd=folder)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_folder_without_a_connector_and_a_broken_definition_are_refused(old: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert ippub("diff", old, tmp_path / "empty").returncode == 2
    (tmp_path / "empty" / "apiDefinition.swagger.json").write_text("]", encoding="utf-8")
    result = ippub("diff", old, tmp_path / "empty")
    assert result.returncode == 2
    assert "cannot be compared" in result.stderr


def test_upstream_is_what_is_published(tmp_path: Path, rehearse: Callable[..., Rehearsal]) -> None:
    github: Any = rehearse()
    folder = tmp_path / "Tailspin Weather"
    folder.mkdir()
    files = connector_files("x", "Tailspin Weather", "tailspin.example", "Grace Hopper", "forecast")
    for path, text in files.items():
        (folder / path.removeprefix("x/")).write_text(text, encoding="utf-8", newline="\n")
    assert ippub("diff", "upstream", ".", cwd=folder, **github.environment()).returncode == 0
    definition = folder / "apiDefinition.swagger.json"
    definition.write_text(definition.read_text("utf-8").replace("ListForecasts", "GetForecasts"), encoding="utf-8")
    result = ippub("diff", "upstream", ".", cwd=folder, **github.environment())
    assert result.returncode == 1, result.stderr
    assert 'the operation "ListForecasts" is called "GetForecasts" now' in result.stdout
    result = ippub("diff", "upstream", ".", "--name", "Nowhere", cwd=folder, **github.environment())
    assert result.returncode == 2
    assert "has no connector Nowhere" in result.stderr


UPDATED = """
info: {description: Contoso Widgets keeps stock of widgets and warns you when one of them runs out.}
host: eu.contoso.com
paths:
  /widgets:
    get:
      parameters:
        - {name: limit, in: query, description: "The number of widgets to return, at most 100.", required: true,
           type: integer, format: int32, x-ms-summary: Limit}
        - {name: region, in: query, type: string, default: eu, x-ms-summary: Region, description: Where to look.}
definitions:
  Widget:
    properties:
      name: null
      title: {type: string, description: What the widget is called., x-ms-summary: Title}
"""


def test_the_output_on_the_page_is_what_the_command_prints(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    read_example("{}").write(str(tmp_path / "published"))
    read_example(UPDATED).write(str(tmp_path))
    result = ippub("diff", "published/Contoso Widgets", "Contoso Widgets", cwd=tmp_path)
    page = (Path(__file__).parents[2] / "docs" / "diff.md").read_text(encoding="utf-8")
    shown = page.partition("```text\n")[2].partition("```")[0]
    assert result.stdout == shown
