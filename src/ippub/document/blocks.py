"""The headings and paragraphs of a CommonMark text, as they are written.

Most texts are plain: headings, paragraphs and lists that begin at the left edge, and fenced code. Such blocks are
recognised by one regular expression; where anything else begins, markdown-it takes over up to the next line on which
nothing can be open any more. Both find the same, so it does not show who read what.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MAX_NESTING = 20
"""Lists and quotes inside each other deeper than this are not read."""
_DEEPEST_LIST = 8
"""Lists inside each other that are read without markdown-it, well below its limit."""
_MOST_PIECES = 40
"""How often markdown-it is called for a part of a text; a text with more parts is not plain, and the rest one part."""

# What can only be words, to the end of the line: no mark of a heading, list, quote, rule, fence, HTML or underline.
_WORDS = (
    r"(?:[^\s#>*_+=~`<0-9-]|[#*_+=-]+[^\s#*_+=-]|`{1,2}[^\s`]|`{3,}+(?=[^`\n]*+`)"
    r"|(?![0-9]{1,9}[.)](?:[ \t]|$))[0-9]).*+"
)
_HEADING = r"\#{1,6}(?:[ \t]|$)"
_FENCE = r"`{3,}+[^`\n]*+$"
_MARK = r"[-*+]|[0-9]{1,9}[.)]"
_ITEM = rf"(?:{_MARK})(?:[ ]{{1,4}}|\t){_WORDS}"
_NO_MORE = r"(?:\n[ \t]*)*+\Z"
_BLOCK = re.compile(
    rf"""(?:[ \t]*+\n)*+[ ]{{0,3}}+ (?:
      (?P<heading> (\#{{1,6}})((?:[ \t].*+)?)$ )
    | (?P<fence> (`{{3,}}+)[^`\n]*+\n(?:.*+\n)*? [ ]{{0,3}}\5`*+[ \t]*$ )
    | (?P<list> {_ITEM}(?: \n[ ]*+(?:{_ITEM}|{_WORDS}) | \n(?:[ \t]*+\n)++(?:[ ]*+{_ITEM}|[ ]++{_WORDS}) )*+
        (?= \n(?:{_HEADING}|{_FENCE}) | \n(?:[ \t]*+\n)++\S | {_NO_MORE} ) )
    | (?P<words> {_WORDS}(?:\n[ \t]*+{_WORDS})*+
        (?= \n[ ]{{0,3}}(?:{_HEADING}|{_FENCE}|(?:[-*+]|1[.)])[ ]+\S) | \n[ \t]*+\n | {_NO_MORE} ) )
    )""",
    re.MULTILINE | re.VERBOSE,
)
_EMPTY_LINES = re.compile(r"(?:[ \t]*+\n)*+")
_LISTED = re.compile(rf"^([ ]*+)(?:({_MARK})([ ]{{1,4}}|\t))?(\S.*+)$|^[ \t]*$", re.MULTILINE)
_PLAIN_AGAIN = re.compile(rf"\n(?:[ \t]*+\n(?={_WORDS})|(?={_HEADING}))", re.MULTILINE)
"""Where nothing of what stands above is open: a heading, or words at the left edge below an empty line."""
_STAYS_OPEN = re.compile(rf"^[ ]{{0,3}}(?:<|{_FENCE}|~~~)", re.MULTILINE)
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
        start, end = match.span(match.lastgroup or 0) if match is not None else (position, position)
        begins = line + text.count("\n", position, start)
        if match is None or not _take(match, begins, blocks):
            pieces += 1
            start, begins = position, line
            end = _end_of_piece(text, position) if pieces < _MOST_PIECES else len(text)
            _take_piece(text[position:end], line, blocks)
        line = begins + text.count("\n", start, end)
        position = end
    return blocks


def _end_of_piece(text: str, position: int) -> int:
    """Up to where markdown-it has to read what stands below ``position``: nothing is open there any more."""
    above = _EMPTY_LINES.match(text, position)
    start = above.end() if above is not None else position
    match = _PLAIN_AGAIN.search(text, start)
    end = match.end() if match is not None else len(text)
    return len(text) if _STAYS_OPEN.search(text, start, end) is not None else end


def _take(match: re.Match[str], line: int, blocks: Blocks) -> bool:
    """Take the block that ``match`` found on ``line``, if it is as plain as it looks."""
    kind = match.lastgroup
    if kind == "heading":
        blocks.found.append(Block(_without_tail(match[3]), line, len(match[2])))
    elif kind == "words":
        words = match[kind]
        if words[0] == "[" and "]:" in words:
            return False  # it may say where links lead
        blocks.found.append(Block(words.rstrip(_TRIMMED), line))
    elif kind == "list":
        items = _listed(match[kind], line, match.start(kind) - match.string.rfind("\n", 0, match.start(kind)) - 1)
        blocks.found += items
        return bool(items)
    else:
        blocks.code.update(range(line, line + match["fence"].count("\n") + 1))
    return True


def _without_tail(words: str) -> str:
    """The words of a heading without the ``#`` that may stand behind them."""
    words = words.rstrip(" \t")
    if words.endswith("#"):
        bare = words.rstrip("#")
        if bare.endswith((" ", "\t")):
            words = bare
    return words.strip(_TRIMMED)


def _listed(text: str, line: int, column: int) -> list[Block]:
    """The paragraphs of a list that begins in this column; [] where it is not as plain as it looks."""
    begins: list[tuple[int, bool | None]] = []
    lines: list[list[str]] = []
    inside: list[int] = []
    """For each list inside another, the column in which the words of its last item begin."""
    below_words = False
    for number, match in enumerate(_LISTED.finditer(text), line):
        mark, words = match[2] or "", match[4]
        if words is None:
            below_words = False
            continue
        if not mark and below_words:  # more of the same paragraph
            lines[-1].append(match[1][inside[-1] :] + words)
            continue
        start = match.end(1) - match.start() + (0 if lines else column)
        depth = len(inside)
        while inside and start < inside[-1]:  # to the left of an item's words it is over
            inside.pop()
        is_code = start > (inside[-1] if inside else 0) + 3
        if is_code or len(inside) > _DEEPEST_LIST or not (inside or mark):
            return []
        if mark:
            if below_words and depth == len(inside) and mark[:-1] not in ("", "1"):
                return []  # a list with another number does not end a paragraph
            after = start + len(mark)
            inside.append(after // 4 * 4 + 4 if match[3] == "\t" else after + len(match[3]))
        begins.append((number, len(mark) > 1 if mark else None))
        lines.append([words])
        below_words = True
    sources = ["\n".join(words).rstrip(_TRIMMED) for words in lines]
    if any(source[0] == "[" and "]:" in source for source in sources):
        return []  # it may say where links lead
    return [Block(words, at, 0, True, ordered) for words, (at, ordered) in zip(sources, begins, strict=True)]


@cache
def parser() -> "MarkdownIt":
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
