"""`ippub check --fix`, `--diff`, `--unsafe-fixes` as a process: what is written, what stays, what is said."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from program import ippub

from ippub.check.example import read_example
from ippub.errors import EXIT_ENVIRONMENT, EXIT_USAGE

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
BAD = """
info: {title: Contoso Widgets API}
apiProperties.json: {properties: {iconBrandColor: orange, capabilities: null, publisher: "Ada Lovelace ", site: x}}
readme.md: |
  # Contoso Widgets

  Contoso keeps stock of widgets.

  ##Publisher: Ada Lovelace
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(read_example(BAD).write(str(tmp_path)))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def codes(folder: Path, *arguments: str) -> set[str]:
    report = json.loads(ippub("check", folder, "--format", "json", "--exit-zero", *arguments).stdout)
    return {finding["code"] for connector in report["connectors"] for finding in connector["findings"]}


def test_fix_repairs_says_how_much_and_changes_nothing_the_second_time(folder: Path) -> None:
    first = ippub("check", folder, "--fix")
    assert "Repaired 8 findings in 2 files." in first.stderr
    assert first.returncode == 1  # the title is for a person
    assert "IconBrandColor" not in first.stdout
    repaired = contents(folder)
    second = ippub("check", folder, "--fix")
    assert "There is nothing to repair." in second.stderr
    assert contents(folder) == repaired
    assert json.loads(repaired["apiProperties.json"])["properties"]["publisher"] == "Ada Lovelace"


def test_the_report_says_which_findings_a_machine_repairs(folder: Path) -> None:
    report = ippub("check", folder)
    assert "fix (--fix): Write" in report.stdout
    assert "repaired for you by --fix" in report.stdout
    (connector,) = json.loads(ippub("check", folder, "-f", "json").stdout)["connectors"]
    fixes = {finding["code"]: finding["fix"] for finding in connector["findings"]}
    assert fixes["IconBrandColorInvalid"] == "safe"
    assert fixes["ApiPropertiesUnknownKey"] == "suggested"
    assert fixes["ValueContainsRestrictedWords"] in (None, "suggested")


def test_only_the_lines_that_change_are_in_the_diff_and_nothing_is_written(folder: Path) -> None:
    before = contents(folder)
    result = ippub("check", folder.name, "--diff", "--select", "IconBrandColorInvalid", cwd=folder.parent)
    assert result.returncode == 1
    changed = [line for line in result.stdout.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert changed == ['-    "iconBrandColor": "orange",', '+    "iconBrandColor": "#da3b01",']
    assert "Would repair 1 finding in 1 file; nothing was written." in result.stderr
    assert contents(folder) == before


def test_the_diff_of_a_clean_connector_is_empty_and_fine(tmp_path: Path) -> None:
    result = ippub("check", read_example("{}").write(str(tmp_path)), "--diff")
    assert (result.returncode, result.stdout) == (0, "")


@pytest.mark.parametrize("manner", ["as it is", "CRLF", "with a mark", "without an end"])
def test_git_applies_the_diff_and_has_what_fix_writes(tmp_path: Path, manner: str) -> None:
    one = Path(read_example(BAD + 'folder: "Ünder scores & blanks"').write(str(tmp_path / "one")))
    (one / "readme.md").rename(one / "README.md")
    for path in one.iterdir():
        data = path.read_bytes()
        new = {
            "CRLF": data.replace(b"\n", b"\r\n"),
            "with a mark": b"\xef\xbb\xbf" + data,
            "without an end": data.rstrip(),
        }
        path.write_bytes(new.get(manner, data))
    two = tmp_path / "two"
    shutil.copytree(one.parent, two)
    patch = tmp_path / "changes.patch"
    assert ippub("check", ".", "--diff", "--unsafe-fixes", "--output", patch, cwd=one.parent).returncode == 1
    subprocess.run(["git", "init", "-q", "."], cwd=one.parent, check=True)
    subprocess.run(["git", "-c", "core.autocrlf=false", "apply", str(patch)], cwd=one.parent, check=True)
    shutil.rmtree(one.parent / ".git")
    ippub("check", ".", "--unsafe-fixes", cwd=two)
    assert contents(one.parent) == contents(two)
    assert (one / "readme.md").exists()


@POSIX
def test_the_mode_of_a_file_stays(folder: Path) -> None:
    (folder / "apiProperties.json").chmod(0o640)
    ippub("check", folder, "--fix")
    assert stat.S_IMODE((folder / "apiProperties.json").stat().st_mode) == 0o640


def test_a_write_protected_file_stays_and_so_do_the_others(folder: Path) -> None:
    before = contents(folder)
    (folder / "readme.md").chmod(0o444)
    result = ippub("check", folder, "--fix")
    (folder / "readme.md").chmod(0o644)
    assert result.returncode == EXIT_ENVIRONMENT
    assert "readme.md is write-protected" in result.stderr
    assert "Traceback" not in result.stderr
    assert contents(folder) == before


@POSIX
@pytest.mark.skipif(ROOT, reason="root may write everywhere")
def test_a_write_protected_folder_is_told(folder: Path) -> None:
    before = contents(folder)
    folder.chmod(0o555)
    result = ippub("check", folder, "--fix")
    folder.chmod(0o755)
    assert result.returncode == EXIT_ENVIRONMENT
    assert "cannot write into" in result.stderr
    assert contents(folder) == before


@POSIX
def test_what_a_link_leads_to_stays(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.md"
    (folder / "readme.md").rename(elsewhere)
    before = elsewhere.read_bytes()
    (folder / "readme.md").symlink_to(elsewhere)
    ippub("check", folder, "--fix")
    assert elsewhere.read_bytes() == before
    assert (folder / "readme.md").is_symlink()


def test_utf16_becomes_utf8_and_is_repaired_further(folder: Path) -> None:
    path = folder / "apiProperties.json"
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))
    ippub("check", folder, "--fix")
    assert json.loads(path.read_text("utf-8"))["properties"]["iconBrandColor"] == "#da3b01"


