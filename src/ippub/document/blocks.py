"""The headings and paragraphs of a CommonMark text, as they are written; markdown-it finds them."""

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MAX_NESTING = 20
"""Lists and quotes inside each other deeper than this are not read."""


class Block(NamedTuple):
    """A heading or a paragraph: its words with their markup, and the line (from 1) on which it begins.

    ``level`` is 1 to 6 for a heading, 0 for a paragraph; ``listed`` says whether it stands in a list. Of the first
    paragraph of a list's item ``ordered`` says whether the list has numbers; else it is None.
    """

    source: str
    line: int
    level: int = 0
    listed: bool = False
    ordered: bool | None = None


class Blocks:
    """What ``read_blocks`` finds: ``found`` in the order of the text, and what stands around it.

    ``code`` are the lines of code blocks, where nothing is markup, ``html`` those on which a block of raw HTML begins,
    ``references`` what links by name lead to, as markdown-it keeps it.
    """

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.code: set[int] = set()
        self.html: set[int] = set()
        self.references: dict[str, Any] = {}


def read_blocks(text: str) -> Blocks:
    """The blocks of ``text``, whose lines end with ``\\n``. Time and memory grow with the size only."""
    blocks = Blocks()
    lists: list[bool] = []
    level, new_item = 0, False
    for token in parser().parse(text, blocks.references):
        first, end = token.map or (0, 0)
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                lists.append(token.type == "ordered_list_open")
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                new_item = True
            case "heading_open":
                level = int(token.tag[1])
            case "fence" | "code_block":
                blocks.code.update(range(first + 1, end + 1))
            case "html_block":
                blocks.html.add(first + 1)
            case "inline":
                begins = bool(lists) and new_item and not level
                blocks.found.append(Block(token.content, first + 1, level, bool(lists), lists[-1] if begins else None))
                level, new_item = 0, new_item and not begins
    return blocks


@cache
def parser() -> "MarkdownIt":
    """The parser of blocks; what stands in a line is parsed where somebody asks for it."""
    from markdown_it import MarkdownIt  # 15 ms to import: only who has a readme pays

    return MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).disable(["inline", "text_join"])
