"""Which files are submitted, under which names, and what is said about the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ippub.artifacts.choice import Choice, Reason, choose
from ippub.artifacts.naming import upstream_name
from ippub.connector.folder import read_connector
from ippub.errors import UsageError
from ready import READY, write

SCRIPT = "script.csx: |\n  public class Script : ScriptBase {}\n"


def choice(folder: Path, process: int = 2025) -> Choice:
    return choose(read_connector(str(folder)), process)


def names(found: Choice) -> list[str]:
    return [one.name for one in found.taken]


def test_the_files_have_upstreams_names_and_order_whatever_they_are_called_here(tmp_path: Path) -> None:
    folder = write(tmp_path)
    for old, new in (("readme.md", "README.MD"), ("apiProperties.json", "ApiProperties.json"), ("package.zip", "P")):
        os.rename(folder / old, folder / new)
    os.rename(folder / "P", folder / "connectorpackage.zip")
    found = choice(folder)
    assert names(found) == [
        "apiDefinition.swagger.json",
        "apiProperties.json",
        "readme.md",
        "intro.md",
        "ConnectorPackage.zip",
    ]
    assert [one.source for one in found.taken][1:3] == ["ApiProperties.json", "README.MD"]
    assert found.left == ()


def test_the_process_of_2022_leaves_intro_and_package_out(tmp_path: Path) -> None:
    found = choice(write(tmp_path), 2022)
    assert names(found) == ["apiDefinition.swagger.json", "apiProperties.json", "readme.md"]
    assert {one.name: one.reason for one in found.left} == {
        "intro.md": Reason.PROCESS,
        "package.zip": Reason.PROCESS,
    }


@pytest.mark.parametrize(
    ("patch", "taken"),
    [
        (SCRIPT, True),
        (SCRIPT + "apiProperties.json: {properties: {scriptOperations: []}}", True),
        (SCRIPT + "apiProperties.json: {properties: {scriptOperations: [ListWidgets]}}", True),
        (SCRIPT + "apiProperties.json: {properties: {scriptOperations: [Nothing]}}", False),
        ("script.csx: |\n  // public class Script : ScriptBase {}\n", False),
        ("{}", False),
    ],
)
def test_the_script_goes_along_only_when_some_operation_runs_through_it(
    tmp_path: Path, patch: str, taken: bool
) -> None:
    found = choice(write(tmp_path, patch))
    assert ("script.csx" in names(found)) is taken
    unused = [one for one in found.left if one.reason is Reason.UNUSED_SCRIPT]
    assert bool(unused) is (not taken and patch != "{}")
    assert all("would run" in one.why for one in unused)


def test_everything_else_stays_at_home_with_a_reason(tmp_path: Path) -> None:
    folder = write(tmp_path, READY + "settings.json: {}\nippub.yaml: {process: 2025}\n")
    expected = {
        "icon.png": Reason.ICON,
        "flow.PNG": Reason.SCREENSHOT,
        ".env": Reason.SECRET,
        ".env.local": Reason.SECRET,
        "client_secret.json": Reason.SECRET,
        "id_rsa": Reason.SECRET,
        "key.pem": Reason.SECRET,
        ".DS_Store": Reason.SYSTEM,
        "readme.md~": Reason.SYSTEM,
        "readme.old.md": Reason.SECOND,
        "two.swagger.json": Reason.SECOND,
        "notes.txt": Reason.OTHER,
    }
    for name in expected:
        (folder / name).write_bytes(b"x")
    for name in ("screenshots", "images", ".git"):
        (folder / name).mkdir()
    os.symlink("readme.md", folder / "link.md")
    expected |= {
        "settings.json": Reason.SETTINGS,
        "ippub.yaml": Reason.OURS,
        "screenshots": Reason.SCREENSHOT,
        "images": Reason.FOLDER,
        ".git": Reason.SYSTEM,
        "link.md": Reason.LINK,
    }
    found = choice(folder)
    assert {one.name: one.reason for one in found.left} == expected
    assert all(one.why for one in found.left)
    assert names(found)[-1] == "package.zip"


@pytest.mark.parametrize(
    "name",
    ["", " x", "x ", "x.", ".x", "a/b", "a\\b", "a:b", "con", "NUL.txt", "Proposal - X", "X (Independent Publisher)"],
)
def test_a_name_that_cannot_be_a_folder_everywhere_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be called"):
        upstream_name(name)


@pytest.mark.parametrize("name", ["x\u202ey", "x\ny", "a" * 101])
def test_a_name_that_hides_something_or_never_ends_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be called"):
        upstream_name(name)


def test_a_name_is_composed_unicode() -> None:
    assert upstream_name("Cafe\u0301 & Co. (1)") == "Caf\u00e9 & Co. (1)"