def test_only_what_is_asked_for_is_repaired(folder: Path) -> None:
    ippub("check", folder, "--fix", "--select", "CapabilitiesMissing")
    assert "CapabilitiesMissing" not in codes(folder)
    assert "IconBrandColorInvalid" in codes(folder)
    ippub("check", folder, "--fix", "--ignore", "IconBrandColorInvalid", "--min-severity", "error")
    assert {"IconBrandColorInvalid", "PublisherSurroundingBlanks"} <= codes(folder)
    ippub("check", folder / "readme.md", "--fix")
    assert "ReadmeNearHeading" not in codes(folder)
    assert "PublisherSurroundingBlanks" in codes(folder)


def test_what_ippub_yaml_ignores_and_what_the_baseline_knows_stays(folder: Path, tmp_path: Path) -> None:
    ippub("check", folder, "--select", "PublisherSurroundingBlanks", "--write-baseline", tmp_path / "known.json")
    text = "ignore:\n  - code: IconBrandColorInvalid\n    reason: it is art\n"
    (folder / "ippub.yaml").write_text(text, encoding="utf-8")
    ippub("check", folder, "--fix", "--baseline", tmp_path / "known.json")
    properties = json.loads((folder / "apiProperties.json").read_text("utf-8"))["properties"]
    assert properties["iconBrandColor"] == "orange"
    assert properties["publisher"] == "Ada Lovelace "
    assert properties["capabilities"] == []


def test_a_suggestion_is_made_only_when_it_is_wanted(folder: Path) -> None:
    ippub("check", folder, "--fix")
    assert "ApiPropertiesUnknownKey" in codes(folder)
    ippub("check", folder, "--unsafe-fixes")
    assert "ApiPropertiesUnknownKey" not in codes(folder)


def test_the_report_in_json_is_of_what_is_there_afterwards(folder: Path) -> None:
    result = ippub("check", folder, "--fix", "--format", "json")
    (connector,) = json.loads(result.stdout)["connectors"]
    assert "IconBrandColorInvalid" not in {finding["code"] for finding in connector["findings"]}
    assert "Repaired" in result.stderr


def test_many_connectors_are_repaired_by_several_processes_as_by_one(tmp_path: Path) -> None:
    for number in range(26):
        read_example(f"{BAD}folder: c{number:02}").write(str(tmp_path / "one"))
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    several = ippub("check", tmp_path / "one", "--fix", "--jobs", "2", "-q")
    alone = ippub("check", tmp_path / "two", "--fix", "--jobs", "1", "-q")
    assert several.stderr == alone.stderr
    assert "in 52 files" in alone.stderr
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_hostile_text_is_escaped_where_it_is_obeyed_and_kept_where_it_is_stored(folder: Path) -> None:
    text = (folder / "readme.md").read_text("utf-8").replace("Contoso keeps", "\x1b[31mContoso\u202e keeps")
    (folder / "readme.md").write_text(text, encoding="utf-8", newline="\n")
    stored = ippub("check", folder, "--diff").stdout
    assert "\x1b[31mContoso\u202e" in stored
    shown = ippub("check", folder, "--diff", FORCE_COLOR="1").stdout
    assert "\\x1b[31mContoso\\u202e" in shown
    assert "\x1b[32m+## Publisher: Ada Lovelace\x1b[0m" in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ("--diff", "--format", "json"),
        ("--diff", "--ask"),
        ("--fix", "--watch"),
        ("--diff", "--write-baseline", "b.json"),
    ],
)
def test_what_means_nothing_together_is_refused(folder: Path, arguments: tuple[str, ...]) -> None:
    result = ippub("check", folder, *arguments)
    assert result.returncode == EXIT_USAGE
    assert "Traceback" not in result.stderr


def test_without_a_terminal_ask_names_the_other_ways(folder: Path) -> None:
    result = ippub("check", folder, "--ask")
    assert result.returncode == EXIT_USAGE
    assert "--fix or --unsafe-fixes" in result.stderr
