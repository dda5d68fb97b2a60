"""The code frame: the line of source with a marker under the place, in terminal columns.

Characters are not columns: a tab is four, a wide character two, a combining one none, and an escaped one as
many as its escape. All widths here are columns.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ippub.report.escape import visible
from ippub.report.formats import Style
from ippub.report.model import Reported

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_TAB = "    "
_EXCERPT_LIMIT = 400


def columns(text: str) -> int:
    """How many columns of a terminal ``text`` (already made visible) takes."""
    if text.isascii():
        return len(text)
    others = _BEYOND_ASCII.findall(text)
    return len(text) - len(others) + sum(map(_char_columns, others))


@lru_cache(maxsize=1_000)
def _char_columns(char: str) -> int:
    import unicodedata

    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def shown(text: str, style: Style) -> str:
    """``text`` from a file, visible and in characters that the terminal of ``style`` has."""
    ascii_only = not style.unicode and style.encoding == "utf-8"
    return visible(text, "ascii" if ascii_only else style.encoding)


def ellipsis(style: Style) -> str:
    """Three dots, as one character where that is possible."""
    return "…" if style.unicode else "..."


def framed(finding: Reported, room: int, style: Style) -> tuple[str, str] | None:
    """The excerpt cut to ``room`` columns around the marked place, and the line with the marker below it.

    Indentation is left out. None when there is no source to show.
    """
    excerpt = finding.excerpt.rstrip()
    if not excerpt:
        return None
    start, end = _marked(finding, len(excerpt))
    indent = min(len(excerpt) - len(excerpt.lstrip()), start)
    bare = excerpt[indent:]
    plain = bare.isascii() and bare.isprintable()  # most lines are: one column for each character
    cut_left = finding.excerpt_column > 1
    cut_right = len(finding.excerpt) >= _EXCERPT_LIMIT
    if plain and len(bare) <= room and not cut_left and not cut_right:
        return bare, " " * (start - indent) + "^" + "~" * (min(end - indent, len(bare)) - (start - indent) - 1)
    cells = list(bare) if plain else [_cell(char, style) for char in bare]
    widths = [1] * len(bare) if plain else [columns(cell) for cell in cells]
    first, last = _window(widths, start - indent, room - 2 * len(ellipsis(style)), room, cut_left or cut_right)
    before = ellipsis(style) if first > 0 or cut_left else ""
    after = ellipsis(style) if last < len(cells) or cut_right else ""
    marked = sum(widths[start - indent : min(end - indent, last)])
    source = before + "".join(cells[first:last]) + after
    marker = " " * (len(before) + sum(widths[first : start - indent])) + "^" + "~" * (marked - 1)
    return source, marker


def _marked(finding: Reported, length: int) -> tuple[int, int]:
    """The marked stretch as indices into an excerpt of ``length`` characters; never empty."""
    start = min(max(finding.column - finding.excerpt_column, 0), length)
    end = finding.end_column - finding.excerpt_column if finding.end_line == finding.line else length
    return start, max(min(end, length), start + 1)


def _cell(char: str, style: Style) -> str:
    return _TAB if char == "\t" else shown(char, style)


def _window(widths: list[int], start: int, room: int, all_room: int, cut: bool) -> tuple[int, int]:
    """Indices of the part to show: everything if it fits in ``all_room``, else ``room`` columns of it.

    Then the place ``start`` stands at the end of the first third, where the line is long enough for that.
    """
    if not cut and sum(widths) <= all_room:
        return 0, len(widths)
    first = min(start, len(widths))
    left = room // 3
    while first > 0 and widths[first - 1] <= left:
        first -= 1
        left -= widths[first]
    last, left = first, room
    while last < len(widths) and widths[last] <= left:
        left -= widths[last]
        last += 1
    while first > 0 and widths[first - 1] <= left:
        first -= 1
        left -= widths[first]
    return first, last
