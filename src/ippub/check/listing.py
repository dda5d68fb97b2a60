"""Which operations a readme lists, and how: its headings and lists against the summaries of the definition."""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
    return _visible(swagger.operations) if swagger is not None else []


def _visible(operations: Iterable[Operation]) -> list[Operation]:
    return [o for o in operations if not o.internal and not o.deprecated and o.summary.strip()]


class Entry(NamedTuple):
    """Where an operation is listed: its lines, and how its line begins in a list ("" for a heading)."""

    first: int
    last: int
    text: str
    level: int = 0


def entries(document: MarkdownDocument, section: Section, names: Callable[[str], bool]) -> Iterator[Entry]:
    """How ``section`` lists operations: its headings when one of them names an operation, else the items of its lists.

    ``names`` says whether a text names an operation.
    """
    level = _level(section, names)
    if level:
        yield from _at_level(document, section, level, lambda _text: True)
    elif any(names(item.text) for item in section.items):
        for item in section.items:
            if ITEM.match(document.line_text(item.line)):
                yield Entry(item.line, _end_of_item(document, item.line, section.end_line), item.text)


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
        self._operations = operations
        self.summaries = heading_keys([operation.summary for operation in operations])
        """The key of the summary of each operation."""
        self._known: dict[str, bool] = {}
        """Whether texts name an operation, of those that were asked for."""

    @cached_property
    def ids(self) -> list[str]:
        """The key of the operationId of each operation."""
        return heading_keys([operation.id for operation in self._operations])

    @cached_property
    def _by_name(self) -> dict[str, list[Operation]]:
        found: dict[str, list[Operation]] = {}
        for operation, summary, own in zip(self._operations, self.summaries, self.ids, strict=True):
            names = {summary, own}
            if operation.deprecated:  # a readme need not repeat it
                names.add(summary.removesuffix(" deprecated").removeprefix("deprecated "))
            for name in names:
                found.setdefault(name, []).append(operation)
        found.pop("", None)
        return found

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """How many words the names that begin with a word have."""
        lengths: dict[str, set[int]] = {}
        for name in self._by_name:
            words = name.split()
            lengths.setdefault(words[0], set()).add(len(words))
        return {word: sorted(counts) for word, counts in lengths.items()}

    def are_all(self, keys: list[str]) -> bool:
        """Whether nothing stands in ``keys`` but names of operations; some that do are not seen to."""
        return (
            "" not in keys
            and {*self.summaries, *self.ids}.issuperset(keys)
            and len(max(keys, key=len)) < 2 * _MOST_WORDS
        )

    def learn(self, texts: list[str], keys: list[str]) -> None:
        """Find out which of ``texts``, which have these keys, name an operation: ``know`` is asked for them soon."""
        self._known.update([(text, True) for text, key in zip(texts, keys, strict=True) if self._is_name(key)])

    def know(self, text: str) -> bool:
        """Whether ``text`` names an operation."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = bool(self.named(text))
        return known

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

    def __init__(self, readme: Readme, section: Section, operations: Sequence[Operation]) -> None:
        self.readme = readme
        self.section = section
        self._operations = operations
        self._names = Names(operations)

    @cached_property
    def visible(self) -> list[Operation]:
        """The operations that a readme lists."""
        return _visible(self._operations)

    @cached_property
    def absent(self) -> list[Operation]:
        """The visible operations of which neither the summary nor the operationId stands anywhere in the readme."""
        headings = self.readme.as_written(self._names.summaries)
        by_summary = zip(self._operations, self._names.summaries, strict=True)
        left = [(one, key) for one, key in by_summary if not key or key not in headings]
        text = self.readme.key if left else ""
        unnamed = _visible([operation for operation, key in left if f" {key} " not in text])
        keys = heading_keys([operation.id for operation in unnamed])
        return [one for one, key in zip(unnamed, keys, strict=True) if not one.id or f" {key} " not in text]

    @cached_property
    def unknown(self) -> list[Entry]:
        """The headings in the section that name no operation."""
        document, section, names = self.readme.document, self.section, self._names
        keys = self.readme.keys_below(section)
        if not keys or names.are_all(keys):
            return []
        names.learn([heading.text for heading in section.subheadings], keys)
        level = _level(section, names.know)
        if not level and next(entries(document, section, names.know), None) is not None:
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
    return Listing(readme, section, connector.swagger.operations)
