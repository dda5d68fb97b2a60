"""How the definition is laid out: indentation, blanks at line ends, the order of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ippub.check.lazy import lazy
from ippub.check.rule import Finding, Fix, Severity, later, rule, suggestion
from ippub.check.sources import CODING, review
from ippub.check.wording import quoted
from ippub.connector.folder import Connector
from ippub.connector.swagger import Swagger
from ippub.document.edit import Reorder, Splice
from ippub.document.json import FaultKind, JsonDocument
from ippub.document.place import Place, Span

_BLANK_END = lazy(r"\n(?:(?<=[ \t]\n)|(?<=[ \t]\r\n))")
_TAB = lazy(r"^ *\t", re.MULTILINE)
_FIRST_INDENT = lazy(r"^[ \t]+(?=\S)", re.MULTILINE)
_ODD = lazy(r"\n(?:  )*+ [^ \t\n\r]")
# In a text without tabs: what _BLANK_END and _ODD look for, in one pass. Four blanks at a time take half the steps.
_DOUBTFUL = lazy(r"\n(?:(?<= \n)|(?:    )*+ (?:  )?+[^ \n\r])")
_DOUBTFUL_WITH_RETURNS = lazy(r"\n(?:(?<= \n)|(?<= \r\n)|(?:    )*+ (?:  )?+[^ \n\r])")
_STRING = lazy(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_BRACKET = lazy(r"[\[\]{}]")
_BLANK_INDENT = lazy(r"^ +[^ \t\n\r]", re.MULTILINE)
_ORDER = (
    ("swagger",),
    ("info",),
    ("host", "basePath", "schemes"),
    ("consumes", "produces"),
    ("paths",),
    ("definitions",),
    ("parameters",),
)
_RANK = {key: rank for rank, keys in enumerate(_ORDER) for key in keys}


@rule("SwaggerIndentation", Severity.INFO, source=CODING, suggests=True)
def swagger_indentation(connector: Connector) -> Iterator[Finding]:
    """The definition is indented with tabs or in an unusual width.

    Microsoft's coding standard asks for blanks and no tabs, the same number on each level, so that changes
    can be compared line by line.

    Fix: Let your editor format the file with two or four blanks on each level.

    Evidence: Documented; nobody refuses a connector for it.

    Reading: The standard asks for four blanks, but Microsoft's own paconn tool writes two and 381 of 385
    accepted connectors have two. Both are fine here; tabs and every other width are told.

    Bad:
        apiDefinition.swagger.json: |
          {
             "swagger": "2.0"
          }
    Bad:
        apiDefinition.swagger.json: "{\\n\\t\\"swagger\\": \\"2.0\\"\\n}"
    Good:
        apiDefinition.swagger.json: |
          {
              "swagger": "2.0"
          }
    """
    document = connector.swagger_document
    if document is None or not document.readable or _uneven(document) is not None:
        return
    tab = _TAB.search(document.text) if "\t" in document.text else None
    if tab is not None:
        line = document.text.count("\n", 0, tab.start()) + 1
        count = len(_TAB.findall(document.text))
        message = f"{count} lines are indented with tabs" if count > 1 else "a line is indented with a tab"
        at = _line(document.name, line, 1, len(tab[0]))
        yield Finding(message, at=at, fix=_reindented(document, 2))
        return
    first = _FIRST_INDENT.search(document.text)
    if first is not None and len(first[0]) not in (2, 4):
        line = document.text.count("\n", 0, first.start()) + 1
        message = f"the file is indented by {len(first[0])} blanks, not by 4 or 2"
        at = _line(document.name, line, 1, len(first[0]))
        yield Finding(message, at=at, fix=_reindented(document, 2))


@rule("JsonIndentationUneven", Severity.WARNING, source=review(2376), suggests=True)
def json_indentation_uneven(document: JsonDocument) -> Iterator[Finding]:
    """Lines of a JSON file are out of line with the others.

    Tabs among blanks, or a line that is shifted by one blank, look different in every editor and hide where an object
    begins and ends. Reviewers ask for files that are properly formatted.

    Fix: Let your editor format the whole file.

    Evidence: Reviewers sent such files back in pull requests 862 and 2376; of eight submissions that began so, six were
    repaired during the review. One recently accepted connector in a hundred has such a line.

    Reading: A line counts that begins with an odd number of blanks in a file whose first level has two or four, or
    with a tab in a file that is otherwise indented with blanks.

    Bad:
        apiDefinition.swagger.json: |
          {
            "swagger": "2.0",
             "host": "contoso.com"
          }
    Bad:
        apiProperties.json: "{\\n  \\"properties\\": {\\n\\t\\"capabilities\\": []\\n  }\\n}"
    Good:
        apiDefinition.swagger.json: |
          {
            "swagger": "2.0",
            "host": "contoso.com"
          }
    """
    found = _uneven(document) if document.readable else None
    if found is not None:
        start, what = found
        line = document.text.count("\n", 0, start) + 1
        indent = len(document.text) - start - len(document.text[start:].lstrip(" \t"))
        first = _FIRST_INDENT.search(document.text)
        width = 4 if first is not None and len(first[0]) == 4 else 2  # the two that are usual
        at = _line(document.name, line, 1, indent)
        yield Finding(f"the line is indented {what}", at=at, fix=_reindented(document, width))


@lru_cache(maxsize=4)
def _uneven(document: JsonDocument) -> tuple[int, str] | None:
    """Where the first line starts that is out of line, and in what way."""
    if _is_neat(document):
        return None
    text = document.text
    first = _FIRST_INDENT.search(text)
    if first is None:
        return None
    tab = _TAB.search(text) if "\t" in text else None
    if tab is not None:
        if first[0][0] == " ":
            return tab.start(), "with a tab and most others with blanks"
        blank = _BLANK_INDENT.search(text)
        return (blank.start(), "with blanks and most others with tabs") if blank else None
    odd = _ODD.search(text) if len(first[0]) in (2, 4) else None
    return (odd.start() + 1, "by an odd number of blanks, the others are not") if odd else None


@lru_cache(maxsize=4)
def _is_neat(document: JsonDocument) -> bool:
    """Whether one look at the text shows that no line is indented oddly or ends with a blank; False is no answer."""
    text = document.text
    if "\t" in text or text.endswith(" "):
        return False
    return (_DOUBTFUL_WITH_RETURNS if "\r" in text else _DOUBTFUL).search(text) is None


@rule("SwaggerTrailingWhitespace", Severity.INFO, source=CODING, fixable=True)
def swagger_trailing_whitespace(connector: Connector) -> Iterator[Finding]:
    """Lines of the definition end with blanks.

    Blanks at the end of a line cannot be seen and show up as changes when somebody else's editor removes
    them.

    Fix: Let your editor remove them when it saves.

    Evidence: Microsoft's coding standard asks for it; nobody refuses a connector for it.

    Bad:
        apiDefinition.swagger.json: "{ \\n  \\"swagger\\": \\"2.0\\"\\n}"
    Good:
        apiDefinition.swagger.json: "{\\n  \\"swagger\\": \\"2.0\\"\\n}"
    """
    document = connector.swagger_document
    if document is None or _is_neat(document):
        return  # nearly always
    text = document.text
    # The pattern looks back from each line break: from a blank it would try again at every one of a million blanks.
    first = _BLANK_END.search(text)
    at_end = text.endswith((" ", "\t"))
    if first is None and not at_end:
        return
    count = len(_BLANK_END.findall(text)) + at_end
    last = (len(text) if first is None else first.start()) - 1
    if text[last] == "\r":
        last -= 1
    start = text.rfind("\n", 0, last) + 1
    line = text.count("\n", 0, last) + 1
    column = len(text[start : last + 1].rstrip(" \t")) + 1
    message = f"{count} lines end with blanks" if count > 1 else "a line ends with blanks"
    # A line break inside a text would make its blanks part of what somebody wrote.
    plain = document.readable and not any(fault.kind is FaultKind.CONTROL_CHARACTER for fault in document.faults)
    repair = Fix(later(lambda: _blank_ends(document))) if plain else None
    at = _line(document.name, line, column, last - start + 2 - column)
    yield Finding(message, at=at, fix=repair)


@rule("SwaggerTopLevelOrder", Severity.INFO, source=CODING, suggests=True)
def swagger_top_level_order(swagger: Swagger) -> Iterator[Finding]:
    """The parts of the definition are not in the usual order.

    Microsoft's coding standard puts what identifies the API first and what is shared last, so that readers
    find the parts without searching.

    Fix: Order the parts: swagger, info, host with basePath and schemes, consumes and produces, paths,
    definitions, parameters, then everything else.

    Evidence: The standard is documented; nobody refuses a connector for it.

    Reading: The standard shows an order in an example; what the example does not name may stand anywhere behind.

    Bad:
        apiDefinition.swagger.json: '{"swagger": "2.0", "paths": {}, "info": {}}'
    Good:
        apiDefinition.swagger.json: '{"swagger": "2.0", "info": {}, "host": "a", "basePath": "/"}'
    """
    highest, last = -1, ""
    for key in swagger.value:
        rank = _RANK.get(key, len(_ORDER))
        if rank < highest:
            keys = sorted(swagger.value, key=lambda key: _RANK.get(key, len(_ORDER)))
            at = (swagger / key).marked_key
            repair = suggestion(Reorder(swagger.place, tuple(keys)))
            yield Finding(f'"{key}" stands behind {quoted(last)}', at=at, fix=repair)
            return
        highest, last = rank, key


def _line(file: str, line: int, column: int, length: int) -> Place:
    return Place(file, None, Span(line, column, line, column + length))


def _blank_ends(document: JsonDocument) -> list[Splice]:
    """What takes the blanks away at the ends of lines."""
    edits = []
    for number, line in enumerate(document.text.split("\n"), 1):
        end = len(line.removesuffix("\r"))
        kept = len(line[:end].rstrip(" \t"))
        if kept < end:
            edits.append(Splice(document.name, Span(number, kept + 1, number, end + 1), ""))
    return edits


def _reindented(document: JsonDocument, width: int) -> Fix | None:
    """A file in which every line is indented as deep as it is; nothing while a line break may stand inside a text."""
    if any(fault.kind is FaultKind.CONTROL_CHARACTER for fault in document.faults):
        return None
    return Fix(later(lambda: _indented(document, width)), safe=False)


def _indented(document: JsonDocument, width: int) -> list[Splice]:
    """What gives every line the blanks of its level: one more than the line that opened what it stands in."""
    edits: list[Splice] = []
    opened: list[int] = []
    text = _STRING.sub(lambda found: "0" * len(found[0]), document.as_read)
    for number, line in enumerate(text.split("\n"), 1):
        content = line.strip()
        closing = min(len(content) - len(content.lstrip("]}")), len(opened))
        level = opened[-closing] if closing else opened[-1] + 1 if opened else 0
        written = document.line_text(number)
        given = written[: len(written) - len(written.lstrip(" \t"))]
        if given != " " * (width * level) and len(given) < len(written):
            edits.append(Splice(document.name, Span(number, 1, number, len(given) + 1), " " * (width * level)))
        for mark in _BRACKET.findall(content):
            if mark in "[{":
                opened.append(level)
            elif opened:
                opened.pop()
    return edits
