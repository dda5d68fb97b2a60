"""JSON with memory: the value at the standard parser's speed, faults with place, positions when asked."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ippub.document.contents import MAX_CONTAINERS, Contents, CrowdedError, contents_of
from ippub.document.place import WHOLE_FILE, Span, Token
from ippub.document.text import MAX_DEPTH, FaultKind, Lines, Quoted, SyntaxFault, decode

if TYPE_CHECKING:
    from typing import NoReturn

    from ippub.document.positions import Positions

__all__ = ["MAX_BYTES", "MAX_CONTAINERS", "MAX_DEPTH", "FaultKind", "Json", "JsonDocument", "SyntaxFault", "read_json"]

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""Any JSON value as Python holds it."""

MAX_BYTES = 4 * 1024 * 1024
"""A larger file is not read at all; the largest real definition has 1.1 MB, and the platform takes 1 MB."""
MAX_REPAIRED = 2 * 1024 * 1024
"""In a faulty text of more characters than this only the first fault is told."""

_LARGEST = 1.7976931348623157e308
_HALF = r"\\u[dD][89a-fA-F]"
_PAIR = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"


class JsonDocument:
    """A JSON file that was read: its ``text``, its ``value`` and what is wrong with it.

    ``readable`` says that ``value`` is an object that rules may look at, repaired where ``faults`` say so.
    When it is False the value is whatever could be read, mostly None. ``text`` has no byte order mark;
    positions count in it. ``contents`` are empty when nothing could be read.
    """

    __slots__ = (
        "_lines",
        "_parsed",
        "_positions",
        "_quoted",
        "contents",
        "faults",
        "name",
        "readable",
        "text",
        "value",
    )

    def __init__(  # noqa: PLR0913  # made in this module only
        self,
        name: str,
        lines: Lines,
        value: Json,
        faults: tuple[SyntaxFault, ...],
        parsed: str = "",
        contents: Contents | None = None,
        quoted: Quoted | None = None,
    ) -> None:
        self.name = name
        self.text = lines.text
        self.value = value
        self.readable = isinstance(value, dict)
        self.faults = faults
        self._lines = lines
        self._parsed = parsed
        self._quoted = quoted
        self.contents = contents if contents is not None else Contents({}, set(), {})
        self._positions: Positions | None = None

    def span(self, tokens: Sequence[Token], *, key: bool = False) -> Span:
        """Where the value at ``tokens`` stands, or the nearest value above it that exists.

        A scalar is marked itself; an object or list by its key, inside a list by the rest of its first
        line; the root is line 1, column 1. ``key`` marks the key (with quotes) of a value that has one.
        Lines and columns count from 1, in characters; a span never goes beyond its first line. ``value``
        must not have been changed.
        """
        found = self._known_positions.offsets(tokens, key)
        return WHOLE_FILE if found is None else self._lines.span(*found)

    def spans(self, wanted: Iterable[tuple[Sequence[Token], bool]]) -> list[Span]:
        """``span`` for each pair of ``tokens`` and ``key``; many cost much less than one by one."""
        offsets = self._known_positions.offsets
        found = [offsets(tokens, key) for tokens, key in wanted]
        spans = self._lines.spans([stretch for stretch in found if stretch is not None])
        return [WHOLE_FILE if stretch is None else spans[stretch] for stretch in found]

    def look(self, tokens: tuple[Token, ...]) -> tuple[int, int, int, Json] | None:
        """The offsets of the value at ``tokens``, and it itself: of its key (or itself), of it, of its end.

        None when it is not there.
        """
        return self._known_positions.look(tokens)

    @property
    def _known_positions(self) -> Positions:
        if self._positions is None:
            from ippub.document.positions import Positions  # not needed by a connector without findings

            if self._quoted is None:
                self._quoted = Quoted(self._parsed)
            self._positions = Positions(self._parsed, self.value, self.contents, self._quoted)
        return self._positions

    def value_end(self, start: int) -> int:
        """The offset behind the JSON value, or key, that begins at ``start``."""
        from ippub.document.positions import value_end

        return value_end(self._parsed, start)

    def is_unrepaired(self, start: int, end: int) -> bool:
        """Whether the text between two offsets was read as it stands: no comment, no stray comma."""
        return self._parsed[start:end] == self.text[start:end]

    @property
    def as_read(self) -> str:
        """``text`` as it was parsed: as long as it is, with blanks for what is no JSON; "" when it was not parsed."""
        return self._parsed

    def line_text(self, line: int) -> str:
        """The text of a line, counted from 1, without its line break; empty when there is no such line."""
        return self._lines.line_text(line)

    def cut_line(self, line: int, column: int, before: int, limit: int) -> tuple[str, int]:
        """At most ``limit`` characters of a line around a column; see ``Lines.cut``."""
        return self._lines.cut(line, column, before, limit)


