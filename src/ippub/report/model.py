"""What a report is made of: values, located and ready to be shown. Nothing here reads a file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from ippub.check.rule import Fix, Severity


class Reported(NamedTuple):
    """One finding as every report shows it.

    ``file`` is relative to the connector's folder, with ``/``; what is in an archive stands behind the archive's name
    and ``!``. ``pointer`` is an RFC 6901 JSON Pointer in JSON files and None elsewhere. ``policy`` are the codes under
    which Microsoft's certification answers the same fault. Lines and columns count from 1, columns in characters; the
    end is exclusive.
    ``excerpt`` is the source line (at most 400 characters of it, cut so that the marked place is inside;
    ``excerpt_column`` is the column of its first character), empty when there is none to show.
    ``fingerprint`` stays the same when lines move: it does not depend on the position. ``fix`` is the repair that
    a machine can make, if any. ``stops_later`` says that it is no error now and will be one at submission.
    """

    code: str
    severity: Severity
    file: str
    pointer: str | None
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    remedy: str
    url: str
    fingerprint: str
    excerpt: str = ""
    excerpt_column: int = 1
    policy: tuple[str, ...] = ()
    fix: Fix | None = None
    stops_later: bool = False

    @property
    def fixable(self) -> bool:
        """Whether a machine can repair it, safely or as a suggestion."""
        return self.fix is not None

    @property
    def repair(self) -> str:
        """Who may make the repair: ``"safe"`` anybody, ``"suggested"`` a person who wants it, ``""`` no machine can."""
        if self.fix is None:
            return ""
        return "safe" if self.fix.safe else "suggested"


class Counted(NamedTuple):
    """A finding that a report counts and does not tell; each field as in ``Reported``."""

    code: str
    severity: Severity
    file: str
    line: int
    fix: Fix | None
    stops_later: bool


class ConnectorReport(NamedTuple):
    """All that is said about one connector; ``findings`` are grouped by file and sorted, worst first.

    ``path`` is the folder as the user gave it, ``title`` the swagger's title or None, ``ignored`` the number of
    findings that ``ippub.yaml`` or a baseline took out. ``suppressed`` are those findings themselves, for
    formats that can say "known" (SARIF). ``counted`` are the findings that are not put into words, by file and code,
    when a report tells only the first few of each code in each file.
    """

    name: str
    path: str
    title: str | None
    findings: tuple[Reported, ...]
    ignored: int = 0
    suppressed: tuple[Reported, ...] = ()
    operations: int = 0
    counted: Mapping[tuple[str, str], Sequence[Counted]] = {}  # nobody writes to it

    @property
    def everything(self) -> Iterator[Reported | Counted]:
        """All that was found, for who counts it: also what is not told."""
        return chain(self.findings, *self.counted.values())


class Summary:
    """The count over all connectors; ``codes`` is how often each code was found (for ``--statistics``).

    ``safe`` and ``suggested`` are how many of the findings ``--fix`` and ``--unsafe-fixes`` would repair, ``later`` is
    how many of each code are no errors now and will be at submission.
    (No dataclass: making one costs a hundredth of the start.)
    """

    __slots__ = (
        "codes",
        "connectors",
        "errors",
        "ignored",
        "infos",
        "later",
        "safe",
        "seconds",
        "suggested",
        "warnings",
    )

    def __init__(self, *, connectors: int = 0, seconds: float = 0.0) -> None:
        self.connectors = connectors
        self.errors = self.warnings = self.infos = self.ignored = 0
        self.safe = self.suggested = 0
        self.seconds = seconds
        self.codes: dict[str, int] = {}
        self.later: dict[str, int] = {}

    def add(self, report: ConnectorReport) -> None:
        """Count one more connector."""
        self.connectors += 1
        self.ignored += report.ignored
        _add(self.codes, Counter([finding.code for finding in report.everything]))
        _add(self.later, Counter([finding.code for finding in report.everything if finding.stops_later]))
        ranks = [finding.severity.rank for finding in report.everything]
        self.errors += ranks.count(Severity.ERROR.rank)
        self.warnings += ranks.count(Severity.WARNING.rank)
        self.infos += ranks.count(Severity.INFO.rank)
        fixes = [finding.fix.safe for finding in report.everything if finding.fix is not None]
        self.safe += fixes.count(True)
        self.suggested += fixes.count(False)

    def include(self, other: "Summary") -> None:
        """Count what ``other`` has counted too."""
        for name in self.__slots__:
            if name in ("codes", "later"):
                _add(getattr(self, name), getattr(other, name))
            elif name != "seconds":
                setattr(self, name, getattr(self, name) + getattr(other, name))


def _add(counts: dict[str, int], more: Mapping[str, int]) -> None:
    for code, count in more.items():
        counts[code] = counts.get(code, 0) + count
