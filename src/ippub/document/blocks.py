"""The headings and paragraphs of a CommonMark text, its links and images; pulldown-cmark finds them (by pyromark)."""

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from pyromark.event import Range

ZERO_WIDTH = "\u200b\u200c\u2060\ufeff\u00ad"  # without U+200D, which joins emoji
STRIPPED = dict.fromkeys(map(ord, ZERO_WIDTH))
"""What takes them out of a text by ``translate``."""
_LEFT_IN_ADDRESSES = ";/?:@&=+$,-_.!~*'()#%"
"""What a browser sends as it stands."""


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


class Block(NamedTuple):
    """A heading or a paragraph: its words, and the line (from 1) on which it begins.

    The words are without markup, invisible characters and blanks around. ``level`` is 1 to 6 for a heading, 0 for a
    paragraph; ``listed`` says whether it stands in a list. Of the first paragraph of a list's item ``ordered`` says
    whether the list has numbers; else it is None.
    """

    text: str
    line: int
    level: int = 0
    listed: bool = False
    ordered: bool | None = None


class Blocks:
    """What ``read_blocks`` finds: ``found`` in the order of the text, and what stands in it and around it.

    ``headings`` are the numbers of those that are headings, ``paragraphs`` of the paragraphs outside of lists. ``code``
    are the lines of code blocks, where nothing is markup, ``html`` those on which raw HTML begins.
    """

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.headings: list[int] = []
        self.paragraphs: list[int] = []
        self.links: list[Link] = []
        self.images: list[Image] = []
        self.code: set[int] = set()
        self.html: set[int] = set()


def read_blocks(text: str) -> Blocks:
    """The blocks of ``text``, whose lines end with ``\\n``. Time and memory grow with the size only."""
    from pyromark import events_with_range  # only who has a readme pays

    text = text.replace("\0", "\ufffd")  # as CommonMark wants it
    reader = _Reader(text.encode())
    see = {
        "Start": reader.start,
        "End": reader.end,
        "Text": reader.text,
        "Code": reader.text,
        "InlineHtml": reader.inline_html,
    }
    for event, where in events_with_range(text):
        if isinstance(event, str):
            reader.line_end(event)
        else:
            for kind, value in event.items():  # there is one
                if kind in see:
                    see[kind](value, where)
    return reader.blocks


class _Reader:
    """Puts together what the parser tells one by one: where something begins, its words, and its end.

    Every text is the words of a block, of an image or nobody's (``_words``, ``_alt``, ``_unread``). A paragraph of
    a list without blank lines is not announced; its first words begin it, and whatever comes next ends it.
    """

    def __init__(self, data: bytes) -> None:
        self.blocks = Blocks()
        self._data = data
        self._counted, self._line = 0, 1
        self._lists: list[bool] = []
        self._new_item = False
        self._level = 0
        self._begun = 0
        self._words: list[str] | None = None
        self._link: tuple[str, int, int] | None = None
        self._images: list[tuple[str, int]] = []
        self._alt: list[str] = []
        self._unread = False

    def start(self, value: Any, where: "Range") -> None:
        """Something begins; ``value`` is its kind, with what there is to say about it."""
        kind, about = (value, None) if isinstance(value, str) else next(iter(value.items()))
        match kind:
            case "Emphasis" | "Strong":
                self._in_words(where)
            case "Link":
                words = self._in_words(where)
                if not self._images:
                    self._link = (_address(about), len(words), self._line_of(where))
            case "Image":
                self._in_words(where)
                self._images.append((_address(about), self._line_of(where)))
            case _:
                self._end_block()
                self._start_block(kind, about, where)

    def _start_block(self, kind: str, about: Any, where: "Range") -> None:
        match kind:
            case "Paragraph":
                self._in_words(where)
            case "Heading":
                self._in_words(where)
                self._level = int(about["level"][1])
            case "List":
                self._lists.append(about is not None)
            case "Item":
                self._new_item = True
            case "HtmlBlock":
                self.blocks.html.add(self._line_of(where))
                self._unread = True
            case "CodeBlock":
                first, last = self._line_of(where), where["end"] - self._data.endswith(b"\n", 0, where["end"])
                self.blocks.code.update(range(first, first + self._data.count(b"\n", where["start"], last) + 1))
                self._unread = True

    def end(self, value: Any, where: "Range") -> None:  # noqa: ARG002  # all that is called has one form
        """Something is over."""
        match value:
            case "Link" if self._link is not None and not self._images:
                href, first, line = self._link
                self.blocks.links.append(Link(href, "".join((self._words or [])[first:]), line))
                self._link = None
            case "Image":
                src, line = self._images.pop()
                if not self._images:
                    self.blocks.images.append(Image(src, "".join(self._alt), line))
                    self._alt = []
            case "Emphasis" | "Strong" | "Link":
                pass
            case _:
                self._end_block()
                self._unread = False
                if isinstance(value, dict) and "List" in value:
                    self._lists.pop()

    def text(self, value: Any, where: "Range") -> None:
        """Words or code in a line, or in a block that is not read."""
        if self._images:
            self._alt.append(value)
        elif not self._unread:
            self._in_words(where).append(value)

    def inline_html(self, value: Any, where: "Range") -> None:  # noqa: ARG002  # all that is called has one form
        """HTML in a line, which shows nothing."""
        self._in_words(where)
        self.blocks.html.add(self._line_of(where))

    def line_end(self, event: str) -> None:
        """A line of a block ends, or a rule is drawn below one."""
        if event == "Rule":
            self._end_block()
        elif self._words is not None and not self._images:
            self._words.append("\n")

    def _in_words(self, where: "Range") -> list[str]:
        """The words of the block, which begins here if none has begun."""
        if self._words is None:
            self._words, self._begun = [], self._line_of(where)
        return self._words

    def _end_block(self) -> None:
        if self._words is None:
            return
        text = "".join(self._words).strip()
        if not text.isascii():
            text = text.translate(STRIPPED).strip()
        begins = bool(self._lists) and self._new_item and not self._level
        ordered = self._lists[-1] if begins else None
        if self._level:
            self.blocks.headings.append(len(self.blocks.found))
        elif not self._lists:
            self.blocks.paragraphs.append(len(self.blocks.found))
        self.blocks.found.append(Block(text, self._begun, self._level, bool(self._lists), ordered))
        self._words, self._level, self._new_item = None, 0, self._new_item and not begins

    def _line_of(self, where: "Range") -> int:
        """The line (from 1) on which it begins; things come in the order in which they begin."""
        self._line += self._data.count(b"\n", self._counted, where["start"])
        self._counted = max(self._counted, where["start"])
        return self._line


def _address(about: Any) -> str:
    scheme = "mailto:" if about["link_type"] == "Email" else ""
    return scheme + quote(about["dest_url"], _LEFT_IN_ADDRESSES)
