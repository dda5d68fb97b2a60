"""Carry out the repairs that the rules offer: many at once where they do not meet, in rounds until nothing is left.

A rule only says what to change (``check/rule.py``); here is decided what can be done together, and the bytes are made.
Pure: the files come in and go out as bytes by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ippub.document.edit import NewFile, Reencode, RenameFile, Set, Splice, file_of
from ippub.document.json import MAX_BYTES, JsonDocument, read_json
from ippub.document.splice import Patch, line_break, patched, text_patch, value_patches
from ippub.document.text import FaultKind, decode

if TYPE_CHECKING:
    from ippub.check.rule import Fix
    from ippub.document.edit import Edit
    from ippub.document.place import Token

MAX_ROUNDS = 20
"""How often the connector is looked at again; real ones settle in two to four rounds."""

_MARK = b"\xef\xbb\xbf"
_FOREIGN = (FaultKind.UTF16, FaultKind.NOT_UTF8)


class Round(NamedTuple):
    """What one round did: the files that changed (None: gone), and the indexes of the fixes that are in them."""

    files: dict[str, bytes | None]
    done: tuple[int, ...]


class Settled(NamedTuple):
    """The files that changed (None: gone), and the fixes that were carried out, in their order."""

    files: dict[str, bytes | None]
    done: tuple[Fix, ...]


def settle(read: Callable[[str], bytes | None], find: Callable[[Mapping[str, bytes | None]], Sequence[Fix]]) -> Settled:
    """Repair until ``find`` offers nothing more that can be done.

    ``read`` gives the bytes of a file as it is now, None for one that is not there; ``find`` the fixes for a connector
    in which these files changed so far.
    """
    files: dict[str, bytes | None] = {}
    done: list[Fix] = []

    def current(name: str) -> bytes | None:
        return files[name] if name in files else read(name)

    for _ in range(MAX_ROUNDS):
        fixes = find(files)
        made = apply(current, fixes) if fixes else Round({}, ())
        if not made.files:
            break
        files |= made.files
        done += [fixes[index] for index in made.done]
    original = {name: read(name) for name in files}
    return Settled({name: data for name, data in files.items() if data != original[name]}, tuple(done))


def apply(read: Callable[[str], bytes | None], fixes: Sequence[Fix]) -> Round:
    """Carry out those of ``fixes`` that do not meet an earlier one; the others are for another round.

    A fix is carried out as a whole or not at all. A JSON file that could be read before can be read afterwards.
    """
    desk = _Desk(read)
    done = [index for index, fix in enumerate(fixes) if desk.take(fix)]
    return Round(desk.files(), tuple(done))


class _File:
    """One file's text and what is to be done to it."""

    def __init__(self, name: str, data: bytes) -> None:
        decoded = decode(data)
        self.name = name
        self.data = data
        self.text = decoded.text
        self.marked = data.startswith(_MARK)
        self.foreign = any(fault.kind in _FOREIGN for fault in decoded.faults)
        self.patches: list[Patch] = []
        self.set: set[tuple[Token, ...]] = set()
        self.reencoded = False
        self._document: JsonDocument | None = None

    @property
    def document(self) -> JsonDocument:
        if self._document is None:
            self._document = read_json(self.name, self.data)
        return self._document

    def result(self) -> bytes:
        text = patched(self.text, self.patches).encode("utf-8")
        return _MARK + text if self.marked and not self.reencoded else text


class _Desk:
    """The files that are being worked on."""

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self._open: dict[str, _File | None] = {}
        self._made: dict[str, bytes | None] = {}

    def take(self, fix: Fix) -> bool:
        """Note the edits of ``fix``, all or none; False when one cannot be done, or changes nothing, or meets another."""
        planned: list[tuple[_File, list[Patch], Edit]] = []
        for edit in fix.edits:
            if isinstance(edit, NewFile | RenameFile):
                return len(fix.edits) == 1 and self._take_file(edit)
            file = self._file(edit.at.file if not isinstance(edit, Splice | Reencode) else edit.file)
            patches = self._patches(file, edit)
            if file is None or patches is None:
                return False
            planned.append((file, patches, edit))
        own = [(file, patch) for file, patches, _ in planned for patch in patches]
        if any(patch.meets(other) for at, (file, patch) in enumerate(own) for also, other in own[:at] if also is file):
            return False
        if not own and not any(isinstance(edit, Reencode) for _, _, edit in planned):
            return False
        for file, patches, edit in planned:
            file.patches += patches
            file.reencoded |= isinstance(edit, Reencode)
            if isinstance(edit, Set):
                file.set.add(edit.at.tokens or ())
        return True

    def _patches(self, file: _File | None, edit: Edit) -> list[Patch] | None:
        """What ``edit`` does to the text of ``file``; None when it cannot be done, or not now."""
        if file is None or file.name in self._made:
            return None
        if isinstance(edit, Reencode):
            return [] if file.foreign or file.marked else None
        if file.foreign and not file.reencoded:
            return None
        patches: Sequence[Patch] | None
        if isinstance(edit, Splice):
            patch = text_patch(file.text, edit)
            patches = None if patch is None else [patch]
        elif isinstance(edit, NewFile | RenameFile):
            patches = None
        elif isinstance(edit, Set) and (edit.at.tokens or ()) in file.set:
            patches = None
        else:
            patches = value_patches(file.document, edit)
        if patches is None or any(patch.meets(other) for patch in patches for other in file.patches):
            return None
        return list(patches)

    def _take_file(self, edit: NewFile | RenameFile) -> bool:
        name = file_of(edit)
        if isinstance(edit, NewFile):
            if name in self._made or self._read(name) is not None:
                return False
            self._made[name] = edit.text.encode("utf-8")
            return True
        file = self._file(name)
        if file is None or file.patches or file.reencoded or name in self._made or edit.name in self._made:
            return False
        if edit.name.casefold() != name.casefold() and self._read(edit.name) is not None:
            return False
        self._made |= {name: None, edit.name: file.data}
        return True

    def _file(self, name: str) -> _File | None:
        if name not in self._open:
            data = self._read(name)
            self._open[name] = _File(name, data) if data is not None and len(data) <= MAX_BYTES else None
        return self._open[name]

    def files(self) -> dict[str, bytes | None]:
        """The files that changed."""
        changed: dict[str, bytes | None] = {
            file.name: file.result() for file in self._open.values() if file is not None and _touched(file)
        }
        return changed | self._made


def _touched(file: _File) -> bool:
    if not file.patches and not file.reencoded:
        return False
    if file.name.lower().endswith(".json") and file.document.readable:
        return read_json(file.name, file.result()).readable
    return True


__all__ = ["MAX_ROUNDS", "Round", "Settled", "apply", "line_break", "settle"]
