"""Markdown with memory: headings, sections, lists, links and images of a CommonMark text, each with its line."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from ippub.document.place import WHOLE_FILE, Span
from ippub.document.text import FaultKind, SyntaxFault, decode

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_BYTES = 192 * 1024
"""A larger text is not read; the largest real readme has 47 KB, and a hostile one of this size takes 1 s and 120 MB."""
MAX_NESTING = 20
"""Lists and quotes inside each other deeper than this are not read."""
MAX_SECTIONS = 1_000
"""Only this many headings begin a section; real readmes have up to 180, and a list of operations brings hundreds."""
MAX_INLINE = 5_000
"""Of a longer paragraph only this many characters are searched for links and images."""

_ZERO_WIDTH = "\u200b\u200c\u2060\ufeff\u00ad"  # without U+200D, which joins emoji
_STRIPPED = dict.fromkeys(map(ord, _ZERO_WIDTH))
INVISIBLE = re.compile(f"[{_ZERO_WIDTH}]+")
"""Characters that cannot be seen."""
_MARKUP = re.compile(r"[\\`*_\[\]<&\n!]")
_NEAR_HEADING = re.compile(r"(#{1,6})([^\s#].*)")


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


class Link(NamedTuple):
    """A link; ``href`` is percent-encoded as a browser would send it."""

    href: str
    text: str
    line: int


class Image(NamedTuple):
    """An image with its alternative text."""

    src: str
    alt: str
    line: int


class Section(NamedTuple):
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


class MarkdownDocument(NamedTuple):
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
    lines: tuple[str, ...] = ()

    def line_text(self, line: int) -> str:
        """The text of a line, counted from 1, without its line break; empty when there is no such line."""
        return self.lines[line - 1] if 1 <= line <= len(self.lines) else ""


def read_markdown(name: str, data: bytes) -> MarkdownDocument:
    """The document that ``data`` holds. Never raises: what is wrong with the bytes is in ``faults``.

    Time and memory grow with the size only; more than ``MAX_BYTES`` are not read (a fatal fault, nothing else).
    """
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data) / 1e6:.1f} MB and is not read; the limit is {MAX_BYTES // 1024} KiB"
        remedy = "Check that this is the right file"
        return MarkdownDocument(name, "", (SyntaxFault(FaultKind.TOO_LARGE, message, WHOLE_FILE, remedy, True),))
    decoded = decode(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    found = _Found()
    found.take(text)
    return MarkdownDocument(
        name,
        decoded.text,
        decoded.faults,
        tuple(found.headings),
        tuple(_near_headings(lines, found.fenced)),
        tuple(_sections(found, len(lines) - (not lines[-1]))),
        tuple(found.items),
        tuple(found.links),
        tuple(found.images),
        tuple(sorted(found.html)),
        tuple((words, line) for words, line, inside in found.paragraphs if not inside),
        tuple(_invisible(lines)),
        tuple(lines),
    )


@cache
def _parser() -> "MarkdownIt":
    """The parser of blocks; what stands in a line is parsed by ``_Found`` where it can hold markup."""
    from markdown_it import MarkdownIt  # 19 ms to import: only who has a readme pays

    return MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).disable(["inline", "text_join"])


class _Found:
    """What the blocks of a text hold, collected in one pass over the parser's tokens."""

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self.items: list[ListItem] = []
        self.links: list[Link] = []
        self.images: list[Image] = []
        self.html: set[int] = set()
        self.fenced: set[int] = set()
        """The lines of code blocks, where nothing is markup."""
        self.paragraphs: list[tuple[str, int, bool]] = []
        """Plain text, line, and whether it stands in a list."""
        self._references: dict[str, Any] = {}
        self._lists: list[bool] = []
        self._level = 0
        self._new_item = False

    def take(self, text: str) -> None:
        """Collect everything in ``text``."""
        parser = _parser()
        for token in parser.parse(text, self._references):
            line = token.map[0] + 1 if token.map else 1
            match token.type:
                case "bullet_list_open" | "ordered_list_open":
                    self._lists.append(token.type == "ordered_list_open")
                case "bullet_list_close" | "ordered_list_close":
                    self._lists.pop()
                case "list_item_open":
                    self._new_item = True
                case "heading_open":
                    self._level = int(token.tag[1])
                case "fence" | "code_block":
                    self.fenced.update(range(line, (token.map[1] if token.map else line) + 1))
                case "html_block":
                    self.html.add(line)
                case "inline":
                    self._take_inline(parser, token, line)

    def _take_inline(self, parser: "MarkdownIt", token: "Token", line: int) -> None:
        words = self._plain(parser, token.content, line).strip()
        if not words.isascii():
            words = words.translate(_STRIPPED).strip()
        if self._level:
            self.headings.append(Heading(self._level, words, line))
            self._level = 0
            return
        self.paragraphs.append((words, line, bool(self._lists)))
        if self._lists and self._new_item:
            self.items.append(ListItem(words, line, self._lists[-1]))
            self._new_item = False

    def _plain(self, parser: "MarkdownIt", content: str, line: int) -> str:
        """``content`` without markup; its links, images and HTML are collected on the way."""
        if _MARKUP.search(content) is None:
            return content
        children: list[Token] = []
        parser.inline.parse(content[:MAX_INLINE], parser, self._references, children)
        words: list[str] = []
        link: tuple[str, int, int] | None = None
        for child in children:
            match child.type:
                case "softbreak" | "hardbreak":
                    line += 1
                    words.append("\n")
                case "link_open":
                    link = (str(child.attrs.get("href", "")), len(words), line)
                case "link_close" if link is not None:
                    self.links.append(Link(link[0], "".join(words[link[1] :]), link[2]))
                    link = None
                case "image":
                    alt = "".join(part.content for part in child.children or [])
                    self.images.append(Image(str(child.attrs.get("src", "")), alt, line))
                case "html_inline":
                    self.html.add(line)
                case _:
                    words.append(child.content)
        return "".join(words) + content[MAX_INLINE:]


