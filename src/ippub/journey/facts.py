"""What is known about a connector's way, as values: all that the judges look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ippub.forge.port import ChangedFile, Check, PullRequest, Remark
from ippub.report.model import Reported


@dataclass(frozen=True, slots=True)
class Local:
    """The connector's folder on this machine.

    ``files`` are the bytes of what would be submitted, by upstream's name. ``findings`` is what the check finds as at
    submission, ``errors`` counts the errors; ``missing_shots`` says which screenshots are not there, "" when all are.
    ``email`` is the contact's.
    """

    path: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    findings: tuple[Reported, ...] = ()
    errors: int = 0
    warnings: int = 0
    first_codes: tuple[str, ...] = ()
    missing_shots: str = ""
    email: str = ""
    process: int = 2025


@dataclass(frozen=True, slots=True)
class Facts:
    """What the folder and the forge say, at the time ``now`` (aware).

    ``local`` is None without a folder, ``pull`` without a pull request. ``asked`` is False when the forge was not
    asked, so that nothing may be concluded from a missing pull request. ``blobs`` are git's ids of the files by
    upstream's name: in the pull request or, when none is open, on upstream's default branch, and ``upstream_there``
    says whether that has the folder. ``old`` are the files that remarks speak of, by (commit, path). ``pushed`` is when
    the pull request's last commit was made, None when that is not known.
    """

    name: str
    now: datetime
    local: Local | None = None
    pull: PullRequest | None = None
    changed: tuple[ChangedFile, ...] = ()
    blobs: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    remarks: tuple[Remark, ...] = ()
    old: Mapping[tuple[str, str], bytes] = field(default_factory=dict)
    upstream_there: bool = False
    pushed: datetime | None = None
    asked: bool = True

    @property
    def names(self) -> frozenset[str]:
        """The names, without their folder and in lower case, of the files that the pull request adds or changes."""
        return frozenset(one.path.rpartition("/")[2].lower() for one in self.changed if one.status != "removed")
