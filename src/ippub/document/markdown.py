"""Markdown with memory: headings, sections, lists, links and images of a CommonMark text, each with its line."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from ippub.document.blocks import STRIPPED, ZERO_WIDTH, Block, Blocks, Image, Link, read_blocks
from ippub.document.place import WHOLE_FILE, Span
from ippub.document.text import FaultKind, SyntaxFault, decode

MAX_BYTES = 192 * 1024
"""A larger text is not read; the largest real readme has 47 KB, and a hostile one takes 0.4 s and 75 MB."""
MAX_SECTIONS = 1_000
"""Only this many headings begin a section; real readmes have up to 180, and a list of operations brings hundreds."""

_NEAR_HEADING = re.compile(r"\n#(#{0,5})([^\s#].*)")


class Heading(NamedTuple):
    """A heading of level 1 to 6. ``text`` has no markup, no zero-width characters and no closing ``#``."""

    level: int
    text: str
    line: int


class ListItem(NamedTuple):
    """An item of a list with its own text, without that of the lists inside it."""

    text: str
    line: int
    ordered: bool


class Section:
    """A heading and what stands below it, up to the next heading of the same or a higher level.

    ``number`` counts the headings before it; ``line`` to ``end_line`` (included) is all of it; ``subheadings`` are the
    headings inside.
    """

    def __init__(
        self, number: int, heading: Heading, end_line: int, subheadings: tuple[Heading, ...], inside: "_Inside"
    ) -> None:
        self.number = number
        self.heading = heading
        self.line = heading.line
        self.end_line = end_line
        self.subheadings = subheadings
        self._inside = inside

    @property
    def has_text(self) -> bool:
        """Whether ``text`` holds any word."""
        return any(self._paragraphs(self._inside.end)) or any(heading.text for heading in self.subheadings)

    @property
    def has_body(self) -> bool:
        """Whether ``body`` holds any word."""
        return any(self._paragraphs(self._inside.body_end))

    @cached_property
    def text(self) -> str:
        """The plain text of everything inside, headings included."""
        blocks, first, end, _, headings_end = self._inside
        every = enumerate(blocks[first:end], first)
        return "\n".join([one.text for index, one in every if not one.level or index < headings_end])

    @cached_property
    def body(self) -> str:
        """The plain text before the first heading inside."""
        return "\n".join(self._paragraphs(self._inside.body_end))

    @cached_property
    def items(self) -> tuple[ListItem, ...]:
        """All list items inside."""
        return _items(self._inside.blocks[self._inside.first : self._inside.end])

    def _paragraphs(self, end: int) -> list[str]:
        return [one.text for one in self._inside.blocks[self._inside.first : end] if not one.level]


class _Inside(NamedTuple):
    """Which of all ``blocks`` stand in a section, by their numbers: from ``first`` to before ``end``.

    Its body goes to before ``body_end``. Headings count to before ``headings_end``: of very many the last do not.
    """

    blocks: list[Block]
    first: int
    end: int
    body_end: int
    headings_end: int


