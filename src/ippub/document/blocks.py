"""The headings and paragraphs of a CommonMark text, as they are written.

Most texts are plain: headings, paragraphs and lists that begin at the left edge, and fenced code. Such blocks are
recognised by one regular expression; where anything else begins, markdown-it takes over up to the next line on which
nothing can be open any more. Both find the same, so it does not show who read what.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

    from markdown_it import MarkdownIt

MAX_NESTING = 20
"""Lists and quotes inside each other deeper than this are not read."""
_DEEPEST_LIST = 8
"""Lists inside each other that are read without markdown-it, well below its limit."""
_MOST_PIECES = 40
"""How often markdown-it is called for a part of a text; a text with more parts is not plain, and the rest one part."""

# A line that can only be words: no mark of a heading, list, quote, rule, fence, HTML or underline stands before them.
_WORDS = (
    r"(?:[^\s#>*_+=~`<0-9-]|[#*_+=-]+[^\s#*_+=-]|`{1,2}[^\s`]|(?![0-9]{1,9}[.)](?:[ \t]|$))[0-9])"  # its beginning
    r".*+"
)
_HEADING = r"\#{1,6}(?:[ \t]|$)"
_ITEM = rf"(?:[-*+]|[0-9]{{1,9}}[.)])[ ]{{1,4}}{_WORDS}"
_ENDS = rf"\n(?:{_HEADING}|`{{3,}}+[^`\n]*$)|(?:\n[ \t]*)*+\Z"
"""What ends a paragraph and a list alike: a heading, a fence, or nothing more."""
_BLOCK = re.compile(
    rf"""(?:[ \t]*+\n)*+ (?:
      (?P<heading> (\#{{1,6}})((?:[ \t].*+)?)$ )
    | (?P<fence> (`{{3,}}+)[^`\n]*+\n(?:.*+\n)*? [ ]{{0,3}}\5`*+[ \t]*$ )
    | (?P<list> {_ITEM}(?:\n(?:[ \t]*+\n)*+[ ]*+{_ITEM})*+ (?= {_ENDS} | \n(?:[ \t]*+\n)++\S ) )
    | (?P<words> {_WORDS}(?:\n{_WORDS})*+ (?= {_ENDS} | \n[ \t]*+\n | \n(?:[-*+]|1[.)])[ ]+\S ) )
    )""",
    re.MULTILINE | re.VERBOSE,
)
_EMPTY_LINES = re.compile(r"(?:[ \t]*+\n)*+")
_ITEMS = re.compile(r"^([ ]*+)([-*+]|[0-9]+[.)])([ ]+)(.*+)$|^[ \t]*$", re.MULTILINE)
_PLAIN_AGAIN = re.compile(rf"\n(?:[ \t]*+\n(?={_WORDS})|(?={_HEADING}))", re.MULTILINE)
"""Where nothing of what stands above is open: a heading, or words at the left edge below an empty line."""
_STAYS_OPEN = re.compile(r"^[ ]{0,3}(?:<|```|~~~)", re.MULTILINE)
"""What such a line does not end: HTML and code outside of lists and quotes."""
_TRIMMED = "".join(map(chr, (*range(9, 14), 32, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F)))
_TRIMMED += "\u205f\u3000"


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
    text = text.replace("\x00", "\ufffd")
    position, line, pieces = 0, 1, 0
    last = len(text.rstrip(" \t\n"))
    while position < last:
        match = _BLOCK.match(text, position)
        if match is not None and _take(match, line, blocks):
            end = match.end()
        else:
            pieces += 1
            end = _end_of_piece(text, position) if pieces < _MOST_PIECES else len(text)
            _take_piece(text[position:end], line, blocks)
        line += text.count("\n", position, end)
        position = end
    return blocks


def _end_of_piece(text: str, position: int) -> int:
    above = _EMPTY_LINES.match(text, position)
    start = above.end() if above is not None else position
    match = _PLAIN_AGAIN.search(text, start)
    end = match.end() if match is not None else len(text)
    return len(text) if _STAYS_OPEN.search(text, start, end) is not None else end


def _take(match: re.Match[str], line: int, blocks: Blocks) -> bool:
    """Take what ``match`` found from ``line`` on, if it is as plain as it looks."""
    kind = match.lastgroup or ""
    start, end = match.span(kind)
    if start > match.start():
        line += match.string.count("\n", match.start(), start)
    match kind:
        case "heading":
            blocks.found.append(Block(_without_tail(match[3]), line, len(match[2])))
        case "words":
            words = match[kind]
            if words[0] == "[" and "]:" in words:
                return False  # it may say where links lead
            blocks.found.append(Block(words.rstrip(_TRIMMED), line))
        case "list":
            items = _items(match[kind], line)
            blocks.found += items
            return bool(items)
        case _:
            blocks.code.update(range(line, line + match.string.count("\n", start, end) + 1))
    return True


def _without_tail(words: str) -> str:
    """The words of a heading without the ``#`` that may stand behind them."""
    words = words.rstrip(" \t")
    if words.endswith("#"):
        bare = words.rstrip("#")
        if bare.endswith((" ", "\t")):
            words = bare
    return words.strip(_TRIMMED)


def _items(text: str, line: int) -> list[Block]:
    """The items of a list, whose inner lists begin below the words of an item; [] where it is not as plain as that."""
    found: list[Block] = []
    inside: list[tuple[int, int]] = []
    """For each open list where its last item begins, and where the words of that item do."""
    below_words = False
    for match in _ITEMS.finditer(text):
        if match[2] is None:
            below_words = False
            line += 1
            continue
        start = match.end(1) - match.start()
        while inside and start < inside[-1][0]:
            inside.pop()
        if inside and start == inside[-1][0]:
            inside.pop()
        elif inside and (
            not inside[-1][1] <= start <= inside[-1][1] + 3
            or len(inside) >= _DEEPEST_LIST
            or (below_words and match[2][:-1] not in ("", "1"))  # other numbers do not end a paragraph
        ):
            return []
        words = match[4]
        if words[0] == "[" and "]:" in words:
            return []
        inside.append((start, match.end(3) - match.start()))
        found.append(Block(words.rstrip(_TRIMMED), line, 0, True, match[2][:-1] != ""))
        below_words = True
        line += 1
    return found


@cache
def parser() -> MarkdownIt:
    """The parser of blocks; what stands in a line is parsed where somebody asks for it."""
    from markdown_it import MarkdownIt  # 19 ms to import: only who has a text that is not plain pays

    return MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).disable(["inline", "text_join"])


def _take_piece(text: str, first: int, blocks: Blocks) -> None:
    """Take what markdown-it finds in ``text``, which begins on the line ``first`` outside of everything."""
    lists: list[bool] = []
    level, new_item = 0, False
    for token in parser().parse(text, blocks.references):
        line, end = (token.map[0] + first, token.map[1] + first) if token.map else (first, first)
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
                blocks.code.update(range(line, end))
            case "html_block":
                blocks.html.add(line)
            case "inline":
                begins = bool(lists) and new_item and not level
                blocks.found.append(Block(token.content, line, level, bool(lists), lists[-1] if begins else None))
                level, new_item = 0, new_item and not begins
