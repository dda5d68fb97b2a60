"""From bytes to text: encodings, lines and columns, and what a fault of syntax looks like."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from ippub.document.place import WHOLE_FILE, Span, Token

MAX_DEPTH = 200
"""How many levels of objects and lists are read; real connectors have about 20."""
MAX_FAULTS = 20
"""How many faults of one file are told besides the one that ends the reading."""

_LINE_BREAK = re.compile("\n")
_ESCAPE = re.compile(r"\\.", re.DOTALL)
_BLOCK = 512
"""The quotes of a JSON text are counted in stretches of so many characters."""
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_LITTLE = b"\xff\xfe"
_UTF16_BIG = b"\xfe\xff"


class FaultKind(StrEnum):
    """What is wrong with the text of a file, before anybody asks what it means."""

    BOM = "bom"
    UTF16 = "utf16"
    NOT_UTF8 = "not_utf8"
    CONTROL_CHARACTER = "control_character"
    DUPLICATE_KEY = "duplicate_key"
    TRAILING_COMMA = "trailing_comma"
    COMMENT = "comment"
    SINGLE_QUOTES = "single_quotes"
    NOT_A_NUMBER = "not_a_number"
    LONE_SURROGATE = "lone_surrogate"
    TRUNCATED = "truncated"
    MISSING_COMMA = "missing_comma"
    MISSING_COLON = "missing_colon"
    MISSING_QUOTE = "missing_quote"
    UNQUOTED_KEY = "unquoted_key"
    BAD_ESCAPE = "bad_escape"
    BAD_NUMBER = "bad_number"
    EXTRA_DATA = "extra_data"
    EMPTY = "empty"
    NOT_AN_OBJECT = "not_an_object"
    TOO_DEEP = "too_deep"
    TOO_LARGE = "too_large"
    PYTHON_LITERAL = "python_literal"
    OTHER = "other"


class SyntaxFault(NamedTuple):
    """One fault of a file's text.

    ``message`` is one sentence (no full stop) with the likely cause, ``remedy`` what to do about it.
    ``span`` is the exact place; ``tokens`` is the way to the JSON value it stands in, None where there is
    none. After a ``fatal`` fault nothing in the file can be relied on; after any other the rest is read as
    if repaired.
    """

    kind: FaultKind
    message: str
    span: Span
    remedy: str
    fatal: bool = False
    tokens: tuple[Token, ...] | None = None


class Lines:
    """Turns offsets of a text into lines and columns.

    All lines are counted once, when first asked for one of them; ``spans`` does without.
    """

    __slots__ = ("_met", "_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] | None = None
        self._met = {1: 0}
        """Where the lines begin that ``spans`` has come to."""

    @property
    def starts(self) -> list[int]:
        """The offset of the first character of every line."""
        if self._starts is None:
            self._starts = [0, *[found.end() for found in _LINE_BREAK.finditer(self.text)]]
        return self._starts

    def line(self, offset: int) -> int:
        """The number of the line that the character at ``offset`` stands in."""
        return bisect_right(self.starts, offset)

    def end(self, line: int) -> int:
        """The offset behind the last character of a line, its line break not counted."""
        starts = self.starts
        return len(self.text) if line >= len(starts) else self._end(starts[line - 1], starts[line] - 1)

    def _end(self, start: int, line_break: int) -> int:
        """The end of the line from ``start`` to a line break or the end of the text."""
        windows = start < line_break < len(self.text) and self.text[line_break - 1] == "\r"
        return line_break - 1 if windows else line_break

    def line_text(self, line: int) -> str:
        """The text of a line without its line break; empty when there is no such line."""
        return self.text[self.starts[line - 1] : self.end(line)] if 1 <= line <= len(self.starts) else ""

    def cut(self, line: int, column: int, before: int, limit: int) -> tuple[str, int]:
        """A line without blanks at its end, or ``limit`` characters of it, and the column of the first of them.

        A longer line is cut so that at most ``before`` characters stand in front of ``column``, which is in it. The
        time does not depend on the length of the line.
        """
        start = self._start(line)
        if start is None:
            return "", 1
        end = self.text.find("\n", start, start + limit + 1)
        if end >= 0:
            return self.text[start:end].rstrip(), 1  # nearly always
        text = self._piece(start, limit + 2)  # two more for a line break of Windows
        if len(text) <= limit:
            return text.rstrip(), 1
        first = max(0, column - 1 - before)
        return self._piece(start + first, limit).rstrip(), first + 1

    def _start(self, line: int) -> int | None:
        """Where a line begins, None when there is no such line."""
        known = self._met.get(line)
        if known is None and line - 1 in self._met:
            known = self.text.find("\n", self._met[line - 1]) + 1 or None
        elif known is None and 1 <= line <= len(self.starts):
            known = self.starts[line - 1]
        return known

    def _piece(self, start: int, most: int) -> str:
        """At most so many characters from an offset to the end of its line."""
        end = self.text.find("\n", start, start + most)
        return self.text[start : start + most] if end < 0 else self.text[start:end].removesuffix("\r")

    def span(self, start: int, end: int) -> Span:
        """The span from ``start`` to before ``end``; what goes beyond the first line is cut off."""
        line = self.line(start)
        return _span(line, self.starts[line - 1], self.end(line), start, end)

    def spans(self, stretches: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Span]:
        """The ``span`` of each of ``stretches``, found in one pass over the text."""
        text, met = self.text, self._met
        count, find, rfind = text.count, text.find, text.rfind
        found: dict[tuple[int, int], Span] = {}
        line, begins, line_break, ends = 1, 0, -1, -1
        for stretch in sorted(stretches):
            start, end = stretch
            if start > line_break:
                passed = max(line_break, 0)
                line += count("\n", passed, start)
                begins = rfind("\n", passed, start) + 1
                line_break = find("\n", start)
                if line_break < 0:
                    line_break = len(text)
                ends = self._end(begins, line_break)
                met[line] = begins
            found[stretch] = _span(line, begins, ends, start, end)
        return found

    def point(self, offset: int) -> Span:
        """A span one character wide at ``offset``, which may stand behind the last character of its line."""
        line = self.line(offset)
        column = offset - self.starts[line - 1] + 1
        return Span(line, column, line, column + 1)


def _span(line: int, begins: int, ends: int, start: int, end: int) -> Span:
    """A stretch that starts in a line, as much of it as stands there; the line is given with its two ends."""
    column = start - begins + 1
    if end <= ends:
        return Span(line, column, line, column + end - start)
    return Span(line, column, line, column + max(0, ends - start))


class Quoted:
    """Where the keys and texts of a JSON text stand, by their number in the order of the text.

    ``count`` are there. Their quotes are counted in blocks: to meet each takes several times as long.
    """

    __slots__ = ("_ends", "_text", "count")

    def __init__(self, text: str) -> None:
        if "\\" in text:
            text = _ESCAPE.sub("__", text)  # which are no quotes, and as long
        self._text = text
        blocks = range(0, len(text), _BLOCK)
        self._ends = list(accumulate([text.count('"', at, at + _BLOCK) for at in blocks], initial=0))
        self.count = self._ends[-1] // 2

    def __getitem__(self, number: int) -> tuple[int, int]:
        """The offsets of a key or text, which must be there: of its first quote, and behind the last."""
        block = bisect_right(self._ends, 2 * number) - 1
        text, at = self._text, block * _BLOCK
        quotes = 2 * number + 1 - self._ends[block]
        behind = text[at : at + _BLOCK].split('"', quotes)[quotes]
        start = min(at + _BLOCK, len(text)) - len(behind) - 1
        return start, text.find('"', start + 1) + 1


class Decoded(NamedTuple):
    """The text of a file without a byte order mark, and what was wrong with its encoding (never fatal)."""

    text: str
    faults: tuple[SyntaxFault, ...] = ()


def decode(data: bytes) -> Decoded:
    """The text of ``data``, which should be UTF-8 without a byte order mark.

    UTF-16 is read as such; bytes that are no UTF-8 are read as Windows-1252, all others as they are.
    Never raises, never gives lone surrogates.
    """
    if data.startswith((_UTF16_LITTLE, _UTF16_BIG)) or data[:2] in (b"{\0", b"#\0", b"\0{", b"\0#"):
        return _from_utf16(data)
    faults: tuple[SyntaxFault, ...] = ()
    if data.startswith(_UTF8_MARK):
        data = data[3:]
        faults = (_MARK,)
    try:
        return Decoded(data.decode("utf-8"), faults)
    except UnicodeDecodeError as error:
        text = _patched(data)
        start = len(data[: error.start].decode("utf-8"))
        return Decoded(text, (*faults, _not_utf8(text, start, data[error.start])))


_MARK = SyntaxFault(
    FaultKind.BOM,
    "the file begins with a byte order mark, which JSON and the platform's tools do not expect",
    WHOLE_FILE,
    'Save the file as "UTF-8" without BOM',
)


def _from_utf16(data: bytes) -> Decoded:
    little = data.startswith(_UTF16_LITTLE) or data[1:2] == b"\0"
    text = data.decode("utf-16-le" if little else "utf-16-be", "replace").removeprefix("\ufeff")
    message = "the file is written in UTF-16, but every tool that reads it expects UTF-8"
    remedy = 'Save the file as "UTF-8" without BOM'
    return Decoded(text, (SyntaxFault(FaultKind.UTF16, message, WHOLE_FILE, remedy),))


def _patched(data: bytes) -> str:
    """Mixed files exist (a sentence pasted from elsewhere): only what is no UTF-8 is read as Windows-1252."""
    text = data.decode("utf-8", "surrogateescape")
    for byte in sorted({ord(escape) & 0xFF for escape in set(text) if "\udc80" <= escape <= "\udcff"}):
        meant = bytes([byte]).decode("cp1252", "replace")
        text = text.replace(chr(0xDC00 + byte), meant)
    return text


def _not_utf8(text: str, start: int, byte: int) -> SyntaxFault:
    span = Lines(text).span(start, start + 1)
    message = f"byte 0x{byte:02x} is not UTF-8, so a reader may show another character than you meant"
    remedy = 'Save the file as "UTF-8" and check the characters beyond plain letters in this line'
    return SyntaxFault(FaultKind.NOT_UTF8, message, span, remedy)
