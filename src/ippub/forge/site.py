"""Where a pull request is made, what it shall be, and what is told about each step: plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from ippub.forge.port import Carrying, Commit, Forge, Pause, PullRequest, Repository


class Outcome(StrEnum):
    """What became of something that was wanted."""

    FOUND = "found"
    MADE = "made"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is so now: "branch", "ippub/contoso", made. ``note`` adds what the person should know."""

    thing: str
    outcome: Outcome
    name: str
    note: str = ""


Tell = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Site:
    """Where the work is done. ``carrier`` brings the files into the branch; ``fresh`` says that the fork is new.

    ``patience`` is in seconds and for a new fork only. ``mine`` says that the fork is the signed-in person's own.
    """

    forge: Forge
    carrier: Carrying
    upstream: Repository
    fork: Repository
    tell: Tell
    pause: Pause
    patience: float = 300.0
    fresh: bool = False
    mine: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the pull request shall be. ``folder`` is the only place in the repository that it may change.

    ``title`` and ``body`` are for a new one; for one that is there, ``retitle`` and ``rebody`` make the new texts out
    of those that it has. ``by_hand`` says that the token cannot open it: only the address to do so is given then.
    """

    folder: str
    branch: str
    commit: Commit
    title: str
    body: str
    retitle: Callable[[str], str] = field(default=lambda title: title)
    rebody: Callable[[str], str] = field(default=lambda body: body)
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch of the fork: its ``tip`` ("" when it is not there yet) and the pull requests from it."""

    name: str
    tip: str = ""
    open: PullRequest | None = None
    ended: PullRequest | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What is there before anything is done: the fork (None when there is none) and the branch in it."""

    fork: Repository | None
    branch: Branch


def inside(path: str, folder: str) -> bool:
    """Whether ``path`` is a file below ``folder``."""
    return path.startswith(f"{folder}/")
