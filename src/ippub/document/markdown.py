"""Markdown with memory: headings, sections, lists, links and images of a CommonMark text, each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ippub.document.place import WHOLE_FILE, Span
from ippub.document.text import FaultKind, Lines, SyntaxFault, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_BYTES = 2 * 1024 * 1024
"""A larger text is not read; the largest real readme has 0.1 MB."""
MAX_NESTING = 20
"""Lists and quotes inside each other deeper than this are read as plain text."""
MAX_INLINE = 20_000
"""Of a longer paragraph only this many characters are searched for links and images."""

_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_STRIPPED = dict.fromkeys(map(ord, _ZERO_WIDTH))
_NEAR_HEADING = re.compile(r"(#{1,6})([^\s#].*)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6. ``text`` has no markup, no zero-width characters and no closing ``#``."""

    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list with its own text, without that of the lists inside it."""

    text: str
    line: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A link; ``href`` is percent-encoded as a browser would send it."""

    href: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Image:
    """An image with its alternative text."""

    src: str
    alt: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, up to the next heading of the same or a higher level.

    ``line`` to ``end_line`` (included) is all of it. ``body`` is the plain text before the first heading inside,
    ``text`` the plain text of everything, headings included. ``items`` are all list items inside.
    """

    heading: Heading
    line: int
    end_line: int
    text: str
    body: str
    subheadings: tuple[Heading, ...]
    items: tuple[ListItem, ...]


@dataclass(frozen=True, slots=True)
class MarkdownDocument:
    """A Markdown file that was read; lines count from 1.

    ``paragraphs`` are the plain texts of all paragraphs that are not part of a list, ``html`` the lines on which raw
    HTML begins, ``near_headings`` lines such as ``##Text`` that lack the blank which would make them headings,
    ``zero_width`` the invisible characters, which break searches and anchors.
    """

    name: str
    text: str
    faults: tuple[SyntaxFault, ...] = ()
    headings: tuple[Heading, ...] = ()
    near_headings: tuple[Heading, ...] = ()
    sections: tuple[Section, ...] = ()
    items: tuple[ListItem, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    html: tuple[int, ...] = ()
    paragraphs: tuple[tuple[str, int], ...] = ()
    zero_width: tuple[Span, ...] = ()
    _lines: list[str] = field(default_factory=list, repr=False, compare=False)

    def line_text(self, line: int) -> str:
        """The text of a line, counted from 1, without its line break; empty when there is no such line."""
        return self._lines[line - 1] if 1 <= line <= len(self._lines) else ""


def read_markdown(name: str, data: bytes) -> MarkdownDocument:
    """The document that ``data`` holds. Never raises: what is wrong with the bytes is in ``faults``.

    Time and memory grow with the size only; more than ``MAX_BYTES`` are not read (a fatal fault, nothing else).
    """
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data) / 1e6:.1f} MB and is not read; the limit is {MAX_BYTES // 1024 // 1024} MiB"
        remedy = "Check that this is the right file"
        return MarkdownDocument(name, "", (SyntaxFault(FaultKind.TOO_LARGE, message, WHOLE_FILE, remedy, True),))
    decoded = decode(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    found = _Found()
    for block in _blocks(text):
        found.take(block)
    return MarkdownDocument(
        name,
        decoded.text,
        decoded.faults,
        tuple(found.headings),
        tuple(found.near_headings),
        tuple(_sections(found, len(lines) - (not lines[-1]))),
        tuple(found.items),
        tuple(found.links),
        tuple(found.images),
        tuple(sorted(found.html)),
        tuple((text, line) for text, line, inside in found.paragraphs if not inside),
        tuple(_invisible(text)),
        lines,
    )