def _near_headings(lines: list[str], fenced: set[int]) -> Iterator[Heading]:
    for number, line in enumerate(lines, 1):
        if line.startswith("#") and number not in fenced and (match := _NEAR_HEADING.fullmatch(line.rstrip())):
            yield Heading(len(match[1]), match[2].translate(_STRIPPED).rstrip("# ").strip(), number)


def _sections(found: _Found, last: int) -> Iterator[Section]:
    """The sections, in the order of their headings. A text has few headings; nested ones are looked through again."""
    headings = found.headings[:MAX_SECTIONS]
    lines_of_items = [item.line for item in found.items]
    paragraphs = [(line, words) for words, line, _ in found.paragraphs]
    lines_of_paragraphs = [line for line, _ in paragraphs]
    for index, heading in enumerate(headings):
        rest = headings[index + 1 :]
        after = next((i for i, other in enumerate(rest) if other.level <= heading.level), len(rest))
        inside = rest[:after]
        end = max(heading.line, rest[after].line - 1 if after < len(rest) else last)
        body_end = inside[0].line - 1 if inside else end
        texts = paragraphs[bisect_right(lines_of_paragraphs, heading.line) : bisect_right(lines_of_paragraphs, end)]
        every = sorted([*texts, *((other.line, other.text) for other in inside)]) if inside else sorted(texts)
        yield Section(
            heading,
            heading.line,
            end,
            "\n".join(words for _, words in every),
            "\n".join(words for line, words in texts if line <= body_end),
            tuple(inside),
            tuple(found.items[bisect_right(lines_of_items, heading.line) : bisect_right(lines_of_items, end)]),
        )


def _invisible(lines: list[str]) -> Iterator[Span]:
    """The zero-width characters, the first of each line."""
    for number, line in enumerate(lines, 1):
        if not line.isascii() and (match := INVISIBLE.search(line)):
            yield Span(number, match.start() + 1, number, match.end() + 1)
