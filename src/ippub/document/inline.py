"""What stands in the lines of a Markdown text: its words without their markup, links and images."""

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from ippub.document.blocks import Blocks, parser

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_INLINE = 5_000
"""Of a longer paragraph only this many characters are searched for links and images."""

ZERO_WIDTH = "\u200b\u200c\u2060\ufeff\u00ad"  # without U+200D, which joins emoji
STRIPPED = dict.fromkeys(map(ord, ZERO_WIDTH))
"""What takes them out of a text by ``translate``."""
_BEGINNING = re.compile(rf"[*_`\[]*+([A-Za-z0-9]++(?: [A-Za-z0-9])?|[^\s!&<\\\]{ZERO_WIDTH}])")
"""What begins the words behind marks that hide nothing: letters, or a character that is no markup."""
_SIGNS = re.compile(r"[\\`*\[<\n&_]")
_MARKUP = re.compile(r"[\\`*\[<\n]|&[#\w]|(?<!\w)_|_(?!\w)")


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


class Marks:
    """The links and images of a text, and the lines on which raw HTML begins inside of others."""

    def __init__(self) -> None:
        self.links: list[Link] = []
        self.images: list[Image] = []
        self.html: set[int] = set()


class Words:
    """The plain words of each of the ``blocks``, read when they are asked for: most never are."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self._known: dict[int, str] = {}

    def of(self, index: int) -> str:
        """The words of the block with this number, without markup, invisible characters and blanks around."""
        known = self._known.get(index)
        if known is None:
            block = self.blocks.found[index]
            words = block.source
            if _has_markup(words):
                words = _plain(words, block.line, self.blocks.references, Marks())
            words = words.strip()
            known = self._known[index] = words if words.isascii() else words.translate(STRIPPED).strip()
        return known

    def of_several(self, numbers: list[int]) -> list[str]:
        """The words of several blocks."""
        if self.are_as_written(numbers):
            return [self.blocks.found[index].source.strip() for index in numbers]
        return list(map(self.of, numbers))

    def are_as_written(self, numbers: list[int]) -> bool:
        """Whether nothing in these blocks can be markup or invisible."""
        together = " ".join([self.blocks.found[index].source for index in numbers])
        return together.isascii() and _SIGNS.search(together) is None

    def beginning(self, index: int) -> str:
        """How the words of a block begin, "" when that is not known before they are read.

        Marks such as ``*`` may stand before it.
        """
        match = _BEGINNING.match(self.blocks.found[index].source)
        return match[1] if match is not None else ""

    def say_something(self, first: int, end: int) -> bool:
        """Whether there are words in the paragraphs among the blocks from ``first`` to before ``end``."""
        paragraphs = (index for index in range(first, end) if not self.blocks.found[index].level)
        return any(self.beginning(index) or self.of(index) for index in paragraphs)

    def marks(self, sign: str = "") -> Marks:
        """The links, images and HTML of all blocks in which ``sign`` stands."""
        marks = Marks()
        for block in self.blocks.found:
            if sign in block.source and _has_markup(block.source):
                _plain(block.source, block.line, self.blocks.references, marks)
        return marks


def _has_markup(source: str) -> bool:
    return _SIGNS.search(source) is not None and _MARKUP.search(source) is not None


def _plain(source: str, line: int, references: dict[str, Any], marks: Marks) -> str:
    """``source``, which begins on ``line``, without markup; what it links to and shows is added to ``marks``."""
    children: list[Token] = []
    parser().inline.parse(source[:MAX_INLINE], parser(), references, children)
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
                marks.links.append(Link(link[0], "".join(words[link[1] :]), link[2]))
                link = None
            case "image":
                alt = "".join(part.content for part in child.children or [])
                marks.images.append(Image(str(child.attrs.get("src", "")), alt, line))
            case "html_inline":
                marks.html.add(line)
            case _:
                words.append(child.content)
    return "".join(words) + source[MAX_INLINE:]
