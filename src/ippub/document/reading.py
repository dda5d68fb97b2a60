"""How far the reading of a faulty JSON text has come, and what was found wrong on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ippub.document.text import MAX_FAULTS, Lines, SyntaxFault

if TYPE_CHECKING:
    from typing import NoReturn

    from ippub.document.causes import Cause
    from ippub.document.place import Token

KEY_FIRST, KEY, COLON, ITEM_FIRST, VALUE, AFTER, DONE = range(7)
"""What comes next: the first key of an object, a later one, a colon, the first element of a list, a value,
what follows a value, nothing. Plain numbers because they are compared at every token."""
_A_KEY = "a key in quotes"
AWAITED = (_A_KEY, _A_KEY, "a colon", "a value", "a value", "a comma", "the end of the file")


class FatalFaultError(Exception):
    """Ends the reading; the fault is already in the list."""


@dataclass(slots=True)
class Open:
    """An object or list whose end was not seen yet, and the member that is being read.

    ``starts`` are the offsets of the keys of an object, ``keys`` the number of the last one with a name.
    """

    bracket: str
    start: int
    token: Token | None = None
    keys: dict[str, int] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """One pass over a text: what is expected next, what is open, what is wrong, what has to be replaced.

    ``comma`` is the offset of the last comma, ``last_end`` the one behind the last token that was no comment.
    """

    text: str
    lines: Lines
    state: int = VALUE
    comma: int = 0
    last_end: int = 0
    stack: list[Open] = field(default_factory=list)
    faults: list[SyntaxFault] = field(default_factory=list)
    edits: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """No more faults are noted, only the one that ends the reading."""
        return len(self.faults) >= MAX_FAULTS

    def add(self, start: int, end: int, cause: Cause) -> None:
        """Note a fault that does not end the reading."""
        if not self.full:
            self.faults.append(self._fault(start, end, cause, fatal=False))

    def stop(self, start: int, end: int, cause: Cause) -> NoReturn:
        """Note the fault that ends the reading, and end it."""
        self.faults.append(self._fault(start, end, cause, fatal=True))
        raise FatalFaultError

    def _fault(self, start: int, end: int, cause: Cause, fatal: bool) -> SyntaxFault:
        span = self.lines.span(start, end)
        if span.end_column == span.column:
            span = self.lines.point(start)
        tokens = tuple(opened.token for opened in self.stack if opened.token is not None)
        return SyntaxFault(cause.kind, cause.message, span, cause.remedy, fatal, tokens)
