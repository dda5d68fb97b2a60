"""``ippub check --fix``: choose the repairs, carry them out on the files of one connector, all of them or none."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ippub.check.fix import Changes, Settled, settle
from ippub.document.json import MAX_BYTES
from ippub.errors import EnvironmentFault
from ippub.report.address import shown_path, slashed_path
from ippub.report.escape import visible
from ippub.report.patch import unified

if TYPE_CHECKING:
    from ippub.check.rule import Fix
    from ippub.connector.folder import Connector
    from ippub.report.formats import Style
    from ippub.report.model import Reported


class Files(NamedTuple):
    """The files of a folder as the repairs so far have left them; ``current`` gives None for one that is not there."""

    folder: str
    current: Callable[[str], bytes | None]


Choose = Callable[[Sequence["Reported"], Files], Iterable["Reported"]]
"""Which of the findings that have a fix are to be repaired."""


class Mending(StrEnum):
    """Which repairs a run makes when nobody is asked."""

    SAFE = "safe"
    UNSAFE = "unsafe"


def chosen(mending: Mending) -> Choose:
    """The choice that needs no person: the safe repairs, or with ``UNSAFE`` the suggestions too."""

    def choose(findings: Sequence[Reported], _files: Files) -> Iterable[Reported]:
        return [one for one in findings if one.fix is not None and (one.fix.safe or mending is Mending.UNSAFE)]

    return choose


class Repaired(NamedTuple):
    """What was done to one connector: how many findings in how many files, and the diff when it was asked for."""

    findings: int = 0
    files: int = 0
    diff: str = ""


def before(connector: Connector) -> Callable[[str], bytes | None]:
    """What reads the files of the connector's folder as they are; None for a name that is not there."""
    names = {entry.name for entry in connector.entries if entry.kind == "file"}

    def read(name: str) -> bytes | None:
        # Also where capitals do not matter, a file has one name.
        return _bytes(os.path.join(connector.path, name)) if name in names else None

    return cache(read)


def repaired(connector: Connector, judge: Callable[[Connector], Sequence[Reported]], choose: Choose) -> Settled:
    """All repairs that ``choose`` takes from what ``judge`` finds, round after round; nothing is written."""
    read = before(connector)

    def find(files: Mapping[str, bytes | None]) -> list[Fix]:
        now = connector.with_files(files) if files else connector
        found = [one for one in judge(now) if one.fix is not None]
        here = Files(connector.path, lambda name: files[name] if name in files else read(name))
        return [one.fix for one in choose(found, here) if one.fix is not None]

    return settle(read, find)


def write(folder: str, changes: Changes, before: Callable[[str], bytes | None]) -> None:
    """Put the changes into ``folder``: every file complete beside its place first, then all moved.

    Raises ``EnvironmentFault`` when the system refuses, and when a file is no longer what ``before`` gave, because an
    editor saved it meanwhile; then nothing was changed.
    """
    old = {new: name for name, new in changes.renamed.items()}
    parts: dict[str, str] = {}
    try:
        for name, data in changes.written.items():
            source = old.get(name, name)
            full = os.path.join(folder, source)
            if os.path.lexists(full) and _bytes(full) != before(source):
                reason = f"{shown_path(folder, source)} changed while it was being repaired"
                raise EnvironmentFault(reason, "Nothing was written. Run it again.")
            parts[name] = _part(full, data)
        for name, new in changes.renamed.items():
            os.rename(os.path.join(folder, name), os.path.join(folder, new))
        for name, part in parts.items():
            os.replace(part, os.path.join(folder, name))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EnvironmentFault(f"cannot write {visible(folder)}: {reason}", "Is a file open elsewhere?") from error
    finally:
        for part in parts.values():
            with contextlib.suppress(OSError):
                os.unlink(part)


def diff_of(folder: str, changes: Changes, before: Callable[[str], bytes | None], style: Style) -> str:
    """The changes as one unified diff, the paths as ``git`` would name them from here."""
    old = {new: name for name, new in changes.renamed.items()}
    parts = []
    for name, data in sorted(changes.written.items()):
        source = old.get(name, name)
        renamed = slashed_path(folder, name) if name in old else ""
        parts.append(unified(slashed_path(folder, source), before(source), data, style, renamed))
    return "".join(parts)


def _part(full: str, data: bytes) -> str:
    part = f"{full}.{os.getpid()}.part"
    with open(part, "xb") as file:
        file.write(data)
    if os.path.exists(full):
        shutil.copymode(full, part)
    return part


def _bytes(full: str) -> bytes | None:
    try:
        with open(full, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EnvironmentFault(f"cannot read {visible(full)}: {reason}", "Check that you may read it.") from error
