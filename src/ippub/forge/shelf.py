"""The list of upstream's files, kept between runs: under a commit's id it never changes, so it is asked for once.

An ETag would save GitHub the answer and not the question; the commit's id saves both.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Sequence

from ippub.forge.port import TreeEntry

_NAME = "tree.json"
_LEAST = 100
"""Entries from which on a list is kept: short ones cost nothing, and one of them would take the long one's place."""


def kept_tree(folder: str, repository: str, commit: str) -> tuple[TreeEntry, ...] | None:
    """The files of ``repository`` at ``commit``, None when they are not kept. A damaged file counts as not kept."""
    try:
        with open(os.path.join(folder, _NAME), encoding="utf-8") as file:
            found = json.load(file)
        if found["of"] != [repository, commit]:
            return None
        return tuple(TreeEntry(str(path), str(blob), int(size)) for path, blob, size in found["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_tree(folder: str, repository: str, commit: str, files: Sequence[TreeEntry]) -> None:
    """Keep ``files`` in the place of an older list. A folder that cannot be written is no reason to stop."""
    if len(files) < _LEAST:
        return
    rows = [[entry.path, entry.blob, entry.size] for entry in files]
    part = ""
    try:
        os.makedirs(folder, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=folder, prefix=".tree-")
        with open(handle, "w", encoding="utf-8", newline="") as file:
            json.dump({"of": [repository, commit], "files": rows}, file, separators=(",", ":"))
        os.replace(part, os.path.join(folder, _NAME))
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)
