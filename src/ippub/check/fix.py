"""Carry out the repairs that the rules offer: many at once where they do not meet, in rounds until nothing is left.

A rule only says what to change (``check/rule.py``); here is decided what can be done together, and the bytes are made.
Pure: the files come in and go out as bytes by name.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ippub.document.edit import NewFile, Reencode, Rename, RenameFile, Set, Splice, file_of
from ippub.document.json import MAX_BYTES, JsonDocument, read_json
from ippub.document.splice import Patch, line_break, patched, text_patch, value_patches
from ippub.document.text import FaultKind, Lines, decode

if TYPE_CHECKING:
    from ippub.check.rule import Fix
    from ippub.document.edit import Edit
    from ippub.document.place import Token

MAX_ROUNDS = 50
"""How often the connector is looked at again; real ones settle in two to four rounds."""

_MARK = b"\xef\xbb\xbf"


class Changes(NamedTuple):
    """The new bytes of files by name, and the files that got another name (the new one by the old one).

    A file that was renamed stands in ``written`` under its new name.
    """

    written: dict[str, bytes]
    renamed: dict[str, str]

    @property
    def files(self) -> dict[str, bytes | None]:
        """What a folder holds afterwards, None for a name that is gone."""
        return {**dict.fromkeys(self.renamed), **self.written}


class Settled(NamedTuple):
    """What came of all repairs: the changes, and the fixes that were carried out, in their order."""

    changes: Changes
    done: tuple[Fix, ...]


Parse = Callable[[str, bytes], JsonDocument]
"""What gives the document for the bytes of a JSON file; somebody may have it already, or want it afterwards."""


def settle(
    read: Callable[[str], bytes | None],
    find: Callable[[Mapping[str, bytes | None]], Sequence[Fix]],
    parse: Parse = read_json,
) -> Settled:
    """Repair until ``find`` offers nothing more that can be done.

    ``read`` gives the bytes of a file as it is now, None for one that is not there; ``find`` the fixes for a connector
    in which these files changed so far (None: gone).
    """
    written: dict[str, bytes] = {}
    renamed: dict[str, str] = {}
    done: list[Fix] = []

    def current(name: str) -> bytes | None:
        if name in written:
            return written[name]
        return None if name in renamed else read(name)

    for _ in range(MAX_ROUNDS):
        fixes = find(Changes(written, renamed).files)
        changes, indexes = apply(current, fixes, parse)
        if not indexes:
            break
        for old in changes.renamed:
            written.pop(old, None)
        written |= changes.written
        renamed |= changes.renamed
        done += [fixes[index] for index in indexes]
    before = {new: old for old, new in renamed.items()}
    kept = {name: data for name, data in written.items() if name in before or data != read(name)}
    return Settled(Changes(kept, renamed), tuple(done))


def apply(
    read: Callable[[str], bytes | None], fixes: Sequence[Fix], parse: Parse = read_json
) -> tuple[Changes, tuple[int, ...]]:
    """Carry out those of ``fixes`` that do not meet an earlier one; the others are for another round.

    Gives the changes and the indexes of the fixes that are in them. A fix is carried out as a whole or not at all, and
    none that makes a JSON file unreadable that could be read.
    """
    changes, done = _together(read, fixes, parse)
    if changes is not None:
        return changes, done
    # Two that do not get on: halves are tried until one is alone; what is left out comes again in the next round.
    half = len(fixes) // 2
    for some, start in ((fixes[:half], 0), (fixes[half:], half)) if half else ():
        part, indexes = apply(read, some, parse)
        if indexes:
            return part, tuple(index + start for index in indexes)
    return Changes({}, {}), ()


def _together(
    read: Callable[[str], bytes | None], fixes: Sequence[Fix], parse: Parse
) -> tuple[Changes | None, tuple[int, ...]]:
    desk = _Desk(read, parse)
    done = tuple(index for index, fix in enumerate(fixes) if desk.take(fix))
    return desk.changes(), done


class _File:
    """One file's text and what is to be done to it."""

    def __init__(self, name: str, data: bytes, parse: Parse) -> None:
        decoded = decode(data)
        self.name = name
        self.data = data
        self.text = decoded.text
        self.lines = Lines(decoded.text)
        self.marked = data.startswith(_MARK)
        kinds = {fault.kind for fault in decoded.faults}
        self.foreign = FaultKind.UTF16 in kinds
        self.odd = FaultKind.NOT_UTF8 in kinds
        self.patches: list[Patch] = []
        self._spans: list[_Span] = []
        self.set: set[tuple[Token, ...]] = set()
        self.reencoded = False
        self._parse = parse
        self._document: JsonDocument | None = None

    @property
    def document(self) -> JsonDocument:
        if self._document is None:
            self._document = self._parse(self.name, self.data)
        return self._document

    @cached_property
    def ending(self) -> str:
        """How the lines end."""
        return line_break(self.text)

    def has_room(self, patch: Patch) -> bool:
        """Whether ``patch`` meets none of those that are there, which stand in order."""
        at = bisect_left(self._spans, _span(patch))
        return not any(map(patch.meets, self.patches[max(0, at - 1) : at + 1]))

    def add(self, patch: Patch) -> None:
        """Note a patch that there is room for."""
        span = _span(patch)
        at = bisect_right(self._spans, span)
        self._spans.insert(at, span)  # beside the patches, so that they are compared without calls
        self.patches.insert(at, patch)

    @property
    def is_touched(self) -> bool:
        return bool(self.patches) or self.reencoded

    def is_broken_by(self, data: bytes) -> bool:
        """Whether these bytes are no JSON any more, where there was some."""
        if not self.name.lower().endswith(".json") or not self.document.readable:
            return False
        if self._parse(self.name, data).readable:
            return False
        try:
            return not isinstance(json.loads(data), dict)
        except (ValueError, RecursionError):
            return True

    def result(self) -> bytes:
        # Bytes that are no UTF-8 stay as they are until somebody agrees to what they are taken for.
        keep = self.odd and not self.reencoded
        text = self.data.removeprefix(_MARK).decode("utf-8", "surrogateescape") if keep else self.text
        written = patched(text, self.patches).encode("utf-8", "surrogateescape" if keep else "strict")
        return _MARK + written if self.marked and not self.reencoded else written


