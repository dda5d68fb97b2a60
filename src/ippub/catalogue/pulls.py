"""Open pull requests upstream, read as what they are: proposals and submissions.

Titles are written by people: "Proposal - X (Independent Publisher)", "X (Indepdent Publisher)", "Porposal: X", "Add X
connector". The changed files, when they are known, say it better.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ippub.catalogue.entry import ROOTS
from ippub.catalogue.naming import LONGEST, name_of, near, without_publisher
from ippub.forge.port import ChangedFile, PullRequest

_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(r"^\s*\[[^\]]{1,15}\]")
_OPENING = re.compile(
    r"""^\W*(?:
        (?:wip|draft|add(?:ed|ing|s)?|new|initial|create[ds]?|updat(?:e[ds]?|ing)|submi(?:t|ssion)) \b\W+
      | (?:the|a|an|commit|connector|for|of) \b\W+
    )+""",
    re.IGNORECASE | re.VERBOSE,
)
_MARKER = re.compile(r"[\[(\u2013-]?\s*\b(?P<one>\w{8,14})[\s-]+(?P<two>\w*ub\w{4,10})\b\s*[\])]?", re.IGNORECASE)
_ENDING = re.compile(
    r"\W+(?:bug[ ]?fix(?:es)?|fix(?:es)?|update|hot[ ]?fix)\b.*$ | \s*[-\u2013]\s*v\d+(?:\.\d+)*\s*$ | [\s\-:|,.]+$",
    re.IGNORECASE | re.VERBOSE,
)
_PARTED = re.compile(r"\s*[-:|)\]\u2013]")
_NOT_A_NAME = frozenset({"", "dev", "master", "main", "patch", "1", "readme", "md", "update", "connector", "test"})


class Pull(NamedTuple):
    """An open pull request about one connector: its ``name``, its ``folder`` if the files are known, and its stage."""

    number: int
    url: str
    title: str
    author: str
    name: str
    folder: str
    proposal: bool


def read_pull(pull: PullRequest, files: Sequence[ChangedFile] | None = None) -> Pull:
    """``pull`` as a proposal or submission. ``files`` are what it changes, None when nobody has asked."""
    title, said = _title(pull.title)
    folders = connector_folders(files or ())
    # One connector per pull request is the rule; of a pull request with more, the title has to tell.
    folder = folders[0] if len(folders) == 1 else ""
    only_text = bool(folder) and all(
        file.path.lower().endswith((".md", ".png", ".jpg")) for file in files or () if file.status != "removed"
    )
    name = folder or title
    return Pull(pull.number, pull.url, pull.title, pull.author, name, folder, said or only_text)


def says_little(pull: PullRequest) -> bool:
    """Whether the title names no connector ("Dev", "Patch 1"), so that only the changed files can tell."""
    title, _ = _title(pull.title)
    words = name_of(title).words
    return not words or all(word in _NOT_A_NAME for word in words)


def connector_folders(files: Sequence[ChangedFile]) -> tuple[str, ...]:
    """The connector folders in which ``files`` lie, in their order."""
    found: dict[str, None] = {}
    for file in files:
        parts = file.path.split("/")
        if len(parts) > 2 and parts[0] in ROOTS:
            found[parts[1]] = None
    return tuple(found)


def _title(title: str) -> tuple[str, bool]:
    """The connector's name in a title, and whether the title says that it is a proposal."""
    text = " ".join(title[:LONGEST].split())
    text = _MARKER.sub(lambda found: " " if _is_marker(found.group("one", "two")) else found.group(), text)
    text = _TAG.sub("", text).strip()
    proposal = False
    words = [(found.start(), found.end(), found.group().lower()) for found in _WORD.finditer(text)]
    for at, (start, end, word) in enumerate(words):
        opens = at < 2 and _PARTED.match(text, end) is not None
        if (opens or at == len(words) - 1) and word[0] == "p" and near(word, "proposal", 2):
            proposal = True
            text = text[end:] if opens else text[:start]
            break
    text = _OPENING.sub("", text.strip(" -:|\u2013([])"))
    text = _ENDING.sub("", text).strip(" -:|\u2013")
    return text, proposal


def _is_marker(pair: tuple[str, ...]) -> bool:
    return not without_publisher(["x", *(word.lower() for word in pair)])[1:]
