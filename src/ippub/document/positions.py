"""Where the values of a JSON text stand: worked out late and only for what is asked.

Keys have the same order in a parsed value as in the text. So the offset of a key is found by counting how
many keys come before it in the value, and taking that one of a list of all keys in the text, made by one
regular expression (cutting the text at its quotes was measured to be slower). Elements of lists have no
keys; they are found by letting the parser run over the elements before them.
"""

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ippub.document.place import Token

if TYPE_CHECKING:
    from ippub.document.json import Json

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*"'
_BLANK = r"[ \t\n\r]*+"
_KEY_OF_LINE = re.compile(r'\n *+(?="[^"\\]*+":)')
"""The key at the beginning of a line: where a program has written the file all keys stand so."""
_KEY = rf"{_STRING}(?:({_BLANK}:){_BLANK}(?:{_STRING})?)?"
_KEY_AND_COLON = re.compile(rf"{_STRING}{_BLANK}:{_BLANK}", re.DOTALL)
_SCALAR = re.compile(rf"{_STRING}|[^ \t\n\r,\]}}]+", re.DOTALL)
_BETWEEN = re.compile(r"[ \t\n\r,]*")
_DECODER = json.JSONDecoder(strict=False)


class _Reached(NamedTuple):
    """How far a way through the value led.

    ``number`` is that of the last key on the way, counted in the order of the text (-1: none), ``before`` how many keys
    stand in front of the content of ``value``, ``indices`` those of the list elements since that key. ``whole`` says
    that the way did not end early.
    """

    value: "Json"
    number: int = -1
    before: int = 0
    indices: tuple[int, ...] = ()
    whole: bool = True


class Positions:
    """Offsets of keys and values of ``value`` in ``text``, its JSON text without duplicate keys.

    ``sizes`` says how many keys each container holds, ``strict`` that no string holds a line break as it is.
    """

    __slots__ = ("_before", "_elements", "_reached", "_sizes", "_starts", "_strict", "_text", "_value")

    def __init__(self, text: str, value: "Json", sizes: dict[int, int], *, strict: bool) -> None:
        self._text = text
        self._value = value
        self._strict = strict
        self._starts: list[int] | None = None
        self._sizes = sizes
        self._before: dict[int, dict[str, int] | list[int]] = {}
        self._elements: dict[int, list[int]] = {}
        self._reached: dict[Sequence[Token], _Reached] = {}

    def offsets(self, tokens: Sequence[Token], key: bool) -> tuple[int, int] | None:
        """The start and end offset of what stands for the value at ``tokens``; None for the root.

        See ``JsonDocument.span`` for what is taken. The end of an element that is a container is the end of
        the text.
        """
        # The last step is not kept: many findings share the way to it, few share it.
        reached = self._step(self._reach(tuple(tokens[:-1])), tokens[-1]) if tokens else self._reach(())
        return self._marked(reached.number, reached.indices, isinstance(reached.value, (dict, list)), key)

    def stretch(self, tokens: Sequence[Token]) -> tuple[int, int, int]:
        """The exact offsets of a value that is there; see ``JsonDocument.stretch``."""
        reached = self._reach(tuple(tokens))
        text, number = self._text, reached.number
        key = self._key_starts()[number] if number >= 0 and not reached.indices else -1
        start = self._first() if number < 0 else _end(_KEY_AND_COLON, text, self._key_starts()[number])
        for index in reached.indices:
            start = self._element(start, index)
        return start if key < 0 else key, start, value_end(text, start)

    def _reach(self, tokens: tuple[Token, ...]) -> _Reached:
        known = self._reached.get(tokens)
        if known is None:
            above = self._reach(tokens[:-1]) if tokens else None
            known = _Reached(self._value) if above is None else self._step(above, tokens[-1])
            self._reached[tokens] = known
        return known

    def _step(self, above: _Reached, token: Token) -> _Reached:
        value = above.value
        if not above.whole:
            return above
        if isinstance(value, dict) and isinstance(token, str) and token in value:
            number = self._numbers(value, above.before)[token]
            return _Reached(value[token], number, number + 1)
        if isinstance(value, list) and isinstance(token, int) and 0 <= token < len(value):
            before = self._element_numbers(value, above.before)[token]
            return _Reached(value[token], above.number, before, (*above.indices, token))
        return above._replace(whole=False)

    def _marked(self, number: int, indices: Sequence[int], container: bool, key: bool) -> tuple[int, int] | None:
        text = self._text
        if not indices and number < 0:
            return None if container else self._scalar(self._first())
        if not indices and (key or container):
            start = self._key_starts()[number]
            return start, _end(_SCALAR, text, start)
        offset = self._first() if number < 0 else _end(_KEY_AND_COLON, text, self._key_starts()[number])
        for index in indices:
            offset = self._element(offset, index)
        return (offset, len(text)) if container else self._scalar(offset)

    def _first(self) -> int:
        return _end(_BETWEEN, self._text, 0)

    def _scalar(self, start: int) -> tuple[int, int]:
        return start, _end(_SCALAR, self._text, start)

    def _key_starts(self) -> list[int]:
        """The offset of every key in the text."""
        if self._starts is None:
            # Twice as fast, and right when it finds as many as there are: no line break stands in a string.
            starts = [found.end() for found in _KEY_OF_LINE.finditer(self._text)] if self._strict else []
            if len(starts) != self._sizes.get(id(self._value)):
                starts = [found.start() for found in re.finditer(_KEY, self._text, re.DOTALL) if found.lastindex]
            self._starts = starts
        return self._starts

    def _element(self, start: int, index: int) -> int:
        """The offset of an element of the list that begins at ``start``; those passed on the way are kept."""
        known = self._elements.get(start)
        if known is None:
            known = self._elements[start] = [_end(_BETWEEN, self._text, start + 1)]
        while len(known) <= index:
            _, end = _DECODER.raw_decode(self._text, known[-1])
            known.append(_end(_BETWEEN, self._text, end))
        return known[index]

    def _numbers(self, value: "dict[str, Json]", first: int) -> dict[str, int]:
        """The number of each key of an object whose first key has the number ``first``."""
        known = self._before.get(id(value))
        if not isinstance(known, dict):
            known = {}
            number = first
            sizes = self._sizes
            for key, member in value.items():
                known[key] = number
                number += 1
                if type(member) is dict or type(member) is list:
                    number += sizes[id(member)]
            self._before[id(value)] = known
        return known

    def _element_numbers(self, value: "list[Json]", first: int) -> list[int]:
        """The number of the first key that comes in or after each element of a list."""
        known = self._before.get(id(value))
        if not isinstance(known, list):
            known = []
            number = first
            sizes = self._sizes
            for member in value:
                known.append(number)
                if type(member) is dict or type(member) is list:
                    number += sizes[id(member)]
            self._before[id(value)] = known
        return known


def value_end(text: str, start: int) -> int:
    """The offset behind the JSON value that begins at ``start`` of ``text``."""
    return _DECODER.raw_decode(text, start)[1]


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start
