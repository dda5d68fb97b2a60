"""A draft: everything that a proposal, a submission or an update would send, as one value.

It is made by pure functions (``publish/proposal.py``, ``publish/submission.py``), shown by ``--dry-run``, and carried
out by ``forge/ensure.py``. Two drafts of the same connector on any system are equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

FOLDER = "independent-publisher-connectors"
"""Where independent publishers' connectors stand in the upstream repository (requirements.md, section 3)."""


class DraftKind(StrEnum):
    """What a draft is for."""

    PROPOSAL = "proposal"
    SUBMISSION = "submission"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be sent.

    ``files`` are the exact contents of ``folder`` in the repository by path from the repository's root; a file of the
    folder that is not among them is removed only by name, with None. ``side_files`` go to a branch of their own in the
    fork (screenshots), never into the pull request. ``body`` is the whole body for a new pull request; in an existing
    one only the block between the markers is replaced (``publish/body.py``).
    """

    kind: DraftKind
    name: str
    title: str
    body: str
    message: str
    files: Mapping[str, bytes | None]
    side_files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        """The connector's folder in the upstream repository."""
        return f"{FOLDER}/{self.name}"

    @property
    def branch(self) -> str:
        """The branch in the fork: the same for every run, so that a later run finds it."""
        return branch_name(self.name)


def branch_name(name: str) -> str:
    """``ippub/<slug>``, the branch of the connector ``name``; a valid ref name for every input."""
    return f"ippub/{slug(name)}"


def slug(name: str) -> str:
    """``name`` in lower-case ASCII letters, digits and single hyphens; names in other scripts get their code points.

    Different names may share a slug only when they differ in case, accents, blanks and punctuation alone, which the
    upstream repository would not accept beside each other either.
    """
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).lower()
    kept = "".join(c if c.isascii() else "" if unicodedata.combining(c) else f"-{ord(c):x}-" for c in plain)
    return re.sub(r"[^a-z0-9]+", "-", kept).strip("-") or "connector"
