"""What stands in a JSON value: one walk, so that whoever looks for something knows at once when it is not there."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from ippub.document.text import MAX_DEPTH

if TYPE_CHECKING:
    from ippub.document.json import Json

MAX_CONTAINERS = 50_000
"""A file with more objects and lists is not looked at; the largest real definition has 7,500."""


class CrowdedError(Exception):
    """There are more than ``MAX_CONTAINERS`` objects and lists."""


class Contents(NamedTuple):
    """``before`` says for each object and list (by ``id``) how many keys and texts the file has before those in it.

    ``keys`` are all keys, ``strings`` all texts in the order of the file, each once and without escapes.
    """

    def has_any(self, words: Iterable[str]) -> bool:
        """Whether one of ``words`` is a key or a text."""
        return not (self.keys.isdisjoint(words) and self.strings.keys().isdisjoint(words))

    before: dict[int, int]
    keys: set[str]
    strings: dict[str, None]


def contents_of(value: "Json") -> tuple[Contents, int]:
    """What stands in ``value``, and how many keys and texts that are.

    Raises ``CrowdedError`` when there are more than ``MAX_CONTAINERS`` objects and lists, ``ValueError`` when they
    stand inside each other deeper than ``MAX_DEPTH``.
    """
    before: dict[int, int] = {}
    objects: list[dict[str, Json]] = []
    strings: list[str] = []
    count = int(isinstance(value, str))
    if isinstance(value, dict):
        count = _object(value, 0, MAX_DEPTH, before, objects.append, strings.append)
    elif isinstance(value, list):
        count = _list(value, 0, MAX_DEPTH, before, objects.append, strings.append)
    if len(before) > MAX_CONTAINERS:
        raise CrowdedError
    return Contents(before, set().union(*objects), dict.fromkeys(strings)), count


# Called for 500 containers in a small file, with how many keys and texts come before and how many levels may follow;
# the answer is how many come up to its end. Two functions take less time than one that asks what it was given.


def _object(  # noqa: PLR0913  # made for speed
    value: "dict[str, Json]",
    number: int,
    left: int,
    before: dict[int, int],
    note_object: "Callable[[dict[str, Json]], None]",
    note_string: Callable[[str], None],
) -> int:
    if not left:
        raise ValueError
    before[id(value)] = number
    note_object(value)
    for member in value.values():
        kind = type(member)
        if kind is str:
            note_string(member)  # type: ignore[arg-type]
            number += 2
        elif kind is dict:
            number = _object(member, number + 1, left - 1, before, note_object, note_string)  # type: ignore[arg-type]
        elif kind is list:
            number = _list(member, number + 1, left - 1, before, note_object, note_string)  # type: ignore[arg-type]
        else:
            number += 1
    return number


def _list(  # noqa: PLR0913  # made for speed
    value: "list[Json]",
    number: int,
    left: int,
    before: dict[int, int],
    note_object: "Callable[[dict[str, Json]], None]",
    note_string: Callable[[str], None],
) -> int:
    if not left:
        raise ValueError
    before[id(value)] = number
    for member in value:
        kind = type(member)
        if kind is str:
            note_string(member)  # type: ignore[arg-type]
            number += 1
        elif kind is dict:
            number = _object(member, number, left - 1, before, note_object, note_string)  # type: ignore[arg-type]
        elif kind is list:
            number = _list(member, number, left - 1, before, note_object, note_string)  # type: ignore[arg-type]
    return number
