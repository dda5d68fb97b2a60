"""SARIF 2.1.0, for code scanning and editors.

The results come before the tool, which names every rule, so that nothing is needed before the first
connector; the members of a JSON object have no order. Findings that were ignored are there too, marked as
suppressed.
"""

from __future__ import annotations

from typing import NamedTuple

from ippub.check.rule import Severity
from ippub.report.address import file_uri, on_disk
from ippub.report.escape import quoted
from ippub.report.formats import Format, Style, Tool
from ippub.report.model import ConnectorReport, Reported, Summary

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SUPPRESSED = ', "suppressions": [{"kind": "external", "status": "accepted"}]'


class RuleInfo(NamedTuple):
    """What a report says about a rule itself: ``summary`` in one sentence, ``help`` at length."""

    code: str
    severity: Severity
    summary: str
    url: str
    scope: str = ""
    help: str = ""


def _head(_tool: Tool, _style: Style) -> str:
    return f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"results": [\n'


def _connector(report: ConnectorReport, _style: Style) -> str:
    uris: dict[str, str] = {}
    results: list[str] = []
    for findings, suppression in ((report.findings, ""), (report.suppressed, _SUPPRESSED)):
        for finding in map(on_disk, findings):
            address = uris.get(finding.file)
            if address is None:
                address = uris[finding.file] = quoted(file_uri(report.path, finding.file))
            results.append(_result(finding, address, suppression))
    return ",\n".join(results)


def _result(finding: Reported, address: str, suppression: str) -> str:
    text = f"{finding.message} Fix: {finding.remedy}" if finding.remedy else finding.message
    policy = f', "policy": [{", ".join(map(quoted, finding.policy))}]' if finding.policy else ""
    logical = ""
    if finding.pointer is not None:
        logical = f', "logicalLocations": [{{"fullyQualifiedName": {quoted(finding.pointer)}}}]'
    repair = f', "fix": {quoted(finding.repair)}' if finding.repair else ""
    return (
        f'{{"ruleId": {quoted(finding.code)}, "level": "{_LEVELS[finding.severity]}",'
        f' "message": {{"text": {quoted(text)}}},'
        f' "locations": [{{"physicalLocation": {{"artifactLocation": {{"uri": {address}}},'
        f' "region": {{"startLine": {finding.line}, "startColumn": {finding.column},'
        f' "endLine": {finding.end_line}, "endColumn": {finding.end_column}}}}}{logical}}}],'
        f' "partialFingerprints": {{"ippub/v1": {quoted(finding.fingerprint)}}},'
        f' "properties": {{"fixable": {"true" if finding.fixable else "false"}{repair}{policy}}}{suppression}}}'
    )


def _tail(tool: Tool, _summary: Summary, _style: Style) -> str:
    rules = ",\n".join([_rule(rule) for rule in tool.rules()])
    return (
        f'\n],\n"columnKind": "unicodeCodePoints",\n"tool": {{"driver": {{"name": {quoted(tool.name)},'
        f' "version": {quoted(tool.version)}, "informationUri": {quoted(tool.url)}, "rules": ['
        f"\n{rules}\n]}}}}}}]}}\n"
    )


def _rule(rule: RuleInfo) -> str:
    tags = f', "properties": {{"tags": [{quoted(rule.scope)}]}}' if rule.scope else ""
    explained = f', "help": {{"text": {quoted(rule.help)}}}' if rule.help else ""
    return (
        f'{{"id": {quoted(rule.code)}, "shortDescription": {{"text": {quoted(rule.summary)}}},'
        f' "helpUri": {quoted(rule.url)},'
        f' "defaultConfiguration": {{"level": "{_LEVELS[rule.severity]}"}}{explained}{tags}}}'
    )


FORMAT = Format("sarif", _head, _connector, ",\n", _tail)
"""Places relative to the working directory, columns in code points, one fingerprint for each finding."""
