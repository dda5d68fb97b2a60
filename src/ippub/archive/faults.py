"""What can be wrong with an archive itself, before anybody asks what it holds."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class FaultKind(StrEnum):
    """The kinds of faults; each has a rule of its own in ``check/rules/package/archives.py``."""

    NOT_A_ZIP = "not_a_zip"
    DAMAGED = "damaged"
    UNSAFE_PATH = "unsafe_path"
    BACKSLASH = "backslash"
    DUPLICATE = "duplicate"
    LINK = "link"
    ENCRYPTED = "encrypted"
    COMPRESSION = "compression"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"


class ArchiveFault(NamedTuple):
    """One fault: ``path`` is the entry's name as far as it can be shown, "" when it is the archive as a whole.

    ``message`` is one sentence without a full stop; names in it are quoted and cut.
    """

    kind: FaultKind
    path: str
    message: str
