"""JUnit XML, for the test pages of build servers: a connector is a suite, a finding a case."""

from __future__ import annotations

from ippub.check.rule import Severity
from ippub.report.address import shown_path
from ippub.report.escape import xml
from ippub.report.formats import Format, Style, Tool
from ippub.report.model import ConnectorReport, Reported, Summary


def _head(tool: Tool, _style: Style) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="{xml(tool.name)}">\n'


def _connector(report: ConnectorReport, _style: Style) -> str:
    name = xml(report.path if report.path not in ("", ".") else report.name)
    failures = sum([finding.severity is not Severity.INFO for finding in report.findings])
    cases = "".join([_case(finding, name, report.path) for finding in report.findings])
    if not cases:
        cases = f'  <testcase classname="{name}" name="nothing to fix"/>\n'
    return (
        f'<testsuite name="{name}" tests="{len(report.findings) or 1}" failures="{failures}" errors="0"'
        f' skipped="0">\n{cases}</testsuite>\n'
    )


def _case(finding: Reported, suite: str, folder: str) -> str:
    file = xml(shown_path(folder, finding.file))
    code = xml(finding.code)
    message = xml(finding.message)
    place = f"{file}:{finding.line}:{finding.column}"
    details = "\n".join([text for text in (place, message, xml(finding.remedy), xml(finding.url)) if text])
    if finding.severity is Severity.INFO:
        body = f"<system-out>{details}</system-out>"
    else:
        body = f'<failure type="{finding.severity.value}" message="{message}">{details}</failure>'
    return (
        f'  <testcase classname="{suite}" name="{code} {xml(finding.file)}:{finding.line}:{finding.column}"'
        f' file="{file}" line="{finding.line}">{body}</testcase>\n'
    )


def _tail(_tool: Tool, _summary: Summary, _style: Style) -> str:
    return "</testsuites>\n"


FORMAT = Format("junit", _head, _connector, "", _tail)
"""Errors and warnings fail, infos pass with their text, a clean connector is one case that passes."""
