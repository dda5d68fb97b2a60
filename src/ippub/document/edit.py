"""What a repair changes, as values: symbolic places, no text yet. ``document/splice.py`` turns them into text.

A place names a value of a JSON file by its tokens. What an edit does not name stays as it is, byte for byte.
"""

from typing import NamedTuple

from ippub.document.json import Json
from ippub.document.place import Place, Span, Token


class Set(NamedTuple):
    """Give the member or element at ``at`` this value.

    A key that is missing is added behind the key ``after``, or as the last one; an index beyond the end of a list
    appends, so that several can be added in one go. What is above ``at`` must be there.
    """

    at: Place
    value: Json
    after: str | None = None


class Remove(NamedTuple):
    """Take the member or element at ``at`` away, with its comma and the line that it leaves empty."""

    at: Place


class RemoveAll(NamedTuple):
    """Take several members or elements of the object or list at ``at`` away, as ``Remove`` does with one."""

    at: Place
    steps: tuple[Token, ...]


class Rename(NamedTuple):
    """Call the key of the member at ``at`` otherwise; its value and its place in the object stay."""

    at: Place
    key: str


class Reorder(NamedTuple):
    """Put the members of the object at ``at`` into the order of ``keys``; those not named come last, as they are."""

    at: Place
    keys: tuple[str, ...]


class Splice(NamedTuple):
    """Replace a stretch of the text of any file; ``text`` has ``\\n`` for a line break, whatever the file uses.

    The span counts as ``Span`` does; it may reach over lines, and the line behind the last one is the end of the file.
    Of several that only add at one point, the one with the lower ``rank`` comes first.
    """

    file: str
    span: Span
    text: str
    rank: int = 0


class Reencode(NamedTuple):
    """Write the file as UTF-8 without a byte order mark."""

    file: str


class RenameFile(NamedTuple):
    """Call a file of the connector's folder otherwise."""

    file: str
    name: str


class NewFile(NamedTuple):
    """Write a file that is not there yet."""

    file: str
    text: str


ValueEdit = Set | Remove | RemoveAll | Rename | Reorder
"""What changes a JSON value."""

Edit = ValueEdit | Splice | Reencode | RenameFile | NewFile
"""Anything that a repair can do."""


def file_of(edit: Edit) -> str:
    """The file that ``edit`` is about."""
    return edit.at.file if isinstance(edit, ValueEdit) else edit.file
