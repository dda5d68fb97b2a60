"""GitHub's own command line, by REST and by GraphQL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ippub.rehearsal import Rehearsal
from rehearsal.clients import ask

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


@pytest.fixture
def pull(github: Rehearsal) -> str:
    """The number of an open pull request."""
    github.commit(github.fork("maker").full_name, "b", {"a.txt": "a\n"})
    body = {"base": "dev", "head": "maker:b", "title": "Adventure Works", "body": "Hello"}
    return str(ask(github, "POST", f"/repos/{github.upstream}/pulls", body)[1]["number"])  # type: ignore[index]


def test_gh_views_a_pull_request(github: Rehearsal, gh: Gh, pull: str) -> None:
    maintainer = github.maintainer()
    maintainer.label(int(pull), "New")
    maintainer.comment(int(pull), "Please go ahead")
    where = ("-R", f"github.localhost/{github.upstream}")
    seen = gh("pr", "view", pull, *where)
    for line in ("title:\tAdventure Works", "state:\tOPEN", "author:\tmaker", "labels:\tNew", "additions:\t1", "Hello"):
        assert line in seen
    assert "Please go ahead" in gh("pr", "view", pull, "--comments", *where)
    assert "+a" in gh("pr", "diff", pull, *where)
    assert "Adventure Works" in gh("pr", "list", *where)
    assert f"#{pull}  Adventure Works" in gh("pr", "status", *where)
    fields = "number,title,state,files,commits,statusCheckRollup,reviewDecision,mergeable,headRefOid,changedFiles"
    shown = json.loads(gh("pr", "view", pull, *where, "--json", fields))
    assert (shown["files"][0]["path"], shown["mergeable"], shown["state"]) == ("a.txt", "MERGEABLE", "OPEN")


def test_gh_tells_of_checks(github: Rehearsal, gh: Gh, pull: str) -> None:
    github.pull(int(pull))
    github.maintainer().status(github.pull(int(pull)).head_sha, "failure", "build", "Broken")
    command = [str(GH), "pr", "checks", pull, "-R", f"github.localhost/{github.upstream}"]
    result = subprocess.run(command, env=gh.environment, capture_output=True, text=True, check=False)
    assert [line.split("\t")[:2] for line in result.stdout.splitlines()] == [
        ["build", "fail"],
        ["license/cla", "pending"],
    ]


def test_gh_comments_reviews_and_closes(github: Rehearsal, gh: Gh, pull: str) -> None:
    where = ("-R", f"github.localhost/{github.upstream}")
    gh("pr", "comment", pull, "-b", "Hello there", *where)
    gh("pr", "review", pull, "--comment", "-b", "Mine", *where)
    gh("pr", "close", pull, *where)
    state = github.pull(int(pull))
    assert (state.comments[-1].body, state.reviews[-1].body, state.open) == ("Hello there", "Mine", False)


def test_gh_knows_who_is_signed_in_and_what_a_repository_is(github: Rehearsal, gh: Gh) -> None:
    github.fork("maker")
    assert "A repository to rehearse with" in gh("repo", "view", f"github.localhost/{github.upstream}")
    shown = json.loads(gh("repo", "view", "github.localhost/maker/PowerPlatformConnectors", "--json", "parent,isFork"))
    assert shown["isFork"]
    gh("auth", "status", "--hostname", "github.localhost")


def test_git_finds_the_way_that_gh_takes(github: Rehearsal, gh: Gh) -> None:
    url = f"http://github.localhost/{github.upstream}"
    subprocess.run(["git", "clone", "-q", url, "clone"], cwd=gh.folder, env=gh.environment, check=True)
    assert (gh.folder / "clone" / "README.md").exists()
