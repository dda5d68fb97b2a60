"""Which operations a readme lists, and how: its headings and lists against the summaries of the definition."""

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from ippub.check.lazy import lazy
from ippub.connector.folder import Connector
from ippub.connector.readme import Readme, heading_key, heading_keys
from ippub.connector.sections import OPERATIONS
from ippub.connector.swagger import Operation
from ippub.document.markdown import MarkdownDocument, Section

ITEM = lazy(r"([ \t]*)([-*+]|(\d{1,9})([.)]))([ \t]+)(\*\*|__|[`*_])?")
"""How an item of a list begins: indent, mark, digits, point, blanks, and what makes the name bold."""
_MOST_WORDS = 40
"""A name of more words is not looked for; the limit of a summary is 80 characters."""
_MOST_PAIRS = 5_000
"""How many operations are compared with how many headings that name none; comparing is slow."""
_NEAR = 0.8


def last_written(document: MarkdownDocument, line: int) -> int:
    """``line``, or the last one above it that is not blank; 0 when there is none."""
    while line and not document.line_text(line).strip():
        line -= 1
    return line


def visible_operations(connector: Connector) -> list[Operation]:
    """The operations that a readme lists: those that people can choose."""
    swagger = connector.swagger
    operations = swagger.operations if swagger is not None else []
    return [o for o in operations if not o.internal and not o.deprecated and o.summary.strip()]


class Entry(NamedTuple):
    """Where an operation is listed: its lines, and how its line begins in a list ("" for a heading)."""

    first: int
    last: int
    text: str
    level: int = 0


def entries(document: MarkdownDocument, section: Section, names: Callable[[str], bool]) -> list[Entry]:
    """How ``section`` lists operations: its headings when one of them names an operation, else the items of its lists.

    ``names`` says whether a text names an operation.
    """
    level = _level(section, names)
    if level:
        return _at_level(document, section, level, lambda _text: True)
    if any(names(item.text) for item in section.items):
        return [
            Entry(item.line, _end_of_item(document, item.line, section.end_line), item.text)
            for item in section.items
            if ITEM.match(document.line_text(item.line))
        ]
    return []


def _level(section: Section, names: Callable[[str], bool]) -> int:
    """The level of most of the headings inside that name an operation, 0 where none does."""
    levels = [heading.level for heading in section.subheadings if names(heading.text)]
    return max(set(levels), key=levels.count, default=0)


def _at_level(document: MarkdownDocument, section: Section, level: int, wanted: Callable[[str], bool]) -> list[Entry]:
    """The ``wanted`` headings of this level inside, each with what stands below it."""
    heads = [heading for heading in section.subheadings if heading.level <= level]
    ends = [*(heading.line - 1 for heading in heads[1:]), section.end_line]
    return [
        Entry(heading.line, last_written(document, end), heading.text, level)
        for heading, end in zip(heads, ends, strict=True)
        if heading.level == level and wanted(heading.text)
    ]


def _end_of_item(document: MarkdownDocument, line: int, end: int) -> int:
    """The last line of the list item that begins in ``line``."""
    own = ITEM.match(document.line_text(line))
    indent = len(own[1]) if own else 0
    last = line
    for number in range(line + 1, end + 1):
        text = document.line_text(number)
        if not text.strip():
            continue
        deeper = len(text) - len(text.lstrip()) > indent
        if not deeper and (number > last + 1 or ITEM.match(text) or text.startswith("#")):
            break
        last = number
    return last


