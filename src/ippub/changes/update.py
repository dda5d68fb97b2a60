"""What kind of update the changes make, and which version number it deserves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from ippub.changes import kinds
from ippub.changes.model import Change, Level
from ippub.connector.node import Node
from ippub.connector.swagger import Swagger

_VERSION = re.compile(r"([vV]?)(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?")


class Size(StrEnum):
    """Microsoft's words for an update. They decide how long it takes: 4 to 5 weeks, or 6 to 10."""

    NONE = "none"
    MINOR = "minor"
    """Texts only: descriptions, contact, tooltips, color, publisher, stack owner, readme."""
    MAJOR = "major"
    """Everything else."""


class Update(NamedTuple):
    """What the changes amount to.

    ``version`` and ``new_version`` are the ``info.version`` of both sides, "" when there is none. ``proposed`` is the
    version that the new one should have at least, "" when it has that already, when nothing changed, or when the old
    version is no number that can be counted up.
    """

    size: Size
    breaking: int
    risky: int
    harmless: int
    version: str
    new_version: str
    proposed: str


def sum_up(changes: Sequence[Change], old: Swagger | None, new: Swagger | None) -> Update:
    """What ``changes`` amount to."""
    counted = [change for change in changes if change.kind not in (kinds.VERSION_KEPT, kinds.VERSION_LOWERED)]
    size = Size.NONE
    if counted:
        size = Size.MINOR if all(change.kind.minor for change in counted) else Size.MAJOR
    levels = [change.level for change in changes]
    breaking = levels.count(Level.BREAKING)
    before, after = _version(old), _version(new)
    wanted = next_version(before, size, breaks=breaking > 0) if counted else ""
    reached = _parsed(after) and _parsed(wanted) and _numbers(after) >= _numbers(wanted)
    return Update(
        size=size,
        breaking=breaking,
        risky=levels.count(Level.RISKY),
        harmless=levels.count(Level.HARMLESS),
        version=before,
        new_version=after,
        proposed="" if reached else wanted,
    )


def next_version(version: str, size: Size, *, breaks: bool) -> str:
    """``version`` counted up: the first number when flows break, the second for a major, the third for a minor update.

    A ``v`` in front stays, the number of parts too where it is enough. "" for what is no version of numbers.
    """
    match = _VERSION.fullmatch(version.strip())
    if match is None or size is Size.NONE:
        return ""
    given = [int(part) for part in match.groups()[1:] if part is not None]
    position = 0 if breaks else 1 if size is Size.MAJOR else 2
    parts = [*given, *([0] * (position + 1 - len(given)))]
    counted = [*parts[:position], parts[position] + 1, *([0] * (len(parts) - position - 1))]
    return match.group(1) + ".".join(map(str, counted))


def version_change(old: Swagger, new: Swagger, *, changed: bool) -> Iterator[Change]:
    """Whether ``info.version`` stayed although something changed, or went down."""
    before, after = _version(old), _version(new)
    places = old.at("info", "version"), new.at("info", "version")
    if changed and before == after:
        said = f"info.version is still {before}" if before else "there is no info.version"
        yield Change(kinds.VERSION_KEPT, said, *places)
    elif _parsed(before) and _parsed(after) and _numbers(after) < _numbers(before):
        yield Change(kinds.VERSION_LOWERED, f"info.version went from {before} to {after}", *places)


def _version(swagger: Swagger | None) -> str:
    info: Node | None = swagger.info if swagger is not None else None
    return info.text("version").strip() if info is not None else ""


def _parsed(version: str) -> bool:
    return _VERSION.fullmatch(version) is not None


def _numbers(version: str) -> list[int]:
    """The four numbers of a version, those that are left out as 0."""
    match = _VERSION.fullmatch(version)
    return [int(part or 0) for part in match.groups()[1:]] if match else []
