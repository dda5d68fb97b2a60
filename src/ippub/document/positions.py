"""Where the values of a JSON text stand: worked out late and only for what is asked.

Keys have the same order in a parsed value as in the text. So the offset of a key is found by counting how
many keys come before it in the value, and going to that one in the text: there ``":`` ends a key, and nothing else
where no text of the value brings these two characters along. They are counted in blocks, which takes a fifth of the
time of a regular expression that meets every key. Elements of lists have no keys; they are found by letting the parser
run over the elements before them.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from ippub.document.place import Token

if TYPE_CHECKING:
    from ippub.document.contents import Contents
    from ippub.document.json import Json

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*"'
_BLANK = r"[ \t\n\r]*+"
_KEY_END = '":'
_BLOCK = 512
"""The ends of keys are counted in stretches of so many characters."""
_KEY = rf"{_STRING}(?:({_BLANK}:){_BLANK}(?:{_STRING})?)?"
_COLON = re.compile(rf"{_BLANK}:{_BLANK}")
_SCALAR = re.compile(rf"{_STRING}|[^ \t\n\r,\]}}]+", re.DOTALL)
_BETWEEN = re.compile(r"[ \t\n\r,]*")
_DECODER = json.JSONDecoder(strict=False)


class _Reached(NamedTuple):
    """How far a way through the value led: to which ``value``, and whether that is the ``whole`` way.

    ``number`` is that of the last key on the way, counted in the order of the text (-1: none); after it come the
    ``indices`` of list elements.
    """

    value: Json
    number: int
    indices: tuple[int, ...]
    whole: bool


class Positions:
    """Offsets of keys and values of ``value`` in ``text``, its JSON text without duplicate keys.

    ``contents`` are what stands in ``value``.
    """

    __slots__ = ("_before", "_elements", "_expected", "_keys", "_sizes", "_text", "_value")

    def __init__(self, text: str, value: Json, contents: Contents) -> None:
        self._text = text
        self._value = value
        self._sizes = contents.sizes
        self._keys = _Keys(text, contents, contents.sizes.get(id(value), 0))
        self._before: dict[int, dict[str, int] | list[int]] = {}
        self._elements: dict[int, list[int]] = {}
        self._expected: dict[tuple[Token, ...], _Reached] = {}

    def offsets(self, wanted: Iterable[tuple[Sequence[Token], bool]]) -> list[tuple[int, int] | None]:
        """The start and end offset of what stands for each pair of ``tokens`` and ``key``; None for the root.

        See ``JsonDocument.span`` for what is taken. The end of an element that is a container is the end of
        the text.
        """
        reached = [(self._reach(tokens), key) for tokens, key in wanted]
        self._keys.find({one.number for one, _ in reached if one.number >= 0})
        return [self._marked(one, key) for one, key in reached]

    def _marked(self, reached: _Reached, key: bool) -> tuple[int, int] | None:
        value, number, indices, _ = reached
        container = isinstance(value, (dict, list))
        if not indices and (container or key) and (number >= 0 or container):
            return self._keys.spans[number] if number >= 0 else None
        start = self._value_start(number, indices)
        return start, len(self._text) if container else _end(_SCALAR, self._text, start)

    def expect(self, places: Iterable[tuple[Token, ...]]) -> None:
        """Find all ``places`` in one go, which costs much less: soon ``look`` is asked for one after the other."""
        self._expected = {tokens: self._reach(tokens) for tokens in places}
        self._keys.find({one.number for one in self._expected.values() if one.number >= 0})

    def look(self, tokens: tuple[Token, ...]) -> tuple[int, int, int, Json] | None:
        """What stands at ``tokens``; see ``JsonDocument.look``."""
        value, number, indices, whole = self._expected.get(tokens) or self._reach(tokens)
        if not whole:
            return None
        if number >= 0 and number not in self._keys.spans:
            self._keys.find((number,))
        start = self._value_start(number, indices)
        key = self._keys.spans[number][0] if number >= 0 and not indices else start
        return key, start, value_end(self._text, start), value

    def _reach(self, tokens: Sequence[Token]) -> _Reached:
        value, number, before = self._value, -1, 0
        indices: tuple[int, ...] = ()
        for token in tokens:
            numbers = self._before.get(id(value))
            if numbers is None:
                if type(value) is dict:
                    numbers = self._key_numbers(value, before)
                elif type(value) is list:
                    numbers = self._element_numbers(value, before)
                else:
                    break
                self._before[id(value)] = numbers
            if isinstance(numbers, dict):
                known = numbers.get(token)  # type: ignore[arg-type]  # an index is no key of it
                if known is None:
                    break
                number, before, indices = known, known + 1, ()
            elif isinstance(token, int) and 0 <= token < len(numbers):
                before = numbers[token]
                indices = (*indices, token)
            else:
                break
            value = value[token]  # type: ignore[index]  # it has what its numbers have
        else:
            return _Reached(value, number, indices, whole=True)
        return _Reached(value, number, indices, whole=False)

    def _value_start(self, number: int, indices: Sequence[int]) -> int:
        start = _end(_BETWEEN, self._text, 0) if number < 0 else _end(_COLON, self._text, self._keys.spans[number][1])
        for index in indices:
            start = self._element(start, index)
        return start

    def _element(self, start: int, index: int) -> int:
        """The offset of an element of the list that begins at ``start``; those passed on the way are kept."""
        known = self._elements.get(start)
        if known is None:
            known = self._elements[start] = [_end(_BETWEEN, self._text, start + 1)]
        while len(known) <= index:
            _, end = _DECODER.raw_decode(self._text, known[-1])
            known.append(_end(_BETWEEN, self._text, end))
        return known[index]

    def _key_numbers(self, value: dict[str, Json], first: int) -> dict[str, int]:
        """The number of each key of an object whose first key has the number ``first``."""
        numbers = {}
        number = first
        sizes = self._sizes
        for key, member in value.items():
            numbers[key] = number
            number += 1
            if type(member) is dict or type(member) is list:
                number += sizes[id(member)]
        return numbers

    def _element_numbers(self, value: list[Json], first: int) -> list[int]:
        """The number of the first key that comes in or after each element of a list."""
        numbers = []
        number = first
        sizes = self._sizes
        for member in value:
            numbers.append(number)
            if type(member) is dict or type(member) is list:
                number += sizes[id(member)]
        return numbers


class _Keys:
    """The keys of ``text`` by their number: ``count`` are there, and ``contents`` says what stands in it.

    ``spans`` has the offsets of those that were looked for: of the first quote, and behind the last.
    """

    __slots__ = ("_contents", "_count", "_ends", "_starts", "_text", "spans")

    def __init__(self, text: str, contents: Contents, count: int) -> None:
        self._text = text
        self._contents = contents
        self._count = count
        self._ends: list[int] | None = None
        """How many keys end in the blocks up to each; empty when they cannot be told by their end."""
        self._starts: list[int] = []
        self.spans: dict[int, tuple[int, int]] = {}

    def find(self, numbers: Collection[int]) -> None:
        """Make sure that ``spans`` has the keys of these numbers."""
        missing = sorted([number for number in numbers if number not in self.spans])
        if missing and self._ends is None:
            self._ends = self._counted()
        if self._ends:
            self._find_ends(missing, self._ends)
        elif missing:
            self._find_keys(missing)

    def _find_ends(self, numbers: list[int], ends: list[int]) -> None:
        text = self._text
        block = at = -1  # the key before is the one with the number ``at``, it ends at ``end``
        end = 0
        for number in numbers:
            if block < 0 or number >= ends[block]:
                block = bisect_right(ends, number)
                at, end = ends[block - 1] if block else 0, text.find(_KEY_END, block * _BLOCK)
            for _ in range(number - at):
                end = text.find(_KEY_END, end + 1)
            at = number
            start = text.rfind('"', 0, end)
            while text[start - 1] == "\\":  # in front of the quote that begins a key stands none
                start = text.rfind('"', 0, start)
            self.spans[number] = start, end + 1

    def _find_keys(self, numbers: list[int]) -> None:
        if not self._starts:
            found = re.finditer(_KEY, self._text, re.DOTALL)
            self._starts = [key.start() for key in found if key.lastindex]
        for number in numbers:
            start = self._starts[number]
            self.spans[number] = start, _end(_SCALAR, self._text, start)

    def _counted(self) -> list[int]:
        """How many keys end up to the end of each block; empty when that cannot be told by their ends."""
        texts = "\n".join(["", *self._contents.strings, *self._contents.keys])
        if "\n:" in texts:
            return []
        text = self._text
        if _KEY_END in texts:
            text = text.replace("\\" + _KEY_END, '\\" ')
        # One character more, because one that ends a key can be the last of a block.
        ends = list(accumulate([text.count(_KEY_END, at, at + _BLOCK + 1) for at in range(0, len(text), _BLOCK)]))
        if not ends or ends[-1] != self._count:
            return []
        self._text = text
        return ends


def value_end(text: str, start: int) -> int:
    """The offset behind the JSON value, or key, that begins at ``start`` of ``text``."""
    return _DECODER.raw_decode(text, start)[1]


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start