class Names:
    """The operations by their summaries and operationIds, in which case and punctuation do not count."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._by_name: dict[str, list[Operation]] = {}
        summaries = heading_keys([operation.summary for operation in operations])
        ids = heading_keys([operation.id for operation in operations])
        for operation, summary, own in zip(operations, summaries, ids, strict=True):
            names = {summary, own}
            if operation.deprecated:  # a readme need not repeat it
                names.add(summary.removesuffix(" deprecated").removeprefix("deprecated "))
            for name in names:
                self._by_name.setdefault(name, []).append(operation)
        self._by_name.pop("", None)
        self._known: set[str] = set()
        """Texts that are names."""

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """How many words the names that begin with a word have."""
        lengths: dict[str, set[int]] = {}
        for name in self._by_name:
            words = name.split()
            lengths.setdefault(words[0], set()).add(len(words))
        return {word: sorted(counts) for word, counts in lengths.items()}

    def learn(self, texts: list[str]) -> None:
        """Find out of many texts at once which are the name of an operation: ``know`` is asked for them soon."""
        self._known.update([text for text, key in zip(texts, heading_keys(texts), strict=True) if self._is_name(key)])

    def know(self, text: str) -> bool:
        """Whether ``text`` names an operation."""
        return text in self._known or bool(self.named(text))

    def _is_name(self, key: str) -> bool:
        return key in self._by_name and key.count(" ") < _MOST_WORDS

    def named(self, text: str) -> list[Operation]:
        """The operations that ``text`` names, which may say more around the name."""
        words = heading_key(text).split()[:_MOST_WORDS]
        found: dict[int, Operation] = {}
        for start, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                for operation in self._by_name.get(" ".join(words[start : start + length]), ()):
                    found[id(operation)] = operation
        return list(found.values())


def _renamed(absent: Sequence[Operation], unknown: Sequence[Entry]) -> dict[Entry, Operation]:
    """Those of ``unknown``, which name no operation, that are called much like one that is ``absent``."""
    from difflib import get_close_matches

    by_key = {heading_key(entry.text).replace(" ", ""): entry for entry in unknown if entry.level}
    if not by_key or len(absent) * len(by_key) > _MOST_PAIRS:
        return {}
    found: dict[Entry, Operation] = {}
    for operation in absent:
        key = heading_key(operation.summary).replace(" ", "")
        same_verb = [other for other in by_key if other[:3] == key[:3]]
        for near in get_close_matches(key, same_verb, 1, _NEAR):
            found.setdefault(by_key[near], operation)
    return found


class Listing:
    """The operations of a connector beside the section of its readme that lists them."""

    def __init__(self, connector: Connector, readme: Readme, section: Section) -> None:
        self.readme = readme
        self.section = section
        self.visible = visible_operations(connector)
        self._operations = connector.swagger.operations if connector.swagger is not None else []

    @cached_property
    def absent(self) -> list[Operation]:
        """The visible operations of which neither the summary nor the operationId stands anywhere in the readme."""
        headings = self.readme.by_key if self.readme.document.headings_as_written else {}
        keys = heading_keys([operation.summary for operation in self.visible])
        left = [(one, key) for one, key in zip(self.visible, keys, strict=True) if not key or key not in headings]
        if not left:
            return []
        text = self.readme.key
        unnamed = [operation for operation, key in left if f" {key} " not in text]
        return [one for one in unnamed if not one.id or f" {heading_key(one.id)} " not in text]

    @cached_property
    def unknown(self) -> list[Entry]:
        """The headings in the section that name no operation."""
        if not self.section.subheadings:
            return []
        names = Names(self._operations)
        document, section = self.readme.document, self.section
        names.learn([heading.text for heading in section.subheadings])
        level = _level(section, names.know)
        if not level and entries(document, section, names.know):
            return []  # the operations stand in lists
        level = level or _level(section, lambda _text: True)
        unknown = _at_level(document, section, level, lambda text: not names.know(text))
        return [entry for entry in unknown if heading_key(entry.text) not in OPERATIONS]

    @cached_property
    def renamed(self) -> dict[Entry, Operation]:
        """Those of ``unknown`` that are called much like an operation that is absent, with it."""
        return _renamed(self.absent, self.unknown) if self.unknown else {}


@lru_cache(maxsize=1)
def listing(connector: Connector) -> Listing | None:
    """The list of operations in the readme, None without a definition or a section for it."""
    readme = connector.readme
    section = readme.section(*OPERATIONS) if readme is not None else None
    if readme is None or section is None or connector.swagger is None:
        return None
    return Listing(connector, readme, section)