def _meet_each_other(patches: list[Patch]) -> bool:
    return len(patches) > 1 and any(first.meets(second) for first, second in pairwise(sorted(patches, key=_span)))


def _name_of(edit: Set | Rename) -> tuple[Token, ...]:
    """Where the member stands afterwards: two of one name, one set and one renamed to it, are a fault."""
    tokens = edit.at.tokens or ()
    return (*tokens[:-1], edit.key) if isinstance(edit, Rename) else tokens


_Span = tuple[int, int, int]


def _span(patch: Patch) -> _Span:
    return patch.start, patch.end, patch.rank


class _Desk:
    """The files that are being worked on."""

    def __init__(self, read: Callable[[str], bytes | None], parse: Parse) -> None:
        self._read = read
        self._parse = parse
        self._open: dict[str, _File | None] = {}
        self._written: dict[str, bytes] = {}
        self._renamed: dict[str, str] = {}

    def take(self, fix: Fix) -> bool:
        """Note the edits of ``fix``, all or none; False when nothing can or need be done, or another is in the way."""
        edits = tuple(fix.edits)
        planned: list[tuple[_File, list[Patch], Edit]] = []
        for edit in edits:
            if isinstance(edit, NewFile | RenameFile):
                return len(edits) == 1 and self._take_file(edit)
            file = self._file(file_of(edit))
            patches = self._patches(file, edit)
            if file is None or patches is None:
                return False
            planned.append((file, patches, edit))
        own: dict[str, list[Patch]] = {}
        for file, patches, _ in planned:
            own.setdefault(file.name, []).extend(patches)
        if any(map(_meet_each_other, own.values())):
            return False
        if not any(own.values()) and not any(isinstance(edit, Reencode) for _, _, edit in planned):
            return False
        for file, patches, edit in planned:
            for patch in patches:
                file.add(patch)
            file.reencoded |= isinstance(edit, Reencode)
            if isinstance(edit, Set | Rename):
                file.set.add(_name_of(edit))
        return True

    def _patches(self, file: _File | None, edit: Edit) -> list[Patch] | None:
        """What ``edit`` does to the text of ``file``; None when it cannot be done, or not now."""
        if file is None:
            return None
        if isinstance(edit, Reencode):
            return [] if file.foreign or file.odd or file.marked else None
        if file.foreign and not file.reencoded:
            return None
        patches: Sequence[Patch] | None
        if isinstance(edit, Splice):
            patch = text_patch(file.lines, edit, file.ending)
            patches = None if patch is None else [patch]
        elif isinstance(edit, NewFile | RenameFile) or (isinstance(edit, Set | Rename) and _name_of(edit) in file.set):
            patches = None
        else:
            patches = value_patches(file.document, edit)
        if patches is None or not all(map(file.has_room, patches)):
            return None
        return list(patches)

    def _take_file(self, edit: NewFile | RenameFile) -> bool:
        taken = {*self._written, *self._renamed, *self._renamed.values()}
        if isinstance(edit, NewFile):
            if edit.file in taken or self._read(edit.file) is not None:
                return False
            self._written[edit.file] = edit.text.encode("utf-8")
            return True
        file = self._file(edit.file)
        if file is None or {edit.file, edit.name} & taken or self._read(edit.name) is not None:
            return False
        self._renamed[edit.file] = edit.name
        return True

    def _file(self, name: str) -> _File | None:
        if name not in self._open:
            data = self._read(name)
            self._open[name] = _File(name, data, self._parse) if data is not None and len(data) <= MAX_BYTES else None
        return self._open[name]

    def changes(self) -> Changes | None:
        """What was done; None when a file would become unreadable."""
        files = [file for file in self._open.values() if file is not None]
        touched = [file for file in files if file.is_touched or file.name in self._renamed]
        results = {file.name: file.result() if file.is_touched else file.data for file in touched}
        if any(file.is_broken_by(results[file.name]) for file in touched if file.is_touched):
            return None
        named = {self._renamed.get(name, name): data for name, data in results.items()}
        return Changes(named | self._written, self._renamed)
