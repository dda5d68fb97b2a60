"""A draft: everything that a proposal, a submission or an update would send, as one value.

It is made by pure functions (``publish/proposal.py``, ``publish/submission.py``), shown by ``--dry-run``, and carried
out by ``forge/ensure.py``. Two drafts of the same connector on any system are equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ippub.artifacts.naming import FOLDER, slug
from ippub.publish.screenshots import placed

__all__ = ["FOLDER", "Draft", "DraftKind", "branch_name", "slug", "titled_as_proposal"]


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
    fork (screenshots), never into the pull request.

    ``body`` is our block with its markers: the whole body of a new pull request. In an existing one
    ``body.merged(text, draft.bodies, template)`` puts it in place of the old block and leaves the rest alone; when that
    would be too long for GitHub it takes the first of ``shorter`` that fits. With side files, commit those first
    and go on with ``draft.with_pictures_at(base)``.
    """

    kind: DraftKind
    name: str
    title: str
    body: str
    message: str
    files: Mapping[str, bytes | None]
    side_files: Mapping[str, bytes] = field(default_factory=dict)
    shorter: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        """The connector's folder in the upstream repository."""
        return f"{FOLDER}/{self.name}"

    @property
    def branch(self) -> str:
        """The branch in the fork: the same for every run, so that a later run finds it."""
        return branch_name(self.name)

    @property
    def side_branch(self) -> str:
        """The branch in the fork that holds ``side_files`` and nothing else."""
        return f"ippub-screenshots/{slug(self.name)}"

    @property
    def bodies(self) -> tuple[str, ...]:
        """The block, the longest form first."""
        return (self.body, *self.shorter)

    def with_pictures_at(self, base: str) -> Draft:
        """The draft with the addresses of its screenshots under ``base``.

        ``base`` ends with ``/`` and holds the id of the commit with the side files, such as
        ``https://github.com/ada/PowerPlatformConnectors/raw/<commit>/``.
        """
        return replace(self, body=placed(self.body, base), shorter=tuple(placed(one, base) for one in self.shorter))


def branch_name(name: str) -> str:
    """``ippub/<slug>``, the branch of the connector ``name``; a valid ref name for every input."""
    return f"ippub/{slug(name)}"


def titled_as_proposal(title: str) -> bool:
    """Whether the title of a pull request says that the artifacts are still to come."""
    return title.lstrip().casefold().startswith("proposal")
