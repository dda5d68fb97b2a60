"""Files as they were at a commit of a clone that the person has. Nothing in it is changed, and no network is used."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import git
from git.exc import BadName, GitCommandNotFound, GitError, InvalidGitRepositoryError, NoSuchPathError
from git.objects import Blob, Tree

from ippub.errors import EnvironmentFault, UsageError

_MOST_FILES = 200
"""How many files of one folder are looked at; a connector has three to five."""


def files_at(revision: str, path: str, largest: int, start: str = ".") -> dict[str, bytes]:
    """The files of the folder ``path`` at ``revision`` by name, or the one file that ``path`` names.

    ``path`` is meant as git means it: from the root of the repository, and from ``start`` when it begins with ``./``
    or when the root has no such path. Of a file at most ``largest`` + 1 bytes are read; sub-folders and links are left
    out. Raises ``UsageError`` when there is no such commit or path, ``EnvironmentFault`` when ``start`` lies in no
    clone.
    """
    try:
        with git.Repo(start, search_parent_directories=True) as repo:
            return _read(repo, revision, path, start, largest)
    except (InvalidGitRepositoryError, NoSuchPathError):
        raise EnvironmentFault(
            f"{revision}:{path} asks for a commit, and this folder lies in no git checkout", "Stand in the checkout."
        ) from None
    except GitCommandNotFound:
        raise EnvironmentFault("there is no git command", "Install git, or name two folders.") from None
    except (GitError, OSError) as error:
        raise EnvironmentFault(f"git cannot read {revision}: {error}") from error


def _read(repo: git.Repo, revision: str, path: str, start: str, largest: int) -> dict[str, bytes]:
    if not revision or revision.startswith("-"):
        raise UsageError(f"{revision!r} is not the name of a commit", "Write REV:path, such as HEAD~1:.")
    try:
        tree = repo.commit(revision).tree
    except (BadName, ValueError, IndexError):
        raise UsageError(
            f"the git checkout has no commit {revision}", "`git log` lists them; a branch of GitHub is origin/NAME."
        ) from None
    for candidate in _candidates(repo, path, start):
        found = _at(tree, candidate)
        if isinstance(found, Blob):
            return {found.name: _bytes(found, largest)}
        if isinstance(found, Tree):
            blobs = [blob for blob in found.blobs if not blob.mode & 0o020000][:_MOST_FILES]
            return {blob.name: _bytes(blob, largest) for blob in blobs}
    raise UsageError(f"there is no {path or '.'} at {revision}", "The path is the one from the root of the checkout.")


def _candidates(repo: git.Repo, path: str, start: str) -> Iterator[str]:
    """The paths from the root that ``path`` may mean."""
    given = path.replace("\\", "/") if os.sep == "\\" else path
    if not given.startswith(("./", "../")) and given not in (".", ".."):
        yield given.strip("/")
    root = Path(str(repo.working_tree_dir or start)).resolve()
    here = os.path.normpath(Path(start).resolve() / given)
    try:
        below = Path(here).relative_to(root)
    except ValueError:
        return
    yield "" if str(below) == "." else below.as_posix()


def _at(tree: Tree, path: str) -> object:
    try:
        return tree / PurePosixPath(path).as_posix() if path else tree
    except KeyError:
        return None


def _bytes(blob: Blob, largest: int) -> bytes:
    data: bytes = blob.data_stream.read(largest + 1)
    return data
