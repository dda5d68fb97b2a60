"""Commits through git: the person's own name, credentials and clone, and nothing of theirs touched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from forge.conftest import BRANCH, FOLDER, Maker
from ippub.cli.options import Via
from ippub.errors import EXIT_ENVIRONMENT
from ippub.forge.checkout import recognise

FORK = "maker/PowerPlatformConnectors"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder whose ``.gitconfig`` is all that git knows of the person."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return folder


def author(maker: Maker) -> str:
    git = maker.server.repository(FORK).git
    return git.run("log", "-1", "--format=%an <%ae> %cn", git.branch(BRANCH)).decode().strip()


def test_the_commit_bears_the_name_that_git_is_set_up_with(maker: Maker, home: Path) -> None:
    (home / ".gitconfig").write_text("[user]\nname = Ada L\u00f6velace\nemail = ada@contoso.com\n", encoding="utf-8")
    assert maker.propose(via=Via.git) == 0, maker.fault
    assert author(maker) == "Ada L\u00f6velace <ada@contoso.com> Ada L\u00f6velace"


def test_without_a_name_in_git_it_is_the_accounts(maker: Maker, home: Path) -> None:
    assert maker.propose(via=Via.git) == 0, maker.fault
    assert author(maker).startswith("Mika Maker <maker@users.noreply.")


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts as programs")
def test_the_persons_own_credentials_come_first_and_their_hooks_do_not_run(maker: Maker, home: Path) -> None:
    keeper, hook, marks = home / "keeper", home / "pre-push", home / "marks"
    keeper.write_text(f'#!/bin/sh\necho "$1" >> {marks}\necho username=maker\necho password={maker.server.token()}\n')
    hook.write_text(f"#!/bin/sh\necho hook >> {marks}\nexit 1\n")
    for script in (keeper, hook, home / "commit-msg"):
        shutil.copy(hook, script) if script.name == "commit-msg" else None
        script.chmod(0o755)
    (home / ".gitconfig").write_text(f"[credential]\nhelper = {keeper}\n[core]\nhooksPath = {home}\n")
    assert maker.propose(via=Via.git) == 0, maker.fault
    asked = marks.read_text().split()
    assert "get" in asked
    assert "hook" not in asked


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts as programs")
def test_credentials_of_another_account_are_replaced_by_the_token(maker: Maker, home: Path) -> None:
    keeper = home / "keeper"
    keeper.write_text(f"#!/bin/sh\necho username=x\necho password={maker.server.token('reviewer')}\n")
    keeper.chmod(0o755)
    (home / ".gitconfig").write_text(f"[credential]\nhelper = {keeper}\n")
    assert maker.propose(via=Via.git) == 0, maker.fault
    assert maker.files(BRANCH)


def test_without_git_it_says_so(maker: Maker, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import git

    monkeypatch.setattr(git.Git, "GIT_PYTHON_GIT_EXECUTABLE", "no-such-git")
    assert maker.propose(via=Via.git) == EXIT_ENVIRONMENT
    assert maker.fault is not None
    assert "Install git" in maker.fault.hint


def test_a_push_that_the_server_refuses_is_no_success(maker: Maker, home: Path) -> None:
    assert maker.propose() == 0
    maker.server.repository(FORK).archived = True
    (maker.folder / "readme.md").write_bytes((maker.folder / "readme.md").read_bytes() + b"\nMore.\n")
    assert maker.propose(via=Via.git) == EXIT_ENVIRONMENT
    assert maker.fault is not None


def test_a_clone_of_the_persons_is_recognised_and_never_touched(maker: Maker, home: Path) -> None:
    clone = maker.folder.parent / "clone"
    subprocess.run(
        ["git", "clone", "--quiet", "--depth", "1", maker.server.git_url(maker.server.upstream), clone], check=True
    )
    inside = clone / FOLDER
    shutil.copytree(maker.folder, inside)
    (clone / "README.md").write_text("changed and not committed", encoding="utf-8")
    maker.folder = inside
    before = _state(clone)
    assert maker.propose(via=Via.git) == 0, maker.fault
    assert maker.submit(via=Via.git) == 0, maker.fault
    assert _state(clone) == before
    found = recognise(str(inside))
    assert found is not None
    assert os.path.realpath(found.path) == os.path.realpath(clone)
    assert found.remotes == {"origin": maker.server.git_url(maker.server.upstream)}
    assert found.changes == 2
    assert recognise(str(maker.folder.parents[3] / "home")) is None


def _state(clone: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(clone.rglob("*")) if path.is_file()}


def test_nothing_is_left_in_the_temporary_folder(maker: Maker, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    place = maker.folder.parent / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    assert maker.propose(via=Via.git) == 0, maker.fault
    assert list(place.iterdir()) == []
