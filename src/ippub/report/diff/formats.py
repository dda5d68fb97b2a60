"""The formats of ``ippub diff`` by name."""

from __future__ import annotations

from collections.abc import Callable

from ippub.report.diff import json, markdown, text
from ippub.report.diff.model import DiffReport, as_findings, rule_infos
from ippub.report.diff.words import advice, result, unused, verdict
from ippub.report.escape import workflow_message, workflow_property
from ippub.report.formats import Style, Tool
from ippub.report.model import Summary


def _text(report: DiffReport, _tool: Tool, style: Style) -> str:
    return text.render(report, style)


def _json(report: DiffReport, tool: Tool, _style: Style) -> str:
    return json.render(report, tool)


def _markdown(report: DiffReport, _tool: Tool, style: Style) -> str:
    return markdown.render(report, style)


def _sarif(report: DiffReport, tool: Tool, style: Style) -> str:
    from ippub.report.sarif import FORMAT

    told = tool._replace(rules=rule_infos)
    parts = (
        FORMAT.head(told, style),
        FORMAT.connector(as_findings(report), style),
        FORMAT.tail(told, Summary(), style),
    )
    return "".join(parts)


def _github(report: DiffReport, tool: Tool, _style: Style) -> str:
    from ippub.report.github import annotation
    from ippub.report.tally import worst_first

    found = as_findings(report)
    lines = [annotation(finding, found.path) for finding in worst_first(found.findings)]
    said = workflow_message("\n".join(filter(None, (result(report), verdict(report), advice(report), *unused(report)))))
    return "".join(lines) + f"::notice title={workflow_property(tool.name)}::{said}\n"


FORMATS: dict[str, Callable[[DiffReport, Tool, Style], str]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
    "sarif": _sarif,
    "github": _github,
}
"""Each format as a function from the report to the whole text."""
