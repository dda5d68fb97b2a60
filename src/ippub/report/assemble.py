"""From what the rules said to what a report shows: severities, ignores, the baseline, positions, the order."""

import os
import sys
from collections.abc import Iterable
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ippub.check.engine import MAX_FINDINGS, Found
from ippub.check.redaction import redact
from ippub.check.rule import RULES, Finding, Rule, Severity
from ippub.check.selection import (
    IGNORE_MATCHES_NOTHING,
    Selection,
    apply_ignores,
    folder_below,
    unused_finding,
    unused_ignores,
)
from ippub.config import Config
from ippub.connector.folder import Connector
from ippub.document.json import JsonDocument
from ippub.document.markdown import MarkdownDocument
from ippub.document.place import WHOLE_FILE, Span
from ippub.report.address import outer_file
from ippub.report.located import Located
from ippub.report.model import ConnectorReport, Counted, Reported

if TYPE_CHECKING:
    from ippub.check.baseline import Baseline

_EXCERPT = 400
"""How many characters of a source line a report carries."""

_BEFORE = 120
"""How many of them at most stand before the marked place when the line is cut."""


ALL = sys.maxsize
"""More findings than there can be."""


class Wishes(NamedTuple):
    """What a report needs of each finding beyond its place: the sentence, the source line, the fingerprint.

    All of it costs time. ``told`` is how many findings of one code in one file are told at all: the others are only
    counted. ``excerpts`` is how many get their source line.
    """

    excerpts: int = MAX_FINDINGS
    fingerprints: bool = True
    submitting: bool = False
    lines: bool = True
    """Whether places become lines and columns; without them findings keep the order of the rules."""
    files: frozenset[str] = frozenset()
    """Only findings in these files (their names in the connector's folder); empty means all."""
    told: int = ALL
    pointers: bool = True
    """Whether there are JSON Pointers; they are there wherever there are fingerprints."""
    edits: bool = True
    """Whether repairs have their edits, for who makes them; others need to know only how safe they are."""


Placed = TypeVar("Placed", Located, Reported)
Filed = TypeVar("Filed", Located, Reported, Counted)


def assemble(  # noqa: PLR0913
    connector: Connector,
    found: Iterable[Found],
    selection: Selection,
    config: Config,
    wishes: Wishes,
    known: "tuple[Baseline | None, dict[str, int]]",
) -> tuple[ConnectorReport, frozenset[int]]:
    """The report on ``connector``, and the indexes of the ignores in ``config`` that matched something.

    ``known`` is the baseline and what earlier connectors of the run used of it.
    """
    baseline, taken = known
    sources = _sources(connector)
    located = _located(list(found), connector, sources, selection, wishes)
    sorted_out = apply_ignores(located, config, folder_below(config, Path(connector.path)))
    levels = {severity for severity in Severity if selection.shows(severity)}
    kept = [
        finding
        for finding in sorted_out.kept
        if finding.severity in levels and (not wishes.files or outer_file(finding.file) in wishes.files)
    ]
    suppressed = sorted_out.ignored
    if baseline is not None:
        from ippub.check.baseline import split

        kept, old = split(kept, baseline, taken)
        suppressed = [*suppressed, *old]
    told, counted = _told(in_order(kept), sources, wishes)
    report = ConnectorReport(
        name=connector.name,
        path=connector.path,
        title=connector.title,
        findings=tuple(told),
        ignored=len(suppressed),
        suppressed=tuple(
            [
                one.told("", 1, marked=wishes.fingerprints, pointed=True, edits=wishes.edits)
                for one in in_order(suppressed)
            ]
        ),
        operations=len(connector.swagger.operations) if connector.swagger is not None else 0,
        counted=counted,
    )
    return report, sorted_out.used


