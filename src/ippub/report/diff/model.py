"""Changes with their lines, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ippub import HOME
from ippub.changes.kinds import KINDS
from ippub.changes.model import Change, Kind, Level
from ippub.changes.update import Update
from ippub.check.baseline import fingerprint
from ippub.check.glob import pointer_matches
from ippub.check.redaction import redact
from ippub.check.rule import Severity
from ippub.config import Allowed
from ippub.connector.folder import Connector
from ippub.document.json import JsonDocument
from ippub.document.place import WHOLE_FILE, Place, Span, pointer
from ippub.report.address import shown_path
from ippub.report.model import ConnectorReport, Reported
from ippub.report.sarif import RuleInfo

PAGE = f"{HOME}/blob/main/docs/changes.md"
"""The page that describes every code."""

SEVERITIES = {Level.BREAKING: Severity.ERROR, Level.RISKY: Severity.WARNING, Level.HARMLESS: Severity.INFO}
"""What a level is for formats that know severities."""


class Side(NamedTuple):
    """One of the two versions. ``folder`` is the folder on this disk, "" when it lies elsewhere.

    ``label`` is what the person called it: a path, ``HEAD~1:folder``, ``upstream``.
    """

    connector: Connector
    label: str
    folder: str = ""
    is_file: bool = False

    def path(self, file: str) -> str:
        """How a report names ``file`` of this side."""
        if self.is_file:
            return self.label
        return shown_path(self.folder, file) if self.folder else f"{self.label.rstrip('/')}/{file}"


class Where(NamedTuple):
    """A place with its lines: ``file`` in the connector's folder, ``path`` as reports name it."""

    file: str
    path: str
    pointer: str | None
    span: Span


class Told(NamedTuple):
    """A change with both places; ``reason`` says why it is allowed, "" when it is not."""

    change: Change
    message: str
    old: Where
    new: Where
    reason: str = ""


class DiffReport(NamedTuple):
    """All that is said about two versions.

    ``allowed`` are the changes that ``ippub.yaml`` accepts, ``unused`` its entries that match no change.
    """

    old: Side
    new: Side
    changes: tuple[Told, ...]
    allowed: tuple[Told, ...]
    update: Update
    unused: tuple[Allowed, ...] = ()

    @property
    def breaking(self) -> int:
        """How many changes break flows and are not allowed."""
        return sum(1 for told in self.changes if told.change.level is Level.BREAKING)

    def of(self, level: Level) -> list[Told]:
        """The changes of one level."""
        return [told for told in self.changes if told.change.level is level]


def make_report(
    old: Side, new: Side, changes: Iterable[Change], allow: Sequence[Allowed], update: Update
) -> DiffReport:
    """The report on ``changes``; an entry of ``allow`` matches a place on either side.

    Whether an entry is unused is said only of whole connectors: a file alone says nothing of the others.
    """
    shown: list[Told] = []
    accepted: list[Told] = []
    used: set[int] = set()
    for change in changes:
        told = Told(change, redact(change.sentence), _where(old, change.old), _where(new, change.new))
        fitting = [index for index, each in enumerate(allow) if _accepts(each, told)]
        used.update(fitting)
        if fitting:
            accepted.append(told._replace(reason=allow[fitting[0]].reason))
        else:
            shown.append(told)
    whole = not (old.is_file or new.is_file)
    unused = tuple(each for index, each in enumerate(allow) if index not in used) if whole else ()
    return DiffReport(old, new, tuple(shown), tuple(accepted), update, unused)


def _accepts(entry: Allowed, told: Told) -> bool:
    if entry.code != told.change.code:
        return False
    places = [where.pointer for where in (told.old, told.new) if where.pointer is not None]
    return entry.pointer is None or any(pointer_matches(entry.pointer, place) for place in places)


def _where(side: Side, place: Place) -> Where:
    document = next((each for each in side.connector.documents if each.name == place.file), None)
    span = WHOLE_FILE
    if place.tokens is not None and isinstance(document, JsonDocument):
        span = document.span(place.tokens, key=place.key)
    at = pointer(place.tokens) if place.tokens is not None else None
    return Where(place.file, side.path(place.file), at, span)


def page_of(kind: Kind) -> str:
    """The address of the code's description."""
    return f"{PAGE}#{kind.code.lower()}"


def as_findings(report: DiffReport) -> ConnectorReport:
    """The changes as findings in the new version, for formats that know only these."""
    new = report.new
    return ConnectorReport(
        name=new.connector.name,
        path=new.folder,
        title=new.connector.title,
        findings=tuple(_finding(told, report) for told in report.changes),
        ignored=len(report.allowed),
        suppressed=tuple(_finding(told, report) for told in report.allowed),
    )


def _finding(told: Told, report: DiffReport) -> Reported:
    kind, where = told.change.kind, told.new
    return Reported(
        code=kind.code,
        severity=SEVERITIES[kind.level],
        file=where.file if report.new.folder else where.path,
        pointer=where.pointer,
        line=where.span.line,
        column=where.span.column,
        end_line=where.span.end_line,
        end_column=where.span.end_column,
        message=f"{told.message} (before: {told.old.path}:{told.old.span.line})",
        remedy="" if kind.level is Level.HARMLESS else kind.instead,
        url=page_of(kind),
        fingerprint=fingerprint(kind.code, report.new.connector.name, where.file, where.pointer, told.message),
    )


def rule_infos() -> tuple[RuleInfo, ...]:
    """What SARIF says about each code."""
    return tuple(
        RuleInfo(kind.code, SEVERITIES[kind.level], kind.what, page_of(kind), "change", f"{kind.why} {kind.instead}")
        for kind in KINDS.values()
    )
