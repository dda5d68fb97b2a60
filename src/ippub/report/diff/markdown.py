"""The changes as GitHub's Markdown, for the body of a pull request or a comment."""

from __future__ import annotations

from ippub.changes.model import Level
from ippub.report.diff.model import DiffReport, Told, page_of
from ippub.report.diff.words import advice, result, unused, verdict
from ippub.report.escape import link, markdown
from ippub.report.formats import Style
from ippub.report.tally import counted

_ROWS = 100
_TABLE = "| Level | Code | Change | Instead |\n| --- | --- | --- | --- |\n"


def render(report: DiffReport, style: Style) -> str:
    """A table of what may break flows, the harmless changes folded, the sum at the end."""
    serious = [told for told in report.changes if told.change.level is not Level.HARMLESS]
    harmless = report.of(Level.HARMLESS)
    text = f"## Changes\n\n**{markdown(result(report))}** {markdown(verdict(report))}\n\n"
    if serious:
        text += _table(serious, style)
    if harmless:
        summary = counted(len(harmless), "harmless change")
        text += f"<details><summary>{summary}</summary>\n\n{_table(harmless, style)}</details>\n\n"
    if report.allowed:
        rows = "".join(
            f"- {_code(told)}: {markdown(told.message)}. {markdown(told.reason)}\n" for told in report.allowed
        )
        text += f"Allowed:\n\n{rows}\n"
    text += "".join(f"- {markdown(sentence)}\n" for sentence in unused(report)) + ("\n" if report.unused else "")
    said = advice(report)
    return text + (f"{markdown(said)}\n" if said else "")


def _table(changes: list[Told], style: Style) -> str:
    shown = changes if style.verbose else changes[:_ROWS]
    text = _TABLE + "".join(map(_row, shown)) + "\n"
    if len(shown) < len(changes):
        text += f"… and {len(changes) - len(shown):,} more; `--format json` lists all.\n\n"
    return text


def _row(told: Told) -> str:
    kind = told.change.kind
    place = markdown(f"{told.new.path}:{told.new.span.line}")
    before = markdown(f"{told.old.path}:{told.old.span.line}")
    instead = markdown(kind.instead) if kind.level is not Level.HARMLESS else ""
    said = f"{markdown(told.message)}<br>{place}, before {before}"
    return f"| {kind.level.value} | {_code(told)} | {said} | {instead} |\n"


def _code(told: Told) -> str:
    code, target = markdown(told.change.code), link(page_of(told.change.kind))
    return f"[{code}]({target})" if target else code
