"""The code frame: the line of source with a marker under the place, in terminal columns.

Characters are not columns: a tab is four, a wide character two, a combining one none, and an escaped one as
many as its escape. All widths here are columns.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

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
    bare = excerpt.lstrip()
    indent = len(excerpt) - len(bare)
    if indent > start:
        bare, indent = excerpt[start:], start
    plain = bare.isascii() and bare.isprintable()  # most lines are: one column for each character
    cut_left = finding.excerpt_column > 1
    cut_right = len(finding.excerpt) >= _EXCERPT_LIMIT
    if plain and len(bare) <= room and not cut_left and not cut_right:
        return bare, " " * (start - indent) + "^" + "~" * (end - start - 1)
    cells = bare if plain else [_cell(char, style) for char in bare]
    ends = range(len(bare) + 1) if plain else list(accumulate(map(columns, cells), initial=0))
    first, last = _window(ends, start - indent, room - 2 * len(ellipsis(style)), room, cut_left or cut_right)
    before = ellipsis(style) if first > 0 or cut_left else ""
    after = ellipsis(style) if last < len(cells) or cut_right else ""
    source = before + "".join(cells[first:last]) + after
    marked = ends[min(end - indent, last)] - ends[start - indent]
    marker = " " * (len(before) + ends[start - indent] - ends[first]) + "^" + "~" * (marked - 1)
    return source, marker


def _marked(finding: Reported, length: int) -> tuple[int, int]:
    """The marked stretch as indices into an excerpt of ``length`` characters; never empty."""
    start = finding.column - finding.excerpt_column
    if not 0 <= start <= length:
        start = 0 if start < 0 else length
    end = finding.end_column - finding.excerpt_column if finding.end_line == finding.line else length
    end = min(end, length)
    return start, end if end > start else start + 1


def _cell(char: str, style: Style) -> str:
    return _TAB if char == "\t" else shown(char, style)


def _window(ends: Sequence[int], start: int, room: int, all_room: int, cut: bool) -> tuple[int, int]:
    """Indices of the part to show: everything if it fits in ``all_room``, else ``room`` columns of it.

    Then the place ``start`` stands at the end of the first third, where the line is long enough for that. ``ends`` are
    the columns that each index is away from the first.
    """
    if not cut and ends[-1] <= all_room:
        return 0, len(ends) - 1
    first = bisect_left(ends, ends[start] - room // 3)
    last = bisect_right(ends, ends[first] + room) - 1
    return bisect_left(ends, ends[last] - room, 0, first), last
