"""The custom code of a connector, ``script.csx``: C# read as text, never run."""

from __future__ import annotations

import re
from functools import cached_property

from ippub.document.place import Place
from ippub.document.text import Lines

# Each kind begins with a letter of its own: so the search passes over everything else at once.
_OUTSIDE_CODE = r"""(?xs)
        //[^\n]*                          # line comment
      | /\*.*?(?:\*/|\Z)                  # block comment
      | @"(?:[^"]|"")*"                   # verbatim string
      | "(?:[^"\\\n]|\\.)*"               # string
      | \$"(?:[^"\\\n]|\\.)*"             # interpolated string
      | '(?:[^'\\\n]|\\.)'                # character
    """


class Script:
    """A C# file: ``file`` is its name, ``text`` its content (undecodable bytes replaced), ``size`` its bytes."""

    def __init__(self, file: str, text: str, size: int) -> None:
        self.file = file
        self.text = text
        self.size = size

    @cached_property
    def code(self) -> str:
        """The text with comments and literals blanked out by spaces, so that every offset stays the same."""
        pieces: list[str] = []
        end = 0
        for match in self._outside_code:
            pieces += (self.text[end : match.start()], _blank(match.group()))
            end = match.end()
        return "".join(pieces) + self.text[end:]

    @cached_property
    def literals(self) -> list[tuple[str, int]]:
        """The plain string literals with the offset of their opening quote."""
        texts = [(match.group(), match.start()) for match in self._outside_code]
        return [(text[1:-1], start) for text, start in texts if text.startswith('"')]

    @cached_property
    def _outside_code(self) -> list[re.Match[str]]:
        return list(re.finditer(_OUTSIDE_CODE, self.text))

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)

    def at(self, offset: int, length: int = 1) -> Place:
        """The place of ``length`` characters from ``offset``, cut at the end of the line."""
        span = self._lines.span(offset, offset + length)
        return Place(self.file, None, span if span.end_column > span.column else self._lines.point(offset))

    @property
    def whole(self) -> Place:
        """The file as a whole."""
        return Place(self.file)


def _blank(text: str) -> str:
    if "\n" not in text:
        return " " * len(text)
    return "\n".join([" " * len(line) for line in text.split("\n")])
