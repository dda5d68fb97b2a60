"""The findings that a project already knew: written once, taken out of every later run.

The file holds one entry for each finding, so the same finding twice is two entries, and a third one is new.
An entry does not depend on lines or columns: moving text keeps it, changing the offending value makes a new
one.
"""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ippub.check.lazy import lazy
from ippub.errors import EnvironmentFault, UsageError

if TYPE_CHECKING:
    from typing import Protocol

    class Known(Protocol):
        """What a baseline keeps of a finding (``report.model.Reported`` has it)."""

        @property
        def code(self) -> str:
            """The rule's code."""

        @property
        def file(self) -> str:
            """The path in the connector's folder, with ``/``."""

        @property
        def message(self) -> str:
            """The sentence, for people who read the baseline."""

        @property
        def fingerprint(self) -> str:
            """As ``fingerprint`` below makes it."""

    class Report(Protocol):
        """One connector's name and findings (``report.model.ConnectorReport`` has them)."""

        @property
        def name(self) -> str:
            """The folder's own name."""

        @property
        def findings(self) -> Sequence[Known]:
            """Its findings."""


VERSION = 1

MAX_BYTES = 64 * 1024 * 1024
"""The largest baseline that is read: some 200,000 findings."""

_POSITIONS = lazy(r"\b(line|column)s? \d+(?:(?:, | and | to |-)\d+)*")
_FINGERPRINT = lazy(r"[0-9a-f]{16}")
_WRITE_AGAIN = "Write it again with --write-baseline."


F = TypeVar("F", bound="Known")


class Entry(NamedTuple):
    """One known finding."""

    connector: str
    file: str
    code: str
    message: str
    fingerprint: str


class Baseline(NamedTuple):
    """What a baseline file says: how often each fingerprint is known, and its entries."""

    entries: tuple[Entry, ...] = ()
    counts: dict[str, int] = {}  # noqa: RUF012  # nobody writes to it


def fingerprint(code: str, connector: str, file: str, pointer: str | None, message: str) -> str:
    """16 hexadecimal digits that stay the same when lines move, and differ for every other finding.

    ``connector`` is the folder's name, so that the baseline can move with the repository. Numbers of lines
    and columns in ``message`` do not count; array indexes in ``pointer`` do.
    """
    import hashlib  # 3 ms: only runs with findings pay

    placeless = _POSITIONS.sub(r"\1", message) if "line" in message or "column" in message else message
    parts = (code, connector, file.replace("\\", "/"), "-" if pointer is None else f"+{pointer}", placeless)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def write_baseline(path: Path, reports: "Iterable[Report]") -> int:
    """Write all findings of ``reports`` to ``path``, replacing what is there at once; the number of entries.

    The same findings give the same bytes. Raises ``EnvironmentFault`` when the file cannot be written; what
    was there before is then untouched.
    """
    entries = sorted(
        (
            Entry(report.name, finding.file, finding.code, finding.message, finding.fingerprint)
            for report in reports
            for finding in report.findings
        ),
        key=lambda entry: (entry.connector, entry.file, entry.code, entry.message, entry.fingerprint),
    )
    rows = [
        {
            "fingerprint": entry.fingerprint,
            "connector": entry.connector,
            "file": entry.file,
            "code": entry.code,
            "message": entry.message,
        }
        for entry in entries
    ]
    text = json.dumps({"version": VERSION, "findings": rows}, ensure_ascii=False, indent=1) + "\n"
    # A lone surrogate cannot be UTF-8; its backslash form is what JSON writes for it anyway.
    _replace(path, text.encode("utf-8", "backslashreplace"))
    return len(entries)


