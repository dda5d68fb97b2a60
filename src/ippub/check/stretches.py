"""Where a fault of syntax begins and ends in the text, and what to write there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache

from ippub.check.lazy import lazy
from ippub.document.edit import Splice
from ippub.document.json import JsonDocument, read_json
from ippub.document.place import Span
from ippub.document.text import Lines

_STRINGS = lazy(r"\"(?:[^\"\\\n]|\\.)*\"|'((?:[^'\\\n]|\\.)*)'")
_ESCAPED = lazy(r"\\(.)")
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_VANISHING = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_LARGEST = 512 * 1024
"""In a larger text quotes are not replaced: the result is read again to be sure."""


def offset_of(lines: Lines, span: Span) -> int:
    """Where ``span`` begins."""
    return lines.starts[span.line - 1] + span.column - 1


def stretch(lines: Lines, start: int, end: int) -> Span:
    """The span between two offsets, over as many lines as there are between them."""
    first, last = lines.line(start), lines.line(end)
    return Span(first, start - lines.starts[first - 1] + 1, last, end - lines.starts[last - 1] + 1)


def inserted(document: JsonDocument, span: Span, text: str) -> Splice:
    """``text`` put in front of ``span``."""
    return Splice(document.name, Span(span.line, span.column, span.line, span.column), text)


def replaced(document: JsonDocument, span: Span, new: Callable[[str], str]) -> Splice:
    """The word at ``span`` written otherwise."""
    line = document.line_text(span.line)
    return Splice(document.name, span, new(line[span.column - 1 : span.end_column - 1]))


def control_characters(document: JsonDocument, span: Span) -> Splice:
    """A raw character inside a text as its escape, which is read as the same; one between the values as a blank."""
    lines = _lines(document)
    start = offset_of(lines, span)
    text = document.text
    if not document.is_unrepaired(start, start + 1):
        end = start
        while end < len(text) and not document.is_unrepaired(end, end + 1) and text[end] not in " \t\r\n":
            end += 1
        kept = "".join(" " for character in text[start:end] if character not in _VANISHING and character.isspace())
        at_end = text[end : end + 1] in ("", "\r", "\n")
        return Splice(document.name, stretch(lines, start, end), "" if at_end else kept)
    if text.startswith("\r\n", start):
        return Splice(document.name, Span(span.line, span.column, span.line + 1, 1), "\\r\\n")
    escape = _ESCAPES.get(text[start], f"\\u{ord(text[start]):04x}")
    over = Span(span.line, span.column, span.line + 1, 1) if text[start] == "\n" else span
    return Splice(document.name, over, escape)


def comment(document: JsonDocument, span: Span) -> Splice:
    """The comment that begins at ``span`` taken out, with its lines where nothing else stands in them."""
    lines = _lines(document)
    text = document.text
    start = offset_of(lines, span)
    end = text.find("*/", start) + 2 if text.startswith("/*", start) else lines.end(span.line)
    last = lines.line(end)
    before, behind = text[lines.starts[span.line - 1] : start], text[end : lines.end(last)]
    if not before.strip() and not behind.strip() and (span.line > 1 or last < len(lines.starts)):
        return Splice(document.name, Span(span.line, 1, last + 1, 1), "")
    if not behind.strip():
        start -= len(before) - len(before.rstrip(" \t"))
        end = lines.end(last)
    return Splice(document.name, stretch(lines, start, end), "")


def double_quotes(document: JsonDocument) -> list[Splice]:
    """Every text in single quotes written in double ones, when the file is JSON after that; else nothing."""
    text = document.text
    if len(text) > _LARGEST:
        return []
    lines = _lines(document)
    edits: list[Splice] = []
    pieces: list[str] = []
    done = 0
    for found in _STRINGS.finditer(text):
        inner = found.group(1)
        if inner is None:
            continue
        new = json.dumps(_ESCAPED.sub(_unescaped, inner), ensure_ascii=False)
        edits.append(Splice(document.name, stretch(lines, found.start(), found.end()), new))
        pieces += (text[done : found.start()], new)
        done = found.end()
    whole = "".join((*pieces, text[done:]))
    return edits if read_json(document.name, whole.encode()).readable else []


def _unescaped(found: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1])


@lru_cache(maxsize=2)
def _lines(document: JsonDocument) -> Lines:
    return Lines(document.text)
