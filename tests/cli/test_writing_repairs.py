"""What stands on the disk after repairs: everything or nothing, whatever goes wrong in the middle."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from ippub.check.fix import Changes
from ippub.cli.repairing import before, write
from ippub.connector.folder import read_connector
from ippub.errors import EnvironmentFault

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("a.json", b"{}"), ("README.md", b"# A\n"), ("z.json", b"[]")):
        (tmp_path / name).write_bytes(text)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


CHANGES = Changes(
    {"a.json": b"{1}", "z.json": b"[2]", "readme.md": b"# B\n", "new.md": b"new"}, {"README.md": "readme.md"}
)


def test_all_changes_arrive(folder: Path) -> None:
    write(str(folder), CHANGES, before(read_connector(str(folder))))
    assert contents(folder) == CHANGES.written


@pytest.mark.parametrize("fails_at", [1, 2, 3, 4])
def test_when_one_file_cannot_be_moved_all_is_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    old = contents(folder)
    read = before(read_connector(str(folder)))
    replace, calls = os.replace, []

    def refusing(source: Any, target: Any) -> None:
        calls.append(target)
        if len(calls) == fails_at:
            raise PermissionError(13, "it is open in another program")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refusing)
    with pytest.raises(EnvironmentFault, match="it is open in another program"):
        write(str(folder), CHANGES, read)
    assert contents(folder) == old


def test_when_the_disk_is_full_all_is_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = contents(folder)

    def full(_source: Any, _target: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copymode", full)
    with pytest.raises(EnvironmentFault, match="No space left"):
        write(str(folder), CHANGES, before(read_connector(str(folder))))
    assert contents(folder) == old


@pytest.mark.parametrize("name", ["a.json", "README.md", "new.md"])
def test_what_an_editor_saved_meanwhile_is_not_overwritten(folder: Path, name: str) -> None:
    read = before(read_connector(str(folder)))
    for known in (*contents(folder), "new.md"):
        read(known)
    (folder / name).write_bytes(b"mine")
    old = contents(folder)
    with pytest.raises(EnvironmentFault, match="changed while it was being repaired"):
        write(str(folder), CHANGES, read)
    assert contents(folder) == old


def test_a_file_that_was_deleted_meanwhile_does_not_come_back(folder: Path) -> None:
    read = before(read_connector(str(folder)))
    read("a.json")
    (folder / "a.json").unlink()
    with pytest.raises(EnvironmentFault, match="changed"):
        write(str(folder), Changes({"a.json": b"{1}"}, {}), read)
    assert not (folder / "a.json").exists()


def test_a_new_name_that_somebody_took_meanwhile_is_left_to_them(folder: Path) -> None:
    read = before(read_connector(str(folder)))
    (folder / "script.csx").write_bytes(b"mine")
    with pytest.raises(EnvironmentFault, match="changed"):
        write(str(folder), Changes({"script.csx": b"[]"}, {"z.json": "script.csx"}), read)
    assert (folder / "script.csx").read_bytes() == b"mine"


def test_a_link_and_a_folder_count_as_taken_names(folder: Path) -> None:
    (folder / "readme.md").mkdir()
    assert before(read_connector(str(folder)))("readme.md") is not None
    assert before(read_connector(str(folder)))("nothing.md") is None
