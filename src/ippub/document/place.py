"""Where something is: a place in a JSON document (symbolic, made concrete late) or in a text file (a line)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

Token = str | int
"""One step of a JSON Pointer: a key, or the index of an array element."""


class Span(NamedTuple):
    """A stretch of a text. Lines and columns count from 1, columns in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


WHOLE_FILE = Span(1, 1, 1, 1)


class Place(NamedTuple):
    """A place in the file ``file``.

    In a JSON file ``tokens`` is the path from the root (``()`` is the root itself); it may name something that
    is missing, then the nearest thing above it is shown. In any other file ``tokens`` is None and ``span`` says where.
    ``key`` asks for the key to be marked instead of the value.
    """

    file: str
    tokens: tuple[Token, ...] | None = None
    span: Span = WHOLE_FILE
    key: bool = False

    def __truediv__(self, token: Token) -> "Place":
        """The place one step further down, so that a rule can write ``operation / "responses" / "200"``."""
        return Place(self.file, (*(self.tokens or ()), token))

    @property
    def marked_key(self) -> "Place":
        """The same place with its key marked instead of its value."""
        return Place(self.file, self.tokens, self.span, key=True)


def pointer(tokens: Sequence[Token]) -> str:
    """The RFC 6901 JSON Pointer of ``tokens``: ``("paths", "/a", 0)`` is ``/paths/~1a/0``."""
    return "".join(map(_step, tokens))


@lru_cache(maxsize=10_000)
def _step(token: Token) -> str:
    return "/" + str(token).replace("~", "~0").replace("/", "~1")