def with_unused_ignores(
    report: ConnectorReport, config: Config, used: frozenset[int], ran: Iterable[str], selection: Selection
) -> ConnectorReport:
    """``report`` with a finding for each ignore in ``config`` that matched nothing at all."""
    rule = RULES[IGNORE_MATCHES_NOTHING]
    unused = unused_ignores(config, used, set(ran)) if selection.wants(rule) else []
    if not unused or config.path is None:
        return report
    from ippub.check.baseline import fingerprint

    home = _from_folder(config.path, report.path)
    extra = []
    for entry in unused:
        finding = unused_finding(entry, home)
        severity = selection.severity_of(rule, finding)
        if selection.shows(severity):
            extra.append(
                Reported(
                    code=rule.code,
                    severity=severity,
                    file=home,
                    pointer=None,
                    line=finding.at.span.line,
                    column=1,
                    end_line=finding.at.span.line,
                    end_column=1,
                    message=finding.message.rstrip("."),
                    remedy=finding.remedy,
                    url=rule.url,
                    fingerprint=fingerprint(rule.code, report.name, home, None, finding.message),
                )
            )
    if not extra:
        return report
    files = _by_file(report.findings)
    files[home] = _in_file([*files.get(home, ()), *extra])  # the others stand in order already
    return report._replace(findings=tuple(_worst_first(files, chain(*report.counted.values()))))


def _from_folder(path: Path, folder: str) -> str:
    """The way from ``folder`` to ``path`` with ``/``; the whole path when there is none (another drive on Windows)."""
    try:
        return os.path.relpath(path.absolute(), os.path.abspath(folder)).replace(os.sep, "/")
    except ValueError:
        return path.as_posix()


def in_order(findings: Iterable[Placed]) -> list[Placed]:
    """The files with the worst findings first; in a file the worst first, then by place."""
    return _worst_first({file: _in_file(group) for file, group in _by_file(findings).items()})


def _by_file(findings: Iterable[Filed]) -> dict[str, list[Filed]]:
    files: dict[str, list[Filed]] = {}
    for finding in findings:
        files.setdefault(finding.file, []).append(finding)
    return files


def _in_file(findings: list[Placed]) -> list[Placed]:
    """The findings of one file in order; most are told apart without their pointers and messages, which cost time."""
    alike: dict[tuple[int, int, int, str], list[Placed]] = {}
    for finding in findings:
        alike.setdefault((finding.severity.rank, finding.line, finding.column, finding.code), []).append(finding)
    ordered: list[Placed] = []
    for _, group in sorted(alike.items(), key=itemgetter(0)):
        if len(group) > 1:
            group.sort(key=lambda finding: (finding.pointer or "", finding.message))
        ordered += group
    return ordered


def _worst_first(files: dict[str, list[Placed]], counted: Iterable[Counted] = ()) -> list[Placed]:
    """The findings of all files, which are in order in each of them; what is ``counted`` only has its weight too."""
    beyond = _by_file(counted)

    def weight(item: tuple[str, list[Placed]]) -> tuple[int, int, str]:
        file, group = item
        ranks = [finding.severity.rank for finding in group]
        ranks += [finding.severity.rank for finding in beyond.get(file, ())]
        return ranks[0], -ranks.count(ranks[0]), file

    return [finding for _, group in sorted(files.items(), key=weight) for finding in group]


Source = JsonDocument | MarkdownDocument | list[str]
"""What answers for the lines of a file: a document, or the lines themselves."""


def _sources(connector: Connector) -> dict[str, Source]:
    sources: dict[str, Source] = {document.name: document for document in connector.documents}
    if connector.script is not None:
        sources[connector.script.file] = connector.script.text.split("\n")
    if "packages" in vars(connector):  # a rule has opened them
        for package in connector.packages:
            sources.update((document.name, document) for document in package.documents)
            sources.update((xml.name, xml.lines) for solution in package.solutions for xml in solution.xml_documents)
    return sources