class MarkdownDocument:
    """A Markdown file; lines count from 1. What the text holds is looked for when somebody first asks.

    Time and memory grow with the size only.
    """

    def __init__(self, name: str, text: str, faults: tuple[SyntaxFault, ...] = ()) -> None:
        self.name = name
        self.text = text
        self.faults = faults
        self._sections: dict[int, Section] = {}

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their breaks."""
        return tuple(self._broken.split("\n"))

    def line_text(self, line: int) -> str:
        """The text of a line, counted from 1, without its line break; empty when there is no such line."""
        return self.lines[line - 1] if 1 <= line <= len(self.lines) else ""

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The headings, also those in lists and quotes."""
        found = map(self._blocks.found.__getitem__, self._blocks.headings)
        return tuple([Heading(level, text, line) for text, line, level, _, _ in found])

    @cached_property
    def near_headings(self) -> tuple[Heading, ...]:
        """Lines such as ``##Text`` that lack the blank which would make them headings."""
        return tuple(_near_headings(self._broken, self._blocks.code))

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in the order of their headings."""
        return tuple(map(self.section, range(len(self.headings[:MAX_SECTIONS]))))

    def section(self, number: int) -> Section:
        """The section that begins with the heading of this number, counted from 0; of each there is only one."""
        section = self._sections.get(number)
        if section is None:
            section = self._sections[number] = self._section(number)
        return section

    @property
    def title(self) -> Section | None:
        """The section of the first heading of level 1."""
        headings = enumerate(self.headings[:MAX_SECTIONS])
        return next((self.section(number) for number, heading in headings if heading.level == 1), None)

    @cached_property
    def items(self) -> tuple[ListItem, ...]:
        """The items of all lists."""
        return _items(self._blocks.found)

    @cached_property
    def paragraphs(self) -> tuple[tuple[str, int], ...]:
        """The plain texts of all paragraphs that are not part of a list, with their lines."""
        found = map(self._blocks.found.__getitem__, self._blocks.paragraphs)
        return tuple([(text, line) for text, line, _, _, _ in found])

    def paragraphs_like(self, beginnings: tuple[str, ...]) -> list[tuple[str, int]]:
        """Those of ``paragraphs`` that begin like one of ``beginnings``, in small letters, in any case."""
        return [one for one in self.paragraphs if one[0].lower().startswith(beginnings)]

    @cached_property
    def has_plain_breaks(self) -> bool:
        """Whether lines mean the same to Markdown as to an editor: not where a carriage return alone ends one."""
        return self.text.count("\r") == self.text.count("\r\n")

    @property
    def links(self) -> tuple[Link, ...]:
        """The links."""
        return tuple(self._blocks.links)

    @property
    def images(self) -> tuple[Image, ...]:
        """The images."""
        return tuple(self._blocks.images)

    @property
    def html(self) -> tuple[int, ...]:
        """The lines on which raw HTML begins."""
        return tuple(sorted(self._blocks.html))

    @cached_property
    def zero_width(self) -> tuple[Span, ...]:
        """The invisible characters, which break searches and anchors: the first of each line."""
        if self.text.isascii() or not any(character in self.text for character in ZERO_WIDTH):
            return ()
        numbered = enumerate(self.lines, 1)
        found = [(number, next(invisible_in(line), None)) for number, line in numbered if not line.isascii()]
        return tuple([Span(at, one.start() + 1, at, one.end() + 1) for at, one in found if one is not None])

    @cached_property
    def _broken(self) -> str:
        """The text with ``\\n`` alone between the lines."""
        return self.text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in self.text else self.text

    @property
    def _last_line(self) -> int:
        return self._broken.count("\n") + (not self._broken.endswith("\n")) if self._broken else 0

    @cached_property
    def _blocks(self) -> Blocks:
        return read_blocks(self._broken)

    def _section(self, number: int) -> Section:
        headings, numbers = self.headings[:MAX_SECTIONS], self._blocks.headings
        heading = headings[number]
        further = range(number + 1, len(headings))
        after = next((index for index in further if headings[index].level <= heading.level), None)
        end = numbers[after] if after is not None else len(self._blocks.found)
        end_line = headings[after].line - 1 if after is not None else self._last_line
        inside = headings[number + 1 : after]
        first = numbers[number] + 1
        body_end, headings_end = (numbers[number + 1], numbers[number + len(inside)] + 1) if inside else (end, first)
        where = _Inside(self._blocks.found, first, end, body_end, headings_end)
        return Section(number, heading, max(heading.line, end_line), inside, where)


def read_markdown(name: str, data: bytes) -> MarkdownDocument:
    """The document that ``data`` holds. Never raises: what is wrong with the bytes is in ``faults``.

    More than ``MAX_BYTES`` are not read (a fatal fault, nothing else).
    """
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data) / 1e6:.1f} MB and is not read; the limit is {MAX_BYTES // 1024} KiB"
        remedy = "Check that this is the right file"
        return MarkdownDocument(name, "", (SyntaxFault(FaultKind.TOO_LARGE, message, WHOLE_FILE, remedy, True),))
    decoded = decode(data)
    return MarkdownDocument(name, decoded.text, decoded.faults)


def invisible_in(line: str) -> Iterator[re.Match[str]]:
    """The characters of ``line`` that cannot be seen; those beside each other together."""
    return re.finditer(f"[{ZERO_WIDTH}]+", line)


def _items(blocks: list[Block]) -> tuple[ListItem, ...]:
    """The items of lists among ``blocks``."""
    return tuple([ListItem(one.text, one.line, one.ordered) for one in blocks if one.ordered is not None])


def _near_headings(text: str, code: set[int]) -> Iterator[Heading]:
    line = counted = 0
    for match in _NEAR_HEADING.finditer(f"\n{text}"):
        line += match.string.count("\n", counted, match.end(1))
        counted = match.end(1)
        if line not in code:
            words = match[2].rstrip().translate(STRIPPED).rstrip("# ").strip()
            yield Heading(len(match[1]) + 1, words, line)
