"""The report for people: every finding with its place, its line of source and its remedy.

Repetition is folded: of one code in one file the first three are shown in full, the rest are named by line.
``quiet`` leaves one line for each error and warning: ``file:line:column: severity Code: message``.
"""

from __future__ import annotations

from functools import lru_cache

from ippub.check.rule import Severity
from ippub.report.address import outer_file, shown_path
from ippub.report.escape import link, without_workflow_commands
from ippub.report.formats import Format, Style, Tool
from ippub.report.frame import columns, ellipsis, framed, shown
from ippub.report.model import ConnectorReport, Reported, Summary
from ippub.report.tally import WORDS, advice, by_file, counted, most_frequent, repairs, result, severities_of

SHOWN_IN_FULL = 3
"""How many findings of one code in one file are shown; the others are a line of numbers, unless all are asked for."""
_NARROWEST = 40
_WIDEST_PROSE = 110
_ANNOTATIONS = 10
_LABELS = {"": "fix:", "safe": "fix (--fix):", "suggested": "fix (suggested):"}
"""What stands before a remedy: it says when a machine carries it out."""
_BOLD, _DIM, _GREEN = "1", "2", "32"
# Plain yellow, not bold: terminals draw bold yellow in a bright one that cannot be read on white.
_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "33", Severity.INFO: "36"}


def _head(_tool: Tool, _style: Style) -> str:
    return ""


def _connector(report: ConnectorReport, style: Style) -> str:
    if style.quiet:
        text = _quiet(report, style)
    elif report.findings:
        text = _findings(report, style)
    else:
        text = _clean(report, style)
    if not style.github:
        return text
    return without_workflow_commands(text) + _annotations(report)


def _clean(report: ConnectorReport, style: Style) -> str:
    mark = "✓" if style.unicode else "OK"
    name = _title(report, style) if style.several else _name(report, style)
    seen = counted(report.operations, "operation") + " checked, " if report.operations else ""
    ignored = f" ({report.ignored:,} ignored)" if report.ignored else ""
    lines = _wrapped(f"{mark} {name}: {seen}nothing to fix{ignored}.", "", "  ", style)
    lines[0] = _paint(mark, _GREEN, style) + lines[0][len(mark) :]
    return "\n".join(lines) + "\n"


def _name(report: ConnectorReport, style: Style) -> str:
    return shown(report.title or report.name or report.path, style)


def _title(report: ConnectorReport, style: Style) -> str:
    """The name and, as several connectors can have the same, the path."""
    name, path = _name(report, style), shown(report.path, style)
    return name if name == path else f"{name} ({path})"


def _findings(report: ConnectorReport, style: Style) -> str:
    lines = [_header(report, style)] if style.several else []
    for file, findings in by_file(report.findings):
        path = shown(shown_path(report.path, file), style)
        in_full, rest = _folding(findings, style)
        for finding, last in in_full:
            lines += _finding(finding, path, style)
            if last:
                counted_only = report.counted.get((file, finding.code), ())
                folded = [*rest.get(finding.code, ()), *[one.line for one in counted_only]]
                lines += _folded(finding, folded, style) if folded else ()
    return "\n".join(lines) + "\n"


def _folding(findings: list[Reported], style: Style) -> tuple[list[tuple[Reported, bool]], dict[str, list[int]]]:
    """Those that are shown, with whether it is the last of its code before the fold, and the lines of all others."""
    if style.verbose:
        return [(finding, False) for finding in findings], {}
    in_full, rest = [], dict[str, list[int]]()
    seen: dict[str, int] = {}
    for finding in findings:
        count = seen[finding.code] = seen.get(finding.code, 0) + 1
        if count <= SHOWN_IN_FULL:
            in_full.append((finding, count == SHOWN_IN_FULL))
        else:
            rest.setdefault(finding.code, []).append(finding.line)
    return in_full, rest


