"""Real git clones from it and pushes to it, and is refused as by GitHub."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ippub.rehearsal import Limits, Rehearsal, TokenKind
from ippub.rehearsal.git.trees import walk_tree
from ippub.rehearsal.state import Repository
from rehearsal.clients import Git, ask, push_file, sign_in

NAME = "maker/PowerPlatformConnectors"
FOLDER = "independent-publisher-connectors/Adventure Works"


@pytest.fixture
def fork(github: Rehearsal) -> Repository:
    return github.fork("maker")


@pytest.fixture
def git(github: Rehearsal, fork: Repository, tmp_path: Path) -> Git:
    """A blobless, sparse clone of depth one, on a branch of its own."""
    Git(tmp_path)("clone", "-q", "--filter=blob:none", "--sparse", "--depth=1", github.git_url(NAME), "clone")
    made = Git(tmp_path / "clone", github.token())
    made("checkout", "-q", "-b", "ippub/aw")
    return made


def commit(git: Git, path: str, content: str) -> str:
    target = git.folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content, encoding="utf-8")
    git("add", "--sparse", path)
    git("commit", "-q", "-m", "Add")
    return git("rev-parse", "HEAD")


def test_a_full_clone_has_everything(github: Rehearsal, tmp_path: Path) -> None:
    Git(tmp_path)("clone", "-q", github.git_url(github.upstream), "clone")
    git = Git(tmp_path / "clone")
    assert git("rev-parse", "HEAD") == github.repository().git.branch("dev")
    assert git("branch", "--show-current") == "dev"
    git("fsck", "--strict")
    assert len(git("ls-files").split("\n")) == 15


def test_a_blobless_sparse_clone_fetches_what_it_shows_only(github: Rehearsal, git: Git) -> None:
    assert [path.name for path in git.folder.iterdir() if path.is_file()] == ["README.md"]
    here = github.repository().git
    blobs = {entry.sha for entry in walk_tree(here.store, here.tree_of(here.branch("dev"))) if entry.kind == "blob"}
    missing = git("rev-list", "--objects", "--all", "--missing=print")
    assert len([line for line in missing.split("\n") if line.startswith("?")]) == len(blobs) - 1


def test_a_push_makes_the_branch_and_says_how_to_go_on(github: Rehearsal, git: Git) -> None:
    sha = commit(git, f"{FOLDER}/readme.md", "Text")
    said = git.run("push", "origin", "ippub/aw").stderr
    assert f"{github.url}/{NAME}/pull/new/ippub/aw" in said
    assert github.repository(NAME).git.branch("ippub/aw") == sha
    pull = sign_in(github).get_repo(github.upstream).create_pull("dev", "maker:ippub/aw", title="T", body="")
    assert [file.filename for file in pull.get_files()] == [f"{FOLDER}/readme.md"]


def test_a_push_moves_an_open_pull_request(github: Rehearsal, git: Git) -> None:
    commit(git, f"{FOLDER}/readme.md", "Text")
    git("push", "-q", "origin", "ippub/aw")
    pull = sign_in(github).get_repo(github.upstream).create_pull("dev", "maker:ippub/aw", title="T", body="")
    sha = commit(git, f"{FOLDER}/apiProperties.json", "{}")
    git("push", "-q", "origin", "ippub/aw")
    pull.update()
    assert (pull.head.sha, pull.commits, pull.changed_files) == (sha, 2, 2)
    assert github.repository().git.ref(f"refs/pull/{pull.number}/head") == sha


def test_deleting_the_branch_closes_the_pull_request(github: Rehearsal, git: Git) -> None:
    commit(git, f"{FOLDER}/readme.md", "Text")
    git("push", "-q", "origin", "ippub/aw")
    pull = sign_in(github).get_repo(github.upstream).create_pull("dev", "maker:ippub/aw", title="T", body="")
    git("push", "-q", "origin", ":ippub/aw")
    assert not github.pull(pull.number).open


def test_a_commit_of_the_interface_is_there_for_git(github: Rehearsal, git: Git) -> None:
    sha = github.commit(NAME, "other", {"a.txt": "a"})
    git("fetch", "-q", "origin", "other")
    assert git("rev-parse", "FETCH_HEAD") == sha


def test_nobody_reads_but_does_not_push(github: Rehearsal, git: Git, tmp_path: Path) -> None:
    commit(git, "a.txt", "a")
    said = Git(git.folder).run("push", "origin", "ippub/aw").stderr
    assert "could not read Username" in said
    assert not github.repository(NAME).git.branch("ippub/aw")


def test_a_wrong_token_is_told_so(github: Rehearsal, git: Git) -> None:
    commit(git, "a.txt", "a")
    wrong = github.git_url(NAME).replace("://", "://maker:ghp_wrong@")
    result = Git(git.folder).run("push", wrong, "ippub/aw")
    assert result.returncode == 128
    assert "Invalid username or token" in result.stderr
    assert "Authentication failed" in result.stderr


def test_upstream_takes_no_push_from_a_contributor(github: Rehearsal, git: Git) -> None:
    commit(git, "a.txt", "a")
    result = git.run("push", github.git_url(github.upstream), "ippub/aw")
    assert result.returncode != 0
    assert "Permission to microsoft/PowerPlatformConnectors.git denied to maker" in result.stderr
    assert "403" in result.stderr


def test_a_fine_grained_token_pushes_to_the_own_fork(github: Rehearsal, git: Git) -> None:
    sha = commit(git, "a.txt", "a")
    Git(git.folder, github.token(kind=TokenKind.FINE_GRAINED))("push", "-q", "origin", "ippub/aw")
    assert github.repository(NAME).git.branch("ippub/aw") == sha


def test_each_ref_is_refused_with_its_own_reason(github: Rehearsal, git: Git) -> None:
    sha = commit(git, "a.txt", "a")
    result = git.run("push", "origin", "ippub/aw", "ippub/aw:refs/pull/7/head", ":dev")
    assert result.returncode != 0
    assert "(deny updating a hidden ref)" in result.stderr
    assert "(refusing to delete the current branch: refs/heads/dev)" in result.stderr
    assert github.repository(NAME).git.branch("ippub/aw") == sha


def test_a_workflow_needs_its_scope(github: Rehearsal, git: Git) -> None:
    sha = commit(git, ".github/workflows/mine.yml", "on: push\n")
    weak = Git(git.folder, github.token(scopes=frozenset({"public_repo"})))
    said = weak.run("push", "origin", "ippub/aw").stderr
    assert "refusing to allow a Personal Access Token to create or update workflow" in said
    assert "`.github/workflows/mine.yml` without `workflow` scope" in said
    git("push", "-q", "origin", "ippub/aw")
    assert github.repository(NAME).git.branch("ippub/aw") == sha


def test_a_file_that_is_too_large_is_refused(rehearse: Callable[..., Rehearsal], tmp_path: Path) -> None:
    server = rehearse(limits=Limits(blob=1000))
    server.fork("maker")
    Git(tmp_path)("clone", "-q", server.git_url(NAME), "clone")
    git = Git(tmp_path / "clone", server.token())
    git("checkout", "-q", "-b", "big")
    commit(git, "big.txt", "x" * 1001)
    said = git.run("push", "origin", "big").stderr
    assert "GH001: Large files detected" in said
    assert "(pre-receive hook declined)" in said
    assert not server.repository(NAME).git.branch("big")


def test_a_history_that_is_behind_is_not_overwritten_unless_forced(github: Rehearsal, git: Git) -> None:
    commit(git, "a.txt", "a")
    git("push", "-q", "origin", "ippub/aw")
    theirs = github.commit(NAME, "ippub/aw", {"b.txt": "b"})
    mine = commit(git, "c.txt", "c")
    assert "[rejected]" in git.run("push", "origin", "ippub/aw").stderr
    assert github.repository(NAME).git.branch("ippub/aw") == theirs
    git("push", "-q", "--force", "origin", "ippub/aw")
    assert github.repository(NAME).git.branch("ippub/aw") == mine


def test_git_follows_a_renaming(github: Rehearsal, fork: Repository, tmp_path: Path) -> None:
    github.world.rename(fork, "Connectors")
    Git(tmp_path)("clone", "-q", github.git_url(NAME), "clone")
    status, _, headers = ask(github, "GET", f"/{NAME}.git/info/refs?service=git-upload-pack", token="")
    assert (status, headers["location"]) == (
        301,
        f"{github.url}/maker/Connectors.git/info/refs?service=git-upload-pack",
    )


def test_what_is_not_there_asks_for_a_password(github: Rehearsal, tmp_path: Path) -> None:
    assert "could not read Username" in Git(tmp_path).run("clone", github.git_url("maker/Nothing")).stderr
    said = Git(tmp_path, github.token()).run("clone", github.git_url("maker/Nothing")).stderr
    assert "Repository not found" in said


def test_a_large_push_comes_in_chunks_and_compressed(github: Rehearsal, git: Git) -> None:
    (git.folder / "noise.bin").write_bytes(bytes(number * 7919 % 251 for number in range(3_000_000)))
    git("add", "--sparse", "noise.bin")
    git("commit", "-q", "-m", "Noise")
    git("-c", "http.postBuffer=65536", "-c", "core.compression=0", "push", "-q", "origin", "ippub/aw")
    assert github.repository(NAME).git.branch("ippub/aw") == git("rev-parse", "HEAD")


def test_many_clients_at_once_are_served(github: Rehearsal, fork: Repository, tmp_path: Path) -> None:
    def work(number: int) -> int:
        if number % 3:
            hub = sign_in(github, github.token())
            tip = hub.get_repo(NAME).get_branch("dev").commit.sha
            push_file(hub.get_repo(NAME), f"api-{number}", tip, "a.txt", str(number))
            return len(list(hub.get_repo(github.upstream).get_pulls(state="all")))
        folder = tmp_path / str(number)
        folder.mkdir()
        Git(folder)("clone", "-q", github.git_url(NAME), "clone")
        git = Git(folder / "clone", github.token())
        git("checkout", "-q", "-b", f"git-{number}")
        commit(git, "a.txt", str(number))
        git("push", "-q", "origin", f"git-{number}")
        return 0

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(work, range(12))) == [0] * 12
    branches = set(github.repository(NAME).git.refs("refs/heads/"))
    assert branches >= {f"refs/heads/{'api' if number % 3 else 'git'}-{number}" for number in range(12)}
