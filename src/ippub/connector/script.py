"""The custom code of a connector, ``script.csx``: C# read as text, never run."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import accumulate, islice

from ippub.document.place import Place
from ippub.document.text import Lines

# Each kind begins with a letter of its own: so the search passes over everything else at once.
# Stretches without anything special are taken at once and never given back (``*+``).
_OUTSIDE_CODE = r"""(?xs)(
        //[^\n]*+                               # line comment
      | /\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/)?    # block comment
      | @"[^"]*+(?:""[^"]*+)*"                 # verbatim string, where the last pair may be its end
      | "[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?       # string; one that nothing ends, to the end of its line
      | \$"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?     # interpolated string
      | '(?:[^'\\\n]|\\.)'                      # character
    )"""


class Script:
    """A C# file: ``file`` is its name, ``text`` its content (undecodable bytes replaced), ``size`` its bytes."""

    def __init__(self, file: str, text: str, size: int) -> None:
        self.file = file
        self.text = text
        self.size = size

    @cached_property
    def code(self) -> str:
        """The text with comments and literals blanked out by spaces, so that every offset stays the same."""
        pieces = list(self._pieces)
        pieces[1::2] = [_blank(piece) for piece in pieces[1::2]]
        return "".join(pieces)

    @cached_property
    def literals(self) -> list[tuple[str, int]]:
        """The plain string literals with the offset of their opening quote."""
        offsets = accumulate(map(len, self._pieces))  # where each piece ends
        others = islice(zip(self._pieces, offsets, strict=True), 1, None, 2)
        return [(text[1:-1], end - len(text)) for text, end in others if text[0] == '"' and text.endswith('"', 1)]

    @cached_property
    def _pieces(self) -> list[str]:
        """The text cut into code and what is none, in turns."""
        return re.split(_OUTSIDE_CODE, self.text)

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
