"""The certification package on its way into the pull request: byte for byte, once, and by the way that takes it."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from forge.conftest import BRANCH, Maker
from ippub.artifacts import reading
from ippub.cli import sending
from ippub.cli.options import Via
from ippub.errors import EXIT_ENVIRONMENT, EXIT_FINDINGS, EXIT_USAGE
from ippub.rehearsal import Drop

PACKAGE = "package.zip"
BLOBS = "POST /repos/maker/PowerPlatformConnectors/git/blobs"


def proposed(maker: Maker) -> Path:
    """The package in the folder, once the proposal stands."""
    assert maker.propose() == 0, maker.fault
    return maker.folder / PACKAGE


def test_the_package_arrives_byte_for_byte_beside_the_artifacts(maker: Maker) -> None:
    package = proposed(maker)
    assert b"\0" in package.read_bytes(), "a real archive, which cannot travel as text"
    assert maker.submit() == 0, maker.fault
    assert maker.files(BRANCH)[PACKAGE] == package.read_bytes()
    names = {"apiDefinition.swagger.json", "apiProperties.json", "intro.md", PACKAGE, "readme.md"}
    assert set(maker.files(BRANCH)) == names


def test_a_package_that_did_not_change_is_not_sent_again(maker: Maker) -> None:
    package = proposed(maker)
    assert maker.submit() == 0, maker.fault
    (maker.folder / "readme.md").write_bytes((maker.folder / "readme.md").read_bytes() + b"\nMore.\n")
    assert maker.submit() == 0, maker.fault
    assert BLOBS not in maker.writes
    assert maker.files(BRANCH)["readme.md"].endswith(b"More.\n")
    assert maker.files(BRANCH)[PACKAGE] == package.read_bytes()


def test_a_package_of_another_version_of_the_connector_is_warned_of(maker: Maker) -> None:
    proposed(maker)
    assert maker.submit(dry_run=True) == 0, maker.said
    assert "another version of the connector" not in maker.said
    definition = maker.folder / "apiDefinition.swagger.json"
    text = definition.read_text(encoding="utf-8").replace('"summary": "List widgets"', '"summary": "List all widgets"')
    definition.write_text(text, encoding="utf-8", newline="")
    assert maker.submit(dry_run=True) == 0, maker.said
    assert "warning: the package holds another version of the connector" in maker.said


def test_a_package_under_its_other_name_replaces_the_one_that_is_there(maker: Maker) -> None:
    package = proposed(maker)
    assert maker.submit() == 0, maker.fault
    package.rename(maker.folder / "ConnectorPackage.zip")
    assert maker.submit() == 0, maker.said
    there = set(maker.files(BRANCH))
    assert "ConnectorPackage.zip" in there
    assert PACKAGE not in there, "two packages in a folder are refused"


def test_without_the_package_todays_process_takes_nothing_and_that_of_2022_asks_for_none(maker: Maker) -> None:
    proposed(maker).unlink()
    assert maker.submit() == EXIT_FINDINGS
    assert "PackageMissingForNewProcess" in maker.said
    assert maker.writes == []
    (maker.folder / "ippub.yaml").write_text("process: 2022\n", encoding="utf-8")
    assert maker.submit() == 0, maker.said
    assert set(maker.files(BRANCH)) == {"apiDefinition.swagger.json", "apiProperties.json", "readme.md"}


def test_what_the_api_does_not_take_goes_by_git_and_that_is_said(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = proposed(maker)
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(sending, "API_BYTES", package.stat().st_size)
    assert maker.submit() == 0, maker.fault
    assert "GitHub's API takes" in maker.said
    assert "as with --via git" in maker.said
    assert any(each.endswith("/git-receive-pack") for each in maker.writes), maker.writes
    assert maker.files(BRANCH)[PACKAGE] == package.read_bytes()
    assert len(maker.pulls) == 1


PUSHES = {
    "500": {"status": 500, "body": {"message": "Server Error"}},
    "502 after it was done": {"status": 502, "body": {"message": "Bad gateway"}, "done": True},
    "dropped before": {"drop": Drop.BEFORE},
    "dropped after": {"drop": Drop.AFTER},
}


@pytest.mark.parametrize("fault", PUSHES)
@pytest.mark.parametrize("match", ["git-upload-pack$", "git-receive-pack$"])
def test_a_fault_on_the_way_of_git_loses_nothing(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: str, match: str
) -> None:
    package = proposed(maker)
    for name in ("HOME", "USERPROFILE", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(sending, "API_BYTES", 10)
    struck = maker.server.faults.add(match, "POST", **PUSHES[fault])
    first = maker.submit()
    assert struck.hits == 1
    if first:
        assert maker.fault is not None
        assert maker.fault.hint
    maker.server.faults.clear()
    assert maker.submit() == 0, maker.fault
    assert maker.files(BRANCH)[PACKAGE] == package.read_bytes()
    assert len(maker.pulls) == 1
    git = maker.server.repository("maker/PowerPlatformConnectors").git
    assert len(git.run("rev-list", f"{maker.merge_base()}..{git.branch(BRANCH)}").split()) == 2


@pytest.mark.parametrize("dry", [True, False])
def test_without_git_the_limit_of_the_api_is_said_before_anything_is_sent(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, dry: bool
) -> None:
    proposed(maker)
    monkeypatch.setattr(sending, "API_BYTES", 10)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert maker.submit(dry_run=dry) == EXIT_ENVIRONMENT
    assert maker.fault is not None
    assert "there is no git command" in maker.fault.message
    assert maker.writes == []


def test_a_file_that_github_takes_by_no_way_is_refused_before_anything_is_asked(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed(maker)
    monkeypatch.setattr(reading, "FILE_BYTES", 100)
    assert maker.submit() == EXIT_USAGE
    assert maker.fault is not None
    assert "GitHub takes no such file" in maker.fault.message
    assert maker.requests == []


@pytest.mark.parametrize("via", [Via.api, Via.git])
def test_a_servers_own_limit_is_explained(maker: Maker, via: Via, monkeypatch: pytest.MonkeyPatch) -> None:
    proposed(maker)
    for picture in (maker.folder / "screenshots").iterdir():
        picture.unlink()
    world = maker.server.world
    monkeypatch.setattr(world, "limits", replace(world.limits, blob=1000))
    assert maker.submit(via=via, incomplete=True) == EXIT_ENVIRONMENT
    assert maker.fault is not None
    assert "does not take a file of this size" in maker.fault.message
    assert "--via git" in maker.fault.hint
    assert PACKAGE not in maker.files(BRANCH)
    assert len(maker.pulls) == 1


def test_a_dry_run_holds_the_packages_very_bytes(maker: Maker) -> None:
    import base64

    package = proposed(maker)
    assert maker.submit(dry_run=True, as_json=True) == 0
    (row,) = [each for each in json.loads(maker.out)["files"] if os.path.basename(each["path"]) == PACKAGE]
    assert base64.b64decode(row["base64"]) == package.read_bytes()
    assert maker.writes == []
