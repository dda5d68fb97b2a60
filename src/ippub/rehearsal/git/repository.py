"""A bare repository on disk, with its refs, that real git can serve."""

from __future__ import annotations

import os
import re
import subprocess

from ippub.rehearsal.git.objects import ObjectStore
from ippub.rehearsal.git.trees import EMPTY_TREE, CommitObject, read_commit

CONFIG = """\
[core]
\trepositoryformatversion = 0
\tbare = true
[gc]
\tauto = 0
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
[receive]
\tautogc = false
"""


class RefTaken(Exception):
    """A ref cannot be made: another's name is a folder of it, or the other way round."""


class GitRepository:
    """The refs of one repository; its objects are in ``store``, which others share."""

    def __init__(self, folder: str, store: ObjectStore, default_branch: str) -> None:
        self.folder = folder
        self.store = store
        os.makedirs(os.path.join(folder, "refs", "heads"), exist_ok=True)
        self._put("config", CONFIG)
        self._put("HEAD", f"ref: refs/heads/{default_branch}\n")

    def refs(self, prefix: str = "refs/") -> dict[str, str]:
        """Every ref below ``prefix`` by its full name, sorted."""
        found = {}
        root = os.path.join(self.folder, "refs")
        for folder, _, names in os.walk(root):
            for name in names:
                if not name.endswith(".lock"):
                    path = os.path.join(folder, name)
                    found[os.path.relpath(path, self.folder).replace(os.sep, "/")] = _read(path)
        return {name: found[name] for name in sorted(found) if name.startswith(prefix)}

    def ref(self, name: str) -> str:
        """The object id that a full ref name stands for, "" when there is none."""
        return _read(os.path.join(self.folder, *name.split("/"))) if valid_ref(name) else ""

    def branch(self, name: str) -> str:
        """The commit at the tip of a branch, "" when there is none."""
        return self.ref(f"refs/heads/{name}")

    def set_ref(self, name: str, sha: str) -> None:
        """Make or move a ref. Raises ``RefTaken``."""
        path = os.path.join(self.folder, *name.split("/"))
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            self._put(name, sha + "\n")
        except OSError as error:
            raise RefTaken(name) from error

    def delete_ref(self, name: str) -> None:
        """Remove a ref and the folders that it leaves empty."""
        path = os.path.join(self.folder, *name.split("/"))
        os.unlink(path)
        folder = os.path.dirname(path)
        while os.path.dirname(folder) != os.path.join(self.folder, "refs") and not os.listdir(folder):
            os.rmdir(folder)
            folder = os.path.dirname(folder)

    def resolve(self, name: str) -> str:
        """The commit that a branch, a tag, a full ref or a commit id means; "" when there is none."""
        for candidate in (f"refs/heads/{name}", f"refs/tags/{name}", f"refs/{name}", name):
            if found := self.ref(candidate):
                return found
        if re.fullmatch("[0-9a-f]{40}", name) and self.store.kind(name) == "commit":
            return name
        return ""

    def commit(self, sha: str) -> CommitObject:
        """The commit with an id. Raises ``LookupError``."""
        return read_commit(self.store, sha)

    def tree_of(self, sha: str) -> str:
        """The tree of a commit, "" for the id of a tree itself when there is no such commit."""
        return self.commit(sha).tree

    def commits(self, *between: str, limit: int = 0) -> list[str]:
        """Commit ids as ``git rev-list`` walks them, the newest first; ``^id`` leaves out."""
        cut = [f"--max-count={limit}"] if limit else []
        return self.run("rev-list", "--topo-order", *cut, *between).decode().split()

    def merge_base(self, one: str, other: str) -> str:
        """The best common ancestor, "" when there is none."""
        found = self.run("merge-base", one, other, allowed=(0, 1))
        return found.decode().strip()

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether ``new`` holds ``old``."""
        return old == new or (bool(old) and self.merge_base(old, new) == old)

    def merge(self, base: str, head: str) -> str:
        """The tree of a merge of two commits, "" when they conflict."""
        result = self._run("merge-tree", "--write-tree", base, head)
        return result.stdout.decode().split("\n")[0].strip() if result.returncode == 0 else ""

    def run(self, *words: str, sent: bytes = b"", allowed: tuple[int, ...] = (0,)) -> bytes:
        """Run git in this repository; gives stdout. Raises ``LookupError`` with what git said."""
        result = self._run(*words, sent=sent)
        if result.returncode not in allowed:
            raise LookupError(result.stderr.decode("utf-8", "replace"))
        return result.stdout

    def command(self, *words: str) -> list[str]:
        """The command line of git in this repository."""
        return ["git", "--git-dir", self.folder, *words]

    def _run(self, *words: str, sent: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        self.store.flush()
        return subprocess.run(  # noqa: S603 - a list, no shell
            self.command(*words), input=sent, capture_output=True, env=self.store.environment, check=False
        )

    def _put(self, name: str, text: str) -> None:
        path = os.path.join(self.folder, *name.split("/"))
        with open(path + ".lock", "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(path + ".lock", path)


def git_is_new_enough() -> bool:
    """Whether there is a git that can merge without a checkout (2.38 or newer)."""
    try:
        said = subprocess.run(["git", "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S607
    except OSError:
        return False
    found = re.search(r"(\d+)\.(\d+)", said)
    return found is not None and (int(found[1]), int(found[2])) >= (2, 38)


def valid_ref(name: str) -> bool:
    """Whether git allows a full ref name (git-check-ref-format)."""
    if not name.startswith("refs/") or name.count("/") < 2:
        return False
    if re.search(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|\.$|/$|/\.|\.lock(/|$)", name):
        return False
    return all(name.split("/"))


def exists(repository: GitRepository, tree: str) -> bool:
    """Whether a tree id is one."""
    return tree == EMPTY_TREE or repository.store.kind(tree) == "tree"


def _read(path: str) -> str:
    try:
        with open(path, encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""
