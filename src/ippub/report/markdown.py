"""Markdown as GitHub shows it, for a comment on a pull request or the summary of a workflow run."""

from __future__ import annotations

from ippub.check.rule import Severity
from ippub.report.address import slashed_path
from ippub.report.escape import link, markdown
from ippub.report.formats import Format, Style, Tool
from ippub.report.model import ConnectorReport, Reported, Summary
from ippub.report.tally import WORDS, advice, by_file, counted, most_frequent, result, severities_of

_ROWS = 100
"""A comment may have 65,536 characters, a summary one megabyte: a table ends here and says what it lacks."""
_TABLE = "| Severity | Code | Place | What to do |\n| --- | --- | --- | --- |\n"


def _head(tool: Tool, _style: Style) -> str:
    return f"## {markdown(tool.name)} check\n\n"


def _connector(report: ConnectorReport, style: Style) -> str:
    heading = f"### {markdown(report.title or report.name or report.path)}\n\n"
    ordered = [finding for _, group in by_file(report.findings) for finding in group]
    infos = [finding for finding in ordered if finding.severity is Severity.INFO]
    others = [finding for finding in ordered if finding.severity is not Severity.INFO]
    found = severities_of(ordered)
    text = f"{heading}{markdown(report.path)}: {found if ordered else 'nothing to fix'}.\n\n"
    if others:
        text += _table(others, report.path, style)
    if infos:
        summary = f"<details><summary>{counted(len(infos), 'info')}</summary>\n\n"
        text += f"{summary}{_table(infos, report.path, style)}</details>\n\n"
    return text


def _table(findings: list[Reported], folder: str, style: Style) -> str:
    shown = findings if style.verbose else findings[:_ROWS]
    text = _TABLE + "".join([_row(finding, folder) for finding in shown]) + "\n"
    if len(shown) < len(findings):
        text += f"… and {len(findings) - len(shown):,} more; `--format json` lists all.\n\n"
    return text


def _row(finding: Reported, folder: str) -> str:
    code = markdown(finding.code)
    target = link(finding.url)
    if target:
        code = f"[{code}]({target})"
    place = markdown(f"{slashed_path(folder, finding.file)}:{finding.line}:{finding.column}")
    fix = f"<br>**Fix:** {markdown(finding.remedy)}" if finding.remedy else ""
    return f"| {WORDS[finding.severity]} | {code} | {place} | {markdown(finding.message)}{fix} |\n"


def _tail(_tool: Tool, summary: Summary, style: Style) -> str:
    table = ""
    if style.statistics and summary.codes:
        rows = [f"| {count:,} | {markdown(code)} |\n" for code, count in most_frequent(summary)]
        table = "| Count | Code |\n| ---: | --- |\n" + "".join(rows) + "\n"
    return f"{table}**{result(summary)}.** {advice(summary, markdown)}\n"


FORMAT = Format("markdown", _head, _connector, "", _tail)
"""A heading and a table for each connector, its infos folded, the count at the end."""
