"""Findings in order and in numbers: what several reports say in the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ippub.check.rule import Severity
from ippub.report.escape import visible
from ippub.report.model import Counted, Reported, Summary

WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}
"""The word a person reads for each severity."""
_NAMED = 3
"""How many codes a sentence names."""


def by_file(findings: Iterable[Reported]) -> list[tuple[str, list[Reported]]]:
    """Findings under their files: the file with the worst first, in a file the worst first, then by line."""
    files: dict[str, list[Reported]] = {}
    for finding in findings:
        files.setdefault(finding.file, []).append(finding)
    for group in files.values():
        group.sort(key=_severity_then_place)
    return sorted(files.items(), key=lambda item: item[1][0].severity.rank)


def worst_first(findings: Iterable[Reported]) -> list[Reported]:
    """Findings by severity; those of one severity stay in the order in which they were given."""
    return sorted(findings, key=lambda finding: finding.severity.rank)


def _severity_then_place(finding: Reported) -> tuple[int, int, int]:
    return finding.severity.rank, finding.line, finding.column


def counted(number: int, word: str) -> str:
    """``1 error``, ``1,014 connectors``."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def severities(errors: int, warnings: int, infos: int) -> str:
    """``2 errors, 12 infos``: what there is, worst first; ``no findings`` when there is nothing."""
    parts = [(errors, "error"), (warnings, "warning"), (infos, "info")]
    return ", ".join([counted(number, word) for number, word in parts if number]) or "no findings"


def severities_of(findings: Iterable[Reported | Counted]) -> str:
    """``severities`` of some findings."""
    ranks = [finding.severity.rank for finding in findings]
    return severities(*[ranks.count(severity.rank) for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)])


def result(summary: Summary) -> str:
    """The whole run in one line, without a full stop: ``2 errors, 12 infos in 1 connector (0.08 s)``."""
    found = severities(summary.errors, summary.warnings, summary.infos)
    ignored = f", {summary.ignored:,} ignored" if summary.ignored else ""
    text = f"{found}{ignored} in {counted(summary.connectors, 'connector')} ({summary.seconds:.2f} s)"
    return text[0].upper() + text[1:]


def advice(summary: Summary, escaped: Callable[[str], str] = visible) -> str:
    """What to do next: before you submit, and what becomes an error only then. The codes in it are ``escaped``."""
    later = _later(summary, escaped)
    if summary.errors:
        what = "the error" if summary.errors == 1 else f"the {summary.errors:,} errors"
        first = f"Fix {what} before you submit: each one stops a submission."
    elif summary.warnings and later:
        first = "Reviewers usually ask for the warnings to be fixed."
    elif summary.warnings:
        first = "Nothing stops a submission, but reviewers usually ask for the warnings to be fixed."
    elif summary.infos:
        first = "" if later else "Nothing to fix before you submit; the infos are advice."
    else:
        first = "Nothing here stops a submission."
    return f"{first} {later}".strip()


def _later(summary: Summary, escaped: Callable[[str], str]) -> str:
    """What is no error yet, in one sentence; empty when there is no such thing."""
    if not summary.later:
        return ""
    codes = sorted(summary.later, key=lambda code: (-summary.later[code], code))
    named = ", ".join(map(escaped, codes[:_NAMED]))
    more = f" and {counted(len(codes) - _NAMED, 'more code')}" if len(codes) > _NAMED else ""
    count = sum(summary.later.values())
    become = "becomes an error" if count == 1 else "become errors"
    return f"{counted(count, 'finding')} {become} when you submit: {named}{more}."


def repairs(summary: Summary) -> str:
    """How much of it a machine can repair, in one sentence; empty when nothing."""
    if not summary.safe:
        more = "finding has" if summary.suggested == 1 else "findings have"
        return (
            f"{summary.suggested:,} {more} a suggested repair: see --unsafe-fixes --diff." if summary.suggested else ""
        )
    many = "1 finding is" if summary.safe == 1 else f"{summary.safe:,} findings are"
    also = f" (and {summary.suggested:,} more by --unsafe-fixes)" if summary.suggested else ""
    return f"{many} repaired for you by --fix{also}; --diff shows what would change."


def most_frequent(summary: Summary) -> list[tuple[str, int]]:
    """How often each code was found, the most frequent first."""
    return sorted(summary.codes.items(), key=lambda item: (-item[1], item[0]))