def _located(
    found: list[Found], connector: Connector, sources: dict[str, Source], selection: Selection, wishes: Wishes
) -> list[Located]:
    spans = _spans(found, sources) if wishes.lines else [one.finding.at.span for one in found]
    name, submitting = connector.name, wishes.submitting
    located = []
    rule: Rule | None = None
    usual, usually_later = Severity.INFO, False
    for one, span in zip(found, spans, strict=True):
        finding = one.finding
        if one.rule is not rule:
            rule = one.rule  # its findings come in a row, and most leave their severity to it
            usual, usually_later = _severities(rule, None, selection, submitting=submitting)
        severity, later = usual, usually_later
        if finding.severity is not None or finding.submission is not None:
            severity, later = _severities(rule, finding, selection, submitting=submitting)
        located.append(Located(one, severity, span, name, stops_later=later))
    return located


def _severities(
    rule: Rule, finding: Finding | None, selection: Selection, *, submitting: bool
) -> tuple[Severity, bool]:
    """How severe a finding of ``rule`` is (None: one that leaves it to the rule), and whether it stops later only."""
    severity = selection.severity_of(rule, finding, submitting=submitting)
    at_submission = selection.severity_of(rule, finding, submitting=True)
    return severity, severity is not Severity.ERROR and at_submission is Severity.ERROR


def _spans(found: list[Found], sources: dict[str, Source]) -> list[Span]:
    """The lines and columns of each finding, those of one JSON file worked out together."""
    spans = [one.finding.at.span for one in found]
    by_file: dict[str, list[int]] = {}
    for index, one in enumerate(found):
        at = one.finding.at
        if at.tokens is not None:
            by_file.setdefault(at.file, []).append(index)
    for file, indexes in by_file.items():
        source = sources.get(file)
        if isinstance(source, JsonDocument):
            places = [found[index].finding.at for index in indexes]
            for index, span in zip(indexes, source.spans([(at.tokens or (), at.key) for at in places]), strict=True):
                spans[index] = span
        else:
            for index in indexes:
                spans[index] = WHOLE_FILE
    return spans


def _told(
    findings: list[Located], sources: dict[str, Source], wishes: Wishes
) -> tuple[list[Reported], dict[tuple[str, str], list[Counted]]]:
    """The first of ``findings`` of each code in each file with all that ``wishes`` says, and the others by both."""
    told: list[Reported] = []
    counted: dict[tuple[str, str], list[Counted]] = {}
    marked, pointed = wishes.fingerprints, wishes.pointers
    counts: dict[tuple[str, str], int] = {}
    for finding in findings:
        group = finding.file, finding.code
        count = counts[group] = counts.get(group, 0) + 1
        if count > wishes.told:
            counted.setdefault(group, []).append(finding.counted())
            continue
        excerpt, start = "", 1
        source = sources.get(finding.file) if count <= wishes.excerpts else None
        if source is not None:
            excerpt, start = _excerpt(source, finding.line, finding.column)
            excerpt = redact(excerpt)
        told.append(finding.told(excerpt, start, marked=marked, pointed=pointed, edits=wishes.edits))
    return told, counted


def _excerpt(source: Source, number: int, column: int) -> tuple[str, int]:
    """The source line ``number``, cut around ``column``, and the column of its first character."""
    if isinstance(source, JsonDocument):
        line, start = source.cut_line(number, column, _BEFORE, _EXCERPT)
        if line[column - start :] not in ("{", "["):
            return line, start
        # Alone on its line it shows nothing: what follows says which object it is.
        below, _ = source.cut_line(number + 1, 1, 0, _EXCERPT // 2)
        return f"{line} {below.strip()}", start
    lines = source if isinstance(source, list) else source.lines
    line = lines[number - 1] if number <= len(lines) else ""
    if len(line) <= _EXCERPT:
        return line.rstrip(), 1
    start = max(0, column - 1 - _BEFORE)
    return line[start : start + _EXCERPT].rstrip(), start + 1
