"""From symbolic edits to stretches of text: everything that an edit does not name stays byte for byte.

New members take over the manner of their neighbours: line breaks, indentation, the blank behind the colon.
"""

from __future__ import annotations

import json
import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ippub.document.edit import Remove, RemoveAll, Rename, Reorder, Set, Splice, ValueEdit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ippub.document.json import Json, JsonDocument
    from ippub.document.place import Token
    from ippub.document.text import Lines

_UNIT = re.compile(r'\n([ \t]+)["{\[]')
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)


_written = json.JSONEncoder(ensure_ascii=False).encode
"""A value as JSON in one line; ``json.dumps`` makes an encoder for each."""


class Patch(NamedTuple):
    """The characters from ``start`` to before ``end`` become ``text``."""

    start: int
    end: int
    text: str
    rank: int = 0
    """Which of several insertions at one point comes first."""

    def meets(self, other: Patch) -> bool:
        """Whether both touch the same characters. Two insertions at one point do not."""
        if self.start == self.end and other.start == other.end:
            return False
        return self.start < other.end and other.start < self.end


def patched(text: str, patches: Iterable[Patch]) -> str:
    """``text`` with all ``patches``, none of which meets another; insertions at one point by rank, then as given."""
    pieces: list[str] = []
    done = 0
    for patch in sorted(patches, key=lambda patch: (patch.start, patch.end, patch.rank)):
        pieces += (text[done : patch.start], patch.text)
        done = patch.end
    return "".join((*pieces, text[done:]))


def value_patches(document: JsonDocument, edit: ValueEdit) -> tuple[Patch, ...] | None:
    """The patches that carry out ``edit``, none when all is so already; None when it cannot be done here.

    It cannot when the place is not there (any more), or when what it takes away holds something that is no JSON, such
    as a comment.
    """
    pen = _pen(document)
    match edit:
        case Set(at, value, after):
            return pen.set(at.tokens or (), value, after)
        case Remove(at):
            tokens = at.tokens or ()
            return pen.remove(tokens[:-1], tokens[-1:]) if tokens else None
        case RemoveAll(at, steps):
            return pen.remove(at.tokens or (), steps)
        case Rename(at, key):
            return pen.rename(at.tokens or (), key)
        case Reorder(at, keys):
            return pen.reorder(at.tokens or (), keys)


def text_patch(lines: Lines, edit: Splice, ending: str) -> Patch | None:
    """The patch that carries out ``edit`` in the text of ``lines``; None when the text has no such place.

    ``ending`` is how its lines end (``line_break``).
    """
    text = lines.text
    start = _offset(lines, edit.span.line, edit.span.column)
    end = _offset(lines, edit.span.end_line, edit.span.end_column)
    if start is None or end is None or end < start:
        return None
    new = edit.text
    if edit.span.line > len(lines.starts) and text and not text.endswith("\n"):
        new = "\n" + new
    return Patch(start, end, new.replace("\n", ending), edit.rank)


def line_break(text: str) -> str:
    """How most lines of ``text`` end."""
    windows = text.count("\r\n")
    return "\r\n" if windows * 2 > text.count("\n") else "\n"


def _offset(lines: Lines, line: int, column: int) -> int | None:
    count = len(lines.starts)
    if line == count + 1 and column == 1:
        return len(lines.text)
    if not 1 <= line <= count or not 1 <= column <= lines.end(line) - lines.starts[line - 1] + 1:
        return None
    return lines.starts[line - 1] + column - 1


class _Stretch(NamedTuple):
    """Where a member stands: ``start`` is its key's or, in a list, its own; ``value`` and ``end`` are the value's."""

    start: int
    value: int
    end: int


