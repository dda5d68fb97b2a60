"""``ippub check --fix``: choose the repairs, carry them out on the files of one connector, all of them or none."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ippub.check.fix import Changes, Settled, settle
from ippub.connector.folder import read_bytes
from ippub.document.json import MAX_BYTES, JsonDocument, read_json
from ippub.errors import EnvironmentFault
from ippub.report.address import shown_path, slashed_path
from ippub.report.escape import visible
from ippub.report.patch import unified

if TYPE_CHECKING:
    from ippub.check.rule import Fix
    from ippub.connector.folder import Connector
    from ippub.report.formats import Style
    from ippub.report.model import Reported


_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


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
    """What reads the files of the connector's folder as they are; None for a name that is not there.

    A link or a folder is no file to read or to write over: it counts as an empty one.
    """
    kinds = {entry.name: entry.kind for entry in connector.entries}

    def read(name: str) -> bytes | None:
        # Also where capitals do not matter, a file has one name.
        if kinds.get(name, "file") != "file":
            return b""
        return _bytes(os.path.join(connector.path, name)) if name in kinds else None

    return cache(read)


def repaired(
    connector: Connector,
    read: Callable[[str], bytes | None],
    judge: Callable[[Connector], Sequence[Reported]],
    choose: Choose,
) -> tuple[Settled, Connector, bool]:
    """All repairs that ``choose`` takes from what ``judge`` finds, round after round; nothing is written.

    ``read`` gives the files as they are. With what came of it goes the connector that has all repairs, and whether
    it is the one that was judged last.
    """
    now = connector
    seen: dict[str, bytes | None] = {}
    parsed: dict[str, tuple[bytes, JsonDocument]] = {}

    def current(name: str) -> bytes | None:
        return seen[name] if name in seen else read(name)

    def find(files: Mapping[str, bytes | None]) -> list[Fix]:
        nonlocal now
        changed = {name: data for name, data in files.items() if name not in seen or seen[name] is not data}
        now = _next(now, changed, [one for name, (data, one) in parsed.items() if data is changed.get(name)])
        seen.update(changed)
        parsed.clear()
        found = [one for one in judge(now) if one.fix is not None]
        here = Files(connector.path, lambda name: files[name] if name in files else read(name))
        return [one.fix for one in choose(found, here) if one.fix is not None]

    def parse(name: str, data: bytes) -> JsonDocument:
        if data is current(name):
            known = [document for document in now.documents if document.name == name]
            if known and isinstance(known[0], JsonDocument):
                return known[0]
        document = read_json(name, data)
        parsed[name] = data, document  # probably what is judged next
        return document

    settled = settle(read, find, parse)
    if seen == settled.changes.files:
        return settled, now, True
    return settled, connector.with_files(settled.changes.files), False


def _next(connector: Connector, changed: Mapping[str, bytes | None], parsed: Sequence[JsonDocument]) -> Connector:
    """The connector with other files, of which these are ``parsed``; what it does not use any more is let go of."""
    if not changed:
        return connector
    following = connector.with_files(changed, parsed)
    if following.swagger_document is not connector.swagger_document and connector.swagger is not None:
        connector.swagger.release()
    return following


def write(folder: str, changes: Changes, before: Callable[[str], bytes | None]) -> None:
    """Put the changes into ``folder``: every file complete beside its place first, then all moved.

    Raises ``EnvironmentFault`` when the system refuses, when a file must not be written, and when one is no longer what
    ``before`` gave, because an editor saved it meanwhile; then all is as it was.
    """
    old = {new: name for name, new in changes.renamed.items()}
    parts: dict[str, str] = {}
    try:
        for name, data in changes.written.items():
            source = old.get(name, name)
            full = os.path.join(folder, source)
            _refuse(full, shown_path(folder, source), unchanged=_bytes(full) == before(source))
            if source != name and os.path.lexists(target := os.path.join(folder, name)):
                _refuse(target, shown_path(folder, name), unchanged=os.path.samefile(full, target))
            parts[name] = _part(full, data)
        _move(folder, changes.renamed, parts, before)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        hint = "Nothing was written. Is a file open elsewhere, or is the folder write-protected?"
        raise EnvironmentFault(f"cannot write into {visible(folder)}: {reason}", hint) from error
    finally:
        for part in parts.values():
            with contextlib.suppress(OSError):
                os.unlink(part)


def _refuse(full: str, shown: str, *, unchanged: bool) -> None:
    """Raise ``EnvironmentFault`` for a file that is not what was read, or that nobody may write to."""
    if not unchanged:
        reason = f"{visible(shown)} changed while it was being repaired"
        raise EnvironmentFault(reason, "Nothing was written. Run it again.")
    if os.path.exists(full) and not os.stat(full).st_mode & _WRITABLE:
        # Moving another file into its place would work on most systems; the author said that nobody shall.
        raise EnvironmentFault(f"{visible(shown)} is write-protected", "Nothing was written. Allow writing, or --diff.")


def _move(
    folder: str, renamed: Mapping[str, str], parts: Mapping[str, str], before: Callable[[str], bytes | None]
) -> None:
    """Give the files their names and move ``parts`` into their places; what was done is undone when one fails."""
    old = {new: name for name, new in renamed.items()}
    called: list[str] = []
    written: list[str] = []
    try:
        for name, new in renamed.items():
            os.rename(os.path.join(folder, name), os.path.join(folder, new))
            called.append(name)
        for name, part in parts.items():
            os.replace(part, os.path.join(folder, name))
            written.append(name)
    except OSError:
        with contextlib.suppress(OSError):
            for name in written:
                _restore(os.path.join(folder, name), before(old.get(name, name)))
            for name in called:
                os.rename(os.path.join(folder, renamed[name]), os.path.join(folder, name))
        raise


def _restore(full: str, data: bytes | None) -> None:
    if data is None:
        os.unlink(full)
    else:
        os.replace(_part(full, data), full)


def diff_of(folder: str, changes: Changes, before: Callable[[str], bytes | None], style: Style) -> str:
    """The changes as one unified diff, the paths as ``git`` would name them from here."""
    if os.path.isabs(folder):
        near = os.path.relpath(folder) if os.path.splitdrive(folder)[0] == os.path.splitdrive(os.getcwd())[0] else ""
        folder = near if near and not near.startswith("..") else folder.lstrip("/")
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
        try:
            file.write(data)
            if os.path.exists(full):
                shutil.copymode(full, part)
        except OSError:
            file.close()
            os.unlink(part)
            raise
    return part


def _bytes(full: str) -> bytes | None:
    return read_bytes(full, MAX_BYTES) if os.path.exists(full) else None
