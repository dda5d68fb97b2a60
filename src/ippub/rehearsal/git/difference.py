"""What changed between two trees, by git's own reckoning (renames found)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ippub.rehearsal.git.repository import GitRepository

STATUS = {"A": "added", "M": "modified", "D": "removed", "R": "renamed", "C": "copied", "T": "changed"}
PATCH_LIMIT = 3000
"""Lines. GitHub leaves the patch of a larger change out."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A changed file. ``patch`` is "" for binary files and for what GitHub finds too large."""

    path: str
    status: str
    blob: str
    additions: int
    deletions: int
    previous: str = ""
    patch: str = ""


def changes(git: GitRepository, old: str, new: str) -> list[FileChange]:
    """The changed files between two commits or trees, by path."""
    fields = git.run("diff-tree", "-r", "-M", "-z", "--raw", "--numstat", "--no-abbrev", old, new).decode(
        "utf-8", "replace"
    )
    words = fields.split("\0")
    raw: dict[str, tuple[str, str, str]] = {}
    counts: dict[str, tuple[int, int]] = {}
    at = 0
    while at < len(words) and words[at]:
        word = words[at]
        if word.startswith(":"):
            _, _, before, after, letter = word.split(" ")
            renamed = letter[0] in "RC"
            path = words[at + 2] if renamed else words[at + 1]
            raw[path] = (letter[0], before if letter == "D" else after, words[at + 1] if renamed else "")
            at += 3 if renamed else 2
            continue
        added, removed, path = word.split("\t")
        if not path:
            path = words[at + 2]
            at += 2
        counts[path] = (int(added), int(removed)) if added != "-" else (0, 0)
        at += 1
    patches = _patches(git, old, new)
    return [
        FileChange(
            path, STATUS.get(letter, "changed"), blob, *counts.get(path, (0, 0)), previous, patches.get(path, "")
        )
        for path, (letter, blob, previous) in sorted(raw.items())
    ]


def _patches(git: GitRepository, old: str, new: str) -> dict[str, str]:
    text = git.run("-c", "core.quotePath=false", "diff-tree", "-r", "-M", "-p", old, new).decode("utf-8", "replace")
    found = {}
    for part in re.split(r"^diff --git ", text, flags=re.MULTILINE)[1:]:
        head, mark, body = part.partition("\n@@ ")
        path = _path(head)
        if mark and path and body.count("\n") <= PATCH_LIMIT:
            found[path] = "@@ " + body.rstrip("\n")
    return found


def _path(head: str) -> str:
    for line in reversed(head.split("\n")):
        for start, mark in (("+++ ", "b/"), ("--- ", "a/")):
            if line.startswith(start + mark):
                return line[len(start + mark) :].rstrip("\t")
    return ""
