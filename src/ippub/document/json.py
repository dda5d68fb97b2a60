"""JSON with memory: the value at the speed of the standard parser, faults with their place, positions when asked."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import NoReturn

from ippub.document.place import WHOLE_FILE, Span, Token
from ippub.document.positions import Positions
from ippub.document.repair import MAX_DEPTH, repair
from ippub.document.text import FaultKind, Lines, SyntaxFault, decode

__all__ = ["MAX_BYTES", "MAX_DEPTH", "FaultKind", "Json", "JsonDocument", "SyntaxFault", "read_json"]

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""Any JSON value as Python holds it."""

MAX_BYTES = 16 * 1024 * 1024
"""A larger file is not read at all; the largest real definition has 1.1 MB."""
MAX_REPAIRED = 4 * 1024 * 1024
"""In a faulty text of more characters than this only the first fault is told."""

_LARGEST = 1.7976931348623157e308
_LATE_COLON = re.compile(r'"[ \t\n\r]+:')
_QUOTED_COLON = re.compile(r'(?<!\\)\\"[ \t\n\r]*:')
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


class JsonDocument:
    """A JSON file that was read: its ``text``, its ``value`` and what is wrong with it.

    ``readable`` says that ``value`` is an object that rules may look at, repaired where ``faults`` say so. When it is
    False the value is whatever could be read, mostly None. ``text`` has no byte order mark; positions count in it.
    """

    __slots__ = ("_lines", "_parsed", "_positions", "faults", "name", "readable", "text", "value")

    def __init__(
        self, name: str, lines: Lines, value: Json, readable: bool, faults: tuple[SyntaxFault, ...], parsed: str
    ) -> None:
        self.name = name
        self.text = lines.text
        self.value = value
        self.readable = readable
        self.faults = faults
        self._lines = lines
        self._parsed = parsed
        self._positions: Positions | None = None

    def span(self, tokens: Sequence[Token], *, key: bool = False) -> Span:
        """Where the value at ``tokens`` stands, or the nearest value above it that exists.

        A scalar is marked itself; an object or list by its key, inside a list by the rest of its first line; the
        root is line 1, column 1. ``key`` marks the key (with quotes) of a value that has one. Lines and columns
        count from 1, in characters; a span never goes beyond its first line. ``value`` must not have been changed.
        """
        if self._positions is None:
            self._positions = Positions(self._parsed, self.value)
        found = self._positions.offsets(tokens, key)
        return WHOLE_FILE if found is None else self._lines.span(*found)

    def line_text(self, line: int) -> str:
        """The text of a line, counted from 1, without its line break; empty when there is no such line."""
        return self._lines.line_text(line)


