"""What a change is: its kind (a documented code), both places, and a sentence with the values."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from ippub.document.place import Place

_NAMED = 3
"""How many operations a sentence names."""


class Level(StrEnum):
    """What a change does to the flows that exist."""

    BREAKING = "breaking"
    """A flow that ran before may fail, or cannot be edited any more."""
    RISKY = "risky"
    """Flows go on, but some may behave differently: somebody has to look."""
    HARMLESS = "harmless"
    """No flow notices."""

    @property
    def rank(self) -> int:
        """0 for breaking, 1 for risky, 2 for harmless: sorts the worst first."""
        return _RANKS[self]


_RANKS = {Level.BREAKING: 0, Level.RISKY: 1, Level.HARMLESS: 2}


class Way(StrEnum):
    """Which way a value travels: from the flow to the service, or back."""

    INPUT = "input"
    OUTPUT = "output"
    FAILURE = "failure"
    """Back, but only when something went wrong: the designer does not offer it."""


class Kind(NamedTuple):
    """A sort of change.

    ``what`` names it in one sentence, ``why`` says what it does to a flow, ``instead`` what to do in its place.
    ``minor`` says whether Microsoft counts it as a minor update (only texts of the listing). ``source`` says where the
    code comes from.
    """

    code: str
    level: Level
    what: str
    why: str
    instead: str
    minor: bool = False
    source: str = ""


class Change(NamedTuple):
    """One difference.

    ``old`` and ``new`` are its places in the two versions; the one that is missing on its side names what would stand
    there. ``message`` is a sentence with the values. ``operations`` are the operationIds that it reaches (a shared
    definition reaches many); ``more`` says that there are others beyond those.
    """

    kind: Kind
    message: str
    old: Place
    new: Place
    operations: tuple[str, ...] = ()
    more: bool = False

    @property
    def code(self) -> str:
        """The code of its kind."""
        return self.kind.code

    @property
    def level(self) -> Level:
        """The level of its kind."""
        return self.kind.level

    @property
    def sentence(self) -> str:
        """The message with the operations that it concerns."""
        named = ", ".join(self.operations[:_NAMED])
        rest = len(self.operations) - _NAMED
        if rest > 0 or self.more:
            others = f"{rest}" if not self.more else f"more than {max(rest, 1)}"
            named += f" and {others} other {'operation' if rest == 1 and not self.more else 'operations'}"
        return f"{named}: {self.message}" if named else self.message


class Allowance:
    """How much work a comparison may still do: it ends even when a hostile file stands for billions of schemas."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps

    def take(self, steps: int = 1) -> bool:
        """Use some of it; False when it is used up."""
        self.left -= steps
        return self.left > 0

    @property
    def used_up(self) -> bool:
        """Whether something was left out."""
        return self.left <= 0
