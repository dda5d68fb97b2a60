"""GitHub's own command line: what it asks of REST works; its own views of pull requests are GraphQL and do not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ippub.rehearsal import Rehearsal

GH = shutil.which("gh")


@pytest.fixture
def gh(github: Rehearsal, tmp_path: Path) -> Gh:
    if GH is None:
        pytest.skip("gh is not installed: what it makes of the offline GitHub is not tested")
    return Gh(github, tmp_path)


class Gh:
    """gh with a configuration of its own."""

    def __init__(self, server: Rehearsal, folder: Path) -> None:
        self.environment = {
            **os.environ,
            **server.gh_environment(),
            "GH_CONFIG_DIR": str(folder),
            "GH_NO_UPDATE_NOTIFIER": "1",
            "NO_COLOR": "1",
        }
        self.environment.pop("NO_PROXY", None)
        self.environment.pop("no_proxy", None)
        self.folder = folder

    def __call__(self, *words: str) -> str:
        result = subprocess.run(
            [str(GH), *words], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stderr
        return result.stdout


def test_gh_asks_who_it_is(gh: Gh) -> None:
    assert json.loads(gh("api", "user"))["login"] == "maker"


def test_gh_pages_and_writes(github: Rehearsal, gh: Gh) -> None:
    fork = github.fork("maker")
    for number in range(3):
        github.commit(fork.full_name, f"b{number}", {"a.txt": str(number)})
        fields = ("-f", "base=dev", "-f", f"head=maker:b{number}", "-f", f"title=T{number}")
        shown = json.loads(gh("api", f"repos/{github.upstream}/pulls", *fields))
    assert (shown["number"], shown["html_url"]) == (43, f"http://api.github.localhost/{github.upstream}/pull/43")
    listed = gh("api", "--paginate", f"repos/{github.upstream}/pulls?per_page=1", "-q", ".[].title")
    assert listed.split() == ["T2", "T1", "T0"]


def test_gh_says_why_it_was_refused(github: Rehearsal, gh: Gh) -> None:
    command = [
        str(GH),
        "api",
        "-X",
        "POST",
        f"repos/{github.upstream}/git/refs",
        "-f",
        "ref=refs/heads/x",
        "-f",
        "sha=0",
    ]
    result = subprocess.run(command, env=gh.environment, capture_output=True, text=True, check=False)
    assert "Not Found (HTTP 404)" in result.stderr


def test_git_finds_the_way_that_gh_takes(github: Rehearsal, gh: Gh) -> None:
    url = f"http://github.localhost/{github.upstream}"
    subprocess.run(["git", "clone", "-q", url, "clone"], cwd=gh.folder, env=gh.environment, check=True)
    assert (gh.folder / "clone" / "README.md").exists()
