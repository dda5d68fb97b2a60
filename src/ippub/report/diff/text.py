"""The changes for a terminal: the worst first, each with both places, why it matters and what to do instead."""

from __future__ import annotations

from ippub.changes.model import Kind, Level
from ippub.report.diff.model import DiffReport, Told, page_of
from ippub.report.diff.words import advice, result, unused, verdict
from ippub.report.escape import link, without_workflow_commands
from ippub.report.formats import Style
from ippub.report.frame import columns, ellipsis, shown
from ippub.report.tally import counted

_COLOURS = {Level.BREAKING: "1;31", Level.RISKY: "33", Level.HARMLESS: "36"}
_BOLD, _DIM, _GREEN = "1", "2", "32"
_WIDEST = 110
_FOLDED = 5
"""How many harmless changes are shown before the rest is only counted."""


def render(report: DiffReport, style: Style) -> str:
    """The report as a string that ends with a line break."""
    blocks = []
    explained: set[str] = set()
    for level in Level:
        told = report.of(level)
        most = len(told) if level is not Level.HARMLESS or style.verbose else _FOLDED
        blocks += [_quiet(one, style) if style.quiet else _change(one, style, explained) for one in told[:most]]
        if len(told) > most and not style.quiet:
            rest = counted(len(told) - most, f"more {level.value} change")
            blocks.append(_paint(f"{ellipsis(style)} and {rest} (--verbose shows all)", _DIM, style) + "\n")
    text = ("" if style.quiet else "\n").join(blocks)
    if not style.quiet:
        text += ("\n" if text else "") + _end(report, style)
    return without_workflow_commands(text) if style.github else text


def _change(told: Told, style: Style, explained: set[str]) -> str:
    """One change; why and instead only where its code is told for the first time."""
    kind = told.change.kind
    word = _paint(kind.level.value, _COLOURS[kind.level], style)
    lines = [f"{_paint(_place(told, style), _BOLD, style)}  {word}  {_code(kind, style)}"]
    lines += _wrapped(shown(told.message, style), "  ", "  ", style)
    lines += [
        _paint(f"  before: {shown(f'{told.old.path}:{told.old.span.line}:{told.old.span.column}', style)}", _DIM, style)
    ]
    if kind.level is not Level.HARMLESS and kind.code not in explained:
        explained.add(kind.code)
        lines += _wrapped(kind.why, "  why: ", "       ", style)
        lines += _wrapped(kind.instead, "  instead: ", "       ", style)
    return "\n".join(lines) + "\n"


def _quiet(told: Told, style: Style) -> str:
    if told.change.level is Level.HARMLESS:
        return ""
    kind = told.change.kind
    return f"{_place(told, style)}: {kind.level.value} {kind.code}: {shown(told.message, style)}\n"


def _place(told: Told, style: Style) -> str:
    return shown(f"{told.new.path}:{told.new.span.line}:{told.new.span.column}", style)


def _code(kind: Kind, style: Style) -> str:
    code = _paint(kind.code, _BOLD, style)
    target = link(page_of(kind)) if style.hyperlinks else ""
    return f"\x1b]8;;{target}\x1b\\{code}\x1b]8;;\x1b\\" if target else code


def _end(report: DiffReport, style: Style) -> str:
    worst = report.changes[0].change.level if report.changes else None
    colour = _COLOURS[worst] if worst is not None and worst is not Level.HARMLESS else _GREEN
    lines = [_paint(line, colour, style) for line in _wrapped(shown(result(report), style), "", "", style)]
    for text in (verdict(report), advice(report), *unused(report)):
        if text:
            lines += _wrapped(shown(text, style), "", "", style)
    return "\n".join(lines) + "\n"


def _paint(text: str, sgr: str, style: Style) -> str:
    return f"\x1b[{sgr}m{text}\x1b[0m" if style.colour else text


def _wrapped(text: str, first: str, rest: str, style: Style) -> list[str]:
    """``text`` in lines no wider than the style asks, broken at blanks."""
    width = min(max(style.width, 40), _WIDEST)
    lines, line = [], first
    for word in text.split(" "):
        if columns(line) + columns(word) > width and line.strip() and line not in (first, rest):
            lines.append(line.rstrip())
            line = rest
        line += word + " "
    return [*lines, line.rstrip()]
