"""What the documents show is tried: commands, snippets for editors and build servers, the workflow."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from ippub import errors
from ippub.check.example import read_example

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"^(?:\$ )?(ippub (?:check|rules|rule)\b[^#\n`]*)", re.MULTILINE)
IN_SENTENCE = re.compile(r"`(ippub (?:check|rules|rule)\b[^`]*)`")
SPOKEN = ("CODE", '"Contoso', "[", "path/to", "--watch", "--ask", "/YourConnector", "'Adventure Works Bikes")
"""A command with one of these is a form to fill in, does not end, or is run by ``scripts/write_guide.py``."""


def blocks(text: str) -> str:
    return "\n".join(re.findall(r"```(?:console|text|sh|bash)?\n(.*?)```", text, re.DOTALL))


COMMANDS = sorted(
    {
        line.strip()
        for page in PAGES
        for line in (
            *COMMAND.findall(blocks(page.read_text(encoding="utf-8"))),
            *IN_SENTENCE.findall(page.read_text("utf-8")),
        )
        if not any(word in line for word in SPOKEN)
    }
)


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "ippub", *shlex.split(line)[1:]]
    env = {**os.environ, "COLUMNS": "100", "PYTHONUTF8": "1"}
    return subprocess.run(
        words,
        input="Error(s) are: 5000.1.1.13",
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=env,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_that_the_documents_show_works(tmp_path: Path, line: str) -> None:
    folder = tmp_path / "Contoso Widgets"
    shutil.copytree(ROOT / "examples" / "Contoso Widgets", folder)
    for name in ("package.zip", "some.zip"):
        (folder / name).write_bytes(read_example("package.zip: {}").files["package.zip"])
    if "--baseline" in line and "&&" not in line:
        run("ippub check --write-baseline known.json", folder)
    for part in line.split("&&"):
        result = run(part.strip(), folder)
        assert result.returncode in (0, 1), result.stderr
        assert "error: " not in result.stderr


def test_there_are_commands_to_try() -> None:
    assert "ippub check --strict" in COMMANDS
    assert len(COMMANDS) >= 8


def test_the_example_of_the_readme_is_what_is_printed() -> None:
    shown = (
        (ROOT / "README.md")
        .read_text(encoding="utf-8")
        .split("## What `ippub check` says")[1]
        .split("```")[1]
        .strip("\n")
    )
    result = run('ippub check "examples/Contoso Widgets"', ROOT)
    assert shown in result.stdout


def test_the_complete_example_of_the_settings_is_valid(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    example = text.split("## A complete example")[1].split("```yaml\n")[1].split("```")[0]
    folder = Path(read_example("{}").write(str(tmp_path)))
    (folder / "ippub.yaml").write_text(example, encoding="utf-8")
    result = run("ippub check", folder)
    assert (result.returncode, result.stderr) == (0, "")


def test_the_exit_codes_are_documented() -> None:
    text = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    assert documented == {value for name, value in vars(errors).items() if name.startswith("EXIT_")}


def test_editors_understand_the_quiet_report(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    pattern = re.compile(text.split('"regexp": "')[1].split('",')[0].replace("\\\\", "\\"))
    folder = read_example("info: {title: Contoso API}\npaths: {/widgets: {get: {summary: a/b}}}").write(str(tmp_path))
    lines = run("ippub check --quiet", Path(folder)).stdout.splitlines()
    found = [pattern.fullmatch(line) for line in lines]
    assert len(found) >= 2
    assert all(match and match[4] in ("error", "warning") for match in found)
    assert "apiDefinition.swagger.json" in {match[1] for match in found if match}


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("apiDefinition.swagger.json", True),
        ("certified/Contoso/apiProperties.json", True),
        ("c/Contoso.swagger.json", True),
        ("c/ReadMe.md", True),
        ("c/script.csx", True),
        ("c/package.zip", True),
        ("c/other.zip", False),
        ("README.md", False),
        ("package.json", False),
        ("c/notreadme.md", False),
    ],
)
def test_the_hook_runs_for_the_files_of_connectors(path: str, counts: bool) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert bool(re.search(hook["files"], path)) == counts
    assert hook["entry"] == "ippub check"
    assert hook["require_serial"] is True


def workflow() -> dict[str, Any]:
    value: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    return value


def test_the_workflow_pins_its_actions_and_has_no_permissions_by_default() -> None:
    assert workflow()["permissions"] == {}
    for job in workflow()["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
        assert job["timeout-minutes"] <= 30
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"])
    for text in ((ROOT / "docs" / "check.md").read_text(encoding="utf-8"),):
        used = re.findall(r"uses: (\S+)", text)
        assert used
        assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) for name in used)


def test_the_workflow_tests_all_systems_and_versions_without_make() -> None:
    job = workflow()["jobs"]["test"]
    assert job["strategy"]["matrix"] == {
        "os": ["ubuntu-latest", "windows-latest", "macos-latest"],
        "python": ["3.11", "3.12", "3.13", "3.14"],
    }
    assert not any("make" in step.get("run", "") for step in job["steps"])
