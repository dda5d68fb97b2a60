"""From bytes to text: encodings, lines and columns, and what a fault of syntax looks like."""

import re
from bisect import bisect_right
from enum import StrEnum
from typing import NamedTuple

from ippub.document.place import WHOLE_FILE, Span, Token

MAX_DEPTH = 200
"""How many levels of objects and lists are read; real connectors have about 20."""
MAX_FAULTS = 20
"""How many faults of one file are told besides the one that ends the reading."""

_LINE_BREAK = re.compile("\n")
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
    """Turns offsets of a text into lines and columns; counts the lines once, when first asked."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] | None = None

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
        if line >= len(starts):
            return len(self.text)
        end = starts[line] - 1
        return end - 1 if end > starts[line - 1] and self.text[end - 1] == "\r" else end

    def line_text(self, line: int) -> str:
        """The text of a line without its line break; empty when there is no such line."""
        return self.text[self.starts[line - 1] : self.end(line)] if 1 <= line <= len(self.starts) else ""

    def cut(self, line: int, column: int, before: int, limit: int) -> tuple[str, int]:
        """A line without blanks at its end, or ``limit`` characters of it, and the column of the first of them.

        A longer line is cut so that at most ``before`` characters stand in front of ``column``. The time does not
        depend on the length of the line.
        """
        if not 1 <= line <= len(self.starts):
            return "", 1
        start, end = self.starts[line - 1], self.end(line)
        if end - start > limit:
            first = max(0, column - 1 - before)
            return self.text[start + first : min(start + first + limit, end)].rstrip(), first + 1
        return self.text[start:end].rstrip(), 1

    def span(self, start: int, end: int) -> Span:
        """The span from ``start`` to before ``end``; what goes beyond the first line is cut off."""
        starts = self.starts
        line = bisect_right(starts, start)
        column = start - starts[line - 1] + 1
        return Span(line, column, line, column + max(0, min(end, max(self.end(line), start)) - start))

    def point(self, offset: int) -> Span:
        """A span one character wide at ``offset``, which may stand behind the last character of its line."""
        line = self.line(offset)
        column = offset - self.starts[line - 1] + 1
        return Span(line, column, line, column + 1)


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