def read_json(name: str, data: bytes) -> JsonDocument:
    """The document that ``data`` holds. Never raises: whatever is wrong is in ``faults``, the worst ``fatal``.

    Time and memory grow with the size only; more than ``MAX_BYTES`` or ``MAX_DEPTH`` levels are not read.
    """
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data) / 1e6:.1f} MB and is not read; the limit is {MAX_BYTES // 1024 // 1024} MiB"
        return _unread(name, Lines(""), (), _fatal(FaultKind.TOO_LARGE, message, "Check that this is the right file"))
    decoded = decode(data)
    lines = Lines(decoded.text)
    value = _fast(decoded.text)
    if value is not _REFUSED:
        return _document(name, lines, value, decoded.faults, decoded.text)
    if len(decoded.text) > MAX_REPAIRED:
        return _unread(name, lines, decoded.faults, _large_fault(lines))
    repaired = repair(lines)
    faults = (*decoded.faults, *repaired.faults)
    if faults and faults[-1].fatal:
        return JsonDocument(name, lines, None, False, faults, "")
    try:
        value = _LENIENT.decode(repaired.text)
    except (ValueError, RecursionError) as error:
        return _unread(name, lines, faults, _unexplained(lines, error))
    return _document(name, lines, value, faults, repaired.text)


def _document(name: str, lines: Lines, value: Json, faults: tuple[SyntaxFault, ...], parsed: str) -> JsonDocument:
    if isinstance(value, dict):
        return JsonDocument(name, lines, value, True, faults, parsed)
    what = {list: "a list", str: "a text", bool: "true or false"}.get(type(value), "null" if value is None else "a number")
    message = f"the file holds {what}, but an object is expected"
    fault = SyntaxFault(FaultKind.NOT_AN_OBJECT, message, WHOLE_FILE, "Put everything into { ... }", True, ())
    return JsonDocument(name, lines, value, False, (*faults, fault), parsed)


def _unread(name: str, lines: Lines, faults: tuple[SyntaxFault, ...], fault: SyntaxFault) -> JsonDocument:
    return JsonDocument(name, lines, None, False, (*faults, fault), "")


def _fatal(kind: FaultKind, message: str, remedy: str, span: Span = WHOLE_FILE) -> SyntaxFault:
    return SyntaxFault(kind, message, span, remedy, True, ())


def _large_fault(lines: Lines) -> SyntaxFault:
    """Why a large text was refused, without the repairer, whose time per character is much longer."""
    try:
        _STRICT.decode(lines.text)
    except RecursionError:
        message = f"more than {MAX_DEPTH} objects and lists stand inside each other"
        return _fatal(FaultKind.TOO_DEEP, message, "Make the structure flatter, for example with definitions and $ref")
    except ValueError as error:
        return _unexplained(lines, error)
    message = "the text has duplicate keys or too many levels, and is too large for a closer look"
    return _fatal(FaultKind.OTHER, message, "Make the file smaller, then check it again")


def _unexplained(lines: Lines, error: Exception) -> SyntaxFault:
    position = error.pos if isinstance(error, json.JSONDecodeError) else 0
    message = "the text is not JSON from here on" if position else "the text is not JSON"
    return _fatal(FaultKind.OTHER, message, "Check the text around this place", lines.point(position))


class _Refused(Exception):
    """What ``_fast`` gives for a text that has to be looked at more closely."""


_REFUSED = _Refused()


def _fast(text: str) -> Json | _Refused:
    """The value of a text without any fault, else ``_REFUSED``."""
    try:
        value: Json = _STRICT.decode(text)
    except (ValueError, RecursionError):
        return _REFUSED
    escaped = "\\" in text
    if escaped and _HALF.search(text) and _HALF.search(_PAIR.sub("", text)):
        return _REFUSED
    # Every key is followed by a colon. When there are as many quotes before a colon as keys were read, no key was
    # lost to a later one of the same name. The cheap counts may be too high (a text can hold such a pair), never
    # too low; then the keys are counted exactly.
    colons = text.count('":')
    keys = _keys(value)
    if keys == colons:
        return value
    colons += len(_LATE_COLON.findall(text)) - (len(_QUOTED_COLON.findall(text)) if escaped else 0)
    return value if keys == colons or keys == Positions(text, value).keys else _REFUSED


def _keys(value: Json) -> int:
    """How many keys all objects in ``value`` have; -1 when they are nested deeper than ``MAX_DEPTH``.

    A text with more keys than this has duplicates. (A hook that sees every pair would cost as much as the parsing.)
    """
    keys = 0
    level: list[dict[str, Json] | list[Json]] = [value] if isinstance(value, (dict, list)) else []
    for _ in range(MAX_DEPTH):
        inner: list[dict[str, Json] | list[Json]] = []
        for container in level:
            if type(container) is dict:
                keys += len(container)
                members = container.values()
            else:
                members = container
            for member in members:
                if type(member) is dict or type(member) is list:
                    inner.append(member)
        if not inner:
            return keys
        level = inner
    return -1


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(number: str) -> float:
    value = float(number)
    if math.isinf(value):
        raise ValueError(number)
    return value


def _bounded(number: str) -> float:
    """Numbers beyond what a float holds become the largest one, so that the value can be written as JSON again."""
    return max(-_LARGEST, min(_LARGEST, float(number)))


_STRICT = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)
_LENIENT = json.JSONDecoder(parse_constant=lambda _: None, parse_float=_bounded, strict=False)
