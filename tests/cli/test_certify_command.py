"""`ippub package --solution` as a process."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from program import ippub

from ippub.cli import file_writer
from ippub.cli.file_writer import new_file, replace_file
from ippub.errors import EnvironmentFault
from ready import INTRO, write
from solutions import Export, connector_solution, flow_solution, plugin_solution


def exported(tmp_path: Path, patch: str = INTRO) -> tuple[Path, list[str]]:
    """A connector's folder and the options that name its exported solutions."""
    folder = write(tmp_path, patch)
    export = Export(folder)
    (tmp_path / "one.zip").write_bytes(connector_solution(export))
    (tmp_path / "two.zip").write_bytes(flow_solution(export))
    (tmp_path / "three.zip").write_bytes(plugin_solution(export))
    return folder, ["--solution", str(tmp_path / "one.zip"), "--flow-solution", str(tmp_path / "two.zip")]


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_it_writes_the_package_into_the_folder_where_package_and_submit_find_it(tmp_path: Path) -> None:
    folder, options = exported(tmp_path)
    result = ippub("package", folder, *options)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Opened again and checked as for a submission" in result.stdout
    data = (folder / "package.zip").read_bytes()
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["intro.md", "package.zip"]
    listed = json.loads(ippub("package", folder, "--list", "--format", "json").stdout)
    assert {"name": "package.zip", "from": "package.zip"} in listed["files"]
    again = ippub("package", *options, "--format", "json", cwd=folder)
    assert again.returncode == 0, again.stderr
    assert (folder / "package.zip").read_bytes() == data
    said = json.loads(again.stdout)
    assert [one["role"] for one in said["solutions"]] == ["connector", "flow"]
    assert said["forced"] is False


def test_options_the_wrong_way_round_make_the_same_package(tmp_path: Path) -> None:
    folder, options = exported(tmp_path)
    assert ippub("package", folder, *options, "-o", tmp_path / "a.zip").returncode == 0
    options[0], options[2] = options[2], options[0]
    result = ippub("package", folder, *options, "--output", tmp_path / "b.zip")
    assert result.returncode == 0, result.stderr
    assert "what they hold told them apart" in result.stdout
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert "package.zip" not in names(folder)


def test_an_introduction_is_drafted_once_and_is_the_authors_from_then_on(tmp_path: Path) -> None:
    folder, options = exported(tmp_path, "intro.md: null\n")
    before = names(folder)
    dry = ippub("package", folder, *options, "--dry-run")
    assert (dry.returncode, names(folder)) == (1, before)
    first = ippub("package", folder, *options)
    assert first.returncode == 1
    assert '"Common errors and remedies"' in first.stderr
    assert names(folder) == sorted([*before, "intro.md"])
    draft = (folder / "intro.md").read_bytes()
    assert ippub("package", folder, *options).returncode == 1, "its comments still say what is missing"
    (folder / "intro.md").write_bytes(draft + b"\nMy own words.\n")
    assert ippub("package", folder, *options, "--force").returncode == 0
    assert (folder / "intro.md").read_bytes() == draft + b"\nMy own words.\n"


def test_an_introduction_from_elsewhere_goes_beside_the_readme_too_unless_there_is_one(tmp_path: Path) -> None:
    folder, options = exported(tmp_path)
    text = (folder / "intro.md").read_bytes()
    other = tmp_path / "other.md"
    other.write_bytes(text + b"\nMore.\n")
    differs = ippub("package", folder, *options, "--intro", other, "--format", "json")
    assert "PackageOutOfSync" in {one["code"] for one in json.loads(differs.stdout)["check"]["remarks"]}
    assert (folder / "intro.md").read_bytes() == text
    (folder / "intro.md").unlink()
    result = ippub("package", folder, *options, "--intro", other)
    assert result.returncode == 0, result.stderr
    assert "was copied to" in result.stdout
    assert (folder / "intro.md").read_bytes() == other.read_bytes()


def test_custom_properties_go_to_the_root_as_they_are(tmp_path: Path) -> None:
    folder, options = exported(tmp_path)
    (tmp_path / "mine.json").write_bytes(b'{"a": 1}\r\n')
    result = ippub("package", folder, *options, "--custom-properties", tmp_path / "mine.json")
    assert result.returncode == 0, result.stderr
    assert "customProperties.json" in result.stdout
    with zipfile.ZipFile(folder / "package.zip") as package:
        assert package.read("customProperties.json") == b'{"a": 1}\r\n'
    (tmp_path / "mine.json").write_bytes(b"{")
    refused = ippub("package", folder, *options, "--custom-properties", tmp_path / "mine.json")
    assert (refused.returncode, "is no JSON" in refused.stderr) == (2, True)


def test_another_archive_in_the_connectors_folder_stops_it(tmp_path: Path) -> None:
    folder, options = exported(tmp_path)
    (folder / "ConnectorPackage.zip").write_bytes(b"PK")
    result = ippub("package", folder, *options)
    assert result.returncode == 1
    assert "PackageNotTheOnlyZip" in result.stdout


def test_list_and_dry_run_write_nothing(tmp_path: Path) -> None:
    folder, options = exported(tmp_path)
    before = names(folder)
    options += ["--plugin-solution", str(tmp_path / "three.zip")]
    listed = ippub("package", folder, *options, "--list")
    assert listed.returncode == 0, listed.stderr
    assert "PkgAssets/PluginSolution.zip" in listed.stdout
    assert "not written" in ippub("package", folder, *options, "--dry-run").stdout
    assert names(folder) == before


def test_errors_are_shown_and_nothing_is_written(tmp_path: Path) -> None:
    folder, options = exported(tmp_path, INTRO + "info: {title: Contoso API}")
    result = ippub("package", folder, *options)
    assert result.returncode == 1
    assert "ValueContainsRestrictedWords" in result.stdout
    assert "package.zip is not made" in result.stderr
    assert "package.zip" not in names(folder)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--solution", "one.zip"], "the package needs --flow-solution"),
        (["--flow-solution", "two.zip"], "the package needs --solution"),
        (["--solution", "one.zip", "--flow-solution", "one.zip"], "both hold the connector alone"),
        (["--solution", "one.zip", "--flow-solution", "none.zip"], "cannot read none.zip"),
        (["--solution", "one.zip", "--flow-solution", "two.zip", "-o", "two.zip"], "one of the files"),
        (["--solution", "one.zip", "--flow-solution", "two.zip", "-o", "notes.txt"], "is no zip"),
        (["--solution", "one.zip", "--flow-solution", "two.zip", "--intro", "none.md"], "cannot read none.md"),
    ],
)
def test_a_call_that_cannot_work_is_told_in_one_sentence(tmp_path: Path, options: list[str], words: str) -> None:
    folder, _ = exported(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    result = ippub("package", folder.name, *options, cwd=tmp_path)
    assert result.returncode in (2, 3)
    assert words in result.stderr
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_failure_leaves_the_old_file_whole_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "package.zip"
    replace_file(str(target), b"old")

    def refuse(source: str, target: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(file_writer.os, "replace", refuse)
    with pytest.raises(EnvironmentFault, match="Permission denied"):
        replace_file(str(target), b"new")
    assert (names(tmp_path), target.read_bytes()) == (["package.zip"], b"old")
    with pytest.raises(EnvironmentFault, match="cannot write"):
        new_file(str(target), b"new")
    assert target.read_bytes() == b"old"