def _header(report: ConnectorReport, style: Style) -> str:
    dash = "─" if style.unicode else "-"
    words = f"{dash * 2} {_title(report, style)}: {severities_of(report.everything)} "
    return _paint(words + dash * (style.width - columns(words)), _BOLD, style) + "\n"


def _finding(finding: Reported, path: str, style: Style) -> list[str]:
    """Its lines, with an empty one behind them."""
    number = str(finding.line)
    place = f"{path}:{number}:{finding.column}"
    policy = " ".join(finding.policy) if finding.policy and _is_packaged(finding) else ""
    label, width = _label(finding.severity, finding.code, finding.url, policy, style)
    fits = columns(place) + width + 2 <= style.width
    lines = [_paint(place, _BOLD, style) + ("  " if fits else "\n  ") + label]
    lines += _wrapped(shown(finding.message, style), "  ", "  ", style)
    frame = framed(finding, max(style.width, _NARROWEST) - len(number) - 6, style)
    if frame is not None:
        bar = "│" if style.unicode else "|"
        marker = _marker(frame[1], _COLOURS[finding.severity], style)
        lines.append(_paint(f"   {number} {bar}", _DIM, style) + " " + frame[0])
        lines.append(_paint(f"   {' ' * len(number)} {bar}", _DIM, style) + " " + marker)
    if finding.remedy:
        lines.append(_remedy(finding.remedy, _LABELS[finding.repair], style))
    lines.append("")
    return lines


@lru_cache(maxsize=1_000)
def _label(severity: Severity, code: str, url: str, policy: str, style: Style) -> tuple[str, int]:
    """What stands behind a place, and its columns: all findings of a rule have the same."""
    word, shown_code = WORDS[severity], shown(code, style)
    shown_policy = "  " + shown(policy, style) if policy else ""
    text = _paint(word, _COLOURS[severity], style) + "  " + _linked(shown_code, url, style)
    return text + _paint(shown_policy, _DIM, style), len(word) + 2 + columns(shown_code) + columns(shown_policy)


@lru_cache(maxsize=1_000)
def _remedy(remedy: str, label: str, style: Style) -> str:
    """The lines that say what to do; most findings of a rule have the same."""
    lines = _wrapped(shown(remedy, style), f"  {label} ", "       ", style)
    lines[0] = "  " + _paint(label, _GREEN, style) + lines[0][len(label) + 2 :]
    return "\n".join(lines)


def _is_packaged(finding: Reported) -> bool:
    """Whether certification's codes are shown: what is wrong with a package has no other name there."""
    return outer_file(finding.file).lower().endswith(".zip")


def _marker(marker: str, colour: str, style: Style) -> str:
    if not style.colour:
        return marker
    bare = marker.lstrip()
    return " " * (len(marker) - len(bare)) + _paint(bare, colour, style)


def _folded(finding: Reported, rest: list[int], style: Style) -> list[str]:
    """What stands for the findings on the lines ``rest``, naming as many of those as fit; then an empty line."""
    dots = ellipsis(style)
    start = f"  {dots} and {len(rest):,} more {shown(finding.code, style)}: "
    end = " (--verbose shows all)"
    lines = sorted(set(rest))
    start += "line " if len(lines) == 1 else "lines "
    room = min(max(style.width, _NARROWEST), _WIDEST_PROSE) - columns(start) - len(end) - len(dots) - 2
    named = ", ".join(map(str, lines[: max(room, 2)]))  # at least as many as fit
    if len(named) > room and len(lines) > 1:
        most = named.rfind(",", 0, max(room + 1, 0))
        named = f"{named[: most if most > 0 else named.find(',')]}, {dots}"
    folded = _wrapped(start.lstrip() + named + end, "  ", "    ", style)
    return [*[_paint(line, _DIM, style) for line in folded], ""]


