"""The changes for programs; one change on a line, ASCII only."""

from __future__ import annotations

from ippub.config import Allowed
from ippub.report.diff.model import DiffReport, Told, Where, page_of
from ippub.report.escape import quoted
from ippub.report.formats import Tool

VERSION = 1
"""Raised when a key is removed or changes its meaning; a new key does not raise it."""


def render(report: DiffReport, tool: Tool) -> str:
    """One JSON object."""
    about = f'{{"name": {quoted(tool.name)}, "version": {quoted(tool.version)}, "url": {quoted(tool.url)}}}'
    update = report.update
    return (
        f'{{"version": {VERSION}, "tool": {about},\n'
        f'"old": {quoted(report.old.label)}, "new": {quoted(report.new.label)},\n'
        f'"changes": {_listed(report.changes)},\n"allowed": {_listed(report.allowed)},\n'
        f'"unused_allow": [{", ".join(map(_entry, report.unused))}],\n'
        f'"summary": {{"breaking": {report.breaking}, "all_breaking": {update.breaking}, "all_risky": {update.risky},'
        f' "all_harmless": {update.harmless}, "update": "{update.size.value}",'
        f' "old_version": {quoted(update.version)}, "new_version": {quoted(update.new_version)},'
        f' "proposed_version": {quoted(update.proposed)}}}}}\n'
    )


def _listed(changes: tuple[Told, ...]) -> str:
    return "[\n  " + ",\n  ".join(map(_change, changes)) + "\n]" if changes else "[]"


def _change(told: Told) -> str:
    kind = told.change.kind
    operations = ", ".join(map(quoted, told.change.operations))
    return (
        f'{{"code": {quoted(kind.code)}, "level": "{kind.level.value}", "message": {quoted(told.message)},'
        f' "old": {_where(told.old)}, "new": {_where(told.new)}, "operations": [{operations}],'
        f' "more_operations": {"true" if told.change.more else "false"}, "why": {quoted(kind.why)},'
        f' "instead": {quoted(kind.instead)}, "minor": {"true" if kind.minor else "false"},'
        f' "url": {quoted(page_of(kind))}, "reason": {quoted(told.reason)}}}'
    )


def _entry(entry: Allowed) -> str:
    at = "null" if entry.pointer is None else quoted(entry.pointer)
    line = entry.line_in_config or "null"
    return f'{{"code": {quoted(entry.code)}, "pointer": {at}, "line": {line}, "reason": {quoted(entry.reason)}}}'


def _where(where: Where) -> str:
    at = "null" if where.pointer is None else quoted(where.pointer)
    return (
        f'{{"path": {quoted(where.path)}, "pointer": {at}, "line": {where.span.line}, "column": {where.span.column}}}'
    )