class _Pen:
    """Writes into one document."""

    def __init__(self, document: JsonDocument) -> None:
        self.document = document
        self.text = document.text

    def set(self, tokens: Sequence[Token], value: Json, after: str | None) -> tuple[Patch, ...] | None:
        found, old = self._look(tokens)
        if found is not None:
            if isinstance(old, str) and isinstance(value, str):
                return self._respelt(found.value, found.end, value) if old != value else ()
            if _same(old, value):
                return ()
            new = self._rendered(value, found.start, several=self._stands_alone(found.start))
            return (Patch(found.value, found.end, new),)
        if not tokens:
            return None
        holder, container = self._look(tokens[:-1])
        last = tokens[-1]
        if holder is None:
            return None
        if isinstance(container, dict) and isinstance(last, str):
            return self._added(holder, container, tokens, value, after)
        if isinstance(container, list) and isinstance(last, int) and last >= len(container):
            return self._added(holder, container, tokens, value, None)
        return None

    def remove(self, above: Sequence[Token], gone: Sequence[Token]) -> tuple[Patch, ...] | None:
        holder, container = self._look(above)
        steps = _steps(container)
        if holder is None or not gone or not set(gone) <= set(steps):
            return None
        if len(set(gone)) == len(steps):  # the brackets too, so that nobody adds a member to it in the same go
            empty = self.text[holder.value] + self.text[holder.end - 1]
            return (Patch(holder.value, holder.end, empty),) if self._is_plain(holder.value, holder.end) else None
        taken = set(gone)
        stays = [step not in taken for step in steps]
        patches: list[Patch] = []
        for first, last in _runs(stays):
            # Only what stands at the ends of the run is looked for: most objects lose one member of many.
            at_end = last + 1 == len(steps)
            begins, ends = self._place(above, steps[first]), self._place(above, steps[last if at_end else last + 1])
            if begins is None or ends is None:
                return None
            if not at_end:
                patches.append(Patch(begins.start, ends.start, ""))
                continue
            before = self._place(above, steps[first - 1]) if first else None
            patches.append(Patch(before.end if before is not None else begins.start, ends.end, ""))
        return tuple(patches) if all(self._is_plain(patch.start, patch.end) for patch in patches) else None

    def rename(self, tokens: Sequence[Token], key: str) -> tuple[Patch, ...] | None:
        found, _ = self._look(tokens)
        holder, container = self._look(tokens[:-1]) if tokens else (None, None)
        if found is None or holder is None or not isinstance(container, dict):
            return None
        if key == tokens[-1]:
            return ()
        if key in container:
            return None
        end = self.document.value_end(found.start)
        return self._respelt(found.start, end, key)

    def reorder(self, tokens: Sequence[Token], keys: Sequence[str]) -> tuple[Patch, ...] | None:
        holder, container = self._look(tokens)
        if holder is None or not isinstance(container, dict):
            return None
        now = list(container)
        wanted = [key for key in keys if key in container]
        wanted += [key for key in now if key not in wanted]
        places = {key: self._look((*tokens, key))[0] for key in now}
        stretches = [(place.start, place.end) for place in places.values() if place is not None]
        if len(stretches) != len(now) or not all(self._is_plain(a[1], b[0]) for a, b in _pairs(stretches)):
            return None
        texts = {key: self.text[start:end] for key, (start, end) in zip(now, stretches, strict=True)}
        return tuple(
            Patch(start, end, texts[new])
            for old, new, (start, end) in zip(now, wanted, stretches, strict=True)
            if old != new
        )

    def _added(
        self,
        holder: _Stretch,
        container: dict[str, Json] | list[Json],
        tokens: Sequence[Token],
        value: Json,
        after: str | None,
    ) -> tuple[Patch, ...] | None:
        steps = _steps(container)
        key = tokens[-1] if isinstance(container, dict) else None
        if not steps:
            return self._first(holder, key, value)
        anchor_step: Token = after if after is not None and after in steps else steps[-1]
        above = tokens[:-1]
        anchor, _ = self._look((*above, anchor_step))
        if anchor is None:
            return None
        several = self._stands_alone(anchor.start)
        indent = self._indent(anchor.start)
        between = f",{self._newline}{indent}" if several else self._comma(above, steps)
        name = "" if key is None else _written(key) + self._colon(anchor)
        return (Patch(anchor.end, anchor.end, between + name + self._rendered(value, anchor.start, several=several)),)

    def _first(self, holder: _Stretch, key: Token | None, value: Json) -> tuple[Patch, ...] | None:
        """The first member of an empty container."""
        if not self._is_plain(holder.value + 1, holder.end - 1):
            return None
        opening, closing = self.text[holder.value], self.text[holder.end - 1]
        name = "" if key is None else f"{_written(key)}: "
        if not self._stands_alone(holder.start) or (key is None and not isinstance(value, (dict, list))):
            inline = self._rendered(value, holder.start, several=False)
            return (Patch(holder.value, holder.end, f"{opening}{name}{inline}{closing}"),)
        outer = self._indent(holder.start)
        inner = outer + self._unit
        rendered = self._rendered(value, holder.start, several=True, indent=inner)
        line = self._newline
        return (Patch(holder.value, holder.end, f"{opening}{line}{inner}{name}{rendered}{line}{outer}{closing}"),)

    def _place(self, above: Sequence[Token], step: Token) -> _Stretch | None:
        return self._look((*above, step))[0]

    def _look(self, tokens: Sequence[Token]) -> tuple[_Stretch | None, Json]:
        found = self.document.look(tuple(tokens))
        return (_Stretch(*found[:3]), found[3]) if found is not None else (None, None)

    def _respelt(self, start: int, end: int, new: str) -> tuple[Patch, ...] | None:
        """Change only those characters of a string that differ: the others keep their spelling (``\\u2019``)."""
        raw: Sequence[str] = self.text[start + 1 : end - 1]
        old = raw
        if "\\" in raw:
            raw = [found.group() for found in _CHARACTER.finditer(self.text, start + 1, end - 1)]
            try:
                old = [one if one[0] != "\\" else json.loads(f'"{one}"') for one in raw]
            except ValueError:  # a faulty escape that the repairer read otherwise
                return None
        before = _common(old, new)
        behind = _common(old[before:][::-1], new[before:][::-1])
        first = start + 1 + sum(map(len, raw[:before]))
        last = end - 1 - sum(map(len, raw[len(raw) - behind :]))
        middle = _written(new[before : len(new) - behind])[1:-1]
        return (Patch(first, last, middle),)

    def _rendered(self, value: Json, near: int, *, several: bool, indent: str | None = None) -> str:
        """``value`` as JSON; over several lines with the indentation of what stands at ``near``."""
        if not several or not isinstance(value, (dict, list)) or not value:
            return _written(value)
        outer = self._indent(near) if indent is None else indent
        lines = json.dumps(value, ensure_ascii=False, indent=self._unit).split("\n")
        return f"{self._newline}{outer}".join(lines)

    def _is_plain(self, start: int, end: int) -> bool:
        """Whether nothing but JSON stands between two offsets: what the repairer blanked out is somebody's."""
        return end >= start and self.document.is_unrepaired(start, end)

    def _stands_alone(self, start: int) -> bool:
        """Whether nothing stands before this offset in its line, so that its neighbours get lines of their own."""
        before = self.text.rfind("\n", 0, start)
        return before >= 0 and not self.text[before:start].strip()

    def _indent(self, start: int) -> str:
        """The blanks at the beginning of the line of this offset."""
        line = self.text.rfind("\n", 0, start) + 1
        rest = self.text[line:start]
        return rest[: len(rest) - len(rest.lstrip(" \t"))]

    def _comma(self, above: Sequence[Token], steps: Sequence[Token]) -> str:
        """What stands between two members in one line."""
        if len(steps) > 1:
            first, _ = self._look((*above, steps[0]))
            second, _ = self._look((*above, steps[1]))
            if first is not None and second is not None and "\n" not in self.text[first.end : second.start]:
                return self.text[first.end : second.start] if self._is_plain(first.end, second.start) else ", "
        return ", "

    def _colon(self, anchor: _Stretch) -> str:
        end = self.document.value_end(anchor.start)
        between = self.text[end : anchor.value]
        return between if "\n" not in between and not between.replace(":", "", 1).strip() else ": "

    @cached_property
    def _newline(self) -> str:
        return line_break(self.text)

    @cached_property
    def _unit(self) -> str:
        found = _UNIT.search(self.text)
        return found.group(1) if found else "  "


@lru_cache(maxsize=4)
def _pen(document: JsonDocument) -> _Pen:
    """The one that is asked again and again while many edits of one file become text."""
    return _Pen(document)


def _steps(container: Json) -> list[Token]:
    if isinstance(container, dict):
        return list(container)
    return list(range(len(container))) if isinstance(container, list) else []


def _runs(stays: Sequence[bool]) -> list[tuple[int, int]]:
    """The first and last index of each unbroken row of those that do not stay."""
    runs: list[tuple[int, int]] = []
    for index, stay in enumerate(stays):
        if stay:
            continue
        if runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def _pairs(stretches: Sequence[tuple[int, int]]) -> Iterable[tuple[tuple[int, int], tuple[int, int]]]:
    return zip(stretches, stretches[1:], strict=False)


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many characters both begin with."""
    shorter = min(len(old), len(new))
    if old[:shorter] == new[:shorter]:  # of two strings: mostly something was added
        return shorter
    return next((count for count in range(shorter) if old[count] != new[count]), shorter)


def _same(old: Json, new: Json) -> bool:
    """Equal as JSON: ``1`` is not ``true``, and the order of keys counts."""
    return json.dumps(old) == json.dumps(new)
