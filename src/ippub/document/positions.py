"""Where the values of a JSON text stand: worked out late and only for what is asked.

Keys and texts have the same order in a parsed value as in the text. So the offset of one is found by counting how many
come before it in the value, and going to that one in the text (``Quoted``). What has no quotes is found by what stands
next to it: a number or an object behind its key, an object in a list in front of its first key. For all else in lists
the parser runs over the elements before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ippub.document.place import Token

if TYPE_CHECKING:
    from ippub.document.contents import Contents
    from ippub.document.json import Json
    from ippub.document.text import Quoted

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*"'
_BLANK = r"[ \t\n\r]*+"
_COLON = re.compile(rf"{_BLANK}:{_BLANK}")
_SCALAR = re.compile(rf"{_STRING}|[^ \t\n\r,\]}}]+", re.DOTALL)
_BETWEEN = re.compile(r"[ \t\n\r,]*")
_DECODER = json.JSONDecoder(strict=False)

_Container = dict[str, "Json"] | list["Json"]


class Positions:
    """Offsets of keys and values of ``value`` in ``text``, its JSON text without duplicate keys.

    ``contents`` are what stands in ``value``, ``quoted`` what stands in ``text``.
    """

    __slots__ = ("_before", "_elements", "_numbers", "_quoted", "_text", "_value")

    def __init__(self, text: str, value: Json, contents: Contents, quoted: Quoted) -> None:
        self._text = text
        self._value = value
        self._before = contents.before
        self._quoted = quoted
        self._numbers: dict[int, dict[Token, int]] = {}
        """How many keys and texts come before each member of an object or list, by its ``id``."""
        self._elements: dict[int, list[int]] = {}

    def offsets(self, tokens: Sequence[Token], key: bool) -> tuple[int, int] | None:
        """The start and end offset of what stands for the value at ``tokens``, or for its key; None for the root.

        See ``JsonDocument.span`` for what is taken. The end of an element that is a container is the end of
        the text.
        """
        value, outer, count = self._reach(tokens)
        container = isinstance(value, (dict, list))
        if type(outer) is dict:
            if container:
                return self._quoted[self._before[id(value)] - 1]
            number = self._number(outer, tokens[count - 1])
            if key or type(value) is str:
                return self._quoted[number + (not key)]
        elif outer is not None and type(value) is str:
            return self._quoted[self._number(outer, tokens[count - 1])]
        elif outer is None and container:
            return None
        start = self._start(tokens[:count])
        return start, len(self._text) if container else self._after(_SCALAR, start)

    def look(self, tokens: Sequence[Token]) -> tuple[int, int, int, Json] | None:
        """What stands at ``tokens``; see ``JsonDocument.look``."""
        value, outer, count = self._reach(tokens)
        if count < len(tokens):
            return None
        if not isinstance(outer, dict):
            start = self._start(tokens)
            return start, start, value_end(self._text, start), value
        number = self._before[id(value)] - 1 if isinstance(value, (dict, list)) else self._number(outer, tokens[-1])
        key, behind = self._quoted[number]
        if isinstance(value, str):
            return key, *self._quoted[number + 1], value
        start = self._after(_COLON, behind)
        return key, start, value_end(self._text, start), value

    def _reach(self, tokens: Sequence[Token]) -> tuple[Json, _Container | None, int]:
        """How far ``tokens`` lead: to which value, in what that stands (the root in None), by how many of them."""
        outer: _Container | None = None
        value, count = self._value, 0
        for token in tokens:
            if isinstance(value, dict):
                if token not in value:
                    break
                outer, value = value, value[token]
            elif isinstance(value, list) and isinstance(token, int) and 0 <= token < len(value):
                outer, value = value, value[token]
            else:
                break
            count += 1
        return value, outer, count

    def _number(self, outer: _Container, token: Token) -> int:
        """How many keys and texts come before a member of ``outer`` (before its key, when it has one)."""
        numbers = self._numbers.get(id(outer))
        if numbers is None:
            numbers = self._numbers[id(outer)] = self._numbered(outer)
        return numbers[token]

    def _numbered(self, outer: _Container) -> dict[Token, int]:
        numbers: dict[Token, int] = {}
        number, has_keys = self._before[id(outer)], isinstance(outer, dict)
        last: _Container | None = None
        for token, member in outer.items() if isinstance(outer, dict) else enumerate(outer):
            if isinstance(member, (dict, list)):
                last = member
                numbers[token] = self._before[id(member)] - has_keys
                continue
            if last is not None:
                number, last = self._behind(last), None
            numbers[token] = number
            number += isinstance(member, str) + has_keys
        return numbers

    def _behind(self, value: _Container) -> int:
        """How many keys and texts come up to the end of an object or list."""
        number, has_keys = 0, isinstance(value, dict)
        for member in reversed(value.values() if isinstance(value, dict) else value):
            if isinstance(member, (dict, list)):
                return self._behind(member) + number  # the depth of a file is bounded
            number += isinstance(member, str) + has_keys
        return self._before[id(value)] + number

    def _start(self, tokens: Sequence[Token]) -> int:
        """The offset of the value at ``tokens``, which must be there."""
        value, outer, _ = self._reach(tokens)
        if outer is None:
            return self._after(_BETWEEN, 0)
        if isinstance(outer, dict):
            return self._after(_COLON, self._quoted[self._number(outer, tokens[-1])][1])
        if isinstance(value, str):
            return self._quoted[self._number(outer, tokens[-1])][0]
        if isinstance(value, dict) and value:
            return self._text.rfind("{", 0, self._quoted[self._before[id(value)]][0])
        return self._element(self._start(tokens[:-1]), int(tokens[-1]))

    def _element(self, start: int, index: int) -> int:
        """The offset of an element of the list that begins at ``start``; those passed on the way are kept."""
        known = self._elements.get(start)
        if known is None:
            known = self._elements[start] = [self._after(_BETWEEN, start + 1)]
        while len(known) <= index:
            _, end = _DECODER.raw_decode(self._text, known[-1])
            known.append(self._after(_BETWEEN, end))
        return known[index]

    def _after(self, pattern: re.Pattern[str], start: int) -> int:
        """The offset behind what ``pattern`` matches at ``start``."""
        found = pattern.match(self._text, start)
        return found.end() if found else start


def value_end(text: str, start: int) -> int:
    """The offset behind the JSON value, or key, that begins at ``start`` of ``text``."""
    return _DECODER.raw_decode(text, start)[1]
