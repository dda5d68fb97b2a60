"""A finding whose place is known, before it is settled whether a report tells it in full or only counts it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ippub.check.page import remedy
from ippub.check.redaction import redact
from ippub.check.rule import Fix
from ippub.document.place import Token, pointer
from ippub.report.model import Counted, Reported

if TYPE_CHECKING:
    from ippub.check.engine import Found
    from ippub.check.rule import Rule, Severity
    from ippub.document.place import Span

_SENTENCE = 1_000
"""How many characters a message or remedy may have; real ones have up to 400."""

_POINTER = 4_000
"""How many characters of keys a pointer may have; a longer one ends at the last value above that it reaches."""

_SAFE, _SUGGESTED = Fix(()), Fix((), safe=False)


class Located:
    """What ``found`` says and where it stands.

    What costs time (the pointer, the sentence without secrets, the fingerprint) is made when it is asked for: of most
    findings of a large file a report for people shows no more than the line.
    """

    __slots__ = (
        "_connector",
        "_message",
        "code",
        "column",
        "file",
        "fix",
        "found",
        "line",
        "severity",
        "span",
        "stops_later",
    )

    def __init__(self, found: Found, severity: Severity, span: Span, connector: str, *, stops_later: bool) -> None:
        self.found = found
        self.severity = severity
        self.span = span
        self.code = found.rule.code
        self.file = found.finding.at.file
        self.fix = found.finding.fix
        self.line = span.line
        self.column = span.column
        self._connector = connector
        self.stops_later = stops_later
        self._message: str | None = None

    @property
    def pointer(self) -> str | None:
        """The JSON Pointer; see ``Reported``."""
        tokens = self.found.finding.at.tokens
        return pointer(_bounded(tokens)) if tokens is not None else None

    @property
    def message(self) -> str:
        """The sentence, without secrets and of bounded length."""
        if self._message is None:
            self._message = _cut(redact(self.found.finding.message))
        return self._message

    @property
    def fingerprint(self) -> str:
        """As ``baseline.fingerprint`` makes it."""
        return self._fingerprint(self.pointer)

    def _fingerprint(self, at: str | None) -> str:
        from ippub.check.baseline import fingerprint

        return fingerprint(self.code, self._connector, self.file, at, self.found.finding.message)

    def told(self, excerpt: str, excerpt_column: int, *, marked: bool, pointed: bool, edits: bool) -> Reported:
        """All that a report may show: with the source line and its first column.

        ``pointed`` with the pointer, ``marked`` with the fingerprint, which needs it, ``edits`` with those of the fix.
        """
        rule, finding = self.found
        at = self.pointer if pointed or marked else None
        usual_remedy, url = _said_of(rule)
        return Reported(
            self.code,
            self.severity,
            self.file,
            at,
            *self.span,
            self.message,
            _cut(finding.remedy) if finding.remedy else usual_remedy,
            url,
            self._fingerprint(at) if marked else "",
            excerpt,
            excerpt_column,
            rule.policy,
            self.fix if edits else _without_edits(self.fix),
            self.stops_later,
        )

    def counted(self) -> Counted:
        """What is left when a report only counts it."""
        fix = _without_edits(self.fix)
        return Counted(self.code, self.severity, self.file, self.line, fix, self.stops_later)


def _without_edits(fix: Fix | None) -> Fix | None:
    """A fix that only says of which kind it is: edits hold on to the connector that they are for."""
    if fix is None:
        return None
    return _SAFE if fix.safe else _SUGGESTED


def _bounded(tokens: Sequence[Token]) -> Sequence[Token]:
    """As many of ``tokens`` as a pointer of bounded length holds: a long key stands in thousands of pointers."""
    room = _POINTER
    for index, token in enumerate(tokens):
        room -= len(token) if isinstance(token, str) else 1
        if room < 0:
            return tokens[:index]
    return tokens


def _cut(text: str) -> str:
    """``text`` without its middle when a name or value in it is endless."""
    return text if len(text) <= _SENTENCE else f"{text[: _SENTENCE // 2]}…{text[-_SENTENCE // 4 :]}"


def _said_of(rule: Rule) -> tuple[str, str]:
    """The remedy and the address of ``rule``, read from its docstring once."""
    known = _SAID.get(rule.code)
    if known is None:
        known = _SAID[rule.code] = (remedy(rule), rule.url)
    return known


_SAID: dict[str, tuple[str, str]] = {}
"""Remedies and addresses by code."""
