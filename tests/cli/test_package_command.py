"""`ippub package` as a process, and its way of writing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from test_check import ippub

from ippub.cli import folder_writer
from ippub.cli.folder_writer import write_tree
from ippub.errors import EnvironmentFault, UsageError
from ready import READY, write

FOLDER = "independent-publisher-connectors/Contoso Widgets"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_writes_upstreams_layout_an_archive_and_a_manifest_beside_the_folder(tmp_path: Path) -> None:
    folder = write(tmp_path)
    result = ippub("package", cwd=folder)
    assert result.returncode == 0, result.stderr
    assert set(contents(tmp_path / "contoso-widgets-package")) == {
        "contoso-widgets.zip",
        "manifest.json",
        *(
            f"{FOLDER}/{name}"
            for name in ("apiDefinition.swagger.json", "apiProperties.json", "readme.md", "intro.md", "package.zip")
        ),
    }
    assert "1 info" in result.stdout
    first = contents(tmp_path / "contoso-widgets-package")
    assert ippub("package", folder).returncode == 0
    assert contents(tmp_path / "contoso-widgets-package") == first


def test_errors_are_shown_and_nothing_is_written(tmp_path: Path) -> None:
    folder = write(tmp_path, READY + "info: {title: Contoso API}")
    result = ippub("package", folder)
    assert result.returncode == 1
    assert "ValueContainsRestrictedWords" in result.stdout
    assert "is not packaged: 1 error" in result.stderr
    assert os.listdir(tmp_path) == ["Contoso Widgets"]
    said = json.loads(ippub("package", folder, "--format", "json").stdout)
    assert [row["code"] for row in said["errors"]] == ["ValueContainsRestrictedWords"]
    assert ippub("package", folder, "--force", "--format", "json", "--dry-run").returncode == 0


def test_list_and_dry_run_write_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path, READY + "settings.json: {}")
    assert "settings.json: paconn" in ippub("package", folder, "--list").stdout
    said = json.loads(ippub("package", folder, "--dry-run", "--format", "json").stdout)
    assert said["written"] is None
    assert [row["name"] for row in said["left_out"]] == ["settings.json"]
    assert os.listdir(tmp_path) == ["Contoso Widgets"]


def test_a_place_inside_the_connector_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path)
    result = ippub("package", "-o", "dist", cwd=folder)
    assert result.returncode == 2
    assert "inside the connector" in result.stderr


def test_what_ippub_did_not_write_is_never_replaced(tmp_path: Path) -> None:
    folder, target = write(tmp_path), tmp_path / "out"
    assert ippub("package", folder, "-o", target).returncode == 0
    (target / "mine.txt").write_text("my own")
    before = contents(target)
    result = ippub("package", folder, "-o", target)
    assert result.returncode == 2
    assert "mine.txt" in result.stderr
    assert contents(target) == before


def test_files_that_are_gone_from_the_connector_are_gone_from_the_package(tmp_path: Path) -> None:
    write_tree({"manifest.json": b'{"tool": {"name": "ippub"}, "folder": "f", "archive": "a.zip", "files": '
                b'[{"name": "old"}]}', "f/old": b"1", "a.zip": b""}, str(tmp_path / "t"))  # fmt: skip
    write_tree({"f/new": b"2"}, str(tmp_path / "t"))
    assert contents(tmp_path / "t") == {"f/new": b"2"}
    with pytest.raises(UsageError, match="f/new"):
        write_tree({"f/newer": b"3"}, str(tmp_path / "t"))


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_a_failure_at_any_step_leaves_the_old_package_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    manifest = b'{"tool": {"name": "ippub"}, "folder": "f", "archive": "a.zip", "files": [{"name": "one"}]}'
    old = {"manifest.json": manifest, "f/one": b"old"}
    write_tree(old, str(tmp_path / "t"))
    calls = 0
    real = os.rename

    def rename(source: str, target: str) -> None:
        nonlocal calls
        calls += 1
        if calls - 1 == failing:
            raise PermissionError(13, "Permission denied")
        real(source, target)

    if failing == 2:
        (tmp_path / "blocker").write_bytes(b"")
        monkeypatch.setattr(folder_writer, "_write", lambda *_: os.mkdir(tmp_path / "blocker"))
    monkeypatch.setattr(folder_writer.os, "rename", rename)
    with pytest.raises(EnvironmentFault, match="cannot write"):
        write_tree({"manifest.json": manifest, "f/one": b"new"}, str(tmp_path / "t"))
    assert contents(tmp_path / "t") == old
    assert [name for name in os.listdir(tmp_path) if name != "blocker"] == ["t"]