def read_json(name: str, data: bytes) -> JsonDocument:
    """The document that ``data`` holds. Never raises: whatever is wrong is in ``faults``.

    Time and memory grow with the size only; more than ``MAX_BYTES``, ``MAX_CONTAINERS`` or ``MAX_DEPTH`` levels are
    not read.
    """
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        message = f"the file has {len(data) / 1e6:.1f} MB and is not read; the limit is {limit} MiB"
        return _unread(name, Lines(""), (), _fatal(FaultKind.TOO_LARGE, message, "Check that this is the right file"))
    decoded = decode(data)
    lines = Lines(decoded.text)
    try:
        value, contents, quoted = _fast(decoded.text)
    except CrowdedError:
        return _unread(name, lines, decoded.faults, _crowded_fault())
    except (ValueError, RecursionError):
        pass  # it has to be looked at more closely
    else:
        return _document(name, lines, value, decoded.faults, decoded.text, contents, quoted)
    if len(decoded.text) > MAX_REPAIRED:
        return _unread(name, lines, decoded.faults, _large_fault(lines))
    from ippub.document.repair import repair  # costs 4 ms and most files need none

    repaired = repair(lines)
    faults = (*decoded.faults, *repaired.faults)
    if faults and faults[-1].fatal:
        return JsonDocument(name, lines, None, faults)
    try:
        value = _LENIENT.decode(repaired.text)
        contents, _ = contents_of(value)
    except CrowdedError:
        return _unread(name, lines, faults, _crowded_fault())
    except (ValueError, RecursionError) as error:
        return _unread(name, lines, faults, _unexplained(lines, error))
    return _document(name, lines, value, faults, repaired.text, contents, Quoted(repaired.text))


def _document(  # noqa: PLR0913  # as the document has them
    name: str,
    lines: Lines,
    value: Json,
    faults: tuple[SyntaxFault, ...],
    parsed: str,
    contents: Contents,
    quoted: Quoted,
) -> JsonDocument:
    if isinstance(value, dict):
        return JsonDocument(name, lines, value, faults, parsed, contents, quoted)
    names = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}
    what = names.get(type(value), "a number")
    message = f"the file holds {what}, but an object is expected"
    fault = SyntaxFault(FaultKind.NOT_AN_OBJECT, message, WHOLE_FILE, "Put everything into { ... }", True, ())
    return JsonDocument(name, lines, value, (*faults, fault), parsed, contents, quoted)


def _unread(name: str, lines: Lines, faults: tuple[SyntaxFault, ...], fault: SyntaxFault) -> JsonDocument:
    return JsonDocument(name, lines, None, (*faults, fault))


def _fatal(kind: FaultKind, message: str, remedy: str, span: Span = WHOLE_FILE) -> SyntaxFault:
    return SyntaxFault(kind, message, span, remedy, True, ())


def _crowded_fault() -> SyntaxFault:
    message = f"the file has more than {MAX_CONTAINERS:,} objects and lists and is not read"
    return _fatal(FaultKind.TOO_LARGE, message, "Check that this is the right file")


def _large_fault(lines: Lines) -> SyntaxFault:
    """Why a large text was refused, without the repairer, whose time per character is much longer."""
    try:
        _STRICT.decode(lines.text)
    except RecursionError:
        message = f"more than {MAX_DEPTH} objects and lists stand inside each other"
        return _fatal(FaultKind.TOO_DEEP, message, "Make the structure flatter: use definitions and $ref")
    except ValueError as error:
        return _unexplained(lines, error)
    message = "the text has duplicate keys or too many levels, and is too large for a closer look"
    return _fatal(FaultKind.OTHER, message, "Make the file smaller, then check it again")


def _unexplained(lines: Lines, error: Exception) -> SyntaxFault:
    position = error.pos if isinstance(error, json.JSONDecodeError) else 0
    message = "the text is not JSON from here on" if position else "the text is not JSON"
    return _fatal(FaultKind.OTHER, message, "Check the text around this place", lines.point(position))


def _fast(text: str) -> tuple[Json, Contents, Quoted]:
    """The value of a text without any fault, and what stands in both.

    Raises ``CrowdedError``, ``ValueError`` or ``RecursionError`` for every other text.
    """
    value: Json = _STRICT.decode(text)
    quoted = Quoted(text)
    if quoted.surrogates and re.search(_HALF, re.sub(_PAIR, "", text)):
        raise ValueError
    contents, count = contents_of(value)
    if quoted.count != count:  # of a key that stands twice the parser keeps one; the repairer knows both places
        raise ValueError
    return value, contents, quoted


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(number: str) -> float:
    value = float(number)
    if math.isinf(value):
        raise ValueError(number)
    return value


def _bounded(number: str) -> float:
    """A number beyond what a float holds becomes the largest one: the value can be written as JSON again."""
    return max(-_LARGEST, min(_LARGEST, float(number)))


_STRICT = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)
_LENIENT = json.JSONDecoder(parse_constant=lambda _: None, parse_float=_bounded, strict=False)
