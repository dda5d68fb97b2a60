"""Git objects over the API: files, tree and commit, which nothing points to until the branch is moved."""

from __future__ import annotations

import base64
from urllib.parse import quote

from github.GitCommit import GitCommit
from github.GithubObject import NotSet
from github.GitRef import GitRef
from github.GitTree import GitTree
from github.InputGitTreeElement import InputGitTreeElement
from github.Repository import Repository as Repo

from ippub.forge.github.known import Known
from ippub.forge.port import Commit, Repository


def write_commit(known: Known, repository: Repository, parent: str, commit: Commit) -> str:
    """The id of a new commit on ``parent`` ("" for none); ``parent`` itself when nothing would change.

    No branch is moved, so that all of it can be done again after any failure.
    """
    repo, name, calls = known.repo(repository), repository.name, known.calls
    base = _tree_of(known, repo, parent) if parent else None
    elements = [_element(known, repo, path, data) for path, data in sorted(commit.files.items())]
    tree = calls.ask(
        "send the files",
        name,
        lambda: repo.create_git_tree(elements, base or NotSet),
        verb="POST",
        repeatable=True,
    )
    if base is not None and tree.sha == base.sha:
        return parent
    parents = [GitCommit(repo.requester, {}, {"sha": parent}, completed=True)] if parent else []
    made = calls.ask(
        "make the commit",
        name,
        lambda: repo.create_git_commit(commit.message, tree, parents),
        verb="POST",
        repeatable=True,
    )
    return made.sha


def move_branch(known: Known, repository: Repository, branch: str, commit: str) -> None:
    """Move ``branch`` to a commit that comes after its tip; GitHub refuses any other."""
    repo = known.repo(repository)
    # Made by hand: fetching it would cost a request, and PyGithub's lazy object asks the wrong address.
    address = {"ref": f"refs/heads/{branch}", "url": f"{repo.url}/git/refs/heads/{quote(branch)}"}
    ref = GitRef(repo.requester, {}, address, completed=True)
    known.calls.ask("move the branch", repository.name, lambda: ref.edit(commit, force=False), verb="PATCH")


def _tree_of(known: Known, repo: Repo, commit: str) -> GitTree:
    if commit not in known.trees:
        found = known.calls.ask("read the commit", repo.full_name, lambda: repo.get_git_commit(commit))
        known.trees[commit] = found.tree.sha
    return GitTree(repo.requester, {}, {"sha": known.trees[commit]}, completed=True)


def _element(known: Known, repo: Repo, path: str, data: bytes | None) -> InputGitTreeElement:
    """Text travels in the tree itself, anything else as a blob: one request less for each file of text."""
    if data is None:
        return InputGitTreeElement(path, "100644", "blob", sha=None)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" not in text:
        return InputGitTreeElement(path, "100644", "blob", content=text)
    encoded = base64.b64encode(data).decode("ascii")
    blob = known.calls.ask(
        "send a file",
        repo.full_name,
        lambda: repo.create_git_blob(encoded, "base64"),
        verb="POST",
        repeatable=True,
    )
    return InputGitTreeElement(path, "100644", "blob", sha=blob.sha)