def _replace(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of ``path`` in one step; a link stays and its target is replaced."""
    try:
        target = os.path.realpath(path)
        part = f"{target}.{os.getpid()}.part"
        try:
            with open(part, "xb") as file:
                file.write(data)
            os.replace(part, target)
        except BaseException:
            if os.path.exists(part):
                os.unlink(part)
            raise
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise EnvironmentFault(f"The baseline {path} cannot be written: {reason}.") from None


def read_baseline(path: Path) -> Baseline:
    """The baseline in the file ``path``.

    Raises ``UsageError`` when there is none or it is broken, ``EnvironmentFault`` when it cannot be read.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise UsageError(f"There is no baseline {path}.", "Write one with --write-baseline.") from None
    except OSError as fault:
        if os.path.isdir(path):
            raise UsageError(f"The baseline {path} is a folder.", "Name a file.") from None
        raise EnvironmentFault(f"The baseline {path} cannot be read: {fault.strerror}.") from None
    if len(data) > MAX_BYTES:
        raise UsageError(f"The baseline {path} is larger than {MAX_BYTES >> 20} MB.", "Is this the right file?")
    return _parse(data, path)


def _parse(data: bytes, path: Path) -> Baseline:
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as fault:
        hint = f"Look for the marks of a merge conflict, or delete the file. {_WRITE_AGAIN}"
        raise UsageError(f"The baseline {path}:{fault.lineno} is not valid JSON.", hint) from None
    except (ValueError, RecursionError):  # not UTF-8, a number of 5,000 digits, nesting without end
        raise UsageError(f"The baseline {path} is not valid JSON.", _WRITE_AGAIN) from None
    rows = value.get("findings") if isinstance(value, dict) else None
    if not isinstance(rows, list):
        raise UsageError(f"{path} is not a baseline: it has no list 'findings'.", _WRITE_AGAIN)
    version = value.get("version")
    if version is True or version != VERSION:
        raise UsageError(
            f"The baseline {path} does not have version {VERSION}, the only one that is read.", _WRITE_AGAIN
        )
    counts: dict[str, int] = {}
    entries: list[Entry] = []
    for number, row in enumerate(rows, 1):
        entry = _entry(row)
        if entry is None:
            raise UsageError(f"The baseline {path} is broken: entry {number} has no fingerprint.", _WRITE_AGAIN)
        entries.append(entry)
        counts[entry.fingerprint] = counts.get(entry.fingerprint, 0) + 1
    return Baseline(tuple(entries), counts)


def _entry(row: Any) -> Entry | None:
    """The entry in ``row``, None when it is none. The fields that are only for readers may be missing."""
    if not isinstance(row, dict):
        return None
    key = row.get("fingerprint")
    if not isinstance(key, str) or not _FINGERPRINT.fullmatch(key):
        return None
    texts = [row.get(name) for name in ("connector", "file", "code", "message")]
    connector, file, code, message = (text if isinstance(text, str) else "" for text in texts)
    return Entry(connector, file, code, message, key)


def split(findings: Iterable[F], baseline: Baseline, taken: dict[str, int] | None = None) -> tuple[list[F], list[F]]:
    """``findings`` in two lists, new and known, in their order; of equal ones the first are the known.

    ``taken`` counts what is used up: pass the same dict for all connectors of a run, and then to ``stale``.
    """
    used = {} if taken is None else taken
    new: list[F] = []
    known: list[F] = []
    for finding in findings:
        key = finding.fingerprint
        if used.get(key, 0) < baseline.counts.get(key, 0):
            used[key] = used.get(key, 0) + 1
            known.append(finding)
        else:
            new.append(finding)
    return new, known


def stale(baseline: Baseline, taken: dict[str, int], covered: Callable[[Entry], bool] = lambda _: True) -> list[Entry]:
    """The entries that no finding used up: what was repaired since.

    ``covered`` says whether the run looked at an entry's connector and code; the others say nothing.
    """
    left = dict(taken)
    unused: list[Entry] = []
    for entry in baseline.entries:
        if left.get(entry.fingerprint, 0) > 0:
            left[entry.fingerprint] -= 1
        elif covered(entry):
            unused.append(entry)
    return unused
