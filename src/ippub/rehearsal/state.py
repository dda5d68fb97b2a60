"""What GitHub remembers: accounts, repositories, pull requests and what is said in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from ippub.rehearsal.git.repository import GitRepository


class Role(IntEnum):
    """What an account may do in a repository (docs.github.com, "Repository roles for an organization")."""

    NONE = 0
    READ = 1
    TRIAGE = 2
    WRITE = 3
    MAINTAIN = 4
    ADMIN = 5

    @property
    def word(self) -> str:
        """GitHub's older word for it."""
        return {Role.READ: "pull", Role.WRITE: "push"}.get(self, self.name.lower())


@dataclass(slots=True)
class Account:
    """A person, an organisation or a bot. ``members``: the owners' logins of an organisation, the owner's of an app.

    ``managed``: an enterprise-managed user, who may not touch anything outside the enterprise. ``cla``: has signed.
    """

    id: int
    login: str
    created: datetime
    name: str = ""
    email: str = ""
    kind: str = "User"
    members: tuple[str, ...] = ()
    managed: bool = False
    cla: bool = False


@dataclass(slots=True)
class Label:
    """A label of a repository."""

    id: int
    name: str
    color: str
    description: str = ""


@dataclass(slots=True)
class Comment:
    """A comment in a pull request's conversation."""

    id: int
    author: str
    body: str
    created: datetime
    updated: datetime


@dataclass(slots=True)
class Review:
    """A review: ``state`` is APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED or PENDING."""

    id: int
    author: str
    body: str
    state: str
    commit: str
    submitted: datetime


@dataclass(slots=True)
class LineComment:
    """A comment on a line of a file. ``original_line`` is where it was made, at ``original_commit``."""

    id: int
    review: int
    author: str
    body: str
    path: str
    original_line: int
    original_commit: str
    side: str
    hunk: str
    created: datetime
    updated: datetime
    reply_to: int = 0


@dataclass(slots=True)
class Pull:
    """A pull request. ``head_repository`` is 0 when the fork was deleted."""

    id: int
    number: int
    author: str
    title: str
    body: str
    base_ref: str
    head_owner: str
    head_repository: int
    head_ref: str
    head_sha: str
    base_sha: str
    created: datetime
    updated: datetime
    computed_from: datetime
    indexed_from: datetime
    open: bool = True
    draft: bool = False
    maintainer_can_modify: bool = True
    labels: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    line_comments: list[LineComment] = field(default_factory=list)
    closed: datetime | None = None
    closed_by: str = ""
    merged: datetime | None = None
    merged_by: str = ""
    merge_sha: str = ""


@dataclass(slots=True)
class CheckRun:
    """A check of a commit, made by an app."""

    id: int
    name: str
    sha: str
    app: str
    status: str
    conclusion: str
    title: str
    summary: str
    url: str
    started: datetime
    completed: datetime | None = None


@dataclass(slots=True)
class CommitStatus:
    """A status of a commit; ``state`` is error, failure, pending or success."""

    id: int
    sha: str
    state: str
    context: str
    description: str
    url: str
    creator: str
    created: datetime


@dataclass(slots=True)
class Repository:
    """A repository. ``readable_from`` and ``writable_from``: a new fork's git data are there only then."""

    id: int
    owner: str
    name: str
    git: GitRepository
    default_branch: str
    created: datetime
    pushed: datetime
    readable_from: datetime
    writable_from: datetime
    parent: int = 0
    private: bool = False
    archived: bool = False
    description: str = ""
    next_number: int = 1
    roles: dict[str, Role] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    checks: list[CheckRun] = field(default_factory=list)
    statuses: list[CommitStatus] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """``owner/name``."""
        return f"{self.owner}/{self.name}"
