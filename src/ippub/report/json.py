"""The report for programs, described by ``docs/check.schema.json``; one finding on a line, ASCII only."""

from __future__ import annotations

from functools import lru_cache

from ippub.report.escape import quoted
from ippub.report.formats import Format, Style, Tool
from ippub.report.model import ConnectorReport, Reported, Summary
from ippub.report.tally import most_frequent

VERSION = 1
"""Raised when a key is removed or changes its meaning; a new key does not raise it."""


_repeated = lru_cache(maxsize=2_000)(quoted)
"""For what many findings have in common."""


def _head(tool: Tool, _style: Style) -> str:
    about = f'{{"name": {quoted(tool.name)}, "version": {quoted(tool.version)}, "url": {quoted(tool.url)}}}'
    return f'{{"version": {VERSION}, "tool": {about},\n"connectors": [\n'


def _connector(report: ConnectorReport, _style: Style) -> str:
    title = "null" if report.title is None else quoted(report.title)
    findings = ",\n  ".join([_finding(finding) for finding in report.findings])
    listed = f"[\n  {findings}\n]" if findings else "[]"
    return (
        f'{{"name": {quoted(report.name)}, "path": {quoted(report.path)}, "title": {title},'
        f' "findings": {listed}, "ignored": {report.ignored}, "operations": {report.operations}}}'
    )


def _finding(finding: Reported) -> str:
    pointer = "null" if finding.pointer is None else quoted(finding.pointer)
    repair = quoted(finding.repair) if finding.repair else "null"
    return (
        f'{{"code": {_repeated(finding.code)}, "severity": "{finding.severity.value}",'
        f' "file": {_repeated(finding.file)}, "pointer": {pointer},'
        f' "line": {finding.line}, "column": {finding.column},'
        f' "end_line": {finding.end_line}, "end_column": {finding.end_column},'
        f' "message": {quoted(finding.message)}, "remedy": {_repeated(finding.remedy)},'
        f' "fixable": {"true" if finding.fixable else "false"}, "fix": {repair}, "url": {_repeated(finding.url)},'
        f' "fingerprint": {quoted(finding.fingerprint)}, "policy": [{", ".join(map(_repeated, finding.policy))}]}}'
    )


def _tail(_tool: Tool, summary: Summary, style: Style) -> str:
    codes = ""
    if style.statistics:
        listed = ", ".join([f"{quoted(code)}: {count}" for code, count in most_frequent(summary)])
        codes = f', "codes": {{{listed}}}'
    return (
        f'\n],\n"summary": {{"connectors": {summary.connectors}, "errors": {summary.errors},'
        f' "warnings": {summary.warnings}, "infos": {summary.infos}, "ignored": {summary.ignored},'
        f' "seconds": {summary.seconds:.3f}{codes}}}}}\n'
    )


FORMAT = Format("json", _head, _connector, ",\n", _tail)
"""The stable shape that other programs read."""
