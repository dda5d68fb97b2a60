"""The changes in numbers and in one sentence: what the formats have in common."""

from __future__ import annotations

from collections.abc import Iterable

from ippub.changes.model import Level
from ippub.changes.update import Size
from ippub.report.diff.model import DiffReport, Told
from ippub.report.tally import counted

_TIMES = {Size.MINOR: "4 to 5 weeks", Size.MAJOR: "6 to 10 weeks"}
"""How long Microsoft says that such an update takes."""


def numbers(told: Iterable[Told]) -> str:
    """``2 breaking, 1 risky, 12 harmless changes``."""
    levels = [one.change.level for one in told]
    parts = [(level, levels.count(level)) for level in Level]
    text = ", ".join(f"{count:,} {level.value}" for level, count in parts if count)
    return f"{text} {'change' if len(levels) == 1 else 'changes'}" if text else "no changes"


def result(report: DiffReport) -> str:
    """The whole comparison in one line."""
    text = numbers(report.changes)
    if report.allowed:
        text += (
            f", {counted(len(report.allowed), 'other')} allowed"
            if report.changes
            else f" but {len(report.allowed)} allowed"
        )
    return f"{text[0].upper()}{text[1:]} from {report.old.label} to {report.new.label}."


def verdict(report: DiffReport) -> str:
    """Minor or major, and the next version. "" when nothing changed."""
    update = report.update
    if update.size is Size.NONE:
        return ""
    text = f"A {update.size.value} update by Microsoft's count ({_TIMES[update.size]})."
    if update.proposed:
        now = f"now {update.new_version}" if update.new_version else "now none"
        text += f" Set info.version to {update.proposed} ({now})."
    elif update.version != update.new_version:
        text += f" info.version went from {update.version or 'none'} to {update.new_version or 'none'}."
    return text


def advice(report: DiffReport) -> str:
    """What to do next. "" when nothing is to be done."""
    if report.breaking:
        what = "The breaking change stops" if report.breaking == 1 else "Each breaking change stops"
        return f"{what} flows that people run: undo it, or allow it in ippub.yaml with the reason."
    if report.of(Level.RISKY):
        return "Nothing breaks a flow for certain; test one that was saved before the change."
    return ""


def unused(report: DiffReport) -> list[str]:
    """A sentence for each entry of ``allow`` that matches no change: it was undone, or the pattern is wrong."""
    sentences = []
    for entry in report.unused:
        where = f"ippub.yaml:{entry.line_in_config}" if entry.line_in_config else "--allow"
        at = f" at {entry.pointer}" if entry.pointer is not None else ""
        sentences.append(f"{where}: no change is a {entry.code}{at}, so nothing is allowed by it.")
    return sentences
