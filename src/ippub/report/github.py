"""Workflow commands of GitHub Actions: one annotation for each finding, the worst of a connector first."""

from __future__ import annotations

from ippub.check.rule import Severity
from ippub.report.address import on_disk, slashed_path
from ippub.report.escape import workflow_message, workflow_property
from ippub.report.formats import Format, Style, Tool
from ippub.report.model import ConnectorReport, Reported, Summary
from ippub.report.tally import advice, result, worst_first

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def annotation(finding: Reported, folder: str) -> str:
    """The command, one line with its line break, that shows ``finding`` beside its file in ``folder``."""
    finding = on_disk(finding)
    place = f"line={finding.line},endLine={finding.end_line}"
    # GitHub refuses columns on an annotation of several lines.
    if finding.line == finding.end_line:
        place += f",col={finding.column},endColumn={finding.end_column}"
    file = workflow_property(slashed_path(folder, finding.file))
    text = workflow_message(finding.message.replace("\n", " "))
    if finding.remedy:
        text += "%0AFix: " + workflow_message(finding.remedy.replace("\n", " "))
    title = workflow_property(finding.code)
    return f"::{_COMMANDS[finding.severity]} file={file},{place},title={title}::{text}\n"


def _head(_tool: Tool, _style: Style) -> str:
    return ""


def _connector(report: ConnectorReport, _style: Style) -> str:
    return "".join([annotation(finding, report.path) for finding in worst_first(report.findings)])


def _tail(tool: Tool, summary: Summary, _style: Style) -> str:
    text = workflow_message(f"{result(summary)}\n{advice(summary)}")
    return f"::notice title={workflow_property(tool.name)}::{text}\n"


FORMAT = Format("github", _head, _connector, "", _tail)
"""Errors, warnings and notices, then one notice with the count."""
