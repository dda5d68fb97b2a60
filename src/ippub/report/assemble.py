"""From what the rules said to what a report shows: severities, ignores, the baseline, positions, the order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ippub.check.baseline import Baseline, fingerprint, split
from ippub.check.engine import MAX_FINDINGS, Found
from ippub.check.page import remedy
from ippub.check.redaction import redact
from ippub.check.rule import RULES, Rule
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
from ippub.document.place import WHOLE_FILE, Place, Span, Token, pointer
from ippub.report.address import outer_file
from ippub.report.model import ConnectorReport, Reported

_EXCERPT = 400
"""How many characters of a source line a report carries."""

_BEFORE = 120
"""How many of them at most stand before the marked place when the line is cut."""

_SENTENCE = 1_000
"""How many characters a message or remedy may have; real ones have up to 400."""

_POINTER = 4_000
"""How many characters of keys a pointer may have; a longer one ends at the last value above that it reaches."""


class Wishes(NamedTuple):
    """What a report needs of each finding beyond its place: the source line, the fingerprint. Both cost time.

    ``excerpts`` is how many findings of one code in one file get their source line: the others are only counted.
    """

    excerpts: int = MAX_FINDINGS
    fingerprints: bool = True
    submitting: bool = False
    lines: bool = True
    """Whether places become lines and columns; without them findings keep the order of the rules."""
    files: frozenset[str] = frozenset()
    """Only findings in these files (their names in the connector's folder); empty means all."""


def assemble(  # noqa: PLR0913
    connector: Connector,
    found: Iterable[Found],
    selection: Selection,
    config: Config,
    wishes: Wishes,
    known: tuple[Baseline | None, dict[str, int]],
) -> tuple[ConnectorReport, frozenset[int]]:
    """The report on ``connector``, and the indexes of the ignores in ``config`` that matched something.

    ``known`` is the baseline and what earlier connectors of the run used of it.
    """
    baseline, taken = known
    sources = _sources(connector)
    found = list(found)
    spans = _spans(found, sources) if wishes.lines else {}
    reported = [_locate(one, connector, spans, selection, wishes) for one in found]
    sorted_out = apply_ignores(reported, config, folder_below(config, Path(connector.path)))
    kept = [
        finding
        for finding in sorted_out.kept
        if selection.shows(finding.severity) and (not wishes.files or outer_file(finding.file) in wishes.files)
    ]
    suppressed = sorted_out.ignored
    if baseline is not None:
        kept, old = split(kept, baseline, taken)
        suppressed = [*suppressed, *old]
    report = ConnectorReport(
        name=connector.name,
        path=connector.path,
        title=connector.title,
        findings=tuple(_with_excerpts(in_order(kept), sources, wishes.excerpts)),
        ignored=len(suppressed),
        suppressed=tuple(in_order(suppressed)),
        operations=len(connector.swagger.operations) if connector.swagger is not None else 0,
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
    return report._replace(findings=tuple(in_order([*report.findings, *extra])))


def _from_folder(path: Path, folder: str) -> str:
    """The way from ``folder`` to ``path`` with ``/``; the whole path when there is none (another drive on Windows)."""
    try:
        return os.path.relpath(path.absolute(), os.path.abspath(folder)).replace(os.sep, "/")
    except ValueError:
        return path.as_posix()


def in_order(findings: Iterable[Reported]) -> list[Reported]:
    """The files with the worst findings first; in a file the worst first, then by place."""
    known = list(findings)
    worst: dict[str, tuple[int, int]] = {}
    for finding in known:
        rank, count = worst.get(finding.file, (9, 0))
        here = finding.severity.rank
        worst[finding.file] = (min(rank, here), count - 1 if here == rank else (-1 if here < rank else count))
    return sorted(
        known,
        key=lambda finding: (
            *worst[finding.file],
            finding.file,
            finding.severity.rank,
            finding.line,
            finding.column,
            finding.code,
            finding.pointer or "",
            finding.message,
        ),
    )


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


def _spans(found: Iterable[Found], sources: dict[str, Source]) -> dict[Place, Span]:
    """The lines and columns of all places in JSON files, each worked out once: many findings can be about one."""
    by_file: dict[str, list[Place]] = {}
    for place in dict.fromkeys([one.finding.at for one in found]):
        if place.tokens is not None:
            by_file.setdefault(place.file, []).append(place)
    spans: dict[Place, Span] = {}
    for file, places in by_file.items():
        source = sources.get(file)
        if isinstance(source, JsonDocument):
            located = source.spans([(place.tokens or (), place.key) for place in places])
            spans.update(zip(places, located, strict=True))
        else:
            spans.update(dict.fromkeys(places, WHOLE_FILE))
    return spans


def _locate(
    found: Found, connector: Connector, spans: dict[Place, Span], selection: Selection, wishes: Wishes
) -> Reported:
    finding, rule = found.finding, found.rule
    place = finding.at
    span = spans.get(place, place.span)
    at = pointer(_bounded(place.tokens)) if place.tokens is not None else None
    mark = fingerprint(rule.code, connector.name, place.file, at, finding.message) if wishes.fingerprints else ""
    return Reported(
        code=rule.code,
        severity=selection.severity_of(rule, finding, submitting=wishes.submitting),
        file=place.file,
        pointer=at,
        line=span.line,
        column=span.column,
        end_line=span.end_line,
        end_column=span.end_column,
        message=_cut(redact(finding.message)),
        remedy=_cut(finding.remedy) or _remedy(rule),
        url=rule.url,
        fingerprint=mark,
        fix=finding.fix,
        policy=rule.policy,
    )


def _bounded(tokens: Sequence[Token]) -> Sequence[Token]:
    """As many of ``tokens`` as a pointer of bounded length holds: a long key stands in thousands of pointers."""
    room = _POINTER
    for index, token in enumerate(tokens):
        room -= len(token) if isinstance(token, str) else 1
        if room < 0:
            return tokens[:index]
    return tokens


def _cut(text: str) -> str:
    """``text`` without its middle when a name or value in it is endless."""
    return text if len(text) <= _SENTENCE else f"{text[: _SENTENCE // 2]}…{text[-_SENTENCE // 4 :]}"


def _remedy(rule: Rule) -> str:
    known = _REMEDIES.get(rule.code)
    if known is None:
        known = _REMEDIES[rule.code] = remedy(rule)
    return known


_REMEDIES: dict[str, str] = {}
"""The remedies by code, read from the docstrings once."""


def _with_excerpts(findings: list[Reported], sources: dict[str, Source], most: int) -> Iterator[Reported]:
    """``findings``, the first ``most`` of each code in each file with their source line."""
    counts: dict[tuple[str, str], int] = {}
    for finding in findings:
        group = finding.file, finding.code
        count = counts[group] = counts.get(group, 0) + 1
        source = sources.get(finding.file)
        if count > most or source is None:
            yield finding
        else:
            excerpt, start = _excerpt(source, finding.line, finding.column)
            yield finding._replace(excerpt=redact(excerpt), excerpt_column=start)


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
