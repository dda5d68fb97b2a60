"""What a repair changes, as values: symbolic places, no text yet. ``document/splice.py`` turns them into text.

A place names a value of a JSON file by its tokens. What an edit does not name stays as it is, byte for byte. They are
no named tuples, of which nine would be made at every start and most used by no repair.
"""

from ippub.document.json import Json
from ippub.document.place import Place, Span, Token


class Set:
    """Give the member or element at ``at`` this value.

    A key that is missing is added behind the key ``after``, or as the last one; an index beyond the end of a list
    appends, so that several can be added in one go. What is above ``at`` must be there.
    """

    __match_args__ = ("at", "value", "after")

    def __init__(self, at: Place, value: Json, after: str | None = None) -> None:
        self.at = at
        self.value = value
        self.after = after


class Remove:
    """Take the member or element at ``at`` away, with its comma and the line that it leaves empty."""

    __match_args__ = ("at",)

    def __init__(self, at: Place) -> None:
        self.at = at


class RemoveAll:
    """Take several members or elements of the object or list at ``at`` away, as ``Remove`` does with one."""

    __match_args__ = ("at", "steps")

    def __init__(self, at: Place, steps: tuple[Token, ...]) -> None:
        self.at = at
        self.steps = steps


class Rename:
    """Call the key of the member at ``at`` otherwise; its value and its place in the object stay."""

    __match_args__ = ("at", "key")

    def __init__(self, at: Place, key: str) -> None:
        self.at = at
        self.key = key


class Reorder:
    """Put the members of the object at ``at`` into the order of ``keys``; those not named come last, as they are."""

    __match_args__ = ("at", "keys")

    def __init__(self, at: Place, keys: tuple[str, ...]) -> None:
        self.at = at
        self.keys = keys


class Splice:
    """Replace a stretch of the text of any file; ``text`` has ``\\n`` for a line break, whatever the file uses.

    The span counts as ``Span`` does; it may reach over lines, and the line behind the last one is the end of the file.
    Of several that only add at one point, the one with the lower ``rank`` comes first.
    """

    def __init__(self, file: str, span: Span, text: str, rank: int = 0) -> None:
        self.file = file
        self.span = span
        self.text = text
        self.rank = rank


class Reencode:
    """Write the file as UTF-8 without a byte order mark."""

    def __init__(self, file: str) -> None:
        self.file = file


class RenameFile:
    """Call a file of the connector's folder otherwise."""

    def __init__(self, file: str, name: str) -> None:
        self.file = file
        self.name = name


class NewFile:
    """Write a file that is not there yet."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text


ValueEdit = Set | Remove | RemoveAll | Rename | Reorder
"""What changes a JSON value."""

Edit = ValueEdit | Splice | Reencode | RenameFile | NewFile
"""Anything that a repair can do."""


def file_of(edit: Edit) -> str:
    """The file that ``edit`` is about."""
    return edit.at.file if isinstance(edit, ValueEdit) else edit.file