def _quiet(report: ConnectorReport, style: Style) -> str:
    lines = []
    for file, findings in by_file(report.findings):
        path = shown(shown_path(report.path, file), style)
        for finding in findings:
            if finding.severity is not Severity.INFO:
                severity = _paint(WORDS[finding.severity], _COLOURS[finding.severity], style)
                code = _linked(shown(finding.code, style), finding.url, style)
                message = shown(finding.message, style)
                lines.append(f"{path}:{finding.line}:{finding.column}: {severity} {code}: {message}\n")
    return "".join(lines)


def _annotations(report: ConnectorReport) -> str:
    """What GitHub shows beside the changed lines; it takes ten errors and ten warnings of one step."""
    from ippub.report.github import annotation

    lines: list[str] = []
    for severity in (Severity.ERROR, Severity.WARNING):
        found = [finding for finding in report.findings if finding.severity is severity]
        lines.extend([annotation(finding, report.path) for finding in found[:_ANNOTATIONS]])
    return "".join(lines)


def _tail(tool: Tool, summary: Summary, style: Style) -> str:
    table = _statistics(summary, style) if style.statistics else ""
    if style.quiet:
        return table
    colour = _GREEN
    if summary.warnings:
        colour = _COLOURS[Severity.WARNING]
    if summary.errors:
        colour = _COLOURS[Severity.ERROR]
    lines = [_paint(line, colour, style) for line in _wrapped(result(summary), "", "", style)]
    lines.extend(_wrapped(shown(advice(summary), style), "", "", style))
    offer = repairs(summary)
    lines.extend(_wrapped(offer, "", "", style) if offer else [])
    if summary.codes:
        lines.append(_paint(f"To have a finding explained: {tool.name} rule CODE", _DIM, style))
    text = table + "\n".join(lines) + "\n"
    return without_workflow_commands(text) if style.github else text


def _statistics(summary: Summary, style: Style) -> str:
    rows = [f"{count:>7,}  {shown(code, style)}\n" for code, count in most_frequent(summary)]
    return "".join([_paint("  count  code", _BOLD, style) + "\n", *rows, "\n"]) if rows else ""


def _paint(text: str, sgr: str, style: Style) -> str:
    return f"\x1b[{sgr}m{text}\x1b[0m" if style.colour else text


def _linked(code: str, url: str, style: Style) -> str:
    code = _paint(code, _BOLD, style)
    target = link(url) if style.hyperlinks else ""
    if not target:
        return code
    return f"\x1b]8;;{target}\x1b\\{code}\x1b]8;;\x1b\\"


def _wrapped(text: str, first: str, rest: str, style: Style) -> list[str]:
    """``text`` in lines no wider than the style asks, broken at blanks: addresses and paths stay whole."""
    width = min(max(style.width, _NARROWEST), _WIDEST_PROSE)
    if len(first) + columns(text) <= width:
        return [first + text]
    if not text.isascii():
        return _wrapped_by_words(text, first, rest, width)
    lines: list[str] = []
    start, begin = 0, first
    while len(begin) + len(text) - start > width:
        end = text.rfind(" ", start, start + width - len(begin) + 1)
        if end < 0 and len(begin) <= len(rest):  # the word has a line of its own, however long it is
            end = text.find(" ", start)
            if end < 0:
                break
        lines.append((begin + text[start : max(end, start)]).rstrip(" "))
        start, begin = end + 1 if end >= 0 else start, rest
    lines.append((begin + text[start:]).rstrip(" "))
    return lines


def _wrapped_by_words(text: str, first: str, rest: str, width: int) -> list[str]:
    """The same where characters and columns differ."""
    lines: list[str] = []
    line, used = first, len(first)
    for word in text.split(" "):
        size = columns(word)
        if used + size > width and used > len(rest):
            lines.append(line.rstrip(" "))
            line, used = rest, len(rest)
        line += word + " "
        used += size + 1
    lines.append(line.rstrip(" "))
    return lines


FORMAT = Format("text", _head, _connector, "", _tail)
"""Grouped by connector and file, worst first, with code frames; then the count and what to do next."""
