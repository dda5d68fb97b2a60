"""What stands in a JSON value: one walk, so that whoever looks for something knows at once when it is not there."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from ippub.document.text import MAX_DEPTH

if TYPE_CHECKING:
    from ippub.document.json import Json

MAX_CONTAINERS = 50_000
"""A file with more objects and lists is not looked at; the largest real definition has 7,500."""


class CrowdedError(Exception):
    """There are more than ``MAX_CONTAINERS`` objects and lists."""


class Contents(NamedTuple):
    """``sizes`` says for each object and list (by ``id``) how many keys stand in it, those further inside included.

    ``keys`` are all keys, ``strings`` all texts in the order of the file, each once and without escapes.
    """

    def has_any(self, words: Iterable[str]) -> bool:
        """Whether one of ``words`` is a key or a text."""
        return not (self.keys.isdisjoint(words) and self.strings.keys().isdisjoint(words))

    sizes: dict[int, int]
    keys: set[str]
    strings: dict[str, None]


def contents_of(value: "Json") -> Contents:
    """What stands in ``value``.

    Raises ``CrowdedError`` when that are more than ``MAX_CONTAINERS`` objects and lists, ``ValueError`` when they stand
    inside each other deeper than ``MAX_DEPTH``.
    """
    contents = Contents({}, set(), {})
    if isinstance(value, (dict, list)):
        _note(value, *contents, 1)
    return contents


def _note(
    value: "dict[str, Json] | list[Json]", sizes: dict[int, int], keys: set[str], strings: dict[str, None], depth: int
) -> int:
    """Note what is in ``value``; the number of its keys. Called for 500 containers in a small file: made for speed."""
    if depth > MAX_DEPTH:
        raise ValueError
    if len(sizes) >= MAX_CONTAINERS:
        raise CrowdedError
    size = 0
    if type(value) is dict:
        keys.update(value)
        size = len(value)
    for member in value.values() if type(value) is dict else value:
        kind = type(member)
        if kind is str:
            strings[member] = None  # type: ignore[index]
        elif kind is dict or kind is list:
            size += _note(member, sizes, keys, strings, depth + 1)  # type: ignore[arg-type]
    sizes[id(value)] = size
    return size
