"""What ippub asks of a forge (GitHub): plain values, and the two Protocols that give and take them.

The adapters stand beside this module. Everything else in ippub knows these names only, so it can be tried without
a network. Every method raises ``ippub.errors.IppubError`` with a message and a hint when it cannot answer; "not
there" is None or an empty tuple and never an error. Times are aware and in UTC.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

UPSTREAM = "microsoft/PowerPlatformConnectors"
"""The repository that holds the connectors."""

API_BYTES = 40 * 1024 * 1024
"""Of the files of one commit over the API: about so much is taken."""

FILE_BYTES = 100 * 1024 * 1024
"""Of one file, by whatever way (docs.github.com, about large files)."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person or organisation. ``name`` and ``email`` are "" when the profile does not show them."""

    login: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository under its canonical name (``owner/name`` after any renaming).

    ``parent`` is the canonical name of what it is a fork of, "" for none. ``pushable`` says whether the signed-in
    account may write to it. ``url`` is its page, ``clone_url`` what git is given (https, no credentials in it).
    """

    name: str
    default_branch: str
    parent: str = ""
    pushable: bool = False
    archived: bool = False
    url: str = ""
    clone_url: str = ""

    @property
    def owner(self) -> str:
        """The login in front of the slash."""
        return self.name.partition("/")[0]


class PullState(StrEnum):
    """GitHub's two states, and the one that people mean by closed-and-taken."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request against the upstream repository.

    ``head_repository`` is "" when the fork was deleted, ``head_sha`` a commit id, ``merged_at`` None until merged.
    """

    number: int
    url: str
    title: str
    body: str
    state: PullState
    author: str
    head_repository: str
    head_branch: str
    head_sha: str
    base_branch: str
    created: datetime
    updated: datetime
    draft: bool = False
    labels: tuple[str, ...] = ()
    merged_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that a pull request changes. ``status``: added, modified, removed, renamed (from ``previous``) ..."""

    path: str
    status: str
    previous: str = ""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A file in a tree: its path in the repository, its blob id, its size in bytes."""

    path: str
    blob: str
    size: int


def blob_id(data: bytes) -> str:
    """The name that git gives to a file of these bytes: nothing has to be downloaded to compare."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Check:
    """A check run or a commit status. ``outcome``: success, failure, pending, neutral, skipped, action_required ..."""

    name: str
    outcome: str
    summary: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said in a pull request: a comment, a review, or a review's comment on a line.

    ``kind`` is "comment", "review" or "line". ``verdict`` (reviews only): approved, changes_requested, commented,
    dismissed. ``path`` and ``line`` (kind "line" only) say where it was made, in the file as it was at ``commit``;
    ``line`` is 0 for a remark on the whole file.
    """

    kind: str
    author: str
    text: str
    when: datetime
    url: str = ""
    verdict: str = ""
    path: str = ""
    line: int = 0
    commit: str = ""
    association: str = ""
    """GitHub's word for the author's relation to upstream: MEMBER, CONTRIBUTOR, NONE ..."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit to make: ``files`` by path in the repository, None to remove one. Atomic: all or nothing."""

    message: str
    files: Mapping[str, bytes | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a branch stands to another: ``base`` is the commit at which they part.

    ``ahead`` and ``behind`` count commits; ``files`` are those changed since ``base`` (GitHub names the first 300).
    """

    base: str
    ahead: int
    behind: int
    files: tuple[ChangedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class SignIn:
    """What GitHub says about the token in use.

    ``scopes`` is None when it has none to tell (fine-grained tokens). ``requests_left`` is -1 when GitHub did not say.
    """

    account: Account
    scopes: tuple[str, ...] | None = None
    expires: datetime | None = None
    requests_left: int = -1
    requests_per_hour: int = -1


@dataclass(frozen=True, slots=True)
class NewPull:
    """A pull request to open, from ``head`` (owner, branch) against the branch ``base``.

    ``open_to_maintainers`` lets upstream's maintainers push to the head; an organisation's fork cannot be opened so.
    """

    base: str
    head: tuple[str, str]
    title: str
    body: str
    open_to_maintainers: bool = True


class Reading(Protocol):
    """What can be asked of the forge. Nothing here changes anything."""

    def viewer(self) -> Account:
        """Who is signed in."""

    def repository(self, name: str) -> Repository | None:
        """The repository ``owner/name``; renamings are followed."""

    def sign_in(self) -> SignIn:
        """Who is signed in, and what the token may do."""

    def fork_of(self, upstream: Repository, owner: str) -> Repository | None:
        """The fork of ``upstream`` that belongs to ``owner``, whatever it is called."""

    def branch(self, repository: Repository, branch: str) -> str | None:
        """The commit id at the tip of ``branch``."""

    def file(self, repository: Repository, path: str, ref: str) -> bytes | None:
        """The bytes of a file at a branch, tag or commit."""

    def tree(self, repository: Repository, ref: str, folder: str = "") -> tuple[TreeEntry, ...]:
        """Every file below ``folder`` ("" for all) at ``ref``."""

    def compare(self, upstream: Repository, base: str, head: tuple[str, str]) -> Comparison | None:
        """How the branch ``head`` (owner, branch) in upstream's network stands to upstream's branch ``base``."""

    def pulls_from(self, upstream: Repository, owner: str, branch: str) -> tuple[PullRequest, ...]:
        """All pull requests, open or not, whose head is ``owner:branch``, the newest first."""

    def pulls_by(self, upstream: Repository, author: str) -> tuple[PullRequest, ...]:
        """All pull requests of ``author``, open or not, the newest first."""

    def open_pulls(self, upstream: Repository) -> tuple[PullRequest, ...]:
        """All open pull requests, the newest first."""

    def closed_pulls(self, upstream: Repository) -> tuple[PullRequest, ...]:
        """The hundred pull requests that ended last, merged or not, the newest first."""

    def pull(self, upstream: Repository, number: int) -> PullRequest | None:
        """One pull request as it is now."""

    def changed_files(self, upstream: Repository, number: int) -> tuple[ChangedFile, ...]:
        """The files that a pull request changes."""

    def checks(self, upstream: Repository, sha: str) -> tuple[Check, ...]:
        """Check runs and statuses of a commit (asked of upstream, also for a fork's commit)."""

    def committed(self, upstream: Repository, sha: str) -> datetime | None:
        """When a commit was made, by the clock of whoever made it; costs nothing after ``checks``."""

    def remarks(self, upstream: Repository, number: int) -> tuple[Remark, ...]:
        """Everything said in a pull request, the oldest first."""


class Carrying(Protocol):
    """How files get into a branch: over the API, or with git."""

    def make_commit(self, repository: Repository, branch: str, parent: str, commit: Commit) -> str:
        """Put ``commit`` on ``branch``, whose tip must be ``parent`` (no force); gives the new commit id.

        With "" for ``parent`` the commit is the first of a new branch that shares no history with the others. Gives
        ``parent`` back when the commit would change nothing.
        """


class Writing(Carrying, Protocol):
    """What ippub may change. Every method can be called again after a failure; ``forge/ensure.py`` looks first."""

    def make_fork(self, upstream: Repository, organisation: str = "") -> Repository:
        """Fork ``upstream`` and wait until it can be read; the existing fork when there is one."""

    def make_branch(self, repository: Repository, branch: str, sha: str) -> None:
        """Make ``branch`` at the commit ``sha``. Never moves an existing branch."""

    def make_pull(self, upstream: Repository, new: NewPull) -> PullRequest:
        """Open the pull request."""

    def edit_pull(self, upstream: Repository, number: int, *, title: str | None, body: str | None) -> PullRequest:
        """Change the title or the body; None leaves it as it is."""


class Forge(Reading, Writing, Protocol):
    """Both."""


Pause = Callable[[str, float], None]
"""Waits, and shows it: why, and for how many seconds."""


def closed_or_open(pulls: Sequence[PullRequest]) -> tuple[tuple[PullRequest, ...], tuple[PullRequest, ...]]:
    """``pulls`` parted into (open, ended), each in its order."""
    return (
        tuple(pull for pull in pulls if pull.state is PullState.OPEN),
        tuple(pull for pull in pulls if pull.state is not PullState.OPEN),
    )
